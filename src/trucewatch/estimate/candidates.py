"""Log-linear models fitted to one table, with what each says of the unseen."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from trucewatch.estimate.existence import Shape, shape
from trucewatch.estimate.families import name
from trucewatch.estimate.poisson import (
    SMALLEST,
    Fit,
    Floats,
    Ints,
    cells,
    design,
    fit,
    fit_many,
    loglik,
    variance_of_intercept,
)
from trucewatch.model.estimate import Figure, OverlapTable

Step = Callable[[str, int, int], None]
"""What is being done, how many are done, of how many."""
EVERY = 64
BATCH = 512


def quiet(name: str, done: int, total: int) -> None:
    """Show no progress."""


@dataclass(frozen=True)
class Candidate:
    """One model and how it fares on one table."""

    terms: tuple[int, ...]
    shape: Shape
    fit: Fit | None
    """``None`` where the model tells no unseen count."""

    def figure(
        self, lists: Sequence[str], documented: int, z: float, weight: float | None = None
    ) -> Figure:
        """The model as a row of a result."""
        named = name(self.terms, lists)
        if self.fit is None:
            return Figure(name=named, total=None, note=self.shape.why_not)
        low, high = self.fit.bounds(z)
        note = "some expected counts are zero" if self.shape.verdict == "extended" else ""
        return Figure(name=named, total=documented + self.fit.unseen, low=documented + low,
                      high=documented + high, weight=weight, note=note)


def counts_of(table: OverlapTable) -> Floats:
    """Counts of every pattern that can be seen, zeros among them."""
    counts = np.zeros((1 << len(table.lists)) - 1)
    for pattern, count in table.cells:
        counts[pattern - 1] = count
    return counts


def candidate(patterns: Ints, counts: Floats, terms: Sequence[int]) -> Candidate:
    """Fit one model, or find that it has no fit."""
    found = shape(patterns, counts, terms)
    if not found.usable:
        return Candidate(tuple(terms), found, None)
    matrix = design(patterns[found.inside], found.terms)
    coefficients, means = fit(matrix, counts[found.inside])
    whole = np.full(len(patterns), SMALLEST)
    whole[found.inside] = means
    return Candidate(tuple(terms), found, Fit(
        unseen=math.exp(min(float(coefficients[0]), 300.0)),
        error=math.sqrt(variance_of_intercept(matrix, means)),
        loglik=loglik(counts, whole), parameters=len(terms), means=whole))


def candidates(
    table: OverlapTable, models: Iterable[tuple[int, ...]], step: Step = quiet
) -> list[Candidate]:
    """Fit every model to a table, those of as many terms at once."""
    patterns, counts = cells(len(table.lists)), counts_of(table)
    listed = list(models)
    found: dict[int, Candidate] = {}
    alike: dict[int, list[tuple[int, Shape]]] = {}
    for n, terms in enumerate(listed):
        if n % EVERY == 0:
            step("log-linear models", n, len(listed))
        one = shape(patterns, counts, terms)
        if one.usable and one.full:
            alike.setdefault(len(one.terms), []).append((n, one))
        else:
            found[n] = candidate(patterns, counts, terms)
    for group in alike.values():
        for start in range(0, len(group), BATCH):
            part = group[start:start + BATCH]
            fits = _together(patterns, counts, [one for _, one in part])
            for (n, one), made in zip(part, fits, strict=True):
                found[n] = (candidate(patterns, counts, listed[n]) if made is None else
                            Candidate(listed[n], one, replace(made, parameters=len(listed[n]))))
    return [found[n] for n in range(len(listed))]


def _together(patterns: Ints, counts: Floats, shapes: Sequence[Shape]) -> list[Fit | None]:
    """Fit models of as many terms at once; ``None`` for all where one of them lacks rank."""
    matrices = np.stack([design(patterns, one.terms) for one in shapes])
    inside = np.stack([one.inside for one in shapes]).astype(np.float64)
    many = np.broadcast_to(counts, inside.shape)
    try:
        heads, variances, means = fit_many(matrices, many, inside)
    except np.linalg.LinAlgError:
        return [None] * len(shapes)
    ends = np.isfinite(heads) & np.isfinite(variances) & (np.abs(heads) < 300)  # noqa: PLR2004
    return [
        Fit(unseen=math.exp(head), error=math.sqrt(variance), loglik=loglik(counts, mean),
            parameters=0, means=mean) if good else None
        for head, variance, mean, good in zip(heads, variances, means, ends, strict=True)]
