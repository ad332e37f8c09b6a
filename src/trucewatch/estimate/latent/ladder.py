"""One chain: rungs from a prior under which classes come and go easily, down to the posterior.

A class of a few hundred individuals seldom forms under uniform priors: the parameters of an empty
class are spread over the whole cube, and the more lists there are the less often they lie
where anybody is. Where each list's ``lambda`` has a prior near its share of the seen, empty classes
lie near the people and take some over now and then. The rungs lead from that prior, of some weight,
to weight 0, the posterior; neighbours swap who is of which class, ``lambda`` integrated out.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from trucewatch.estimate.latent.compiled import compiled
from trucewatch.estimate.latent.density import Floats, Room, Target, forward, likelihood
from trucewatch.estimate.latent.moves import (
    Dealt,
    Desk,
    classify,
    concentration,
    evidence,
    hamiltonian,
    redraw,
)
from trucewatch.estimate.latent.regroup import regroup
from trucewatch.estimate.latent.relabel import relabel
from trucewatch.estimate.latent.tree import Ints, Tree

ACCEPTED = 0.7
"""How often trajectories are to be accepted, which steps are adapted to before draws are kept."""


class Rungs(NamedTuple):
    """Targets of a ladder, rung 0 the posterior, and a walker on each."""

    yes: Floats
    no: Floats
    constant: Floats
    """See `Target`; rungs by lists, and by rung."""
    step: Floats
    """Of trajectories, by rung."""
    x: Floats
    """Parameters, by rung."""
    ones: Ints
    sizes: Ints
    seen: Ints
    """See `Dealt`, by rung."""
    a: Floats
    """Of the stick, by rung."""
    lost: Ints
    """Unseen, by rung."""
    swapped: Floats
    """Sum of the probabilities of swaps with the rung above, and how many were tried, by rung."""
    regrouped: Floats
    """The same for splitting and merging classes."""


class Kept(NamedTuple):
    """What is kept of each round."""

    lost: Ints
    classes: Ints
    """Classes of at least one seen individual."""
    logp: Floats


@compiled
def turn(
    rng: np.random.Generator, r: int, rungs: Rungs, tree: Tree, work: Room, table: Desk,
    scale: Floats, steps: int, regroupings: float, adapt: float,
) -> float:
    """Move the walker of one rung and draw everybody's class; return its log density."""
    target = Target(1.0, rungs.yes[r], rungs.no[r], rungs.constant[r])
    length = 1 + int(rng.random() * 2 * steps)
    step = rungs.step[r] * (0.8 + 0.4 * rng.random())
    chance = hamiltonian(rng, rungs.x[r], tree, target, work, table, step, length, scale)
    rungs.step[r] *= math.exp((chance - ACCEPTED) * adapt)
    prior, last = forward(rungs.x[r], tree, target, work)
    who = Dealt(rungs.ones[r], rungs.sizes[r], rungs.seen[r])
    logp = prior + (likelihood(tree, work) if r == 0 else 0.0)
    rungs.a[r] = concentration(rng, rungs.x.shape[2], last)
    rungs.lost[r] = classify(rng, tree, work, table.cells, who)
    if rng.random() < regroupings:
        made = regroup(rng, rungs.a[r], tree, target, table.cells, who, table.pair)
        rungs.regrouped[r, 0] += made
        rungs.regrouped[r, 1] += 1.0
    relabel(rng, rungs.a[r], who, rungs.x.shape[2])
    return logp


@compiled
def swap(rng: np.random.Generator, r: int, rungs: Rungs) -> None:
    """Let two neighbours exchange who is of which class, or not."""
    low = Target(1.0, rungs.yes[r], rungs.no[r], 0.0)
    high = Target(1.0, rungs.yes[r + 1], rungs.no[r + 1], 0.0)
    mine = Dealt(rungs.ones[r], rungs.sizes[r], rungs.seen[r])
    theirs = Dealt(rungs.ones[r + 1], rungs.sizes[r + 1], rungs.seen[r + 1])
    gain = evidence(theirs, low) - evidence(mine, low)
    gain += evidence(mine, high) - evidence(theirs, high)
    chance = math.exp(min(0.0, gain))
    rungs.swapped[r, 0] += chance
    rungs.swapped[r, 1] += 1.0
    if rng.random() < chance:
        exchange(rungs.ones, r)
        exchange(rungs.sizes, r)
        exchange(rungs.seen, r)
        rungs.a[r], rungs.a[r + 1] = rungs.a[r + 1], rungs.a[r]
        rungs.lost[r], rungs.lost[r + 1] = rungs.lost[r + 1], rungs.lost[r]


@compiled
def exchange(table: Ints, r: int) -> None:
    """Exchange two neighbours in a table by rung."""
    held = table[r].copy()
    table[r] = table[r + 1]
    table[r + 1] = held


@compiled
def rounds(
    rng: np.random.Generator, rungs: Rungs, tree: Tree, work: Room, table: Desk, scale: Floats,
    steps: int, turns: int, regroupings: float, adapt: float, kept: Kept,
) -> None:
    """As many rounds as there is room to keep: move every walker, swap, draw parameters anew.

    Parameters
    ----------
    steps
        Of a trajectory, on average.
    turns
        Of the walker on rung 0 in each round; the others have one.
    regroupings
        Probability that a turn ends with a split or merger of classes.
    """
    number = rungs.yes.shape[0]
    for i in range(kept.lost.shape[0]):
        for r in range(number):
            for t in range(turns if r == 0 else 1):
                if t > 0:
                    settle(rng, r, rungs, table)
                logp = turn(rng, r, rungs, tree, work, table, scale, steps, regroupings, adapt)
                if r == 0:
                    kept.logp[i] = logp
        kept.lost[i] = rungs.lost[0]
        kept.classes[i] = (rungs.seen[0] > 0).sum()
        for r in range(i % 2, number - 1, 2):
            swap(rng, r, rungs)
        for r in range(number):
            settle(rng, r, rungs, table)


@compiled
def settle(rng: np.random.Generator, r: int, rungs: Rungs, table: Desk) -> None:
    """Draw a walker's parameters given who is of which class."""
    target = Target(1.0, rungs.yes[r], rungs.no[r], 0.0)
    who = Dealt(rungs.ones[r], rungs.sizes[r], rungs.seen[r])
    redraw(rng, rungs.x[r], target, rungs.a[r], who, table.momentum[0])


@compiled
def descend(
    rng: np.random.Generator, rungs: Rungs, tree: Tree, work: Room, table: Desk, scale: Floats,
    steps: int, regroupings: float, each: int,
) -> None:
    """Lead one walker from the highest rung to the posterior, leaving a copy on each."""
    number = rungs.yes.shape[0]
    for r in range(number - 1, -1, -1):
        for i in range(each):
            # Long steps of adaption first: the step may be wrong by a factor of ten.
            adapt = 1.0 / (4.0 + i) ** 0.6
            turn(rng, r, rungs, tree, work, table, scale, steps, regroupings, adapt)
            settle(rng, r, rungs, table)
        if r > 0:
            rungs.x[r - 1] = rungs.x[r]
            rungs.step[r - 1] = rungs.step[r]
