"""Part of the independent oracle: hours in a row without an act (section 4)."""

from __future__ import annotations

from collections.abc import Iterable

from trucewatch.model.clause import Act, Clause

from .civil import Unit
from .measure import by_account, said
from .proof import Support, verdict
from .world import Match, World, inside, span_of, touches


def hours_unit(world: World, c: Clause, bound: str, act: Act, wanted: int, u: Unit
               ) -> list[Support]:
    """Supports of one whole civil day; `wanted` in microseconds."""
    found = []
    near = [m for m in world.matches(c, bound, act) if touches(span_of(m.said), u.full)]
    for account, some in by_account(near).items():
        acts = [m for m in some if m.certain and m.low >= 1 and inside(span_of(m.said), u.full)]
        low, high = 0, longest(acts, u.full)
        if world.covers(account.split("|")[0], act, u.full):
            low = quiet([m for m in some if m.own != 0], u.full)
        word = verdict(low, high, breached=high < wanted, kept=low >= wanted)
        found.append(Support(account, low, high, word, said(acts), said(some)))
    spoken = {m.said.lineage for m in near}
    day = u.full[1] - u.full[0] + 1
    word = verdict(day, day, breached=day < wanted, kept=day >= wanted)
    return found + [
        Support(f"{lineage}|coverage|total", day, day, word)
        for lineage in world.lineages()
        if lineage not in spoken and world.covers(lineage, act, u.full)
    ]


def longest(acts: Iterable[Match], day: tuple[int, int]) -> int:
    """The longest stretch that may have been without an act: none of them lies whole in it."""
    spans = [span_of(m.said) for m in acts]
    beginnings = [day[0], *(lo + 1 for lo, _ in spans)]
    past = day[1] + 1
    return max(min([past, *(hi for lo, hi in spans if lo >= b)]) - b for b in beginnings)


def quiet(acts: Iterable[Match], day: tuple[int, int]) -> int:
    """The longest stretch that none of them touches."""
    best, free = 0, day[0]
    for lo, hi in sorted(span_of(m.said) for m in acts):
        best = max(best, lo - free)
        free = max(free, hi + 1)
    return max(best, day[1] + 1 - free)
