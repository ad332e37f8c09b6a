"""Part of the independent oracle: findings of clauses that are judged unit by unit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from trucewatch.assess.kinds.presence import Presence
from trucewatch.assess.kinds.process import Process
from trucewatch.assess.kinds.prohibition import Prohibition
from trucewatch.assess.kinds.rate import Rate
from trucewatch.assess.kinds.schedule import Schedule
from trucewatch.model.instant import HOUR

from .answer import Answer, Told, Under, Variant, shares, tell
from .civil import Unit, Window, civil, complete, hours, periods, units, whole
from .measure_acts import HowOften, acts_unit, loose
from .measure_hours import hours_unit
from .measure_rate import Owed, Shares, rate_unit, rate_window
from .proof import Case5, Standard, Support, each, first_of, of_all
from .world import World

Cell = tuple[Unit, list[Support]]
Pieces = tuple[Window, list[tuple[Unit, Shares]]]
"""A window, and its units with the share of the quota that each owes."""
PAGE = frozenset({"accounts", "claims", "range"})
"""What the window of a clause judged unit by unit shows besides is the page's choice."""


def by_cells(v: Variant, w: Window, judge: Case5, cells: list[Cell],
             groups: list[list[Support]]) -> Under:
    """Units, and what lies in the window though in no unit.

    Where only whole units count, or hours of the day, there is none for a while.
    """

    def under(standard: Standard) -> Iterator[Answer]:
        shown = []
        for u, supports in cells:
            span = u.possibly(w)
            over = span[1] <= v.world.as_of
            shown.append(judge.status(standard, supports, over=over))
            if v.base:
                told = tell(supports, judge)
                yield Answer(v.key(standard, u.name), shown[-1], *span, told)
        counted = shares(shown)
        for supports in groups:
            if any(s.supports != "neither" for s in of_all(supports)):
                shown.append(judge.status(standard, supports))
        status = "pending" if not cells and w.open_hi else first_of(shown)
        yield Answer(v.key(standard), status, w.s1, w.e2, shares=counted, free=PAGE)

    return under


def prohibition(v: Variant, c: Prohibition, w: Window) -> Under:
    ask = HowOften(c.act, most=c.tolerance)
    return acts(v, ask, w, units(v.world, "day", w), loosely=True)


def acts(v: Variant, ask: HowOften, w: Window, found: list[Unit], *, loosely: bool = False
         ) -> Under:
    judge = v.judge(ask.act, duty=ask.least is not None)

    def in_unit(u: Unit) -> list[Support]:
        return each(v.world, lambda there: acts_unit(there, v.clause, v.bound, ask, w, u))

    def beside(name: object) -> list[Support]:
        return each(
            v.world, lambda there: loose(there, v.clause, v.bound, ask, w, found).get(name, [])
        )

    names = loose(v.world, v.clause, v.bound, ask, w, found) if loosely else {}
    return by_cells(v, w, judge, [(u, in_unit(u)) for u in found], [beside(n) for n in names])


def presence(v: Variant, c: Presence, w: Window) -> Under:
    absent = c.must_be == "absent"
    if c.per == "whole":
        found = whole(v.world, w) if absent or not w.open_hi else []
    else:
        found = units(v.world, c.per, w)
        found = found if absent else complete(found, w)
    ask = HowOften(c.state, most=c.tolerance, own_highs=True)
    if not absent:
        ask = replace(ask, most=None, least=c.at_least)
    return acts(v, ask, w, found, loosely=absent)


def schedule(v: Variant, c: Schedule, w: Window) -> Under:
    if c.hours_per_day is None:
        return acts(v, HowOften(c.act, most=c.tolerance), w, hours(v.world, c.daily, w))
    wanted = c.hours_per_day * HOUR

    def in_day(u: Unit) -> list[Support]:
        return each(v.world, lambda there: hours_unit(there, c, v.bound, c.act, wanted, u))

    cells = [(u, in_day(u)) for u in complete(units(v.world, "day", w), w)]
    return by_cells(v, w, v.judge(c.act), cells, [])


