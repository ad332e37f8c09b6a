"""One sheet of a workbook (XLSX), bounded before anything of it is unpacked.

A formula's cell holds the value it had when the workbook was last saved, which nobody vouches for:
it is refused, or read and told, as the mapping says. Macros are never run, and named. Needs the
extra ``xlsx``.
"""

from __future__ import annotations

import zipfile
from collections.abc import Collection, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from itertools import repeat
from typing import Any, BinaryIO

from trucewatch.model.mapping import TableMapping
from trucewatch.model.problem import shorten
from trucewatch.sources.audit import Audit
from trucewatch.sources.interface import SourceError, not_this_form, too_large
from trucewatch.sources.tables.names import check_names, is_tags
from trucewatch.sources.tables.table import Block, Filling, Nested, Table
from trucewatch.sources.tally import Extent
from trucewatch.sources.workbooks import library

MAX_UNPACKED = 150 * 1024 * 1024
"""Bytes all parts of a workbook may unpack to."""
MAX_PARTS = 2_000
MAX_PART_RATIO = 2_000
"""No part of a real workbook packs better than this."""
MACROS = ("vbaproject.bin", "xl/macrosheets/", "xl/activex/")
_FORMULA = (b"<f>", b"<f ", b"<f/")


def read(stream: BinaryIO, audit: Audit, mapping: TableMapping) -> Table:
    """Open one sheet.

    Raises
    ------
    SourceError
        When it is no workbook, is too large unpacked, or has no such sheet or row of names.
    """
    formulas = _bounded(stream, audit)
    sheets = _open(stream, audit.file, values=False), None
    sheet = _sheet(sheets[0], audit.file, mapping.sheet)
    values = None
    if formulas:
        values = _sheet(_open(stream, audit.file, values=True), audit.file, mapping.sheet)
    body = _Body(sheet, values, audit, mapping)
    return body.table()


def _bounded(stream: BinaryIO, audit: Audit) -> bool:
    """Refuse bombs by what the archive says of itself, name macros; tell if there are formulas.

    What an archive says of a part's size also bounds what is read of it: the reader of the
    standard library stops there.
    """
    try:
        with zipfile.ZipFile(stream) as archive:
            parts = archive.infolist()
            unpacked = sum(part.file_size for part in parts)
            dense = any(part.file_size > MAX_PART_RATIO * max(part.compress_size, 1)
                        for part in parts)
            if unpacked > MAX_UNPACKED or len(parts) > MAX_PARTS or dense:
                raise SourceError(too_large(audit.file, f"{len(parts)} parts that unpack to "
                                                        f"{unpacked} bytes"))
            names = [part.filename.lower() for part in parts]
            if any(sign in name for name in names for sign in MACROS):
                audit.report(
                    "macros", severity="warning", found="a workbook with macros",
                    expected="a workbook without them",
                    mend="nothing of them is run; ask the publisher for a plain workbook",
                )
            sheets = [part for part in parts if part.filename.startswith("xl/worksheets/")]
            return any(_holds(archive, part, _FORMULA) for part in sheets)
    except SourceError:
        raise
    except Exception as error:  # whatever a hostile archive makes zipfile raise
        raise not_this_form(audit.file, type(error).__name__, "an XLSX workbook") from error


def _holds(archive: zipfile.ZipFile, part: zipfile.ZipInfo, signs: tuple[bytes, ...]) -> bool:
    kept = b""
    with archive.open(part) as stream:
        while data := stream.read(1 << 16):
            data = kept + data
            if any(sign in data for sign in signs):
                return True
            kept = data[-2:]
    return False


def _open(stream: BinaryIO, file: str, *, values: bool) -> Any:  # noqa: ANN401 - no types shipped
    openpyxl = library(file)
    try:
        stream.seek(0)
        return openpyxl.load_workbook(stream, read_only=True, data_only=values, keep_links=False)
    except Exception as error:  # openpyxl raises whatever its parsers raise
        raise not_this_form(file, type(error).__name__, "an XLSX workbook") from error


def _sheet(book: Any, file: str, name: str) -> Any:  # noqa: ANN401
    titles = [sheet.title for sheet in book.worksheets]
    if (name and name not in titles) or (not name and len(titles) != 1):
        raise not_this_form(
            file, f"sheets {shorten(', '.join(titles), 100)}",
            f"a sheet {name}" if name else "one sheet, or its name in the mapping (sheet)",
        )
    return book[name] if name else book.worksheets[0]


