"""Whether draws can be used, and how exact they are."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np

from trucewatch.estimate.latent.density import Floats
from trucewatch.estimate.latent.sampler import Draws

# Without types; versions 0.8 and 1 have it alike.
ARRAYS: Any = import_module("arviz_stats.base").array_stats

RHAT = 1.01
EFFECTIVE = 400.0
CHAINS = 4
LIMITS = (0.025, 0.5, 0.975)
TAIL = (0.05, 0.95)
"""Quantiles whose effective draws are those of the tails, as is customary."""


@dataclass(frozen=True)
class Diagnosis:
    """Figures of a run, and why it cannot be used, if so."""

    median: float
    lower: float
    upper: float
    """Of the number of individuals; the limits are those of 95 %."""
    rhat: float
    """Rank-normalised, of the number of individuals."""
    bulk: float
    tail: float
    """Effective draws."""
    mcse_median: float
    mcse_lower: float
    mcse_upper: float
    """Standard error that sampling leaves in the three figures."""
    full: float
    """Share of draws in which every class has somebody seen; more classes may then be needed."""
    reasons: tuple[str, ...]
    """Why no figure of this run may be given; empty if there is no reason."""

    @property
    def usable(self) -> bool:
        """Whether figures of this run may be given."""
        return not self.reasons


def diagnose(draws: Draws) -> Diagnosis:
    """Judge draws by R-hat and effective draws over chains that started apart.

    Chains that all sit still at one number have no R-hat; that is a reason of its own.
    """
    total = draws.total.astype(np.float64)
    chains = len(total)
    if np.ptp(total) == 0.0:
        rhat = bulk = tail = float("nan")
        errors = [float("nan")] * 3
    else:
        rhat = float(ARRAYS.rhat(total)) if chains > 1 else float("nan")
        bulk = float(ARRAYS.ess(total, method="bulk"))
        tail = float(ARRAYS.ess(total, method="tail", prob=TAIL))
        errors = [_error(total, probability) for probability in LIMITS]
    lower, median, upper = (float(q) for q in np.quantile(total, LIMITS))
    return Diagnosis(
        median, lower, upper, rhat, bulk, tail, errors[1], errors[0], errors[2],
        float((draws.classes == draws.available).mean()), _reasons(chains, rhat, bulk, tail),
    )


def _error(total: Floats, probability: float) -> float:
    return float(ARRAYS.mcse(total, method="quantile", prob=probability))


def _reasons(chains: int, rhat: float, bulk: float, tail: float) -> tuple[str, ...]:
    reasons = []
    if chains < CHAINS:
        reasons.append(f"chains: {chains}; at least {CHAINS} that start apart are needed")
    if not rhat <= RHAT:
        reasons.append(
            f"R-hat: {rhat:.3f}; at most {RHAT} is allowed: the chains do not agree, "
            "run more draws, or a longer ladder"
        )
    for name, number in (("bulk", bulk), ("tail", tail)):
        if not number >= EFFECTIVE:
            reasons.append(
                f"effective draws ({name}): {number:.0f}; at least {EFFECTIVE:.0f} are needed: "
                "run more draws"
            )
    return tuple(reasons)
