"""The report: tagged, titled, the same twice; a script without a font is named, never boxed."""

from __future__ import annotations

import re
import shutil
import zlib
from dataclasses import replace
from pathlib import Path

import pytest

from trucewatch.publish import identity
from trucewatch.publish.files import NotMade
from trucewatch.publish.formats import reporting
from trucewatch.publish.formats.report import pdf
from trucewatch.publish.release import Release
from trucewatch.publish.site.context import Context
from trucewatch.publish.tongue import speaking, tr

from .sample import STANDARDS, release

pytestmark = pytest.mark.extras
pytest.importorskip("typst")


def clear(made: object) -> bytes:
    """The document with its streams inflated."""
    assert isinstance(made, bytes)
    found = [made]
    for stream in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", made, re.DOTALL):
        try:
            found.append(zlib.decompress(stream[1]))
        except zlib.error:
            continue
    return b"\n".join(found)


def named(one: Release, title: str) -> Release:
    return replace(one, agreement=replace(one.agreement, title={"en": title}))


def test_it_says_that_it_is_tagged_for_screen_readers_with_title_and_language() -> None:
    text = clear(pdf(release())["report.pdf"])
    assert b"pdfuaid:part" in text and b"/StructTreeRoot" in text
    assert re.search(rb"/Marked true", text) and re.search(rb"/Lang\s*\(en", text)
    assert b"Lake Ardal agreement of 4 March 2031" in text
    assert b"/Alt" in text


def test_twice_the_same_bytes() -> None:
    assert pdf(release()) == pdf(release())


@pytest.mark.parametrize("title", ["اتفاق بحيرة أردال", "הסכם אגם ארדל", "Угода про озеро Ардал"])
def test_scripts_the_typesetter_has_fonts_for_are_set(title: str) -> None:
    assert pdf(named(release(), title))


def test_a_script_without_a_font_is_named() -> None:
    with pytest.raises(NotMade) as refused:
        pdf(named(release(), "阿达尔湖协议"))
    assert refused.value.format == "report.pdf"
    assert refused.value.found.strip("“”") in "阿达尔湖协议"
    assert "the site" in refused.value.mend


def test_every_clause_stands_under_every_standard_with_handling_edition_and_day() -> None:
    one = replace(release(), handling="For the parties")
    said = reporting.report(one)
    assert (said["handling"], said["as_of"]) == ("For the parties", "as of 22 Aug 2031")
    assert said["edition"] == identity.edition_id(one)
    sections = said["sections"]
    assert isinstance(sections, list)
    titles = [s["title"] for s in sections]
    for view in one.clauses:
        assert any(t.startswith(f"{view.clause.id}: ") for t in titles)
    heads = [b["head"] for s in sections for b in s["blocks"] if b["kind"] == "table"]
    statuses = [h for h in heads if h[0] == "Reading and start"]
    assert statuses and all(
        h[1:] == [s.replace("_", " ") for s in STANDARDS] for h in statuses)
    alts = [b["alt"] for s in sections for b in s["blocks"] if b["kind"] == "chart"]
    assert alts and all(alts)


def test_a_report_for_each_language_with_its_words_and_direction() -> None:
    one = replace(release(), languages=("en", "ar", "uk"))
    made = pdf(one)
    assert sorted(made) == ["report-ar.pdf", "report-uk.pdf", "report.pdf"]
    assert re.search(rb"/Lang\s*\(ar", clear(made["report-ar.pdf"]))
    for lang in ("ar", "uk"):
        said = reporting.report(one, lang)
        assert said["language"] == lang
        with speaking(lang):
            sections = said["sections"]
            assert isinstance(sections, list)
            assert sections[0]["title"] == tr("How to read this") != "How to read this"
            assert said["as_of"] == tr("as of {day}", day=Context(one, {}).as_of)


def test_a_folder_of_fonts_sets_a_script_the_typesetter_has_none_for(tmp_path: Path) -> None:
    theirs = Path("/usr/share/fonts/truetype/noto/NotoSansEthiopic-Regular.ttf")
    one = named(release(), "የአርዳል ሐይቅ ስምምነት")
    with pytest.raises(NotMade, match="fonts"):
        pdf(one, tmp_path)
    if not theirs.exists():
        pytest.skip("needs the Noto fonts of Debian: apt install fonts-noto-core")
    shutil.copy(theirs, tmp_path)
    assert pdf(one, tmp_path) == pdf(one, tmp_path)


def test_charts_in_arabic_are_set_with_fonts_that_join_letters_and_signs(tmp_path: Path) -> None:
    theirs = Path("/usr/share/fonts/truetype/noto/NotoNaskhArabic-Regular.ttf")
    if not theirs.exists():
        pytest.skip("needs the Noto fonts of Debian: apt install fonts-noto-core")
    shutil.copy(theirs, tmp_path)
    # The signs stand in a standard's title, which every chart names.
    one = replace(release(), languages=("ar",))
    assert "\u064e" in str(reporting.report(one, "ar"))
    assert isinstance(made := pdf(one, tmp_path)["report.pdf"], bytes)
    assert made.startswith(b"%PDF")
