"""What one report tells of one happening: which claims are taken together, and which tell none."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from trucewatch.link.tellings import tellings

from .made import NOON, case, told

ONE = {"report_id": "r"}
GED = {"parser": "ucdp_ged@2", "dataset": "ged", "published": "2025-06-01", "report_id": "r"}


def taken(rows: list[dict[str, Any]]) -> list[str]:
    """Keys of the claims of each telling."""
    return [" ".join(c.removeprefix("id-") for c in t.claims) for t in tellings(case(rows))]


@pytest.mark.parametrize(("rows", "expected"), [
    ([told("a", **ONE), told("b", property="killed", **ONE)], ["a b"]),
    ([told("a", **ONE), told("b", speaker="norland-army", **ONE)], ["a b"]),
    ([told("a"), told("b")], ["a", "b"]),
    ([told("a", **ONE), told("b", "2025-03-05", **ONE)], ["a", "b"]),
    ([told("a", **ONE), told("b", zone="hills", **ONE)], ["a", "b"]),
    ([told("a", place="the mill", **ONE), told("b", place="the quay", **ONE)], ["a", "b"]),
    ([told("a", subject="e1", **ONE), told("b", subject="e2", **ONE)], ["a", "b"]),
    ([told("a", subject="e1", place="the mill", **ONE),
      told("b", subject="e1", place="the quay", **ONE)], ["a b"]),
    ([told("17/a", **GED), told("17/b", property="killed", **GED), told("18/a", **GED)],
     ["17/a 17/b", "18/a"]),
    ([told("a", **ONE), told("b", basis="total", **ONE)], ["a", "b"]),
    ([told("b", public_at=5, **ONE), told("a", public_at=None, **ONE)], ["b a"]),
])
def test_which_claims_are_one_telling(rows: list[dict[str, Any]], expected: list[str]) -> None:
    assert taken(rows) == expected
    assert taken(rows[::-1]) == expected


@pytest.mark.parametrize("cells", [
    {"property": "trucks_entered"}, {"stance": "denies"}, {"stance": "retracts"},
    {"stance": "cannot_confirm"}, {"measure": "cumulative"}, {"measure": "recovered"},
    {"basis": "stock"}, {"basis": "each_day"}, {"low": 0, "high": 0},
    {"basis": "total", "when": "2025-03-01/2025-06-01"},
])
def test_what_tells_of_no_incident_is_in_none(cells: dict[str, Any]) -> None:
    assert taken([told("a", **cells)]) == []


def test_rows_that_tell_of_people_are_in_none() -> None:
    made = replace(case([told("a"), told("b", **ONE)]), persons={"id-a": ("p1",)})
    assert [t.id for t in tellings(made)] == ["id-b"]


def test_a_telling_has_what_its_claims_say() -> None:
    [found] = tellings(case([
        told("a", public_at=7, actor="southland", **ONE),
        told("b", public_at=7, property="killed", low=2, high=3, actor="southland",
             speaker="agency-b", actor_certainty="possible", **ONE),
        told("c", public_at=7, property="killed", low=4, high=None, actor="", **ONE),
        told("d", stance="denies", speaker="southland-army", in_reply_to="b", low=None),
        told("e", stance="denies", speaker="southland-army", in_reply_to="reports", low=None),
    ]))
    assert found.claims == ("id-a", "id-b", "id-c") and found.report == "r"
    assert (found.lineages, found.actors, found.named) == (
        ("agency-a", "agency-b"), ("southland",), (("southland", "agency-a"),))
    assert found.killed == (2, None) and found.published == 7
    assert found.answers == ("id-d",) and not found.aggregate and found.own == ""


def test_totals_of_days_are_of_several_and_event_data_never() -> None:
    day = {"basis": "total", "when": "2025-03-04/2025-03-06"}
    found = {t.id: (t.aggregate, t.own) for t in tellings(case(
        [told("a", **day), told("17/x", **(GED | day)), told("b", NOON)]))}
    assert found == {"id-a": (True, ""), "id-17/x": (False, "ged/2025-06-01/17"),
                     "id-b": (False, "")}


@pytest.mark.parametrize(("dead", "expected"), [
    ([(4, 5, "")], (4, 5)),
    ([(4, 5, ""), (6, 6, "")], (4, 6)),
    ([(10, 12, ""), (4, 4, "category=side_a"), (6, 6, "civil_status=civilian; weapon=drone")],
     (10, 12)),
    ([(4, 4, "category=side_a"), (6, 6, "sex_age=woman")], (6, None)),
    ([(3, 3, "weapon=drone")], (3, 3)),
    ([(None, None, "")], (None, None)),
])
def test_a_part_of_the_dead_is_no_other_voice(
    dead: list[tuple[int | None, int | None, str]], expected: tuple[int | None, int | None]
) -> None:
    rows = [told(f"k{n}", property="killed", low=low, high=high, qualifiers=parts, **ONE)
            for n, (low, high, parts) in enumerate(dead)]
    (found,) = tellings(case(rows))
    assert found.killed == expected
