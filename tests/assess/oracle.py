"""The oracle: a slow, obvious evaluator of ``docs/explanation/how-findings-are-made.md``.

It evaluates one variant, standard and unit at a time in plain Python, and for ``hinges_on`` does
all of it again without each lineage. It shares no code with the compiled path.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from trucewatch.assess.kinds.deadline import Deadline
from trucewatch.assess.kinds.prohibition import Prohibition
from trucewatch.assess.kinds.rate import Rate
from trucewatch.assess.kinds.ratio import Ratio
from trucewatch.model.case import BASE_READING, Case, ResolvedMilestone
from trucewatch.model.clause import Anchor, Clause

from .exchange import ratio_supports
from .measure import (
    Owed,
    Unit,
    Window,
    deadline_accounts,
    deadline_supports,
    prohibition_groups,
    prohibition_unit,
    rate_unit,
    rate_window,
)
from .proof import STANDARDS, Case5, Support, first_of
from .world import World

Key = tuple[str, str, str, str, str, str]


@dataclass(frozen=True)
class Answer:
    """A finding as the oracle has it."""

    key: Key
    status: str
    from_: int | None = None
    to: int | None = None
    accounts: tuple[tuple[Support, Case5], ...] = ()
    shares: dict[str, int] = field(default_factory=dict)
    delay: tuple[int, int] | None = None
    reasons: tuple[str, ...] = ()
    hinges_on: tuple[str, ...] = ()
    measured: list[tuple[int | None, int | None]] | None = None
    """Numbers the finding's range is made of, if not those of every account."""
    kind: str = ""


@dataclass(frozen=True)
class Variant:
    """One clause, one bound, one reading, one set of starts."""

    world: World
    clause: Clause
    bound: str
    reading: str
    start: str
    base: bool

    def key(self, standard: str, unit: str = "window") -> Key:
        return (self.clause.id, self.bound, self.reading, self.start, standard, unit)


def anchors(clause: Clause) -> list[Anchor]:
    found = [clause.in_force.start]
    if clause.in_force.end:
        found.append(clause.in_force.end)
    if isinstance(clause, Deadline) and clause.due:
        found.append(clause.due)
    return found


def variants(world: World) -> Iterator[Variant]:
    for clause in world.case.clauses:
        for bound in clause.bound or ["-"]:
            yield from starts(world, clause, bound, BASE_READING)
            for reading, other in world.case.readings.get(clause.id, {}).items():
                yield next(starts(world, other, bound, reading))


def starts(world: World, clause: Clause, bound: str, reading: str) -> Iterator[Variant]:
    """The base combination first, then one other candidate at a time."""
    named = [a.after for a in anchors(clause) if a.after]
    due = clause.due if isinstance(clause, Deadline) else None
    primary = (due.after if due else "") or next(iter(named), "")
    here = world.case.milestones[primary].base if primary else ""
    yield Variant(world, clause, bound, reading, here, reading == BASE_READING)
    if clause.kind == "not_assessable":  # type: ignore[attr-defined]
        return
    for name in dict.fromkeys(named):
        milestone = world.case.milestones[name]
        for candidate in milestone.spans:
            if candidate == milestone.base:
                continue
            moved: dict[str, ResolvedMilestone] = {
                **world.case.milestones, name: replace(milestone, base=candidate)
            }
            there = replace(world, case=replace(world.case, milestones=moved))
            label = candidate if name == primary else f"{name}={candidate}"
            yield Variant(there, clause, bound, reading, label, False)


def window(v: Variant) -> Window | None:
    start = v.world.instant(v.clause.in_force.start)
    as_of = v.world.as_of
    if start is None or start.lo > as_of:
        return None
    end = v.world.instant(v.clause.in_force.end, last=True)
    e1, e2 = (end.lo, end.hi) if end else (as_of, as_of)
    return Window(start.lo, min(start.hi, as_of), min(e1, as_of), min(e2, as_of))


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
    found: list[Unit] = []
    at = w.s1
    while at <= w.e2:
        found.append(civil(world, per, at))
        at = found[-1].full[1] + 1
    return found


def evaluate(case: Case, as_of: int) -> list[Answer]:
    """Every finding of a case, as the specification has it."""
    world = World.of(case, as_of)
    full = {a.key: a for a in answers(world)}
    hinges: dict[Key, list[str]] = {k: [] for k in full}
    for lineage in world.lineages():
        for answer in answers(world.less(lineage)):
            if answer.status != full[answer.key].status:
                hinges[answer.key].append(lineage)
    kinds = {c.id: c.kind for c in case.clauses}  # type: ignore[attr-defined]
    return [
        replace(a, hinges_on=tuple(hinges[k]), kind=kinds[k[0]]) for k, a in full.items()
    ]


def answers(world: World) -> Iterator[Answer]:
    for v in variants(world):
        for standard in STANDARDS:
            yield from answer(v, standard)


def answer(v: Variant, standard: str) -> Iterator[Answer]:
    w = window(v)
    key = v.key(standard)
    if v.clause.kind == "not_assessable":  # type: ignore[attr-defined]
        yield Answer(key, "not_assessable")
    elif w is None:
        yield Answer(key, "not_in_force")
    elif isinstance(v.clause, Prohibition):
        yield from prohibition(v, v.clause, w, standard)
    elif isinstance(v.clause, Rate):
        yield from rate(v, v.clause, w, standard)
    elif isinstance(v.clause, Deadline):
        yield deadline(v, v.clause, w, standard)
    elif isinstance(v.clause, Ratio):
        judge = Case5(v.world, v.clause, v.bound, v.clause.owed)
        supports = ratio_supports(v.world, v.clause, v.bound, w)
        told = tuple((s, judge) for s in supports)
        yield Answer(key, judge.status(standard, supports), w.s1, w.e2, told)
    else:
        yield Answer(key, "undetermined", w.s1, w.e2, reasons=("kind_not_evaluated",))


