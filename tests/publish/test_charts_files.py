"""Charts as files: alone they still say what they are, of when, and from which edition."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from trucewatch.publish import edition, identity
from trucewatch.publish.formats.charts import drawings
from trucewatch.publish.tongue import speaking

from .sample import release

SVG = "{http://www.w3.org/2000/svg}"


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


def test_words_of_a_language_from_right_to_left_are_isolated_at_the_right() -> None:
    with speaking("he"):
        made = drawings(release())
    for name, content in made.items():
        lines = re.findall(r'<text x="(\d+)" text-anchor="end"[^>]*>(.*?)</text>', str(content))
        assert lines, name
        assert {x for x, said in lines if said.startswith("\u2067")} == {"936"}, name
    assert "Noto Serif Hebrew" in str(made["charts/NS-01-1.svg"])


@pytest.mark.extras
def test_pictures_are_linked_where_there_are_any() -> None:
    page = "clauses/NS-01.html"
    without, whole = edition.build(release()), edition.build(release(), ["pictures"])
    assert ".png" not in str(without[page])
    linked = set(re.findall(r'href="\.\./(charts/[^"]+\.png)"', str(whole[page])))
    assert linked and linked <= set(whole)
