"""Which happenings are added in a finding: only those an account, or a person, keeps apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trucewatch.link.apart import apart
from trucewatch.link.claims import reports
from trucewatch.link.tellings import tellings
from trucewatch.model.agreement import Zone

from .made import HERE, NOON, at, case, groups, judged, link, told

ELEVEN = "2025-03-04T11:00Z"
EAST = "12.500,28.800 ±100 m"  # 54 km from the others
NEXT = "12.500,28.500 ±100 m"  # 22 km
NEAR = "12.500,28.320 ±100 m"  # 2 km
GED = {"parser": "ucdp_ged@2", "dataset": "ged", "published": "2025-06-01"}
Pairs = Sequence[tuple[str, str]]


def numbered(
    rows: Sequence[Mapping[str, Any]], maybe: Pairs = (),
    decided: Mapping[tuple[str, str], bool] | None = None, **more: Any,
) -> dict[str, int]:
    """Number of each claim that got one, by its key."""
    made = case(rows, **more)
    found = tellings(made)
    place = {claim: n for n, t in enumerate(found) for claim in t.claims}

    def pair(one: str, other: str) -> tuple[int, int]:
        a, b = sorted((place[f"id-{one}"], place[f"id-{other}"]))
        return a, b

    given_apart = apart(
        made, found, reports(made, found), {pair(*p) for p in maybe},
        {pair(*p): same for p, same in (decided or {}).items()})
    return {claim.removeprefix("id-"): number for claim, number in given_apart.items()}


BOTH, ONE = ["a", "b"], ["a"]
TABLE: list[tuple[str, list[dict[str, Any]], list[str]]] = [
    ("times that do not meet", [told("a"), told("b", ELEVEN)], BOTH),
    ("times that meet", [told("a"), told("b", "2025-03-04T09:00Z/2025-03-04T11:00Z")], ONE),
    ("one time, zones of one report",
     [told("a", report_id="r"), told("b", report_id="r", zone="hills")], BOTH),
    ("one time, zones of two reports", [told("a"), told("b", zone="hills")], ONE),
    ("a zone in the other",
     [told("a", report_id="r"), told("b", report_id="r", zone="valley")], ONE),
    ("zones that overlap in part",
     [told("a", report_id="r", zone="pass"), told("b", report_id="r", zone="valley")], ONE),
    ("a zone in one that overlaps the other in part",
     [told("a", report_id="r", zone="pass"), told("b", report_id="r")], ONE),
    ("one of them in no zone",
     [told("a", report_id="r"), told("b", report_id="r", zone="", place="the mill")], ONE),
    ("points 54 km apart in two reports", [at("a"), at("b", EAST)], BOTH),
    ("points 22 km apart in two reports", [at("a"), at("b", NEXT)], ONE),
    ("points 22 km apart in one report",
     [at("a", report_id="r"), at("b", NEXT, report_id="r")], BOTH),
    ("points 2 km apart in one report",
     [at("a", report_id="r"), at("b", NEAR, report_id="r")], ONE),
    ("points 54 km apart, each known to 30 km",
     [at("a", "12.500,28.300 ±30 km"), at("b", "12.500,28.800 ±30 km")], ONE),
    ("points of one report no better known than they are apart",
     [at("a", "12.500,28.300 ±15 km", report_id="r"),
      at("b", "12.500,28.500 ±15 km", report_id="r")], ONE),
    ("points on either side of the 180th meridian",
     [at("a", "0.1,179.999 ±100 m"), at("b", "0.1,-179.999 ±100 m")], ONE),
    ("one happening told at two places, and another at the second of them",
     [at("a", subject="own", report_id="r"), at("a2", EAST, subject="own", report_id="r"),
      at("b", EAST)], ["a", "a2"]),
    ("one telling of two claims is one happening",
     [told("a", report_id="r"), told("b", report_id="r", property="killed")], BOTH),
    ("two lineages are never compared", [told("a"), told("b", speaker="agency-b")], BOTH),
    ("a time of more than sixty days is of no use",
     [told("a"), told("b", "2025-04-01/2025-07-01")], ONE),
    ("totals are of several happenings", [told("a"), told("b", ELEVEN, basis="total")], ONE),
    ("rows of one release", [told("a", **GED), told("b", **GED)], BOTH),
    ("one row in two releases, its day revised",
     [told("17/a", **GED), told("17/b", "2025-03-20", **(GED | {"published": "2025-07-01"}))],
     ["17/a"]),
    ("rows of two releases on one day",
     [told("a", **GED), told("b", **(GED | {"published": "2025-07-01"}))], ONE),
]


@pytest.mark.parametrize(("rows", "expected"), [row[1:] for row in TABLE],
                         ids=[row[0] for row in TABLE])
def test_what_an_account_keeps_apart(rows: list[dict[str, Any]], expected: list[str]) -> None:
    assert sorted(numbered(rows)) == expected


def test_claims_of_one_telling_have_one_number() -> None:
    rows = [told("a", report_id="r"), told("a2", report_id="r", property="killed"),
            told("b", ELEVEN)]
    found = numbered(rows)
    assert found["a"] == found["a2"] != found["b"]


LATER = [told("a"), told("b", ELEVEN)]
TOGETHER = [told("a"), told("b")]


@pytest.mark.parametrize(("rows", "maybe", "decided", "expected"), [
    (LATER, [("a", "b")], {}, ONE),
    (LATER, [], {("a", "b"): True}, ONE),
    (LATER, [("a", "b")], {("a", "b"): False}, BOTH),
    (TOGETHER, [("a", "b")], {("a", "b"): False}, BOTH),
    ([told("a", **GED), told("b", **GED)], [("a", "b")], {}, BOTH),
    ([told("a", **GED), told("b", **GED)], [], {("a", "b"): True}, ONE),
])
def test_people_come_first_then_releases_then_weights(
    rows: list[dict[str, Any]], maybe: Pairs, decided: dict[tuple[str, str], bool],
    expected: list[str],
) -> None:
    assert sorted(numbered(rows, maybe, decided)) == expected


def test_zones_that_share_a_third_have_ground_in_common() -> None:
    zones = [Zone(id="north", name={}), Zone(id="coast", name={}),
             Zone(id="cape", name={}, within=["north", "coast"]), Zone(id="south", name={})]

    def kept(one: str, other: str) -> list[str]:
        rows = [told("a", report_id="r", zone=one), told("b", report_id="r", zone=other)]
        return sorted(numbered(rows, zones=zones))

    assert [kept("north", "coast"), kept("cape", "coast"), kept("north", "south")] == [
        ONE, ONE, BOTH]


def test_leaves_of_points_are_no_zones_that_tell_apart() -> None:
    """Two points of one zone have a zone of their own each; they may still be one place."""
    rows = [at("a", report_id="r", zone="@1"), at("b", NEAR, report_id="r", zone="@2"),
            at("c", NEAR, report_id="r", zone="@3")]
    made = case(rows)
    members: dict[str, list[object]] = {
        "zone": ["@1", "@2", "@3", "town", "hills"],
        "contains": ["town", "town", "hills", "town", "hills"], "certain": [True] * 5}
    found = tellings(replace(made, zone_members=members))
    table = reports(made, found)
    given_apart = apart(replace(made, zone_members=members), found, table, (), {})
    assert sorted(given_apart) == ["id-a", "id-c"]


def test_a_copy_that_was_not_compared_is_as_likely_as_the_one_that_was() -> None:
    rows = [told("a"), told("b"), told("c", ELEVEN)]
    made = case(rows)
    found = tellings(made)
    given_apart = apart(made, found, reports(made, found), {(0, 2)}, {}, {1: 0})
    assert list(given_apart) == ["id-a"]


def test_whoever_is_unsure_holds_that_two_may_be_one() -> None:
    rows = [told("a"), told("b", "2025-03-14T11:00Z")]
    assert sorted(link(rows).apart) == ["id-a", "id-b"]
    found = link(rows, judged("a", "unsure", "b"))
    assert groups(found) == ["a", "b"] and sorted(found.apart) == ["id-a"]


def test_what_is_judged_of_two_holds_for_all_that_people_joined_to_them() -> None:
    rows = [told(key) for key in "abcd"]
    same = [judged("a", "same", "b", 1), judged("c", "same", "d", 2)]
    assert len(link(rows, *same).apart) == 1
    assert len(link(rows, *same, judged("a", "different", "c", 3)).apart) == 2
    later = [told("a"), told("b"), told("c", "2025-03-24"), told("d", "2025-03-24")]
    assert len(link(later, *same).apart) == 2
    assert len(link(later, *same, judged("b", "unsure", "d", 3)).apart) == 1


ROW = st.fixed_dictionaries({
    "when": st.sampled_from([NOON, ELEVEN, "2025-03-04", "2025-03-05", "2025-03-04/2025-03-06"]),
    "report_id": st.sampled_from(["r", "s", "t"]),
    "zone": st.sampled_from(["town", "valley", "hills", "pass", ""]),
    "place": st.sampled_from(["", HERE, EAST, NEXT, "12.500,28.800 ±40 km"]),
    "speaker": st.sampled_from(["agency-a", "agency-b"]),
    "parser": st.sampled_from(["hand@1", "hand@1", "ucdp_ged@2"]),
    "published": st.sampled_from(["2025-06-01", "2025-07-01"]),
    "low": st.integers(1, 4),
})
COMMON = {frozenset(p) for p in (
    ("town", "valley"), ("valley", "pass"), ("town", "pass"))}
VAGUE = "12.500,28.800 ±40 km"
FAR_APART = {frozenset((HERE, EAST)), frozenset((HERE, VAGUE))}
PLACES_OF_ONE_REPORT = {frozenset(p) for p in (
    (HERE, EAST), (HERE, NEXT), (NEXT, EAST), (HERE, VAGUE))}


def surely(one: Mapping[str, Any], other: Mapping[str, Any], *, likely: bool) -> bool:
    """The rules once more, over the cells of two rows of a lineage."""
    if one["parser"] == other["parser"] == "ucdp_ged@2" and one["published"] == other["published"]:
        return True
    if likely:
        return False
    if one["latest"] < other["earliest"] or other["latest"] < one["earliest"]:
        return True
    places = frozenset((one["place"], other["place"]))
    zones = frozenset((one["zone"], other["zone"]))
    if one["report_id"] != other["report_id"]:
        return places in FAR_APART
    return places in PLACES_OF_ONE_REPORT or (
        len(zones) == 2 and "" not in zones and zones not in COMMON)


@settings(max_examples=100)
@given(st.lists(ROW, min_size=2, max_size=7), st.data())
def test_any_two_numbers_of_a_lineage_are_surely_two_happenings(
    cells: list[dict[str, Any]], data: st.DataObject
) -> None:
    rows = {f"k{n}": told(f"k{n}", **c) for n, c in enumerate(cells)}
    made = case(rows.values())
    tellings_of = {c.removeprefix("id-"): t.id.removeprefix("id-")
                   for t in tellings(made) for c in t.claims}
    pairs = sorted({(min(p), max(p)) for p in combinations(set(tellings_of.values()), 2)})
    maybe = data.draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    decided = data.draw(st.dictionaries(st.sampled_from(pairs), st.booleans())) if pairs else {}
    found = numbered(list(rows.values()), maybe, decided)
    for a, b in combinations(found, 2):
        one, other = sorted((tellings_of[a], tellings_of[b]))
        if found[a] == found[b]:
            assert one == other
        elif rows[a]["lineage"] == rows[b]["lineage"] and (one, other) not in decided:
            assert surely(rows[a], rows[b], likely=(one, other) in maybe), (a, b)
        elif rows[a]["lineage"] == rows[b]["lineage"]:
            assert not decided[one, other]
    backwards = numbered(list(reversed(rows.values())), maybe, decided)
    assert backwards == found
    for lineage in {r["lineage"] for r in rows.values()}:
        by_number: dict[int, int] = {}
        for key, number in found.items():
            if rows[key]["lineage"] == lineage:
                by_number[number] = max(by_number.get(number, 0), rows[key]["low"])
        assert sum(by_number.values()) <= sum(
            r["low"] for r in rows.values() if r["lineage"] == lineage)
