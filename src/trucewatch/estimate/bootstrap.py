"""Range of an estimate with everything that chose its model done again: BCa bootstrap [1]_.

References
----------
.. [1] B. Efron, "Better bootstrap confidence intervals", Journal of the American Statistical
   Association 82 (1987).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from trucewatch.estimate.candidates import Candidate, Step, candidate, quiet
from trucewatch.estimate.poisson import Floats, Ints

REPLICATES = 400
_NORMAL = NormalDist()


@dataclass(frozen=True)
class Resampled:
    """Limits over the replicates; ``None`` where too many of them have no fit."""

    low: float | None
    high: float | None
    failed: int
    """Replicates to which no model has a fit; each counts as a total without end."""
    replicates: int


def resample(
    counts: Floats, total: Callable[[Floats], float], level: float, rng: np.random.Generator,
    replicates: int = REPLICATES, step: Step = quiet,
) -> Resampled:
    """Draw tables from the one at hand and estimate each, the choice of the model included.

    Parameters
    ----------
    counts
        Counts of all cells.
    total
        Estimates the total of a table; infinite where it cannot.
    level
        Probability the range is to hold.
    rng
        Where chance comes from.
    replicates
        How many tables.
    step
        Told how many are done.
    """
    seen = int(counts.sum())
    drawn = np.empty(replicates)
    for n in range(replicates):
        step("bootstrap", n, replicates)
        drawn[n] = total(rng.multinomial(seen, counts / seen).astype(np.float64))
    point = total(counts)
    shift = _shift(drawn, point)
    pull = _pull(counts, total)
    ends = [_end(drawn, shift, pull, p) for p in (0.5 - level / 2, 0.5 + level / 2)]
    return Resampled(ends[0], ends[1], int(np.isinf(drawn).sum()), replicates)


def _shift(drawn: Floats, point: float) -> float:
    """How far the replicates lie to one side of the estimate."""
    below = (np.sum(drawn < point) + np.sum(drawn == point) / 2) / len(drawn)
    edge = 0.5 / len(drawn)
    return _NORMAL.inv_cdf(min(max(float(below), edge), 1 - edge))


def _pull(counts: Floats, total: Callable[[Floats], float]) -> float:
    """How skew the estimate is: from leaving out one incident of each pattern in turn."""
    left, weight = [], []
    for n in np.flatnonzero(counts):
        less = counts.copy()
        less[n] -= 1
        found = total(less)
        if math.isfinite(found):
            left.append(found)
            weight.append(float(counts[n]))
    values, times = np.array(left), np.array(weight)
    if not len(values):
        return 0.0
    away = float(values @ times) / float(times.sum()) - values
    spread = float(times @ away**2)
    return float(times @ away**3) / (6 * spread**1.5) if spread > 0 else 0.0


def _end(drawn: Floats, shift: float, pull: float, p: float) -> float | None:
    z = shift + _NORMAL.inv_cdf(p)
    at = _NORMAL.cdf(shift + z / max(1 - pull * z, 1e-6))
    found = float(np.quantile(drawn, at, method="lower" if p < 0.5 else "higher"))  # noqa: PLR2004
    return found if math.isfinite(found) else None


def best_of(
    patterns: Ints, models: list[tuple[int, ...]], documented: int
) -> Callable[[Floats], float]:
    """Estimate by the model of least BIC among those given."""

    def total(counts: Floats) -> float:
        found = [candidate(patterns, counts, terms) for terms in models]
        usable: list[Candidate] = [c for c in found if c.fit is not None]
        if not usable:
            return math.inf
        best = min(usable, key=lambda c: c.fit.bic(documented) if c.fit else math.inf)
        return documented + (best.fit.unseen if best.fit else math.inf)

    return total
