"""Part of the independent oracle: the variants of every clause (section 1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from trucewatch.assess.kinds.extension import Extension
from trucewatch.model.case import BASE_READING, ResolvedMilestone
from trucewatch.model.clause import Anchor, Clause

from .answer import Variant
from .measure_extension import moved_end
from .world import World

PRIMARY = ("due", "start", "end", "start_by", "original", "cap")
LISTED = ("start", "end", "due", "start_by", "original", "cap")


def anchors(clause: Clause) -> dict[str, Anchor]:
    """Every anchor of a clause that is given, by name."""
    found = {n: getattr(clause, n, None) for n in ("due", "start_by", "original", "cap")}
    found |= {"start": clause.in_force.start, "end": clause.in_force.end}
    return {n: a for n, a in found.items() if isinstance(a, Anchor)}


def milestones(world: World, clause: Clause) -> tuple[str, list[str]]:
    """The primary milestone (or nothing), and all the clause refers to: its own come first."""
    at = anchors(clause)

    def own(names: tuple[str, ...]) -> list[str]:
        named = [at[n].after for n in names if n in at]
        return [m for m in named if m and not m.endswith(".due")]

    def foreign(names: tuple[str, ...]) -> list[str]:
        return [m for n in names if n in at for m in through(world, at[n])]

    everything = list(dict.fromkeys(own(LISTED) + foreign(LISTED)))
    return next(iter(own(PRIMARY) + foreign(PRIMARY)), ""), everything


def through(world: World, anchor: Anchor | None) -> list[str]:
    """Milestones behind an anchor that counts from what another clause is due by."""
    while anchor and anchor.after.endswith(".due"):
        anchor = world.due_of(anchor.after.removesuffix(".due"))
        if anchor and anchor.after and not anchor.after.endswith(".due"):
            return [anchor.after]
    return []


def variants(world: World) -> Iterator[Variant]:
    for clause in world.case.clauses:
        testable = clause.kind != "not_assessable"  # type: ignore[attr-defined]
        for bound in clause.bound or ["-"]:
            yield from starts(world, clause, bound, BASE_READING)
            for reading, other in world.case.readings.get(clause.id, {}).items():
                yield next(starts(world, other, bound, reading))
            if testable:
                yield from extended(world, clause, bound)
        for claimed in clause.claimed_bounds if testable else []:
            reading = f"bound_{claimed.bound}"
            yield next(starts(world, clause, claimed.bound, reading))


def starts(world: World, clause: Clause, bound: str, reading: str) -> Iterator[Variant]:
    """The base combination first, then one other candidate at a time."""
    primary, named = milestones(world, clause)
    here = world.case.milestones[primary].base if primary else ""
    yield Variant(world, clause, bound, reading, here, reading == BASE_READING)
    if clause.kind == "not_assessable":  # type: ignore[attr-defined]
        return
    for name in named:
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


def extended(world: World, clause: Clause, bound: str) -> Iterator[Variant]:
    """The clause with the end an extension gives it."""
    for one in world.case.clauses:
        if isinstance(one, Extension) and clause.id in one.extends:
            end = moved_end(world, one, clause)
            name = f"extended:{one.id}"
            yield Variant(world, clause, bound, BASE_READING, name, False, (end,))
