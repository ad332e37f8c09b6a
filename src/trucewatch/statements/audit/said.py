"""What the checks of texts share: the text, where it stands, and the report."""

from __future__ import annotations

from dataclasses import dataclass, field

from trucewatch.statements.audit.model import Finding, Grade, Report
from trucewatch.statements.audit.text import Text


@dataclass(frozen=True)
class Where:
    """Where a text stands."""

    file: str
    line: int | None = None
    column: str = ""
    row: str = ""
    claim: str = ""


@dataclass
class Passage:
    """One text under audit."""

    text: Text
    where: Where
    report: Report
    taken: list[tuple[int, int]] = field(default_factory=list)
    """Spans a check has dealt with: no other check says the same of them again."""

    def free(self, start: int, end: int) -> bool:
        """Whether no check has dealt with a span."""
        return all(end <= first or last <= start for first, last in self.taken)

    def take(self, start: int, end: int) -> None:
        """Mark a span as dealt with."""
        self.taken.append((start, end))

    def tell(
        self, kind: str, grade: Grade, *, found: str, computed: str, meaning: str,
        difference: str = "",
    ) -> None:
        """Add a finding about the text."""
        where = self.where
        self.report.findings.append(Finding(
            kind=kind, grade=grade, file=where.file, line=where.line,
            columns=(where.column,) if where.column else (), row=where.row, claim=where.claim,
            found=found, computed=computed, difference=difference, meaning=meaning,
        ))
