"""Strata: what is missing is drawn from what is alike, nothing is dropped, each part may refuse."""

from __future__ import annotations

import pytest

from trucewatch.estimate import Counts, Estimate, NotEstimable

pytestmark = pytest.mark.extras
pytest.importorskip("scipy")

import numpy as np  # noqa: E402

from trucewatch.estimate import strata  # noqa: E402
from trucewatch.estimate.imputing import drawn  # noqa: E402
from trucewatch.estimate.tables import Row  # noqa: E402

SOUND = {1: 40, 2: 30, 4: 20, 3: 15, 6: 9, 5: 8, 7: 4}
ABC = ("a", "b", "c")


def counts(*rows: tuple[tuple[str, ...], int, int], by: tuple[str, ...] = ("week",)) -> Counts:
    return Counts(ABC, by, [Row(values, (), pattern, count) for values, pattern, count in rows])


def whole(week: str) -> list[tuple[tuple[str, ...], int, int]]:
    return [((week,), pattern, count) for pattern, count in SOUND.items()]


def test_every_incident_is_in_some_stratum() -> None:
    table = counts(*whole("1"), *whole("2"), (("",), 1, 1000))
    split = drawn(table, np.random.default_rng(1))
    assert sorted(split) == [("1",), ("2",)]
    assert sum(part.documented for part in split.values()) == 2 * 126 + 1000
    # Both weeks hold as many, so each gets about half.
    assert 400 < split["1",].documented - 126 < 600


def test_what_is_known_of_an_incident_is_kept() -> None:
    table = counts(
        (("north", "1"), 1, 10), (("south", "1"), 1, 10), (("south", "2"), 1, 10),
        (("north", ""), 2, 50), by=("area", "week"))
    split = drawn(table, np.random.default_rng(1))
    assert {key: dict(part.cells).get(2, 0) for key, part in split.items()} == {
        ("north", "1"): 50, ("south", "1"): 0, ("south", "2"): 0}


def test_values_may_be_drawn_from_what_the_same_lists_recorded() -> None:
    table = counts((("1",), 1, 10), (("1",), 2, 990), (("2",), 1, 10), (("",), 1, 1000))
    by_lists = drawn(table, np.random.default_rng(1), "pattern")
    assert 400 < dict(by_lists["2",].cells)[1] - 10 < 600
    by_all = drawn(table, np.random.default_rng(1), "covariates")
    assert dict(by_all["2",].cells)[1] - 10 < 50


def test_nothing_to_draw_from_is_no_table() -> None:
    with pytest.raises(ValueError, match="no incident has a value in every stratum column"):
        drawn(counts((("",), 1, 10)), np.random.default_rng(1))


def test_totals_and_limits_are_added_up() -> None:
    one = strata.estimate(counts(*whole("1")))
    two = strata.estimate(counts(*whole("1"), *whole("2")))
    assert isinstance(one, Estimate)
    assert isinstance(two, Estimate)
    assert (two.low, two.median, two.high) == pytest.approx(
        (2 * one.low, 2 * one.median, 2 * one.high))
    assert [row.name for row in two.models] == ["1", "2"]
    assert (two.warnings, two.sensitivity) == ((), ())


def test_a_column_nobody_knows_a_value_of_splits_nothing() -> None:
    found = strata.estimate(counts((("",), 1, 40), (("",), 2, 30), (("",), 4, 20)))
    assert isinstance(found, NotEstimable)
    assert (found.code, found.reason) == (
        "strata_unknown", "no incident has a value in every stratum column")


def test_a_stratum_that_allows_no_total_is_named() -> None:
    found = strata.estimate(counts(*whole("1"), (("2",), 1, 5), (("2",), 2, 4), (("2",), 4, 3)))
    assert isinstance(found, NotEstimable)
    assert found.code == "stratum_tiny_overlap"
    assert found.reason == (
        "in the stratum 2: 0 incidents of 12 stand in more than one list; below 10 any total is "
        "mostly chance; none of the 5 incidents of a is in any other list: nothing tells how much "
        "of the same it would see; none of the 4 incidents of b is in any other list: nothing "
        "tells how much of the same it would see; none of the 3 incidents of c is in any other "
        "list: nothing tells how much of the same it would see; join it with another, or leave "
        "the column out")
