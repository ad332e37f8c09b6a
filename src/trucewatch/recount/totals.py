"""Totals under a rule, per lineage, property, unit, zone and actor; unlike units are never added.

A total is what one lineage states over a time, each claim over its own period. At least: the most
that periods which do not overlap add up to, since reports that overlap may tell of the same. At
most: the least that periods which leave no gap add up to; unknown where they leave one. Zones are
not added either: they overlap, and sources draw them differently.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from heapq import heappop, heappush

from trucewatch.model.counting import CountingRule
from trucewatch.model.instant import Span, civil_date, day_start, duration
from trucewatch.recount.apply import Recounted
from trucewatch.recount.row import Row

BY = ("day", "month", "year", "period")
SILENT = ("says_nothing", "no_number")
PERIOD = "whole period"


@dataclass(frozen=True, kw_only=True)
class Total:
    """What one lineage says of one property, in one unit, over one time."""

    lineage: str
    property: str
    zone: str
    actor: str
    when: str
    """A civil day, month or year of the case; or the whole period."""
    unit: str
    from_: int
    """First and last instant of the periods its claims state, microseconds UTC."""
    to: int
    low: int
    high: int | None
    """``None``: unknown, or not said without a gap."""
    claims: tuple[str, ...]
    """Ids in the recounted table."""


def place(total: Total) -> tuple[str, str, str, str, str]:
    """What a total is of, whatever the unit: time, property, zone, actor, lineage."""
    return (total.when, total.property, total.zone, total.actor, total.lineage)


def totals(counted: Recounted, by: str, tz: str) -> list[Total]:
    """Totals of what a rule counts.

    Parameters
    ----------
    counted
        Claims under the rule.
    by
        ``day``, ``month`` or ``year``: a claim stands under the one that holds at least half of
        its own period, else under none but the whole; or ``period``: everything together.
    tz
        Time zone of the case.
    """
    groups: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in counted.rows:
        when = PERIOD if by == "period" else unit_holding(Span(row.earliest, row.latest), by, tz)
        if when and row.why not in SILENT and row.text("measure") != "extrapolated":
            groups[(when, row.text("property"), row.text("zone"), row.text("actor"),
                    row.text("lineage"), row.unit)].append(row)
    return [_total(key, rows, counted.rule, tz) for key, rows in sorted(groups.items())]


def unit_holding(span: Span, by: str, tz: str) -> str:
    """Civil unit that holds at least half of a period, the earlier of two; empty: none does."""
    middle = civil_date((span.lo + span.hi) // 2, tz)
    if by == "day":
        first, after, name = middle, middle + timedelta(days=1), middle.isoformat()
    elif by == "month":
        first, name = middle.replace(day=1), f"{middle:%Y-%m}"
        after = (first + timedelta(days=32)).replace(day=1)
    else:
        first, name = date(middle.year, 1, 1), f"{middle:%Y}"
        after = date(middle.year + 1, 1, 1)
    shared = min(span.hi, day_start(after, tz) - 1) - max(span.lo, day_start(first, tz)) + 1
    return name if 2 * shared >= span.hi - span.lo + 1 else ""


def _total(
    key: tuple[str, ...], rows: Sequence[Row], rule: CountingRule, tz: str
) -> Total:
    when, property_id, zone, actor, lineage, unit = key
    low, high = _least(rows, rule, tz), _most(rows, tz)
    if high is not None and high < low:
        high = None  # The lineage contradicts itself: it gives no most.
    return Total(
        lineage=lineage, property=property_id, zone=zone, actor=actor, when=when, unit=unit,
        from_=min(row.earliest for row in rows), to=max(row.latest for row in rows),
        low=low, high=high,
        claims=tuple(sorted(str(row.written(rule)["claim_id"]) for row in rows)),
    )


def _times(row: Row, number: int, tz: str) -> int:
    """A number each day, over the whole days the claim states."""
    if row.basis != "each_day":
        return number
    return number * (civil_date(row.latest, tz) - civil_date(row.earliest, tz)).days + number


def _least(rows: Sequence[Row], rule: CountingRule, tz: str) -> int:
    some = [row for row in rows if row.least]
    if rule.merge == "day":
        return _fewest_days(some, tz)
    if rule.merge == "gap":
        return _fewest_chains(some, rule)
    return _heaviest([(row.earliest, row.latest, _times(row, row.least, tz)) for row in some])


def _heaviest(spans: Iterable[tuple[int, int, int]]) -> int:
    """Greatest sum of numbers whose periods do not overlap."""
    ends: list[int] = []
    best = [0]
    for earliest, latest, number in sorted(spans, key=lambda span: span[1]):
        before = bisect_left(ends, earliest)
        best.append(max(best[-1], best[before] + number))
        ends.append(latest)
    return best[-1]


def _fewest_days(rows: Sequence[Row], tz: str) -> int:
    """Fewest civil days that can hold a day of each claim."""
    spans: list[tuple[int, int]] = []
    for row in rows:
        first = civil_date(row.earliest, tz).toordinal()
        last = civil_date(row.latest, tz).toordinal()
        spans += ([(d, d) for d in range(first, last + 1)] if row.basis == "each_day"
                  else [(first, last)])
    count, at = 0, 0
    for first, last in sorted(spans, key=lambda span: span[1]):
        if first > at:
            count, at = count + 1, last
    return count


def _fewest_chains(rows: Sequence[Row], rule: CountingRule) -> int:
    """Fewest chains the claims can form: a break only where none of them can bridge it."""
    if rule.at_least > 1:
        return _heaviest([(row.earliest, row.latest, row.least) for row in rows])
    gap = duration(rule.gap)
    count, reach = 0, 0
    for row in sorted(rows, key=lambda row: row.earliest):
        apart = not count or row.earliest > reach + gap
        count, reach = count + apart, row.latest if apart else max(reach, row.latest)
    return count


def _most(rows: Sequence[Row], tz: str) -> int | None:
    """Least sum of numbers whose periods leave no gap in what the rows span."""
    start, end = min(row.earliest for row in rows), max(row.latest for row in rows)
    reached: list[tuple[int, int]] = []
    best: int | None = None
    for row in _bounding(rows):
        cost = _times(row, row.high or 0, tz)
        if row.earliest > start:
            while reached and reached[0][1] < row.earliest - 1:
                heappop(reached)
            if not reached:
                continue
            cost += reached[0][0]
        heappush(reached, (cost, row.latest))
        if row.latest == end and (best is None or cost < best):
            best = cost
    return best


def _bounding(rows: Sequence[Row]) -> list[Row]:
    """Claims that can say "at most", in order.

    One that the same lineage exceeds within its own time tells of a part: one place of a zone.
    """
    ordered = sorted(rows, key=lambda row: (row.earliest, row.latest))
    starts = [row.earliest for row in ordered]
    found = []
    for row in ordered:
        if row.high is None or row.scope == "partial":
            continue
        within = ordered[bisect_left(starts, row.earliest):bisect_right(starts, row.latest)]
        if all(other.least <= row.high for other in within if other.latest <= row.latest):
            found.append(row)
    return found
