"""Part of the independent oracle: windows, and the units of time they are made of (section 3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from trucewatch.model.instant import duration, micros, moment, zone

from .world import World, inside, touches

CIVIL = ("day", "week", "month")


@dataclass(frozen=True)
class Window:
    """Start and end of a clause as intervals, cut at the as-of instant."""

    s1: int
    s2: int
    e1: int
    e2: int
    open_lo: bool = False
    """The first instant of the end lies after the as-of instant, or there is no end."""
    open_hi: bool = False
    """So does its last: the window is not over."""

    @property
    def surely(self) -> tuple[int, int]:
        return self.s2, self.e1

    @property
    def possibly(self) -> tuple[int, int]:
        return self.s1, self.e2


@dataclass(frozen=True)
class Unit:
    """A civil unit, cut where the clause says so."""

    name: str
    days: tuple[date, ...]
    full: tuple[int, int]
    span: tuple[int, int]

    def surely(self, w: Window) -> tuple[int, int]:
        return max(self.span[0], w.s2), min(self.span[1], w.e1)

    def possibly(self, w: Window) -> tuple[int, int]:
        return max(self.span[0], w.s1), min(self.span[1], w.e2)


def civil(world: World, per: str, instant: int) -> Unit:
    """The day, week or month in which an instant lies."""
    day = world.day(instant)
    first, length, name = day, 1, day.isoformat()
    if per == "week":
        first, length = day - timedelta(days=day.weekday()), 7
        year, week, _ = day.isocalendar()
        name = f"{year}-W{week:02d}"
    if per == "month":
        first, name = day.replace(day=1), f"{day:%Y-%m}"
        after = date(day.year + day.month // 12, day.month % 12 + 1, 1)
        length = (after - first).days
    days = tuple(first + timedelta(days=n) for n in range(length))
    full = world.whole_day(days[0])[0], world.whole_day(days[-1])[1]
    return Unit(name, days, full, full)


def units(world: World, per: str, w: Window) -> list[Unit]:
    """Civil units that touch the window."""
    found: list[Unit] = []
    at = w.s1
    while at <= w.e2:
        found.append(civil(world, per, at))
        at = found[-1].full[1] + 1
    return found


def whole(world: World, w: Window) -> list[Unit]:
    """The window as its one unit."""
    if w.e2 < w.s1:
        return []
    days = tuple(world.days_touched(w.possibly))
    full = world.whole_day(days[0])[0], world.whole_day(days[-1])[1]
    return [Unit("whole", days, full, w.possibly)]


def complete(found: list[Unit], w: Window) -> list[Unit]:
    """Units the window certainly contains whole."""
    return [u for u in found if inside(u.full, w.surely)]


def periods(world: World, every: str, w: Window) -> list[Unit]:
    """Civil units, or periods of elapsed time counted from the start."""
    if every in CIVIL:
        return units(world, every, w)
    length = duration(every)
    found = []
    at = w.s1
    while at <= w.e2:
        span = (at, at + length - 1)
        found.append(Unit(stamp(at), tuple(world.days_touched(span)), span, span))
        at += length
    return found


def stamp(instant: int) -> str:
    """``2023-11-24T05:00:00Z``."""
    return moment(instant).replace(tzinfo=None).isoformat() + "Z"


def hours(world: World, daily: list[str], w: Window) -> list[Unit]:
    """Each window of hours of each civil day, if it touches the clause's window."""
    found = []
    eve = world.midnight(world.day(w.s1)) - 1
    for day in world.days_touched((eve, max(eve, w.e2))):
        for text in daily:
            first, second = (time.fromisoformat(t) for t in text.split("-"))
            until = day if second > first else day + timedelta(days=1)
            span = (
                clock(world, datetime.combine(day, first), last=False),
                clock(world, datetime.combine(until, second), last=True) - 1,
            )
            if span[0] <= span[1] and touches(span, w.possibly):
                found.append(Unit(f"{day.isoformat()}T{text}", (day,), span, span))
    return found


def clock(world: World, local: datetime, *, last: bool) -> int:
    """Instant of a local time; of two such instants the first, or the last.

    A local time the clock leaves out stands for the first instant after the gap.
    """
    here = zone(world.tz)
    both = [micros(local.replace(tzinfo=here, fold=fold)) for fold in (0, 1)]
    real = [i for i in both if moment(i).astimezone(here).replace(tzinfo=None, fold=0) == local]
    if real:
        return max(real) if last else min(real)
    before, after = min(both), max(both)
    old = moment(before).astimezone(here).utcoffset()
    while after - before > 1:  # the clock jumps somewhere in between
        middle = (before + after) // 2
        if moment(middle).astimezone(here).utcoffset() == old:
            before = middle
        else:
            after = middle
    return after
