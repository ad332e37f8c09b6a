"""Splitting a class in two and merging two into one, in one step (Jain and Neal 2004).

Two seen individuals are drawn. Are they of one class, a split of it is proposed that sets them
apart; are they of two, that these be one. How others go is found by dealing them out some times
over, by likeness to those on either side; the last time counts, and its probability, there or back,
enters the decision. All parameters but ``a`` are integrated out.
"""

from __future__ import annotations

import math

import numpy as np

from trucewatch.estimate.latent.compiled import compiled
from trucewatch.estimate.latent.density import Target
from trucewatch.estimate.latent.moves import Dealt
from trucewatch.estimate.latent.tree import Ints, Tree

SCANS = 4
"""Times that individuals are dealt out before the time that counts."""
MOST = 5000
"""Classes of more individuals together are left as they are; dealing them out takes too long."""
REST, LEFT, RIGHT, AGO = range(4)
ONES, OTHERS, SIZE = 4, 5, 6
# Rows of the room: by node, those to be dealt out, those on either side and those on the left as
# things are; by list, individuals recorded on either side; how many there are on either side.


@compiled
def regroup(
    rng: np.random.Generator, a: float, tree: Tree, target: Target, cells: Ints, who: Dealt,
    pair: Ints,
) -> float:
    """Propose one split or merger; return 1 if it was made."""
    one, left = anchor(rng, tree, cells, -1, -1)
    two, right = anchor(rng, tree, cells, one, left)
    splits = left == right
    empty = 0
    for k in range(who.sizes.shape[0]):
        empty += who.sizes[k] == 0
    if splits:
        if empty == 0:
            return 0.0
        right = vacant(rng, who, empty)
    if who.sizes[left] + who.sizes[right] > MOST:
        return 0.0
    begin(tree, cells, one, two, left, right, splits, pair)
    for scan in range(SCANS):
        deal_out(rng, tree, target, pair, scan == 0, False)
    way = deal_out(rng, tree, target, pair, False, not splits)
    before = grouping(a, who, target, left, right)
    if splits:
        place(tree, one, two, cells, who, pair, left, right)
        gain = grouping(a, who, target, left, right) - before - way + math.log(empty)
    else:
        join(cells, who, left, right)
        gain = grouping(a, who, target, left, right) - before + way - math.log(empty + 1.0)
    if rng.random() < math.exp(min(0.0, gain)):
        return 1.0
    if splits:
        join(cells, who, left, right)
    else:
        place(tree, one, two, cells, who, pair, left, right)
    return 0.0


@compiled
def anchor(
    rng: np.random.Generator, tree: Tree, cells: Ints, node: int, k: int
) -> tuple[int, int]:
    """Draw one of the seen, other than one of a node and class; return its node and class."""
    point = int(rng.random() * (tree.seen - (node >= 0)))
    for at in range(1, tree.parent.shape[0]):
        for c in range(cells.shape[1]):
            number = cells[at, c] if tree.number[at] > 0 else 0
            if at == node and c == k:
                number -= 1
            if point < number:
                return at, c
            point -= number
    return node, k


@compiled
def vacant(rng: np.random.Generator, who: Dealt, empty: int) -> int:
    """Draw one of the classes of nobody."""
    point = int(rng.random() * empty)
    for k in range(who.sizes.shape[0]):
        if who.sizes[k] == 0:
            if point == 0:
                return k
            point -= 1
    return 0


@compiled
def begin(
    tree: Tree, cells: Ints, one: int, two: int, left: int, right: int, splits: bool, pair: Ints
) -> None:
    """Put the two who were drawn on either side, and the others of their classes aside."""
    for node in range(tree.parent.shape[0]):
        whole = tree.number[node] > 0 or node == 0
        pair[AGO, node] = cells[node, left] if whole else 0
        pair[REST, node] = pair[AGO, node]
        if whole and not splits:
            pair[REST, node] += cells[node, right]
        pair[LEFT, node] = pair[RIGHT, node] = 0
    pair[REST, one] -= 1
    pair[AGO, one] -= 1
    pair[REST, two] -= 1
    for j in range(tree.lists):
        pair[ONES, j] = pair[OTHERS, j] = 0
    pair[SIZE, 0] = pair[SIZE, 1] = 0
    put(tree, pair, one, 0, 1)
    put(tree, pair, two, 1, 1)


