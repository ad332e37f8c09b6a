"""Part of the independent oracle: findings of what is due by an instant, or weighed against it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from trucewatch.assess.kinds.deadline import Deadline
from trucewatch.assess.kinds.extension import Extension
from trucewatch.assess.kinds.process import Process
from trucewatch.assess.kinds.ratio import Ratio
from trucewatch.assess.kinds.response import Response
from trucewatch.model.instant import Span

from .answer import Answer, Told, Under, Variant, shares, tell
from .civil import Window
from .exchange import ratio_supports, tranches
from .measure_extension import moves_of_all
from .measure_progress import Progress, Task, task_accounts
from .measure_response import Answering, Trigger, answerings, triggers
from .proof import Case5, Standard, Support, each, first_of

RANGE = frozenset({"range"})
TO = frozenset({"to"})
WEIGHED = frozenset({"to", "claims"})
"""Which claims stand behind a comparison of two quantities is the page's choice."""
WINDOW = frozenset({"accounts", "claims", "range", "to"})
"""What a window made of such units shows besides is the page's choice."""


def unfixed(v: Variant) -> frozenset[str]:
    """Whether a watcher that saw neither is listed, and measured, is the page's choice."""
    return RANGE if v.world.case.coverage else frozenset()


class Speaking(Protocol):
    """An account that says something at every instant."""

    @property
    def account(self) -> str: ...

    def turns(self) -> set[int]: ...


@dataclass(frozen=True)
class Due:
    """A test at the due instants and as of."""

    v: Variant
    judge: Case5
    due: Span | None
    accounts: Sequence[Speaking]
    says: Callable[[Speaking, int], Support]
    aside: Sequence[tuple[int | None, Span | None, Sequence[Speaking]]] = ()
    """For each worst grade: due instants and accounts without the claims graded worse."""

    @property
    def as_of(self) -> int:
        return self.v.world.as_of

    def at(self, standard: Standard, t: int, end: int | None = None) -> str:
        """Status at the first or second due instant (`end`), or as of."""
        told = [self.says(a, t) for a in self.accounts]
        for view, due, accounts in self.aside:
            there = t if end is None or due is None else due[end]
            told += [replace(self.says(a, there), view=view) for a in accounts]
        return self.judge.status(standard, told)

    def shown(self) -> Told:
        """What accounts say at the instants that matter, each word once."""
        instants = {*(self.due or ()), self.as_of}
        told = [self.says(a, t) for t in instants for a in self.accounts]
        return tell(dict.fromkeys(told), self.judge)

    def measured(self) -> list[tuple[int | None, int | None]]:
        last = [self.says(a, self.as_of) for a in self.accounts]
        return [(s.low, s.high) for s in last]

    def result(self, standard: Standard) -> tuple[str, tuple[int, int] | None, tuple[str, ...]]:
        """Status, delay, reasons."""
        finally_kept = self.at(standard, self.as_of) == "kept"
        if self.due is None or self.due.hi > self.as_of:
            return "kept" if finally_kept else "pending", None, ()
        ends = []
        for end, t in enumerate(self.due):
            now = self.at(standard, t, end)
            ends.append("kept_late" if now == "breached" and finally_kept else now)
        if ends[0] != ends[1]:
            return "undetermined", None, ("due_interval_differs",)
        return ends[0], self.delay() if ends[0] == "kept_late" else None, ()

    def delay(self) -> tuple[int, int] | None:
        """How late: from the last word that it was not done to the first that it was."""
        assert self.due
        stated = [a for a in self.accounts if self.v.world.stated(a.account.split("|")[0])]
        within = {t for a in stated for t in a.turns() if self.due.lo <= t <= self.as_of}
        instants = within | {*self.due, self.as_of}
        shown = [(t, self.says(a, t).supports) for t in instants for a in stated]
        short = max((t for t, word in shown if word == "breached"), default=None)
        done = min((t for t, word in shown if word == "kept"), default=None)
        if short is None or done is None:
            return None
        low, high = min(short + 1, done), max(short + 1, done)
        return max(0, low - self.due.hi), max(0, high - self.due.lo)


def task(v: Variant, what: Task, due: Span | None, w: Window) -> Due:
    def says(a: Speaking, t: int) -> Support:
        assert isinstance(a, Progress)
        return a.support(t, what)

    accounts, *others = [
        (view, due, task_accounts(there, v.clause, v.bound, what, w))
        for view, there in v.world.views()
    ]
    return Due(v, v.judge(what.act, duty=True), due, accounts[2], says, others)


