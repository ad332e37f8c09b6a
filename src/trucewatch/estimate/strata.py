"""Totals stratum by stratum, added up; what is missing is imputed, never dropped."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import median

import numpy as np

from trucewatch.estimate.averaging import Average, of_limits, weights
from trucewatch.estimate.candidates import Candidate, Step, candidates, quiet
from trucewatch.estimate.families import MOST_LISTS
from trucewatch.estimate.imputing import Donors, Stratum, drawn, said
from trucewatch.estimate.loglinear import ASSUMPTION, METHOD, models_for
from trucewatch.estimate.refusing import refuse
from trucewatch.estimate.tables import Counts
from trucewatch.model.estimate import LEVEL, Estimate, Figure, NotEstimable, OverlapTable

DRAWS = 20


@dataclass(frozen=True)
class _Sum:
    """Total of one imputation, and of each stratum in it."""

    total: Average
    parts: dict[Stratum, Average]


def estimate(
    counts: Counts, level: float = LEVEL, seed: int = 1, donors: Donors = "covariates",
    draws: int = DRAWS, step: Step = quiet,
) -> Estimate | NotEstimable:
    """Estimate every stratum by log-linear models averaged by AIC, and add up.

    The limits of strata are added up too, as if all erred to the same side: that is wider than
    chance alone would make it. The median over imputations is given.

    Parameters
    ----------
    counts
        A table with stratum columns, at most five lists.
    level
        Probability each stratum's range is to hold.
    seed
        Where the imputation takes its chance from.
    donors
        Whose values are drawn for a missing one.
    draws
        How often every missing value is drawn; once is enough where none is missing.
    step
        Told what is being done.
    """
    documented = counts.pooled().documented
    if len(counts.lists) > MOST_LISTS:
        return NotEstimable(
            code="too_many_lists_for_method", documented=documented, method=METHOD,
            reason=f"strata of {len(counts.lists)} lists; at most {MOST_LISTS} can be averaged")
    if not any(row.count and "" not in row.stratum for row in counts.rows):
        return NotEstimable(
            code="strata_unknown", documented=documented, method=METHOD,
            reason="no incident has a value in every stratum column")
    main = _imputed(counts, level, seed, donors, draws, step)
    if isinstance(main, NotEstimable):
        return main
    other: Donors = "pattern" if donors == "covariates" else "covariates"
    beside = []
    if counts.incomplete:
        second = _imputed(counts, level, seed, other, draws, step)
        if not isinstance(second, NotEstimable):
            beside.append(_row(f"missing values drawn otherwise: {said(counts, other, draws)}",
                               second, None))
    total = _middle([one.total for one in main])
    return Estimate(
        documented=documented, low=total.low, median=total.middle, high=total.high, level=level,
        method=METHOD, assumption=f"within a stratum, {ASSUMPTION}",
        model=f"{len(main[0].parts)} strata of {', '.join(counts.strata)}, each an average of "
              "log-linear models by AIC; totals and limits added up",
        models=tuple(_row(", ".join(value), main, value) for value in main[0].parts),
        sensitivity=tuple(beside),
        diagnostics=(("strata", float(len(main[0].parts))), ("imputations", float(len(main))),
                     ("incomplete", float(counts.incomplete))),
        warnings=(said(counts, donors, draws),) if counts.incomplete else ())


def _imputed(
    counts: Counts, level: float, seed: int, donors: Donors, draws: int, step: Step
) -> list[_Sum] | NotEstimable:
    rng = np.random.default_rng(seed)
    made: list[_Sum] = []
    many = draws if counts.incomplete else 1
    for n in range(many):
        step("strata", n, many)
        parts: dict[Stratum, Average] = {}
        for value, table in drawn(counts, rng, donors).items():
            found = _one(value, table, level)
            if isinstance(found, NotEstimable):
                return found
            parts[value] = found
        made.append(_Sum(_added(list(parts.values())), parts))
    return made


def _one(value: Stratum, table: OverlapTable, level: float) -> Average | NotEstimable:
    named = ", ".join(value)
    why = refuse(table)
    if why is not None:
        return NotEstimable(
            code=f"stratum_{why.code}", documented=table.documented, method=METHOD,
            reason=f"in the stratum {named}: {why.reason}; join it with another, or leave the "
                   "column out")
    usable: list[Candidate] = [
        c for c in candidates(table, models_for(table)) if c.fit is not None]
    if not usable:
        return NotEstimable(
            code="stratum_no_model", documented=table.documented, method=METHOD,
            reason=f"in the stratum {named} no log-linear model has a fit that tells what is "
                   "unseen")
    unseen = of_limits(usable, weights(usable, "aic", table.documented), level)
    seen = table.documented
    return Average(seen + unseen.low, seen + unseen.middle, seen + unseen.high)


def _added(parts: list[Average]) -> Average:
    return Average(*(math.fsum(ends) for ends in zip(
        *((p.low, p.middle, p.high) for p in parts), strict=True)))


def _middle(found: list[Average]) -> Average:
    return Average(median(a.low for a in found), median(a.middle for a in found),
                   median(a.high for a in found))


def _row(name: str, made: list[_Sum], value: Stratum | None) -> Figure:
    """A stratum, or the sum of all, in the middle of its imputations."""
    if value is None:
        found = _middle([one.total for one in made])
    else:
        found = _middle([one.parts[value] for one in made if value in one.parts])
    return Figure(name=name, total=found.middle, low=found.low, high=found.high)

