"""Part of the independent oracle: what all kinds of measuring share (section 4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations

from .world import Match, Said, span_of, touches


def by_account(matches: Iterable[Match]) -> dict[str, list[Match]]:
    groups: dict[str, list[Match]] = defaultdict(list)
    for m in matches:
        groups[m.said.account].append(m)
    return dict(groups)


def series(m: Match) -> bool:
    """Whether it is one of a source's own list of happenings: they are happenings of their own."""
    return m.said.basis == "instant" and m.said.subject != "reports"


def overlap(matches: Iterable[Match]) -> bool:
    spans = [span_of(m.said) for m in matches if not series(m)]
    return any(touches(a, b) for a, b in combinations(spans, 2))


def said(matches: Iterable[Match]) -> tuple[Said, ...]:
    return tuple(m.said for m in matches)


def add(numbers: Iterable[int | None]) -> int | None:
    """Sum; unknown if one is unknown."""
    listed = list(numbers)
    known = [n for n in listed if n is not None]
    return sum(known) if len(known) == len(listed) else None


def at_most(m: Match) -> int:
    """What a claim itself counts at most: where it does not say, its low, and at least 1."""
    return max(1, m.low) if m.own is None else m.own
