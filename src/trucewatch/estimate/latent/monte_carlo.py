"""A second algorithm: sequential Monte Carlo, whose particles share one another's fortune.

Nothing but the density and the moves is common with the chains: particles are drawn from the prior
that gathers near the lists' shares, weighed and chosen anew while the likelihood's power rises from
0 to 1, and again while the weight of that prior falls to 0. Modes need not be crossed between: how
many particles end in each is its share of the posterior.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trucewatch.estimate.latent.compiled import compiled
from trucewatch.estimate.latent.density import (
    SHAPE,
    Floats,
    Room,
    Target,
    forward,
    likelihood,
    room,
    target_of,
)
from trucewatch.estimate.latent.moves import (
    Dealt,
    Desk,
    classify,
    concentration,
    dealt,
    desk,
    hamiltonian,
    redraw,
    seen_shares,
)
from trucewatch.estimate.latent.regroup import regroup
from trucewatch.estimate.latent.relabel import relabel
from trucewatch.estimate.latent.sampler import OFTEN, TOP, scales
from trucewatch.estimate.latent.tree import Ints, Tree, tree_of

KEEP = 0.7
"""Effective share of the particles that one step may leave."""
HALVINGS = 24
STEPS = 8
ACCEPTED = 0.7


@dataclass(frozen=True)
class Cloud:
    """Particles of one run, each with the same weight."""

    seen: int
    unseen: Ints
    classes: Ints
    """Classes that at least one seen individual is of."""
    evidence: float
    """Log probability of the patterns given how many were seen, all parameters integrated out."""
    stages: int
    cpu: float

    @property
    def total(self) -> Ints:
        """How many individuals there are, by particle."""
        return self.unseen + self.seen


@dataclass
class _Particles:
    """Where a run is."""

    rng: np.random.Generator
    tree: Tree
    x: Floats
    step: float
    evidence: float = 0.0
    stages: int = 0


def monte_carlo(
    patterns: npt.NDArray[np.uint8], counts: Ints, *, classes: int = 10, particles: int = 500,
    moves: int = 3, weight: float = TOP, seed: int,
) -> Cloud:
    """Sample the posterior of latent-class multiple systems estimation by particles.

    Parameters
    ----------
    particles
        Their number; shares of modes are uncertain by several runs' spread, not by this number.
    moves
        Of each particle between two choices.
    weight
        Of the prior that is gone through on the way; 0 for none.
    """
    begun = time.process_time()
    tree = tree_of(patterns, counts)
    rng = np.random.default_rng(seed)
    run = _Particles(rng, tree, from_prior(rng, tree, classes, particles, weight), 0.3)
    _lead(run, lambda at: target_of(tree, classes, at, weight), moves)
    if weight > 0.0:
        _lead(run, lambda at: target_of(tree, classes, 1.0, weight * (1.0 - at)), moves)
    lost = np.empty(particles, np.int64)
    used = np.empty(particles, np.int64)
    _finish(rng, run.x, tree, target_of(tree, classes), room(tree, classes), desk(tree, classes),
            dealt(tree, classes), lost, used)
    return Cloud(tree.seen, lost, used, run.evidence, run.stages, time.process_time() - begun)


def from_prior(
    rng: np.random.Generator, tree: Tree, classes: int, number: int, weight: float
) -> Floats:
    """Draw parameters from a prior of some weight (`target_of`), one layer each."""
    target = target_of(tree, classes, 0.0, weight)
    x = np.empty((number, tree.lists + 1, classes))
    shape = (number, tree.lists, classes)
    yes = rng.beta(target.yes[:, None], target.no[:, None], shape)
    yes = np.clip(yes, 1e-300, 1.0 - 1e-15)
    x[:, :-1] = np.log(yes) - np.log1p(-yes)
    # A beta(1, a) variable is 1 - U ** (1 / a); only the logarithm of the latter is a number.
    a = np.exp(_log_gamma(rng, SHAPE, number) - np.log(SHAPE))
    gone = rng.exponential(1.0, (number, classes - 1)) / np.maximum(a[:, None], 1e-300)
    piece = np.log(-np.expm1(-gone))
    before = np.concatenate([np.zeros((number, 1)), -np.cumsum(gone, axis=1)], axis=1)
    share = before.copy()
    share[:, :-1] += piece
    for one in range(number):
        seen_shares(x[one], share[one])
    x[:, -1, -1] = 0.0
    return x


def _log_gamma(rng: np.random.Generator, shape: float, number: int) -> Floats:
    return np.asarray(
        np.log(rng.standard_gamma(shape + 1.0, number)) - rng.exponential(1.0, number) / shape
    )


def _lead(run: _Particles, target: Callable[[float], Target], moves: int) -> None:
    """Lead the particles from a target at 0 to that at 1, by steps as long as they bear."""
    number, _, classes = run.x.shape
    work, table, who = (
        room(run.tree, classes), desk(run.tree, classes), dealt(run.tree, classes)
    )
    here, there = np.empty(number), np.empty(number)
    at = 0.0
    while at < 1.0:
        _value(run.x, run.tree, target(at), work, here)
        low, high = at, 1.0
        _value(run.x, run.tree, target(high), work, there)
        if _effective(there - here) < KEEP:
            for _ in range(HALVINGS):
                middle = 0.5 * (low + high)
                _value(run.x, run.tree, target(middle), work, there)
                low, high = (middle, high) if _effective(there - here) >= KEEP else (low, middle)
            high = low if low > at else high
            _value(run.x, run.tree, target(high), work, there)
        gain = there - here
        at = high
        run.evidence += float(np.logaddexp.reduce(gain) - np.log(number))
        run.x = run.x[_choose(run.rng, gain)]
        run.stages += 1
        run.step = _move(run.rng, run.x, run.tree, target(at), work, table, who,
                         scales(run.tree), run.step, moves)


def _effective(gain: Floats) -> float:
    weight = np.exp(gain - gain.max())
    return float(weight.sum() ** 2 / (weight**2).sum() / len(weight))


def _choose(rng: np.random.Generator, gain: Floats) -> Ints:
    """Choose particles in proportion to their weights, with one random number for all."""
    weight = np.exp(gain - gain.max())
    points = (np.arange(len(gain)) + rng.random()) / len(gain)
    chosen = np.searchsorted(np.cumsum(weight) / weight.sum(), points)
    return np.minimum(chosen, len(gain) - 1)


@compiled
def _value(x: Floats, tree: Tree, target: Target, work: Room, value: Floats) -> None:
    for i in range(x.shape[0]):
        prior, _ = forward(x[i], tree, target, work)
        value[i] = prior
        if target.power > 0.0:
            value[i] += target.power * likelihood(tree, work)


@compiled
def _move(
    rng: np.random.Generator, x: Floats, tree: Tree, target: Target, work: Room, table: Desk,
    who: Dealt, scale: Floats, step: float, moves: int,
) -> float:
    """Move every particle; return a step adapted to how often trajectories were accepted."""
    for i in range(x.shape[0]):
        for _ in range(moves):
            length = 1 + int(rng.random() * 2 * STEPS)
            chance = hamiltonian(rng, x[i], tree, target, work, table,
                                 step * (0.8 + 0.4 * rng.random()), length, scale)
            step *= np.exp((chance - ACCEPTED) * 0.01)
            if target.power == 1.0:
                _, last = forward(x[i], tree, target, work)
                classify(rng, tree, work, table.cells, who)
                a = concentration(rng, x.shape[2], last)
                if rng.random() < OFTEN:
                    regroup(rng, a, tree, target, table.cells, who, table.pair)
                relabel(rng, a, who, x.shape[2])
                redraw(rng, x[i], target, a, who, table.momentum[0])
    return step


@compiled
def _finish(
    rng: np.random.Generator, x: Floats, tree: Tree, target: Target, work: Room, table: Desk,
    who: Dealt, lost: Ints, used: Ints,
) -> None:
    for i in range(x.shape[0]):
        forward(x[i], tree, target, work)
        lost[i] = classify(rng, tree, work, table.cells, who)
        used[i] = (who.seen > 0).sum()