class _Body:
    """Names and rows of a sheet."""

    def __init__(self, sheet: Any, values: Any, audit: Audit, mapping: TableMapping) -> None:  # noqa: ANN401
        self._audit, self._mapping, self._title = audit, mapping, sheet.title
        self._rows = self._safely(sheet)
        self._values = None if values is None else self._safely(values)

    def _safely(self, sheet: Any) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401
        try:
            sheet.reset_dimensions()
            yield from sheet.iter_rows()
        except Exception as error:  # openpyxl raises whatever its parsers raise
            raise not_this_form(self._audit.file, type(error).__name__,
                                "an XLSX workbook") from error

    def _row(self) -> tuple[tuple[Any, ...], tuple[Any, ...]] | None:
        row = next(self._rows, None)
        return None if row is None else (row, next(self._values, ()) if self._values else ())

    def table(self) -> Table:
        """Read down to the row of names and the tags."""
        head = int(self._mapping.head)
        row: tuple[Any, ...] = ()
        for _ in range(head):
            row = (self._row() or ((), ()))[0]
        names = ["" if cell.value is None else str(cell.value).strip() for cell in row]
        while names and not names[-1]:
            names.pop()
        check_names(names, self._audit, head)
        tags: list[str] = []
        if self._mapping.hxl == "yes":
            below = [cell.value for cell in (self._row() or ((), ()))[0]]
            if not is_tags(below):
                raise not_this_form(self._audit.file, "no tags below the names",
                                    "a row of HXL tags", head + 1)
            tags = ["" if cell is None else str(cell).strip() for cell in below[: len(names)]]
        first = head + 1 + bool(tags)
        return Table(names, lambda taken: self._blocks(taken, len(names), first), tags=tags)

    def _blocks(self, taken: Collection[int], width: int, line: int) -> Iterator[Block]:
        filling = Filling()
        while (found := self._row()) is not None:
            row = found[0]
            if any(cell.value is not None for cell in row):
                cells = self._cells(*found, taken=taken, width=width, line=line)
                if cells is not None:
                    filling.add(cells, line, Extent(None, None, f"{self._title}!{line}"))
                    if filling.full:
                        yield filling.block()
            line += 1
        if filling.rows:
            yield filling.block()

    def _cells(
        self, row: tuple[Any, ...], values: tuple[Any, ...], *, taken: Collection[int],
        width: int, line: int,
    ) -> list[object] | None:
        """Cells of a row, as wide as the names; ``None``, with a Problem, where it is refused."""
        if any(cell.value is not None for cell in row[width:]):
            self._refuse("cell_without_name", line, f"a cell right of column {width}",
                         "cells below a name", "name the column, or empty the cell")
            return None
        cells = [_plain(cell) for cell in row[:width]]
        cells.extend(repeat(None, width - len(cells)))
        for at in taken:
            if at >= len(row) or row[at].data_type != "f":
                continue
            last = self._mapping.formulas == "last_value"
            if not last:
                self._refuse("formula_cell", line, row[at].value, "a value",
                             "have it saved as values; or, in the mapping, formulas: last_value")
                return None
            value = _plain(values[at]) if at < len(values) else None
            self._audit.report(
                "formula_cell", severity="warning", line=line, found=row[at].value,
                expected="a value", mend=f"read as when the workbook was last saved: {value}",
            )
            cells[at] = value
        return cells

    def _refuse(self, code: str, line: int, found: object, expected: str, mend: str) -> None:
        self._audit.lose()
        self._audit.report(code, line=line, found=found, expected=expected, mend=mend)


def _plain(cell: Any) -> object:  # noqa: ANN401
    value = cell.value
    if value is None or isinstance(value, str):
        return value or None
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        # A day shown without a clock is a day, however the workbook stores it.
        shown = str(getattr(cell, "number_format", "")).lower()
        return value if "h" in shown or value.time() != time.min else value.date()
    if isinstance(value, int | Decimal | date):
        return value
    return Decimal(repr(value)) if isinstance(value, float) else Nested(str(value))
