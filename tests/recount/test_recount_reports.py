"""The disagreements the sets of coded reports hold come out, counted by each rule."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from trucewatch.model.case import Columns
from trucewatch.model.counting import rules
from trucewatch.recount.apply import Recounted, recount
from trucewatch.recount.totals import Total, totals

from .reports import claims_of

KYIV, KOLKATA = "Europe/Kyiv", "Asia/Kolkata"

Line = tuple[str, str, str, str, int, int | None]


@cache
def ukraine(shared: Path) -> Columns:
    return claims_of(shared / "reports" / "ukraine_smm" / "reports.csv", KYIV)


@cache
def kashmir(shared: Path) -> Columns:
    return claims_of(shared / "reports" / "kashmir_loc" / "reports.csv", KOLKATA)


def line(total: Total) -> Line:
    return (total.lineage, total.property, total.zone, total.unit, total.low, total.high)


def on(claims: Columns, day: str, rule: str, prop: str = "", by: str = "day",
       tz: str = KYIV) -> list[Line]:
    counted = recount(claims, rules(())[rule], tz)
    return [line(t) for t in totals(counted, by, tz)
            if t.when == day and (not prop or t.property == prop)]


def parts(counted: Recounted, total: Total) -> list[tuple[int | None, int | None]]:
    """Numbers of the claims behind a total, as stated."""
    return sorted(
        ((p.low, p.high) for t in counted.trace if t.claim_id in total.claims for p in t.parts),
        key=str,
    )


def test_17_february_2022_in_each_sources_own_unit(shared: Path) -> None:
    assert on(ukraine(shared), "2022-02-17", "own_unit") == [
        ("osce_smm", "ceasefire_violation", "both_regions", "single_observation", 870, 870),
        ("jfo", "ceasefire_violation", "both_regions", "firing_case", 60, 60),
        ("jfo", "ceasefire_violation", "both_regions", "incident", 60, 60),
        ("osce_smm", "ceasefire_violation", "donetsk_region", "single_observation", 222, 222),
        # 212 of them at one place of the region: a part bounds nothing.
        ("osce_smm", "ceasefire_violation", "luhansk_region", "single_observation", 648, 648),
        ("osce_smm", "explosion", "donetsk_region", "explosion", 135, 135),
        ("osce_smm", "explosion", "luhansk_region", "explosion", 519, 519),
        ("dpr_jccc", "round", "both_regions", "round", 160, 160),
    ]


def test_the_headquarters_counts_through_the_day_are_one_growing_count(shared: Path) -> None:
    counted = recount(ukraine(shared), rules(())["own_unit"], KYIV)
    total = next(t for t in totals(counted, "day", KYIV)
                 if (t.when, t.lineage, t.unit) == ("2022-02-17", "jfo", "firing_case"))
    assert parts(counted, total) == [(29, 29), (50, 50), (60, 60)]
    assert (total.low, total.high) == (60, 60)


def test_the_same_day_by_incident_and_by_day(shared: Path) -> None:
    assert on(ukraine(shared), "2022-02-17", "incident", "ceasefire_violation") == [
        ("osce_smm", "ceasefire_violation", "both_regions", "incident", 1, None),
        ("jfo", "ceasefire_violation", "both_regions", "incident", 60, 60),
        ("osce_smm", "ceasefire_violation", "donetsk_region", "incident", 1, None),
        ("osce_smm", "ceasefire_violation", "luhansk_region", "incident", 1, None),
    ]
    # The monitors count from evening to evening: their one period touches two civil days.
    assert on(ukraine(shared), "2022-02-17", "day_with_fire", "ceasefire_violation") == [
        ("osce_smm", "ceasefire_violation", "both_regions", "day_with_fire", 1, 2),
        ("jfo", "ceasefire_violation", "both_regions", "day_with_fire", 1, 1),
        ("osce_smm", "ceasefire_violation", "donetsk_region", "day_with_fire", 1, 2),
        ("osce_smm", "ceasefire_violation", "luhansk_region", "day_with_fire", 1, 2),
    ]


def test_the_same_days_counted_2_7_29_111_146_870(shared: Path) -> None:
    claims = ukraine(shared)
    assert on(claims, "2020-07-27", "own_unit", "ceasefire_violation") == [
        ("jfo", "ceasefire_violation", "both_regions", "firing_case", 2, 2),
        ("jfo", "ceasefire_violation", "both_regions", "mixed_listed", 3, 3),
        ("osce_smm", "ceasefire_violation", "donetsk_region", "single_observation", 111, 111),
        ("osce_smm", "ceasefire_violation", "luhansk_region", "single_observation", 0, 0),
    ]
    assert on(claims, "2021-09-17", "own_unit", "ceasefire_violation") == [
        ("jfo", "ceasefire_violation", "both_regions", "firing_case", 7, 7),
        ("osce_smm", "ceasefire_violation", "donetsk_region", "single_observation", 113, 113),
        ("osce_smm", "ceasefire_violation", "luhansk_region", "single_observation", 33, 33),
    ]


def test_21_july_2019_by_every_rule_that_takes_a_part_of_the_75(shared: Path) -> None:
    claims = ukraine(shared)
    both = {
        rule: [(who, prop, low, high)
               for who, prop, zone, _, low, high in on(claims, "2019-07-21", rule)
               if zone == "both_regions"]
        for rule in ("single_observation", "explosion", "trajectory", "shot")
    }
    assert both == {
        "single_observation": [
            ("osce_smm", "ceasefire_violation", 75, 75), ("osce_smm", "explosion", 1, None),
            ("jfo", "shelling", 0, None), ("osce_smm", "shot", 1, None),
            ("osce_smm", "trajectory", 1, None),
        ],
        "explosion": [("osce_smm", "explosion", 3, 3)],
        "trajectory": [("osce_smm", "trajectory", 21, 21)],
        "shot": [("osce_smm", "shot", 51, 51)],
    }


@pytest.mark.parametrize(
    ("day", "cases", "rounds"),
    [("2019-11-02", 13, 142), ("2021-05-07", 6, 64), ("2020-03-11", 11, 16)],
)
def test_cases_and_rounds(shared: Path, day: str, cases: int, rounds: int) -> None:
    claims = ukraine(shared)
    mine = [
        (rule, prop, low, high)
        for rule in ("own_unit", "incident", "round")
        for who, prop, _, _, low, high in on(claims, day, rule) if who == "dpr_jccc"
    ]
    assert mine == [
        ("own_unit", "ceasefire_violation", cases, cases), ("own_unit", "round", rounds, rounds),
        # Each case holds a round, each round stands in a case; neither says how many of the other.
        ("incident", "ceasefire_violation", cases, cases), ("incident", "round", 1, None),
        ("round", "ceasefire_violation", 1, None), ("round", "round", rounds, rounds),
    ]


def test_violations_and_explosions_move_apart(shared: Path) -> None:
    claims = ukraine(shared)
    assert on(claims, "2021-09-07", "own_unit") == [
        ("osce_smm", "ceasefire_violation", "donetsk_region", "single_observation", 1090, 1090),
        ("osce_smm", "ceasefire_violation", "luhansk_region", "single_observation", 476, 476),
        ("osce_smm", "explosion", "donetsk_region", "explosion", 1, 1),
        ("osce_smm", "explosion", "luhansk_region", "explosion", 47, 47),
    ]


def test_2020_on_the_line_of_control_each_counts_only_the_other(shared: Path) -> None:
    claims = kashmir(shared)
    counted = recount(claims, rules(())["own_unit"], KOLKATA)
    year = [
        (t.lineage, t.actor, t.zone, t.unit, t.low, t.high)
        for t in totals(counted, "year", KOLKATA)
        if t.when == "2020" and t.lineage in ("in_mha", "in_mod", "pk_mofa")
        and t.property == "ceasefire_violation"
    ]
    assert year == [
        ("pk_mofa", "india", "both", "unspecified", 2580, 2580),
        ("in_mha", "pakistan", "both", "incident", 5133, 5133),
        ("in_mod", "pakistan", "international_border", "incident", 242, 242),
        ("in_mod", "pakistan", "line_of_control", "incident", 5133, 5133),
    ]


def test_line_and_border_stand_side_by_side_and_are_not_added(shared: Path) -> None:
    claims = kashmir(shared)
    assert [found for found in on(claims, "2017", "own_unit", "ceasefire_violation", "year",
                                  KOLKATA) if found[0] == "in_mha"] == [
        ("in_mha", "ceasefire_violation", "international_border", "incident", 111, 111),
        ("in_mha", "ceasefire_violation", "line_of_control", "incident", 860, 860),
    ]


def test_what_states_no_unit_gives_at_least_one_incident(shared: Path) -> None:
    claims = kashmir(shared)
    assert on(claims, "2016", "incident", "ceasefire_violation", "year", KOLKATA) == [
        ("pk_mofa", "ceasefire_violation", "both", "incident", 1, None),
        ("in_mha", "ceasefire_violation", "international_border", "incident", 221, 221),
        ("in_mha", "ceasefire_violation", "line_of_control", "incident", 228, 228),
    ]
