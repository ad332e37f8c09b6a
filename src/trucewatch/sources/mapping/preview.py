"""The first rows of a table as a mapping reads them, and what is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import BinaryIO

from trucewatch.model.mapping import TableMapping
from trucewatch.model.problem import Problem, shorten
from trucewatch.sources.audit import Audit
from trucewatch.sources.interface import NAMES, Context, SourceError
from trucewatch.sources.mapping.prepare import compiled, opened
from trucewatch.sources.mapping.run import Runner
from trucewatch.sources.merge import Row, to_rows
from trucewatch.sources.tables.table import Table

ROWS = 10


@dataclass(frozen=True)
class Preview:
    """Some rows and problems; no table where the file could not be opened."""

    table: Table | None = None
    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def preview(
    stream: BinaryIO, context: Context, name: str, mapping: TableMapping, rows: int = ROWS
) -> Preview:
    """Read the first rows; the file is left where that ends."""
    audit = Audit(context.file)
    table: Table | None = None
    try:
        table = opened(stream, audit, context, mapping)
        plan = compiled(table, audit, context, name, mapping)
        runner = Runner(plan, "preview", audit, None, context.tz)
        made: list[Row] = []
        for batch in islice(runner.batches(table), 2):
            made += to_rows([batch])
            if len(made) >= rows:
                break
    except SourceError as error:
        return Preview(table, [], [*audit.problems(), error.problem])
    return Preview(table, made[:rows], audit.problems())


SHOWN = ("key", "source", "property", "low", "high", "earliest", "latest", "place", "zone")
"""Columns of the figures a person looks at first."""


def told(row: Row) -> str:
    """One row of the figures in one line: what is not empty."""
    values = dict(zip(NAMES, row, strict=True))
    # A cell may hold a line break, and in a file of YAML a line of its own is no comment.
    return ", ".join(f"{name} {shorten(values[name], 200)}" for name in SHOWN if values[name])
