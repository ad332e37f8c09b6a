"""Pairs into incidents: correlation clustering by greedy additive edge contraction.

After Keuper et al. (2015): the two clusters whose union gains most log-odds are joined, until no
union gains any. Pairs that are no candidates count against a union. Human decisions are hard.
Nothing depends on the order of the rows: ties go by the ids of the reports.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Sequence

UNSEEN = -8_000
"""Log-odds, in thousandths, of a pair that is no candidate."""
BLIND = -2_000
"""The same where one of the two has no point: names that share no word may still mean one place."""
NEVER = -(10**12)
"""What a decision against a union weighs."""

Pair = tuple[int, int, int]
"""Two reports, the smaller number first, and the log-odds that they tell of one incident."""


def clusters(
    count: int, pairs: Iterable[Pair], same: Iterable[tuple[int, int]] = (),
    different: Iterable[tuple[int, int]] = (), unplaced: Iterable[int] = (),
) -> tuple[list[int], list[tuple[int, int]]]:
    """Join reports into incidents.

    Parameters
    ----------
    count
        Number of reports, numbered from 0 in the order of their ids.
    pairs
        Log-odds in thousandths of the candidates, what is added for merging included.
    same, different
        What people decided.
    unplaced
        Reports without a point.

    Returns
    -------
    tuple
        For each report the smallest number in its incident; and decisions that two reports are
        different which others, that join them, contradict: these are not followed.
    """
    work = _Work(count, unplaced)
    for one, other in sorted(same):
        work.decide(one, other)
    against = [(a, b) for a, b in sorted(different) if work.find(a) == work.find(b)]
    barred = {work.between(a, b) for a, b in different} - {work.between(a, b) for a, b in against}
    work.start(pairs, barred)
    work.contract()
    return [work.find(number) for number in range(count)], against


class _Work:
    """Clusters by their smallest member, and the log-odds between those that touch."""

    def __init__(self, count: int, unplaced: Iterable[int]) -> None:
        self._of = list(range(count))
        self._size = [1] * count
        self._placed = [1] * count
        for n in unplaced:
            self._placed[n] = 0
        self._own = tuple(self._placed)
        self._odds: dict[int, dict[int, int]] = defaultdict(dict)
        self._heap: list[tuple[int, int, int]] = []

    def find(self, number: int) -> int:
        while self._of[number] != number:
            self._of[number] = self._of[self._of[number]]
            number = self._of[number]
        return number

    def between(self, one: int, other: int) -> tuple[int, int]:
        a, b = self.find(one), self.find(other)
        return (a, b) if a < b else (b, a)

    def decide(self, one: int, other: int) -> None:
        a, b = self.between(one, other)
        if a != b:
            self._merge(a, b)

    def _merge(self, a: int, b: int) -> None:
        self._of[b] = a
        self._size[a] += self._size[b]
        self._placed[a] += self._placed[b]

    def _unseen(self, a: int, b: int) -> int:
        """What a union weighs if no pair of the two is a candidate."""
        placed = self._placed[a] * self._placed[b]
        return UNSEEN * placed + BLIND * (self._size[a] * self._size[b] - placed)

    def start(self, pairs: Iterable[Pair], barred: Iterable[tuple[int, int]]) -> None:
        seen: dict[tuple[int, int], int] = defaultdict(int)
        for one, other, odds in pairs:
            key = self.between(one, other)
            if key[0] != key[1]:
                seen[key] += UNSEEN if self._own[one] and self._own[other] else BLIND
                self._odds[key[0]][key[1]] = self._odds[key[0]].get(key[1], 0) + odds
        for (a, b), told in seen.items():
            # Members a decision has joined bring pairs that are no candidates with them.
            self._odds[a][b] += self._unseen(a, b) - told
            self._odds[b][a] = self._odds[a][b]
        for a, b in barred:
            self._odds[a][b] = self._odds[b][a] = NEVER
        for a, near in self._odds.items():
            for b, odds in near.items():
                if a < b and odds > 0:
                    heapq.heappush(self._heap, (-odds, a, b))

    def contract(self) -> None:
        while self._heap:
            odds, a, b = heapq.heappop(self._heap)
            if self._odds.get(a, {}).get(b) == -odds:
                self._join(a, b)

    def _join(self, a: int, b: int) -> None:
        near, other = self._odds[a], self._odds.pop(b)
        near.pop(b)
        other.pop(a)
        for c in other.keys() | near.keys():
            odds = (
                (near[c] if c in near else self._unseen(a, c))
                + (other[c] if c in other else self._unseen(b, c))
            )
            self._odds[c].pop(b, None)
            near[c] = self._odds[c][a] = odds
            if odds > 0:
                heapq.heappush(self._heap, (-odds, *((a, c) if a < c else (c, a))))
        self._merge(a, b)


def members(cluster: Sequence[int]) -> dict[int, list[int]]:
    """Reports of each cluster, in order."""
    found: dict[int, list[int]] = defaultdict(list)
    for number, first in enumerate(cluster):
        found[first].append(number)
    return dict(found)
