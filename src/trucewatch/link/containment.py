"""What an aggregate contains: incidents of its kind, place and day. It merges with none of them."""

from __future__ import annotations

from collections import defaultdict

from trucewatch.link.candidates import squared
from trucewatch.model.link import LONGEST, NOWHERE, Reports

AROUND = 2
"""Days looked at on either side of an aggregate's own."""
METRES = 25_000
"""How far from the middle of an aggregate's town what it contains may lie."""


def contained(reports: Reports, cluster: list[int]) -> list[tuple[int, int]]:
    """Reports that each aggregate contains, as positions.

    An aggregate of a day, a place and a kind contains the incidents told of that kind there: by
    the same name of a place, or near enough where none is told; on the days it tells of, or a day
    beside them as long as its own number of events and of dead leaves room for them.
    """
    by_kind: dict[tuple[str, int], list[int]] = defaultdict(list)
    for n, day in enumerate(reports.first):
        placed = reports.precision[n] != NOWHERE or reports.place[n]
        if day is not None and not reports.aggregate[n] and placed:
            by_kind[reports.coarse[n], day].append(n)
    groups: dict[int, list[int]] = defaultdict(list)
    for n, first in enumerate(cluster):
        groups[first].append(n)
    found = []
    for n, aggregate in enumerate(reports.aggregate):
        if aggregate:
            found += [(n, m) for m in _of(reports, n, by_kind, cluster, groups)]
    return found


def _of(
    reports: Reports, n: int, by_kind: dict[tuple[str, int], list[int]], cluster: list[int],
    groups: dict[int, list[int]],
) -> list[int]:
    first, last = reports.first[n], reports.last[n]
    if first is None or last is None or last - first > LONGEST:
        return []
    near = {
        cluster[m] for day in range(first - AROUND, last + AROUND + 1)
        for m in by_kind.get((reports.coarse[n], day), ()) if _there(reports, n, m)
    }
    chosen: list[int] = []
    killed = 0
    for away, one in sorted((_away(reports, groups[one], first, last), one) for one in near):
        # On its days all that is told of; beside them only what its own number leaves room for.
        if away > 1 or (away and len(chosen) >= reports.events[n]):
            break
        least = max((reports.low[m] or 0 for m in groups[one]), default=0)
        most = reports.high[n]
        if away and most is not None and killed + least > most:
            continue
        killed += least
        chosen.append(one)
    return sorted(m for one in chosen for m in groups[one])


def _away(reports: Reports, group: list[int], first: int, last: int) -> int:
    """Days between the aggregate's and the earliest an incident is told of.

    Reports date an incident late more often than early, so its earliest day is the best guess.
    """
    days = [day for m in group if (day := reports.first[m]) is not None]
    earliest = min(days)
    return max(first - earliest, earliest - last, 0)


def _there(reports: Reports, n: int, m: int) -> bool:
    if reports.place[n] and reports.place[n] == reports.place[m]:
        return True
    one, other = (reports.lat[n], reports.lon[n]), (reports.lat[m], reports.lon[m])
    if None in one or None in other or reports.place[m]:
        return False
    dy, dx = (one[0] or 0) - (other[0] or 0), (one[1] or 0) - (other[1] or 0)
    return 1000 * dy * dy + reports.shrink[n] * dx * dx <= squared(METRES)
