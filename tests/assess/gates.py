"""Part of the independent oracle: conditions under which a clause does not bite (section 4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from trucewatch.model.clause import Clause
from trucewatch.model.condition import (
    Condition,
    Every,
    IsDeclared,
    IsFinding,
    Not,
    parse_condition,
)

from .answer import Answer, Variant
from .proof import Standard
from .world import World

UNTOUCHED = ("not_in_force", "not_assessable")


class Gates:
    """Reads the gates of every window once all else is found."""

    def __init__(self, world: World, windows: Iterable[tuple[Variant, Standard, Answer]]) -> None:
        self._world = world
        self._base: dict[tuple[str, str, str], tuple[Clause, Answer]] = {}
        self._done: dict[tuple[str, str, str], str] = {}
        for v, standard, answer in windows:
            if v.base:
                self._base[v.clause.id, v.bound, standard.id] = (v.clause, answer)

    def read(self, clause: Clause, answer: Answer) -> Answer:
        """The window finding of a clause with its gates."""
        standard = answer.key[4]
        if answer.status in UNTOUCHED:
            return answer
        if clause.when and not self._holds(parse_condition(clause.when), standard):
            return shut(answer, "condition_open", "condition_not_met")
        if clause.suspended_if and self._holds(parse_condition(clause.suspended_if), standard):
            return shut(answer, "suspended", "suspended_by_text")
        return answer

    def _status(self, clause: str, bound: str, standard: str) -> str:
        key = (clause, bound, standard)
        if key not in self._done:
            self._done[key] = self.read(*self._base[key]).status
        return self._done[key]

    def _holds(self, c: Condition, standard: str) -> bool:
        if isinstance(c, IsDeclared):
            milestone = self._world.case.milestones[c.milestone]
            return bool(milestone.base) and (
                milestone.spans[milestone.base].hi <= self._world.as_of
            )
        if isinstance(c, IsFinding):
            bounds = [b for clause, b, s in self._base if (clause, s) == (c.clause, standard)]
            asked = [b for b in bounds if c.bound in {"", b}]
            return bool(asked) and all(
                self._status(c.clause, b, standard) in c.statuses for b in asked
            )
        if isinstance(c, Not):
            return not self._holds(c.of, standard)
        each = [self._holds(one, standard) for one in c.of]
        return all(each) if isinstance(c, Every) else any(each)


def shut(answer: Answer, status: str, reason: str) -> Answer:
    return replace(answer, status=status, beside=answer.status, reasons=(reason,))


def suspensions(world: World, clause: Clause, bound: str) -> tuple[str, ...]:
    """Claims of the bound that the clause is suspended."""
    return tuple(sorted(
        c.claim_id for c in world.said
        if c.property == "suspension_claimed" and c.stance == "asserts"
        and c.where.get("clause") == clause.id and c.actor == bound
    ))
