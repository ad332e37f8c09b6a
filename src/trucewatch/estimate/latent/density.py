"""The posterior of latent-class multiple systems estimation, with what can be integrated out.

The model (Manrique-Vallier 2016): an individual is of class ``k`` with probability ``pi[k]``, and
list ``j`` records it with probability ``lambda[j, k]``, independently of the other lists within the
class. ``pi`` breaks a stick, ``v[k] ~ Beta(1, a)`` for all classes but the last, ``a ~ Gamma(0.25,
0.25)``; ``lambda ~ Uniform(0, 1)``; the number of individuals ``N`` has prior ``1 / N``.

What is sampled: ``x``, one row of ``K`` numbers for each list, ``logit(lambda[j])``, and a last row
for the shares of the classes among those *seen*, ``rho[k]``, in proportion to ``pi[k] * t[k]`` with
``t[k]`` the probability that somebody of class ``k`` is seen: logits of the pieces of a stick as
long as all of them; the last entry is not used. The data say a lot about ``rho`` and little about
``t``; had ``pi`` been sampled, every move of ``t`` would have had to drag ``pi`` along. The change
from ``pi`` to ``rho``, both as such logits, has Jacobian 1. Three things are integrated out:

- the classes of the individuals;
- ``N``: what is left is the probability of the seen given that they were seen, and ``N - n`` given
  the rest is negative binomial;
- ``a``: given ``a``, the density of ``v`` hangs on ``log pi[K]`` alone, beside the Jacobian.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import betaln

from trucewatch.estimate.latent.compiled import compiled
from trucewatch.estimate.latent.tree import Tree

Floats = npt.NDArray[np.float64]

SHAPE = 0.25
RATE = 0.25
"""Of the gamma prior of ``a``."""


class Room(NamedTuple):
    """Memory that one evaluation writes to, kept between evaluations."""

    odds: Floats
    """Lists by classes."""
    rate: Floats
    """Lists by classes: ``lambda``."""
    joint: Floats
    """Nodes by classes: probability of class and pattern over that of being seen."""
    part: Floats
    """Quantities by class, one row each: see the names of rows."""


class Target(NamedTuple):
    """What is sampled: the posterior, or a distribution on the way to it."""

    power: float
    """Of the likelihood; 1 in the posterior."""
    yes: Floats
    """By list: first parameter of the beta prior of its ``lambda``; 1 in the posterior."""
    no: Floats
    """By list: the second."""
    constant: float
    """Logarithm of what makes the beta priors densities."""


# Rows of `Room.part`.
MISSED, MET, SPLIT, STICK, BACK, PULL = range(6)
# MISSED 1 - t; MET t; SPLIT pieces of the stick of the seen; STICK pieces of the stick of all;
# BACK what is left of the latter over what is left of the former; PULL slope by log rho.


def room(tree: Tree, classes: int) -> Room:
    """Memory for a tree and a number of classes."""
    return Room(
        np.empty((tree.lists, classes)), np.empty((tree.lists, classes)),
        np.empty((len(tree.parent), classes)), np.empty((6, classes)),
    )


def target_of(
    tree: Tree, classes: int, power: float = 1.0, weight: float = 0.0
) -> Target:
    """A target: the posterior, or one whose prior of ``lambda`` gathers near the lists' shares.

    Parameters
    ----------
    power
        Of the likelihood.
    weight
        As many individuals' worth of prior, of whom each list recorded half its share of the seen.
    """
    share = taken(tree) / (2 * tree.seen)
    yes, no = 1.0 + weight * share, 1.0 + weight * (1.0 - share)
    return Target(power, yes, no, float(-classes * betaln(yes, no).sum()))


def taken(tree: Tree) -> Floats:
    """How many individuals each list recorded."""
    flow = tree.number.astype(np.float64)
    lists = np.zeros(tree.lists)
    for node in range(len(flow) - 1, 0, -1):
        lists[tree.added[node]] += flow[node]
        flow[tree.parent[node]] += flow[node]
    return lists


@compiled
def forward(x: Floats, tree: Tree, target: Target, work: Room) -> tuple[float, float]:
    """Fill the room; return the log prior of ``x`` and ``log pi[K]``, negative."""
    prior = rates(x, tree, target, work)
    lists, classes = tree.lists, x.shape[1]
    joint, part = work.joint, work.part
    left, spent = 1.0, 0.0
    for k in range(classes - 1):
        # A stick may be broken so near its end that only the logarithm of the rest is a number.
        w = x[lists, k]
        e = math.exp(-abs(w))
        lost = math.log1p(e)
        spent += lost + max(w, 0.0)
        prior += min(w, 0.0) - lost
        part[SPLIT, k] = (1.0 if w > 0.0 else e) / (1.0 + e)
        part[PULL, k] = (e if w > 0.0 else 1.0) / (1.0 + e)
        joint[0, k] = left * part[SPLIT, k] / part[MET, k] * part[MISSED, k]
        left *= part[PULL, k]
    back = 1.0 / part[MET, classes - 1]
    part[SPLIT, classes - 1] = part[STICK, classes - 1] = 1.0
    part[BACK, classes - 1] = back
    joint[0, classes - 1] = left * back * part[MISSED, classes - 1]
    spent += math.log(part[MET, classes - 1])
    product = 1.0
    for k in range(classes - 2, -1, -1):
        piece = part[SPLIT, k] / part[MET, k]
        back = piece + part[PULL, k] * back
        part[BACK, k] = back
        part[STICK, k] = piece / back
        product *= part[MET, k] * back
    spent += math.log(back)
    prior -= math.log(product) + (SHAPE + classes - 1) * math.log(RATE + spent)
    for node in range(1, tree.parent.shape[0]):
        parent, added = tree.parent[node], tree.added[node]
        for k in range(classes):
            joint[node, k] = joint[parent, k] * work.odds[added, k]
    return prior, -spent


@compiled
def rates(x: Floats, tree: Tree, target: Target, work: Room) -> float:
    """Fill ``odds``, ``rate``, MISSED and MET; return the log prior of the rows of lists."""
    lists, classes = tree.lists, x.shape[1]
    prior = target.constant
    missed = work.part[MISSED]
    missed[:] = 1.0
    for j in range(lists):
        product, total = 1.0, 0.0
        for k in range(classes):
            e = math.exp(x[j, k])
            q = 1.0 / (1.0 + e)
            work.odds[j, k] = e
            work.rate[j, k] = e * q
            missed[k] *= q
            product *= q
            total += x[j, k]
        prior += target.yes[j] * total + (target.yes[j] + target.no[j]) * math.log(product)
    for k in range(classes):
        work.part[MET, k] = 1.0 - missed[k]
    return prior


@compiled
def likelihood(tree: Tree, work: Room) -> float:
    """Log probability of the patterns given that each individual was seen, after `forward`."""
    total = 0.0
    classes = work.joint.shape[1]
    for node in range(1, tree.parent.shape[0]):
        if tree.number[node] > 0:
            mass = 0.0
            for k in range(classes):
                mass += work.joint[node, k]
            total += tree.number[node] * math.log(mass)
    return total


@compiled
def slope(
    x: Floats, tree: Tree, target: Target, work: Room, gradient: Floats
) -> tuple[float, float]:
    """Log prior and log likelihood; the gradient of the target's logarithm."""
    lists, classes = tree.lists, x.shape[1]
    prior, last = forward(x, tree, target, work)
    joint, part = work.joint, work.part
    value = 0.0
    gradient[:] = 0.0
    for node in range(1, tree.parent.shape[0]):
        weight = 0.0
        if tree.number[node] > 0:
            mass = 0.0
            for k in range(classes):
                mass += joint[node, k]
            value += tree.number[node] * math.log(mass)
            weight = target.power * tree.number[node] / mass
        for k in range(classes):
            joint[node, k] *= weight
    joint[0] = 0.0
    for node in range(tree.parent.shape[0] - 1, 0, -1):
        parent, added = tree.parent[node], tree.added[node]
        for k in range(classes):
            gradient[added, k] += joint[node, k]
            joint[parent, k] += joint[node, k]
    pull(part, -last)
    for k in range(classes):
        # Both the likelihood and the prior of the classes hang on lambda through t.
        part[BACK, k] = (joint[0, k] + part[PULL, k] * part[MISSED, k]) / part[MET, k]
        part[PULL, k] += joint[0, k]
    for j in range(lists):
        yes, both = target.yes[j], target.yes[j] + target.no[j]
        for k in range(classes):
            gradient[j, k] += yes - work.rate[j, k] * (both + part[BACK, k])
    beyond = part[PULL, classes - 1]
    for k in range(classes - 2, -1, -1):
        v = part[SPLIT, k]
        gradient[lists, k] = part[PULL, k] * (1.0 - v) - v * beyond
        beyond += part[PULL, k]
    return prior, value


@compiled
def pull(part: Floats, spent: float) -> None:
    """Slope of the prior of the classes by ``log rho``, into the row PULL."""
    classes = part.shape[1]
    strength = (SHAPE + classes - 1) / (RATE + spent)
    left, echo = 1.0, 1.0
    for k in range(classes - 1):
        v = part[STICK, k]
        part[PULL, k] = 1.0 - v * echo - strength * left * v
        left *= 1.0 - v
        echo = 1.0 + (1.0 - v) * echo
    part[PULL, classes - 1] = strength * (1.0 - left) - (echo - 1.0)
