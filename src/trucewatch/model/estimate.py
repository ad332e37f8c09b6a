"""What nobody reported: overlap tables, estimates from them, and the reason where there is none.

An estimate is a range that stands on an assumption. It never changes a finding and is never
attributed to a party.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

REACH = ("incidents that no source can reach are not in it: the total is among incidents some "
         "source could have recorded")
"""Said with every estimate; the data cannot show the contrary."""
METHODS = ("loglinear", "graphs", "latent")
LEVEL = 0.95


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What a table counts, in words. Of a case's table every field has to be known."""

    event: str = ""
    """Which happenings are counted."""
    period: str = ""
    place: str = ""
    linkage: str = ""
    """How it was told which reports are of one incident, and how well that was measured."""
    from_case: bool = False
    """True for a table made from the incidents of a case."""


@dataclass(frozen=True, kw_only=True)
class OverlapTable:
    """How many incidents each combination of lists recorded."""

    lists: tuple[str, ...]
    cells: tuple[tuple[int, int], ...]
    """Pattern and count, in order of the pattern, counts above zero. Bit 0 of a pattern is set
    when the first list recorded the incident."""
    scope: Scope = Scope()

    @cached_property
    def documented(self) -> int:
        """Incidents at least one list recorded."""
        return sum(count for _, count in self.cells)

    @cached_property
    def sizes(self) -> tuple[int, ...]:
        """Incidents of each list."""
        return tuple(self.holding(1 << n) for n in range(len(self.lists)))

    @cached_property
    def overlapping(self) -> int:
        """Incidents at least two lists recorded."""
        return sum(count for pattern, count in self.cells if pattern & (pattern - 1))

    def holding(self, pattern: int) -> int:
        """Incidents that all lists of a pattern recorded, whatever the others did."""
        return sum(count for seen, count in self.cells if seen & pattern == pattern)

    def named(self, pattern: int) -> tuple[str, ...]:
        """Names of the lists of a pattern."""
        return tuple(name for n, name in enumerate(self.lists) if pattern >> n & 1)

    def rows(self) -> Iterator[tuple[tuple[int, ...], int]]:
        """Every pattern as a 0 or 1 for each list, with its count."""
        for pattern, count in self.cells:
            yield tuple(pattern >> n & 1 for n in range(len(self.lists))), count

    def without(self, place: int) -> OverlapTable:
        """The table without one list; incidents only that list recorded vanish."""
        below = (1 << place) - 1
        counts: dict[int, int] = {}
        for pattern, count in self.cells:
            left = (pattern & below) | (pattern >> 1 & ~below)
            counts[left] = counts.get(left, 0) + count
        return table_of(self.lists[:place] + self.lists[place + 1:], counts, self.scope)


def table_of(
    lists: tuple[str, ...], counts: dict[int, int], scope: Scope = Scope()
) -> OverlapTable:
    """Make a table of counts by pattern; what no list recorded cannot be in it."""
    return OverlapTable(lists=lists, scope=scope, cells=tuple(
        (pattern, counts[pattern]) for pattern in sorted(counts) if pattern and counts[pattern]))


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One model, prior or way to read the data, and the total it gives."""

    name: str
    """The model as its dependent groups of lists: ``[A B] [C]``."""
    total: float | None
    """The total it gives; ``None`` where it gives none, for the reason in `note`."""
    low: float | None = None
    high: float | None = None
    weight: float | None = None
    """Share in an average, 0 to 1; ``None`` where nothing is averaged."""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Chain:
    """Draws of one chain, as few as show how it went and whether it agrees with the others."""

    draws: int
    """How many it kept."""
    at: tuple[int, ...]
    """Numbers of the draws told here, from 1: the first, the last, and the least and greatest of
    each short stretch."""
    total: tuple[float, ...]
    """Their totals."""
    ranks: tuple[int, ...]
    """How many of all its draws have their rank, among the draws of all chains, in each of
    equally wide bins, from the lowest."""


@dataclass(frozen=True, kw_only=True)
class NotEstimable:
    """No total can be given, and why."""

    code: str
    """Stable name of the rule that refused."""
    reason: str
    """The reason in words, with its figures."""
    documented: int
    method: str = ""
    """Method that gave up; empty where no method can be used."""
    models: tuple[Figure, ...] = ()
    """What was tried before, if anything."""
    chains: tuple[Chain, ...] = ()
    """Draws that cannot be used, so that it can be seen why; no total may be taken from them."""


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """A range for the total, and everything it stands on."""

    documented: int
    low: float
    median: float
    high: float
    level: float
    method: str
    model: str
    """Which model or average the range is of."""
    assumption: str
    """What has to be true for the range to mean anything, in words."""
    at_least: bool = False
    """True where so much is unseen that only `low` may be said."""
    models: tuple[Figure, ...] = ()
    """The spread over models and priors."""
    sensitivity: tuple[Figure, ...] = ()
    """What it would be without one list, under other priors, with other linkages."""
    diagnostics: tuple[tuple[str, float], ...] = ()
    warnings: tuple[str, ...] = ()
    chains: tuple[Chain, ...] = ()
    """Draws of a method that draws in chains."""


Outcome = Estimate | NotEstimable
