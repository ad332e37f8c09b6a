"""What is shown of chains of draws: how each went, and where its draws lie among those of all.

Ranks are those of [1]_: a chain whose ranks are spread evenly agrees with the others, whatever
the shape of what is drawn.

References
----------
.. [1] A. Vehtari, A. Gelman, D. Simpson, B. Carpenter, P.-C. Bürkner, "Rank-normalization,
   folding, and localization: an improved R-hat for assessing convergence of MCMC", Bayesian
   Analysis 16 (2021).
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from trucewatch.model.estimate import Chain

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

BINS = 20
"""Of a histogram of ranks."""
STRETCHES = 100
"""Of a trace, each of which keeps its least and its greatest draw."""


def shown(total: Floats) -> tuple[Chain, ...]:
    """Take of draws, chains by draws, what a reader needs to judge them.

    Returns
    -------
    tuple
        One for each chain; a few hundred figures each, however many draws there are.
    """
    counted = histograms(ranks(total))
    made = []
    for one, bins in zip(total, counted, strict=True):
        kept = thinned(one)
        made.append(Chain(
            draws=len(one), at=tuple(int(n) + 1 for n in kept),
            total=tuple(float(x) for x in one[kept]), ranks=tuple(int(n) for n in bins)))
    return tuple(made)


def ranks(values: Floats) -> Floats:
    """Rank of each value among all, from 1; values that are equal share their average rank."""
    _, place, often = np.unique(values, return_inverse=True, return_counts=True)
    average = np.cumsum(often) - (often - 1) / 2
    return np.asarray(average[place].reshape(values.shape), dtype=np.float64)


def histograms(ranked: Floats, bins: int = BINS) -> Ints:
    """How many ranks of each chain fall into each of equally wide bins; chains by bins.

    Ranks of chains that agree fall alike into every bin, but where many draws are equal: all of
    them fall into one bin, and into the same one of every chain.
    """
    # Rank r of n takes up what lies between r - 1 and r; its middle tells its bin.
    place = ((ranked - 0.5) * bins / ranked.size).astype(np.int64)
    return np.array([np.bincount(one, minlength=bins) for one in place], dtype=np.int64)


def thinned(values: Floats, stretches: int = STRETCHES) -> Ints:
    """Places of the values a line is to be drawn through, so that no extreme is lost.

    The first and the last value are kept, and the least and greatest of each of equally long
    stretches: at most ``2 * stretches + 2``; all of them where there are no more.
    """
    number = len(values)
    if number <= 2 * stretches + 2:
        return np.arange(number, dtype=np.int64)
    edges = np.linspace(0, number, stretches + 1).astype(np.int64)
    kept = {0, number - 1}
    for begin, end in pairwise(edges.tolist()):
        part = values[begin:end]
        kept |= {begin + int(part.argmin()), begin + int(part.argmax())}
    return np.array(sorted(kept), dtype=np.int64)
