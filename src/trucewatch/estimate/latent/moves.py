"""Moves that leave the posterior as it is: Hamiltonian steps, a sweep over classes, swaps of labels."""

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
    forward,
    likelihood,
    slope,
)
from trucewatch.estimate.latent.tree import Ints, Tree

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
    ones: Ints
    """Lists by classes: individuals of a class that a list recorded."""


def desk(tree: Tree, classes: int) -> Desk:
    """Memory for a tree and a number of classes."""
    shape = (tree.lists + 1, classes)
    return Desk(
        np.empty(shape), np.empty(shape), np.empty(shape),
        np.empty((len(tree.parent), classes), np.int64), np.empty((tree.lists, classes), np.int64),
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
def sticks(rng: np.random.Generator, a: float, x: Floats, table: Desk) -> None:
    """Break the stick given the sizes of classes, and write the shares of the seen."""
    lists, classes = table.ones.shape
    share = table.momentum[0]
    log_left = 0.0
    after = 0
    for k in range(classes):
        after += table.cells[0, k]
    for k in range(classes - 1):
        after -= table.cells[0, k]
        w = log_gamma(rng, 1.0 + table.cells[0, k]) - log_gamma(rng, a + after)
        lost = math.log1p(math.exp(-abs(w)))
        share[k] = log_left + min(w, 0.0) - lost
        log_left -= lost + max(w, 0.0)
    share[classes - 1] = log_left
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
def sweep(rng: np.random.Generator, x: Floats, tree: Tree, work: Room, table: Desk) -> int:
    """Draw the unseen, everybody's class, and all parameters given these; return the unseen."""
    lists, classes = tree.lists, x.shape[1]
    _, last = forward(x, tree, work)
    cells, ones = table.cells, table.ones
    lost = unseen(rng, tree.seen, work)
    ones[:] = 0
    deal(rng, lost, work.joint[0], cells[0])
    for node in range(1, tree.parent.shape[0]):
        deal(rng, tree.count[node], work.joint[node], cells[node])
    for node in range(tree.parent.shape[0] - 1, 0, -1):
        for k in range(classes):
            ones[tree.added[node], k] += cells[node, k]
            cells[tree.parent[node], k] += cells[node, k]
    for j in range(lists):
        for k in range(classes):
            yes = ones[j, k]
            x[j, k] = log_gamma(rng, 1.0 + yes) - log_gamma(rng, 1.0 + cells[0, k] - yes)
    a = rng.standard_gamma(SHAPE + classes - 1) / (RATE - last)
    sticks(rng, a, x, table)
    return lost


@compiled
def hamiltonian(
    rng: np.random.Generator, x: Floats, tree: Tree, work: Room, table: Desk,
    power: float, step: float, steps: int, scale: Floats,
) -> float:
    """One trajectory; return the probability with which it was accepted."""
    gradient, momentum, there = table.gradient, table.momentum, table.there
    rows, classes = x.shape
    prior, value = slope(x, tree, work, power, gradient)
    energy = prior + power * value
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
        prior, value = slope(there, tree, work, power, gradient)
        part = step if s < steps - 1 else 0.5 * step
        for i in range(rows):
            for k in range(classes):
                momentum[i, k] += part * scale[i] * gradient[i, k]
    after = prior + power * value
    for i in range(rows):
        for k in range(classes):
            after -= 0.5 * momentum[i, k] ** 2
    if not after - energy > -700.0:
        return 0.0
    chance = min(1.0, math.exp(min(0.0, after - energy)))
    if rng.random() < chance:
        x[:] = there
    return chance
