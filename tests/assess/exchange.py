"""Part of the independent oracle: a weighted exchange (section 4, ratio)."""

from __future__ import annotations

from trucewatch.assess.kinds.ratio import Ratio
from trucewatch.model.clause import Act

from .civil import Window
from .measure import said
from .measure_progress import Progress, progress
from .proof import Support, verdict
from .world import World


def ratio_supports(world: World, c: Ratio, bound: str, w: Window) -> list[Support]:
    found = []
    for p in progress(world, c, bound, c.owed, w):
        counts = [m for m in p.counts if p.sure(m)]
        if counts:
            last = max(counts, key=lambda m: (m.said.latest, m.low, m.said.claim_id))
            used, at = [last], p.as_at(last)
            low, high = last.low, last.high
        elif any(p.sure(m) for m in p.increments):
            used = [m for m in p.increments if p.sure(m)]
            low = p.total(used)
            high = None
            at = min(m.said.earliest for m in used), max(m.said.latest for m in used)
        else:  # possible claims alone say nothing, and are shown
            used, low, high = [*p.counts, *p.increments], 0, None
            at = min(m.said.earliest for m in used), max(m.said.latest for m in used)
        least, most = owed_range(world, c, bound, w, at)
        word = verdict(
            low, high, kept=most is not None and low >= most,
            breached=high is not None and high < least,
        )
        sure = tuple(m.said for m in used if p.sure(m))
        found.append(Support(p.account, low, high, word, sure, said(used)))
    return found


def owed_range(world: World, c: Ratio, bound: str, w: Window, at: tuple[int, int]
               ) -> tuple[int, int | None]:
    """Least and most owed for what had been given as at an interval."""
    least, most = 0, 0
    unknown = False
    for weight in c.weights:
        act = Act(**{**vars(c.given), "where": {**c.given.where, **weight.where}})
        lower, upper = given_range(world, progress(world, c, bound, act, w), at)
        for_each = -1 if weight.rounding == "up" else 1
        least += weight.owe * (for_each * lower // weight.per) * for_each
        if upper is None:
            unknown = True
        else:
            most += weight.owe * (for_each * upper // weight.per) * for_each
    if c.cap is None:
        return least, None if unknown else most
    return min(least, c.cap), c.cap if unknown else min(most, c.cap)


def given_range(world: World, told: list[Progress], at: tuple[int, int]) -> tuple[int, int | None]:
    """Least and most given as at an interval, from the counts next to it on both sides."""
    counts = [(p, m) for p in told for m in p.counts if p.sure(m)]
    before = [m for _, m in counts if m.said.latest <= at[0]]
    after = [m for p, m in counts if m.high is not None and p.as_at(m)[0] >= at[1]]
    lower = max((p.low(at[0]) for p in told), default=0)
    if before:
        last = max(world.day(m.said.latest) for m in before)
        near = [m for m in before if world.day(m.said.latest) == last]
        lower = min(
            max(m.low for m in near if m.said.lineage == line)
            for line in {m.said.lineage for m in near}
        )
    first = min((world.day(m.said.latest) for m in after), default=None)
    highs = [
        (m.said.lineage, m.high) for m in after
        if world.day(m.said.latest) == first and m.high is not None
    ]
    upper = max(
        (min(high for line, high in highs if line == one) for one, _ in highs), default=None
    )
    # Counts that cross bound nothing the one way round: they are a range the other way.
    return (lower, upper) if upper is None or lower <= upper else (upper, lower)


def tranches(world: World, c: Ratio, bound: str) -> list[str]:
    """Values of the qualifier `tranche` in what possibly matches either act."""
    told = [*world.matches(c, bound, c.given), *world.matches(c, bound, c.owed)]
    return sorted({m.said.where["tranche"] for m in told if "tranche" in m.said.where})