def deadline(v: Variant, c: Deadline, w: Window) -> Under:
    high = c.quantity if c.quantity_high is None else c.quantity_high
    main = task(
        v, Task(c.act, c.quantity, high, c.list_size), v.due(), w
    )
    if c.start_by is None:
        return by_due(v, main, None, w)
    begun = Task(c.start_act or c.act, 1, 1, None, "start")
    return by_due(v, main, task(v, begun, v.world.instant(c.start_by, last=True), w), w)


def process(v: Variant, c: Process, w: Window) -> Under:
    what = Task(c.act, c.quantity, c.quantity)
    return by_due(v, task(v, what, v.due(), w), None, w)


def by_due(v: Variant, main: Due, begun: Due | None, w: Window) -> Under:
    accounts = main.shown() + (begun.shown() if begun else ())
    measured = main.measured()

    def under(standard: Standard) -> Iterator[Answer]:
        status, delay, reasons = main.result(standard)
        if begun:
            other, _, why = begun.result(standard)
            combined = first_of([status, other])
            reasons = (reasons if status == combined else ()) + (why if other == combined else ())
            status = combined
            delay = delay if status == "kept_late" else None
        yield Answer(
            v.key(standard), status, w.s1, None, accounts, delay=delay,
            reasons=tuple(dict.fromkeys(reasons)), measured=measured, free=unfixed(v) | {"to"},
        )

    return under


# -- response -----------------------------------------------------------------------------------


def response(v: Variant, c: Response, w: Window) -> Under:
    def says(a: Speaking, t: int) -> Support:
        assert isinstance(a, Answering)
        return a.support(t)

    def due(t: Trigger) -> Due:
        accounts = answerings(v.world, c, v.bound, t)
        others = [
            (view, same.due, answerings(there, c, v.bound, same))
            for view, there in v.world.views()[1:] for same in triggers(there, c, v.bound, w)
            if same.name == t.name and (c.correlate or same.told == t.told)
        ]
        return Due(v, v.judge(c.answer, duty=True), t.due, accounts, says, others)

    found = [(t, due(t)) for t in triggers(v.world, c, v.bound, w)]

    def under(standard: Standard) -> Iterator[Answer]:
        shown = []
        for trigger, test in found:
            status, delay, reasons = test.result(standard)
            shown.append(status)
            if v.base:
                yield Answer(
                    v.key(standard, trigger.name), status, trigger.t1, trigger.due.hi,
                    test.shown(), delay=delay, reasons=reasons, measured=test.measured(),
                    free=unfixed(v),
                )
        if found:
            yield Answer(
                v.key(standard), first_of(shown), w.s1, w.e2, shares=shares(shown), free=WINDOW
            )
        else:
            yield Answer(
                v.key(standard), "condition_open", w.s1, w.e2, reasons=("no_trigger",),
                free=WINDOW,
            )

    return under


# -- ratio --------------------------------------------------------------------------------------


def ratio(v: Variant, c: Ratio, w: Window) -> Under:
    def weigh(one: Variant) -> tuple[list[Support], Case5]:
        judge = one.judge(c.owed, duty=True)
        told = each(one.world, lambda there: ratio_supports(there, c, one.bound, w))
        return told, judge

    def cumulative(standard: Standard) -> Iterator[Answer]:
        supports, judge = weigh(v)
        status = judge.status(standard, supports)
        yield Answer(v.key(standard), status, w.s1, w.e2, tell(supports, judge), free=WEIGHED)

    if c.by == "cumulative":
        return cumulative
    cells = []
    for value in tranches(v.world, c, v.bound):
        there = replace(v.world, carrying=("tranche", value))
        cells.append((value, *weigh(replace(v, world=there))))

    def under(standard: Standard) -> Iterator[Answer]:
        shown = []
        for value, supports, judge in cells:
            shown.append(judge.status(standard, supports))
            if v.base:
                told = tell(supports, judge)
                yield Answer(v.key(standard, value), shown[-1], w.s1, w.e2, told, free=WEIGHED)
        yield Answer(
            v.key(standard), first_of(shown), w.s1, w.e2, shares=shares(shown), free=WINDOW
        )

    return under


# -- extension ----------------------------------------------------------------------------------


def extension(v: Variant, c: Extension, w: Window) -> Under:
    least, most = moves_of_all(v, c)

    def under(standard: Standard) -> Iterator[Answer]:
        kept = least is not None and least >= 1
        why = "condition_not_dated" if c.manner == "conditional" else "no_extension_shown"
        yield Answer(
            v.key(standard), "kept" if kept else "undetermined", w.s1, w.e2,
            reasons=() if kept else (why,), measured=[(least, most)],
            free=TO | {"accounts", "claims"},
        )

    return under
