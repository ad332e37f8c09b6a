"""What a total would be without one list, and under other linkages of the same reports."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from statistics import median

from trucewatch.estimate.averaging import mixture, normal, weights
from trucewatch.estimate.candidates import Candidate, Step, candidates, quiet
from trucewatch.estimate.loglinear import ASSUMPTION, METHOD, models_for
from trucewatch.estimate.refusing import refuse
from trucewatch.estimate.stepwise import MOST_LISTS, stepwise
from trucewatch.model.estimate import LEVEL, Estimate, Figure, NotEstimable, OverlapTable

PAIRS_FROM = 5
"""With so many lists the models of pairs stand for all: it is done again for each list."""


def brief(name: str, table: OverlapTable, level: float) -> Figure:
    """Estimate by log-linear models, quickly, or say why there is no total.

    All models of up to four lists, those of pairs of five, and stepwise above.
    """
    why = refuse(table)
    lists, seen = len(table.lists), table.documented
    if why is not None:
        return Figure(name=name, total=None, note=why.reason)
    if lists > MOST_LISTS:
        return Figure(name=name, total=None, note=f"{lists} lists are too many")
    if lists > PAIRS_FROM:
        return replace(stepwise(table).figure(table.lists, seen, normal(level)), name=name,
                       note="pairs chosen stepwise")
    order = 2 if lists == PAIRS_FROM else None
    usable: list[Candidate] = [
        c for c in candidates(table, models_for(table, order)) if c.fit is not None]
    if not usable:
        return Figure(name=name, total=None, note="no model has a fit that tells what is unseen")
    found = mixture(usable, weights(usable, "bic", seen), level)
    return Figure(name=name, total=seen + found.middle, low=seen + found.low,
                  high=seen + found.high, note="models of pairs" if order else "")


def without_each(
    table: OverlapTable, level: float = LEVEL, step: Step = quiet
) -> tuple[Figure, ...]:
    """Leave out one list at a time, by log-linear models; nothing for lists too many for them."""
    if len(table.lists) > MOST_LISTS:
        return ()
    made = []
    for n, name in enumerate(table.lists):
        step("without one list", n, len(table.lists))
        made.append(brief(f"without {name}", table.without(n), level))
    return tuple(made)


def over_linkages(
    tables: Mapping[str, OverlapTable], level: float = LEVEL, step: Step = quiet
) -> Estimate | NotEstimable:
    """Carry doubt about linking on: estimate under each of many linkages of the same reports.

    Parameters
    ----------
    tables
        An overlap table for each linkage, by its name: thresholds tried, or clusterings drawn.
    level
        Probability each range is to hold.
    step
        Told how many are done.

    Returns
    -------
    Estimate or NotEstimable
        From the least lower limit to the greatest upper one, every linkage a row.
    """
    made = []
    for n, (name, table) in enumerate(tables.items()):
        step("linkages", n, len(tables))
        made.append(brief(name, table, level))
    seen = [table.documented for table in tables.values()]
    usable = [f for f in made if f.total is not None]
    if not usable:
        return NotEstimable(
            code="no_linkage", documented=round(median(seen)) if seen else 0, method=METHOD,
            reason=f"none of {len(made)} linkages allows a total: {made[0].note if made else ''}",
            models=tuple(made))
    return _ranged(made, usable, seen, level)


def _ranged(
    made: Sequence[Figure], usable: Sequence[Figure], seen: Sequence[int], level: float
) -> Estimate:
    totals = [f.total for f in usable if f.total is not None]
    said = [f"linkages put the documented number between {min(seen):,} and {max(seen):,}, and "
            f"totals between {min(totals):,.0f} and {max(totals):,.0f}: this range is mostly "
            "doubt about which reports are of one incident"]
    if len(usable) < len(made):
        said.append(f"{len(made) - len(usable)} of {len(made)} linkages allow no total")
    return Estimate(
        documented=round(median(seen)), low=min(f.low for f in usable if f.low is not None),
        median=median(totals), high=max(math.inf if f.high is None else f.high for f in usable),
        level=level, method=METHOD, assumption=f"one of the linkages is right, and {ASSUMPTION}",
        model=f"log-linear models averaged by BIC under each of {len(made)} linkages",
        models=tuple(made), diagnostics=(("linkages", float(len(made))),), warnings=tuple(said))
