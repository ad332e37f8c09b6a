"""Where claims lie: certain only where nothing known allows otherwise, possible where it might."""

from __future__ import annotations

from pathlib import Path

import pytest

from trucewatch.case.placing import as_stated, placed
from trucewatch.model.case import Case
from trucewatch.model.problem import Problem

from .mapped import contained, feature, polygon, square, write_gazetteer, write_outlines
from .norland import add_row, copy_case, edit, read

VALLEY = feature(polygon(square(20, 40, 21, 41)))
HALF = polygon(square(20, 40, 20.5, 41))
# What is said of zones without an outline, of a claim in the valley: the case declares them.
INSIDE = {"village": False, "mill": False, "bridge": False}


def claim(root: Path, key: str, place: str, when: str = "2031-03-04", **cells: str) -> None:
    first, _, last = when.partition("/")
    add_row(root, {"key": key, "place": f'"{place}"', "earliest": first, "latest": last or first}
            | cells)


def place(root: Path) -> tuple[Case, list[Problem]]:
    loaded = read(root)
    assert loaded.case is not None
    return placed(loaded.case, loaded.case.claims), loaded.problems


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        # 500 m are some 0.0045 degrees of latitude and 0.0059 of longitude at 40.5 north.
        ("40.5,20.5 ±500 m", {"valley": True, "valley@map": True} | INSIDE),
        ("40.5,20.0064 ±500 m", {"valley": True, "valley@map": True} | INSIDE),
        ("40.5,20.0054 ±500 m", {"valley": False, "valley@map": False} | INSIDE),
        ("40.5,19.9946 ±500 m", {"valley": False, "valley@map": False} | INSIDE),
        ("40.0050,20.5 ±500 m", {"valley": True, "valley@map": True} | INSIDE),
        ("40.0040,20.5 ±500 m", {"valley": False, "valley@map": False} | INSIDE),
        # Outside: what lies in the valley is ruled out; the bridge is only partly in it.
        ("40.5,19.9936 ±500 m", {"bridge": False}),
        ("-40.5,20.5 ±500 m", {"bridge": False}),
    ],
)
def test_a_disk_inside_is_certain_and_one_that_touches_is_possible(
    tmp_path: Path, where: str, expected: dict[str, bool]
) -> None:
    root = copy_case(tmp_path)
    write_outlines(root, VALLEY)
    claim(root, "c-9", where)
    case, problems = place(root)
    assert problems == []
    assert contained(case, "c-9") == expected


