"""Clauses that bind each side to the same, encoded apart: where they differ, a reason is wanted.

A mutual duty is one clause bound to all its parties; then nothing can differ by party. Two clauses
are mirrors when one says so, or when they are of one kind, share a property, and each binds
somebody to whom the other is owed. The engine treats parties alike; whether an encoding does is
looked at here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields
from typing import NamedTuple

from trucewatch.case.clauses import Clauses
from trucewatch.model.agreement import Agreement, Coverage
from trucewatch.model.clause import Act, Anchor, Clause
from trucewatch.model.problem import Problem

TOLD = {field.name for field in fields(Clause)} - {"exceptions", "when", "suspended_if"}
"""Fields of every clause that say how it is told, whom it binds and when."""


class Sides:
    """Which party a party or group belongs to, and how."""

    def __init__(self, agreement: Agreement) -> None:
        self._of: dict[str, tuple[str, str]] = {}
        for party in agreement.parties:
            for relation, names in (("people", party.people), ("acts for", party.answers_for)):
                for name in names:
                    self._of.setdefault(name, (party.id, relation))
        for party in agreement.parties:
            self._of[party.id] = (party.id, "party")

    def of(self, names: Iterable[str]) -> frozenset[str]:
        """Parties concerned; whoever belongs to none stands for itself."""
        return frozenset(self._of.get(name, (name, ""))[0] for name in names)

    def role(self, name: str, clause: Clause) -> str:
        """Who somebody is to a clause, so that the two sides can be compared."""
        party, relation = self._of.get(name, (name, ""))
        for role, names in (("bound", clause.bound), ("other side", clause.beneficiary)):
            if party in self.of(names):
                return f"{role}, {relation}"
        return name


class _Duty(NamedTuple):
    """What tells whether a clause is the mirror of another."""

    clause: Clause
    bound: frozenset[str]
    owed: frozenset[str]
    properties: frozenset[str]


def check_mirrors(
    found: Clauses, agreement: Agreement, coverage: list[Coverage], problems: list[Problem]
) -> None:
    """Warn of mirrors that give no reason for being encoded apart, with what differs."""
    sides = Sides(agreement)
    for first, second in unexplained(found.base, sides):
        fields_of = [*differing(first, second, sides, coverage)]
        if set(found.readings.get(first.id, ())) != set(found.readings.get(second.id, ())):
            fields_of.append("readings")
        said = f"'{first.id}' binds the other side to the same"
        problems.append(found.views[second.id].problem(
            "mirrors_differ" if fields_of else "mirrors_apart", ("id",),
            found=f"{said}; they differ in {', '.join(fields_of)}" if fields_of else said,
            expected="one clause bound to both, or the reason under 'mirrors'",
            mend=f"mirrors: [{{clause: {first.id}, why: {{en: \"...\"}}}}]",
            severity="warning",
        ))


def unexplained(clauses: list[Clause], sides: Sides) -> list[tuple[Clause, Clause]]:
    """Pairs that bind two sides to the same, each towards the other, without a reason.

    A clause that says of no other that it mirrors it, and of which none says so, is set beside
    the one that shares most of its properties, so that no clause is named again and again.
    """
    said = {one.id for one in clauses if one.mirrors}
    said |= {mirror.clause for one in clauses for mirror in one.mirrors}
    alike: dict[str, list[_Duty]] = {}
    order = {one.id: place for place, one in enumerate(clauses)}
    for one in clauses:
        if one.bound:
            alike.setdefault(str(getattr(one, "kind", "")), []).append(_Duty(
                one, sides.of(one.bound), sides.of(one.beneficiary), _properties(one)))
    pairs: set[tuple[int, int]] = set()
    for duties in alike.values():
        for duty in duties:
            best = None if duty.clause.id in said else _counterpart(duty, duties)
            if best is not None:
                here, there = sorted((order[duty.clause.id], order[best.id]))
                pairs.add((here, there))
    return [(clauses[here], clauses[there]) for here, there in sorted(pairs)]


def _counterpart(duty: _Duty, duties: list[_Duty]) -> Clause | None:
    best, shared = None, 0.0
    for other in duties:
        if (
            duty.properties.isdisjoint(other.properties) or duty.bound & other.bound
            or not duty.bound <= other.owed or not other.bound <= duty.owed
        ):
            continue
        both = len(duty.properties & other.properties) / len(duty.properties | other.properties)
        if both > shared:
            best, shared = other.clause, both
    return best


def _properties(clause: Clause) -> frozenset[str]:
    return frozenset(name for act in _acts(clause) for name in act.properties)


def _acts(clause: Clause) -> list[Act]:
    said = vars(clause)
    inner = (getattr(part, "act", None) for part in said.get("parts", ()))
    return [act for act in (*said.values(), *inner) if isinstance(act, Act)]


def differing(
    first: Clause, second: Clause, sides: Sides, coverage: list[Coverage]
) -> Iterator[str]:
    """Fields in which two mirrors differ once the sides are named by their role."""
    for field in fields(first):
        if field.name in TOLD or field.name == "kind":
            continue
        one, other = getattr(first, field.name), getattr(second, field.name, None)
        if isinstance(one, Anchor) or isinstance(other, Anchor):
            continue
        if isinstance(one, Act) and isinstance(other, Act):
            if _counted(one, first, sides) != _counted(other, second, sides):
                yield field.name
            if sorted(one.zone) != sorted(other.zone):
                yield f"{field.name}.zone"
        elif _plain(one, first, sides) != _plain(other, second, sides):
            yield field.name
    if _watched(first, coverage) != _watched(second, coverage):
        yield "coverage"


def _counted(act: Act, clause: Clause, sides: Sides) -> tuple[object, ...]:
    return (
        sorted(act.properties), sorted(act.implies), act.where,
        sorted(sides.role(name, clause) for name in act.actor),
        sorted(sides.role(name, clause) for name in act.target),
    )


def _plain(value: object, clause: Clause, sides: Sides) -> object:
    """A value with titles left aside and acts by role."""
    if isinstance(value, Act):
        return (*_counted(value, clause, sides), sorted(value.zone))
    if isinstance(value, list):
        return [_plain(one, clause, sides) for one in value]
    if hasattr(value, "__dataclass_fields__"):
        return {
            name: _plain(one, clause, sides) for name, one in vars(value).items()
            if name != "title"
        }
    return value


def _watched(clause: Clause, coverage: list[Coverage]) -> set[tuple[str, str, str]]:
    """Who watched, or could not, for the acts of a clause in its zones."""
    return {
        (row.body, row.state, row.period)
        for act in _acts(clause) for row in coverage
        if set(row.properties) & set(act.properties) and (not act.zone or row.zone in act.zone)
    }
