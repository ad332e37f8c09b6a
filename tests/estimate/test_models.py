"""Models worked by hand, and laws every estimate keeps."""

from __future__ import annotations

import pytest

from trucewatch.estimate import NotEstimable, OverlapTable, table_of

pytestmark = pytest.mark.extras
pytest.importorskip("scipy")

import numpy as np  # noqa: E402
from hypothesis import given  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

from trucewatch.estimate import graphs, loglinear  # noqa: E402
from trucewatch.estimate.candidates import candidate, candidates, counts_of  # noqa: E402
from trucewatch.estimate.chordal import decomposable  # noqa: E402
from trucewatch.estimate.families import hierarchical, name, terms_of  # noqa: E402
from trucewatch.estimate.poisson import cells  # noqa: E402
from trucewatch.estimate.profile import limits  # noqa: E402
from trucewatch.estimate.refusing import only_at_least  # noqa: E402
from trucewatch.estimate.running import run  # noqa: E402
from trucewatch.estimate.sensitivity import over_linkages  # noqa: E402
from trucewatch.estimate.tables import read_table  # noqa: E402

ABC = ("a", "b", "c")
SOUND = table_of(ABC, {1: 40, 2: 30, 4: 20, 3: 15, 6: 9, 5: 8, 7: 4})


def unseen(table: OverlapTable, *groups: int) -> float:
    found = candidate(cells(len(table.lists)), counts_of(table),
                      terms_of(groups, len(table.lists)))
    assert found.fit is not None
    return found.fit.unseen


def test_all_pairs_of_three_lists_in_closed_form() -> None:
    # Ones seen by an odd number of lists over ones seen by an even number: 40*30*20*4 / 15*9*8.
    assert unseen(SOUND, 3, 5, 6) == pytest.approx(40 * 30 * 20 * 4 / (15 * 9 * 8))


def test_one_list_apart_from_two_in_closed_form() -> None:
    # c does not depend on a and b: of the 85 that a or b saw without c and 21 with c.
    assert unseen(SOUND, 3) == pytest.approx(20 * 85 / 21)


def test_two_pairs_through_one_list_in_closed_form() -> None:
    # Given b, the lists a and c do not depend on each other; among what b did not see: 40*20/8.
    assert unseen(SOUND, 3, 6) == pytest.approx(40 * 20 / 8)


def test_models_are_listed_once_and_named() -> None:
    assert [len(hierarchical(n)) for n in (3, 4, 5)] == [8, 113, 6893]
    assert len(hierarchical(5, 2)) == 2**10
    assert [name(m, ABC) for m in hierarchical(3)] == [
        "[a] [b] [c]", "[a b] [c]", "[a c] [b]", "[a] [b c]", "[a b] [a c]", "[a b] [b c]",
        "[a c] [b c]", "[a b] [a c] [b c]"]


def test_decomposable_graphs_are_listed_once() -> None:
    assert [len(decomposable(n)) for n in (1, 2, 3, 4, 5)] == [1, 2, 8, 61, 822]


def test_the_one_graph_of_four_lists_in_a_ring_is_no_decomposable_one() -> None:
    ring = {0b0011, 0b0110, 0b1100, 0b1001}
    assert all(set(cliques) != ring for cliques, _ in decomposable(4))
    assert ((0b0011, 0b0110, 0b1100), (0b0010, 0b0100)) in decomposable(4)


def test_a_profile_is_longer_upwards() -> None:
    found = candidate(cells(3), counts_of(SOUND), terms_of((3,), 3))
    low, high = limits(cells(3), counts_of(SOUND), found, 0.95)
    assert found.fit is not None
    assert high is not None
    assert 0 < low < found.fit.unseen < high
    assert high - found.fit.unseen > found.fit.unseen - low


