"""Totals by latent classes: the sampler's draws, looked at before anything is said."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from trucewatch.estimate.candidates import Step, quiet
from trucewatch.model.estimate import LEVEL, Estimate, NotEstimable, OverlapTable

METHOD = "latent"
_SAMPLER = "trucewatch.estimate.latent"


def estimate(
    table: OverlapTable, level: float = LEVEL, seed: int = 1, step: Step = quiet
) -> Estimate | NotEstimable:
    """Estimate a total by latent classes, or say that this version cannot."""
    if find_spec(_SAMPLER) is None or not hasattr(import_module(_SAMPLER), "estimate"):
        return NotEstimable(
            code="method_not_built", documented=table.documented, method=METHOD,
            reason="latent classes are not part of this version")
    found: Estimate | NotEstimable = import_module(_SAMPLER).estimate(table, level, seed, step)
    return found
