"""Units of time a clause counts in: civil days, hours of the day, elapsed periods, the window."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from trucewatch.model.instant import (
    MONTHS,
    Span,
    civil_date,
    duration,
    iso,
    local,
    periods,
    wall_clock,
)

CIVIL = ("day", "week", "month")


@dataclass(frozen=True)
class TimeUnit:
    """One unit, before any window cuts it."""

    unit: str
    first_day: int
    """Number of the first civil day it touches, counted from 0001-01-01."""
    last_day: int
    start: int
    end: int
    """Last instant, microseconds UTC."""


def units(per: str, span: Span, tz: str) -> list[TimeUnit]:
    """Units that touch a span, in order; none when it is empty.

    Parameters
    ----------
    per
        ``day``, ``week``, ``month``; ``hours:10:00-16:00`` (several joined by ``+``);
        ``every:72h`` or ``every:6 months``, counted from the start of the span; ``whole``.
    span
        Window, microseconds UTC.
    tz
        Time zone of civil days.
    """
    if span.lo > span.hi:
        return []
    if per in CIVIL:
        return [
            TimeUnit(p.unit, p.first.toordinal(), p.last.toordinal(), p.start, p.end)
            for p in periods(per, span, tz)
        ]
    if per.startswith("hours:"):
        return list(_hours(per.removeprefix("hours:").split("+"), span, tz))
    if per.startswith("every:"):
        return list(_repeated(per.removeprefix("every:"), span, tz))
    return [_touching("whole", span.lo, span.hi, tz)]


def _touching(name: str, start: int, end: int, tz: str) -> TimeUnit:
    first, last = civil_date(start, tz).toordinal(), civil_date(end, tz).toordinal()
    return TimeUnit(name, first, last, start, end)


def _hours(windows: list[str], span: Span, tz: str) -> Iterator[TimeUnit]:
    """Windows of the day; one that passes midnight belongs to the day it starts on."""
    day = civil_date(span.lo, tz) - timedelta(days=1)
    last_day = civil_date(span.hi, tz)
    while day <= last_day:
        for window in windows:
            first, second = window.split("-")
            after = day if second > first else day + timedelta(days=1)
            start = wall_clock(_at(day, first), tz)
            end = wall_clock(_at(after, second), tz, last=True) - 1
            if start <= end and start <= span.hi and end >= span.lo:
                yield _touching(f"{day.isoformat()}T{window}", start, end, tz)
        day += timedelta(days=1)


def _at(day: date, clock: str) -> datetime:
    hour, minute = clock.split(":")
    # 24:00 is the next day's midnight.
    return datetime(day.year, day.month, day.day) + timedelta(
        hours=int(hour), minutes=int(minute)
    )


def _repeated(every: str, span: Span, tz: str) -> Iterator[TimeUnit]:
    """Periods counted from the start: elapsed time, or months of the calendar."""
    months = MONTHS.fullmatch(every)
    start, n = span.lo, 0
    while start <= span.hi:
        n += 1
        after = _months_later(span.lo, n * int(months[1]), tz) if months else (
            span.lo + n * duration(every))
        name = iso(start)
        name = name if len(name) > len("2023-11-24T05:00Z") else name[:-1] + ":00Z"
        yield _touching(name, start, after - 1, tz)
        start = after


def _months_later(instant: int, months: int, tz: str) -> int:
    """Same day of the month and wall clock; the month's last day where it has no such day."""
    here = local(instant, tz).replace(tzinfo=None)
    year, month = divmod(here.year * 12 + here.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return wall_clock(
        here.replace(year=year, month=month + 1, day=min(here.day, last), fold=0), tz
    )