def prohibition(v: Variant, c: Prohibition, w: Window, standard: str) -> Iterator[Answer]:
    judge = Case5(v.world, c, v.bound, c.act)
    shown = []
    days = units(v.world, "day", w)
    for u in days:
        supports = prohibition_unit(v.world, c, v.bound, w, u)
        shown.append(judge.status(standard, supports))
        if v.base:
            told = tuple((s, judge) for s in supports)
            yield Answer(v.key(standard, u.name), shown[-1], *u.possibly(w), told)
    shares = dict(Counter(shown))
    for supports in prohibition_groups(v.world, c, v.bound, w, days):
        if any(s.supports != "neither" for s in supports):
            shown.append(judge.status(standard, supports))
    yield Answer(v.key(standard), first_of(shown), w.s1, w.e2, shares=shares)


def parts(c: Rate) -> list[Owed]:
    found = [Owed("all", c.act, c.at_least, c.at_most)] if c.at_least or c.at_most else []
    return found + [Owed(p.id, p.act, p.at_least) for p in c.parts]


def cut_units(world: World, c: Rate, w: Window, *, open_end: tuple[bool, bool]
              ) -> tuple[Window, list[tuple[Unit, tuple[int, int]]]]:
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

    w = Window(
        begin(w.s1), begin(w.s2), finish(w.e1, open_end[0]), finish(w.e2, open_end[1])
    )
    found = []
    for u in units(world, c.per, w):
        span = u.possibly(w)
        whole = u.full[1] - u.full[0] + 1
        found.append((replace(u, span=span), (span[1] - span[0] + 1, whole)))
    return w, found


def rate(v: Variant, c: Rate, w: Window, standard: str) -> Iterator[Answer]:
    world = v.world
    end = world.instant(c.in_force.end, last=True)
    cut = (end is None or end.lo > world.as_of, end is None or end.hi > world.as_of)
    w, pieces = cut_units(world, c, w, open_end=cut)
    shown = []
    for u, share in pieces:
        told: list[tuple[Support, Case5]] = []
        seen = []
        for owed in parts(c):
            judge = Case5(world, c, v.bound, owed.act)
            supports = rate_unit(world, c, v.bound, owed, w, u, share)
            seen.append(judge.status(standard, supports))
            told += [(s, judge) for s in supports]
        shown.append(first_of(seen))
        if v.base:
            yield Answer(v.key(standard, u.name), shown[-1], *u.possibly(w), tuple(told))
    shares = dict(Counter(shown))
    told = []
    for owed in parts(c):
        judge = Case5(world, c, v.bound, owed.act)
        supports = rate_window(world, c, v.bound, owed, w, c.per) if w.e2 >= w.s1 else []
        told += [(s, judge) for s in supports]
        if any(s.supports != "neither" for s in supports):
            shown.append(judge.status(standard, supports))
    status = "pending" if not pieces and cut[1] else first_of(shown)
    yield Answer(v.key(standard), status, w.s1, w.e2, tuple(told), shares)


def deadline(v: Variant, c: Deadline, w: Window, standard: str) -> Answer:
    judge = Case5(v.world, c, v.bound, c.act)
    as_of = v.world.as_of

    def at(t: int) -> str:
        return judge.status(standard, deadline_supports(v.world, c, v.bound, w, t))

    def shown(instants: set[int]) -> tuple[tuple[Support, Case5], ...]:
        told = [s for t in instants for s in deadline_supports(v.world, c, v.bound, w, t)]
        return tuple((s, judge) for s in dict.fromkeys(told))

    due = v.world.instant(c.due, last=True)
    finally_kept = at(as_of) == "kept"
    last = [(s.low, s.high) for s, _ in shown({as_of})]
    if due is None or due.hi > as_of:
        status = "kept" if finally_kept else "pending"
        told = shown({*(due or ()), as_of})
        return Answer(v.key(standard), status, w.s1, None, told, measured=last)
    ends = []
    for t in due:
        now = at(t)
        ends.append("kept_late" if now == "breached" and finally_kept else now)
    accounts = shown({*due, as_of})
    if ends[0] != ends[1]:
        return Answer(
            v.key(standard), "undetermined", w.s1, None, accounts,
            reasons=("due_interval_differs",), measured=last,
        )
    delay = delayed(v, c, w) if ends[0] == "kept_late" else None
    return Answer(v.key(standard), ends[0], w.s1, None, accounts, delay=delay, measured=last)


def delayed(v: Variant, c: Deadline, w: Window) -> tuple[int, int] | None:
    """How late: from the last word that it was not done to the first that it was."""
    due = v.world.instant(c.due, last=True)
    assert due
    stated = [
        p for p in deadline_accounts(v.world, c, v.bound, w)
        if v.world.stated(p.account.split("|")[0])
    ]
    as_of = v.world.as_of
    instants = {t for p in stated for t in p.turns() if due.lo <= t <= as_of} | {*due, as_of}
    shown = [(t, p.support(t, c.quantity).supports) for t in instants for p in stated]
    short = max((t for t, word in shown if word == "breached"), default=None)
    done = min((t for t, word in shown if word == "kept"), default=None)
    if short is None or done is None:
        return None
    low, high = min(short + 1, done), max(short + 1, done)
    return low - due.hi, high - due.lo
