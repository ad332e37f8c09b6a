"""The state of clauses at a time, and whether a condition on it holds.

A condition is read under every standard, reading and start. Where a clause is contested, or not
decided, the condition is neither true nor false; nothing is chosen among the readings.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product

from trucewatch.model.condition import Condition, Either, Every, IsFinding, Not, atoms
from trucewatch.model.finding import Finding
from trucewatch.model.statement import State

Value = str
HOLDS, FAILS, CONTESTED, OPEN = "holds", "fails", "contested", "open"
_DECIDED = frozenset({"kept", "breached", "kept_late"})
_TURNED = {HOLDS: FAILS, FAILS: HOLDS, CONTESTED: CONTESTED, OPEN: OPEN}


def named(condition: Condition) -> list[str]:
    """Clauses a condition asks about, each once, in the order of the text."""
    return list(dict.fromkeys(
        atom.clause for atom in atoms(condition) if isinstance(atom, IsFinding)))


def states(condition: Condition, findings: Iterable[Finding], at: int) -> list[State]:
    """Windows of the clauses a condition asks about."""
    wanted = [atom for atom in atoms(condition) if isinstance(atom, IsFinding)]
    return [
        State(at=at, clause=f.clause, bound=f.bound, reading=f.reading, start=f.start,
              standard=f.standard, status=f.status)
        for f in findings if f.unit == "window" and any(
            f.clause == atom.clause and atom.bound in {"", f.bound} for atom in wanted)
    ]


def values(condition: Condition, found: Sequence[State]) -> frozenset[Value]:
    """Everything a condition comes to, over standards, readings and starts."""
    standards = dict.fromkeys(state.standard for state in found)
    return frozenset(
        value for standard in standards
        for value in _value(condition, [s for s in found if s.standard == standard])
    )


def _value(condition: Condition, found: Sequence[State]) -> frozenset[Value]:
    if isinstance(condition, Not):
        return frozenset(_TURNED[value] for value in _value(condition.of, found))
    if isinstance(condition, Every):
        return _combined([_value(part, found) for part in condition.of], FAILS, HOLDS)
    if isinstance(condition, Either):
        return _combined([_value(part, found) for part in condition.of], HOLDS, FAILS)
    return _atom(condition, found) if isinstance(condition, IsFinding) else frozenset({OPEN})


def _atom(atom: IsFinding, found: Sequence[State]) -> frozenset[Value]:
    """A finding of each bound, reading by reading; a bound without a finding leaves it open."""
    by_bound: dict[str, set[Value]] = {}
    for state in found:
        if state.clause == atom.clause and atom.bound in {"", state.bound}:
            by_bound.setdefault(state.bound, set()).add(_of(state.status, atom.statuses))
    if not by_bound:
        return frozenset({OPEN})
    return _combined([frozenset(some) for some in by_bound.values()], FAILS, HOLDS)


def _of(status: str, wanted: Sequence[str]) -> Value:
    if status in wanted:
        return HOLDS
    if status == "contested":
        return CONTESTED
    return FAILS if status in _DECIDED else OPEN


def _combined(parts: Sequence[frozenset[Value]], strong: Value, weak: Value) -> frozenset[Value]:
    """Every way the parts can come out together; `strong` decides alone."""
    def one(values: tuple[Value, ...]) -> Value:
        for value in (strong, CONTESTED, OPEN):
            if value in values:
                return value
        return weak

    return frozenset(one(values) for values in product(*parts))
