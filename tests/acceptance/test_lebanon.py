"""The case lebanon-2024-11: findings worked by hand from its figures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from trucewatch.model.finding import Finding
from trucewatch.model.instant import iso

from .conftest import Assessed

Cases = Callable[[str], Assessed]
STANDARDS = ("reported", "two_independent", "admitted")
ADMISSION = {"interested": False, "admission": True, "disputed": False}
PLAIN = {"interested": False, "admission": False, "disputed": False}
INTERESTED = {"interested": True, "admission": False, "disputed": False}


@pytest.fixture
def truce(assessed: Cases) -> Assessed:
    return assessed("lebanon-2024-11")


def told(finding: Finding, cell: str = "") -> dict[str, tuple[Any, ...]]:
    """Accounts by name: low, high, what it supports, and what it is to the bound."""
    return {
        a.account: (
            a.low, a.high, a.supports,
            {"interested": a.interested, "admission": a.admission, "disputed": a.disputed},
        )
        for a in finding.accounts if not cell or a.measures == cell
    }


def test_all_22_clauses_are_there_in_order(truce: Assessed) -> None:
    ids = [clause.id for clause in truce.case.clauses]
    assert ids == [
        *(f"LB-{i:02d}" for i in range(1, 17)), "LB-X1", "LB-X2", "LB-E1", "LB-17", "LB-18",
        "LB-19",
    ]
    assert {finding.clause for finding in truce.findings} == set(ids)


def test_warning_fire_of_2_december_is_told_by_both_sides(truce: Assessed) -> None:
    day = {s: truce.one("LB-02", "lebanon", s, unit="2024-12-02") for s in STANDARDS}
    # Hezbollah says so itself, which is no admission by Lebanon; the Israeli bodies are one side.
    assert {s: (f.status, f.reasons) for s, f in day.items()} == {
        "reported": ("breached", ()),
        "two_independent": ("undetermined", ("breach_not_firm",)),
        "admitted": ("undetermined", ("breach_not_firm",)),
    }
    assert told(day["reported"]) == {
        "hezbollah-office|reports|instant": (1, None, "breached", PLAIN),
        "idf|reports|instant": (1, None, "breached", INTERESTED),
        "israel-pmo|reports|instant": (1, None, "breached", INTERESTED),
    }


@pytest.mark.parametrize("standard", STANDARDS)
def test_rockets_of_22_march_name_nobody(truce: Assessed, standard: str) -> None:
    day = truce.one("LB-02", "lebanon", standard, unit="2025-03-22")
    assert (day.status, day.reasons) == ("undetermined", ("only_possible", "no_coverage"))
    assert told(day) == {
        "idf|reports|instant": (0, None, "neither", PLAIN),
        "unstated|reports|instant": (0, None, "neither", PLAIN),
    }


def test_fire_near_peacekeepers_denied_in_october_told_by_both_in_november(
    truce: Assessed,
) -> None:
    october = {s: truce.one("LB-18", "israel", s, unit="2025-10-26") for s in STANDARDS}
    assert [october[s].status for s in STANDARDS] == ["contested", "undetermined", "undetermined"]
    assert len(october["reported"].denials) == 1
    assert told(october["reported"]) == {
        # A grenade at the place where a drone fell, not at peacekeepers: possible only.
        "idf|reports|instant": (0, None, "neither", PLAIN),
        "unifil|reports|instant": (2, None, "breached", PLAIN | {"disputed": True}),
    }
    november = {s: truce.one("LB-18", "israel", s, unit="2025-11-16") for s in STANDARDS}
    assert [november[s].status for s in STANDARDS] == ["breached"] * 3
    assert told(november["admitted"]) == {
        "idf|reports|instant": (1, None, "breached", ADMISSION),
        "unifil|reports|instant": (1, None, "breached", PLAIN),
    }


def test_withdrawal_was_due_after_60_times_24_hours(truce: Assessed) -> None:
    found = {s: truce.one("LB-13", "israel", s) for s in STANDARDS}
    assert [found[s].status for s in STANDARDS] == ["breached", "undetermined", "breached"]
    reported = found["reported"]
    assert reported.to is not None
    assert iso(reported.to) == "2025-01-26T02:00Z"
    # A statement as at 26 January may be older than 04:00 of that day; those of 18 February and
    # 8 January 2026 are surely later.
    assert told(reported, "by the due instant") == {
        "israel-government|withdrawal-january|stock": (0, None, "neither", PLAIN),
        "israel-government|withdrawal-february|stock": (0, 0, "breached", ADMISSION),
        "lebanon-authorities|withdrawal-february|stock": (0, 0, "breached", INTERESTED),
        "lebanon-army|withdrawal-january-2026|stock": (0, 0, "breached", INTERESTED),
    }
    later = truce.one("LB-13", "israel", "admitted", reading="extended_18_february")
    # The Israeli statement is of the due day itself, at no hour.
    assert (later.status, later.reasons) == ("undetermined", ("due_interval_differs",))


@pytest.mark.parametrize("standard", STANDARDS)
@pytest.mark.parametrize("bound", ["israel", "lebanon"])
def test_after_the_reports_stop_a_day_without_a_report_is_undetermined(
    truce: Assessed, bound: str, standard: str
) -> None:
    days = [
        f for f in truce.findings
        if (f.clause, f.bound, f.standard, f.reading) == ("LB-01", bound, standard, "base")
        and "2024-12-08" <= f.unit <= "2025-01-25"
    ]
    assert len(days) == 49
    assert {(f.status, f.reasons, f.accounts) for f in days} == {
        ("undetermined", ("no_report", "no_coverage"), ())
    }
    kept = [
        f for f in truce.findings
        if f.kind == "prohibition" and (f.status == "kept" or "kept" in f.shares)
    ]
    assert kept == []


def test_running_totals_name_nobody_and_count_nothing_between_the_reports(
    truce: Assessed,
) -> None:
    claims = truce.case.claims
    daily = [i for i, name in enumerate(claims["dataset"]) if name == "lebanon-moph-daily"]
    days = sorted({str(claims["published"][i]) for i in daily})
    assert days[:3] == ["2024-11-28", "2024-12-04", "2026-03-05"]
    assert {claims["actor"][i] for i in daily} == {""}
    window = truce.one("LB-01", "israel", "reported")
    totals = {
        name: what for name, what in told(window).items()
        if name.startswith("lebanon-moph|moph-")
    }
    assert totals
    assert {what[:3] for what in totals.values()} == {(0, None, "neither")}


def test_the_notes_say_that_the_reports_stop(truce: Assessed) -> None:
    first = truce.case.agreement.notes[0]["en"]
    assert "stop on 4 December 2024" in first
    assert "undetermined for lack of reports" in first
