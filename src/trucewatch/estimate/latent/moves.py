"""Moves that leave a target as it is: Hamiltonian steps, and a sweep over everybody's class."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from trucewatch.estimate.latent.compiled import compiled
from trucewatch.estimate.latent.density import (
    RATE,
    SHAPE,
    Floats,
    Room,
    Target,
    slope,
)
from trucewatch.estimate.latent.tree import Ints, Tree

HOPELESS = -700.0
"""Log of a probability below which a trajectory is not accepted."""
MOST = 1e18
"""Above this no number of unseen can be drawn."""


class Desk(NamedTuple):
    """Memory that moves write to."""

    gradient: Floats
    momentum: Floats
    there: Floats
    """Where a trajectory is."""
    cells: Ints
    """Nodes by classes: individuals."""
    pair: Ints
    """What `regroup` writes of two classes: four rows by node, then four rows by list."""


class Dealt(NamedTuple):
    """Who is of which class, as far as the parameters hang on it."""

    ones: Ints
    """Lists by classes: individuals of a class that a list recorded."""
    sizes: Ints
    """By class: individuals, unseen ones too."""
    seen: Ints
    """By class: individuals somebody recorded."""


def desk(tree: Tree, classes: int) -> Desk:
    """Memory for a tree and a number of classes."""
    shape = (tree.lists + 1, classes)
    return Desk(
        np.empty(shape), np.empty(shape), np.empty(shape),
        np.empty((len(tree.parent), classes), np.int64),
        np.empty((8, max(len(tree.parent), tree.lists, 2)), np.int64),
    )


def dealt(tree: Tree, classes: int) -> Dealt:
    """Memory for a tree and a number of classes."""
    return Dealt(
        np.zeros((tree.lists, classes), np.int64), np.zeros(classes, np.int64),
        np.zeros(classes, np.int64),
    )


@compiled
def unseen(rng: np.random.Generator, number: int, work: Room) -> int:
    """Draw how many were not seen: negative binomial, as a Poisson number with a gamma mean."""
    mean = rng.standard_gamma(number) * work.joint[0].sum()
    return int(rng.poisson(min(mean, MOST)))


@compiled
def log_gamma(rng: np.random.Generator, shape: float) -> float:
    """Draw the logarithm of a gamma variable, also where the variable is too small for a number."""
    if shape >= 1.0:
        return math.log(rng.standard_gamma(shape))
    return math.log(rng.standard_gamma(shape + 1.0)) - rng.standard_exponential() / shape


@compiled
def deal(rng: np.random.Generator, number: int, mass: Floats, cells: Ints) -> None:
    """Deal individuals to classes with probabilities in proportion to ``mass``."""
    classes = mass.shape[0]
    rest = 0.0
    for k in range(classes):
        rest += mass[k]
        cells[k] = 0
    if number == 1:
        point = rng.random() * rest
        k = 0
        while k < classes - 1 and point >= mass[k]:
            point -= mass[k]
            k += 1
        cells[k] = 1
        return
    for k in range(classes - 1):
        if number == 0:
            return
        share = mass[k] / rest if rest > 0.0 else 1.0
        if share >= 1.0:
            cells[k] = number
        elif share > 0.0:
            cells[k] = rng.binomial(number, share)
        number -= cells[k]
        rest -= mass[k]
    cells[classes - 1] = number


@compiled
def classify(
    rng: np.random.Generator, tree: Tree, work: Room, cells: Ints, who: Dealt
) -> int:
    """Draw the unseen and everybody's class, after `forward`; return how many are unseen.

    Only for targets whose likelihood has power 1.
    """
    classes = work.joint.shape[1]
    lost = unseen(rng, tree.seen, work)
    for node in range(1, tree.parent.shape[0]):
        deal(rng, tree.number[node], work.joint[node], cells[node])
    who.ones[:] = 0
    who.seen[:] = 0
    for node in range(1, tree.parent.shape[0]):
        if tree.number[node] > 0:
            for k in range(classes):
                who.seen[k] += cells[node, k]
            at = node
            while at > 0:
                for k in range(classes):
                    who.ones[tree.added[at], k] += cells[node, k]
                at = tree.parent[at]
    deal(rng, lost, work.joint[0], cells[0])
    for k in range(classes):
        who.sizes[k] = who.seen[k] + cells[0, k]
    return lost


@compiled
def concentration(rng: np.random.Generator, classes: int, last: float) -> float:
    """Draw ``a`` given the pieces of the stick, of which ``last``, ``log pi[K]``, says all."""
    return float(rng.standard_gamma(SHAPE + classes - 1) / (RATE - last))


@compiled
def redraw(
    rng: np.random.Generator, x: Floats, target: Target, a: float, who: Dealt, share: Floats
) -> None:
    """Draw all parameters given everybody's class.

    Parameters
    ----------
    a
        Of the stick; drawn given the parameters before (`concentration`).
    share
        Room for as many numbers as there are classes.
    """
    lists, classes = who.ones.shape
    for j in range(lists):
        for k in range(classes):
            yes = who.ones[j, k]
            up = log_gamma(rng, target.yes[j] + yes)
            x[j, k] = up - log_gamma(rng, target.no[j] + who.sizes[k] - yes)
    after = who.sizes.sum()
    left = 0.0
    for k in range(classes - 1):
        after -= who.sizes[k]
        w = log_gamma(rng, 1.0 + who.sizes[k]) - log_gamma(rng, a + after)
        lost = math.log1p(math.exp(-abs(w)))
        share[k] = left + min(w, 0.0) - lost
        left -= lost + max(w, 0.0)
    share[classes - 1] = left
    seen_shares(x, share)


@compiled
def seen_shares(x: Floats, share: Floats) -> None:
    """Write the last row of ``x`` from ``log pi`` and the rows of lists; spoils ``share``."""
    lists, classes = x.shape[0] - 1, x.shape[1]
    for k in range(classes):
        hidden = 1.0
        for j in range(lists):
            hidden /= 1.0 + math.exp(x[j, k])
        share[k] += math.log(1.0 - hidden)
    beyond = share[classes - 1]
    for k in range(classes - 2, -1, -1):
        x[lists, k] = share[k] - beyond
        high, low = max(share[k], beyond), min(share[k], beyond)
        beyond = high + math.log1p(math.exp(low - high))


@compiled
def evidence(who: Dealt, target: Target) -> float:
    """Log probability of the patterns given everybody's class, ``lambda`` integrated out.

    Classes of nobody say nothing, so a swap of two targets does not hang on their parameters.
    """
    lists, classes = who.ones.shape
    total = 0.0
    for j in range(lists):
        yes, no = target.yes[j], target.no[j]
        nobody = math.lgamma(yes) + math.lgamma(no) - math.lgamma(yes + no)
        for k in range(classes):
            size, ones = who.sizes[k], who.ones[j, k]
            if size > 0:
                total += math.lgamma(yes + ones) + math.lgamma(no + size - ones)
                total -= math.lgamma(yes + no + size) + nobody
    return total


@compiled
def hamiltonian(
    rng: np.random.Generator, x: Floats, tree: Tree, target: Target, work: Room, table: Desk,
    step: float, steps: int, scale: Floats,
) -> float:
    """One trajectory; return the probability with which it was accepted."""
    gradient, momentum, there = table.gradient, table.momentum, table.there
    rows, classes = x.shape
    prior, value = slope(x, tree, target, work, gradient)
    energy = prior + target.power * value
    for i in range(rows):
        for k in range(classes):
            p = rng.standard_normal()
            energy -= 0.5 * p * p
            momentum[i, k] = p + 0.5 * step * scale[i] * gradient[i, k]
            there[i, k] = x[i, k]
    for s in range(steps):
        for i in range(rows):
            for k in range(classes):
                there[i, k] += step * scale[i] * momentum[i, k]
        prior, value = slope(there, tree, target, work, gradient)
        part = step if s < steps - 1 else 0.5 * step
        for i in range(rows):
            for k in range(classes):
                momentum[i, k] += part * scale[i] * gradient[i, k]
    after = prior + target.power * value
    for i in range(rows):
        for k in range(classes):
            after -= 0.5 * momentum[i, k] ** 2
    # Also where the energy is no number.
    if not after - energy > HOPELESS:
        return 0.0
    chance = math.exp(min(0.0, after - energy))
    if rng.random() < chance:
        x[:] = there
    return chance
