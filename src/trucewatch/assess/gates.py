"""Gates: conditions on other findings, read after everything else.

A gate hides a finding's status and keeps it beside; it never touches what the record shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import cast

from trucewatch.assess.explain import Wording, magnitude
from trucewatch.assess.findings import Without
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
    atoms,
    parse_condition,
)
from trucewatch.model.finding import Finding, Status

_NEVER = frozenset({"not_in_force", "not_assessable"})


def gated(
    case: Case, findings: list[Finding], without: Without, as_of: int
) -> list[Finding]:
    """Findings with the gates of their clauses applied, in the same order.

    Parameters
    ----------
    case
        The case; conditions have been checked for cycles.
    findings
        What the record shows, gates aside.
    without
        What the windows would be without each lineage.
    as_of
        Microseconds UTC.
    """
    suspensions = _suspensions(case)
    clauses = {clause.id: clause for clause in case.clauses}
    if not suspensions and not any(c.when or c.suspended_if for c in _every(case)):
        return findings
    reader = _Reader(case, findings, without, as_of)
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
    own = reader.without.get((f.clause, f.bound, f.reading, f.start, f.standard), {})
    status, reason = reader.gate(clause, f.status, f.standard)
    hinges = tuple(
        lineage for lineage in sorted({*own, *reader.lineages(clause, f.standard)})
        if reader.gate(clause, own.get(lineage, f.status), f.standard, lineage)[0] != status
    ) if clause.when or clause.suspended_if else f.hinges_on
    if reason == "":
        same = hinges == f.hinges_on and not claimed
        return f if same else replace(f, hinges_on=hinges, suspensions=claimed)
    text = words.sentence(
        f.clause, f.bound, f.reading, f.start, f.standard, "", status,
        magnitude(f.shares, f.delay), (reason,),
    )
    return replace(
        f, status=status, beside=f.status, reasons=(reason,), words=text, suspensions=claimed,
        hinges_on=hinges,
    )


class _Reader:
    """Reads conditions; a clause that others name has its own gate read first."""

    def __init__(
        self, case: Case, findings: Iterable[Finding], without: Without, as_of: int
    ) -> None:
        self._case = case
        self._as_of = as_of
        self.without = without
        self._clauses = {clause.id: clause for clause in case.clauses}
        base = {
            clause.id: base_starts(case, clause).get(primary_milestone(case, clause), "")
            for clause in case.clauses
        }
        self._shown: dict[tuple[str, str, str], Status] = {}
        self._others: dict[tuple[str, str, str], dict[str, str]] = {}
        self._bounds: dict[str, list[str]] = {}
        for f in findings:
            if f.unit != "window" or f.reading != BASE_READING or f.start != base[f.clause]:
                continue
            self._shown[f.clause, f.bound, f.standard] = f.status
            key = (f.clause, f.bound, f.reading, f.start, f.standard)
            self._others[f.clause, f.bound, f.standard] = without.get(key, {})
            known = self._bounds.setdefault(f.clause, [])
            if f.bound not in known:
                known.append(f.bound)
        self._parsed: dict[str, Condition] = {}

    def gate(
        self, clause: Clause, status: str, standard: str, lineage: str = ""
    ) -> tuple[Status, str]:
        """Status behind the clause's gate, without a lineage if one is given, and its reason.

        The reason is empty where no gate hides the status.
        """
        if status not in _NEVER:
            if clause.when and not self._holds(clause.when, standard, lineage):
                return "condition_open", "condition_not_met"
            if clause.suspended_if and self._holds(clause.suspended_if, standard, lineage):
                return "suspended", "suspended_by_text"
        return cast(Status, status), ""

    def lineages(self, clause: Clause, standard: str) -> set[str]:
        """Lineages that change a finding the clause's gates ask about."""
        found: set[str] = set()
        todo, been = [clause], {clause.id}
        while todo:
            here = todo.pop()
            for text in filter(None, (here.when, here.suspended_if)):
                for asked in atoms(self._read(text)):
                    if isinstance(asked, IsDeclared) or asked.clause not in self._clauses:
                        continue
                    for bound in self._bounds.get(asked.clause, []):
                        found |= set(self._others.get((asked.clause, bound, standard), {}))
                    if asked.clause not in been:
                        been.add(asked.clause)
                        todo.append(self._clauses[asked.clause])
        return found

    def _read(self, text: str) -> Condition:
        if text not in self._parsed:
            self._parsed[text] = parse_condition(text)
        return self._parsed[text]

    def _holds(self, text: str, standard: str, lineage: str) -> bool:
        return self._true(self._read(text), standard, lineage)

    def _true(self, condition: Condition, standard: str, lineage: str) -> bool:
        match condition:
            case Not(of=inner):
                return not self._true(inner, standard, lineage)
            case Every(of=parts):
                return all(self._true(part, standard, lineage) for part in parts)
            case Either(of=parts):
                return any(self._true(part, standard, lineage) for part in parts)
            case IsDeclared(milestone=name):
                milestone = self._case.milestones.get(name)
                span = milestone.spans.get(milestone.base) if milestone else None
                return span is not None and span.hi <= self._as_of
            case IsFinding():
                bounds = [condition.bound] if condition.bound else self._bounds.get(
                    condition.clause, [])
                return bool(bounds) and all(
                    self._status(condition.clause, bound, standard, lineage)
                    in condition.statuses
                    for bound in bounds
                )

    def _status(self, clause: str, bound: str, standard: str, lineage: str) -> str:
        shown = self._shown.get((clause, bound, standard))
        if shown is None:
            return ""
        other = self._others[clause, bound, standard].get(lineage, shown)
        return self.gate(self._clauses[clause], other, standard, lineage)[0]


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

