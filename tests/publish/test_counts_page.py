"""Counting rules switched by the reader, in a real browser."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from trucewatch.model.counting import rules
from trucewatch.model.counts import CountedRule, CountedStatus, CountedTotal, Counts
from trucewatch.publish import edition
from trucewatch.publish.release import Release

from .sample import AS_OF, release

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator


def counted() -> Release:
    """The sample with totals under three rules."""
    made = release()
    known = rules(())
    total = CountedTotal(
        rule="own_unit", property="strike", zone="", actor="norland", lineage="un-mission",
        unit="strike_event", from_=AS_OF - 1_000_000, to=AS_OF, low=3, high=5, claims=("c",))
    first = next(f for f in made.findings if f.unit == "window")
    moved = [CountedStatus(
        rule="day_with_fire", clause=first.clause, bound=first.bound, reading=first.reading,
        start=first.start, standard=standard, before="breached", after="undetermined")
        for standard in ("reported", "admitted")]
    return replace(made, counts=Counts(
        rules=tuple(CountedRule(rule=known[i], of_case=False, why={"own_number": 1})
                    for i in ("own_unit", "incident", "day_with_fire")),
        totals=(total, replace(total, rule="incident", unit="incident"),
                replace(total, rule="day_with_fire", unit="day_with_fire", low=1, high=1)),
        moved=tuple(moved), windows=9, by_rule={"day_with_fire": 2}))


def rules_shown(cells: Locator) -> list[str | None]:
    return [c.get_attribute("data-rule") for c in cells.all() if c.is_visible()]


@pytest.mark.parametrize("width", [360, 1280])
def test_a_reader_switches_rules_and_standards(
    tmp_path: Path, browser: Browser, width: int
) -> None:
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415 - only with a browser

    edition.write(counted(), tmp_path / "out")
    context = browser.new_context(viewport={"width": width, "height": 800}, bypass_csp=True)
    page = context.new_page()
    page.goto((tmp_path / "out" / "counts.html").as_uri())
    cells = page.locator("#totals ~ table td[data-rule]")
    assert rules_shown(cells) == ["own_unit", "incident", "day_with_fire"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert Axe().run(page).response["violations"] == []
    page.select_option("#switch-rule", "incident")
    assert rules_shown(cells) == ["incident"]
    moved = page.locator("#moved ~ table tbody tr")
    assert [row.is_visible() for row in moved.all()] == [True, True]
    page.select_option("#switch-standard", "admitted")
    assert [row.is_visible() for row in moved.all()] == [True, False]
    assert rules_shown(cells) == ["incident"]
    page.select_option("#switch-rule", "")
    assert rules_shown(cells) == ["own_unit", "incident", "day_with_fire"]
    assert [row.is_visible() for row in moved.all()] == [True, False]
    link = page.locator('nav a[href*="method.html"]').first.get_attribute("href")
    assert link == "method.html?standard=admitted"
    context.close()
