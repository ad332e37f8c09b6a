"""Why two reports are, or are not, one incident: a waterfall of weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from trucewatch.link.candidates import FIELDS, KILOMETRES, UNPLACED
from trucewatch.link.weights import Weights, probability

TITLES = {
    "same_source": "source", "day": "days", "place": "distance", "name": "name of the place",
    "kind": "kind", "actor": "actor", "toll": "killed", "minute": "time of day",
    "rate": "how much happens there",
}
_PAIR = {0: "both exact", 1: "one exact, one of a town", 2: "one exact, one of an area",
         4: "both of a town", 5: "one of a town, one of an area", 8: "both of an area"}
_SAID: dict[str, dict[int, str]] = {
    "same_source": {0: "two sources", 1: "one source twice", 2: "one source that updates"},
    "day": {0: "the same", 1: "1 apart", 2: "2 apart", 3: "3 apart", 4: "4 apart"},
    "name": {0: "the same", 1: "nearly the same", 2: "another", 3: "not told by both",
             4: "one within the other, or words in common"},
    "actor": {0: "told by neither", 1: "told by one", 2: "the same", 3: "another of one side",
              4: "another"},
    "minute": {0: "not told by both", 1: "within 45 minutes", 2: "within 90 minutes",
               3: "within 3 hours", 4: "more than 3 hours apart"},
}
_TOLL = {0: "not told by both", 1: "none by both", 30: "the same range", 31: "ranges overlap",
         32: "one bound alone, and it fits", 33: "one bound alone, which does not fit"}
_KIND = {0: "the same as closely as both tell", 1: "the same one level up",
         2: "the same two levels up", 3: "another", 9: "not told by both"}


@dataclass(frozen=True)
class Step:
    """One comparison and what it weighs."""

    title: str
    said: str
    weight: int
    """Thousandths of log-odds."""


def waterfall(weights: Weights, levels: Mapping[str, int]) -> list[Step]:
    """Every comparison of a pair, in a fixed order, the constant first."""
    steps = [Step("before anything is compared", "two reports near in place and time",
                  weights.constant)]
    for field in FIELDS:
        weight = weights.of[field].get(levels[field], 0)
        if field == "same_source" and levels[field] == 1:
            weight += weights.repeat
        steps.append(Step(TITLES[field], said(field, levels[field]), weight))
    return steps


def said(field: str, level: int) -> str:
    """A level in words."""
    if field in _SAID:
        return _SAID[field].get(level, str(level))
    if field == "place":
        return _distance(level)
    if field == "kind":
        return _KIND[level % 10]
    if field == "rate":
        return f"some {2 ** level} reports of the kind near there"
    if level in _TOLL:
        return _TOLL[level]
    tens, ones = divmod(level, 10)
    return {1: f"none and {ones}{' or more' if ones == 3 else ''}",  # noqa: PLR2004
            2: f"the same number, {ones}{' or more' if ones == 6 else ''}",  # noqa: PLR2004
            4: f"{ones}{' or more' if ones == 4 else ''} apart"}.get(tens, str(level))  # noqa: PLR2004


def _distance(level: int) -> str:
    if level == UNPLACED:
        return "one of them without a point"
    pair, step = divmod(level, 100)
    far = (f"under {KILOMETRES[step] / 1000:g} km" if step < len(KILOMETRES)
           else f"{KILOMETRES[-1] / 1000:g} to 20 km")
    return f"{far}; {_PAIR.get(pair, '')}"


def percent(odds: int) -> str:
    """A probability in words, never rounded to certainty."""
    p = 100 * probability(odds)
    return "under 1 %" if p < 1 else "over 99 %" if p > 99 else f"{p:.0f} %"  # noqa: PLR2004
