"""Tables drawn from the model: parameters from the prior or given, then who is recorded by whom."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from trucewatch.estimate.latent.density import RATE, SHAPE, Floats
from trucewatch.estimate.latent.tree import Ints

Table = tuple[npt.NDArray[np.uint8], Ints]


def parameters(rng: np.random.Generator, lists: int, classes: int) -> tuple[Floats, Floats]:
    """Draw shares of classes and, lists by classes, probabilities of capture from the prior."""
    a = rng.gamma(SHAPE, 1.0 / RATE)
    piece = np.ones(classes)
    # A beta(1, a) variable, from the logarithm of the rest of the stick.
    piece[:-1] = -np.expm1(-rng.exponential(1.0, classes - 1) / max(a, 1e-300))
    share = piece * np.concatenate([[1.0], np.cumprod(1.0 - piece[:-1])])
    return share, rng.random((lists, classes))


def table(rng: np.random.Generator, sizes: Ints, rates: Floats) -> Table:
    """Draw the table of so many individuals of each class, with one column of rates a class."""
    classes = np.repeat(np.arange(len(sizes)), sizes)
    return tally(rng.random((len(classes), len(rates))) < rates.T[classes])


def seen(rng: np.random.Generator, number: int, share: Floats, rates: Floats) -> tuple[Table, int]:
    """Draw individuals until so many are seen; return their table and how many were not seen.

    With the prior ``1 / N``, which no number can be drawn from, this is how a table and what it
    leaves out come about given how many were seen.
    """
    rows = np.zeros((0, len(rates)), bool)
    lost = 0
    while len(rows) < number:
        sizes = rng.multinomial(4 * number, share)
        classes = rng.permutation(np.repeat(np.arange(len(share)), sizes))
        more = rng.random((len(classes), len(rates))) < rates.T[classes]
        places = np.flatnonzero(more.any(axis=1))[: number - len(rows)]
        full = len(rows) + len(places) == number
        passed = int(places[-1]) + 1 if full else len(more)
        lost += passed - len(places)
        rows = np.concatenate([rows, more[places]])
    return tally(rows), lost


def tally(rows: npt.NDArray[np.bool_]) -> Table:
    """Count individuals by pattern; those of no list are left out."""
    kept = rows[rows.any(axis=1)].astype(np.uint8)
    patterns, counts = np.unique(kept, axis=0, return_counts=True)
    return patterns, counts.astype(np.int64)
