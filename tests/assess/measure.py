"""Part of the independent oracle: what accounts measure (section 4), kind by kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations

from trucewatch.assess.kinds.deadline import Deadline
from trucewatch.assess.kinds.prohibition import Prohibition
from trucewatch.assess.kinds.rate import Quota
from trucewatch.model.clause import Act, Clause

from .proof import Support, verdict
from .world import Match, Said, World, inside, span_of, touches


@dataclass(frozen=True)
class Window:
    """Start and end of a clause as intervals, cut at the as-of instant."""

    s1: int
    s2: int
    e1: int
    e2: int

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


def by_account(matches: Iterable[Match]) -> dict[str, list[Match]]:
    groups: dict[str, list[Match]] = defaultdict(list)
    for m in matches:
        groups[m.said.account].append(m)
    return dict(groups)


def overlap(matches: Iterable[Match]) -> bool:
    spans = [span_of(m.said) for m in matches]
    return any(touches(a, b) for a, b in combinations(spans, 2))


def said(matches: Iterable[Match]) -> tuple[Said, ...]:
    return tuple(m.said for m in matches)


def add(numbers: Iterable[int | None]) -> int | None:
    """Sum; unknown if one is unknown."""
    listed = list(numbers)
    known = [n for n in listed if n is not None]
    return sum(known) if len(known) == len(listed) else None


# -- prohibition --------------------------------------------------------------------------------


def prohibition_unit(world: World, c: Prohibition, bound: str, w: Window, u: Unit) -> list[Support]:
    found = []
    near = [
        m for m in world.matches(c, bound, c.act) if touches(span_of(m.said), u.possibly(w))
    ]
    for account, some in by_account(near).items():
        sure = [m for m in some if m.certain and inside(span_of(m.said), u.surely(w))]
        low = max((m.low for m in sure), default=0)
        high = None
        if world.covers(account.split("|")[0], c.act, u.possibly(w)):
            high = sum(max(1, m.low) if m.own is None else m.own for m in some)
        word = verdict(
            low, high, breached=low > c.tolerance, kept=high is not None and high <= c.tolerance
        )
        found.append(Support(account, low, high, word, said(sure), said(some)))
    spoken = {m.said.lineage for m in near}
    for lineage in world.lineages():
        if lineage not in spoken and world.covers(lineage, c.act, u.possibly(w)):
            found.append(Support(f"{lineage}|coverage|total", 0, 0, "kept"))
    return found


def prohibition_groups(
    world: World, c: Prohibition, bound: str, w: Window, units: Iterable[Unit]
) -> list[list[Support]]:
    """Supports of each span, and of the group of running totals."""
    places = [u.surely(w) for u in units]
    straddling = [
        m
        for m in world.matches(c, bound, c.act)
        if m.certain
        and inside(span_of(m.said), w.surely)
        and not any(inside(span_of(m.said), p) for p in places)
    ]
    groups: dict[object, list[Match]] = defaultdict(list)
    for m in straddling:
        if m.said.basis == "instant":
            groups[span_of(m.said)].append(m)
        else:  # running totals; "on each day" of several days among them
            groups["totals"].append(m)
    found = []
    for group in groups.values():
        supports = []
        for account, some in by_account(group).items():
            beyond = [
                m for m in some
                if m.low > c.tolerance * len(world.days_touched(span_of(m.said)))
            ]
            word = "breached" if beyond else "neither"
            low = max(m.low for m in some)
            supports.append(Support(account, low, None, word, said(some), said(some)))
        found.append(supports)
    return found


# -- rate ---------------------------------------------------------------------------------------


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
              share: tuple[int, int]) -> list[Support]:
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
        word = prorated(owed, share).word(low, high)
        found.append(Support(account, low, high, word, said(sure), said(near), owed.part))
    return found


def prorated(owed: Owed, share: tuple[int, int]) -> Owed:
    def cut(q: Quota | None) -> Quota | None:
        return q and Quota(low=q.low * share[0] // share[1], high=q.high * share[0] // share[1])

    return Owed(owed.part, owed.act, cut(owed.at_least), cut(owed.at_most))


def joined_cover(spans: list[tuple[int, int]], whole: tuple[int, int]) -> bool:
    """Whether the spans together leave no instant of the whole out."""
    reached = whole[0]
    for lo, hi in sorted(spans):
        if lo <= reached:
            reached = max(reached, hi + 1)
    return reached > whole[1]


def rate_window(world: World, c: Clause, bound: str, owed: Owed, w: Window, per: str
                ) -> list[Support]:
    """Supports over the period each account covers itself."""
    found = []
    for account, some in rate_accounts(world, c, bound, owed.act):
        near = [m for m in some if touches(span_of(m.said), w.possibly)]
        if not near:
            continue
        spans = [span_of(m.said) for m in near]
        days = [
            d for d in world.days_touched(w.possibly)
            if inside(world.whole_day(d), w.possibly) and joined_cover(spans, world.whole_day(d))
        ]
        sure = [m for m in near if m.certain and inside(span_of(m.said), w.surely)]
        if near[0].said.basis == "each_day":
            sure = [m for m in near if m.certain]
            low = sum(m.low for m in sure) * len(days)
            high = None if near[0].high is None else near[0].high * len(days)
        else:
            low, high = sum(m.low for m in sure), add(m.high for m in near)
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


# -- deadline -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Progress:
    """One account of something that grows: its counts and its increments."""

    world: World
    act: Act
    w: Window
    account: str
    matches: tuple[Match, ...]
    list_size: int | None = None

    def is_count(self, m: Match) -> bool:
        return m.said.measure == "cumulative" or m.said.basis == "stock"

    def as_at(self, m: Match) -> tuple[int, int]:
        """When a count is as at; an increment happened within its interval."""
        c = m.said
        if self.is_count(m) and c.basis == "total":
            last = self.world.midnight(self.world.day(c.latest))
            return max(c.earliest, last), c.latest
        return c.earliest, c.latest

    def sure(self, m: Match) -> bool:
        return m.certain and m.said.earliest >= self.begin(m, self.w.s2)

    def begin(self, m: Match, start: int) -> int:
        """First instant that counts: for a count, that of the civil day of the start."""
        return self.world.midnight(self.world.day(start)) if self.is_count(m) else start

    @property
    def counts(self) -> list[Match]:
        return [m for m in self.matches if self.is_count(m)]

    @property
    def increments(self) -> list[Match]:
        return [m for m in self.matches if not self.is_count(m)]

    def total(self, some: list[Match]) -> int:
        """Sum of lows; where increments of the account overlap, what cannot be double."""
        if not overlap(self.increments):
            return sum(m.low for m in some)
        days: dict[date, int] = defaultdict(int)
        for m in some:
            touched = self.world.days_touched(span_of(m.said))
            if len(touched) == 1:
                days[touched[0]] = max(days[touched[0]], m.low)
        return max([sum(days.values()), *(m.low for m in some)])

    def done_by(self, t: int) -> list[Match]:
        return [m for m in self.matches if self.sure(m) and m.said.latest <= t]

    def low(self, t: int) -> int:
        done = self.done_by(t)
        best = max((m.low for m in done if self.is_count(m)), default=0)
        return max(best, self.total([m for m in done if not self.is_count(m)]))

    def high(self, t: int) -> int | None:
        known = [m.high for m in self.counts if self.sure(m) and self.as_at(m)[0] >= t]
        if self.list_size is not None:
            later = [m for m in self.increments if self.sure(m) and m.said.earliest > t]
            known.append(self.list_size - self.total(later))
        lineage = self.account.split("|")[0]
        if self.world.covers(lineage, self.act, (self.w.s1, t)):
            known.append(add(m.own for m in self.increments if m.said.earliest <= t))
        return min((k for k in known if k is not None), default=None)

    def support(self, t: int, quantity: int) -> Support:
        low, high = self.low(t), self.high(t)
        kept = low >= quantity
        breached = high is not None and high < quantity
        if high is not None and low > high:
            kept = breached = False
        word = verdict(low, high, breached=breached, kept=kept)
        sure = tuple(m.said for m in self.matches if self.sure(m))
        return Support(self.account, low, high, word, sure, said(self.matches))

    def turns(self) -> set[int]:
        """Instants at or next to which what the account says can change."""
        spots = {m.said.earliest for m in self.matches} | {m.said.latest for m in self.matches}
        spots |= {self.as_at(m)[0] for m in self.matches}
        spots |= {p.hi for p in self.world.watched(self.account.split("|")[0], self.act)}
        return {s + n for s in spots for n in (-1, 0, 1)}


def progress(world: World, c: Clause, bound: str, act: Act, w: Window,
             list_size: int | None = None) -> list[Progress]:
    found = []
    for account, some in by_account(world.matches(c, bound, act)).items():
        p = Progress(world, act, w, account, (), list_size)
        since = tuple(m for m in some if m.said.earliest >= p.begin(m, w.s1))
        if since:
            found.append(replace(p, matches=since))
    return found


def deadline_supports(world: World, c: Deadline, bound: str, w: Window, t: int) -> list[Support]:
    return [p.support(t, c.quantity) for p in deadline_accounts(world, c, bound, w)]


def deadline_accounts(world: World, c: Deadline, bound: str, w: Window) -> list[Progress]:
    """Accounts; a lineage that could see and told of nothing has one without claims."""
    found = progress(world, c, bound, c.act, w, c.list_size)
    spoken = {p.account.split("|")[0] for p in found}
    return found + [
        Progress(world, c.act, w, f"{lineage}|coverage|total", ())
        for lineage in world.lineages()
        if lineage not in spoken and world.watched(lineage, c.act)
    ]