def test_several_versions_that_hold_at_once(tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    write_outlines(root, VALLEY, feature(HALF, version="norland", source="norland-army"))
    claim(root, "both", "40.5,20.25 ±500 m")
    claim(root, "one", "40.5,20.75 ±500 m")
    claim(root, "none", "40.5,21.75 ±500 m")
    case, _ = place(root)
    assert contained(case, "both") == INSIDE | {
        "valley": True, "valley@map": True, "valley@norland": True}
    assert contained(case, "one") == INSIDE | {"valley": False, "valley@map": True}
    assert contained(case, "none") == {"bridge": False}


def test_what_lies_in_a_zone_that_is_drawn_lies_in_those_around_it(tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    write_outlines(root, feature(HALF, zone="village"))
    claim(root, "in", "40.5,20.25 ±500 m")
    claim(root, "edge", "40.5,20.5 ±500 m")
    claim(root, "out", "40.5,21.75 ±500 m")
    case, _ = place(root)
    assert contained(case, "in") == {
        "village": True, "village@map": True, "valley": True, "mill": False, "bridge": False}
    assert contained(case, "edge") == {
        "village": False, "village@map": False, "valley": False, "mill": False, "bridge": False}
    # The mill lies in the village and is ruled out with it; the valley may reach there.
    assert contained(case, "out") == {"valley": False, "bridge": False}


def test_declared_and_drawn_differently_is_possible(tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    write_outlines(root, VALLEY, feature(polygon(square(22, 40, 23, 41)), zone="village"))
    claim(root, "c-9", "40.5,22.5 ±500 m")
    case, _ = place(root)
    assert contained(case, "c-9") == {
        "village": True, "village@map": True, "valley": False, "mill": False, "bridge": False}


@pytest.mark.parametrize(
    ("when", "certain"),
    [
        ("2031-03-02", True),
        ("2031-03-03", True),
        ("2031-03-04", None),  # moved: the claim lies outside from now on
        ("2031-03-03/2031-03-04", False),
        ("2031-03-06", False),  # no outline holds: nothing is known
        ("2031-03-05/2031-03-06", False),
        ("2031-03-07", True),
        ("2031-03-06/2031-03-07", False),
    ],
)
def test_outlines_are_those_of_the_day(tmp_path: Path, when: str, certain: bool | None) -> None:
    root = copy_case(tmp_path)
    write_outlines(
        root, feature(polygon(square(20, 40, 21, 41)), to="2031-03-03"),
        feature(HALF, from_="2031-03-04", to="2031-03-05"),
        feature(polygon(square(20, 40, 21, 41)), from_="2031-03-07"),
    )
    claim(root, "c-9", "40.5,20.75 ±500 m", when)
    case, _ = place(root)
    found = contained(case, "c-9")
    assert (found.get("valley"), found.get("valley@map")) == (certain, certain)
    assert ("village" in found) == (certain is not None)


def test_a_day_ends_in_the_time_zone_of_the_case(tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    write_outlines(root, feature(HALF, to="2031-03-03"))
    claim(root, "before", "40.5,20.75 ±500 m", "2031-03-03T21:59:59Z")
    claim(root, "after", "40.5,20.75 ±500 m", "2031-03-03T22:00:00Z")
    case, _ = place(root)
    assert "valley" not in contained(case, "before")
    assert contained(case, "after")["valley"] is False


def test_equal_places_share_a_leaf_and_a_denial_reaches_over_a_moved_line(tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    write_outlines(root, feature(HALF, to="2031-03-03"), feature(HALF, from_="2031-03-04"))
    claim(root, "a", "40.5,20.75 ±500 m", "2031-03-04")
    claim(root, "b", "40.50,20.750 ±0.5 km", "2031-03-05")
    claim(root, "c", "40.5,20.75 ±500 m", "2031-03-02/2031-03-05")
    claim(root, "d", "40.5,20.75 ±501 m", "2031-03-04")
    case, _ = place(root)
    zones = dict(zip(case.claims["key"], case.claims["zone"], strict=True))
    assert zones["a"] == zones["b"]
    assert len({zones["a"], zones["c"], zones["d"]}) == 3
    rows = set(zip(*case.zone_members.values(), strict=True))
    assert {(zones["a"], zones["c"], True), (zones["c"], zones["a"], True)} <= rows
    assert not {own for own, other, _ in rows if other == zones["d"]} - {zones["d"]}
    assert set(as_stated(case).claims["zone"]) == {"", "village"}


def test_a_claim_that_names_a_zone_keeps_it(tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    write_outlines(root, VALLEY)
    claim(root, "c-9", "41.5,25 ±500 m", zone="village")
    case, problems = place(root)
    assert problems == []
    assert contained(case, "c-9") == {"village": True, "valley": True, "mill": False}


def test_zones_that_share_ground_are_possible_in_one_another(tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    zones = "  - {id: north, name: {en: North}}\n  - {id: south, name: {en: South}}\n"
    edit(root, "case.yaml", "addresses:\n", f"{zones}addresses:\n")
    write_outlines(
        root, VALLEY, feature(polygon(square(20.5, 40.5, 21.5, 41)), zone="north"),
        feature(polygon(square(20.5, 40, 21, 40.5)), zone="south"),
    )
    for zone in ("north", "south", "valley"):
        claim(root, zone, "", zone=zone)
    case, _ = place(root)
    assert contained(case, "north") == {
        "north": True, "north@map": False, "valley": False, "valley@map": False}
    # All of the south lies in the valley, always; the north is a neighbour of it only.
    assert contained(case, "south") == {
        "south": True, "south@map": False, "valley": True, "valley@map": True}
    assert contained(case, "valley") == {
        "valley": True, "valley@map": False, "north": False, "north@map": False, "south": False,
        "south@map": False, "village": False, "mill": False, "bridge": False}


@pytest.mark.parametrize(
    ("text", "code"),
    [("40.5,20.5", "precision_unknown"), ("40.5;20.5 ±5 m", "bad_point"),
     ("0,0 ±5 m", "null_coordinates"), ("20.5,40.5 ±5 m", "swapped_coordinates"),
     ("120.5,40.5 ±5 m", "swapped_coordinates"), ("40.5,20.5 ±900 km", "bad_radius")],
)
def test_a_place_that_cannot_be_used_is_possible_everywhere_and_named(
    tmp_path: Path, text: str, code: str
) -> None:
    root = copy_case(tmp_path)
    write_outlines(root, VALLEY)
    claim(root, "c-9", text)
    case, problems = place(root)
    assert [(p.severity, p.code, p.file, p.line, p.field, p.found) for p in problems] == [
        ("warning", code, "figures/counts.csv", 6, "place", text)]
    assert dict(zip(case.claims["key"], case.claims["zone"], strict=True))["c-9"] == ""


def test_a_place_south_of_the_equator_is_no_formula(tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    claim(root, "c-9", "-40.5,20.5 ±500 m")
    assert place(root)[1] == []


TOWN = {"place": "town", "name": "Old Town", "latitude": "40.5", "longitude": "20.25",
        "radius_m": "300"}


def test_names_are_found_in_every_spelling_and_two_places_are_both_possible(
    tmp_path: Path,
) -> None:
    root = copy_case(tmp_path)
    write_outlines(root, VALLEY, feature(HALF, version="norland"))
    write_gazetteer(
        root, TOWN, {"place": "town", "name": "المدينة", "lang": "ar", "script": "Arab"},
        {"place": "ford", "name": "Al-Ford", "latitude": "40.5", "longitude": "20.75",
         "radius_m": "300"},
        {"place": "other", "name": "al Ford", "latitude": "40.5", "longitude": "20.25",
         "radius_m": "300"},
        {"place": "farm", "name": "Farm", "zone": "village"},
        {"place": "farther", "name": "FARM", "zone": "valley"},
        {"place": "mill", "name": "Mill", "zone": "mill"},
    )
    for key, name in (("town", "OLD  TOWN"), ("arabic", "الـمدينة"), ("ford", "al Ford"),
                      ("farm", "Farm"), ("mill", "mill"), ("none", "Nowhere")):
        claim(root, key, name)
    case, problems = place(root)
    assert problems == []
    inside = INSIDE | {"valley": True, "valley@map": True, "valley@norland": True}
    assert contained(case, "town") == contained(case, "arabic") == inside
    assert contained(case, "ford") == INSIDE | {
        "valley": False, "valley@map": True, "valley@norland": False}
    zones = dict(zip(case.claims["key"], case.claims["zone"], strict=True))
    assert (zones["mill"], zones["none"]) == ("mill", "")
    # In the village or elsewhere in the valley: surely in the valley, possibly in the village.
    farm = contained(case, "farm")
    assert (farm["valley"], farm["village"], farm["mill"]) == (True, False, False)
    assert read(root).unresolved == {("place", "Nowhere"): 1}


def test_without_outlines_a_name_gives_a_zone_and_a_point_gives_nothing(tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    write_gazetteer(root, TOWN, {"place": "mill", "name": "Mill", "zone": "mill"},
                    TOWN | {"place": "inn", "name": "Inn", "zone": "village"})
    for key, name in (("town", "Old Town"), ("mill", "Mill"), ("inn", "Inn"),
                      ("point", "40.5,20.5 ±500 m")):
        claim(root, key, name)
    case, problems = place(root)
    assert problems == []
    zones = dict(zip(case.claims["key"], case.claims["zone"], strict=True))
    assert {key: zones[key] for key in ("town", "mill", "inn", "point")} == {
        "town": "", "mill": "mill", "inn": "village", "point": ""}


def test_a_place_with_a_point_and_a_zone_is_drawn_where_it_can_be(tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    write_outlines(root, VALLEY)
    write_gazetteer(root, TOWN | {"zone": "mill"},
                    TOWN | {"place": "far", "name": "Far", "longitude": "25.25", "zone": "mill"})
    claim(root, "in", "Old Town")
    claim(root, "far", "Far")
    case, _ = place(root)
    assert contained(case, "in") == {
        "mill": True, "village": True, "valley": True, "valley@map": True, "bridge": False}
    # The point is outside the valley, the zone is declared inside: neither is preferred.
    assert contained(case, "far") == {
        "mill": True, "village": True, "valley": False, "bridge": False}
