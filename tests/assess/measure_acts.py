"""Part of the independent oracle: how often something happened in a unit (section 4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from trucewatch.model.clause import Act, Clause

from .civil import Unit, Window
from .measure import at_most, by_account, said
from .proof import Support, verdict
from .world import Match, World, inside, span_of, touches


@dataclass(frozen=True)
class HowOften:
    """At most, or at least, so many of an act in a unit."""

    act: Act
    most: int | None = None
    least: int | None = None
    own_highs: bool = False
    """An account's own totals bound it from above, even without coverage."""

    def word(self, low: int, high: int | None) -> str:
        if high is not None and low > high:
            return "neither"
        if self.most is not None:
            kept = high is not None and high <= self.most
            return verdict(low, high, breached=low > self.most, kept=kept)
        assert self.least is not None
        breached = high is not None and high < self.least
        return verdict(low, high, breached=breached, kept=low >= self.least)


def certain_in(world: World, m: Match, w: Window, u: Unit) -> bool:
    """Whether what a claim tells of surely happened in the unit."""
    if not m.certain:
        return False
    days = world.days_touched(u.span)
    whole = (world.whole_day(days[0])[0], world.whole_day(days[-1])[1]) == u.span
    if m.said.basis == "each_day" and whole and inside(u.span, w.surely):
        return inside(span_of(m.said), u.surely(w)) or inside(u.span, span_of(m.said))
    return inside(span_of(m.said), u.surely(w))


def acts_unit(world: World, c: Clause, bound: str, ask: HowOften, w: Window, u: Unit
              ) -> list[Support]:
    found = []
    here = u.possibly(w)
    near = [m for m in world.matches(c, bound, ask.act) if touches(span_of(m.said), here)]
    for account, some in by_account(near).items():
        sure = [m for m in some if certain_in(world, m, w, u)]
        low = at_least(world, sure)
        if world.covers(account.split("|")[0], ask.act, here):
            high: int | None = sum(at_most(m) for m in some)
        else:
            high = own_high(some, here) if ask.own_highs else None
            instants = [m for m in some if m.said.basis == "instant"]
            if not sure and high is None and not instants:
                continue
        found.append(Support(account, low, high, ask.word(low, high), said(sure), said(some)))
    spoken = {m.said.lineage for m in near}
    return found + [
        Support(f"{lineage}|coverage|total", 0, 0, ask.word(0, 0))
        for lineage in world.lineages()
        if lineage not in spoken and world.covers(lineage, ask.act, here)
    ]


def at_least(world: World, sure: Iterable[Match]) -> int:
    """The greatest single value; or the sum over happenings kept apart, if that is more."""
    listed = list(sure)
    happenings: dict[int, int] = defaultdict(int)
    for m in listed:
        number = world.case.apart.get(m.said.claim_id)
        if number is not None:
            happenings[number] = max(happenings[number], m.low)
    return max(sum(happenings.values()), max((m.low for m in listed), default=0))


def own_high(some: Iterable[Match], here: tuple[int, int]) -> int | None:
    """The least that a claim over all of the unit says at most."""
    highs = [
        m.high for m in some
        if m.certain and m.said.basis in {"total", "each_day"} and inside(here, span_of(m.said))
    ]
    return min((h for h in highs if h is not None), default=None)


def loose(world: World, c: Clause, bound: str, ask: HowOften, w: Window, units: Iterable[Unit]
          ) -> dict[object, list[Support]]:
    """Supports of each span, and of the group of running totals."""
    assert ask.most is not None
    cells = list(units)
    straddling = [
        m
        for m in world.matches(c, bound, ask.act)
        if m.certain
        and inside(span_of(m.said), w.surely)
        and not any(certain_in(world, m, w, u) for u in cells)
    ]
    groups: dict[object, list[Match]] = defaultdict(list)
    for m in straddling:
        groups[span_of(m.said) if m.said.basis == "instant" else "totals"].append(m)
    found = {}
    for name, group in groups.items():
        supports = []
        for account, some in by_account(group).items():
            beyond = [
                m for m in some
                if m.low > ask.most * sum(touches(span_of(m.said), u.span) for u in cells)
            ]
            word = "breached" if beyond else "neither"
            low = max(m.low for m in some)
            supports.append(Support(account, low, None, word, said(some), said(some)))
        found[name] = supports
    return found
