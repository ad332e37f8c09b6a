"""Pairs worth a person's look: by how much an answer would move a number that is published."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from trucewatch.link.clustering import clusters
from trucewatch.link.weights import probability
from trucewatch.model.incident import Linking, Telling
from trucewatch.model.judgement import DIFFERENT, SAME

Pair = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One pair to look at."""

    one: Telling
    other: Telling
    odds: int
    """Log-odds that they tell of one incident, in thousandths."""
    together: bool
    """Whether they are in one incident as things stand."""
    if_same: int
    """By how many incidents their number would change."""
    if_different: int
    rivals: int
    """Pairs that have to be judged different, this one among them, before two values of one
    account are added in findings; 0: it plays no part in that."""
    clauses: int
    """Findings of clauses, by bound, that rest on either report."""

    @property
    def change(self) -> float:
        """Expected change of published numbers: of incidents, and of what is surely so many."""
        p = probability(self.odds)
        adds = 1 / self.rivals if self.rivals else 0
        each = p * abs(self.if_same) + (1 - p) * (abs(self.if_different) + adds)
        return each * self.clauses


def queue(
    linking: Linking, merge: int, rests_on: Mapping[str, Collection[object]]
) -> list[Asked]:
    """Pairs nobody decided, those first whose answer is expected to change most.

    Parameters
    ----------
    linking
        Incidents of a case.
    merge
        What the weights add before clusters are made.
    rests_on
        By claim id: what is published that rests on it, such as clauses with their bound.
    """
    told = {t.id: t for i in linking.incidents for t in i.tellings}
    incident = {t.id: i.id for i in linking.incidents for t in i.tellings}
    claims = {claim: t.id for t in told.values() for claim in t.claims}
    judged: dict[Pair, str] = {}
    for j in [*linking.followed, *linking.open, *linking.against]:
        if j.one in claims and j.other in claims:  # not of two reports of several incidents
            one, other = sorted((claims[j.one], claims[j.other]))
            judged[one, other] = j.verdict
    rivals = _Rivals(linking, told)
    found = []
    for block in _blocks(told, linking.pairs, judged):
        work = _Block(block, linking.pairs, judged, merge)
        for pair in work.undecided():
            found.append(_asked(pair, work, told, incident, rivals, rests_on))
    return sorted(found, key=lambda a: (-a.change, a.one.id, a.other.id))


def _asked(
    pair: Pair, work: _Block, told: Mapping[str, Telling], incident: Mapping[str, str],
    rivals: _Rivals, rests_on: Mapping[str, Collection[object]],
) -> Asked:
    one, other = (told[name] for name in pair)
    touched = {what for t in (one, other) for claim in t.claims for what in rests_on.get(claim, ())}
    return Asked(
        one=one, other=other, odds=rivals.pairs[pair],
        together=incident[one.id] == incident[other.id],
        if_same=work.count(pair, same=True) - work.now,
        if_different=work.count(pair, same=False) - work.now,
        rivals=rivals.between(one, other), clauses=len(touched),
    )


class _Rivals:
    """How many pairs keep two tellings, or one of them, from being added; see `link.apart`."""

    def __init__(self, linking: Linking, told: Mapping[str, Telling]) -> None:
        self.pairs = linking.pairs
        self._apart = linking.apart
        self._of: Counter[str] = Counter(
            name for pair in linking.pairs if _one_account(*(told[name] for name in pair))
            for name in pair)

    def between(self, one: Telling, other: Telling) -> int:
        loose = [t for t in (one, other) if not any(c in self._apart for c in t.claims)]
        if not loose or not _one_account(one, other):
            return 0
        return min(self._of[t.id] for t in loose)


def _one_account(one: Telling, other: Telling) -> bool:
    meet = one.earliest <= other.latest and other.earliest <= one.latest
    return meet and not set(one.lineages).isdisjoint(other.lineages)


def _blocks(
    told: Mapping[str, Telling], pairs: Mapping[Pair, int], judged: Mapping[Pair, str]
) -> list[list[str]]:
    """Tellings that pairs join, directly or over others."""
    near: dict[str, set[str]] = defaultdict(set)
    for one, other in [*pairs, *judged]:
        if one in told and other in told:
            near[one].add(other)
            near[other].add(one)
    found, seen = [], set[str]()
    for start in sorted(near):
        if start not in seen:
            block, todo = set[str](), [start]
            while todo:
                here = todo.pop()
                if here not in block:
                    block.add(here)
                    todo.extend(near[here])
            seen |= block
            found.append(sorted(block))
    return found


class _Block:
    """Tellings that hang together, clustered by themselves."""

    def __init__(
        self, block: Sequence[str], pairs: Mapping[Pair, int], judged: Mapping[Pair, str],
        merge: int,
    ) -> None:
        self._place = {name: n for n, name in enumerate(block)}
        inside = [p for p in pairs if p[0] in self._place and p[1] in self._place]
        self._pairs = [(*self._at(p), pairs[p] + merge) for p in inside]
        self._judged = {p: v for p, v in judged.items() if p[0] in self._place}
        self._names = inside
        self.now = self._count({})

    def undecided(self) -> list[Pair]:
        """Pairs nobody has looked at."""
        return [p for p in self._names if p not in self._judged]

    def count(self, pair: Pair, *, same: bool) -> int:
        """Incidents, if people judged a pair."""
        return self._count({pair: SAME if same else DIFFERENT})

    def _count(self, more: Mapping[Pair, str]) -> int:
        judged = {**self._judged, **more}
        same, different = (
            [self._at(p) for p, verdict in judged.items() if verdict == wanted]
            for wanted in (SAME, DIFFERENT)
        )
        found, _ = clusters(len(self._place), self._pairs, same, different)
        return len(set(found))

    def _at(self, pair: Pair) -> tuple[int, int]:
        a, b = (self._place[name] for name in pair)
        return (a, b) if a < b else (b, a)
