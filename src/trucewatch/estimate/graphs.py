"""Exact Bayesian average over decomposable graphs of lists [1]_ [2]_.

With a hyper-Dirichlet prior the likelihood of a graph, for a given number of unseen incidents, is
a product over its cliques divided by one over its separators, so the whole posterior of the total
can be added up; nothing is sampled.

References
----------
.. [1] D. Madigan and J. C. York, "Bayesian methods for estimation of the size of a closed
   population", Biometrika 84 (1997).
.. [2] A. P. Dawid and S. L. Lauritzen, "Hyper Markov laws in the statistical analysis of
   decomposable graphical models", Annals of Statistics 21 (1993).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln, logsumexp

from trucewatch.estimate.candidates import Step, quiet
from trucewatch.estimate.chordal import MOST_LISTS, Parts, decomposable
from trucewatch.estimate.poisson import Floats, Ints
from trucewatch.model.estimate import LEVEL, Estimate, Figure, NotEstimable, OverlapTable

POINTS, FEW_POINTS, MANY = 50_001, 3_001, 5
"""Values of the unseen count that are added up; fewer for more than `MANY` lists."""
FIRST_REACH, LAST_REACH = 5.0, 80.0
"""The unseen count is tried up to so many times the seen one: more where it does not fade out."""
FADED = 1e-4
BLOCK = 100
SHOWN = 10

Prior = Callable[[Floats], Floats]
"""Log of the prior weight of a total."""


def one_over(total: Floats) -> Floats:
    """Weight a total by one over it: every order of magnitude alike."""
    return -np.log(total)


def gamma_poisson(shape: float, scale: float) -> Prior:
    """Prior of a Poisson total whose mean is gamma distributed."""

    def prior(total: Floats) -> Floats:
        found: Floats = gammaln(total + shape) - gammaln(total + 1) + total * math.log(
            scale / (1 + scale))
        return found

    return prior


@dataclass(frozen=True)
class Posterior:
    """Probability of every total, and of every graph."""

    documented: int
    totals: Floats
    mass: Floats
    graphs: tuple[Parts, ...]
    shares: Floats
    """Probability of each graph."""
    means: Floats
    """Expected total under each graph."""

    def quantile(self, p: float) -> float:
        """Smallest total with at least so much probability at or below it."""
        at = int(np.searchsorted(np.cumsum(self.mass), p))
        return float(self.totals[min(at, len(self.totals) - 1)])

    @property
    def mean(self) -> float:
        """Expected total."""
        return float(self.totals @ self.mass)

    @property
    def mode(self) -> float:
        """Most probable total."""
        return float(self.totals[int(np.argmax(self.mass))])

    @property
    def relative(self) -> float:
        """Total with the least expected squared relative error."""
        return float((self.mass @ (1 / self.totals)) / (self.mass @ (1 / self.totals**2)))


def posterior(
    table: OverlapTable, delta: float | None = None, prior: Prior = one_over,
    reach: tuple[int, int] | None = None, step: Step = quiet,
) -> Posterior:
    """Add up the posterior of the total over all decomposable graphs.

    Parameters
    ----------
    table
        Overlap table of at most six lists.
    delta
        Weight of the hyper-Dirichlet prior in each cell; ``1 / 2**lists`` if left out, which is
        one incident's worth in all.
    prior
        Log weight of each total.
    reach
        Least and greatest unseen count that is tried; found from the table if left out.
    step
        Told what is being done.
    """
    lists = len(table.lists)
    graphs = decomposable(lists)
    weight = 1 / 2**lists if delta is None else delta
    if reach is not None:
        return _posterior(table, graphs, weight, prior, reach, step)
    factor = FIRST_REACH
    while True:
        found = _posterior(
            table, graphs, weight, prior, (0, math.ceil(factor * table.documented)), step)
        last = max(1, len(found.mass) // 50)
        if float(found.mass[-last:].sum()) < FADED or factor >= LAST_REACH:
            return found
        factor *= 2


def _posterior(
    table: OverlapTable, graphs: tuple[Parts, ...], delta: float, prior: Prior,
    reach: tuple[int, int], step: Step,
) -> Posterior:
    low, high = reach
    points = POINTS if len(table.lists) <= MANY else FEW_POINTS
    stride = max(1, math.ceil((high - low + 1) / points))
    unseen = np.arange(low, high + 1, stride, dtype=np.float64)
    totals = unseen + table.documented
    margins = _margins(table, unseen, delta)
    common = gammaln(totals + 1) - gammaln(unseen + 1) + prior(totals)
    signs = np.zeros((len(graphs), 1 << len(table.lists)))
    for row, (cliques, separators) in enumerate(graphs):
        for group in cliques:
            signs[row, group] += 1
        for group in separators:
            signs[row, group] -= 1
    mass, sums, means = _added(signs, margins, common, totals, step)
    return Posterior(
        documented=table.documented, totals=totals, mass=mass / mass.sum(), graphs=graphs,
        shares=np.exp(sums - logsumexp(sums)), means=means)


def _added(
    signs: Floats, margins: Floats, common: Floats, totals: Floats, step: Step
) -> tuple[Floats, Floats, Floats]:
    """Weights added up over graphs, logs of those added up over totals, and expected totals."""
    mass, highest = np.zeros(len(totals)), -math.inf
    sums, means = np.empty(len(signs)), np.empty(len(signs))
    for start in range(0, len(signs), BLOCK):
        step("graphs", start, len(signs))
        block = signs[start:start + BLOCK] @ margins
        block += common
        tops = block.max(axis=1)
        block -= tops[:, None]
        np.exp(block, out=block)
        added = block.sum(axis=1)
        sums[start:start + BLOCK] = tops + np.log(added)
        means[start:start + BLOCK] = (block @ totals) / added
        if tops.max() > highest:
            mass *= math.exp(highest - tops.max())
            highest = float(tops.max())
        mass += np.exp(tops - highest) @ block
    return mass, sums, means


def _margins(table: OverlapTable, unseen: Floats, delta: float) -> Floats:
    """Log likelihood of the counts over every group of lists, for every unseen count."""
    lists = len(table.lists)
    patterns: Ints = np.array([p for p, _ in table.cells], dtype=np.int64)
    counts = np.array([c for _, c in table.cells], dtype=np.float64)
    whole = delta * 2.0**lists
    ends = gammaln(whole) - gammaln(whole + table.documented + unseen)
    found = np.zeros((1 << lists, len(unseen)))
    for group in range(1, 1 << lists):
        each = delta * 2.0 ** (lists - group.bit_count())
        here = np.bincount(patterns & group, weights=counts, minlength=1 << lists)
        seen = here[1:][here[1:] > 0]
        fixed = float(np.sum(gammaln(each + seen) - gammaln(each)))
        found[group] = ends + fixed + gammaln(each + here[0] + unseen) - gammaln(each)
    return found


def name(parts: Parts, lists: Sequence[str]) -> str:
    """Name a graph by its cliques: ``[A B] [B C]``."""
    return " ".join(
        f"[{' '.join(n for at, n in enumerate(lists) if c >> at & 1)}]" for c in parts[0])


def estimate(
    table: OverlapTable, level: float = LEVEL, step: Step = quiet
) -> Estimate | NotEstimable:
    """Estimate a total by the average over graphs, with its spread over prior weights.

    The range is that under a prior worth one incident; those under heavier priors stand in
    `sensitivity`, and are part of the spread over models and priors.
    """
    lists = len(table.lists)
    if lists > MOST_LISTS:
        return NotEstimable(
            code="too_many_lists_for_method", documented=table.documented, method="graphs",
            reason=f"{lists} lists are too many to list every decomposable graph over them; this "
                   f"method is for at most {MOST_LISTS}")
    tail = (1 - level) / 2
    priors = ((1 / 2**lists, f"1/{2**lists}"), (0.5, "1/2"), (1.0, "1"))
    found = []
    for weight, words in priors:
        step(f"graphs, prior weight {words}", 0, 0)
        found.append((words, posterior(table, weight, step=step)))
    main = found[0][1]
    order = np.argsort(-main.shares)[:SHOWN]
    return Estimate(
        documented=table.documented, low=main.quantile(tail), median=main.quantile(0.5),
        high=main.quantile(1 - tail), level=level, method="graphs",
        model=f"average over all {len(main.graphs):,} decomposable graphs, prior weight "
              f"{priors[0][1]} in each cell",
        assumption=(
            "which lists depend on each other is a decomposable graph, the same for every "
            "incident, and before the data every such graph, and every order of magnitude of the "
            "total, is held equally likely; a dependence of all lists at once cannot be seen"),
        models=tuple(
            Figure(name=name(main.graphs[n], table.lists), total=float(main.means[n]),
                   weight=float(main.shares[n])) for n in order),
        sensitivity=tuple(
            Figure(name=f"prior weight {words} in each cell", total=one.quantile(0.5),
                   low=one.quantile(tail), high=one.quantile(1 - tail)) for words, one in found),
        diagnostics=(("graphs", float(len(main.graphs))),
                     ("greatest_share", float(main.shares.max())),
                     ("mass_at_the_edge", float(main.mass[-max(1, len(main.mass) // 50):].sum()))))
