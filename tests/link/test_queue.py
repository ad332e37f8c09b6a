"""Pairs worth a look: those first whose answer would move a published number most."""

from __future__ import annotations

import pytest

from trucewatch.link.queue import Asked, queue
from trucewatch.link.weights import shipped
from trucewatch.model.incident import Linking

from .made import at, judged, link, told

ROWS = [at("a"), at("b"), at("c", when="2025-03-24"), at("d", when="2025-03-24")]
RESTS = {"id-a": {"X-01"}, "id-c": {"X-01", "X-02"}, "id-d": {"X-03"}}


def asked(found: Linking, rests: dict[str, set[str]] | None = None) -> list[Asked]:
    return queue(found, shipped().merge, RESTS if rests is None else rests)


def pairs(found: Linking) -> list[str]:
    return [f"{a.one.id}+{a.other.id}".replace("id-", "") for a in asked(found)]


def test_what_bears_on_more_clauses_comes_first() -> None:
    found = asked(link(ROWS))
    assert [(a.one.id, a.other.id, a.clauses) for a in found] == [
        ("id-c", "id-d", 3), ("id-a", "id-b", 1)]
    assert found[0].change > found[1].change > 0


def test_what_nothing_rests_on_moves_nothing() -> None:
    assert [a.change for a in asked(link(ROWS), {})] == [0, 0]


@pytest.mark.parametrize("verdict", ["same", "different", "unsure"])
def test_what_people_looked_at_is_asked_no_more(verdict: str) -> None:
    assert pairs(link(ROWS, judged("a", verdict, "b"))) == ["c+d"]


def test_what_is_withdrawn_is_asked_again() -> None:
    found = link(ROWS, judged("a", "same", "b", 1), judged("a", "withdrawn", "b", 2))
    assert pairs(found) == ["c+d", "a+b"]


def test_an_answer_that_makes_no_other_number_is_told_as_such() -> None:
    [first] = [a for a in asked(link(ROWS)) if a.one.id == "id-a"]
    assert (first.together, first.if_same, first.if_different) in {
        (True, 0, 1), (False, -1, 0)}
    assert first.rivals == 1


def test_two_accounts_are_never_added_and_have_no_rivals() -> None:
    found = link([at("a"), at("b", speaker="agency-b")])
    assert [a.rivals for a in asked(found)] == [0]


def test_judgements_of_reports_of_several_incidents_ask_nothing() -> None:
    rows = [*ROWS, told("s", basis="total"), told("t", basis="total")]
    found = link(rows, judged("s", "same", "t"))
    assert len(found.followed) == 1
    assert pairs(found) == ["c+d", "a+b"]


def test_a_contradicted_judgement_was_looked_at() -> None:
    rows = [at("a"), at("b"), at("c")]
    found = link(rows, judged("a", "same", "b", 1), judged("b", "same", "c", 2),
                 judged("a", "different", "c", 3))
    assert [j.line for j in found.against] == [3] and asked(found) == []
