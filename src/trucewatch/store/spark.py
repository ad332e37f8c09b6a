"""Apache Spark, for logs one machine does not hold: the same tables, the same SQL text.

Needs the extra ``spark`` and Java 17 or newer; see ``docs/how-to/scale-out.md``. Rows reach Spark
as text it parses itself and come back as plain rows, so that no Python runs on its workers.
"""

from __future__ import annotations

import json
import logging
import re
import threading
import uuid
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from pyspark.sql import DataFrame, SparkSession

from trucewatch.store.interface import Schema

LOCAL = "local[2]"
"""Master where none is named: this process, two threads."""

TYPES = {"BIGINT": "BIGINT", "INTEGER": "INT", "VARCHAR": "STRING", "STRING": "STRING"}
"""SQL type of a column as the plan names it, in Spark's words."""

FIXED = {
    # Overflow, bad casts and division by zero raise, and "x" is a name, as in DuckDB.
    "spark.sql.ansi.enabled": "true",
    "spark.sql.ansi.doubleQuotedIdentifiers": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.caseSensitive": "false",
    "spark.sql.catalogImplementation": "in-memory",
}
"""What findings may depend on: set whatever the user hands in."""

EVERYWHERE = {
    "spark.app.name": "trucewatch",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
}
"""What a user may change."""

LOCALLY = EVERYWHERE | {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    # One partition: a join of small tables then needs no exchange, and a query is one task.
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.leafNodeDefaultParallelism": "1",
    # A broadcast is a job of its own, and planning anew while running costs more than it saves.
    "spark.sql.autoBroadcastJoinThreshold": "-1",
    "spark.sql.adaptive.enabled": "false",
    # Compiling a query takes longer than running it over a case.
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.constraintPropagation.enabled": "false",
}
"""The same on one machine, where a case is small; for a large log hand in others."""

CHUNK = 20_000
"""Rows of a literal table."""

_MAKE = re.compile(r'\s*CREATE TABLE "?(?P<name>\w+)"? AS\s+(?P<query>.*)', re.DOTALL)


