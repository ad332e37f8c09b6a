"""DuckDB, the embedded default engine: tables in memory, Parquet at the edge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import duckdb

from trucewatch.store.interface import Schema


class DuckStore:
    """One in-memory database for one run.

    Rows go in as columns and come out as tuples. Nothing here knows what a clause is.
    """

    def __init__(
        self, shared: duckdb.DuckDBPyConnection | None = None, threads: int = 1,
        memory: str = "2GB", spill: Path | None = None,
    ) -> None:
        if shared is not None:
            self._con = shared
            return
        self._con = duckdb.connect(":memory:")
        # A case is small: one thread a query, and independent sets of queries side by side.
        self._con.execute(f"SET threads TO {threads}")
        self._con.execute(f"SET memory_limit = '{memory}'")
        if threads > 1:
            # Every query that needs an order says so; keeping the order of files costs half.
            self._con.execute("SET preserve_insertion_order = false")
        # Nothing is written into the folder a person happens to stand in.
        folder = "''" if spill is None else _text(spill)
        self._con.execute(f"SET temp_directory = {folder}")
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

    def twin(self) -> DuckStore:
        """The same tables, for use from another thread at the same time."""
        return DuckStore(self._con.cursor())

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
        self.append(table, list(schema.values()), [list(columns[name]) for name in schema])

    def append(
        self, table: str, kinds: Sequence[str], columns: Sequence[list[object]]
    ) -> None:
        """Add rows to a table, as columns of equal length with the SQL type of each."""
        values = ", ".join(f"unnest(${i}::{kind}[])" for i, kind in enumerate(kinds, 1))
        self._con.execute(f'INSERT INTO "{table}" SELECT {values}', columns)

    def run(self, sql: str) -> None:
        """Run one statement that returns nothing of interest."""
        self._con.execute(sql).fetchall()

    def view(self, name: str, query: str) -> None:
        """Name a query without computing it; for tables too large to keep."""
        self.run(f'CREATE VIEW "{name}" AS {query}')

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        """Run one query and return its rows; the query orders them."""
        return self._con.execute(sql).fetchall()

    def parquet(self, *files: Path) -> str:
        """SQL for reading Parquet files that share their columns."""
        return f"read_parquet([{', '.join(map(_exactly, files))}])"

    def lines(
        self, file: Path, schema: Schema, null: str, longest: int
    ) -> str:
        """SQL for reading a CSV file without a header whose columns are known.

        Parameters
        ----------
        file
            UTF-8, comma, CRLF, quoted where needed; without a row it may be empty.
        schema
            Columns in order, with SQL types.
        null
            What stands for null.
        longest
            Bytes of its longest line.
        """
        kinds = ", ".join(f"'{name}': '{kind}'" for name, kind in schema.items())
        return (f"read_csv({_exactly(file)}, header = false, auto_detect = false, delim = ',', "
                f"quote = '\"', escape = '\"', new_line = '\\r\\n', nullstr = '{null}', "
                f"max_line_size = {longest}, buffer_size = {16 * longest}, "
                f"parallel = false, columns = {{{kinds}}})")

    def columns_of(self, file: Path) -> list[tuple[str, str]]:
        """Names and SQL types of a Parquet file's columns, in order."""
        rows = self.rows(f"DESCRIBE SELECT * FROM {self.parquet(file)}")
        return [(str(row[0]), str(row[1])) for row in rows]

    def view_parquet(self, name: str, files: Sequence[Path], schema: Schema) -> None:
        """Make, or make anew, a view of segments: their columns, ``leaf``, and ``seq``.

        ``seq`` is the number each file is named by. Without files the view has no rows.
        """
        if files:
            chosen = ", ".join(f'"{column}"' for column in schema)
            source = (f"SELECT {chosen}, leaf, CAST(regexp_extract(filename, "
                      "'([0-9]+)[.]parquet$', 1) AS BIGINT) AS seq "
                      f"FROM read_parquet([{', '.join(map(_exactly, files))}], filename = true)")
        else:
            kinds = {**schema, "leaf": "BLOB", "seq": "BIGINT"}
            none = ", ".join(f'CAST(NULL AS {kind}) AS "{name}"' for name, kind in kinds.items())
            source = f"SELECT {none} WHERE false"
        self.run(f'CREATE OR REPLACE VIEW "{name}" AS {source}')

    def write_parquet(self, query: str, file: Path) -> None:
        """Write a query's rows to a Parquet file.

        Raises
        ------
        OSError
            When the disk is full or refuses.
        """
        # Ids and addresses hardly repeat: looking for words to abbreviate costs more than it saves.
        try:
            self._con.execute(f"COPY ({query}) TO {_text(file)} (FORMAT parquet, "
                              "COMPRESSION snappy, ROW_GROUP_SIZE 30720, "
                              "DICTIONARY_SIZE_LIMIT 2000, WRITE_BLOOM_FILTER false)")
        except duckdb.IOException as refused:
            raise OSError(f"{file.name} cannot be written: {refused}") from refused


def _text(file: Path) -> str:
    return "'" + str(file).replace("'", "''") + "'"


def _exactly(file: Path) -> str:
    """Path as SQL text that names one file, whatever pattern its name looks like."""
    return _text(Path("".join(f"[{ch}]" if ch in "*?[" else ch for ch in str(file))))
