"""A table as columns of numbers, days and texts, and what the names of columns say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from trucewatch.sources.audit import Audit
from trucewatch.sources.tables.table import Nested
from trucewatch.statements.audit import limits
from trucewatch.statements.audit.cells import (
    MISSING,
    Number,
    Unread,
    day_of,
    decimals,
    number_of,
)

_TOKEN = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+|[^\W\d_]+")
NOT_COUNTS = frozenset({
    "id", "ids", "code", "year", "lat", "latitude", "lon", "lng", "longitude", "x", "y", "index",
    "phase", "prec", "precision", "clarity", "priogrid", "gid", "month", "week", "day", "hour",
    "version", "line", "row", "accuracy", "zip", "pcode", "relid",
})
"""Words of a column's name that say its numbers are labels, places or dates."""
RUNNING = frozenset({"cum", "cumulative", "cumulated", "running", "todate", "cumul"})
SHARES = frozenset({"percent", "percentage", "pct", "share", "proportion", "ratio"})
"""Words that say a column holds shares, here of 100."""
QUOTIENTS = SHARES | {"rate", "per", "avg", "average", "mean"}
"""Words that say a column holds quotients."""
CHANGES = frozenset({"change", "growth", "increase", "decrease", "delta", "diff", "difference"})
FILLS = frozenset({
    "fill", "filled", "carried", "imputed", "estimated", "interpolated", "extrapolated", "missing",
    "carry", "forward", "assumed",
})
SOURCES = frozenset({"source", "provider", "agency", "publisher", "organisation", "organization"})
STARTS = frozenset({"start", "begin", "from", "earliest", "since", "first"})
ENDS = frozenset({"end", "to", "until", "latest", "last", "till"})
LOWS = frozenset({"low", "lower", "min", "minimum", "least"})
BESTS = frozenset({"best", "mid", "estimate", "central", "point", "median"})
HIGHS = frozenset({"high", "upper", "max", "maximum", "most"})
PERIODS = frozenset({"period", "hours", "duration", "days", "interval", "length"})


def tokens(name: str) -> tuple[str, ...]:
    """Words of a column's name, in small letters."""
    return tuple(token.casefold() for token in _TOKEN.findall(name.replace("lower95", "lower 95")
                                                                  .replace("upper95", "upper 95")))


@dataclass
class Column:
    """One column; `numbers`, `days` or `texts` is filled, by what its cells are."""

    name: str
    numbers: list[Number | None] = field(default_factory=list)
    days: list[int | None] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    unread: set[int] = field(default_factory=set)
    """Rows whose cell is no number though the column holds numbers."""

    @cached_property
    def words(self) -> frozenset[str]:
        """Words of the name."""
        return frozenset(tokens(self.name))

    @cached_property
    def decimals(self) -> int:
        """Most decimals a number of the column is given with."""
        return max(map(decimals, set(self.numbers)), default=0)

    @cached_property
    def counts(self) -> bool:
        """Whether it may hold counts: whole numbers from zero up, and no labels by its name."""
        return bool(self.numbers) and not (self.words & NOT_COUNTS) and all(
            type(n) is int and n >= 0 for n in set(self.numbers) if n is not None)

    @cached_property
    def measures(self) -> bool:
        """Whether it may hold amounts, decimals among them."""
        labels = self.words & NOT_COUNTS and not self.words & QUOTIENTS
        return bool(self.numbers) and not labels

    @property
    def running(self) -> bool:
        """Whether the name says it is a running total."""
        return bool(self.words & RUNNING)


@dataclass
class Series:
    """Rows that follow each other in time."""

    rows: list[int]
    name: str = ""


@dataclass
class Grid:
    """A table read whole."""

    file: str
    columns: list[Column]
    lines: Sequence[int]
    keys: Sequence[str] = ()
    """What names each row for people; empty: its line does."""
    claims: Mapping[tuple[int, str], str] = field(default_factory=dict)
    """Key of the claim a cell is, by row and column."""
    order: Column | None = None
    series: list[Series] = field(default_factory=list)
    unplaced: int = 0
    """Rows that belong to no series, for want of a day or of what names the series."""

    def __len__(self) -> int:
        return len(self.lines)

    @cached_property
    def numeric(self) -> list[Column]:
        """Columns of numbers."""
        return [column for column in self.columns if column.numbers]

    def key(self, row: int) -> str:
        """What names a row."""
        return self.keys[row] if self.keys else ""


