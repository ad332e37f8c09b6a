"""One rule applied to claims: numbers, merging, and the trace."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.builders import TZ, case, columns, coverage, rows_of, short
from trucewatch.model.case import Columns
from trucewatch.model.counting import SHIPPED, UNITS, WHY, CountingRule, rules
from trucewatch.recount.apply import recount, under
from trucewatch.recount.totals import Total, totals
from trucewatch.recount.trace import Part, Traced
from trucewatch.sources.adapters.coded_reports import COUNTING_UNITS

DAY = "2025-03-05"
OTHER = {"norland": "southland", "southland": "norland"}
THIRTY = CountingRule(
    id="thirty_rounds", title={"en": "30 rounds within an hour"}, units=["round"], merge="gap",
    gap="1h", at_least=30,
)
GRAVE = CountingRule(
    id="grave", title={"en": "grave violations"}, where={"category": ["serious", "grave"]},
    counts="one",
)


def read(words: str) -> str:
    """The words of `short`, with ``o`` for the observers and ``unit=`` for the qualifier."""
    return re.sub("^o ", "observers ", words).replace(" unit=", " qualifiers=counting_unit=")


def table(*rows: str) -> Columns:
    return columns([short(f"k{n}", read(words)) for n, words in enumerate(rows, 1)])


def counted(rule: str | CountingRule, *rows: str) -> list[tuple[object, ...]]:
    """What came out: the claims' keys, unit, numbers, and why."""
    made = recount(table(*rows), rules(())[rule] if isinstance(rule, str) else rule, TZ)
    return [
        (" ".join(p.claim_id.removeprefix("id-") for p in t.parts), t.unit, t.low, t.high, t.why)
        for t in made.trace
    ]


