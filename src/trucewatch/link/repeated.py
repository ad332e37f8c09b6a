"""Reports of one source that differ in nothing but their id, in numbers no linker can weigh.

A feed that repeats a row thousands of times makes a pair of every two of them. More than `MOST`
such reports are taken out before pairs are made: with words, they are copies of one report, and
go where the first of them goes; without, nothing says that they are, and each stays an incident of
its own. Up to `MOST` are compared like all others.

More than `CROWD` reports of one kind, point and days, whatever else they say, are compared with
nothing: a model of pairs cannot tell so many apart, and their pairs grow with the square.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, fields

from trucewatch.model.link import Reports

MOST = 20
"""Reports alike in every cell that are still compared pair by pair."""
CROWD = 500
"""Reports of one kind, point and days that are."""


@dataclass(frozen=True)
class Heap:
    """Reports alike in every cell but the id, or in too few to be told apart."""

    all: list[int]
    """Positions, in order."""
    kept: int
    """How many of them, from the first on, are compared."""
    words: bool
    """Whether they have words, so that they are copies."""
    crowd: bool = False
    """Whether they are alike in kind, point and days alone."""

    @property
    def aside(self) -> list[int]:
        """Those that are not compared."""
        return self.all[self.kept:]


def heaps(reports: Reports, decided: Collection[int] = ()) -> list[Heap]:
    """Find heaps of reports, in the order of their first.

    Parameters
    ----------
    reports
        The table.
    decided
        Reports people decided about: never taken out.
    """
    names = [f.name for f in fields(reports) if f.name != "id"]
    columns = [getattr(reports, name) for name in names]
    found: dict[tuple[object, ...], list[int]] = defaultdict(list)
    kept = set(decided)
    for n, cells in enumerate(zip(*columns, strict=True)):
        if n not in kept and not reports.aggregate[n]:
            found[cells].append(n)
    copies = [
        Heap(alike, 1 if reports.text[alike[0]] else MOST, bool(reports.text[alike[0]]))
        for alike in found.values() if len(alike) > MOST
    ]
    return copies + _crowds(reports, kept | {n for heap in copies for n in heap.aside})


def _crowds(reports: Reports, passed: Collection[int]) -> list[Heap]:
    """Reports of one kind, point and days, too many to compare; without a point, of one place."""
    found: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for n, lat in enumerate(reports.lat):
        if n not in passed and not reports.aggregate[n] and reports.first[n] is not None:
            where = (lat, reports.lon[n]) if lat is not None else (reports.place[n],)
            if where != ("",):
                days = reports.first[n], reports.last[n]
                found[*where, *days, reports.coarse[n]].append(n)
    return [Heap(alike, 0, words=False, crowd=True) for alike in found.values()
            if len(alike) > CROWD]


def joined(cluster: list[int], found: Collection[Heap]) -> list[int]:
    """Clusters with the copies put where the first of them is."""
    made = list(cluster)
    for heap in found:
        if heap.words:
            for n in heap.aside:
                made[n] = cluster[heap.all[0]]
    return made
