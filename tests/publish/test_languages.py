"""Pages in every language: whole catalogues, nothing left in English, ranges low to high."""

from __future__ import annotations

import importlib.util
import re
import string
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.pofile import read_po

from trucewatch import pipeline
from trucewatch.assess.standards import SHIPPED
from trucewatch.model.language import ENGLISH, LANGUAGES
from trucewatch.publish import edition, measure, tongue, words
from trucewatch.publish.release import Release
from trucewatch.publish.site import pages
from trucewatch.publish.terms import NOUNS, STANDARD_TEXTS

from . import beside, sample, stated
from .pages_read import Said, read

ROOT = Path(__file__).resolve().parents[2]
LOCALE = ROOT / "src" / "trucewatch" / "publish" / "locale"
WORDS = 4
"""Words in a row that no text of a case happens to share with a message."""
OTHERS = tuple(code for code in LANGUAGES if code != ENGLISH)
COUNTS = {"ar": 6, "es": 3, "fr": 3, "he": 3, "uk": 3}
"""Forms a noun takes by its number."""
NUMBER = r"(\d[\d.,\u00a0\u202f]*)"
# Not a year and a month, not a day of a month: two bare numbers, as a range of figures is written.
RANGE = re.compile(rf"(?<![\d:./-]){NUMBER}(?:–| إلى | עד | à | a | до | to ){NUMBER}(?![\d:])")


@cache
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("translate", ROOT / "docs" / "translate.py")
    assert spec and spec.loader
    made = importlib.util.module_from_spec(spec)
    sys.modules["translate"] = made
    spec.loader.exec_module(made)
    return made


@cache
def messages() -> list[str | tuple[str, str]]:
    found: list[str | tuple[str, str]] = tool().messages()
    return found


@cache
def written(lang: str) -> dict[str, str]:
    """Pages of three invented agreements in a language beside English."""
    found: dict[str, str] = {}
    for made in (sample.release, beside.beside, stated.with_statements):
        out = pages.render(replace(made(), languages=(ENGLISH, lang)))
        found |= {f"{made.__name__}/{path}": text for path, text in out.items()
                  if path.startswith(f"{lang}/")}
    return found


def said(lang: str) -> Iterator[tuple[str, Said]]:
    for path, text in written(lang).items():
        for one in read(text):
            yield path, one


def _slots(text: str) -> list[str]:
    return sorted(set(re.findall(r"%\(\w+\)s|\{\w*\}|</?\w+>", text)))


@pytest.mark.parametrize("lang", OTHERS)
def test_a_catalogue_has_every_message_whole_and_no_other(lang: str) -> None:
    path = LOCALE / f"{lang}.po"
    with path.open("rb") as file:
        found = {m.id: m for m in read_po(file, locale=lang) if m.id}
    assert set(found) == set(messages()), "run: python docs/translate.py"
    for message in found.values():
        assert not message.fuzzy, message.id
        if isinstance(message.id, str):
            assert str(message.string).strip(), message.id
            assert _slots(str(message.string)) == _slots(message.id), message.id
        else:
            forms = list(message.string or ())
            assert len(forms) == COUNTS[lang], message.id
            for form in forms:
                assert form.strip(), message.id
                assert _slots(form) == _slots(message.id[1]), message.id


@pytest.mark.parametrize("lang", OTHERS)
def test_a_catalogue_is_as_the_tool_writes_it(lang: str) -> None:
    path = LOCALE / f"{lang}.po"
    assert path.read_text(encoding="utf-8") == tool().filled(lang, messages(), path)


def test_a_catalogue_names_no_person_date_or_machine() -> None:
    for path in LOCALE.glob("*.po"):
        head = path.read_text(encoding="utf-8").split("\n\n", 1)[0]
        assert not re.search(r"@|\d{4}-|Translator|Team|Date", head), path.name


def test_languages_are_those_that_have_a_catalogue() -> None:
    assert sorted(path.stem for path in LOCALE.glob("*.po")) == sorted(OTHERS)


def test_standards_that_ship_are_said_as_they_ask() -> None:
    assert STANDARD_TEXTS.english == {s.id: f"{s.asks}; {s.favours}" for s in SHIPPED}