@pytest.mark.parametrize(
    ("rule", "rows", "expected"),
    [
        pytest.param(
            "incident",
            ("o ceasefire_violation 870 2025-03-05 total unit=single_observation",
             "norland-army ceasefire_violation 29 2025-03-05 total unit=firing_case",
             "southland-army ceasefire_violation 160 2025-03-05 total unit=not_applicable",
             "agency-a ceasefire_violation 0 2025-03-05 total unit=shot"),
            [("k1", "incident", 1, None, "holds_one"), ("k2", "incident", 29, 29, "own_number"),
             ("k3", "incident", 0, None, "says_nothing"), ("k4", "incident", 0, None, "holds_one")],
            id="another unit gives at least one, never a most",
        ),
        pytest.param(
            "incident", ("o shelling ? 2025-03-05", "o breaches_claimed ? 2025-03-05"),
            [
             ("k1", "incident", None, None, "own_act"),
             ("k2", "incident", None, None, "no_number")],
            id="a report of an act without a number tells of one, a count without a number of none",
        ),
        pytest.param(
            "incidents_within_hour",
            ("o shelling 1 2025-03-05T10:00Z", "o shelling 1 2025-03-05T10:40Z",
             "o shelling 1 2025-03-05T11:40Z", "o shelling 1 2025-03-05T12:41Z",
             "o shelling 1 2025-03-05T10:10Z zone=hills",
             "agency-b shelling 1 2025-03-05T10:20Z"),
            [("k1 k2 k3", "incidents_within_hour", 1, 1, "merged_gap"),
             ("k4", "incidents_within_hour", 1, 1, "own_number"),
             ("k5", "incidents_within_hour", 1, 1, "own_number"),
             ("k6", "incidents_within_hour", 1, 1, "own_number")],
            id="an hour links, an hour and a minute does not; other zone and lineage stay apart",
        ),
        pytest.param(
            "incidents_within_hour",
            ("o shelling 1 2025-03-05", "o shelling 1 2025-03-05T10:00Z",
             "o shelling 7 2025-03-05 total"),
            [("k1", "incidents_within_hour", 1, 1, "own_number"),
             ("k2", "incidents_within_hour", 1, 1, "own_number"),
             ("k3", "incidents_within_hour", 1, 7, "own_number")],
            id="what may lie apart is not merged; a total bounds from above only",
        ),
        pytest.param(
            "day_with_fire",
            ("o shelling 3 2025-03-05T10:00Z", "o shelling 2 2025-03-05T19:00Z",
             "o shelling 40 2025-03-05T17:30Z/2025-03-06T17:30Z total",
             "o shelling 0 2025-03-07 total", "o shelling 5 2025-03-08/2025-03-10 each_day",
             "o overflight 9 2025-03-05"),
            [("k1 k2", "day_with_fire", 1, 1, "merged_day"),
             ("k3", "day_with_fire", 1, 2, "several_days"),
             ("k4", "day_with_fire", 0, 0, "own_number"),
             ("k5", "day_with_fire", 1, 1, "merged_day"),
             ("k6", "day_with_fire", 0, None, "says_nothing")],
            id="a day counts once; a day of the source's own touches two; flights are no fire",
        ),
        pytest.param(
            THIRTY,
            ("o round 20 2025-03-05T10:00Z", "o round 10 2025-03-05T11:00Z",
             "o round 20 2025-03-05T13:00Z", "o round 20 2025-03-05T14:01Z",
             "o round 400 2025-03-05 total", "o shelling 1 2025-03-05"),
            [("k1 k2", "thirty_rounds", 1, None, "reached"),
             ("k3", "thirty_rounds", 0, None, "not_reached"),
             ("k4", "thirty_rounds", 0, None, "not_reached"),
             ("k5", "thirty_rounds", 0, None, "not_reached"),
             ("k6", "thirty_rounds", 0, None, "says_nothing")],
            id="thirty rounds within an hour, ends included",
        ),
        pytest.param(
            GRAVE,
            ("o attack 2 2025-03-05 qualifiers=category=grave",
             "o attack 2 2025-03-05 qualifiers=category=minor",
             "o attack 2 2025-03-05"),
            [("k1", "incident", 1, 1, "own_one"), ("k2", "incident", None, None, "left_out"),
             ("k3", "incident", 0, 1, "qualifier_missing")],
            id="classes: other classes are left out, an unstated one is possible",
        ),
    ],
)
def test_what_a_rule_counts(
    rule: str | CountingRule, rows: tuple[str, ...], expected: list[tuple[object, ...]]
) -> None:
    assert counted(rule, *rows) == expected


def test_a_merged_claim_spans_its_parts_and_was_known_with_the_last_of_them() -> None:
    rows = [short("k1", "observers shelling 1 2025-03-05T10:00Z place=mill scope=complete"),
            short("k2", "observers shelling 1 2025-03-05T10:30Z place=ford scope=complete")]
    rows = [{**row, "public_at": at} for row, at in zip(rows, (7, 9), strict=True)]
    made = recount(columns(rows), rules(())["incidents_within_hour"], TZ)
    (out,) = rows_of(made.claims)
    assert out == {
        **rows[0], "claim_id": out["claim_id"], "low": 1, "high": 1, "latest": rows[1]["latest"],
        "place": "", "public_at": 9, "qualifiers": "counting_unit=incidents_within_hour",
    }
    assert made.trace == (Traced(
        claim_id=out["claim_id"], unit="incidents_within_hour", low=1, high=1, why="merged_gap",
        parts=tuple(Part(claim_id=f"id-k{n}", unit="firing_case", low=1, high=1)
                    for n in (1, 2)),
    ),)


def test_denials_and_other_properties_pass_unchanged() -> None:
    claims = table("norland-army shelling 0 2025-03-05 denies", "o killed 3 2025-03-05",
                   "o shelling 2 2025-03-05")
    made = recount(claims, rules(())["day_with_fire"], TZ)
    assert rows_of(made.claims)[:2] == rows_of(claims)[:2]
    assert (made.untouched, len(made.trace)) == (2, 1)


