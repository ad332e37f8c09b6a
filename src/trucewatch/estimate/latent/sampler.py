"""Draws of how many individuals there are, from several chains that start far apart."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trucewatch.estimate.latent.density import Floats, room, taken, target_of
from trucewatch.estimate.latent.ladder import Kept, Rungs, descend, rounds
from trucewatch.estimate.latent.moves import desk
from trucewatch.estimate.latent.tree import Ints, Tree, tree_of

TOP = 12.0
"""Weight of the prior on the highest rung, in individuals."""
RUNGS = 8
"""Of the ladder that every chain goes down before it draws."""
FEW_LISTS, FEW_STEPS, MANY_STEPS = 6, 40, 80
"""Mean steps of a trajectory with up to so many lists, and with more."""
TURNS = 4
"""Of the walker on the lowest rung of a ladder in each round; others have one."""
OFTEN, SELDOM = 0.5, 0.15
"""How often a turn ends with a split or merger of classes: on a ladder, and on none, the latter
only with more lists than `FEW_LISTS`; with few, classes come and go by themselves."""
BATCH = 250
"""Draws between two reports of progress."""
DAMPING = 0.02
"""How far one trajectory changes the step while it is adapted."""


@dataclass(frozen=True)
class Draws:
    """What a run of several chains kept."""

    seen: int
    """Individuals that at least one list recorded."""
    unseen: Ints
    """Chains by draws."""
    classes: Ints
    """Chains by draws: classes that at least one seen individual is of."""
    logp: Floats
    """Chains by draws: log density of the parameters, up to a constant."""
    available: int
    """Classes the model had."""
    cpu: float
    """CPU seconds of drawing and warming up, without compiling."""
    drawing: float
    """Of these, CPU seconds after warming up."""
    compiling: float
    """CPU seconds of compiling, or of loading what an earlier process compiled."""
    swaps: Floats
    """Chains by pairs of neighbouring rungs: how often they swapped, on average."""

    @property
    def total(self) -> Ints:
        """How many individuals there are, chains by draws."""
        return self.unseen + self.seen


@dataclass(frozen=True)
class _Chain:
    """Where one chain is, and the generator it draws from."""

    rng: np.random.Generator
    rungs: Rungs


def sample(
    patterns: npt.NDArray[np.uint8], counts: Ints, *, classes: int = 10, draws: int = 2000,
    warmup: int = 1000, chains: int = 4, seed: int, rungs: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> Draws:
    """Sample the posterior of latent-class multiple systems estimation.

    Parameters
    ----------
    patterns
        One row for each distinct pattern, one 0/1 column for each list.
    counts
        How many individuals have each pattern.
    classes
        At most so many; more cost time and change little once some stay empty.
    draws, warmup
        Of each chain; what is drawn while warming up is not kept.
    seed
        Of everything random: the same seed gives the same draws on the same machine.
    rungs
        Of a ladder that each chain climbs while it draws; 1 for none. Costs as many times more,
        and is for tables whose chains do not agree.
    progress
        Called with how many rounds are done and how many there are.

    Raises
    ------
    ValueError
        When the table is not sound (`tree_of`), or a number is too small to run with.
    """
    _enough(
        classes=(classes, 2), draws=(draws, 4), warmup=(warmup, 1), chains=(chains, 1),
        rungs=(rungs, 1),
    )
    tree = tree_of(patterns, counts)
    weights = ladder_weights(rungs)
    compiling = _compile(classes)
    begun = time.process_time()
    seeds = np.random.SeedSequence(seed).spawn(chains)
    kept = [_room(draws) for _ in seeds]
    told = 0
    swaps = np.full((chains, rungs - 1), np.nan)
    drawing = 0.0

    def tell(more: int) -> None:
        nonlocal told
        told += more
        if progress is not None:
            progress(told, chains * (warmup + draws))

    for c, one in enumerate(seeds):
        rng = np.random.default_rng(one)
        walkers = start(rng, tree, classes, weights)
        warm(rng, walkers, tree, classes, warmup, tell)
        walkers.swapped[:] = 0.0
        before = time.process_time()
        _draw(rng, walkers, tree, classes, 0.0, kept[c], tell)
        drawing += time.process_time() - before
        if rungs > 1:
            swaps[c] = walkers.swapped[:-1, 0] / np.maximum(walkers.swapped[:-1, 1], 1.0)
    return Draws(
        tree.seen, np.array([k.lost for k in kept]), np.array([k.classes for k in kept]),
        np.array([k.logp for k in kept]), classes, time.process_time() - begun, drawing, compiling,
        swaps,
    )


def ladder_weights(number: int) -> list[float]:
    """Weights of the priors of a ladder's rungs, from 0 up to `TOP`, denser near 0."""
    return [TOP * (r / max(1, number - 1)) ** 1.5 for r in range(number)]


