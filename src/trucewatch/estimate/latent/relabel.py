"""Swapping the labels of classes, by which they break the stick in another order.

The order matters: the later ones share what is left of the stick. A class of few seen and many
unseen may grow more at the front than at the end, so a chain that seldom changes the order holds on
to one part of the posterior, and looks as if it had found a mode.
"""

from __future__ import annotations

import math

import numpy as np

from trucewatch.estimate.latent.compiled import compiled
from trucewatch.estimate.latent.moves import Dealt
from trucewatch.estimate.latent.tree import Ints


@compiled
def relabel(rng: np.random.Generator, a: float, who: Dealt, times: int) -> None:
    """Propose to swap the labels of two classes, some times over; parameters integrated out."""
    classes = who.sizes.shape[0]
    for _ in range(times):
        one = int(rng.random() * classes)
        two = int(rng.random() * (classes - 1))
        two += two >= one
        low, high = min(one, two), max(one, two)
        if who.sizes[low] == who.sizes[high] == 0:
            continue
        before = order(a, who.sizes, low, high)
        exchange(who.sizes, low, high)
        gain = order(a, who.sizes, low, high) - before
        if rng.random() < math.exp(min(0.0, gain)):
            exchange(who.seen, low, high)
            for j in range(who.ones.shape[0]):
                exchange(who.ones[j], low, high)
        else:
            exchange(who.sizes, low, high)


@compiled
def exchange(row: Ints, one: int, two: int) -> None:
    """Exchange two numbers of a row."""
    row[one], row[two] = row[two], row[one]


@compiled
def order(a: float, sizes: Ints, first: int, last: int) -> float:
    """Log probability of the sizes of classes from ``first`` to ``last``, given the others'."""
    total = 0.0
    after = 0
    for k in range(last + 1, sizes.shape[0]):
        after += sizes[k]
    for k in range(last, first - 1, -1):
        size = sizes[k]
        if k < sizes.shape[0] - 1:
            total += math.lgamma(1.0 + size) + math.lgamma(a + after)
            total -= math.lgamma(1.0 + a + size + after)
        after += size
    return total
