"""What is shown of chains: ranks among all draws, and traces thinned so that no extreme is lost."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.extras
pytest.importorskip("scipy")

import numpy as np  # noqa: E402

from trucewatch.estimate.chains import histograms, ranks, shown, thinned  # noqa: E402


@pytest.mark.parametrize(("values", "expected"), [
    ([[3, 1], [2, 4]], [[3, 1], [2, 4]]),
    ([[5, 5], [5, 9]], [[2, 2], [2, 4]]),
    ([[1, 2, 2], [2, 2, 3]], [[1, 3.5, 3.5], [3.5, 3.5, 6]]),
    ([[7, 7], [7, 7]], [[2.5, 2.5], [2.5, 2.5]]),
    ([[-1.5, 0.25], [0.25, 1e9]], [[1, 2.5], [2.5, 4]])])
def test_equal_draws_share_their_average_rank(
    values: list[list[float]], expected: list[list[float]]
) -> None:
    assert ranks(np.array(values, dtype=float)).tolist() == expected


def test_chains_that_agree_fill_every_bin_alike() -> None:
    one = np.arange(400.0)
    total = np.stack([one * 4 + n for n in range(4)])
    assert histograms(ranks(total)).tolist() == [[20] * 20] * 4


def test_chains_stuck_in_different_places_have_bins_of_their_own() -> None:
    total = np.stack([np.arange(100.0) + 1000 * n for n in (2, 0, 3, 1)])
    found = histograms(ranks(total), bins=4)
    assert found.tolist() == [[0, 0, 100, 0], [100, 0, 0, 0], [0, 0, 0, 100], [0, 100, 0, 0]]


@pytest.mark.parametrize(("total", "expected"), [
    ([[7.0] * 8] * 2, [[0, 0, 8, 0]] * 2),
    ([[1.0] * 6, [2.0] * 6], [[0, 6, 0, 0], [0, 0, 0, 6]]),
    ([[1.0, 1.0, 2.0, 3.0], [1.0, 1.0, 2.0, 3.0]], [[0, 2, 1, 1], [0, 2, 1, 1]])])
def test_equal_draws_fall_into_one_bin_of_every_chain(
    total: list[list[float]], expected: list[list[int]]
) -> None:
    assert histograms(ranks(np.array(total)), bins=4).tolist() == expected


@pytest.mark.parametrize("draws", [4, 19, 20, 2000, 3001])
def test_every_draw_is_in_one_bin(draws: int) -> None:
    total = np.random.default_rng(3).poisson(50, (4, draws)).astype(float)
    found = histograms(ranks(total))
    assert found.shape == (4, 20)
    assert found.sum(axis=1).tolist() == [draws] * 4


@pytest.mark.parametrize(("number", "at_most"), [(1, 1), (5, 5), (22, 22), (23, 22), (5000, 22)])
def test_a_thinned_trace_keeps_its_ends_and_its_extremes(number: int, at_most: int) -> None:
    values = np.random.default_rng(number).normal(size=number)
    kept = thinned(values, stretches=10)
    assert len(kept) <= at_most
    assert (kept[0], kept[-1]) == (0, number - 1)
    assert np.all(np.diff(kept) > 0)
    assert {int(values.argmin()), int(values.argmax())} <= set(kept.tolist())


def test_one_spike_in_every_stretch_is_kept() -> None:
    values = np.zeros(1000)
    spikes = np.arange(5, 1000, 100)
    values[spikes] = 9.0
    values[spikes + 1] = -9.0
    kept = set(thinned(values, stretches=10).tolist())
    assert set(spikes.tolist()) | set((spikes + 1).tolist()) <= kept


def test_what_is_shown_is_bounded_and_counts_every_draw() -> None:
    total = np.random.default_rng(1).poisson(300, (4, 9000)).astype(float)
    found = shown(total)
    assert [one.draws for one in found] == [9000] * 4
    for one, whole in zip(found, total, strict=True):
        assert len(one.at) == len(one.total) <= 202
        assert (one.at[0], one.at[-1]) == (1, 9000)
        assert (min(one.total), max(one.total)) == (whole.min(), whole.max())
        assert [whole[n - 1] for n in one.at] == list(one.total)
        assert sum(one.ranks) == 9000
