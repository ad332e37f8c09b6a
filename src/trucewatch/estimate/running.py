"""From a table to a result: refuse, estimate by every method asked for, look how much it moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from trucewatch.estimate import classes, graphs, loglinear, sensitivity, strata
from trucewatch.estimate.candidates import Step, quiet
from trucewatch.estimate.refusing import doubts, only_at_least, refuse
from trucewatch.estimate.tables import Counts
from trucewatch.model.estimate import (
    LEVEL,
    METHODS,
    Estimate,
    Figure,
    NotEstimable,
    Outcome,
    OverlapTable,
)


@dataclass(frozen=True, kw_only=True)
class Result:
    """Everything a table gave."""

    table: OverlapTable
    outcomes: tuple[Outcome, ...]
    """One for each method; a single one without a method where the table is refused."""
    sensitivity: tuple[Figure, ...] = ()
    """Without each list in turn."""
    warnings: tuple[str, ...] = ()
    seed: int = 1

    @property
    def estimates(self) -> tuple[Estimate, ...]:
        """Those methods that gave a range."""
        return tuple(one for one in self.outcomes if isinstance(one, Estimate))

    @property
    def refusals(self) -> tuple[NotEstimable, ...]:
        """Those that gave none, or the table's own."""
        return tuple(one for one in self.outcomes if isinstance(one, NotEstimable))

    @property
    def at_least(self) -> bool:
        """True where only a lower limit may be said."""
        return any(one.at_least for one in self.estimates)

    @property
    def low(self) -> float | None:
        """Least lower limit of any method."""
        return min((one.low for one in self.estimates), default=None)

    @property
    def high(self) -> float | None:
        """Greatest upper limit of any method; ``None`` where only a lower one may be said."""
        if self.at_least:
            return None
        return max((one.high for one in self.estimates), default=None)

    @property
    def spread(self) -> tuple[float, float] | None:
        """Least and greatest total over methods, models that weigh, priors and lists left out."""
        totals = [one.median for one in self.estimates]
        for one in self.estimates:
            totals += [f.total for f in (*_weighing(one.models), *one.sensitivity)
                       if f.total is not None]
        totals += [f.total for f in self.sensitivity if f.total is not None]
        return (min(totals), max(totals)) if self.estimates else None


WEIGHING = 0.01


def _weighing(models: Sequence[Figure]) -> list[Figure]:
    return [f for f in models if f.weight is None or f.weight >= WEIGHING]


def run(
    counts: Counts, methods: Sequence[str] = ("loglinear",), level: float = LEVEL, seed: int = 1,
    step: Step = quiet,
) -> Result:
    """Estimate the total of a table, or say why that cannot be done.

    Parameters
    ----------
    counts
        A table as it was read. With stratum columns, strata are added up; with several linkages,
        each is estimated.
    methods
        Any of ``loglinear``, ``graphs``, ``latent``.
    level
        Probability a range is to hold, if its assumption holds.
    seed
        Where every method takes its chance from; the same seed gives the same result.
    step
        Told what is being done, how much of it is done, and of how much.

    Returns
    -------
    Result
        A range or a reason for each method.
    """
    wrong = [m for m in methods if m not in METHODS]
    if wrong:
        raise ValueError(f"no method {wrong[0]!r}; there are {', '.join(METHODS)}")
    linkages = counts.linkages()
    if len(linkages) > 1:
        return _over_linkages(linkages, level, seed, step)
    table = counts.pooled()
    why = refuse(table)
    if why is not None:
        return Result(table=table, outcomes=(why,), seed=seed)
    if counts.strata:
        outcomes: list[Outcome] = [strata.estimate(counts, level, seed, step=step)]
    else:
        outcomes = [_by(method, table, level, seed, step) for method in methods]
    return Result(
        table=table, outcomes=tuple(_held_back(one) for one in outcomes), seed=seed,
        sensitivity=sensitivity.without_each(table, level, step), warnings=doubts(table))


def _by(method: str, table: OverlapTable, level: float, seed: int, step: Step) -> Outcome:
    if method == "loglinear":
        return loglinear.estimate(table, level, seed, step)
    if method == "graphs":
        return graphs.estimate(table, level, step)
    return classes.estimate(table, level, seed, step)


def _held_back(one: Outcome) -> Outcome:
    """Only a lower limit where there is far more unseen than seen."""
    if isinstance(one, Estimate) and only_at_least(one.documented, one.median):
        return replace(one, at_least=True)
    return one


def _over_linkages(
    linkages: dict[tuple[str, ...], Counts], level: float, seed: int, step: Step
) -> Result:
    tables = {", ".join(name): counts.pooled() for name, counts in linkages.items()}
    outcome = _held_back(sensitivity.over_linkages(tables, level, step))
    # The table shown is that of the linkage in the middle.
    middle = sorted(tables.values(), key=lambda t: (t.documented, t.cells))[len(tables) // 2]
    return Result(table=middle, outcomes=(outcome,), warnings=doubts(middle), seed=seed)
