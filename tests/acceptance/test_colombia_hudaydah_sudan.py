"""Findings of three agreements, worked by hand from the rows of their figures files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from trucewatch.model.finding import Finding
from trucewatch.model.instant import parse_span

from .conftest import Assessed

Cases = Callable[[str], Assessed]
HUDAYDAH, COLOMBIA, SUDAN = "hudaydah-2018-12", "colombia-cfhbd-2016", "sudan-jeddah-2023-05"
STANDARDS = ("reported", "two_independent", "admitted")


def told(finding: Finding) -> dict[str, Any]:
    """The finding without the words made from it and without digests; empty fields left out."""
    fields = {
        "status": finding.status,
        "numbers": (finding.low, finding.high),
        "accounts": {(a.account, a.low, a.high, a.supports) for a in finding.accounts},
        "interested": {a.lineage for a in finding.accounts if a.interested},
        "admissions": {a.account for a in finding.accounts if a.admission},
        "shares": finding.shares,
        "delay": finding.delay.words if finding.delay else "",
        "hinges_on": set(finding.hinges_on),
        "reasons": set(finding.reasons),
        "denials": len(finding.denials),
    }
    return {name: value for name, value in fields.items() if value}


# --- Hudaydah ---------------------------------------------------------------------------------


def test_a_day_on_which_one_side_tells_of_the_other(assessed: Cases) -> None:
    # r-005 (shelling) and r-006 (4 killed: at least one act), both from the Government's forces.
    day = assessed(HUDAYDAH).one("HD-01", "houthis", "reported", unit="2018-12-20")
    forces = "yemen-government-forces|amalikah-shelling-20-dec"
    assert told(day) == {
        "status": "breached", "numbers": (1, None),
        "accounts": {
            (f"{forces}|instant", 1, None, "breached"),
            (f"{forces}-killed|instant", 1, None, "breached"),
        },
        "interested": {"yemen-government-forces"},
        "hinges_on": {"yemen-government-forces"},
    }


@pytest.mark.parametrize("bound", ["government", "houthis"])
def test_counts_by_the_other_side_alone_are_not_two_lineages(assessed: Cases, bound: str) -> None:
    yemen = assessed(HUDAYDAH)
    statuses = [yemen.status("HD-01", bound, standard) for standard in STANDARDS]
    assert statuses == ["breached", "undetermined", "undetermined"]


@pytest.mark.parametrize("bound", ["government", "houthis"])
def test_on_signature_by_nobody_the_ceasefire_is_not_in_force(
    assessed: Cases, bound: str
) -> None:
    reading = "on_signature_taken_literally"
    found = assessed(HUDAYDAH).one("HD-01", bound, "reported", reading=reading)
    assert told(found) == {
        "status": "not_in_force", "numbers": (None, None), "reasons": {"no_instant_known"},
    }


def test_the_ports_within_two_weeks_were_left_months_later(assessed: Cases) -> None:
    # Due 1 January 2019, 00:00; done between 11 and 14 May: 130 to 133 civil days.
    found = assessed(HUDAYDAH).one(
        "HD-02", "houthis", "reported", reading="ports_in_two_weeks", start="practice_18_december"
    )
    account = "un-yemen|ports-initial-redeployment|instant"
    assert told(found) == {
        "status": "kept_late", "numbers": (1, 1), "delay": "130 to 133 days",
        "accounts": {(account, 0, 0, "breached"), (account, 1, 1, "kept")},
        "hinges_on": {"un-yemen"},
    }


@pytest.mark.parametrize("bound", ["government", "houthis"])
def test_no_report_of_the_whole_redeployment(assessed: Cases, bound: str) -> None:
    yemen = assessed(HUDAYDAH)
    for reading, status in (("base", "undetermined"), ("no_date", "pending")):
        assert yemen.status("HD-02", bound, "reported", reading=reading) == status


def test_the_two_instants_of_the_start(assessed: Cases) -> None:
    yemen = assessed(HUDAYDAH)
    spans = yemen.case.milestones["ceasefire_start"].spans
    assert spans == {
        "signature_13_december": parse_span("2018-12-13", "Asia/Aden"),
        "practice_18_december": parse_span("2018-12-17T21:00Z", "Asia/Aden"),
    }


def test_the_security_clause_has_both_views(assessed: Cases) -> None:
    case = assessed(HUDAYDAH).case
    clause = next(c for c in case.clauses if c.id == "HD-10")
    assert [claimed.bound for claimed in clause.claimed_bounds] == ["government"]
    kinds = {name: type(read).__name__ for name, read in case.readings["HD-10"].items()}
    assert kinds == {"ports_alone": "Presence", "sovereignty_not_settled": "NotAssessable"}


# --- Colombia ---------------------------------------------------------------------------------


def test_the_ring_of_three_kilometres(assessed: Cases) -> None:
    colombia = assessed(COLOMBIA)
    # r-020 and r-021, one statement in two outlets: one account.
    wide = colombia.one("CO-16", "government", "reported", unit="2016-12-31")
    assert told(wide) == {
        "status": "breached", "numbers": (1, None),
        "accounts": {("mmv|cesar-31-dec|instant", 1, None, "breached")}, "hinges_on": {"mmv"},
    }
    # Less than 3,000 m may be less than 1,000 m: possible in the narrower ring, not certain.
    narrow = colombia.one("CO-16", "government", "reported", reading="one_km")
    assert (narrow.status, narrow.shares) == ("breached", {"breached": 1, "undetermined": 347})


def test_the_mechanisms_own_classes_can_be_counted_apart(assessed: Cases) -> None:
    colombia = assessed(COLOMBIA)
    # Grave: 10 January by day, and the two or three of report no. 8; minor: 16 January.
    grave = colombia.one("CO-01", "farc_ep", "reported", reading="grave_only")
    assert told(grave)["shares"] == {"breached": 1, "undetermined": 392}
    assert _breached(grave) == {
        ("mmv|caqueta-10-jan|instant", 1), ("mmv|report-8-farc-grave|total", 2),
    }
    minor = colombia.one("CO-01", "farc_ep", "reported", reading="minor_only")
    assert told(minor)["shares"] == {"breached": 1, "undetermined": 392}
    assert _breached(minor) == {("mmv|guaviare-16-jan|instant", 1)}
    rated = {
        row["qualifiers"]: row["low"] for row in _rows(colombia)
        if row["subject"].startswith("closing-") and row["property"] == "case_rated"
    }
    assert rated == {
        "category=not_incident": 331, "category=relevant_incident": 78,
        "category=minor_violation": 54, "category=grave_violation": 10,
    }
    # With the 18 that were waiting, 491 in all.
    assert sum(rated.values()) == 491 - 18


def _breached(finding: Finding) -> set[tuple[str, int | None]]:
    return {(a.account, a.low) for a in finding.accounts if a.supports == "breached"}


def _rows(found: Assessed) -> list[dict[str, Any]]:
    claims = found.case.claims
    count = len(claims["key"])
    return [{name: column[i] for name, column in claims.items()} for i in range(count)]


@pytest.mark.parametrize("bound", ["farc_ep", "government"])
def test_all_in_the_zones_after_the_first_of_january(assessed: Cases, bound: str) -> None:
    # Not by the end of 1 January (United Nations); ended by 3 March 2017 (an outlet's own words).
    found = assessed(COLOMBIA).one("CO-18", bound, "reported")
    assert (found.status, found.delay and found.delay.words) == ("kept_late", "1 to 61 days")
    assert set(found.hinges_on) == {"un-mission", "radio-santa-fe"}
    assert _breached(found) == {("un-mission|all-in-the-zones|stock", 0)}
    assert {a.account for a in found.accounts if a.supports == "kept"} == {
        "radio-santa-fe|all-in-the-zones|stock"
    }


@pytest.mark.parametrize(
    ("reading", "delay"),
    [
        # D+150 is 30 April, 20 days later 20 May; the third stage ran from 20 to 26 June 2017.
        ("last_stage_alone", "51 to 57 days"), ("twenty_days_from_d150", "31 to 37 days"),
    ],
)
def test_the_hand_over_came_after_the_first_dates(
    assessed: Cases, reading: str, delay: str
) -> None:
    found = assessed(COLOMBIA).one("CO-20", "farc_ep", "reported", reading=reading)
    assert (found.status, found.delay and found.delay.words) == ("kept_late", delay)


def test_whether_the_first_stage_began_in_time_is_not_told(assessed: Cases) -> None:
    colombia = assessed(COLOMBIA)
    starts = set(colombia.case.milestones["d_day"].spans)
    assert {colombia.status("CO-20", "farc_ep", "reported", start=s) for s in starts} == {
        "undetermined"
    }


def test_under_the_amended_date_it_cannot_be_told(assessed: Cases) -> None:
    # The third stage began on the day that was due and had ended six days later.
    found = assessed(COLOMBIA).one("CO-20", "farc_ep", "reported", reading="road_map")
    assert (found.status, found.reasons) == ("undetermined", ("kept_not_firm",))


@pytest.mark.parametrize("bound", ["farc_ep", "government"])
@pytest.mark.parametrize("standard", STANDARDS)
@pytest.mark.parametrize("clause", ["CO-03", "CO-06", "CO-07", "CO-10", "CO-11"])
def test_without_a_report_or_coverage_nothing_is_kept(
    assessed: Cases, clause: str, standard: str, bound: str
) -> None:
    found = assessed(COLOMBIA).one(clause, bound, standard)
    assert (found.status, set(found.reasons)) == ("undetermined", {"no_report", "no_coverage"})


# --- Sudan ------------------------------------------------------------------------------------


def test_both_sides_is_certain_for_each(assessed: Cases) -> None:
    sudan = assessed(SUDAN)
    for bound in ("rsf", "saf"):
        day = sudan.one("SD-01", bound, "two_independent", unit="2023-05-24")
        assert {a.lineage for a in day.accounts if a.supports == "breached"} == {
            "facilitators", "bbc-witnesses"
        }
        assert day.status == "breached"


def test_aid_taken_and_access_denied(assessed: Cases) -> None:
    sudan = assessed(SUDAN)
    taken = sudan.one("SD-05", "saf", "reported", unit="2023-05-24")
    assert told(taken) == {
        "status": "breached", "numbers": (2, None),
        "accounts": {("facilitators|reports|instant", 2, None, "breached")},
        "hinges_on": {"facilitators"},
    }
    denied = sudan.one("SD-05", "rsf", "reported", unit="2023-05-26")
    assert told(denied) == {
        "status": "breached", "numbers": (1, None),
        "accounts": {("facilitators|reports|instant", 1, None, "breached")},
        "hinges_on": {"facilitators"},
    }


@pytest.mark.parametrize("bound", ["rsf", "saf"])
def test_before_the_start_hangs_on_the_hour_of_signature(assessed: Cases, bound: str) -> None:
    sudan = assessed(SUDAN)
    statuses = {
        start: sudan.status("SD-02", bound, "reported", start=start)
        for start in ("day_of_signature", "hours_48_before_start")
    }
    assert statuses == {
        "day_of_signature": "undetermined", "hours_48_before_start": "breached"
    }


@pytest.mark.parametrize("bound", ["rsf", "saf"])
def test_facilities_of_no_date_stay_pending(assessed: Cases, bound: str) -> None:
    found = assessed(SUDAN).one("SD-04", bound, "reported")
    assert told(found) == {
        "status": "pending", "numbers": (None, None), "reasons": {"due_no_date"},
    }


def test_the_permitted_acts_are_exceptions(assessed: Cases) -> None:
    clause = next(c for c in assessed(SUDAN).case.clauses if c.id == "SD-10")
    permitted = ("repair", "medical_evacuation", "non_combat_supplies", "aid")
    assert [(e.id, e.effect) for e in clause.exceptions] == [(p, "contests") for p in permitted]


# --- Kinds made of steps, states and moved ends -----------------------------------------------


def test_one_weekly_report_is_sure_of_its_week(assessed: Cases) -> None:
    # Three reports are known; two of them by an interval of more than a civil week.
    yemen = assessed(HUDAYDAH)
    weeks = {
        f.unit: f.status for f in yemen.findings
        if (f.clause, f.standard, f.reading, f.start)
        == ("HD-06", "reported", "base", "practice_18_december") and f.unit != "window"
    }
    assert [week for week, status in weeks.items() if status == "kept"] == ["2019-W02"]
    assert set(weeks.values()) == {"kept", "undetermined"}


def test_the_security_clause_waits_for_the_redeployment(assessed: Cases) -> None:
    yemen = assessed(HUDAYDAH)
    for bound, reading in (("local_forces", "base"), ("government", "bound_government")):
        found = yemen.one("HD-10", bound, "reported", reading=reading)
        assert (found.status, found.reasons) == ("condition_open", ("condition_not_met",))
    ports = yemen.one("HD-10", "local_forces", "reported", reading="ports_alone")
    assert (ports.status, ports.reasons) == ("undetermined", ("only_possible",))


def test_fewer_zones_than_the_texts_have(assessed: Cases) -> None:
    # 26 as at 28 December and 24 March: enough for the closing report's number, in those months.
    colombia = assessed(COLOMBIA)
    for bound in ("farc_ep", "government"):
        base = colombia.one("CO-21", bound, "reported")
        assert "kept" not in base.shares
        later = colombia.one("CO-21", bound, "reported", reading="closing_report")
        assert later.shares.get("kept") == 1


def test_five_more_days_hold_the_market(assessed: Cases) -> None:
    # 31 May lies after the seven days and within the five more; each party is accused.
    sudan = assessed(SUDAN)
    for bound, lineages in (
        ("saf", {"human-rights-lawyers", "khartoum-residents"}), ("rsf", {"saf-office"}),
    ):
        seven = sudan.one("SD-12", bound, "reported", start="set_hour")
        twelve = sudan.one("SD-12", bound, "reported", start="extended:SD-09")
        assert (seven.status, twelve.status) == ("undetermined", "breached")
        assert {a.lineage for a in twelve.accounts if a.supports == "breached"} == lineages
        assert twelve.shares == {"breached": 1, "undetermined": 11}
