"""What stands beside a status on the pages: hinges, gates, claims, moved ends, triggers."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from trucewatch.model.instant import HOUR, MINUTE, SECOND
from trucewatch.publish import caveats, edition, measure
from trucewatch.publish.site import pages

from .beside import beside

SITE = pages.render(beside())
UNDER = ("under the standard “reported”, in the reading “as encoded”, as of 22 Aug 2031")


def flat(name: str) -> str:
    """Text of a page without its tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", SITE[f"clauses/{name}.html"])).split())


@pytest.mark.parametrize(("time", "written"), [
    (0, "0 h"), (10 * HOUR + 30 * MINUTE, "10 h 30 min"), (24 * HOUR, "24 h"),
    (5 * MINUTE, "5 min"), (HOUR + SECOND, "1 h 1 s"), (10 * HOUR + 1, "10 h 0.000001 s"),
    (HOUR - 1, "59 min 59.999999 s"), (1_500 * HOUR, "1,500 h"), (SECOND // 2, "0.5 s"),
])
def test_a_length_of_time_is_exact(time: int, written: str) -> None:
    assert measure.elapsed(time) == written


@pytest.mark.parametrize(("kind", "name", "written"), [
    ("schedule", "2031-03-04T10:00-16:00", "4 Mar 2031, 10:00–16:00 local"),
    ("process", "2031-03-04T23:00Z", "the period from 4 Mar 2031, 22:00 local (23:00 UTC)"),
    ("presence", "whole", "the window as one unit"), ("presence", "2031-W10", "week 10 of 2031"),
    ("ratio", "first", "tranche “first”"), ("response", "a|b", "for “a|b”"),
    ("rate", "window", "the whole window"), ("rate", "2031-03", "March 2031"),
])
def test_units_have_names_for_people(kind: str, name: str, written: str) -> None:
    assert measure.unit(kind, name, "Atlantic/Azores") == written


def test_a_gate_says_its_condition_and_the_status_it_hides() -> None:
    text = flat("NS-09-x")
    assert (f"Its condition is open {UNDER}: it is not shown to be met; without the condition: "
            "breached. The duty bites only while NS-02 is kept by Southland.") in text
    assert "Condition : it bites only while NS-02 is kept by Southland." in text
    assert ("Suspended by the text under the standard “reported”, in the reading “as encoded”, "
            "counted from “signature at noon”, as of 22 Aug 2031, as long as NS-01 is breached; "
            "beside it: undetermined.") in flat("NS-12")


def test_a_gate_in_a_table_has_its_conditions_in_the_title() -> None:
    row = SITE["index.html"].split('href="clauses/NS-12.html"')[-1].split("</tr>")[0]
    titles = [unescape(t) for t in re.findall(r'<td[^>]*title="([^"]*)"', row)]
    assert len(titles) == 3
    for title in titles:
        assert "suspended by the text under the standard" in title
        assert "beside it: undetermined" in title
    assert row.count("beside it: undetermined</span>") == 3
    assert row.count("undetermined on 1 of 2 days, kept on 1") == 3


def test_a_claimed_suspension_changes_nothing_and_is_listed() -> None:
    text = flat("NS-09-x")
    assert ("Norland claims that this duty is suspended (1 claim). This changes nothing here: the "
            "status is the one the record shows.") in text
    assert "Claims that the duty is suspended 1 claim" in text


def test_every_finding_says_what_it_hinges_on() -> None:
    assert "It would be another status without Lake Post media ." in flat("NS-09-x")
    assert "It stands without any one source." in flat("NS-05")
    assert "No account bears on it." in flat("NS-08")
    assert "another without United Nations Mission for Lake Ardal" in flat("NS-12")


def test_hours_in_a_row_are_written_as_hours_and_minutes() -> None:
    text = flat("NS-12")
    assert "accounts give 10 h – 10 h 30 min in a row without the act" in text
    assert "United Nations Mission for Lake Ardal : 10 h – 10 h 30 min" in text
    assert "36000000000" not in SITE["clauses/NS-12.html"]


def test_an_extension_says_how_often_the_end_moved_and_which_ends() -> None:
    text = flat("NS-13")
    assert "the end moved at least 2 times, at most 3 times" in text
    assert ("Ten hours without flights NS-12 · bound: Norland as encoded to the end of 5 Mar 2031, "
            "local ; with the end moved, to the end of 9 Mar 2031, local at the latest") in text
    assert "End moved by NS-13: A day for each ten" in flat("NS-12")


def test_triggers_are_listed_with_when_an_answer_was_due() -> None:
    text = flat("NS-11")
    assert "What called for an answer" in text
    assert ("for “north|7” called for an answer: 6 Mar 2031, 07:00 local (08:00 UTC) answer due by "
            "9 Mar 2031, 07:00 local (08:00 UTC)") in text
    assert "kept late done 3 to 5 h late" in text
    assert "breached for 1 of 2 triggers, kept late for 1" in text
    assert "<b>south" in text and "<b>south" not in SITE["clauses/NS-11.html"]


def test_a_claimed_bound_says_who_says_so() -> None:
    text = flat("NS-11")
    assert ("The text does not name people of Southland as bound. It is evaluated here because "
            "this is said: the elders, as the Lake Post has it .") in text
    assert "people of Southland (said to be bound)" in text
    assert "said to be bound; not named in the text" in SITE["index.html"]


def test_parallel_duties_stand_side_by_side_in_one_order_on_both_pages() -> None:
    found = [SITE[f"clauses/{n}.html"].split('id="parallel"')[1].split("</table>")[0]
             for n in ("NS-02", "NS-03")]
    for text in found:
        assert "None waits for another, and none excuses another" in text
        assert text.index("Persons held return") < text.index("Remains return")
        assert text.count('class="st ') == 6
    assert 'id="parallel"' not in SITE["clauses/NS-04.html"]
    assert "one side holds, the other buries" in flat("NS-02")
    assert "one side holds, the other buries" in flat("NS-04")


def test_units_no_account_can_be_tied_to_are_counted() -> None:
    def runs(first: int, last: int) -> str:
        return f"{first}..{last}"

    days = ("day", "days")
    assert caveats.unspoken([True, False, False, True, False], runs, days) == (
        "No account can be tied to 3 of 5 days. The longest stretch without one is 1..2 (2 days). "
        "Nothing can be determined for them from this record; silence is neither compliance nor "
        "breach.")
    assert caveats.unspoken([True, False], runs, days).startswith(
        "No account can be tied to 1 of 2 days. Nothing")
    assert caveats.unspoken([False, False], runs, days).startswith(
        "No account can be tied to any of the 2 days. Nothing")
    assert caveats.unspoken([True, True], runs, days) == ""
    assert caveats.unspoken([False], runs, days) == ""
    assert "No account can be tied to 1 of 2 days." in flat("NS-12")


def test_reports_that_stop_are_told_with_both_dates() -> None:
    whole = beside()
    found = [f for f in whole.findings if f.clause == "NS-04"]
    assert caveats.silence(found, whole.claims, whole.agreement.tz) == (
        "Reports stop: the last thing any account here tells of is of 30 May 2031, and the window "
        "runs to 22 Aug 2031. For the 84 days after it nothing in this record bears on the clause; "
        "silence is neither compliance nor breach.")
    assert caveats.silence([f for f in whole.findings if f.clause == "NS-08"], whole.claims,
                           whole.agreement.tz) == ""


@pytest.mark.parametrize("width", [360, 390, 1280])
def test_hinges_and_gates_are_seen_in_a_browser(
    tmp_path: Path, chromium: Path, width: int
) -> None:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where there is a browser

    written = edition.write(beside(), tmp_path / "out")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(chromium), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": width, "height": 800})
        for file in written:
            if file.suffix != ".html":
                continue
            page.goto(file.as_uri())
            page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, file.name
        page.goto((tmp_path / "out" / "clauses" / "NS-09-x.html").as_uri())
        cards = page.locator(".findings .card")
        assert cards.count() == 3
        for index in range(3):
            gate = cards.nth(index).locator("p.gate").first
            assert gate.is_visible() and "Its condition is open under" in gate.inner_text()
            hinge = cards.nth(index).locator("p.hinge")
            assert hinge.is_visible() and hinge.bounding_box() is not None
            # One after the other, none over another.
            top, below = gate.bounding_box(), hinge.bounding_box()
            assert top is not None and below is not None
            assert top["y"] + top["height"] <= below["y"]
        cards.first.locator("p.gate a").click()
        assert page.locator(":target").is_visible()
        page.evaluate("document.documentElement.dir = 'rtl'")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        browser.close()
