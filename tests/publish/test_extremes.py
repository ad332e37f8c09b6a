"""Editions of cases that are empty, tiny, huge or named at length."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from trucewatch.publish import edition
from trucewatch.publish.release import ClauseView, Release
from trucewatch.publish.site import pages

from .sample import release

LONG = "The Republic of " + "Northern " * 32


def empty() -> Release:
    return replace(
        release(), findings=[], claims={}, used=frozenset(), newest={}, problems=[], clauses=[],
        grades=[], searches=[], coverage=[])


def many(count: int) -> Release:
    """The first clause again and again, each with its own window findings."""
    one = release()
    view = next(v for v in one.clauses if v.clause.id == "NS-02")
    windows = [f for f in one.findings if f.clause == "NS-02" and f.unit == "window"]
    views: list[ClauseView] = []
    findings = []
    for n in range(count):
        views.append(replace(view, clause=replace(view.clause, id=f"K-{n:04d}")))
        findings += [replace(f, clause=f"K-{n:04d}") for f in windows]
    return replace(one, clauses=views, findings=findings)


def readings(count: int) -> Release:
    one = release()
    view = next(v for v in one.clauses if v.clause.id == "NS-02")
    titles = {**view.readings, **{f"r{n}": f"reading number {n}" for n in range(count)}}
    base = [f for f in one.findings if f.clause == "NS-02" and f.unit == "window"
            and f.start == view.base_start and f.reading == next(iter(view.readings))]
    more = [replace(f, reading=f"r{n}") for n in range(count) for f in base]
    return replace(one, clauses=[replace(view, readings=titles)],
                   findings=[*(f for f in one.findings if f.clause == "NS-02"), *more])


def named(text: str) -> Release:
    one = release()
    parties = [replace(p, name={"en": text}) if p.id == "norland" else p
               for p in one.agreement.parties]
    return replace(one, agreement=replace(one.agreement, parties=parties))


def test_a_case_without_data_says_so_and_leaves_views_without_data_out() -> None:
    site = pages.render(empty())
    assert {n for n in site if "/" not in n} == {
        "index.html", "sources.html", "method.html", "left-out.html", "problems.html",
        "changes.html", "corrections.html", "reuse.html", "style.css", "site.js"}
    assert "Of 0 duties that can be tested" in site["index.html"]
    for name, text in site.items():
        for href in re.findall(r'href="([^"#:]+\.html)', text):
            assert href.removeprefix("../") in site, (name, href)


def test_one_clause_is_an_edition(tmp_path: Path) -> None:
    one = release()
    single = replace(one, clauses=one.clauses[:1],
                     findings=[f for f in one.findings if f.clause == "NS-01"])
    written = edition.write(single, tmp_path / "out")
    assert {p.name for p in written if p.parent.name == "clauses"} >= {"NS-01.html"}


def test_a_thousand_clauses_have_a_page_each_and_unique_names() -> None:
    site = pages.render(many(1_000))
    assert sum(n.startswith("clauses/K-") for n in site) == 1_000
    overview = ["index.html", *(f"duties-{n}.html" for n in range(2, 11))]
    assert [site[name].count('<tr class="first">') for name in overview] == [100] * 10
    assert all(len(site[name].encode()) < 300_000 for name in overview)
    listed = [m for name in overview for m in re.findall(
        r'<th scope="row"><a href="clauses/(K-\d+)\.html"', site[name])]
    assert listed == [f"K-{n:04d}" for n in range(1_000)]
    for name in overview:
        assert f'href="{overview[-1]}#clauses"' in site[name] or name == overview[-1]
    assert "Of 1,000 duties that can be tested" in site["index.html"]


def test_ten_readings_stand_side_by_side_within_the_bound_of_a_page() -> None:
    text = pages.render(readings(10))["clauses/NS-02.html"]
    assert all(f"Reading: reading number {n}" in text for n in range(10))
    assert len(text.encode()) < 200_000


@pytest.mark.parametrize("name", [LONG, "x" * 300, "\u200f" + "اسم " * 75])
def test_a_name_of_three_hundred_characters_fits_a_phone(
    tmp_path: Path, chromium: Path, name: str
) -> None:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where there is a browser

    written = edition.write(named(name[:300]), tmp_path / "out")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(chromium), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 360, "height": 800})
        for file in written:
            if file.suffix == ".html" and file.name in {
                    "index.html", "timeline.html", "NS-01.html", "changes.html", "method.html"}:
                page.goto(file.as_uri())
                assert page.evaluate("document.documentElement.scrollWidth") <= 360, file.name
        browser.close()