class SparkStore:
    """Temp views of one session; same behaviour as `store.duckdb.DuckStore` where both have it.

    Parameters
    ----------
    master
        Where the work is done: ``local[2]``, ``spark://host:7077``, ``yarn``, ``k8s://...``.
    options
        Spark settings. Those in `SESSION` are fixed, for findings depend on them.
    """

    def __init__(
        self, master: str = LOCAL, options: Mapping[str, str] | None = None,
        shared: SparkSession | None = None,
    ) -> None:
        self._lock = threading.Lock()
        self._made: dict[str, DataFrame] = {}
        self._rooms: list[SparkStore] = []
        self._id = uuid.uuid4().hex
        self._spark = _session(master, options or {}) if shared is None else shared

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Free the tables; Spark itself goes on, for starting it takes seconds."""
        for room in self._rooms:
            room.close()
        for name, frame in self._made.items():
            self._spark.catalog.dropTempView(name)
            self._spark.catalog.dropGlobalTempView(self._global(name))
            frame.unpersist()
        self._made.clear()

    def room(self, name: str) -> SparkStore:
        """A store whose new tables stand in a room of their own; those of this one stay in sight.

        Rooms may be used from different threads at once.
        """
        made = SparkStore(shared=self._spark.newSession())
        with self._lock:
            self._rooms.append(made)
            for table, frame in self._made.items():
                made._show(table, frame, self._global(table))
        return made

    def twin(self) -> SparkStore:
        """The same tables, for use from another thread at the same time."""
        return self

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
        kinds = [f"`{name}`: {TYPES[kind]}" for name, kind in schema.items()]
        shape = f"array<struct<{', '.join(kinds)}>>"
        made: DataFrame | None = None
        for text in _chunks(schema, columns):
            part = self._spark.sql(
                f"SELECT inline(from_json(:rows, '{shape}', map('mode', 'FAILFAST')))",
                args={"rows": text},
            )
            made = part if made is None else made.unionAll(part)
        if made is not None:
            self._keep(table, made)

    def run(self, sql: str) -> None:
        """Run ``CREATE TABLE name AS SELECT ...``, and keep the rows.

        Raises
        ------
        ValueError
            When it is anything else, or there is a table of that name.
        """
        found = _MAKE.fullmatch(sql)
        if found is None:
            raise ValueError(f"not CREATE TABLE name AS SELECT: {sql.strip()[:60]}")
        self._keep(found["name"], self._spark.sql(found["query"]))

    def view(self, name: str, query: str) -> None:
        """Name a query without computing it; for tables too large to keep."""
        self._name(name.lower(), self._spark.sql(query))

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        """Run one query and return its rows; the query orders them."""
        return [tuple(row) for row in self._spark.sql(sql).collect()]

    def parquet(self, *files: Path) -> str:
        """SQL for reading Parquet files that share their columns."""
        read = (f"SELECT * FROM parquet.`{_exactly(file).replace('`', '``')}`" for file in files)
        return f"({' UNION ALL '.join(read)})"

    def columns_of(self, file: Path) -> list[tuple[str, str]]:
        """Names and SQL types of a Parquet file's columns, in order."""
        names = {"string": "VARCHAR", "int": "INTEGER", "binary": "BLOB"}
        kinds = self._spark.read.parquet(_exactly(file)).dtypes
        return [(name, names.get(kind, kind.upper())) for name, kind in kinds]

    def _keep(self, table: str, frame: DataFrame) -> None:
        name = table.lower()
        if name in self._made:
            raise ValueError(f"a table {name} exists already")
        self._name(name, self._computed(frame))

    def _name(self, name: str, frame: DataFrame) -> None:
        with self._lock:
            self._made[name] = frame
            frame.createOrReplaceTempView(name)
            for room in self._rooms:
                room._show(name, frame, self._global(name))

    def _computed(self, frame: DataFrame) -> DataFrame:
        """The rows, computed now, so that no later table computes them anew."""
        # On executors that may go away, a folder they share is the safe place.
        if self._spark.conf.get("spark.checkpoint.dir", None):
            return frame.checkpoint(eager=True)
        return frame.localCheckpoint(eager=True)

    def _show(self, name: str, frame: DataFrame, shared: str) -> None:
        """Bring a table of the store this is a room of in sight, unless the room has its own."""
        if name not in self._made:
            frame.createOrReplaceGlobalTempView(shared)
            self._spark.table(f"global_temp.{shared}").createOrReplaceTempView(name)

    def _global(self, name: str) -> str:
        return f"trucewatch_{self._id}_{name}"


def _exactly(file: Path) -> str:
    """Path that names one file, whatever pattern its name looks like."""
    return re.sub(r"([*?{}\[\]])", r"\\\1", file.as_posix())


def _chunks(schema: Schema, columns: Mapping[str, Sequence[object]]) -> Iterator[str]:
    """Rows as JSON text, at most `CHUNK` at a time; one empty text when there is none."""
    data = [columns.get(name, ()) for name in schema]
    count = len(data[0]) if data else 0
    for first in range(0, max(count, 1), CHUNK):
        rows = zip(*(values[first : first + CHUNK] for values in data), strict=True)
        yield json.dumps([dict(zip(schema, row, strict=True)) for row in rows])


def _session(master: str, options: Mapping[str, str]) -> SparkSession:
    # What went wrong is in the exception; a second copy on the terminal helps nobody.
    logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL)
    chosen = {**(LOCALLY if master.startswith("local") else EVERYWHERE), **options, **FIXED}
    builder = SparkSession.builder.master(master)
    for key, value in chosen.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate().newSession()
    for key, value in chosen.items():
        if session.conf.isModifiable(key):
            session.conf.set(key, value)
    return session
