"""Totals by Poisson log-linear models: all hierarchical ones averaged, or pairs chosen stepwise."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from scipy.special import xlogy
from scipy.stats import chi2

from trucewatch.estimate.averaging import Average, mixture, normal, of_limits, weights
from trucewatch.estimate.bootstrap import resample
from trucewatch.estimate.candidates import Candidate, Step, candidates, counts_of, quiet
from trucewatch.estimate.families import MOST_LISTS as EVERY_MODEL
from trucewatch.estimate.families import hierarchical
from trucewatch.estimate.poisson import Floats, cells
from trucewatch.estimate.profile import limits
from trucewatch.estimate.stepwise import MOST_LISTS, THRESHOLD, choose, stepwise
from trucewatch.model.estimate import LEVEL, Estimate, Figure, NotEstimable, OverlapTable

METHOD = "loglinear"
SHOWN = 10
REPLICATES = 200
POOR = 0.001
"""A table this unlikely under the best model is not explained by it."""
ASSUMPTION = (
    "how lists depend on each other is the same for every incident and told by the overlaps that "
    "can be seen; a dependence of all lists at once, and incidents that differ in how easily "
    "every list finds them, cannot be seen")


def estimate(
    table: OverlapTable, level: float = LEVEL, seed: int = 1, step: Step = quiet
) -> Estimate | NotEstimable:
    """Estimate a total by log-linear models.

    Parameters
    ----------
    table
        Overlap table.
    level
        Probability the range is to hold, if its assumption holds.
    seed
        Where the bootstrap of more than five lists takes its chance from.
    step
        Told what is being done.

    Returns
    -------
    Estimate or NotEstimable
        Up to five lists: every hierarchical model averaged by BIC, the range as wide as they
        disagree. Up to twelve: pairs chosen stepwise, the range by a bootstrap that chooses anew.
    """
    lists = len(table.lists)
    if lists > MOST_LISTS:
        return NotEstimable(
            code="too_many_lists_for_method", documented=table.documented, method=METHOD,
            reason=f"{lists} lists have {2**lists - 1:,} patterns, nearly all of them empty; "
                   f"log-linear models are for at most {MOST_LISTS} lists")
    if lists > EVERY_MODEL:
        return _stepwise(table, level, seed, step)
    return averaged(table, candidates(table, models_for(table), step), level)


def models_for(table: OverlapTable, order: int | None = None) -> list[tuple[int, ...]]:
    """Hierarchical models with no more terms than the table has patterns to tell them by.

    A term of lists that never met together needs no telling, and is not counted.
    """
    met = {pattern for pattern in range(1 << len(table.lists))
           if not pattern or table.holding(pattern)}
    return [terms for terms in hierarchical(len(table.lists), order)
            if sum(term in met for term in terms) <= len(table.cells)]


def averaged(
    table: OverlapTable, found: Sequence[Candidate], level: float
) -> Estimate | NotEstimable:
    """Average models by BIC, with other averages and the best single model beside it."""
    documented = table.documented
    usable = [c for c in found if c.fit is not None]
    if not usable:
        return NotEstimable(
            code="no_model", documented=documented, method=METHOD,
            reason=f"none of {len(found):,} log-linear models has a fit that tells what is unseen",
            models=tuple(c.figure(table.lists, documented, 0.0) for c in found[:SHOWN]))
    z, share = normal(level), weights(usable, "bic", documented)
    mixed = mixture(usable, share, level)
    order = sorted(range(len(usable)), key=lambda n: -share[n])
    best = usable[order[0]]
    return Estimate(
        documented=documented, low=documented + mixed.low, median=documented + mixed.middle,
        high=documented + mixed.high, level=level, method=METHOD,
        model=f"average of {len(usable):,} log-linear models by BIC", assumption=ASSUMPTION,
        models=tuple(usable[n].figure(table.lists, documented, z, share[n])
                     for n in order[:SHOWN]),
        sensitivity=tuple(_others(table, usable, best, level)),
        diagnostics=(("models_tried", float(len(found))), ("models_with_a_fit", float(len(usable))),
                     ("greatest_share", share[order[0]]), *_fit_of(best, counts_of(table))),
        warnings=_warnings(best, counts_of(table)))


def _others(
    table: OverlapTable, usable: Sequence[Candidate], best: Candidate, level: float
) -> list[Figure]:
    documented = table.documented
    share = weights(usable, "aic", documented)

    def row(name: str, found: Average) -> Figure:
        return Figure(name=name, total=documented + found.middle, low=documented + found.low,
                      high=documented + found.high)

    made = [row("averaged by AIC", mixture(usable, share, level)),
            row("averaged by AIC, limits averaged too", of_limits(usable, share, level))]
    return [*made, profiled(table, best, level)]


def profiled(table: OverlapTable, best: Candidate, level: float) -> Figure:
    """The range of one model by its profile likelihood."""
    documented = table.documented
    low, high = limits(cells(len(table.lists)), counts_of(table), best, level)
    figure = best.figure(table.lists, documented, 0.0)
    return Figure(name=f"best model alone, {figure.name}", total=figure.total,
                  low=documented + low, high=None if high is None else documented + high,
                  note="as if the model had been known before; profile likelihood")


def _fit_of(best: Candidate, counts: Floats) -> tuple[tuple[str, float], ...]:
    """Deviance of a model, its degrees of freedom, and the probability of one as great."""
    if best.fit is None:
        return ()
    means = best.fit.means
    deviance = 2 * float(np.sum(xlogy(counts, np.maximum(counts, 1e-300) / means)
                                - counts + means))
    free = int(best.shape.inside.sum()) - len(best.shape.terms)
    p = float(chi2.sf(max(deviance, 0.0), free)) if free > 0 else math.nan
    return (("deviance_of_best", max(deviance, 0.0)), ("degrees_of_freedom", float(free)),
            *((("p_of_deviance", p),) if free > 0 else ()))


def _warnings(best: Candidate, counts: Floats) -> tuple[str, ...]:
    told = dict(_fit_of(best, counts))
    said = []
    if told.get("p_of_deviance", 1.0) < POOR:
        said.append(
            f"even the best log-linear model explains the table badly (deviance "
            f"{told['deviance_of_best']:,.0f} on {told['degrees_of_freedom']:.0f} degrees of "
            "freedom): incidents probably differ in how easily they are found")
    if best.shape.verdict == "extended":
        said.append("some groups of lists never met, and their expected overlap was taken as zero")
    return tuple(said)


def _stepwise(
    table: OverlapTable, level: float, seed: int, step: Step
) -> Estimate | NotEstimable:
    """Pairs chosen stepwise, and chosen anew for every bootstrapped table."""
    lists, documented = len(table.lists), table.documented
    patterns, counts = cells(lists), counts_of(table)
    best = stepwise(table, THRESHOLD, step)
    if best.fit is None:
        return NotEstimable(
            code="no_model", documented=documented, method=METHOD,
            reason="the log-linear model of independent lists has no fit that tells what is "
                   "unseen")

    def total(drawn: Floats) -> float:
        found = choose(patterns, drawn, lists).fit
        return math.inf if found is None else float(drawn.sum()) + found.unseen

    drawn = resample(counts, total, level, np.random.default_rng(seed), REPLICATES, step)
    z = normal(level)
    alone = best.figure(table.lists, documented, z)
    endless = drawn.high is None
    return Estimate(
        documented=documented, low=drawn.low if drawn.low is not None else float(documented),
        median=documented + best.fit.unseen,
        high=math.inf if drawn.high is None else drawn.high, at_least=endless,
        level=level, method=METHOD, assumption=ASSUMPTION,
        model=f"pairs of lists chosen stepwise ({alone.name}), range by a bootstrap of "
              f"{drawn.replicates} tables that chooses anew, seed {seed}",
        models=(alone, *_thresholds(table, level, best)),
        sensitivity=(profiled(table, best, level),),
        diagnostics=(("replicates", float(drawn.replicates)),
                     ("replicates_without_a_fit", float(drawn.failed)),
                     *_fit_of(best, counts)),
        warnings=_warnings(best, counts))


def _thresholds(table: OverlapTable, level: float, best: Candidate) -> list[Figure]:
    """What other thresholds of choosing would have chosen."""
    made, known = [], {best.terms}
    for threshold in (0.001, 0.1, 1e-300):
        other = stepwise(table, threshold)
        if other.terms not in known and other.fit is not None:
            known.add(other.terms)
            made.append(other.figure(table.lists, table.documented, normal(level)))
    return made
