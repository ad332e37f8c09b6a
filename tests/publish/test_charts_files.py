"""Charts as files: alone they still say what they are, of when, and from which edition."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from xml.etree import ElementTree

import pytest

from trucewatch.model.language import LANGUAGES
from trucewatch.publish import edition, identity
from trucewatch.publish.files import Files, encoded
from trucewatch.publish.formats.charts import drawings, pictures
from trucewatch.publish.release import Release
from trucewatch.publish.site.context import Context, spoken
from trucewatch.publish.tongue import rtl, speaking, tr

from .sample import release

SVG = "{http://www.w3.org/2000/svg}"
SPOKEN = ("en", *sorted(code for code in LANGUAGES if code != "en"))
RLI, FSI, PDI = "\u2067", "\u2068", "\u2069"


@cache
def translated() -> tuple[Release, Files]:
    """An edition in every language, and its charts."""
    one = replace(release(), languages=SPOKEN)
    return one, drawings(one)


def of(lang: str) -> dict[str, ElementTree.Element]:
    """Charts of a language by name."""
    start = "" if lang == SPOKEN[0] else f"{lang}/"
    return {name.removeprefix(f"{start}charts/"): ElementTree.fromstring(str(content))
            for name, content in translated()[1].items() if name.startswith(f"{start}charts/")}


def texts(tree: ElementTree.Element) -> Iterator[str]:
    return ("".join(t.itertext()) for t in tree.iter(f"{SVG}text"))


def test_every_chart_carries_title_words_source_and_edition_inside() -> None:
    one = release()
    made = drawings(one)
    assert {"charts/NS-01-1.svg", "charts/NS-02-1.svg", "charts/NS-05-1.svg",
            "charts/NS-09-x-1.svg"} <= set(made)
    for name, content in made.items():
        tree = ElementTree.fromstring(str(content))
        title, desc = tree.findtext(f"{SVG}title"), tree.findtext(f"{SVG}desc")
        assert title and desc and desc.startswith(title), name
        said = " ".join("".join(t.itertext()) for t in tree.iter(f"{SVG}text"))
        assert "as of 22 Aug 2031" in said and one.handling in said, name
        assert identity.edition_id(one) in said.replace(" ", ""), name
        assert "Lake Ardal agreement of 4 March 2031" in said, name


def test_nothing_is_fetched_and_no_colour_is_left_to_a_page() -> None:
    for name, content in drawings(release()).items():
        text = str(content).replace('xmlns="http://www.w3.org/2000/svg"', "")
        assert "http" not in text and "var(--" not in text and "@import" not in text, name


def test_a_status_is_told_by_word_and_pattern_not_by_colour_alone() -> None:
    text = next(str(c) for n, c in drawings(release()).items()
                if "by status" in str(c) and n.startswith("charts/NS-01"))
    for status in ("breached", "contested", "undetermined"):
        assert f'fill="url(#st-{status})"/><text' in text and f">{status}</text>" in text


def test_every_run_writes_them() -> None:
    assert [n for n in edition.build(release()) if n.startswith("charts/")] == list(
        drawings(release()))


def test_every_chart_of_a_page_leads_to_its_file_and_every_file_has_a_chart() -> None:
    made = edition.build(release())
    linked = {m for name, text in made.items() if name.startswith("clauses/")
              for m in re.findall(r'href="\.\./(charts/[^"]+\.svg)"', str(text))}
    assert linked == {name for name in made if name.startswith("charts/")}
    assert linked


def test_every_language_has_every_chart_by_the_same_name() -> None:
    names = set(of("en"))
    assert {lang: set(of(lang)) for lang in SPOKEN} == dict.fromkeys(SPOKEN, names)
    assert len(translated()[1]) == len(names) * len(SPOKEN)


@pytest.mark.parametrize("lang", SPOKEN)
def test_a_chart_says_what_source_and_as_of_in_its_language(lang: str) -> None:
    one, _ = translated()
    numbers: dict[str, dict[str, set[int]]] = {}
    with speaking(lang):
        ctx = Context(one, {})
        as_of, edition_name = ctx.as_of, identity.edition_id(one)
        bounds = {v.clause.id: {b: ctx.bound_name(b) for b in ctx.bounds_of(v.clause)}
                  for v in one.clauses}
        heads = {(c, b): tr("Clause {clause}, {bound}", clause=c, bound=name)
                 for c, names in bounds.items() for b, name in names.items()}
        titles = {v.clause.id: spoken(v.clause.title) for v in one.clauses}
        source = tr("Source: {title}, a trucewatch edition as of {day}, edition {edition}.",
                    title=identity.case_title(one), day=as_of, edition=edition_name)
    for name, tree in of(lang).items():
        assert tree.get("{http://www.w3.org/XML/1998/namespace}lang") == lang
        said = re.sub("[\u2066-\u2069 ]", "", "".join(texts(tree)))
        assert as_of.replace(" ", "") in said and source.replace(" ", "") in said, name
        of_bound = [key for key, head in heads.items() if f"{head}.".replace(" ", "") in said]
        assert len(of_bound) == 1, name
        assert (tree.findtext(f"{SVG}title") or "").startswith(titles[of_bound[0][0]])
        stem, _, number = name.removesuffix(".svg").rpartition("-")
        numbers.setdefault(stem, {}).setdefault(of_bound[0][1], set()).add(int(number))
    for found in numbers.values():
        in_order = [sorted(found[bound]) for bound in sorted(found)]
        flat = [number for some in in_order for number in some]
        assert flat == list(range(1, len(flat) + 1))


def test_words_stay_english_in_no_other_language() -> None:
    english = {" ".join(texts(tree)) for tree in of("en").values()}
    for lang in SPOKEN[1:]:
        for name, tree in of(lang).items():
            said = " ".join(texts(tree))
            assert said not in english
            assert not re.search(r"\d owed|as of|Square:|Standard “|in the reading", said), name


@pytest.mark.parametrize("lang", [lang for lang in SPOKEN if rtl(lang)])
def test_words_of_a_language_from_right_to_left_are_isolated_at_the_right(lang: str) -> None:
    for name, tree in of(lang).items():
        every = list(tree.iter(f"{SVG}text"))
        said = ["".join(t.itertext()) for t in every]
        assert said and all(s[0] in {RLI, FSI} and s[-1] == PDI for s in said), name
        lines = {(t.get("x"), t.get("text-anchor"))
                 for t, s in zip(every, said, strict=True) if s[0] == RLI}
        assert lines == {("936", "end")}, name
        boxes = [int(r.get("x", "0")) for r in tree.iter(f"{SVG}rect")
                 if r.get("class") == "ax"]
        assert boxes == sorted(boxes, reverse=True) and boxes[:1] in ([], [924]), name


@pytest.mark.parametrize(("lang", "tick"), [("ar", "4 آذار/مارس"), ("he", "4 במרץ")])
def test_a_day_on_an_axis_reads_as_its_language_does(lang: str, tick: str) -> None:
    assert any(f"{FSI}{tick}{PDI}" in set(texts(tree)) for tree in of(lang).values())


def test_words_of_a_language_from_left_to_right_have_no_hidden_marks() -> None:
    for lang in (lang for lang in SPOKEN if not rtl(lang)):
        for name, tree in of(lang).items():
            assert not re.search("[\u2066-\u2069]", "".join(texts(tree))), name


def test_a_page_leads_to_the_chart_in_its_own_words() -> None:
    one = replace(release(), languages=("fr", "ar"))
    made = edition.build(one)
    charts = {name: str(c) for name, c in made.items() if "charts/" in name}
    assert {name.removeprefix("ar/") for name in charts if name.startswith("ar/")} == {
        name for name in charts if not name.startswith("ar/")}
    for prefix, lang in (("", "fr"), ("ar/", "ar")):
        linked: set[str] = set()
        for name, text in made.items():
            if not name.startswith(f"{prefix}clauses/"):
                continue
            figures = re.findall(r"<figure>\s*<figcaption><strong>(.*?)</strong>.*?"
                                 r'href="\.\./(charts/[^"]+\.svg)"', str(text), re.S)
            for title, target in figures:
                drawn = charts[prefix + target]
                said = ElementTree.fromstring(drawn).findtext(f"{SVG}title") or ""
                plain = re.sub(r"<[^>]+>", "", title)
                assert said.endswith(plain) and f'xml:lang="{lang}"' in drawn, target
                linked.add(prefix + target)
        assert linked == {name for name in charts if name.startswith(f"{prefix}charts/")}


def test_a_long_text_is_cut_with_a_mark() -> None:
    one = replace(release(), handling="word " * 400 + "end")
    for name, content in drawings(one).items():
        said = list(texts(ElementTree.fromstring(str(content))))
        assert said[-1].endswith("…") and len(" ".join(said)) < 4_000, name


@pytest.mark.extras
def test_pictures_are_linked_where_there_are_any() -> None:
    page = "clauses/NS-01.html"
    without, whole = edition.build(release()), edition.build(release(), ["pictures"])
    assert ".png" not in str(without[page])
    linked = set(re.findall(r'href="\.\./(charts/[^"]+\.png)"', str(whole[page])))
    assert linked and linked <= set(whole)


@pytest.mark.extras
def test_pictures_stand_beside_the_drawings_and_are_packed_small() -> None:
    pytest.importorskip("vl_convert")
    one = replace(release(), languages=("en", "ar"))
    made = pictures(one)
    assert [name.replace(".png", ".svg") for name in made] == list(drawings(one))
    assert pictures(one) == made
    for name, content in made.items():
        png = encoded(content)
        width, height = struct.unpack(">II", png[16:24])
        kinds, at, pixels = [], 8, b""
        while at < len(png):
            (size,) = struct.unpack(">I", png[at:at + 4])
            kind, body = png[at + 4:at + 8], png[at + 8:at + 8 + size]
            assert zlib.crc32(kind + body) == struct.unpack(">I", png[at + 8 + size:][:4])[0]
            kinds.append(kind)
            pixels += body if kind == b"IDAT" else b""
            at += 12 + size
        assert (kinds[0], kinds.count(b"IDAT"), kinds[-1]) == (b"IHDR", 1, b"IEND"), name
        assert width == 1920 and len(zlib.decompress(pixels)) == height * (4 * width + 1), name
        assert len(png) < width * height / 12, name