def test_a_denial_still_finds_the_claim_it_answers() -> None:
    rows = ["o shelling 1 2025-03-05T10:00Z", "o shelling 1 2025-03-05T10:10Z",
            "norland-army shelling 0 2025-03-05 denies in_reply_to=k2"]
    made = recount(table(*rows), rules(())["incidents_within_hour"], TZ)
    assert [row["key"] for row in rows_of(made.claims)] == ["k3", "k2"]


def said(found: list[Total]) -> list[tuple[object, ...]]:
    return [(t.when, t.unit, t.low, t.high) for t in found]


@pytest.mark.parametrize(
    ("rule", "rows", "expected"),
    [
        ("own_unit",
         ("o shelling 5 2025-03-05 total", "o shelling 9 2025-03-05/2025-03-06 total",
          "o shelling 6 2025-03-06 total"), (11, None)),
        ("own_unit",
         ("o shelling 5 2025-03-05 total", "o shelling 6 2025-03-06 total"), (11, 11)),
        ("own_unit",
         ("o shelling 5 2025-03-05 total", "o shelling 6 2025-03-07 total"), (11, None)),
        ("own_unit", ("o shelling 5 2025-03-05 total partial",), (5, None)),
        ("own_unit", ("o shelling 5 2025-03-05/2025-03-08 each_day",), (20, 20)),
        ("day_with_fire",
         ("o shelling 40 2025-03-05T17:30Z/2025-03-06T17:30Z total",
          "o shelling 40 2025-03-06T17:30Z/2025-03-07T17:30Z total"), (1, 4)),
        ("day_with_fire",
         ("o shelling 2 2025-03-05 total", "o shelling 2 2025-03-07 total"), (2, None)),
        ("incidents_within_hour",
         ("o shelling 1 2025-03-05T08:00Z/2025-03-05T09:00Z total",
          "o shelling 1 2025-03-05T10:00Z", "o shelling 1 2025-03-05T11:01Z"),
         (2, None)),
    ],
)
def test_totals_of_a_whole_period(
    rule: str, rows: tuple[str, ...], expected: tuple[int, int | None]
) -> None:
    made = recount(table(*rows), rules(())[rule], TZ)
    found = totals(made, "period", TZ)
    assert [(t.low, t.high) for t in found] == [expected]


def test_a_claim_stands_under_the_day_that_holds_half_of_it() -> None:
    rows = ("o shelling 4 2025-03-04T17:30Z/2025-03-05T17:30Z total",
            "o shelling 2 2025-03-05/2025-03-06 total",
            "o shelling 3 2025-03-01/2025-03-09 total")
    made = recount(table(*rows), rules(())["own_unit"], TZ)
    assert said(totals(made, "day", TZ)) == [("2025-03-05", "firing_case", 4, 6)]
    assert said(totals(made, "month", TZ)) == [("2025-03", "firing_case", 4, None)]


def test_unlike_units_stand_side_by_side() -> None:
    rows = (f"o ceasefire_violation 9 {DAY} total unit=shot",
            f"o ceasefire_violation 2 {DAY} total unit=firing_case")
    made = recount(table(*rows), rules(())["own_unit"], TZ)
    assert said(totals(made, "day", TZ)) == [(DAY, "firing_case", 2, 2), (DAY, "shot", 9, 9)]


ROWS = st.lists(
    st.builds(
        "{} {} {} 2025-03-0{}T{:02d}:{:02d}Z {} actor={} unit={}".format,
        st.sampled_from(["observers", "norland-army", "southland-army"]),
        st.sampled_from(["shelling", "ceasefire_violation", "breaches_claimed", "killed"]),
        st.sampled_from(["0", "1", "7", "40", "2+", "?"]), st.integers(3, 5), st.integers(0, 23),
        st.sampled_from([0, 30, 59]), st.sampled_from(["total", "instant=", "denies"]),
        st.sampled_from(["norland", "southland"]), st.sampled_from(sorted(UNITS)),
    ).map(lambda words: words.replace("instant= ", "")),
    max_size=8,
)
RULES = st.sampled_from([*SHIPPED, THIRTY, GRAVE])


