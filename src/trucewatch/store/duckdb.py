"""DuckDB, the embedded default engine: tables in memory, Parquet at the edge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import duckdb

Schema = Mapping[str, str]
"""Column name to SQL type: ``BIGINT``, ``INTEGER`` or ``VARCHAR``."""


class DuckStore:
    """One in-memory database for one run.

    Rows go in as columns and come out as tuples. Nothing here knows what a clause is.
    """

    def __init__(self, shared: duckdb.DuckDBPyConnection | None = None) -> None:
        if shared is not None:
            self._con = shared
            return
        self._con = duckdb.connect(":memory:")
        # A case is small: one thread a query, and independent sets of queries side by side.
        self._con.execute("SET threads TO 1")
        self._con.execute("SET memory_limit = '2GB'")
        # Downloading an extension behind the user's back would need a network.
        self._con.execute("SET autoinstall_known_extensions = false")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Free the database."""
        self._con.close()

    def room(self, name: str) -> DuckStore:
        """A store over the same database whose new tables stand in a room of their own.

        Tables of this store stay in sight. Rooms may be used from different threads at once.
        """
        self._con.execute(f'CREATE SCHEMA "{name}"')
        made = DuckStore(self._con.cursor())
        made.run(f"SET search_path = '{name},main'")
        return made

    def load(self, table: str, schema: Schema, columns: Mapping[str, Sequence[object]]) -> None:
        """Create a table and fill it from columns of equal length.

        Parameters
        ----------
        table
            Name of the new table.
        schema
            Columns in order, with SQL types.
        columns
            One sequence per column; ``None`` is NULL.
        """
        names = ", ".join(f'"{name}" {kind}' for name, kind in schema.items())
        self._con.execute(f'CREATE TABLE "{table}" ({names})')
        if not columns or not len(next(iter(columns.values()))):
            return
        values = ", ".join(f"unnest(${i}::{kind}[])" for i, kind in enumerate(schema.values(), 1))
        data = [list(columns[name]) for name in schema]
        self._con.execute(f'INSERT INTO "{table}" SELECT {values}', data)

    def run(self, sql: str) -> None:
        """Run one statement that returns nothing of interest."""
        self._con.execute(sql).fetchall()

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        """Run one query and return its rows; the query orders them."""
        return self._con.execute(sql).fetchall()

    def read_parquet(self, table: str, files: Sequence[Path], schema: Schema) -> None:
        """Create a table from Parquet files that share the schema."""
        self.load(table, schema, {})
        for file in files:
            names = ", ".join(f'"{name}"' for name in schema)
            self._con.execute(
                f'INSERT INTO "{table}" SELECT {names} FROM read_parquet(?)', [str(file)]
            )

    def write_parquet(self, query: str, file: Path) -> None:
        """Write a query's rows, in its order, to a Parquet file."""
        target = str(file).replace("'", "''")
        self._con.execute(f"COPY ({query}) TO '{target}' (FORMAT parquet, COMPRESSION zstd)")
