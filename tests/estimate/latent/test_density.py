"""The density against the model written out, and against numbers worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

pytestmark = pytest.mark.extras

pytest.importorskip("numba")

from trucewatch.estimate.latent.density import (  # noqa: E402
    forward,
    likelihood,
    room,
    slope,
    target_of,
)
from trucewatch.estimate.latent.tree import tree_of  # noqa: E402

PATTERNS = np.array([[1, 0, 0], [0, 1, 0], [1, 1, 0], [1, 1, 1]], np.uint8)
COUNTS = np.array([5, 4, 3, 2])


def test_one_list_after_another_leads_to_every_pattern() -> None:
    tree = tree_of(np.array([[0, 1, 1], [0, 0, 1]], np.uint8), np.array([2, 7]))
    assert tree.parent.tolist() == [0, 0, 1]
    assert tree.added.tolist() == [-1, 2, 1]
    assert tree.number.tolist() == [0, 7, 2]
    assert (tree.lists, tree.seen) == (3, 9)


@pytest.mark.parametrize(
    ("patterns", "counts", "said"),
    [
        ([[0, 0, 0], [1, 0, 0]], [1, 1], "no list in it"),
        ([[1, 0, 0], [1, 0, 0]], [1, 1], "two rows"),
        ([[1, 2, 0]], [1], "other than 0 and 1"),
        ([[1, 1, 0]], [-1], "none negative"),
        ([[1, 1, 0]], [0], "all counts are 0"),
        ([[1, 1, 0]], [1, 2], "expected k by lists"),
    ],
)
def test_unsound_tables_are_refused(
    patterns: list[list[int]], counts: list[int], said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        tree_of(np.array(patterns, np.uint8), np.array(counts))


def test_two_like_classes_of_even_chances_by_hand() -> None:
    # Every list records half of everybody: a pattern has probability 1/8, being seen 7/8.
    tree = tree_of(PATTERNS, COUNTS)
    work = room(tree, 2)
    x = np.zeros((4, 2))
    prior, last = forward(x, tree, target_of(tree, 2), work)
    assert likelihood(tree, work) == pytest.approx(14 * np.log(1 / 7))
    assert last == pytest.approx(np.log(1 / 2))
    # Six uniform chances at 1/2 and one piece at 1/2: density 1/4 each but for the piece, v = 1/2.
    assert prior == pytest.approx(
        6 * np.log(1 / 4) + np.log(1 / 2) - 1.25 * np.log(0.25 + np.log(2))
    )
    assert work.joint[0].sum() == pytest.approx(1 / 7)


@pytest.mark.parametrize(("power", "weight"), [(1.0, 0.0), (0.3, 0.0), (1.0, 7.0)])
def test_the_gradient_is_that_of_the_density(power: float, weight: float) -> None:
    tree = tree_of(PATTERNS, COUNTS)
    target = target_of(tree, 4, power, weight)
    work = room(tree, 4)
    x = np.random.default_rng(5).normal(size=(4, 4))
    gradient, found = np.empty_like(x), np.empty_like(x)
    spare = np.empty_like(x)
    slope(x, tree, target, work, gradient)
    for place in np.ndindex(x.shape):
        value = []
        for way in (1e-5, -1e-5):
            there = x.copy()
            there[place] += way
            prior, like = slope(there, tree, target, work, spare)
            value.append(prior + power * like)
        found[place] = (value[0] - value[1]) / 2e-5
    assert found == pytest.approx(gradient, abs=1e-5)


def test_a_stick_broken_at_its_very_end_is_no_error() -> None:
    tree = tree_of(PATTERNS, COUNTS)
    work = room(tree, 3)
    x = np.array([[0.0, 1, 1], [0, 1, 1], [0, 1, 1], [4000, -900, 0]])
    gradient = np.empty_like(x)
    prior, like = slope(x, tree, target_of(tree, 3), work, gradient)
    assert np.isfinite([prior, like]).all()
    assert np.isfinite(gradient).all()
    assert like == pytest.approx(14 * np.log(1 / 7))
