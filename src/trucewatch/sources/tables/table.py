"""What a reader of tables hands over: names, HXL tags, and blocks of rows as columns.

A cell is text in a CSV file; elsewhere also what the file holds: whole and exact numbers, dates.
Never one object per row: a block keeps one sequence per column.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field

from trucewatch.sources.tally import Extent

BLOCK_ROWS = 5_000
Cells = Sequence[object]
"""One column of a block."""


@dataclass(frozen=True)
class Nested:
    """A list, an object or bytes in a cell: nothing a column of a table can hold."""

    shown: str

    def __str__(self) -> str:
        return self.shown


@dataclass
class Block:
    """Some rows of a table, column by column."""

    columns: list[Cells]
    lines: Sequence[int]
    """Number of the line or row each row starts on."""
    extents: Sequence[tuple[Extent, ...]]
    """Where in the original each row stands."""

    def __len__(self) -> int:
        return len(self.lines)

    def only(self, keep: Sequence[int]) -> Block:
        """Keep some of the rows."""
        return Block(
            [[cells[at] for at in keep] for cells in self.columns],
            [self.lines[at] for at in keep], [self.extents[at] for at in keep],
        )


@dataclass
class Table:
    """One table of a file, its rows not read yet."""

    names: list[str]
    blocks: Callable[[Collection[int]], Iterator[Block]]
    """Reads the rows; told the places of the columns that are taken."""
    tags: list[str] = field(default_factory=list)
    """HXL tags by column; empty: the table has none."""
    typed: bool = True
    """False where every cell is text."""
    points: bool = False
    """Whether it has `LAT` and `LON`, which come from a geometry."""


@dataclass
class Filling:
    """Collects rows until they are a block."""

    rows: list[Cells] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    extents: list[tuple[Extent, ...]] = field(default_factory=list)

    def add(self, cells: Cells, line: int, extent: Extent) -> None:
        """Add one row."""
        self.rows.append(cells)
        self.lines.append(line)
        self.extents.append((extent,))

    @property
    def full(self) -> bool:
        """Whether it is time for `block`."""
        return len(self.rows) >= BLOCK_ROWS

    def block(self) -> Block:
        """Hand over what was collected and start anew."""
        made = Block(list(zip(*self.rows, strict=True)), self.lines, self.extents)
        self.rows, self.lines, self.extents = [], [], []
        return made
