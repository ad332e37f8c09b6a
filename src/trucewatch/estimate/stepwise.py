"""Choose pairs of lists one by one, where the lists are too many to try every model [1]_.

At each step the pair whose overlap the model so far explains worst is added, as long as an overlap
so far off would happen with a probability of at most `THRESHOLD`.

References
----------
.. [1] L. Chan, B. W. Silverman and K. Vincent, "Multiple systems estimation for sparse capture
   data", Journal of the American Statistical Association 116 (2021).
"""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np
from scipy.stats import poisson

from trucewatch.estimate.candidates import Candidate, Step, candidate, counts_of, quiet
from trucewatch.estimate.families import terms_of
from trucewatch.estimate.poisson import Floats, Ints, cells
from trucewatch.model.estimate import OverlapTable

THRESHOLD = 0.02
MOST_LISTS = 12
"""A table of 13 lists has 8,191 cells, nearly all of them empty."""


def choose(patterns: Ints, counts: Floats, lists: int, threshold: float = THRESHOLD) -> Candidate:
    """Find the model of pairs a table asks for.

    Parameters
    ----------
    patterns
        Every cell that can be seen.
    counts
        Their counts.
    lists
        How many lists.
    threshold
        Greatest probability of an overlap as far off, under the model so far, at which its pair
        is added.

    Returns
    -------
    Candidate
        The last model that has a fit.
    """
    pairs = [(1 << a) | (1 << b) for a, b in combinations(range(lists), 2)]
    holding = {pair: (patterns & pair) == pair for pair in pairs}
    chosen: list[int] = []
    now = candidate(patterns, counts, terms_of((), lists))
    barred: set[int] = set()
    while now.fit is not None:
        means = now.fit.means
        left = [p for p in pairs if p not in chosen and p not in barred]
        if not left:
            break
        surprise = _surprise(np.array([counts[holding[p]].sum() for p in left]),
                             np.array([means[holding[p]].sum() for p in left]))
        pair = left[int(np.argmin(surprise))]
        if surprise.min() > math.log(threshold):
            break
        wider = candidate(patterns, counts, terms_of([*chosen, pair], lists))
        if wider.fit is None:
            barred.add(pair)
            continue
        chosen.append(pair)
        now = wider
    return now


def _surprise(seen: Floats, expected: Floats) -> Floats:
    """Log probability of overlaps as far from the expected ones, each to its own side."""
    found: Floats = np.minimum(poisson.logcdf(seen, expected), poisson.logsf(seen - 1, expected))
    return found


def stepwise(
    table: OverlapTable, threshold: float = THRESHOLD, step: Step = quiet
) -> Candidate:
    """Choose and fit a model of pairs for a table."""
    lists = len(table.lists)
    step("pairs of lists", 0, 0)
    return choose(cells(lists), counts_of(table), lists, threshold)
