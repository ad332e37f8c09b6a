"""Drawn clusterings: in proportion to the weights, the same every time, and as people decided."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.link.clustering import UNSEEN, Pair
from trucewatch.link.draws import DRAWS, draw

from .made import at, link

MANY = 4_000


def share(drawn: Sequence[Sequence[int]], a: int, b: int) -> float:
    return sum(one[a] == one[b] for one in drawn) / len(drawn)


def names(count: int) -> list[str]:
    return [f"t{n}" for n in range(count)]


@pytest.mark.parametrize(("odds", "expected"), [
    (-8_000, .0), (-2_000, .119), (-500, .378), (0, .5), (800, .69), (3_000, .953), (40_000, 1.),
])
def test_a_pair_alone_is_together_as_often_as_its_log_odds_say(odds: int, expected: float) -> None:
    drawn = draw(names(2), [0, 1], [(0, 1, odds)], [], [], MANY)
    assert share(drawn, 0, 1) == pytest.approx(expected, abs=.025)


def partitions(items: list[int]) -> Iterator[list[list[int]]]:
    if not items:
        yield []
        return
    for rest in partitions(items[1:]):
        yield [[items[0]], *rest]
        for n in range(len(rest)):
            yield [*rest[:n], [items[0], *rest[n]], *rest[n + 1:]]


def test_four_that_hang_together_are_drawn_in_proportion_to_every_clustering() -> None:
    pairs: list[Pair] = [(0, 1, 900), (0, 2, -1_200), (1, 2, 1_500), (2, 3, 300)]
    odds = {(a, b): value for a, b, value in pairs}
    weights: dict[str, float] = {}
    for parts in partitions([0, 1, 2, 3]):
        inside = [pair for part in parts for pair in combinations(sorted(part), 2)]
        weights[str(sorted(map(sorted, parts)))] = math.exp(
            sum(odds.get(pair, UNSEEN) for pair in inside) / 1000)
    drawn = draw(names(4), [0, 1, 2, 3], pairs, [], [], MANY)
    found: dict[str, int] = dict.fromkeys(weights, 0)
    for one in drawn:
        parts = [[n for n in range(4) if one[n] == first] for first in sorted(set(one))]
        found[str(sorted(parts))] += 1
    whole = sum(weights.values())
    for said, weight in weights.items():
        assert found[said] / MANY == pytest.approx(weight / whole, abs=.03)


PAIRS = st.dictionaries(
    st.sampled_from(list(combinations(range(6), 2))), st.integers(-6_000, 6_000), max_size=10)
DECIDED = st.dictionaries(st.sampled_from(list(combinations(range(6), 2))), st.booleans(),
                          max_size=5)


def listed(odds: dict[tuple[int, int], int]) -> list[Pair]:
    return [(a, b, value) for (a, b), value in odds.items()]


@given(PAIRS, st.randoms(use_true_random=False))
def test_draws_are_the_same_in_whatever_order_pairs_come(
    odds: dict[tuple[int, int], int], by: object
) -> None:
    pairs = listed(odds)
    once = draw(names(6), list(range(6)), pairs, [], [], 20)
    by.shuffle(pairs)  # type: ignore[attr-defined]
    assert draw(names(6), list(range(6)), pairs, [], [], 20) == once
    for one in once:
        assert all(first == one.index(first) and one[first] == first for first in one)


@given(PAIRS, DECIDED)
def test_what_people_decided_holds_in_every_draw(
    odds: dict[tuple[int, int], int], decided: dict[tuple[int, int], bool]
) -> None:
    same = [pair for pair, together in decided.items() if together]
    drawn = draw(names(6), list(range(6)), listed(odds), same, [], 10)
    joined = [pair for pair in combinations(range(6), 2) if share(
        draw(names(6), list(range(6)), [], same, [], 1), *pair)]
    different = [pair for pair, together in decided.items()
                 if not together and pair not in joined]
    for one in [*drawn, *draw(names(6), list(range(6)), listed(odds), same, different, 10)]:
        assert all(one[a] == one[b] for a, b in joined)
    for one in draw(names(6), list(range(6)), listed(odds), same, different, 10):
        assert all(one[a] != one[b] for a, b in different)


def test_what_hangs_with_nothing_is_alone_and_moves_no_other() -> None:
    pairs: list[Pair] = [(0, 1, 100)]
    two = draw(names(2), [0, 1], pairs, [], [], 50)
    three = draw(names(3), [0, 1, 2], pairs, [], [], 50)
    assert [one[:2] for one in three] == two and {one[2] for one in three} == {2}


def test_a_case_is_drawn_as_often_as_said_and_tellings_of_people_as_one() -> None:
    rows = [at("a"), at("b"), at("c", when="2025-03-24")]
    found = link(rows, draws=DRAWS)
    assert len(found.draws) == DRAWS and found.order == ["id-a", "id-b", "id-c"]
    assert {one[2] for one in found.draws} == {2}
    assert link(rows, draws=0).draws == []
