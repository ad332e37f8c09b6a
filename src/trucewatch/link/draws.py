"""Clusterings that could be meant instead: drawn in proportion to what the weights say of them.

A Gibbs sampler over partitions: one telling after another leaves its incident and joins one, or
stands alone, with odds that are the sum of its log-odds to the members. Decisions stay hard.
"""

from __future__ import annotations

import hashlib
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from random import Random

from trucewatch.link.clustering import NEVER, UNSEEN, Pair

DRAWS = 200
WARM = 20
"""Sweeps before the first draw; each starts from the clusters that were found."""


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
    made = [[0] * len(ids) for _ in range(draws)]
    for block in _components(odds, range(len(ids)), whole.of):
        states = _walk(block, odds, whole, [whole.of[n] for n in cluster], _seed(ids, block), draws)
        for n, state in zip(range(draws), states, strict=True):
            for node, first in state.items():
                for member in whole.members[node]:
                    made[n][member] = first
    return made


class _Whole:
    """Tellings that people joined move as one."""

    def __init__(self, count: int, same: Iterable[tuple[int, int]]) -> None:
        self.of = list(range(count))
        for one, other in sorted(same):
            a, b = sorted((self._first(one), self._first(other)))
            self.of[b] = a
        self.of = [self._first(n) for n in range(count)]
        self.members: dict[int, list[int]] = defaultdict(list)
        for n, first in enumerate(self.of):
            self.members[first].append(n)

    def _first(self, n: int) -> int:
        while self.of[n] != n:
            n = self.of[n]
        return n

    def odds(
        self, pairs: Iterable[Pair], different: Iterable[tuple[int, int]]
    ) -> dict[int, dict[int, int]]:
        """Log-odds between those that move."""
        found: dict[int, dict[int, int]] = defaultdict(dict)
        seen: dict[tuple[int, int], int] = defaultdict(int)
        for one, other, odds in pairs:
            a, b = self.of[one], self.of[other]
            if a != b:
                key = (min(a, b), max(a, b))
                seen[key] += 1
                found[key[0]][key[1]] = found[key[0]].get(key[1], 0) + odds
        for (a, b), n in seen.items():
            found[a][b] += UNSEEN * (len(self.members[a]) * len(self.members[b]) - n)
        for one, other in different:
            a, b = sorted((self.of[one], self.of[other]))
            found[a][b] = NEVER
        for a in list(found):
            for b, odds in found[a].items():
                found[b][a] = odds
        return found


def _components(
    odds: Mapping[int, Mapping[int, int]], nodes: Iterable[int], of: Sequence[int]
) -> list[list[int]]:
    """Groups that no pair above the odds of a stranger joins."""
    found, seen = [], set[int]()
    for start in nodes:
        if of[start] != start or start in seen:
            continue
        block, todo = [], [start]
        seen.add(start)
        while todo:
            node = todo.pop()
            block.append(node)
            for near, value in odds.get(node, {}).items():
                if near not in seen and value > UNSEEN:
                    seen.add(near)
                    todo.append(near)
        found.append(sorted(block))
    return found


def _seed(ids: Sequence[str], block: Sequence[int]) -> int:
    text = "\n".join(ids[n] for n in block)
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])


def _walk(
    block: list[int], odds: Mapping[int, Mapping[int, int]], whole: _Whole, start: Sequence[int],
    seed: int, draws: int,
) -> Iterable[dict[int, int]]:
    if len(block) == 1:
        yield from ({block[0]: block[0]} for _ in range(draws))
        return
    chance = Random(seed)  # noqa: S311 (nothing is kept secret by it)
    label = {n: start[n] for n in block}
    groups: dict[int, set[int]] = defaultdict(set)
    for n, name in label.items():
        groups[name].add(n)
    free = max(block) + len(start) + 1
    for sweep in range(WARM + draws):
        for n in block:
            groups[label[n]].discard(n)
            if not groups[label[n]]:
                del groups[label[n]]
            label[n] = _choose(n, groups, odds, whole, chance, free)
            free += 1
            groups[label[n]].add(n)
        if sweep >= WARM:
            yield {n: min(groups[label[n]]) for n in block}


def _choose(
    n: int, groups: Mapping[int, set[int]], odds: Mapping[int, Mapping[int, int]], whole: _Whole,
    chance: Random, alone: int,
) -> int:
    """An incident for one telling to be in; `alone`: one of its own."""
    near, size = odds.get(n, {}), len(whole.members[n])
    names, weights = [alone], [1.0]
    for name, members in groups.items():
        if near.keys().isdisjoint(members):
            continue
        total = sum(near.get(m, UNSEEN * size * len(whole.members[m])) for m in members)
        if total > -30_000:  # noqa: PLR2004 (less than one in ten million millions)
            names.append(name)
            weights.append(math.exp(min(total, 30_000) / 1000))
    at = chance.random() * sum(weights)
    for name, weight in zip(names, weights, strict=True):
        at -= weight
        if at <= 0:
            return name
    return names[-1]