def test_many_models_at_once_give_what_each_gives_alone() -> None:
    table = table_of(tuple("abcd"), {1: 30, 2: 25, 4: 21, 8: 18, 3: 9, 6: 7, 9: 5, 12: 4, 7: 3})
    patterns, counts = cells(4), counts_of(table)
    for together in candidates(table, hierarchical(4)):
        alone = candidate(patterns, counts, together.terms)
        assert (alone.fit is None) == (together.fit is None), together.terms
        if alone.fit and together.fit:
            assert together.fit.unseen == pytest.approx(alone.fit.unseen, rel=1e-6)
            assert together.fit.error == pytest.approx(alone.fit.error, rel=1e-5)
            assert together.fit.loglik == pytest.approx(alone.fit.loglik, rel=1e-9)


tables = st.lists(st.integers(5, 60), min_size=7, max_size=7).map(
    lambda found: table_of(ABC, dict(enumerate(found, start=1))))


def moved(table: OverlapTable, order: tuple[int, ...]) -> OverlapTable:
    """The same table with its lists in another order."""
    counts = {sum(1 << new for new, old in enumerate(order) if p >> old & 1): c
              for p, c in table.cells}
    return table_of(tuple(table.lists[old] for old in order), counts)


@given(tables, st.permutations(range(3)))
def test_the_order_of_lists_plays_no_part(table: OverlapTable, order: list[int]) -> None:
    for method in (loglinear.estimate, graphs.estimate):
        one, other = method(table), method(moved(table, tuple(order)))
        assert not isinstance(one, NotEstimable)
        assert not isinstance(other, NotEstimable)
        assert (one.low, one.median, one.high) == pytest.approx(
            (other.low, other.median, other.high), rel=1e-6)


@given(tables)
def test_a_range_holds_its_middle_and_no_less_than_was_documented(table: OverlapTable) -> None:
    for one in (loglinear.estimate(table), graphs.estimate(table)):
        assert not isinstance(one, NotEstimable)
        assert table.documented <= one.low <= one.median <= one.high


@given(tables)
def test_the_same_seed_gives_the_same_result(table: OverlapTable) -> None:
    assert run_of(table) == run_of(table)


def run_of(table: OverlapTable) -> object:
    text = ",".join([*table.lists, "count"]) + "\n" + "".join(
        f"{','.join(map(str, row))},{count}\n" for row, count in table.rows())
    counts, problems = read_table("t.csv", text.encode())
    assert problems == []
    assert counts is not None
    return run(counts, ("loglinear", "graphs"), seed=3).outcomes


def test_far_more_unseen_than_seen_is_only_a_lower_limit() -> None:
    assert only_at_least(100, 601)
    assert not only_at_least(100, 600)


def test_other_linkages_make_one_range() -> None:
    other = table_of(ABC, {1: 45, 2: 34, 4: 23, 3: 12, 6: 7, 5: 6, 7: 3})
    bad = table_of(ABC, {1: 60, 2: 50, 4: 40, 3: 1})
    found = over_linkages({"near": SOUND, "far": other, "none": bad})
    assert not isinstance(found, NotEstimable)
    assert [row.name for row in found.models] == ["near", "far", "none"]
    assert [row.total is None for row in found.models] == [False, False, True]
    lows = [row.low for row in found.models if row.low is not None]
    highs = [row.high for row in found.models if row.high is not None]
    assert (found.low, found.high) == (min(lows), max(highs))
    assert found.warnings[1] == "1 of 3 linkages allow no total"


def test_linkages_none_of_which_allows_a_total() -> None:
    found = over_linkages({"none": table_of(ABC, {1: 60, 2: 50, 4: 40, 3: 1})})
    assert isinstance(found, NotEstimable)
    assert found.code == "no_linkage"


def test_ten_million_incidents_are_added_up_as_fast_as_a_hundred() -> None:
    table = table_of(ABC, {p: c * 100_000 for p, c in SOUND.cells})
    found = graphs.estimate(table)
    assert not isinstance(found, NotEstimable)
    small = graphs.estimate(SOUND)
    assert not isinstance(small, NotEstimable)
    # So many say the same, more sharply.
    assert found.high - found.low < (small.high - small.low) * 100_000
    assert np.isfinite(found.median)
