"""Gates: conditions on other findings, read after everything else.

A gate hides a finding's status and keeps it beside; it never touches what the record shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from trucewatch.assess.explain import Wording, magnitude
from trucewatch.assess.variants import base_starts, primary_milestone
from trucewatch.model.case import BASE_READING, Case
from trucewatch.model.clause import Clause
from trucewatch.model.condition import (
    Condition,
    Either,
    Every,
    IsDeclared,
    IsFinding,
    Not,
    parse_condition,
)
from trucewatch.model.finding import Finding, Status

_NEVER = frozenset({"not_in_force", "not_assessable"})
Statuses = Mapping[tuple[str, str, str], str]
"""Status of the window's finding under the base combination, by clause, bound and standard."""


def gated(case: Case, findings: list[Finding], as_of: int) -> list[Finding]:
    """Findings with the gates of their clauses applied, in the same order.

    Parameters
    ----------
    case
        The case; conditions have been checked for cycles.
    findings
        What the record shows, gates aside.
    as_of
        Microseconds UTC.
    """
    suspensions = _suspensions(case)
    clauses = {clause.id: clause for clause in case.clauses}
    if not suspensions and not any(c.when or c.suspended_if for c in _every(case)):
        return findings
    reader = _Reader(case, findings, as_of)
    words = Wording(case, as_of)
    return [
        _one(f, clauses[f.clause], case, reader, words, suspensions)
        if f.unit == "window" else f
        for f in findings
    ]


def _every(case: Case) -> Iterable[Clause]:
    yield from case.clauses
    for readings in case.readings.values():
        yield from readings.values()


def _one(
    f: Finding, base: Clause, case: Case, reader: _Reader, words: Wording,
    suspensions: Mapping[tuple[str, str], tuple[str, ...]],
) -> Finding:
    clause = case.readings.get(f.clause, {}).get(f.reading, base)
    claimed = suspensions.get((f.clause, f.bound), ())
    status, reason = reader.gate(clause, f.status, f.standard)
    if reason == "":
        return replace(f, suspensions=claimed) if claimed else f
    text = words.sentence(
        f.clause, f.bound, f.reading, f.start, f.standard, "", status,
        magnitude(f.shares, f.delay), (reason,),
    )
    return replace(
        f, status=status, beside=f.status, reasons=(reason,), words=text, suspensions=claimed
    )


class _Reader:
    """Reads conditions; a clause that others name has its own gate read first."""

    def __init__(self, case: Case, findings: Iterable[Finding], as_of: int) -> None:
        self._case = case
        self._as_of = as_of
        self._clauses = {clause.id: clause for clause in case.clauses}
        base = {
            clause.id: base_starts(case, clause).get(primary_milestone(case, clause), "")
            for clause in case.clauses
        }
        self._shown: dict[tuple[str, str, str], Status] = {
            (f.clause, f.bound, f.standard): f.status
            for f in findings
            if f.unit == "window" and f.reading == BASE_READING and f.start == base[f.clause]
        }
        self._bounds: dict[str, list[str]] = {}
        for clause, bound, _ in self._shown:
            known = self._bounds.setdefault(clause, [])
            if bound not in known:
                known.append(bound)
        self._parsed: dict[str, Condition] = {}

    def gate(self, clause: Clause, status: Status, standard: str) -> tuple[Status, str]:
        """Status behind the clause's gate, and its reason; the reason is empty without one."""
        if status in _NEVER:
            return status, ""
        if clause.when and not self._holds(clause.when, standard):
            return "condition_open", "condition_not_met"
        if clause.suspended_if and self._holds(clause.suspended_if, standard):
            return "suspended", "suspended_by_text"
        return status, ""

    def _holds(self, text: str, standard: str) -> bool:
        if text not in self._parsed:
            self._parsed[text] = parse_condition(text)
        return self._true(self._parsed[text], standard)

    def _true(self, condition: Condition, standard: str) -> bool:
        match condition:
            case Not(of=inner):
                return not self._true(inner, standard)
            case Every(of=parts):
                return all(self._true(part, standard) for part in parts)
            case Either(of=parts):
                return any(self._true(part, standard) for part in parts)
            case IsDeclared(milestone=name):
                milestone = self._case.milestones.get(name)
                span = milestone.spans.get(milestone.base) if milestone else None
                return span is not None and span.hi <= self._as_of
            case IsFinding():
                return self._finding(condition, standard)

    def _finding(self, asked: IsFinding, standard: str) -> bool:
        bounds = [asked.bound] if asked.bound else self._bounds.get(asked.clause, [])
        if not bounds:
            return False
        return all(self._status(asked.clause, bound, standard) in asked.statuses
                   for bound in bounds)

    def _status(self, clause: str, bound: str, standard: str) -> str:
        shown = self._shown.get((clause, bound, standard))
        if shown is None:
            return ""
        return self.gate(self._clauses[clause], shown, standard)[0]


def _suspensions(case: Case) -> dict[tuple[str, str], tuple[str, ...]]:
    """Claims by which somebody says that a duty of his is suspended, by clause and bound."""
    claims = case.claims
    found: dict[tuple[str, str], list[str]] = {}
    rows = zip(
        claims["claim_id"], claims["property"], claims["stance"], claims["actor"],
        claims["qualifiers"], strict=True,
    )
    for claim, kind, stance, actor, qualifiers in rows:
        if kind != "suspension_claimed" or stance != "asserts":
            continue
        pairs = [pair.partition("=") for pair in str(qualifiers or "").split("; ")]
        for key, _, value in pairs:
            if key == "clause":
                found.setdefault((value, str(actor)), []).append(str(claim))
    return {key: tuple(sorted(ids)) for key, ids in found.items()}

