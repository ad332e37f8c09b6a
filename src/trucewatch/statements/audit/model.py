"""What an audit hands over: what differs, what held, what could not be checked and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from trucewatch.model.problem import Problem

Grade = Literal["difference", "note"]
"""``difference``: two numbers that were to agree do not; ``note``: worth knowing when adding up."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One place where the arithmetic gives something else than was said, or needs care."""

    kind: str
    """Name of the check (`registry`)."""
    grade: Grade
    file: str
    line: int | None = None
    """Line or row of the file; the first one where several are meant."""
    columns: tuple[str, ...] = ()
    """Columns it rests on, the one that is checked first."""
    row: str = ""
    """What names the row for people: a date, a key."""
    claim: str = ""
    """Key of the claim, where there is one."""
    found: str
    """What was said."""
    computed: str
    """What the arithmetic gives, with the arithmetic."""
    difference: str = ""
    """Said less computed, as a number."""
    rows: int = 1
    """Rows it covers."""
    meaning: str
    """What it may mean, and what it does not show."""


@dataclass
class Report:
    """Everything an audit found out about its input."""

    findings: list[Finding] = field(default_factory=list)
    held: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Checks made and passed, by kind and what was checked."""
    unchecked: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    """Checks that could not be made, by kind, what, and reason."""
    problems: list[Problem] = field(default_factory=list)
    rows: int = 0
    texts: int = 0

    def hold(self, kind: str, what: str, count: int = 1) -> None:
        """Count checks that passed."""
        if count:
            self.held[kind, what] += count

    def leave(self, kind: str, what: str, reason: str, count: int = 1) -> None:
        """Count checks that could not be made."""
        if count:
            self.unchecked[kind, what, reason] += count

    def add(self, other: Report) -> None:
        """Take over what another audit found."""
        self.findings += other.findings
        self.held += other.held
        self.unchecked += other.unchecked
        self.problems += other.problems
        self.rows += other.rows
        self.texts += other.texts

    @property
    def differences(self) -> list[Finding]:
        """Findings where two numbers do not agree."""
        return [one for one in self.findings if one.grade == "difference"]


def ordered(findings: Iterable[Finding]) -> list[Finding]:
    """Sort findings: differences first, then by file, line and column."""
    return sorted(findings, key=lambda f: (
        f.grade, f.file, f.line or 0, f.claim, f.kind, f.columns, f.found))


def shown(value: object) -> str:
    """Write a number with thousands separators."""
    if isinstance(value, int):
        return f"{value:,}"
    text = f"{value:,f}" if hasattr(value, "as_tuple") else str(value)
    return text.rstrip("0").rstrip(".") if "." in text else text


def signed(value: object) -> str:
    """Write a difference with its sign."""
    text = shown(value)
    return text if text.startswith("-") or text == "0" else f"+{text}"