@compiled
def put(tree: Tree, pair: Ints, node: int, side: int, number: int) -> None:
    """Add individuals of a pattern to one side, or with a negative number take them away."""
    pair[SIZE, side] += number
    while node > 0:
        pair[ONES + side, tree.added[node]] += number
        node = tree.parent[node]


@compiled
def likeness(tree: Tree, target: Target, pair: Ints, node: int, side: int) -> float:
    """Probability of a pattern given those on one side, times their number."""
    size = pair[SIZE, side]
    ones = pair[ONES + side]
    product = float(size)
    for j in range(tree.lists):
        product *= (target.no[j] + size - ones[j]) / (target.yes[j] + target.no[j] + size)
    while node > 0:
        j = tree.added[node]
        product *= (target.yes[j] + ones[j]) / (target.no[j] + size - ones[j])
        node = tree.parent[node]
    return product


@compiled
def deal_out(
    rng: np.random.Generator, tree: Tree, target: Target, pair: Ints, first: bool, back: bool
) -> float:
    """Deal everybody out, one after another; return the log probability of how it went.

    Parameters
    ----------
    first
        Nobody is on a side yet.
    back
        Deal as things are, in an order by chance among those of one pattern.
    """
    total = 0.0
    for node in range(tree.parent.shape[0]):
        lefts, number = pair[LEFT, node], pair[REST, node]
        due = pair[AGO, node]
        pair[LEFT, node] = 0
        for i in range(number):
            if not first:
                put(tree, pair, node, 0 if i < lefts else 1, -1)
            here = likeness(tree, target, pair, node, 0)
            there = likeness(tree, target, pair, node, 1)
            chance = here / (here + there)
            point = rng.random()
            goes = point * (number - i) < due if back else point < chance
            total += math.log(chance if goes else 1.0 - chance)
            due -= goes
            pair[LEFT, node] += goes
            put(tree, pair, node, 0 if goes else 1, 1)
        pair[RIGHT, node] = number - pair[LEFT, node]
    return total


@compiled
def place(
    tree: Tree, one: int, two: int, cells: Ints, who: Dealt, pair: Ints, left: int, right: int
) -> None:
    """Make two classes of one as they were dealt out."""
    for node in range(tree.parent.shape[0]):
        cells[node, left] = pair[LEFT, node] + (node == one)
        cells[node, right] = pair[RIGHT, node] + (node == two)
    who.sizes[left], who.sizes[right] = pair[SIZE, 0], pair[SIZE, 1]
    who.seen[left] = pair[SIZE, 0] - cells[0, left]
    who.seen[right] = pair[SIZE, 1] - cells[0, right]
    for j in range(tree.lists):
        who.ones[j, left], who.ones[j, right] = pair[ONES, j], pair[OTHERS, j]


@compiled
def join(cells: Ints, who: Dealt, left: int, right: int) -> None:
    """Make one class of two."""
    for table in (cells, who.ones):
        for i in range(table.shape[0]):
            table[i, left] += table[i, right]
            table[i, right] = 0
    for row in (who.sizes, who.seen):
        row[left] += row[right]
        row[right] = 0


@compiled
def grouping(a: float, who: Dealt, target: Target, left: int, right: int) -> float:
    """Log probability of the classes, and of the patterns in two of them, but for a constant."""
    total = 0.0
    after = 0
    for k in range(who.sizes.shape[0] - 1, -1, -1):
        size = who.sizes[k]
        if k < who.sizes.shape[0] - 1:
            total += math.lgamma(1.0 + size) + math.lgamma(a + after)
            total -= math.lgamma(1.0 + a + size + after)
        after += size
    for j in range(who.ones.shape[0]):
        yes, no = target.yes[j], target.no[j]
        nobody = math.lgamma(yes) + math.lgamma(no) - math.lgamma(yes + no)
        for k in (left, right):
            size, ones = who.sizes[k], who.ones[j, k]
            if size > 0:
                total += math.lgamma(yes + ones) + math.lgamma(no + size - ones)
                total -= math.lgamma(yes + no + size) + nobody
    return total
