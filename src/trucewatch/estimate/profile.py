"""Range of one log-linear model by its profile likelihood.

For every unseen count the model is fitted to the whole table; the totals whose likelihood is not
too far below the best are the range [1]_. It is not symmetric, as the evidence is not.

References
----------
.. [1] R. M. Cormack, "Interval estimation for mark-recapture studies of closed populations",
   Biometrics 48 (1992).
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from scipy.optimize import brentq, minimize_scalar
from scipy.special import gammaln, xlogy

from trucewatch.estimate.averaging import normal
from trucewatch.estimate.candidates import Candidate
from trucewatch.estimate.poisson import Floats, Ints, design, fit

FURTHEST = 1e4
"""The upper limit is looked for up to so many times the unseen count."""


def limits(
    patterns: Ints, counts: Floats, found: Candidate, level: float
) -> tuple[float, float | None]:
    """Lowest and highest unseen count the model's likelihood allows.

    Returns
    -------
    tuple
        The limits; the upper is ``None`` where the likelihood never falls far enough.
    """
    if found.fit is None:
        raise ValueError("a model without a fit has no profile")
    inside = found.shape.inside
    matrix = np.vstack([_unseen_row(len(found.shape.terms)),
                        design(patterns[inside], found.shape.terms)])
    loglik = _profile(matrix, counts[inside])
    near = max(found.fit.unseen, 1e-6)
    best = minimize_scalar(lambda x: -loglik(math.exp(x)), method="bounded",
                           bounds=(math.log(near) - 2, math.log(near) + 2))
    top, floor = math.exp(best.x), -float(best.fun) - normal(level) ** 2 / 2

    def above(x: float) -> float:
        return loglik(math.exp(x)) - floor

    low = 0.0
    if loglik(1e-9) < floor:
        low = math.exp(brentq(above, math.log(1e-9), math.log(top), xtol=1e-8))
    upper = math.log(top)
    while above(upper) > 0:
        upper += 0.5
        if upper > math.log(near * FURTHEST):
            return low, None
    return low, math.exp(brentq(above, math.log(top), upper, xtol=1e-8))


def _unseen_row(width: int) -> Floats:
    row = np.zeros((1, width))
    row[0, 0] = 1.0
    return row


def _profile(matrix: Floats, counts: Floats) -> Callable[[float], float]:
    """Log-likelihood of a total, maximised over everything else."""
    seen = float(counts.sum())

    def loglik(unseen: float) -> float:
        whole = np.concatenate([[unseen], counts])
        means = fit(matrix, whole)[1]
        total = seen + unseen
        return float(gammaln(total + 1) - gammaln(unseen + 1)
                     + xlogy(whole, means / means.sum()).sum())

    return loglik
