"""Readers of one column that look at each distinct cell once, and judge rows by what they found.

A million rows hold few distinct dates and codes. So a reader is a dictionary from cell to text that
fills itself; what was wrong with a cell is kept beside it, and reported for each row that has it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from trucewatch.model.problem import Severity, shorten
from trucewatch.sources.audit import Audit
from trucewatch.sources.tables.table import Block, Cells

MAX_MEMO = 50_000
"""Distinct cells remembered; a column with more of them gains nothing by it."""


class Fault(NamedTuple):
    """What is wrong with a cell."""

    code: str
    expected: str
    mend: str = "the row is left out"
    severity: Severity = "error"


class Wrong(Exception):
    """A cell that cannot be read."""

    def __init__(self, code: str, expected: str, mend: str = "the row is left out") -> None:
        super().__init__(code)
        self.fault = Fault(code, expected, mend)


class Judge:
    """Which rows of a block cannot be read, and why."""

    def __init__(self, audit: Audit, block: Block) -> None:
        self.audit, self.block = audit, block
        self.bad: set[int] = set()

    def say(self, at: int, field: str, found: object, fault: Fault) -> None:
        """Report a fault of one row; an error makes it unreadable."""
        self.audit.report(
            fault.code, severity=fault.severity, line=self.block.lines[at], field=field,
            found="nothing" if found in (None, "") else found, expected=fault.expected,
            mend=fault.mend,
        )
        if fault.severity == "error":
            self.bad.add(at)


class Memo(dict[object, str]):
    """Text of each cell of a column."""

    def __init__(self, field: str, resolve: Callable[[object, list[Fault]], str]) -> None:
        super().__init__()
        self.field = field
        self._resolve = resolve
        self._faults: dict[object, list[Fault]] = {}

    def __missing__(self, cell: object) -> str:
        noted: list[Fault] = []
        try:
            text = self._resolve(cell, noted)
        except Wrong as wrong:
            noted.append(wrong.fault)
            text = ""
        if noted:
            self._faults[cell] = noted
        self[cell] = text
        return text

    def read(self, cells: Cells, judge: Judge) -> list[str]:
        """Texts of a column of a block."""
        if len(self) > MAX_MEMO:
            self.clear()
            self._faults.clear()
        texts = list(map(self.__getitem__, cells))
        if self._faults:
            faults = self._faults
            for at, cell in enumerate(cells):
                for fault in faults.get(cell, ()):
                    judge.say(at, self.field, shown(cell), fault)
        return texts


def shown(cell: object) -> str:
    """A cell for a Problem; several cells joined."""
    if isinstance(cell, tuple):
        return shorten(", ".join("" if one is None else str(one) for one in cell))
    return "" if cell is None else shorten(cell)


def column(block: Block, places: Sequence[int], joined_by: str, missing: frozenset[str]) -> Cells:
    """Cells of a column, or of several joined where none of them is missing."""
    if len(places) == 1:
        return block.columns[places[0]]
    return [
        joined_by.join(map(str, cells)) if not any(is_missing(c, missing) for c in cells) else None
        for cells in zip(*(block.columns[at] for at in places), strict=True)
    ]


def is_missing(cell: object, missing: frozenset[str]) -> bool:
    """Whether a cell says that nothing is known."""
    if cell is None or cell == "":
        return True
    if not isinstance(cell, str):
        return False
    text = cell.strip()
    return not text or text in missing


def spread(texts: Iterable[str], keep: Sequence[int] | None) -> list[str]:
    """Texts of the rows that are kept."""
    listed = texts if isinstance(texts, list) else list(texts)
    return listed if keep is None else [listed[at] for at in keep]
