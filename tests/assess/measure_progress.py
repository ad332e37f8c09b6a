"""Part of the independent oracle: what grows until it is due (section 4, deadline)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date

from trucewatch.model.clause import Act, Clause

from .civil import Window
from .measure import add, by_account, overlap, said
from .proof import Support, verdict
from .world import Match, World, span_of


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
        if not overlap(m for m in self.increments if self.sure(m)):
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

    def support(self, t: int, task: Task) -> Support:
        low, high = self.low(t), self.high(t)
        kept = low >= task.high
        breached = high is not None and high < task.low
        if high is not None and low > high:
            kept = breached = False
        word = verdict(low, high, breached=breached, kept=kept)
        sure = tuple(m.said for m in self.matches if self.sure(m))
        return Support(self.account, low, high, word, sure, said(self.matches), task.part)

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


@dataclass(frozen=True)
class Task:
    """What has to be done by an instant."""

    act: Act
    low: int
    high: int
    list_size: int | None = None
    part: str = "all"


def task_accounts(world: World, c: Clause, bound: str, task: Task, w: Window) -> list[Progress]:
    """Accounts; a lineage that could see from the start and told of nothing has one of its own."""
    found = progress(world, c, bound, task.act, w, task.list_size)
    spoken = {p.account.split("|")[0] for p in found}
    return found + [
        Progress(world, task.act, w, f"{lineage}|coverage|total", ())
        for lineage in world.lineages()
        if lineage not in spoken
        and any(period.lo <= w.s1 for period in world.watched(lineage, task.act))
    ]
