"""Totals by latent classes: the sampler's draws, looked at before anything is said."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np

from trucewatch.estimate.candidates import Step, quiet
from trucewatch.estimate.chains import shown
from trucewatch.estimate.refusing import refuse_draws
from trucewatch.model.estimate import LEVEL, Estimate, Figure, NotEstimable, OverlapTable

METHOD = "latent"
SAMPLER = "trucewatch.estimate.latent"
NEEDS = ("numba", "arviz_stats")
MANY_LISTS = 10
FEW = {"classes": 10, "chains": 4, "draws": 2000}
MANY = {"classes": 15, "chains": 8, "draws": 3000}
"""Of more than ten lists: classes separate there, and chains need longer to find all of them."""
CROWDED = 0.5
ASSUMPTION = (
    "incidents fall into classes, within each of which the lists record independently of each "
    "other; what no class of recorded incidents resembles cannot be seen")


def estimate(
    table: OverlapTable, level: float = LEVEL, seed: int = 1, step: Step = quiet
) -> Estimate | NotEstimable:
    """Estimate a total by latent classes; refuse where the chains have not come together.

    Parameters
    ----------
    table
        Overlap table of any number of lists.
    level
        Probability the range is to hold.
    seed
        Where the chains take their chance from.
    step
        Told how many draws are made.
    """
    lacking = [name for name in NEEDS if find_spec(name) is None]
    if find_spec(SAMPLER) is None or lacking:
        what = f"{' and '.join(lacking)} (extra 'estimate')" if lacking else "the sampler"
        return NotEstimable(
            code="method_not_built", documented=table.documented, method=METHOD,
            reason=f"latent classes need {what}, which is not installed")
    # By name: the sampler compiles when it is loaded, and only here is it wanted.
    latent: Any = import_module(SAMPLER)
    patterns = np.array([row for row, _ in table.rows()], dtype=np.uint8)
    counts = np.array([count for _, count in table.rows()], dtype=np.int64)
    settings = MANY if len(table.lists) > MANY_LISTS else FEW
    draws = latent.sample(
        patterns, counts, seed=seed, **settings,
        progress=lambda done, total: step("latent classes", done, total))
    found = latent.diagnose(draws)
    why = refuse_draws(
        table.documented, METHOD, found.rhat, found.bulk, found.tail, settings["chains"])
    total = np.asarray(draws.total, dtype=np.float64)
    if why is not None:
        return replace(why, chains=shown(total))
    return _said(table, level, seed, total, found, settings["classes"])


def _said(
    table: OverlapTable, level: float, seed: int, total: np.ndarray[Any, Any], found: Any,  # noqa: ANN401
    classes: int,
) -> Estimate:
    tail = (1 - level) / 2
    low, middle, high = (float(q) for q in np.quantile(total, (tail, 0.5, 1 - tail)))
    chains = tuple(
        Figure(name=f"chain {n}", total=float(np.median(one)), low=float(np.quantile(one, tail)),
               high=float(np.quantile(one, 1 - tail))) for n, one in enumerate(total, start=1))
    full = float(found.full)
    return Estimate(
        documented=table.documented, low=low, median=middle, high=high, level=level,
        method=METHOD, assumption=ASSUMPTION,
        model=f"at most {classes} latent classes, {total.size:,} draws of {len(total)} chains, "
              f"seed {seed}",
        models=chains,
        diagnostics=(("rhat", float(found.rhat)), ("effective_bulk", float(found.bulk)),
                     ("effective_tail", float(found.tail)),
                     ("error_of_median", float(found.mcse_median)),
                     ("share_with_every_class_taken", full)),
        warnings=("every class is taken in most draws; more classes may be needed",)
        if full > CROWDED else (), chains=shown(total))