def bag(claims: Columns) -> list[str]:
    return sorted(str(sorted(row.items(), key=str)) for row in rows_of(claims))


@given(ROWS)
def test_each_sources_own_unit_changes_nothing(rows: list[str]) -> None:
    claims = table(*rows)
    made = recount(claims, rules(())["own_unit"], TZ)
    assert bag(made.claims) == bag(claims)


@given(ROWS, RULES)
def test_every_claim_is_traced_once_or_passes_unchanged(
    rows: list[str], rule: CountingRule
) -> None:
    claims = table(*rows)
    made = recount(claims, rule, TZ)
    traced = [part.claim_id for t in made.trace for part in t.parts]
    assert sorted(traced) == sorted(set(traced))
    assert len(traced) + made.untouched == len(rows)
    assert {t.why for t in made.trace} <= set(WHY)
    out = {str(row["claim_id"]) for row in rows_of(made.claims)}
    assert {t.claim_id for t in made.trace if t.claim_id} <= out


@given(ROWS, RULES)
def test_another_unit_never_gives_a_most(rows: list[str], rule: CountingRule) -> None:
    made = recount(table(*rows), rule, TZ)
    for traced in made.trace:
        if traced.claim_id and any(rule.relation(part.unit) != "own" for part in traced.parts):
            assert traced.high is None
            assert (traced.low or 0) <= 1


@given(ROWS, RULES, st.randoms(use_true_random=False))
def test_the_order_of_claims_is_no_matter(
    rows: list[str], rule: CountingRule, mixed: random.Random
) -> None:
    made = [short(f"k{n}", read(words)) for n, words in enumerate(rows, 1)]
    shuffled = list(made)
    mixed.shuffle(shuffled)
    one, other = (recount(columns(one), rule, TZ) for one in (made, shuffled))
    assert one.trace == other.trace
    assert bag(one.claims) == bag(other.claims)


@given(ROWS, RULES)
def test_exchanging_the_parties_exchanges_the_counts(
    rows: list[str], rule: CountingRule
) -> None:
    def swap(text: str) -> str:
        return re.sub("norland|southland", lambda m: OTHER[m[0]], text)

    def sides(words: list[str], change: Any) -> list[tuple[object, ...]]:
        made = recount(table(*words), rule, TZ)
        return sorted(
            (change(t.lineage), change(t.actor), t.property, t.unit, t.low, t.high or -1)
            for t in totals(made, "period", TZ)
        )

    assert sides([swap(words) for words in rows], str) == sides(rows, swap)


@given(ROWS, RULES)
def test_totals_never_say_more_than_their_most(rows: list[str], rule: CountingRule) -> None:
    for total in totals(recount(table(*rows), rule, TZ), "day", TZ):
        assert total.high is None or total.low <= total.high


def test_who_counts_otherwise_has_seen_everything_but_bounds_nothing() -> None:
    cover = coverage("observers", "2025-03-03/2025-03-09", id="seen", properties=["shelling"])
    claims = table("o shelling 9 2025-03-05 total unit=shot")
    made = replace(case([], covered=[cover]), claims=claims)
    rule = rules(())["incident"]
    assert under(made, recount(claims, rule, TZ)).coverage == [
        replace(cover, id="seen~1", period="2025-03-02T22:00Z/2025-03-04T21:59:59.999999Z"),
        replace(cover, id="seen~2", period="2025-03-05T22:00Z/2025-03-09T21:59:59.999999Z"),
    ]
    own = recount(claims, rules(())["own_unit"], TZ)
    assert under(made, own).coverage == [cover]


def test_every_unit_an_adapter_gives_has_a_meaning() -> None:
    assert set(UNITS) >= COUNTING_UNITS
    for rule in SHIPPED:
        assert {*rule.units, *rule.holds_one} <= set(UNITS)
        assert not {*rule.units} & {*rule.holds_one}