def repeated(v: Variant, c: Process, w: Window) -> Under:
    ask = HowOften(c.act, least=c.quantity, own_highs=True)
    return acts(v, ask, w, complete(periods(v.world, c.every, w), w))


# -- rate ---------------------------------------------------------------------------------------


def parts(c: Rate) -> list[Owed]:
    found = [Owed("all", c.act, c.at_least, c.at_most)] if c.at_least or c.at_most else []
    return found + [Owed(p.id, p.act, p.at_least) for p in c.parts]


def cut_units(world: World, c: Rate, w: Window) -> Pieces:
    """Window and units after the first and last are treated as the clause says."""
    rule = c.partial_units

    def begin(at: int) -> int:
        u = civil(world, c.per, at).full
        if at == u[0] or rule.first == "prorated":
            return at
        return u[0] if rule.first == "whole" else u[1] + 1

    def finish(at: int, cut_by_record: bool) -> int:
        u = civil(world, c.per, at).full
        mode = "skip" if cut_by_record else rule.last
        if at == u[1] or mode == "prorated":
            return at
        return u[1] if mode == "whole" else u[0] - 1

    w = replace(
        w, s1=begin(w.s1), s2=begin(w.s2), e1=finish(w.e1, w.open_lo), e2=finish(w.e2, w.open_hi)
    )
    w = replace(w, e1=min(w.e1, w.e2))
    return w, [
        (replace(u, span=u.possibly(w)), share_of(c, u.full, w)) for u in units(world, c.per, w)
    ]


def share_of(c: Rate, full: tuple[int, int], w: Window) -> Shares:
    """Time of a unit that is certainly and possibly in the window, as far as that is owed alone."""
    first, last = (getattr(c.partial_units, end) == "prorated" for end in ("first", "last"))
    lo, hi = full

    def length(start: int, end: int) -> int:
        return (min(hi, end) if last else hi) - (max(lo, start) if first else lo) + 1

    return max(0, length(w.s2, w.e1)), length(w.s1, w.e2), hi - lo + 1


def rate_pieces(world: World, c: Rate, w: Window) -> Pieces:
    if c.per != "whole":
        return cut_units(world, c, w)
    early = w.open_hi and c.at_least is not None
    return w, [] if early else [(u, (1, 1, 1)) for u in whole(world, w)]


def rate(v: Variant, c: Rate, w: Window) -> Under:
    world = v.world
    w, pieces = rate_pieces(world, c, w)
    judges = {o.part: v.judge(o.act, duty=o.at_least is not None) for o in parts(c)}

    def in_window(owed: Owed) -> list[Support]:
        empty = c.per == "whole" or w.e2 < w.s1
        return [] if empty else each(
            world, lambda there: rate_window(there, c, v.bound, owed, w, c.per)
        )

    def in_unit(owed: Owed, u: Unit, share: Shares) -> list[Support]:
        return each(world, lambda there: rate_unit(there, c, v.bound, owed, w, u, share))

    cells = [(u, {o.part: in_unit(o, u, share) for o in parts(c)}) for u, share in pieces]
    over_all = {o.part: in_window(o) for o in parts(c)}

    def told(of: dict[str, list[Support]]) -> Told:
        return tuple((s, judges[p]) for p, supports in of.items() for s in of_all(supports))

    def under(standard: Standard) -> Iterator[Answer]:
        shown = []
        for u, of in cells:
            span = u.possibly(w)
            over = span[1] <= world.as_of
            seen = [judges[p].status(standard, s, over=over) for p, s in of.items()]
            shown.append(first_of(seen))
            if v.base:
                yield Answer(v.key(standard, u.name), shown[-1], *span, told(of))
        counted = shares(shown)
        for part, supports in over_all.items():
            if any(s.supports != "neither" for s in of_all(supports)):
                shown.append(judges[part].status(standard, supports))
        status = "pending" if not pieces and w.open_hi else first_of(shown)
        free = frozenset[str]()
        if not pieces:  # no unit: no window to speak of
            free |= {"from", "to"}
        accounts = told(cells[0][1] if c.per == "whole" and cells else over_all)
        yield Answer(v.key(standard), status, w.s1, w.e2, accounts, counted, free=free)

    return under