class Builder:
    """Collects the cells of a table, block by block; equal cells are held once."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = list(names)
        self._cells: list[list[object]] = [[] for _ in names]
        self._same: dict[object, object] = {}
        self.lines: list[int] = []

    def add(self, columns: Sequence[Sequence[object]], lines: Iterable[int]) -> None:
        """Add some rows."""
        same = self._same
        for kept, cells in zip(self._cells, columns, strict=True):
            kept.extend(same.setdefault(c, c) if type(c) is str else c for c in cells)
        self.lines.extend(lines)

    def grid(self, audit: Audit) -> Grid:
        """Make the table; cells that are no numbers in a column of numbers are reported."""
        columns = [
            _column(name or f"column {at}", cells, self.lines, audit)
            for at, (name, cells) in enumerate(zip(self.names, self._cells, strict=True), 1)
        ]
        grid = Grid(audit.file, columns, self.lines)
        order(grid)
        return grid


def _column(
    name: str, cells: list[object], lines: Sequence[int], audit: Audit
) -> Column:
    column = Column(name)
    plain = [cell for cell in _distinct(cells) if not _empty(cell)]
    read: dict[object, Number | None] = {}
    failed: dict[object, str] = {}
    for cell in plain:
        try:
            read[cell] = number_of(cell)
        except Unread as unread:
            failed[cell] = str(unread)
    met = sum(1 for cell in cells if not _empty(cell)) if failed else len(plain)
    bad = sum(1 for cell in cells if _hashable(cell) in failed) if failed else 0
    if plain and (met - bad) >= limits.NUMERIC * met and any(v is not None for v in read.values()):
        column.numbers = [read.get(_hashable(cell)) for cell in cells]
        if failed:
            _report(column, cells, lines, failed, audit)
        return column
    days = {cell: day_of(cell) for cell in plain}
    good = [day for day in days.values() if day is not None]
    if good and len(good) >= limits.NUMERIC * len(days):
        column.days = [days.get(_hashable(cell)) for cell in cells]
    column.texts = ["" if cell is None else str(cell) for cell in cells]
    return column


def _report(
    column: Column, cells: list[object], lines: Sequence[int], failed: dict[object, str],
    audit: Audit,
) -> None:
    for row, cell in enumerate(cells):
        if _hashable(cell) in failed:
            column.unread.add(row)
            audit.report(
                "not_a_number", severity="warning", line=lines[row], field=column.name,
                found=cell, expected=failed[_hashable(cell)],
                mend="sums with this cell are not checked",
            )


def _hashable(cell: object) -> object:
    # True is equal to 1, and would be taken for it.
    return ("bool", cell) if isinstance(cell, bool) else cell


def _distinct(cells: list[object]) -> list[object]:
    return list(dict.fromkeys(
        cell for cell in cells if not isinstance(cell, bool | list | dict | Nested)))


def _empty(cell: object) -> bool:
    return cell is None or (isinstance(cell, str) and cell.strip().casefold() in MISSING)


def order(grid: Grid) -> None:
    """Find the column that orders the rows, and the series the table holds."""
    days = [column for column in grid.columns if column.days]
    days.sort(key=lambda column: bool(column.words & (ENDS | {"created", "published", "updated"})))
    for column in days:
        groups = _grouped(grid, column)
        if groups:
            grid.order = column
            grid.series = groups
            grid.unplaced = len(grid) - sum(len(one.rows) for one in groups)
            grid.keys = [text[:10] for text in column.texts]
            return
    if days:
        grid.keys = [text[:10] for text in days[0].texts]
    elif len(grid) >= limits.MIN_SERIES:
        # Without days the order of the file is all there is; relations still have to show.
        grid.series = [Series(list(range(len(grid))))]


def _grouped(grid: Grid, day: Column) -> list[Series]:
    rows = [row for row, value in enumerate(day.days) if value is not None]
    if _unique(day, rows):
        return [_sorted(day, rows, "")] if len(rows) >= limits.MIN_SERIES else []
    labels = [c for c in grid.columns if c.texts and not c.days and c is not day]
    labels = [c for c in labels if 1 < len(set(c.texts)) <= max(len(rows) // limits.MIN_SERIES, 1)]
    keys = [(a,) for a in labels] + [(a, b) for at, a in enumerate(labels) for b in labels[at + 1:]]
    for columns in keys[:40]:
        groups: dict[tuple[str, ...], list[int]] = {}
        for row in rows:
            key = tuple(c.texts[row] for c in columns)
            if not any(map(_empty, key)):
                groups.setdefault(key, []).append(row)
        if len(groups) * limits.MIN_SERIES > len(rows):
            continue
        if all(_unique(day, group) for group in groups.values()):
            found = [_sorted(day, group, ", ".join(key)) for key, group in groups.items()
                     if len(group) >= limits.MIN_SERIES]
            if found:
                return found
    return []


def _unique(day: Column, rows: list[int]) -> bool:
    return len({day.days[row] for row in rows}) == len(rows)


def _sorted(day: Column, rows: list[int], name: str) -> Series:
    return Series(sorted(rows, key=lambda row: day.days[row] or 0), name)