def test_nouns_that_pages_count_are_all_for_translators() -> None:
    texts = [path.read_text(encoding="utf-8")
             for path in (ROOT / "src" / "trucewatch" / "publish").rglob("*")
             if path.suffix in {".py", ".j2"} and "dossier" not in path.name
             and path.name != "missing.py"]
    counted = {noun for text in texts
               for noun in re.findall(r'words\.count\([^"\n]*?, "([a-z ]+)"', text)}
    assert counted <= set(NOUNS)


def left_in_english(lang: str, found: Iterator[tuple[str, Said]]) -> list[tuple[str, str]]:
    """Texts not marked as English that hold words of a message nobody said in the language."""
    catalogue = tongue.catalogue(lang)
    whole, parts = set(), set()
    for message in messages():
        english = message if isinstance(message, str) else message[1]
        # Some words are the same in both languages, and some are another word of the other.
        if english in catalogue.one.values():
            continue
        if not _slots(english):
            whole.add(english)
        fragments = re.split(r"%\(\w+\)s|\{\w*\}|</?\w+>", english)
        parts |= {f.strip() for f in fragments if len(f.split()) > WORDS}
    return [(path, one.text) for path, one in found if one.lang == lang
            and (one.text in whole or any(part in one.text for part in parts))]


@pytest.mark.parametrize("lang", OTHERS)
def test_no_english_is_left_but_what_is_marked(lang: str) -> None:
    own = {text for made in (sample.release, beside.beside, stated.with_statements)
           for text in (*made().agreement.title.values(), *made().standards.values())}
    assert left_in_english(lang, ((p, s) for p, s in said(lang) if s.text not in own)) == []


@pytest.fixture(scope="module")
def shipped() -> Release:
    """The smallest case that ships, as a run makes it; nothing is written."""
    made = pipeline.run(pipeline.find_case("kashmir-loc"), None).release
    assert made is not None
    return made


@pytest.mark.parametrize("lang", OTHERS)
def test_a_case_that_ships_is_said_in_every_language(lang: str, shipped: Release) -> None:
    out = pages.render(replace(shipped, languages=(lang,)))
    found = [(path, one) for path, text in out.items() if path.endswith(".html")
             for one in read(text)]
    assert left_in_english(lang, iter(found)) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_range_reads_low_to_high_and_stands_isolated(lang: str) -> None:
    if lang == ENGLISH:
        found = [(path, one) for path, text in pages.render(sample.release()).items()
                 for one in read(text)]
    else:
        found = list(said(lang))
    prose = [] if lang == ENGLISH else list(tongue.catalogue(lang).one.values())
    prose += [message for message in messages() if isinstance(message, str)]
    ranges = [(path, one, match[1], match[2]) for path, one in found if one.lang == lang
              for match in RANGE.finditer(one.text)
              if not any(match[0].strip() in text for text in prose)]
    assert ranges
    for path, one, low, high in ranges:
        assert one.isolated or one.tag in {"title", "desc", "text"}, (path, one.text)
        if re.fullmatch(RANGE, one.text):
            first, last = (int(re.sub(r"\D", "", end)) for end in (low, high))
            assert first < last, (path, one.text)


@pytest.mark.parametrize("lang", OTHERS)
def test_a_page_says_its_language_direction_and_counterparts(lang: str) -> None:
    out = pages.render(replace(sample.release(), languages=(ENGLISH, lang)))
    page = out[f"{lang}/clauses/NS-01.html"]
    rtl = ' dir="rtl"' if lang in {"ar", "he"} else ""
    assert f'<html lang="{lang}"{rtl}>' in page
    assert '<link rel="stylesheet" href="../../style.css">' in page
    assert '<link rel="alternate" hreflang="en" href="../../clauses/NS-01.html">' in page
    own = f'<link rel="alternate" hreflang="{lang}" href='
    assert f'{own}"../../{lang}/clauses/NS-01.html">' in page
    assert 'href="../../findings.json"' in page
    assert 'href="../index.html"' in page
    english = out["clauses/NS-01.html"]
    assert f'{own}"../{lang}/clauses/NS-01.html">' in english
    assert {p.removeprefix(f"{lang}/") for p in out if p.startswith(f"{lang}/")} == {
        p for p in out if p.endswith(".html") and not p.startswith(f"{lang}/")}


