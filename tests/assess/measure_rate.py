"""Part of the independent oracle: so many in each unit (section 4, rate)."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from trucewatch.assess.kinds.rate import Quota
from trucewatch.model.clause import Act, Clause

from .civil import Unit, Window
from .measure import add, at_most, by_account, overlap, said, series
from .proof import Support, verdict
from .world import Match, World, inside, span_of, touches

Shares = tuple[int, int, int]
"""Time a unit certainly and possibly lies in the window, where that is what is owed; its length."""


@dataclass(frozen=True)
class Owed:
    """A part of a rate with what is owed per unit."""

    part: str
    act: Act
    at_least: Quota | None
    at_most: Quota | None = None

    def word(self, low: int, high: int | None, times: int = 1, per: int = 1) -> str:
        """Compare with quota x times / per, without rounding."""
        least, most = self.at_least, self.at_most
        breached = kept = False
        if least:
            kept = low * per >= least.high * times
            breached = high is not None and high * per < least.low * times
        if most:
            breached = low * per > most.high * times
            kept = high is not None and high * per <= most.low * times
        return verdict(low, high, breached=breached, kept=kept)


def rate_accounts(world: World, c: Clause, bound: str, act: Act) -> list[tuple[str, list[Match]]]:
    """Accounts whose claims may be added, and claims that stand alone."""
    found = []
    for account, some in by_account(world.matches(c, bound, act)).items():
        if some[0].said.basis == "each_day" or overlap(some):
            found += [(account, [m]) for m in some]
        else:
            found.append((account, some))
    return found


def rate_unit(world: World, c: Clause, bound: str, owed: Owed, w: Window, u: Unit,
              share: Shares) -> list[Support]:
    """Supports for one unit; `share` of the quota is owed (prorated), rounded down."""
    found = []
    for account, some in rate_accounts(world, c, bound, owed.act):
        near = [m for m in some if touches(span_of(m.said), u.possibly(w))]
        if not near:
            continue
        if near[0].said.basis == "each_day":
            m, n = near[0], len(u.days)
            counts = inside(u.full, span_of(m.said))
            low = m.low * n if counts and m.certain else 0
            high = m.high * n if counts and m.high is not None else None
            sure = [m] if counts and m.certain else []
        else:
            sure = [m for m in near if m.certain and inside(span_of(m.said), u.surely(w))]
            low = sum(m.low for m in sure)
            whole = joined_cover([span_of(m.said) for m in near], u.possibly(w))
            high = add(m.high for m in near) if whole else None
            if series(near[0]):
                seen = world.covers(near[0].said.lineage, owed.act, u.possibly(w))
                high = sum(at_most(m) for m in near) if seen else None
        word = prorated(owed, share).word(low, high)
        found.append(Support(account, low, high, word, said(sure), said(near), owed.part))
    return found + silent(world, c, bound, owed, w, u, share)


def silent(world: World, c: Clause, bound: str, owed: Owed, w: Window, u: Unit,
           share: Shares) -> list[Support]:
    """Lineages that could see the whole unit and tell of nothing in it."""
    spoken = {
        m.said.lineage for m in world.matches(c, bound, owed.act)
        if touches(span_of(m.said), u.possibly(w))
    }
    word = prorated(owed, share).word(0, 0)
    return [
        Support(f"{lineage}|coverage|total", 0, 0, word, part=owed.part)
        for lineage in world.lineages()
        if lineage not in spoken and world.covers(lineage, owed.act, u.possibly(w))
    ]


def prorated(owed: Owed, share: Shares) -> Owed:
    least, most, whole = share

    def cut(q: Quota | None) -> Quota | None:
        return q and Quota(low=q.low * least // whole, high=q.high * most // whole)

    return Owed(owed.part, owed.act, cut(owed.at_least), cut(owed.at_most))


def joined_cover(spans: list[tuple[int, int]], whole: tuple[int, int]) -> bool:
    """Whether the spans together leave no instant of the whole out."""
    reached = whole[0]
    for lo, hi in sorted(spans):
        if lo <= reached:
            reached = max(reached, hi + 1)
    return reached > whole[1]


def whole_month(day: date, days: list[date]) -> bool:
    """Whether all days of its month are among them."""
    here = [d for d in days if (d.year, d.month) == (day.year, day.month)]
    return len(here) == monthrange(day.year, day.month)[1]


def at_once(m: Match) -> bool:
    first, last = span_of(m.said)
    return first == last


def rate_window(world: World, c: Clause, bound: str, owed: Owed, w: Window, per: str
                ) -> list[Support]:
    """Supports over the period each account covers itself."""
    found = []
    for account, some in rate_accounts(world, c, bound, owed.act):
        near = [m for m in some if touches(span_of(m.said), w.possibly)]
        if not near:
            continue
        # What happened at one instant covers nothing.
        spans = [span_of(m.said) for m in near if not (series(m) and at_once(m))]
        days = [
            d for d in (world.days_touched(w.surely) if w.s2 <= w.e1 else [])
            if inside(world.whole_day(d), w.surely) and joined_cover(spans, world.whole_day(d))
        ]
        if per == "month":
            days = [d for d in days if whole_month(d, days)]
        sure = [m for m in near if m.certain and inside(span_of(m.said), w.surely)]
        if near[0].said.basis == "each_day":
            sure = [m for m in near if m.certain]
            low = sum(m.low for m in sure) * len(days)
            high = None if near[0].high is None else near[0].high * len(days)
        else:
            low, high = sum(m.low for m in sure), add(m.high for m in near)
        if series(near[0]):
            seen = world.covers(near[0].said.lineage, owed.act, w.possibly)
            high = sum(at_most(m) for m in near) if seen else None
            if seen:
                inner = world.days_touched(w.surely) if w.s2 <= w.e1 else []
                days = [d for d in inner if inside(world.whole_day(d), w.surely)]
        times, divisor = owed_times(days, per, world)
        word = owed.word(low, high, times, divisor) if times else "neither"
        found.append(Support(account, low, high, word, said(sure), said(near), owed.part))
    return found


def owed_times(days: list[date], per: str, world: World) -> tuple[int, int]:
    """How many quotas these days owe, as a fraction."""
    if per == "day":
        return len(days), 1
    if per == "week":
        return len(days), 7
    months = {(d.year, d.month) for d in days}
    whole = 0
    for year, month in months:
        after = date(year + month // 12, month % 12 + 1, 1)
        length = (after - date(year, month, 1)).days
        whole += sum((d.year, d.month) == (year, month) for d in days) == length
    return whole, 1
