"""The first answer of an edition: four sentences made of window findings, the same for everybody.

A duty is a clause for one party bound. Every duty that is tested falls into one of six groups by
what the standards show of it in the base reading and start; no standard is preferred, so a duty
on which they differ is told of as that.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from trucewatch.model.agreement import Words
from trucewatch.model.finding import Finding
from trucewatch.publish import words
from trucewatch.publish.site.context import JOINED, Context
from trucewatch.publish.site.views import BoundView
from trucewatch.publish.tongue import tr, trn

WAITING = frozenset({"pending", "condition_open", "suspended", "not_in_force", "not_assessable"})
GROUPS = ("kept", "breached", "contested", "depends", "undetermined", "waiting")
NAMED = 4
"""Duties named beside a sentence; the others are counted, and stand in the table below it."""
MOST_SOURCES = 3


@dataclass(frozen=True, kw_only=True)
class Duty:
    """A clause for one party bound, as a sentence names it."""

    clause: str
    title: Words
    bound: str
    link: str
    """Address from the root of the site."""
    group: str
    late: bool = False
    sources: tuple[str, ...] = ()
    """Lineages whose accounts support the breach, by name."""


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """One sentence, with the duties it names first."""

    text: str
    duties: list[Duty] = field(default_factory=list)
    rest: int = 0
    """Duties it counts and does not name."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Four sentences: what holds, what does not, what depends or is open, where it ends."""

    sentences: list[Sentence]
    total: int


def group(findings: Iterable[Finding]) -> str:
    """Which of `GROUPS` a duty falls into, from its window findings under every standard."""
    statuses = {f.status for f in findings}
    if statuses <= {"kept", "kept_late"}:
        return "kept"
    if statuses <= WAITING:
        return "waiting"
    if len(statuses) == 1:
        return statuses.pop()
    return "depends"


def duty(ctx: Context, clause: str, title: Words, file: str, bound: BoundView) -> Duty | None:
    """Return a duty; ``None`` where nothing was found or the text does not name the bound."""
    if bound.base is None or bound.claimed is not None:
        return None
    findings = bound.base.findings.values()
    told = {part for f in findings for a in f.accounts if a.supports == "breached"
            for part in a.lineage.split(JOINED)}
    return Duty(
        clause=clause, title=title, bound=bound.name, link=f"clauses/{file}.html#{bound.anchor}",
        group=group(findings), late=any(f.status == "kept_late" for f in findings),
        sources=tuple(sorted({ctx.body_name(line) for line in told}, key=str.casefold)),
    )


def answer(ctx: Context, duties: list[Duty]) -> Answer:
    """Say what the record shows of all duties, in four sentences."""
    found: dict[str, list[Duty]] = {name: [d for d in duties if d.group == name]
                                    for name in GROUPS}
    return Answer(total=len(duties), sentences=[
        _kept(found["kept"], len(duties)),
        _breached(found["breached"], found["contested"]),
        _open(found["depends"], found["undetermined"], found["waiting"]),
        _ends(ctx),
    ])


def _sentence(text: str, duties: list[Duty]) -> Sentence:
    return Sentence(text=text, duties=duties[:NAMED], rest=max(0, len(duties) - NAMED))


def _kept(kept: list[Duty], total: int) -> Sentence:
    if not kept:
        return Sentence(text=trn(
            "The {total} duty that can be tested is not shown as kept under every standard.",
            "Of {total} duties that can be tested, none is shown as kept under every standard.",
            total, total=words.number(total)))
    n, late = len(kept), sum(d.late for d in kept)
    if late:
        return _sentence(trn(
            "Of {total} duties that can be tested, {n} is shown as kept under every standard, "
            "{late} of them late.",
            "Of {total} duties that can be tested, {n} are shown as kept under every standard, "
            "{late} of them late.",
            n, total=words.number(total), n=words.number(n), late=words.number(late)), kept)
    return _sentence(trn(
        "Of {total} duties that can be tested, {n} is shown as kept under every standard.",
        "Of {total} duties that can be tested, {n} are shown as kept under every standard.",
        n, total=words.number(total), n=words.number(n)), kept)


def _breached(breached: list[Duty], contested: list[Duty]) -> Sentence:
    if not breached and not contested:
        return Sentence(text=tr(
            "None is shown as breached, or as contested, under every standard."))
    parts = []
    if breached:
        n = len(breached)
        parts.append(trn("{n} is shown as breached under every standard.",
                         "{n} are shown as breached under every standard.",
                         n, n=words.number(n)))
    if contested:
        n = len(contested)
        parts.append(trn("{n} is shown as contested under every standard.",
                         "{n} are shown as contested under every standard.",
                         n, n=words.number(n)))
    return _sentence(" ".join(parts), [*breached, *contested])


def _open(depends: list[Duty], undetermined: list[Duty], waiting: list[Duty]) -> Sentence:
    parts = [
        trn("For {n} duty the status depends on the standard chosen.",
            "For {n} duties the status depends on the standard chosen.",
            len(depends), n=words.number(len(depends))),
        trn("{n} cannot be determined under any standard.",
            "{n} cannot be determined under any standard.",
            len(undetermined), n=words.number(len(undetermined))),
        trn("{n} is not due, not in force or held by a condition.",
            "{n} are not due, not in force or held by a condition.",
            len(waiting), n=words.number(len(waiting))),
    ]
    return _sentence(" ".join(parts), depends)


def _ends(ctx: Context) -> Sentence:
    standing = words.sentence(ctx.standing).rstrip(".")
    return Sentence(text=tr(
        "{standing}; everything here holds as of {as_of}, and a report that was not found is no "
        "report of nothing.", standing=standing, as_of=ctx.as_of))


def by_whom(found: Duty) -> str:
    """By whose accounts a breach is shown; empty where no account is there."""
    if not found.sources or found.group not in {"breached", "contested"}:
        return ""
    shown, rest = found.sources[:MOST_SOURCES], len(found.sources) - MOST_SOURCES
    if rest > 0:
        return tr("by accounts of {names} and {n} more", names=tr(", ").join(shown),
                  n=words.number(rest))
    return tr("by accounts of {names}", names=words.listed(shown))
