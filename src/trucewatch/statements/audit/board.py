"""What the checks of one table share: the table, the report, and which cells were spoken of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from trucewatch.statements.audit.grid import Column, Grid
from trucewatch.statements.audit.model import Finding, Grade, Report


@dataclass
class Board:
    """One table under audit."""

    grid: Grid
    report: Report
    told: set[tuple[int, str]] = field(default_factory=set)
    """Cells, by row and column, of which a check has spoken: no other says the same again."""
    increments: dict[str, list[Column]] = field(default_factory=dict)
    """Columns that give the steps of a running total, by its name."""

    def tell(
        self, kind: str, grade: Grade, row: int, columns: Sequence[str], *, found: str,
        computed: str, meaning: str, difference: str = "", rows: int = 1,
    ) -> None:
        """Add a finding about one row."""
        grid = self.grid
        self.told.add((row, columns[0]))
        self.report.findings.append(Finding(
            kind=kind, grade=grade, file=grid.file, line=grid.lines[row], columns=tuple(columns),
            row=grid.key(row), claim=self._claim(row, columns[0]), found=found,
            computed=computed, difference=difference, rows=rows, meaning=meaning,
        ))

    def _claim(self, row: int, column: str) -> str:
        return self.grid.claims.get((row, column), "")

    def step(self, column: Column) -> list[tuple[int, int]]:
        """Rows that follow each other in time and both have a number in a column."""
        return [
            (before, row)
            for series in self.grid.series
            for before, row in zip(series.rows, series.rows[1:], strict=False)
            if column.numbers[before] is not None and column.numbers[row] is not None
        ]

    def torn(self) -> set[int]:
        """Rows before which a row may be missing that could not be placed in its series."""
        day = self.grid.order
        if day is None or not self.grid.unplaced:
            return set()
        found = set()
        for series in self.grid.series:
            gaps = {row: (day.days[row] or 0) - (day.days[before] or 0)
                    for before, row in pairwise(series.rows)}
            usual = Counter(gaps.values()).most_common(1)
            found |= {row for row, gap in gaps.items() if gap != usual[0][0]}
        return found

    def given(self, column: Column) -> list[tuple[int, int]]:
        """Rows with a number in a column, each with the next that has one, empty ones between."""
        found: list[tuple[int, int]] = []
        for series in self.grid.series:
            rows = [row for row in series.rows if column.numbers[row] is not None]
            found += pairwise(rows)
        return found
