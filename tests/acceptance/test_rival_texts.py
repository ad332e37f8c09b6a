"""Cases without one common text: every clause is there, and rival texts are evaluated alike."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from trucewatch.model.instant import iso

from .conftest import Assessed

ENERGY, KASHMIR = "ukraine-black-sea-or-energy-2025", "kashmir-loc"
STANDARDS = ("reported", "two_independent", "admitted")


def test_every_clause_of_the_energy_statements_stands_in_order(
    assessed: Callable[[str], Assessed]
) -> None:
    clauses = assessed(ENERGY).case.clauses
    assert [c.id for c in clauses] == [f"UE-{n:02d}" for n in range(1, 15)]
    assert {t.ref for c in clauses for t in c.text} == {"W1", "W2", "W3", "K1", "K2", "K3", "U"}


def test_each_clause_ends_in_a_status_or_a_reason(assessed: Callable[[str], Assessed]) -> None:
    for finding in assessed(ENERGY).findings:
        assert finding.status not in {"undetermined"} or finding.reasons


@pytest.mark.parametrize(
    ("clause", "bound", "statuses"),
    [
        ("UE-01", "russia", ("breached", "undetermined", "undetermined")),
        # Nobody places the counts of the other side; they are possible there, for either party.
        ("UE-02", "ukraine", ("undetermined", "undetermined", "undetermined")),
        ("UE-03", "russia", ("breached", "undetermined", "undetermined")),
        ("UE-03", "ukraine", ("breached", "undetermined", "undetermined")),
        ("UE-08", "russia", ("undetermined", "undetermined", "undetermined")),
        ("UE-08", "ukraine", ("undetermined", "undetermined", "undetermined")),
        ("UE-05", "russia", ("not_assessable",) * 3),
        ("UE-05", "ukraine", ("not_assessable",) * 3),
    ],
)
def test_what_the_claims_of_both_sides_support(
    assessed: Callable[[str], Assessed], clause: str, bound: str, statuses: tuple[str, ...]
) -> None:
    found = assessed(ENERGY)
    assert tuple(found.status(clause, bound, s) for s in STANDARDS) == statuses


@pytest.mark.parametrize(
    ("start", "reading", "first", "last"),
    [
        ("russian_order_18_march", "base", "2025-03-17T22:00Z", "2025-04-16T20:59:59.999999Z"),
        ("white_house_25_march", "base", "2025-03-24T22:00Z", "2025-04-18T20:59:59.999999Z"),
        ("white_house_25_march", "no_term", "2025-03-24T22:00Z", "2025-04-18T20:59:59.999999Z"),
    ],
)
def test_the_term_moves_with_its_start(
    assessed: Callable[[str], Assessed], start: str, reading: str, first: str, last: str
) -> None:
    found = [
        f for f in assessed(ENERGY).findings
        if (f.clause, f.unit, f.standard, f.reading) == ("UE-01", "window", "reported", reading)
        and start in f.start
    ]
    assert [(iso(f.from_ or 0), iso(f.to or 0)) for f in found] == [(first, last)]


def test_conditions_of_one_text_are_a_reading_that_is_not_in_force(
    assessed: Callable[[str], Assessed]
) -> None:
    found = assessed(ENERGY)
    for bound in ("russia", "ukraine"):
        assert found.status("UE-08", bound, "reported", reading="once_conditions_met") == (
            "not_in_force")
        assert found.status("UE-03", bound, "reported", reading="list_of_ukraine") == (
            "not_assessable")


@pytest.mark.parametrize(
    ("clause", "bound", "statuses"),
    [
        ("KL-01", "india", ("breached", "breached", "breached")),
        ("KL-01", "pakistan", ("breached", "breached", "undetermined")),
        ("KL-02", "india", ("undetermined", "undetermined", "undetermined")),
        ("KL-02", "pakistan", ("breached", "undetermined", "undetermined")),
    ],
)
def test_two_armies_each_counting_only_the_other(
    assessed: Callable[[str], Assessed], clause: str, bound: str, statuses: tuple[str, ...]
) -> None:
    found = assessed(KASHMIR)
    assert tuple(found.status(clause, bound, s) for s in STANDARDS) == statuses