def test_one_language_has_no_switch_and_the_same_pages_as_before() -> None:
    out = pages.render(sample.release())
    assert all("hreflang" not in text for text in out.values())
    assert '<html lang="en">' in out["index.html"]


def test_the_first_language_lies_at_the_root_and_files_are_written_once() -> None:
    files = edition.build(replace(sample.release(), languages=("fr", "en")))
    assert '<html lang="fr">' in files["index.html"]
    assert '<html lang="en">' in files["en/index.html"]
    assert [name for name in files if name.endswith("findings.csv")] == ["findings.csv"]


def test_data_is_in_english_whatever_pages_are_in() -> None:
    one = edition.build(sample.release())
    two = edition.build(replace(sample.release(), languages=("ar", "he")))
    data = [name for name in one if name.endswith((".csv", ".json")) and name != "manifest.json"]
    assert {name: two[name] for name in data} == {name: one[name] for name in data}


def test_words_of_the_case_are_in_the_language_of_the_page_or_marked() -> None:
    release = sample.release()
    agreement = replace(release.agreement, title={"en": "Lake agreement", "fr": "Accord du lac"})
    out = pages.render(replace(release, agreement=agreement, languages=("en", "fr", "uk")))
    assert '<h1><bdi dir="auto">Accord du lac</bdi></h1>' in out["fr/index.html"]
    assert ('<h1><bdi dir="auto" lang="en">Lake agreement</bdi> '
            '<span class="only" lang="uk">лише англійською</span></h1>') in out["uk/index.html"]


DAYS = {
    "ar": ("13 إلى 14 تشرين الأول/أكتوبر 2025", "25,700", "600 إلى 700"),
    "en": ("13–14 Oct 2025", "25,700", "600–700"),
    "es": ("13–14 oct 2025", "25.700", "600–700"),
    "fr": ("13–14 oct. 2025", "25\N{NARROW NO-BREAK SPACE}700", "600–700"),
    "he": ("13 עד 14 באוק׳ 2025", "25,700", "600 עד 700"),
    "uk": ("13–14 жовт. 2025\N{NARROW NO-BREAK SPACE}р.", "25\N{NO-BREAK SPACE}700", "600–700"),
}


@pytest.mark.parametrize(("lang", "expected"), DAYS.items())
def test_days_numbers_and_ranges(lang: str, expected: tuple[str, str, str]) -> None:
    with tongue.speaking(lang):
        assert (words.days(date(2025, 10, 13), date(2025, 10, 14)), words.number(25_700),
                words.bounds(600, 700)) == expected


COUNTED = {
    ("uk", 1): "1 день", ("uk", 2): "2 дні", ("uk", 5): "5 днів", ("uk", 21): "21 день",
    ("ar", 2): "يومان (2)", ("ar", 3): "3 أيام", ("ar", 11): "11 يوماً", ("ar", 100): "100 يوم",
    ("he", 1): "יום אחד (1)", ("he", 2): "יומיים (2)", ("he", 3): "3 ימים",
    ("fr", 0): "0 jour", ("fr", 2): "2 jours", ("es", 1): "1 día", ("es", 4): "4 días",
    ("en", 0): "0 days", ("en", 1): "1 day",
}


@pytest.mark.parametrize(("given", "expected"), COUNTED.items())
def test_a_noun_takes_the_form_its_number_asks_for(given: tuple[str, int], expected: str) -> None:
    lang, number = given
    with tongue.speaking(lang):
        assert words.count(number, "day") == expected


def test_digits_are_western_in_every_language() -> None:
    native = set("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹")
    for text in written("ar").values():
        assert not native & set(text)
    assert set(string.digits) & set(written("ar")["release/ar/index.html"])


def test_what_was_kept_in_one_language_is_not_said_in_another() -> None:
    day = date(2031, 1, 1)
    with tongue.speaking("fr"):
        french = words.day(day)
    with tongue.speaking("uk"):
        ukrainian = words.day(day)
    assert (french, ukrainian, words.day(day)) == (
        "1 janv. 2031", "1 січ. 2031\N{NARROW NO-BREAK SPACE}р.", "1 Jan 2031")
    assert tongue.language() == ENGLISH


def test_units_have_a_word_wherever_a_noun_stands_alone() -> None:
    assert set(measure.UNIT_NAMES) <= set(NOUNS)
