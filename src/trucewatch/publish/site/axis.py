"""Axes of charts: from values to positions, and which of them get a label."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from trucewatch.model.instant import DAY, HOUR, TimeProblem, day_start, local, parse_date
from trucewatch.publish import words

FULL = 10_000
"""The width of a drawing, in hundredths of a percent."""
TICKS = 5
"""At most so many labels on an axis: they must fit a phone."""


@dataclass(frozen=True)
class Axis:
    """Maps integers to hundredths of a percent of the drawing's width."""

    lo: int
    hi: int

    def at(self, value: int) -> int:
        """Position of a value, kept inside the drawing."""
        if self.hi <= self.lo:
            return FULL // 2
        return max(0, min(FULL, (value - self.lo) * FULL // (self.hi - self.lo)))


def _day(unit: str) -> date | None:
    """Civil day a unit is; weeks, months and named things are none."""
    try:
        return parse_date(unit)
    except TimeProblem:
        return None


def unit_ticks(units: Sequence[str]) -> list[tuple[int, str]]:
    """Index and label of some units: months where there are several, else every so many."""
    dates = [_day(u) for u in units]
    months = [i for i, d in enumerate(dates) if d and d.day == 1]
    if len(months) > 1:
        step = -(-len(months) // (TICKS - 1))
        return [(i, words.month_short(d)) for i in months[::step] if (d := dates[i])]
    step = max(1, -(-len(units) // TICKS))
    return [
        (i, words.day_in_year(d) if (d := dates[i]) else units[i])
        for i in range(0, len(units), step)
    ]


def time_ticks(axis: Axis, tz: str) -> list[tuple[int, str]]:
    """Position and label of some civil days, or of some hours where the time is short."""
    first = local(axis.lo, tz).date()
    total = max(1, (axis.hi - axis.lo) // DAY)
    if total < 2:  # noqa: PLR2004
        starts = (day_start(first + timedelta(days=n), tz) + h * HOUR
                  for n in range(4) for h in (0, 6, 12, 18))
        return [(axis.at(at), f"{local(at, tz):%H:%M}, {words.day_in_year(local(at, tz).date())}")
                for at in starts if axis.lo <= at <= axis.hi][:TICKS]
    step = next((s for s in (1, 2, 4, 7, 14, 28, 56, 91, 182) if total // s <= TICKS), 365)
    out = []
    day = first + timedelta(days=1)
    while (at := day_start(day, tz)) <= axis.hi:
        out.append((axis.at(at), words.day_in_year(day)))
        day += timedelta(days=step)
    return out


def round_ticks(top: int) -> list[int]:
    """Round numbers from zero up: steps of 1, 2 or 5 times a power of ten."""
    step = 1
    while top // step > TICKS:
        step = step * 2 if str(step)[0] != "2" else step * 5 // 2
    return list(range(0, top + 1, step))
