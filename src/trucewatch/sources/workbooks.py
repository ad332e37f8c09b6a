"""XLSX workbooks: opened with suspicion, written so that the same rows give the same bytes.

Needs the extra ``xlsx``. A workbook that unpacks to more than it may, that holds macros, or that is
none, is refused; a formula is never computed and never taken for the value it shows.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from trucewatch.model.problem import Problem
from trucewatch.sources.audit import Audit, Record
from trucewatch.sources.interface import MAX_BYTES, SourceError, not_this_form, too_large
from trucewatch.sources.tally import Extent

MAX_SHEET_ROWS = 200_000
_MACROS = ("vbaproject", "macrosheets/", "activex", "externallinks/")
_STAMPS = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(?=<)")
_EPOCH = (1980, 1, 1, 0, 0, 0)


def library(file: str) -> Any:  # noqa: ANN401 - openpyxl ships no types
    """Load openpyxl, or say which extra brings it.

    Raises
    ------
    SourceError
        When it is not installed.
    """
    try:
        import openpyxl  # noqa: PLC0415 - an optional extra
    except ImportError as error:
        raise SourceError(Problem(
            severity="error", code="missing_extra", file=file, found="no openpyxl",
            expected="the package that reads and writes XLSX", mend="install trucewatch[xlsx]",
        )) from error
    return openpyxl


def open_workbook(stream: BinaryIO, file: str) -> Any:  # noqa: ANN401
    """Open a workbook to read.

    Raises
    ------
    SourceError
        When it is too large unpacked, holds macros or links to other files, or is no workbook.
    """
    openpyxl = library(file)
    try:
        with zipfile.ZipFile(stream) as archive:
            entries = archive.infolist()
        unpacked = sum(entry.file_size for entry in entries)
        if unpacked > MAX_BYTES:
            raise SourceError(too_large(file, f"{unpacked} bytes unpacked"))
        for entry in entries:
            if any(part in entry.filename.lower() for part in _MACROS):
                raise SourceError(Problem(
                    severity="error", code="macros", file=file, found=entry.filename,
                    expected="a workbook without macros, controls or links to other files",
                    mend="save it as plain .xlsx; nothing of it was read",
                ))
        stream.seek(0)
        return openpyxl.load_workbook(stream, read_only=True, data_only=False)
    except SourceError:
        raise
    except Exception as error:  # openpyxl raises whatever its parsers raise
        raise not_this_form(file, type(error).__name__, "an XLSX workbook") from error


def sheet_records(
    workbook: Any, sheet: str, audit: Audit, names: Mapping[str, str]  # noqa: ANN401
) -> Iterator[Record]:
    """Rows of one sheet below its header; rows without any value are none.

    Parameters
    ----------
    workbook
        From `open_workbook`.
    sheet
        Its title.
    audit
        Counts the rows, and is told of formulas: such a row is refused.
    names
        Field by head of column; other columns keep their head.

    Raises
    ------
    SourceError
        When there is no such sheet, or it cannot be read.
    """
    try:
        if sheet not in workbook.sheetnames:
            raise not_this_form(audit.file, ", ".join(workbook.sheetnames)[:80] or "no sheet",
                                f"a sheet '{sheet}'")
        rows = workbook[sheet].iter_rows()
        heads = [str(cell.value or "").strip() for cell in next(rows, ())]
        if len(set(filter(None, heads))) != len([head for head in heads if head]):
            raise not_this_form(audit.file, "a column name twice", "each column once", 1)
        for line, cells in enumerate(rows, 2):
            if line > MAX_SHEET_ROWS:
                raise SourceError(too_large(audit.file, f"more than {MAX_SHEET_ROWS} rows"))
            filled = [(names.get(head, head) or f"column {number}", cell)
                      for number, (head, cell) in enumerate(zip(heads, cells, strict=False), 1)
                      if head or cell.value is not None]
            if all(cell.value in (None, "") for _, cell in filled):
                continue
            record = audit.row({name: cell.value for name, cell in filled}, line,
                               Extent(None, None, f"sheet {sheet} row {line}"))
            if formulas := [name for name, cell in filled if cell.data_type == "f"]:
                audit.report(
                    "formula", line=line, field=formulas[0], found="a formula",
                    expected="a value", mend="the row is left out: write the value itself",
                )
                record.refuse()
                continue
            yield record
    except SourceError:
        raise
    except Exception as error:  # openpyxl raises whatever its parsers raise
        raise not_this_form(audit.file, type(error).__name__, "an XLSX workbook") from error


def workbook_bytes(book: Any) -> bytes:  # noqa: ANN401
    """Write a workbook without the time of writing, so that the same rows give the same bytes."""
    raw, settled = io.BytesIO(), io.BytesIO()
    book.save(raw)
    with zipfile.ZipFile(raw) as given, zipfile.ZipFile(settled, "w", zipfile.ZIP_DEFLATED) as made:
        for entry in given.infolist():
            data = given.read(entry)
            if entry.filename == "docProps/core.xml":
                data = _STAMPS.sub(rb"\g<1>1980-01-01T00:00:00Z", data)
            info = zipfile.ZipInfo(entry.filename, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(info, data)
    return settled.getvalue()