def start(
    rng: np.random.Generator, tree: Tree, classes: int, weights: list[float]
) -> Rungs:
    """Draw where a chain starts: parameters far apart, on every rung the same."""
    targets = [target_of(tree, classes, 1.0, weight) for weight in weights]
    number = len(weights)
    x = np.empty((tree.lists + 1, classes))
    x[:-1] = rng.logistic(-2.0, 1.0, size=(tree.lists, classes))
    x[-1] = rng.logistic(-np.log(np.arange(classes, 0, -1)), 1.0)
    return Rungs(
        np.array([t.yes for t in targets]), np.array([t.no for t in targets]),
        np.array([t.constant for t in targets]), np.full(number, 0.3),
        np.broadcast_to(x, (number, *x.shape)).copy(),
        np.zeros((number, tree.lists, classes), np.int64), np.zeros((number, classes), np.int64),
        np.zeros((number, classes), np.int64), np.zeros(number), np.zeros(number, np.int64),
        np.zeros((number, 2)), np.zeros((number, 2)),
    )


def warm(
    rng: np.random.Generator, walkers: Rungs, tree: Tree, classes: int, warmup: int,
    tell: Callable[[int], None],
) -> None:
    """Lead a chain down from a rung on which classes form easily, then let its steps adapt.

    A chain of one rung goes down a ladder of `RUNGS` too, so that it does not start where classes
    that there are have not formed.
    """
    number = len(walkers.step)
    guide = walkers if number > 1 else start(rng, tree, classes, ladder_weights(RUNGS))
    each = max(1, warmup // (2 * len(guide.step)))
    work, table = room(tree, classes), desk(tree, classes)
    descend(rng, guide, tree, work, table, scales(tree), FEW_STEPS // 4, OFTEN, each)
    if guide is not walkers:
        walkers.x[0], walkers.step[0] = guide.x[0], guide.step[0]
    tell(warmup // 2)
    _draw(rng, walkers, tree, classes, DAMPING, _room(warmup - warmup // 2), tell)


def scales(tree: Tree) -> Floats:
    """How far a row of parameters is known from the data, were there one class, by row."""
    number = taken(tree)
    known = np.append(number * (1.0 - number / tree.seen), tree.seen / 4.0)
    return np.asarray(1.0 / np.sqrt(0.3 + known))


def _draw(
    rng: np.random.Generator, walkers: Rungs, tree: Tree, classes: int, adapt: float,
    kept: Kept, tell: Callable[[int], None],
) -> None:
    work, table, scale = room(tree, classes), desk(tree, classes), scales(tree)
    steps = FEW_STEPS if tree.lists <= FEW_LISTS else MANY_STEPS
    turns, regroupings = (TURNS, OFTEN) if len(walkers.step) > 1 else (1, SELDOM)
    if tree.lists <= FEW_LISTS:
        regroupings = 0.0
    whole = len(kept.lost)
    for at in range(0, whole, BATCH):
        part = slice(at, at + BATCH)
        some = Kept(kept.lost[part], kept.classes[part], kept.logp[part])
        rounds(rng, walkers, tree, work, table, scale, steps, turns, regroupings, adapt, some)
        tell(len(some.lost))


def _room(number: int) -> Kept:
    return Kept(np.empty(number, np.int64), np.empty(number, np.int64), np.empty(number))


def _compile(classes: int) -> float:
    """Run once on a table of three lists, so that no chain's time holds compiling."""
    begun = time.process_time()
    tree = tree_of(np.eye(3, dtype=np.uint8), np.ones(3, np.int64))
    rng = np.random.default_rng(0)
    warm(rng, start(rng, tree, classes, [0.0]), tree, classes, 2, lambda _: None)
    return time.process_time() - begun


def _enough(**numbers: tuple[int, int]) -> None:
    for name, (given, least) in numbers.items():
        if given < least:
            raise ValueError(f"{name} is {given}; at least {least} are needed")
