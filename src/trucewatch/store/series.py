"""Published series in the record: versions and cells, and what any cell held from when to when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from trucewatch.model.instant import micros, moment
from trucewatch.record.line import Batch, stamp_of
from trucewatch.record.record import Record, Segment
from trucewatch.store.duckdb import DuckStore
from trucewatch.store.rows import ROW, load_rows, open_table, segment

Columns = Mapping[str, Sequence[object]]
HOLDER = "series:"
"""Holders of series are named by this and the series."""


def receive(
    record: Record, series: str, tables: Mapping[str, Columns], files: Mapping[str, bytes],
    now: datetime, tool: str,
) -> Batch | None:
    """Append the rows of a series that the record does not hold yet, in one batch.

    Parameters
    ----------
    record
        Open for writing.
    series
        Name of the series.
    tables
        ``versions`` and ``cells`` (and ``custody``), as columns.
    files
        The files they were read from, as received, by name.
    now
        When the record takes them in.
    tool
        Name and version of what writes.

    Returns
    -------
    Batch or None
        ``None`` when everything is recorded already.
    """
    segments: dict[str, Segment] = {}
    with DuckStore(threads=2) as store:
        for table, columns in tables.items():
            given = load_rows(store, table, columns)
            known = open_table(store, record, table)
            store.run(f"CREATE TABLE {table}_fresh AS SELECT * FROM {given} "
                      f"WHERE {ROW} NOT IN (SELECT {ROW} FROM {known})")
            found = segment(store, table, f"{table}_fresh", record.scratch(f"{table}.parquet"))
            if found is not None:
                segments[table] = found
    if not segments.keys() - {"custody"}:
        segments = {}
    return record.append(segments, files, now, tool, holder=HOLDER + series)


@dataclass(frozen=True)
class Value:
    """What a cell held, from when to when; instants in microseconds UTC."""

    value: str | None
    """As published; ``None``: the cell was absent."""
    event: str
    version: str
    from_: int
    to: int | None
    """When the next version of the cell was published; ``None``: it stands."""
    recorded_at: int
    locator: str


def history(
    record: Record, series: str, row: str, field: str, by: int | None = None
) -> list[Value]:
    """Every value a cell had, oldest first; with `by` as published by an instant."""
    limit = "" if by is None else f"AND c.public_at <= {by}"
    with _opened(record) as store:
        rows = store.rows(f"""
            WITH once AS (
                SELECT c.value, c.event, c.version, c.public_at, c.locator,
                       min(b.recorded_at) AS recorded_at
                FROM recorded_cells c JOIN batches b ON b.seq = c.seq
                WHERE c.series = {_text(series)} AND c."row" = {_text(row)}
                  AND c.field = {_text(field)} {limit}
                GROUP BY 1, 2, 3, 4, 5
            )
            SELECT value, event, version, public_at,
                   LEAD(public_at) OVER (ORDER BY public_at, locator), recorded_at, locator
            FROM once ORDER BY public_at, locator
        """)
    return [
        Value(None if v is None else str(v), str(e), str(n), _int(f), _maybe(t), _int(r), str(p))
        for v, e, n, f, t, r, p in rows
    ]


def fields_of(record: Record, series: str, row: str) -> list[tuple[str, int]]:
    """Fields of a row of a series, and how many values each had."""
    with _opened(record) as store:
        rows = store.rows(f"""SELECT field, count(DISTINCT {ROW}) FROM recorded_cells
            WHERE series = {_text(series)} AND "row" = {_text(row)} GROUP BY 1 ORDER BY 1""")
    return [(str(field), _int(count)) for field, count in rows]


def rows_of(record: Record, series: str) -> list[str]:
    """Rows of a series, in order of their ids."""
    with _opened(record) as store:
        rows = store.rows(f"""SELECT DISTINCT "row" FROM recorded_cells
                              WHERE series = {_text(series)} ORDER BY 1""")
    return [str(row) for (row,) in rows]


@dataclass(frozen=True)
class Version:
    """One published version of a series."""

    series: str
    source: str
    version: str
    public_at: int
    """Microseconds UTC."""
    rows_added: int
    cells_changed: int
    rows_dropped: int
    notice: str
    address: str


def versions(record: Record, until: int | None = None) -> list[Version]:
    """Every version of every series recorded by an instant, by series and time."""
    limit = "" if until is None else stamp_of(moment(until))
    names = ", ".join(("series", "source", "version", "public_at", "rows_added", "cells_changed",
                       "rows_dropped", "notice", "address"))
    if not any("versions" in batch.tables for batch in record.batches):
        return []
    with DuckStore() as store:
        open_table(store, record, "versions", limit)
        rows = store.rows(f"SELECT DISTINCT {names} FROM recorded_versions "
                          "ORDER BY series, public_at, version")
    return [
        Version(str(s), str(o), str(v), _int(at), _int(a), _int(c), _int(d), str(n or ""),
                str(w or ""))
        for s, o, v, at, a, c, d, n, w in rows
    ]


def _opened(record: Record) -> DuckStore:
    store = DuckStore()
    open_table(store, record, "cells")
    store.load("batches", {"seq": "BIGINT", "recorded_at": "BIGINT"}, {
        "seq": [b.seq for b in record.batches],
        "recorded_at": [micros(b.moment) for b in record.batches],
    })
    return store


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _int(value: object) -> int:
    return int(str(value))


def _maybe(value: object) -> int | None:
    return None if value is None else _int(value)
