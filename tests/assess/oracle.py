"""The oracle: a slow, obvious evaluator of ``docs/explanation/how-findings-are-made.md``.

It evaluates one variant, standard and unit at a time in plain Python, and for ``hinges_on`` does
all of it again without each lineage. It shares no code with the compiled path.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, replace
from typing import Any

from trucewatch.assess.kinds.deadline import Deadline
from trucewatch.assess.kinds.extension import Extension
from trucewatch.assess.kinds.presence import Presence
from trucewatch.assess.kinds.process import Process
from trucewatch.assess.kinds.prohibition import Prohibition
from trucewatch.assess.kinds.rate import Rate
from trucewatch.assess.kinds.ratio import Ratio
from trucewatch.assess.kinds.response import Response
from trucewatch.assess.kinds.schedule import Schedule
from trucewatch.model.case import Case
from trucewatch.model.clause import Clause

from . import by_date, by_unit
from .answer import Answer, Key, Under, Variant
from .civil import Window
from .expand import variants
from .gates import Gates, suspensions
from .proof import STANDARDS, Standard
from .world import World

__all__ = ["Answer", "Key", "evaluate"]


def process(v: Variant, c: Process, w: Window) -> Under:
    return by_unit.repeated(v, c, w) if c.every else by_date.process(v, c, w)


BY_KIND: dict[type[Clause], Callable[[Variant, Any, Window], Under]] = {
    Prohibition: by_unit.prohibition,
    Presence: by_unit.presence,
    Schedule: by_unit.schedule,
    Rate: by_unit.rate,
    Process: process,
    Deadline: by_date.deadline,
    Response: by_date.response,
    Ratio: by_date.ratio,
    Extension: by_date.extension,
}


def standards_of(case: Case) -> list[Standard]:
    """Those that ship, and the case's own."""
    names = [f.name for f in fields(Standard)]
    own = [Standard(**{n: getattr(s, n) for n in names}) for s in case.standards]
    return [*STANDARDS, *own]


def evaluate(case: Case, as_of: int) -> list[Answer]:
    """Every finding of a case, as the specification has it."""
    standards = standards_of(case)
    world = World.of(case, as_of)
    full = {a.key: a for a in answers(world, standards)}
    hinges: dict[Key, list[str]] = {k: [] for k in full}
    for lineage in world.lineages():
        less = {a.key: a.status for a in answers(world.less(lineage), standards)}
        for key, answer in full.items():
            if less.get(key) != answer.status:
                hinges[key].append(lineage)
    return [replace(a, hinges_on=tuple(hinges[k])) for k, a in full.items()]


def answers(world: World, standards: Sequence[Standard]) -> Iterator[Answer]:
    windows = []
    for v in variants(world):
        under = findings(v)
        for standard in standards:
            for a in under(standard):
                kind: str = v.clause.kind  # type: ignore[attr-defined]
                found = replace(a, kind=kind)
                if a.key[-1] == "window":
                    told = suspensions(world, v.clause, v.bound)
                    windows.append((v, standard, replace(found, suspensions=told)))
                else:
                    yield found
    gates = Gates(world, windows)
    for v, _, window in windows:
        yield gates.read(v.clause, window)


def findings(v: Variant) -> Under:
    if v.clause.kind == "not_assessable":  # type: ignore[attr-defined]
        return flat(v, "not_assessable")
    w = v.window()
    if w is None:
        return flat(v, "not_in_force")
    return BY_KIND[type(v.clause)](v, v.clause, w)


def flat(v: Variant, status: str) -> Under:
    def under(standard: Standard) -> Iterator[Answer]:
        yield Answer(v.key(standard), status, free=frozenset({"from", "to"}))

    return under
