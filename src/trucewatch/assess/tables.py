"""Small tables under construction: clauses are rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from trucewatch.model.case import Columns
from trucewatch.store.interface import Store

INT, TEXT = "BIGINT", "STRING"


@dataclass
class Table:
    """Schema, then rows as tuples."""

    schema: dict[str, str]
    rows: list[tuple[object, ...]] = field(default_factory=list)

    def columns(self) -> Columns:
        """The rows turned into columns."""
        turned: list[list[object]] = [list(c) for c in zip(*self.rows, strict=True)]
        return dict(zip(self.schema, turned or [[] for _ in self.schema], strict=True))


Tables = dict[str, Table]


def table(text: str) -> Table:
    """Schema from words: names ending in ``#`` are integers."""
    return Table({name.rstrip("#"): INT if name.endswith("#") else TEXT for name in text.split()})


def load(store: Store, tables: Tables) -> None:
    """Put tables into a store."""
    for name, made in tables.items():
        store.load(name, made.schema, made.columns())


def run(store: Store, statements: Iterable[str]) -> None:
    """Run statements in order."""
    for sql in statements:
        store.run(sql)
