"""Files an audit reads: tables by the readers of `sources.tables`, JSON, and plain texts."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import PurePath
from typing import BinaryIO

from trucewatch.model.mapping import TableMapping
from trucewatch.sources import forms
from trucewatch.sources.audit import Audit, Record
from trucewatch.sources.forms import json_line_records, json_records, read_all
from trucewatch.sources.interface import (
    MAX_BYTES,
    ParquetReader,
    SourceError,
    not_this_form,
    too_large,
)
from trucewatch.sources.json_pages import Page, paged_records
from trucewatch.sources.tables.names import is_tags
from trucewatch.sources.tables.opening import open_table
from trucewatch.statements.audit.grid import Builder, Grid
from trucewatch.statements.audit.model import Report
from trucewatch.statements.audit.registry import audit_grid, audit_text
from trucewatch.statements.audit.said import Where

TABLES = {".csv": "csv", ".tsv": "csv", ".xlsx": "xlsx", ".geojson": "geojson",
          ".gpkg": "geopackage", ".parquet": "parquet"}
TEXTS = (".txt", ".md")
FORMS = (*TABLES, ".json", ".jsonl", *TEXTS)
"""Endings of files that are read; each also with ``.gz`` where it is no packed form itself."""
SEPARATORS = ",;\t|"


def _ended(remarks: Record, count: int) -> None:
    """What stands beside the rows of a page is not audited."""
    remarks.values()


PAGED = Page(rows=("rows", "data", "records", "results", "items", "value", "features"),
             remarks=frozenset(), ended=_ended)
MAX_TEXTS = 100_000
"""Texts of one file that are read sentence by sentence; more are counted as not read."""
_WRAPPED = 60
"""Characters from which on a line may run on in the next."""
_LONG = 15
"""Characters from which on a cell may be a sentence."""


def audit_file(
    name: str, stream: BinaryIO, part: str = "", parquet: ParquetReader | None = None
) -> Report:
    """Audit one file.

    Parameters
    ----------
    name
        Its name; the ending says its form.
    stream
        Its bytes; can be read from the start again.
    part
        Sheet of a workbook or table of a GeoPackage, where there are several.
    parquet
        What reads Parquet.
    """
    audit = Audit(name)
    report = Report()
    ending = _ending(name)
    try:
        if ending in TEXTS:
            report = _texts(name, stream)
        elif ending in FORMS:
            grid = _grid(ending, stream, audit, part, parquet)
            report = audit_grid(grid)
            report.add(table_texts(grid))
        else:
            raise not_this_form(name, ending or "no ending", ", ".join(FORMS))
    except SourceError as error:
        report.problems.append(error.problem)
    report.problems += audit.problems()
    return report


def _ending(name: str) -> str:
    path = PurePath(name.casefold().removesuffix(".gz"))
    return path.suffix


def _grid(
    ending: str, stream: BinaryIO, audit: Audit, part: str, parquet: ParquetReader | None
) -> Grid:
    if ending in TABLES:
        return _of_table(TABLES[ending], stream, audit, part, parquet)
    if ending == ".jsonl":
        return _of_records(json_line_records(stream, audit), audit)
    records = _objects(io.BytesIO(_unpacked(stream, audit.file)), audit)
    return _of_records(records, audit)


def _unpacked(stream: BinaryIO, name: str) -> bytes:
    try:
        data = forms.unpacked(stream).read(MAX_BYTES + 1)
    except forms.UNPACKING as error:
        raise not_this_form(name, str(error), "a complete file, plain or gzipped") from error
    if len(data) > MAX_BYTES:
        raise SourceError(too_large(name, f"more than {MAX_BYTES} bytes"))
    return data


def _objects(stream: BinaryIO, audit: Audit) -> Iterator[Record]:
    start = stream.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")
    stream.seek(0)
    if start[:1] == b"{":
        return paged_records(stream, audit, PAGED)
    return json_records(stream, audit)


def _of_table(
    form: str, stream: BinaryIO, audit: Audit, part: str, parquet: ParquetReader | None
) -> Grid:
    given = {"sheet": part} if form == "xlsx" else {"layer": part} if form == "geopackage" else {}
    mapping = TableMapping(
        mapping="1", form=form, key=[], claims=[],  # type: ignore[arg-type]
        separator=_separator(stream) if form == "csv" else ",", **given,  # type: ignore[arg-type]
    )
    table = open_table(stream, audit, mapping, parquet)
    builder = Builder(table.names)
    first = True
    for block in table.blocks(range(len(table.names))):
        columns, lines = block.columns, block.lines
        # A second row of HXL tags belongs to the names.
        if first and lines and is_tags([cells[0] for cells in columns]):
            columns, lines = [cells[1:] for cells in columns], lines[1:]
        first = False
        builder.add(columns, lines)
    return builder.grid(audit)


def _separator(stream: BinaryIO) -> str:
    """The separator the row of names has most of."""
    try:
        head = forms.unpacked(stream).readline(100_000)
    except forms.UNPACKING:
        head = b""
    stream.seek(0)
    best = max(SEPARATORS, key=lambda sign: head.count(sign.encode()))
    return "tab" if best == "\t" else best


def _of_records(records: Iterator[Record], audit: Audit) -> Grid:
    rows: list[tuple[dict[str, object], int]] = []
    names: dict[str, None] = {}
    for record in records:
        values = dict(_flat(record.values(), ""))
        names |= dict.fromkeys(values)
        rows.append((values, record.line or 0))
        record.read()
    builder = Builder(list(names))
    builder.add([[values.get(name) for values, _ in rows] for name in names],
                [line for _, line in rows])
    return builder.grid(audit)


def _flat(values: dict[str, object], prefix: str) -> Iterator[tuple[str, object]]:
    for name, value in values.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        elif isinstance(value, list):
            continue
        else:
            yield prefix + name, value


def table_texts(grid: Grid, langs: dict[int, str] | None = None) -> Report:
    """Audit the sentences that stand in the cells of a table, each distinct one once.

    Parameters
    ----------
    grid
        The table.
    langs
        Language of the texts of a row, where known.
    """
    report = Report()
    for column in grid.columns:
        seen: set[str] = set()
        for row, text in enumerate(column.texts if not column.days else ()):
            if len(text) < _LONG or text in seen or _is_address(text) or not _has_number(text):
                continue
            seen.add(text)
            if len(seen) > MAX_TEXTS:
                report.leave("texts", column.name, f"more than {MAX_TEXTS:,} texts")
                continue
            report.add(audit_text(text, Where(
                grid.file, grid.lines[row], column.name, grid.key(row),
                grid.claims.get((row, column.name), "")), (langs or {}).get(row, "")))
    return report


def _has_number(text: str) -> bool:
    return any(map(str.isdigit, text)) or len(text) < 400  # noqa: PLR2004


def _is_address(text: str) -> bool:
    return text.startswith(("http://", "https://", "www.", "POINT", "POLYGON", "["))


def _texts(name: str, stream: BinaryIO) -> Report:
    report = Report()
    for line, text in _passages(read_all(stream, name)):
        report.add(audit_text(text, Where(name, line)))
    return report


def _passages(text: str) -> Iterator[tuple[int, str]]:
    """Lines of a text, those joined that a wrapped sentence runs over; each with its line."""
    start, held = 0, ""
    for number, line in enumerate(io.StringIO(text), 1):
        bare = line.strip()
        short = len(held) < _WRAPPED and not held.endswith(":")
        if held and (not bare or short or held[-1] in ".!?;" or bare[0] in "-*•#|"):
            yield start, held
            held = ""
        if bare:
            start = start if held else number
            held = f"{held} {bare}".strip()
    if held:
        yield start, held
