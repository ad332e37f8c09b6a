"""Part of the independent oracle: what moves the end of other clauses (section 4, extension)."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from trucewatch.assess.kinds.extension import Extension
from trucewatch.model.clause import Clause
from trucewatch.model.instant import Span, duration

from .answer import Variant
from .civil import Window
from .measure_progress import Task, task_accounts
from .world import Match, World, inside, span_of

FAR = 2**62
"""Later than every instant."""


class Moves(NamedTuple):
    """How many times an end moved; None: unknown."""

    least: int | None
    most: int | None


def original_end(world: World, ext: Extension, clause: Clause) -> Span | None:
    return world.instant(ext.original or clause.in_force.end, last=True)


def moves(v: Variant, ext: Extension, original: Span | None) -> Moves:
    w = v.window()
    if w is None:
        return Moves(0, 0)
    if ext.manner == "conditional":
        return Moves(None, None)
    if ext.manner == "earned":
        return earned(v, ext, w)
    if ext.manner == "automatic":
        return renewed(v, ext, w, original)
    counts = [len(announced_days(v, ext, w, body)) for body in bodies(ext)]
    pick = max if ext.manner == "announced" else min
    return Moves(pick(counts, default=0), None)


def earned(v: Variant, ext: Extension, w: Window) -> Moves:
    assert ext.earned_by
    task = Task(ext.earned_by, ext.each, ext.each)
    accounts = task_accounts(v.world, ext, v.bound, task, w)
    as_of = v.world.as_of
    least = max((p.low(as_of) for p in accounts), default=0) // ext.each
    highs = [p.high(as_of) for p in accounts]
    known = [h for h in highs if h is not None]
    most = max(known) // ext.each if known and len(known) == len(highs) else None
    return Moves(least, most)


def bodies(ext: Extension) -> list[str]:
    """Who announces, or gives notice."""
    return ext.by or (ext.beneficiary if ext.manner == "waived" else ext.bound)


def announcements(v: Variant, ext: Extension, w: Window, body: str) -> list[Match]:
    """Certain announcements of one body."""
    if ext.announced_by is None:
        return []
    names = {body, *v.world.party_field(body, "answers_for")}
    return [
        m for m in v.world.matches(ext, body, ext.announced_by)
        if m.certain and m.said.actor in names and m.said.actor_certainty != "possible"
        and inside(span_of(m.said), w.surely)
    ]


def announced_days(v: Variant, ext: Extension, w: Window, body: str) -> set[object]:
    return {v.world.day(m.said.latest) for m in announcements(v, ext, w, body)}


def renewed(v: Variant, ext: Extension, w: Window, original: Span | None) -> Moves:
    """Renewed until the end passes the as-of instant, or somebody gave notice in time."""
    if original is None:
        return Moves(0, 0)
    step, ahead = duration(ext.adds), duration(ext.notice) if ext.notice else 0
    notices = [m.said.latest for b in bodies(ext) for m in announcements(v, ext, w, b)]

    def times(end: int) -> int:
        n = 0
        while end <= v.world.as_of and not any(told <= end - ahead for told in notices):
            end, n = end + step, n + 1
        return n

    found = [times(end) for end in original]
    return Moves(min(found), max(found))


def moved_end(world: World, ext: Extension, clause: Clause) -> Span | None:
    """The end of a clause extended; its last instant may be open. None: no end is known."""
    original = original_end(world, ext, clause)
    if original is None:
        return None
    cap = world.instant(ext.cap, last=True)
    step = 0 if ext.manner == "conditional" else duration(ext.adds)
    n = moves_of_all(Variant(world, ext, "", "base", "", True), ext)
    lo = original.lo + (n.least or 0) * step
    hi = FAR if n.most is None else original.hi + n.most * step
    if cap:
        lo, hi = min(lo, cap.lo), min(hi, cap.hi)
    return Span(max(lo, original.lo), max(hi, original.hi))


def moves_of_all(v: Variant, ext: Extension) -> Moves:
    """The least and the greatest over its bounds and the clauses it extends."""
    ends = {original_end(v.world, ext, v.world.clause(name)) for name in ext.extends}
    found = [
        moves(replace(v, bound=bound), ext, end)
        for bound in ext.bound or ["-"] for end in ends
    ]
    least = [m.least for m in found if m.least is not None]
    most = [m.most for m in found if m.most is not None]
    unknown = len(most) < len(found)
    return Moves(min(least, default=None), None if unknown else max(most, default=None))
