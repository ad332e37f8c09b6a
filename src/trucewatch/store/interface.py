"""What every engine does: tables in, SQL text, rows out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

Schema = Mapping[str, str]
"""Column name to SQL type: ``BIGINT``, ``INTEGER`` or ``STRING`` (``VARCHAR`` means the same)."""


class Store(Protocol):
    """One set of tables for one run. Nothing here knows what a clause is.

    SQL text is in the restricted dialect, so that every engine gives the same rows.
    """

    def __enter__(self) -> Self:
        """The store itself."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Free the tables."""

    def close(self) -> None:
        """Free the tables."""

    def room(self, name: str) -> Store:
        """A store whose new tables stand in a room of their own; those of this one stay in sight.

        Rooms may be used from different threads at once.
        """

    def twin(self) -> Store:
        """The same tables, for use from another thread at the same time."""

    def load(self, table: str, schema: Schema, columns: Mapping[str, Sequence[object]]) -> None:
        """Create a table and fill it from columns of equal length; ``None`` is NULL."""

    def run(self, sql: str) -> None:
        """Run one statement that returns nothing of interest: ``CREATE TABLE x AS SELECT ...``."""

    def view(self, name: str, query: str) -> None:
        """Name a query without computing it; for tables too large to keep."""

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        """Run one query and return its rows; the query orders them."""

    def parquet(self, *files: Path) -> str:
        """SQL for reading Parquet files that share their columns, for a FROM."""

    def columns_of(self, file: Path) -> list[tuple[str, str]]:
        """Names and SQL types of a Parquet file's columns, in order."""
