"""Averages over models: weights by AIC or BIC, and the range of the average."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

import numpy as np
from scipy.optimize import brentq
from scipy.special import ndtr

from trucewatch.estimate.candidates import Candidate

Criterion = Literal["aic", "bic"]


@dataclass(frozen=True)
class Average:
    """Range of the unseen count over several models."""

    low: float
    middle: float
    high: float


def normal(level: float) -> float:
    """Standard errors to either side that hold `level` of a normal distribution."""
    return NormalDist().inv_cdf(0.5 + level / 2)


def weights(found: Sequence[Candidate], criterion: Criterion, documented: int) -> list[float]:
    """Weight of each model: ``exp(-difference / 2)``, together 1; 0 for a model without a fit."""
    scores = [
        math.inf if c.fit is None else
        c.fit.aic() if criterion == "aic" else c.fit.bic(documented) for c in found]
    least = min(scores)
    raw = [0.0 if math.isinf(s) else math.exp(-(s - least) / 2) for s in scores]
    return [w / sum(raw) for w in raw]


def of_limits(found: Sequence[Candidate], share: Sequence[float], level: float) -> Average:
    """Weighted means of the models' unseen counts and of their limits, as is often published."""
    z = normal(level)
    low = middle = high = 0.0
    for one, weight in zip(found, share, strict=True):
        if one.fit is not None and weight:
            below, above = one.fit.bounds(z)
            low, middle, high = (low + weight * below, middle + weight * one.fit.unseen,
                                 high + weight * above)
    return Average(low, middle, high)


def mixture(found: Sequence[Candidate], share: Sequence[float], level: float) -> Average:
    """Quantiles of the models mixed by weight, each lognormal about its own unseen count.

    Unlike the mean of the limits it is as wide as the models disagree.
    """
    kept = [(c.fit, w) for c, w in zip(found, share, strict=True) if c.fit is not None and w > 0]
    middles = np.log([max(f.unseen, 1e-9) for f, _ in kept])
    errors = np.maximum([f.error for f, _ in kept], 1e-9)
    mixed = np.array([w for _, w in kept])
    mixed /= mixed.sum()

    def below(x: float) -> float:
        return float(mixed @ ndtr((x - middles) / errors))

    edge = float((middles - 12 * errors).min()), float((middles + 12 * errors).max())
    at = [math.exp(brentq(lambda x, p=p: below(x) - p, *edge, xtol=1e-9))
          for p in (0.5 - level / 2, 0.5, 0.5 + level / 2)]
    return Average(*at)
