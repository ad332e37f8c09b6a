"""Rows of a table as their cells: a `Record` that looks at many fields at once.

Large tables spend their time on taking fields one by one. Here the columns of a group of fields are
found once for a header, and a group is looked at as one text; only where that text holds something
suspicious are its fields taken one by one, by the same rules and with the same Problems.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from operator import itemgetter
from typing import Any

from trucewatch.sources.audit import SMALL, Audit, Record
from trucewatch.sources.tally import Extent

_BETWEEN = "|"
_RISKY = tuple(_BETWEEN + start for start in ("=", "+", "@", "-="))
"""What a cell that may be a formula starts with, among those that are printable."""


class Header:
    """Columns of a table, and what was found out about groups of them."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = list(names)
        self._at = {name: position for position, name in enumerate(self.names)}
        self._groups: dict[Sequence[str], Callable[[Any], Sequence[str]] | None] = {}
        self._known: dict[tuple[tuple[Sequence[str], ...], Set[str]], bool] = {}

    def group(self, fields: Sequence[str]) -> Callable[[Any], Sequence[str]] | None:
        """What takes the cells of several columns; ``None`` where one of them is not there."""
        if fields not in self._groups:
            self._groups[fields] = self._taker(fields)
        return self._groups[fields]

    def _taker(self, fields: Sequence[str]) -> Callable[[Any], Sequence[str]] | None:
        at = [self._at[name] for name in fields if name in self._at]
        if len(at) != len(fields) or not at:
            return None
        if len(at) == 1:
            return itemgetter(slice(at[0], at[0] + 1))
        return itemgetter(*at)

    def all_taken(self, taken: tuple[Sequence[str], ...], aside: Set[str]) -> bool:
        """Whether groups of fields, and those left aside, are all columns there are."""
        known = self._known.get((taken, aside))
        if known is None:
            rest = set(self.names) - set(aside)
            known = self._known[taken, aside] = not rest.difference(*taken)
        return known


class CellRecord(Record):
    """One row of a table, its fields found by their column."""

    __slots__ = ("_cells", "_header", "_taken")

    def __init__(
        self, header: Header, cells: list[str], line: int, audit: Audit, extent: Extent
    ) -> None:
        self._header, self._cells = header, cells
        self._taken: tuple[Sequence[str], ...] = ()
        self._values = None
        self._ended = False
        self.line, self.audit, self.extent = line, audit, extent

    def _open(self) -> dict[str, object]:
        values: dict[str, object] = dict(zip(self._header.names, self._cells, strict=True))
        for fields in self._taken:
            for field in fields:
                values.pop(field, None)
        return values

    def _group(self, fields: Sequence[str]) -> Sequence[str] | None:
        """Cells of several columns, as long as no field was taken by itself."""
        take = self._header.group(fields) if self._values is None else None
        if take is None:
            return None
        self._taken += (fields,)
        return take(self._cells)

    def texts_of(self, fields: Sequence[str]) -> list[str]:
        """Take several texts at once, as `text` takes one."""
        cells = self._group(fields)
        if cells is None:
            return super().texts_of(fields)
        joined = _BETWEEN + _BETWEEN.join(cells)
        if joined.isprintable() and not any(map(joined.__contains__, _RISKY)):
            return [cell.strip() for cell in cells]
        return [self._looked_at(*one) for one in zip(fields, cells, strict=True)]

    def integers_of(self, fields: Sequence[str]) -> list[int | None]:
        """Take several counts at once, as `integer` takes one."""
        cells = self._group(fields)
        if cells is None:
            return super().integers_of(fields)
        found = [SMALL.get(cell) for cell in cells]
        if None in found:
            return [
                self._counted(field, cell) if number is None else number
                for field, cell, number in zip(fields, cells, found, strict=True)
            ]
        return found

    def close(self, aside: Set[str] = frozenset()) -> None:
        """Report every field that was neither taken nor named."""
        if self._values is not None or not self._header.all_taken(self._taken, aside):
            super().close(aside)
