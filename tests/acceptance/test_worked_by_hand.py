"""What must come out right on the real data: the table worked by hand, and what is near it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from trucewatch.api import assess
from trucewatch.model.instant import DAY, HOUR, civil_date, parse_span

from .conftest import Assessed

Cases = Callable[[str], Assessed]
STANDARDS = ("reported", "two_independent", "admitted")
LETTERS = {"b": "breached", "c": "contested", "k": "kept", "u": "undetermined"}


@pytest.mark.parametrize(
    ("standard", "days"),
    [("reported", "cbkckcb"), ("two_independent", "cbucucb")],
)
def test_trucks_against_200_a_day_in_november_2023(
    assessed: Cases, standard: str, days: str
) -> None:
    pause = assessed("gaza-2023-11")
    found = [
        pause.status("G23-08", "israel", standard, unit=f"2023-11-{day}") for day in range(24, 31)
    ]
    assert found == [LETTERS[letter] for letter in days]


def test_both_averages_of_november_2023_are_below_the_quota(assessed: Cases) -> None:
    window = assessed("gaza-2023-11").one("G23-08", "israel", "reported")
    own = {a.lineage: (a.low, a.high, a.owed_low, a.supports) for a in window.accounts}
    assert own == {
        "unrwa": (1209, 1209, 1400, "breached"),  # 172.7 a day
        "cogat": (1381, 1381, 1400, "breached"),  # 197.3 a day
    }


def test_the_reading_of_300_trucks_has_window_and_shares(assessed: Cases) -> None:
    window = assessed("gaza-2023-11").one("G23-08", "israel", "reported", reading="press_300")
    assert (window.status, sum(window.shares.values())) == ("breached", 7)


@pytest.mark.parametrize("standard", STANDARDS)
@pytest.mark.parametrize("bound", ["hamas", "israel"])
def test_days_without_bulletin_are_undetermined_not_kept(
    assessed: Cases, standard: str, bound: str
) -> None:
    pause = assessed("gaza-2023-11")
    days = [pause.one("G23-01", bound, standard, unit=f"2023-11-{d}") for d in range(24, 31)]
    assert {f.status for f in days} == {"undetermined"}
    assert all(f.reasons for f in days)


@pytest.mark.parametrize("bound", ["hamas", "israel"])
def test_a_reported_zero_of_deaths_never_keeps_the_suspension(
    assessed: Cases, bound: str
) -> None:
    truce = assessed("gaza-2025-10")
    zeros = [
        i for i, subject in enumerate(truce.case.claims["subject"])
        if subject == "moh-newly-killed" and truce.case.claims["high"][i] == 0
    ]
    assert len(zeros) == 35
    units = [f for f in truce.findings if f.clause == "G25B-01" and f.bound == bound]
    assert {f.status for f in units} <= {"breached", "contested", "undetermined"}
    assert not any("kept" in f.shares for f in units)


def _newly_killed(found: Assessed) -> Iterator[dict[str, Any]]:
    claims = found.case.claims
    for i, subject in enumerate(claims["subject"]):
        if subject == "moh-newly-killed" and claims["dataset"][i] == "gaza-moh-daily":
            yield {name: values[i] for name, values in claims.items()}


def test_newly_killed_by_report_date_and_within_the_window(assessed: Cases) -> None:
    truce = assessed("gaza-2025-10")
    rows = [r for r in _newly_killed(truce) if "2025-10-10" <= r["published"] <= "2026-08-22"]
    assert (sum(r["low"] for r in rows), sum(r["high"] for r in rows)) == (1173, 1191)
    by_date = {r["published"]: (r["low"], r["high"]) for r in rows}
    assert (by_date["2026-07-09"], by_date["2026-07-19"]) == ((0, 7), (0, 11))
    window = truce.one("G25B-01", "israel", "reported")
    account = truce.account(window, "gaza-moh|moh-newly-killed|")
    # The bulletins of 10 and 11 October precede or straddle the start.
    assert (account.stated_low, account.stated_high) == (1121, 1191)
    assert (account.low, account.high, account.supports) == (0, None, "neither")


def test_a_total_that_names_no_actor_counts_against_nobody(assessed: Cases) -> None:
    truce = assessed("gaza-2025-10")
    assert {(r["actor"], r["scope"]) for r in _newly_killed(truce)} == {("", "partial")}
    for bound in ("hamas", "israel"):
        window = truce.one("G25B-01", bound, "reported")
        supports = {a.supports for a in window.accounts if "|moh-newly-killed|" in a.account}
        assert supports <= {"neither"}


def test_the_bulletins_of_2026_are_an_accusation_by_an_affiliated_speaker(
    assessed: Cases,
) -> None:
    truce = assessed("gaza-2025-10")
    window = truce.one("G25B-01", "israel", "two_independent")
    account = truce.account(window, "gaza-moh|moh-bulletin-killed|")
    assert (account.supports, account.interested, account.admission) == ("breached", True, False)
    first = truce.case.claims["claim_id"].index(account.claims[0])
    assert truce.case.claims["locator"][first]


@pytest.mark.parametrize("standard", ["reported", "two_independent"])
def test_trucks_of_october_2025_are_contested_with_every_account(
    assessed: Cases, standard: str
) -> None:
    truce = assessed("gaza-2025-10")
    window = truce.one("G25B-10", "israel", standard)
    assert window.status == "contested"
    data = truce.account(window, "cogat|cogat-data|")
    assert (data.low, data.owed_low, data.supports) == (25_700, 33_600, "breached")
    statement = next(
        a for a in window.accounts
        if a.account.startswith("cogat|cogat-statement|each_day") and a.high is not None
    )
    assert statement.supports == "kept"
    assert statement.low is not None
    assert (statement.low, statement.high) == (statement.owed_low, statement.low // 3 * 4)
    un = truce.account(window, "un2720|")
    assert (un.stated_low, un.high, un.supports, un.scope) == (6545, None, "neither", "unstated")
    document = truce.account(window, "hamas-office|hamas-document|")
    assert (document.low, document.supports) == (7333, "breached")
    assert window.hinges_on == ()


@pytest.mark.parametrize("standard", ["reported", "two_independent"])
@pytest.mark.parametrize(
    ("reading", "start", "status", "delay"),
    [
        ("base", "withdrawal_to_line", "kept", None),
        ("base", "within_24h_of_cabinet", "kept", None),
        ("monday_0600", "withdrawal_to_line", "kept_late", "3 to 5 h"),
        ("base", "government_approval", "kept_late", "3 to 17 h"),
        ("base", "signature_noon", "kept_late", "21 to 23 h"),
        ("base", "public_acceptance", "kept_late", "11 days"),
    ],
)
def test_living_persons_within_72_hours(
    assessed: Cases, standard: str, reading: str, start: str, status: str, delay: str | None
) -> None:
    found = assessed("gaza-2025-10").one(
        "G25B-05", "hamas", standard, reading=reading, start=start
    )
    assert (found.status, found.delay and found.delay.words) == (status, delay)


def test_due_instants_are_those_published(assessed: Cases) -> None:
    truce = assessed("gaza-2025-10")
    base = truce.one("G25B-05", "hamas", "reported")
    monday = truce.one("G25B-05", "hamas", "reported", reading="monday_0600")
    tz = truce.case.agreement.tz
    assert base.to == parse_span("2025-10-13T09:00Z", tz).lo
    assert monday.to == parse_span("2025-10-13T03:00Z", tz).lo
    assert monday.delay is not None
    assert 3 * HOUR <= monday.delay.low <= monday.delay.high <= 5 * HOUR


@pytest.mark.parametrize("standard", ["reported", "two_independent"])
def test_remains_of_28_by_whomever_recovered(assessed: Cases, standard: str) -> None:
    truce = assessed("gaza-2025-10")
    found = truce.one("G25B-06", "hamas", standard)
    assert (found.status, found.delay and found.delay.words) == ("kept_late", "105 days")
    assert found.delay is not None and found.to is not None
    assert str(civil_date(found.to + found.delay.high, truce.case.agreement.tz)) == "2026-01-26"
    assert found.delay.high - found.delay.low <= DAY
    by_the_bound = truce.one("G25B-06", "hamas", standard, reading="returned_by_the_bound")
    assert by_the_bound.status == "breached"
    assert max(a.low or 0 for a in by_the_bound.accounts) == 27
    vague = truce.one("G25B-06", "hamas", standard, reading="as_many_as_possible")
    assert vague.status == "not_assessable"


@pytest.mark.parametrize("standard", ["reported", "two_independent"])
def test_remains_fifteen_for_one(assessed: Cases, standard: str) -> None:
    truce = assessed("gaza-2025-10")
    found = truce.one("G25B-09", "israel", standard)
    assert found.status == "undetermined"
    account = truce.account(found, "nasser-hospital|gaza-remains-total|")
    assert (account.low, account.owed_low, account.owed_high) == (285, 255, 345)


def test_a_ministry_alone_is_never_firm_against_the_other_side(assessed: Cases) -> None:
    truce = assessed("gaza-2025-10")
    kept = [i for i, line in enumerate(truce.case.claims["lineage"]) if line == "gaza-moh"]
    alone = {name: [v[i] for i in kept] for name, v in truce.case.claims.items()}
    found = Assessed(truce.case, assess(replace(truce.case, claims=alone)).findings)
    assert found.status("G25B-01", "israel", "reported") == "breached"
    assert found.status("G25B-01", "israel", "two_independent") == "undetermined"


def test_the_asymmetry_of_sources_is_stated(assessed: Cases) -> None:
    notes = " ".join(n["en"] for n in assessed("gaza-2025-10").case.agreement.notes)
    assert "no cumulative Israeli count of breaches was found" in notes.replace("\n", " ")
    assert "not compliance" in notes


def test_19_october_under_each_standard_with_the_denials(assessed: Cases) -> None:
    truce = assessed("gaza-2025-10")
    day = {
        (bound, s): truce.one("G25B-01", bound, s, unit="2025-10-19")
        for bound in ("hamas", "israel") for s in STANDARDS
    }
    assert {key: f.status for key, f in day.items()} == {
        ("hamas", "reported"): "contested",
        ("hamas", "two_independent"): "undetermined",
        ("hamas", "admitted"): "undetermined",
        ("israel", "reported"): "breached",
        ("israel", "two_independent"): "breached",
        ("israel", "admitted"): "undetermined",
    }
    denials = day["hamas", "reported"].denials
    assert len(denials) >= 4
    claims = truce.case.claims
    said = {str(claims["lineage"][claims["claim_id"].index(c)]) for c in denials}
    assert said <= {"hamas-office", "qassam"}


def test_clauses_and_ids_are_all_there(assessed: Cases) -> None:
    for name, prefix, count in (
        ("gaza-2025-10", "G25B", 37), ("gaza-2025-01", "G25A", 28), ("gaza-2023-11", "G23", 14),
    ):
        ids = [c.id for c in assessed(name).case.clauses]
        assert ids == [f"{prefix}-{i:02d}" for i in range(1, count + 1)]
        assert {f.clause for f in assessed(name).findings} == set(ids)
