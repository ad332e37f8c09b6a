"""Small tables of a case folder that people keep by hand: strict, each row with its line."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection
from dataclasses import dataclass

from trucewatch.case import hazards
from trucewatch.case.typed import did_you_mean
from trucewatch.model.claim import Column
from trucewatch.model.problem import Problem, Severity, shorten

MAX_BYTES = 50_000_000
_UNTEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class Row:
    """One row and where it stands."""

    file: str
    line: int
    cells: dict[str, str]

    def problem(
        self, code: str, cell: str, expected: str, mend: str = "this row was left out", *,
        found: str | None = None, severity: Severity = "error", near: Collection[str] = (),
    ) -> Problem:
        """Say that something is wrong with a cell."""
        shown = self.cells.get(cell, "") if found is None else found
        return Problem(
            severity=severity, code=code, file=self.file, line=self.line, field=cell,
            found=shorten(shown) or "nothing", expected=expected,
            mend=did_you_mean(shown, near) or mend,
        )


def read_rows(
    file: str, content: bytes, columns: tuple[Column, ...], problems: list[Problem]
) -> list[Row]:
    """Read a table with exactly these columns.

    Parameters
    ----------
    file
        Its name relative to the case folder.
    content
        Its bytes.
    columns
        Names in their order, and which must have a value.
    problems
        Everything found wrong is appended here; a row with an error is left out.
    """
    def say(code: str, found: str, expected: str, line: int | None, mend: str = "") -> None:
        problems.append(Problem(severity="error", code=code, file=file, line=line, found=found,
                                expected=expected, mend=mend))

    if len(content) > MAX_BYTES:
        say("too_large", f"{len(content):,} bytes", f"at most {MAX_BYTES:,} bytes", None)
        return []
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        say("wrong_encoding", f"byte 0x{content[error.start]:02x}", "UTF-8",
            content.count(b"\n", 0, error.start) + 1, "save the file as UTF-8")
        return []
    names = [column.name for column in columns]
    table = csv.reader(io.StringIO(text, newline=None), strict=True)
    rows: list[Row] = []
    line = 0
    try:
        head = next(table, [])
        if head != names:
            say("wrong_header", ", ".join(head)[:80] or "nothing", ",".join(names), 1)
            return []
        line = table.line_num
        for cells in table:
            start, line = line + 1, table.line_num
            if not cells:
                continue
            if len(cells) != len(names):
                say("wrong_number_of_cells", f"{len(cells)} cells", f"{len(names)} cells", start,
                    "quote a text that has a comma or a line break in it")
                continue
            row = Row(file, start, {name: cell.strip() for name, cell in
                                    zip(names, cells, strict=True)})
            if _sound(row, columns, problems):
                rows.append(row)
    except csv.Error as error:
        say("bad_quotes", str(error), "cells in quotation marks, those inside doubled", line + 1,
            "the rows from here on were left out")
    return rows


def _sound(row: Row, columns: tuple[Column, ...], problems: list[Problem]) -> bool:
    before = len(problems)
    for column in columns:
        text = row.cells[column.name]
        if column.required and not text:
            problems.append(row.problem("missing_value", column.name, "a value"))
        if _UNTEXT.search(text):
            problems.append(row.problem("control_character", column.name, "printable text"))
        numeric = column.name in {"latitude", "longitude", "radius_m"}
        danger = hazards.hazard(text, table=not numeric)
        if danger:
            problems.append(row.problem(danger.code, column.name, danger.expected,
                                        "it is kept as plain text", severity="warning"))
    return all(problem.severity != "error" for problem in problems[before:])
