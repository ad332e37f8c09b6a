"""Reports into incidents: candidates, log-odds, clusters, and what aggregates contain."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence

from trucewatch.link import candidates
from trucewatch.link.clustering import clusters
from trucewatch.link.containment import contained
from trucewatch.link.names import alike
from trucewatch.link.repeated import Heap, joined
from trucewatch.link.weights import Weights
from trucewatch.model.link import LONGEST, NOWHERE, Linked, Reports
from trucewatch.store.interface import Store

LIKELY = -3_900
"""Log-odds, in thousandths, below which a pair is forgotten: a probability of .02."""
Decided = Iterable[tuple[int, int]]


def link(
    reports: Reports, weights: Weights, store: Store, same: Decided = (), different: Decided = (),
    updates: Collection[str] = (), heaps: Collection[Heap] = (),
) -> tuple[Linked, list[tuple[int, int]]]:
    """Link reports.

    Parameters
    ----------
    reports
        In the order of their ids.
    weights
        The pair model.
    store
        An empty store; tables are made in it.
    same, different
        What people decided, as positions.
    updates
        Sources that tell of an incident again when more is known.
    heaps
        Reports alike in every cell, too many to compare.

    Returns
    -------
    tuple
        What linking gives; and decisions that two are different which others contradict.
    """
    compare(reports, store, updates, heaps)
    found = [
        (int(str(a)), int(str(b)), int(str(odds))) for a, b, odds in store.rows(
            f"SELECT a, b, odds FROM (SELECT a, b, {weights.sql()} AS odds FROM level) p "
            f"WHERE odds > {LIKELY - weights.merge} ORDER BY a, b")
    ]
    cluster, against = clusters(
        len(reports), ((a, b, odds + weights.merge) for a, b, odds in found), same, different,
        (n for n, lat in enumerate(reports.lat) if lat is None))
    cluster = joined(cluster, heaps)
    return Linked(found, cluster, contained(reports, cluster)), against


def compare(
    reports: Reports, store: Store, updates: Collection[str] = (), heaps: Collection[Heap] = ()
) -> None:
    """Make the table ``level``: every candidate pair, compared field by field."""
    aside = {n for heap in heaps for n in heap.aside}
    usable = [n for n in range(len(reports)) if n not in aside and _usable(reports, n)]
    y, x = _grid(reports, usable)
    pairs = alike(reports.place[n] for n in usable)
    number = {name: place for place, name in enumerate(sorted({one for one, _, _ in pairs}), 1)}
    chosen: dict[str, Sequence[object]] = {
        "id": usable, "y": y, "x": x, "named": [number.get(reports.place[n], 0) for n in usable],
        "updates": [int(reports.source[n] in updates) for n in usable],
        **{name: [values[n] for n in usable] for name, values in _columns(reports).items()},
    }
    store.load("report", candidates.SCHEMA, {n: chosen[n] for n in candidates.SCHEMA})
    store.load("cell", candidates.CELLS, _cells(reports, usable, y, x))
    store.load("alike", candidates.ALIKE, {
        "one": [number[one] for one, _, _ in pairs],
        "other": [number[other] for _, other, _ in pairs],
        "level": [level for _, _, level in pairs]})
    for statement in candidates.STATEMENTS:
        store.run(statement)


def _usable(reports: Reports, n: int) -> bool:
    """Whether a report can tell of one incident at a place and time that are known."""
    first, last = reports.first[n], reports.last[n]
    return (
        not reports.aggregate[n] and (reports.precision[n] != NOWHERE or bool(reports.place[n]))
        and first is not None and last is not None and last - first <= LONGEST
    )


def _columns(reports: Reports) -> dict[str, Sequence[object]]:
    grain = [
        3 if fine == coarse else 2 if fine == middle else 1
        for fine, middle, coarse in zip(reports.fine, reports.middle, reports.coarse, strict=True)
    ]
    return {
        "source": reports.source, "d1": reports.first, "d2": reports.last,
        "minute": reports.minute, "lat": reports.lat, "lon": reports.lon,
        "shrink": reports.shrink, "prec": reports.precision, "place": reports.place,
        "fine": reports.fine, "middle": reports.middle, "coarse": reports.coarse, "grain": grain,
        "actor": reports.actor, "side": reports.side, "low": reports.low, "high": reports.high,
    }


Cells = list[int | None]


def _grid(reports: Reports, usable: Sequence[int]) -> tuple[Cells, Cells]:
    """Cells of place: at least `CELL_METRES` wide wherever the reports lie; none without a point.

    As many go around the earth as fit, so that the last ends where the first begins.
    """
    high = candidates.millionths(candidates.CELL_METRES)
    least = min((reports.shrink[n] for n in usable), default=1000)
    wide = math.isqrt(high * high * 1000 // max(1, least)) + 1
    last = max(1, candidates.AROUND // wide) - 1
    y = [None if (lat := reports.lat[n]) is None else lat // high for n in usable]
    x = [None if (lon := reports.lon[n]) is None
         else min(last, (lon + candidates.AROUND // 2) % candidates.AROUND // wide)
         for n in usable]
    return y, x


def _cells(reports: Reports, usable: Sequence[int], y: Cells, x: Cells) -> dict[str, list[object]]:
    """Cells of each report; those at the 180th meridian are told on either side of it as well."""
    found: dict[str, list[object]] = {name: [] for name in candidates.CELLS}
    last = max((column for column in x if column is not None), default=0)
    beside: dict[int | None, tuple[int | None, ...]] = (
        {0: (0, last + 1), last: (last, -1)} if last else {})
    for place, n in enumerate(usable):
        first, until = reports.first[n] or 0, reports.last[n] or 0
        for t in range(first // candidates.CELL_DAYS, until // candidates.CELL_DAYS + 1):
            for column in beside.get(x[place], (x[place],)):
                for name, value in (("id", n), ("y", y[place]), ("x", column), ("t", t)):
                    found[name].append(value)
    return found
