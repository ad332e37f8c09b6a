"""Clusterings that could be meant instead: drawn in proportion to what the weights say of them.

A Gibbs sampler over partitions: one telling after another leaves its incident and joins one, or
stands alone, with odds that are the sum of its log-odds to the members. Decisions stay hard.
"""

from __future__ import annotations

import hashlib
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from random import Random

from trucewatch.link.clustering import NEVER, UNSEEN, Pair

DRAWS = 200
WARM = 20
"""Sweeps before the first draw; each starts from the clusters that were found."""
NOTHING = -30_000
"""Log-odds, in thousandths, of less than one in ten million millions: never drawn."""


def draw(
    ids: Sequence[str], cluster: Sequence[int], pairs: Iterable[Pair],
    same: Iterable[tuple[int, int]], different: Iterable[tuple[int, int]], draws: int = DRAWS,
) -> list[list[int]]:
    """Draw clusterings.

    Parameters
    ----------
    ids
        Ids of the tellings: they seed the draws, so that the same tellings give the same ones.
    cluster
        The clusters that were found.
    pairs
        Log-odds of candidates, in thousandths, what is added for merging included.
    same, different
        What people decided and is followed.
    draws
        How many.

    Returns
    -------
    list
        For each draw the cluster of every telling, named by its smallest member.
    """
    whole = _Whole(len(ids), same)
    odds = whole.odds(pairs, different)
    start = [whole.of[n] for n in cluster]
    made = [list(whole.of) for _ in range(draws)]
    # What no pair joins to anything is as it is in every draw: only the others are walked.
    for block in _components(odds, whole.of):
        states = _walk(block, whole.sizes, _inside(block, odds), start, _seed(ids, block), draws)
        for drawn, state in zip(made, states, strict=True):
            for node, first in zip(block, state, strict=True):
                for member in whole.members[node]:
                    drawn[member] = first
    return made


class _Whole:
    """Tellings that people joined move as one, under the smallest of them."""

    def __init__(self, count: int, same: Iterable[tuple[int, int]]) -> None:
        self._of = list(range(count))
        for one, other in sorted(same):
            a, b = sorted((self._find(one), self._find(other)))
            self._of[b] = a
        self.of = [self._find(n) for n in range(count)]
        self.members: dict[int, list[int]] = defaultdict(list)
        for n, first in enumerate(self.of):
            self.members[first].append(n)
        self.sizes = {first: len(members) for first, members in self.members.items()}

    def _find(self, n: int) -> int:
        while self._of[n] != n:
            self._of[n] = n = self._of[self._of[n]]
        return n

    def odds(
        self, pairs: Iterable[Pair], different: Iterable[tuple[int, int]]
    ) -> dict[int, dict[int, int]]:
        """Log-odds between those that move."""
        found: dict[int, dict[int, int]] = defaultdict(dict)
        seen: dict[tuple[int, int], int] = defaultdict(int)
        for one, other, odds in pairs:
            a, b = sorted((self.of[one], self.of[other]))
            if a != b:
                seen[a, b] += 1
                found[a][b] = found[a].get(b, 0) + odds
        for (a, b), n in seen.items():
            found[a][b] += UNSEEN * (self.sizes[a] * self.sizes[b] - n)
        for one, other in different:
            a, b = sorted((self.of[one], self.of[other]))
            if a != b:
                found[a][b] = NEVER
        for a in list(found):
            for b, odds in found[a].items():
                found[b][a] = odds
        return found


def _components(
    odds: Mapping[int, Mapping[int, int]], of: Sequence[int]
) -> Iterable[list[int]]:
    """Groups of more than one that pairs above the odds of a stranger join."""
    seen = set[int]()
    for start in sorted(odds):
        if of[start] != start or start in seen:
            continue
        block, todo = [], [start]
        seen.add(start)
        while todo:
            node = todo.pop()
            block.append(node)
            for near, value in odds[node].items():
                if near not in seen and value > UNSEEN:
                    seen.add(near)
                    todo.append(near)
        if len(block) > 1:
            yield sorted(block)


def _inside(
    block: Sequence[int], odds: Mapping[int, Mapping[int, int]]
) -> list[list[tuple[int, int]]]:
    """For each of a block those of it that it is compared with, by place, and the log-odds."""
    place = {node: n for n, node in enumerate(block)}
    return [
        sorted((place[near], value) for near, value in odds[node].items() if near in place)
        for node in block
    ]


def _seed(ids: Sequence[str], block: Sequence[int]) -> int:
    text = "\n".join(ids[n] for n in block)
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])


def _walk(
    block: Sequence[int], sizes: Mapping[int, int], near: Sequence[Sequence[tuple[int, int]]],
    start: Sequence[int], seed: int, draws: int,
) -> Iterable[list[int]]:
    """For each draw the incident of each of a block, by its smallest member."""
    chance = Random(seed).random  # noqa: S311 (nothing is kept secret by it)
    many = [sizes[node] for node in block]
    label = [start[node] for node in block]
    size: dict[int, int] = defaultdict(int)
    for n, name in enumerate(label):
        size[name] += many[n]
    # Log-odds beyond those of strangers: the rest of a sum over an incident goes by its size.
    beyond = [[(m, value - UNSEEN * many[n] * many[m]) for m, value in some]
              for n, some in enumerate(near)]
    free = max(start) + 1
    for sweep in range(WARM + draws):
        for n, some in enumerate(beyond):
            size[label[n]] -= many[n]
            if not size[label[n]]:
                del size[label[n]]
            sums: dict[int, int] = {}
            for m, value in some:
                sums[label[m]] = sums.get(label[m], 0) + value
            label[n] = _choose(
                {name: value + UNSEEN * many[n] * size[name] for name, value in sums.items()},
                free, chance)
            size[label[n]] += many[n]
            free += 1
        if sweep >= WARM:
            first: dict[int, int] = {}
            yield [first.setdefault(name, node)
                   for name, node in zip(label, block, strict=True)]


def _choose(odds: Mapping[int, int], alone: int, chance: Callable[[], float]) -> int:
    """An incident for one telling to be in, by the log-odds of each; `alone`: one of its own."""
    names, weights = [alone], [1.0]
    for name, value in odds.items():
        if value > NOTHING:
            names.append(name)
            weights.append(math.exp(min(value, -NOTHING) / 1000))
    at = chance() * sum(weights)
    for name, weight in zip(names, weights, strict=True):
        at -= weight
        if at <= 0:
            return name
    return names[-1]
