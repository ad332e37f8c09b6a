"""Rows of coverage on their way from an adapter into ``coverage/<input>.csv``.

Nothing is withdrawn row by row here, as figures are: a file of coverage says what its source says
now, and the record keeps every file it was given. What a source no longer says is counted.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from trucewatch.model.coverage import COVERAGE_NAMES
from trucewatch.sources.interface import Batch, CoverageColumns, no_coverage

CoverageRow = tuple[str, ...]
"""One row, in the order of `COVERAGE_COLUMNS`."""


class CoverageRows:
    """Collects rows of coverage as columns; columns not named are left empty."""

    def __init__(self, **same: str) -> None:
        self._same = same
        self._columns = no_coverage()

    def __len__(self) -> int:
        return len(self._columns["body"])

    def add(self, *, properties: Collection[str], **values: str) -> None:
        """Append one row; a name outside `COVERAGE_COLUMNS` is a programming error."""
        row = {**self._same, **values, "properties": "; ".join(sorted(set(properties)))}
        if unknown := row.keys() - self._columns.keys():
            raise KeyError(", ".join(sorted(unknown)))
        for name, column in self._columns.items():
            column.append(row.get(name, ""))

    def take(self) -> CoverageColumns:
        """Hand over what was collected and start anew."""
        columns, self._columns = self._columns, no_coverage()
        return columns


@dataclass(frozen=True)
class KeptCoverage:
    """The whole new file, and what happened to it."""

    rows: list[CoverageRow]
    gone: int
    """Rows kept before that the source no longer has."""


def merge_coverage(
    batches: Iterable[Batch], old: Collection[CoverageRow], *, whole: bool
) -> KeptCoverage:
    """Join what the source says now with what was kept before.

    Parameters
    ----------
    batches
        As read now.
    old
        Rows of the file as it is.
    whole
        False when the source could not be read whole: then a missing row proves nothing and stays.
    """
    new = {
        row for batch in batches
        for row in zip(*(batch.coverage[name] for name in COVERAGE_NAMES), strict=True)
    }
    gone = set(old) - new
    rows = new if whole else new | gone
    return KeptCoverage(sorted(rows), len(gone) if whole else 0)


def read_coverage(text: str) -> list[CoverageRow] | None:
    """Rows of a file of coverage; ``None`` when it is none of ours."""
    try:
        rows = [tuple(row) for row in csv.reader(io.StringIO(text, newline=""), strict=True)]
    except csv.Error:
        return None
    if not rows or rows[0] != COVERAGE_NAMES:
        return None
    return rows[1:] if all(len(row) == len(COVERAGE_NAMES) for row in rows) else None
