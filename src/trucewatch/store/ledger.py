"""Claims into the record and back: segments of claims, and events that close or reopen them."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from trucewatch.model.case import Case, Columns
from trucewatch.model.claim import CLAIM_COLUMNS, digest
from trucewatch.model.instant import micros
from trucewatch.record.log import Batch
from trucewatch.record.record import Record, Segment
from trucewatch.store.duckdb import DuckStore, Schema

CLAIMS: Schema = {c.name: "VARCHAR" if c.type == "text" else "BIGINT" for c in CLAIM_COLUMNS}
EVENTS: Schema = {"claim_id": "VARCHAR", "event": "VARCHAR", "n": "BIGINT"}
"""``closed`` (withdrawn upstream, or no longer in the case) or ``reopened``; n-th of its claim."""


def remember(
    record: Record, case: Case, files: Mapping[str, bytes], now: datetime, tool: str
) -> Batch | None:
    """Append what the record does not hold yet: new claims, closures, files as received.

    Parameters
    ----------
    record
        Open for writing.
    case
        The case as read now.
    files
        Bytes of the case's files by name.
    now
        When the record takes them in.
    tool
        Name and version of what writes.

    Returns
    -------
    Batch or None
        The new batch; ``None`` when everything is recorded already.
    """
    known = record.rows("claims")
    state = _state(record)
    current = {str(c) for c in case.claims["claim_id"]}
    fresh = [i for i, c in enumerate(case.claims["claim_id"]) if str(c) not in known]
    gone = sorted(c for c in known - current if state.get(c, ("reopened", 0))[0] != "closed")
    back = sorted(c for c in known & current if state.get(c, ("reopened", 0))[0] == "closed")
    events = [(c, "closed", state.get(c, ("", 0))[1] + 1) for c in gone]
    events += [(c, "reopened", state[c][1] + 1) for c in back]
    tables: dict[str, Segment] = {}
    with DuckStore() as store:
        if fresh:
            rows = {n: [case.claims[n][i] for i in fresh] for n in CLAIMS}
            data = _parquet(store, "claims", CLAIMS, rows)
            tables["claims"] = Segment([str(c) for c in rows["claim_id"]], data)
        if events:
            turned: Columns = dict(
                zip(EVENTS, ([e[i] for e in events] for i in range(3)), strict=True)
            )
            ids = [digest((c, event, str(n))) for c, event, n in events]
            tables["events"] = Segment(ids, _parquet(store, "events", EVENTS, turned))
    return record.append(tables, files, now, tool)


def _parquet(store: DuckStore, name: str, schema: Schema, rows: Columns) -> bytes:
    store.load(name, schema, rows)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "segment.parquet"
        store.write_parquet(f'SELECT * FROM "{name}"', file)
        return file.read_bytes()


def _state(record: Record, until: int | None = None) -> dict[str, tuple[str, int]]:
    """Last event of every claim that has one, recorded by an instant."""
    segments = _segments(record, "events", until)
    if not segments:
        return {}
    with DuckStore() as store:
        store.read_parquet("events", segments, EVENTS)
        rows = store.rows("SELECT claim_id, event, n FROM events ORDER BY n")
    return {str(c): (str(e), int(str(n))) for c, e, n in rows}


def _segments(record: Record, table: str, until: int | None) -> list[Path]:
    """Segments of a table recorded by an instant, each verified against the log."""
    chosen = [
        batch.tables[table]
        for batch in record.batches()
        if table in batch.tables and (until is None or micros(batch.time) <= until)
    ]
    for segment in chosen:
        record.read(segment)
    return [record.root / segment.file for segment in chosen]


def held_at(record: Record, instant: int) -> Columns:
    """Claims the record held at an instant: recorded by then, and not closed by then."""
    empty: Columns = {name: [] for name in CLAIMS}
    segments = _segments(record, "claims", instant)
    if not segments:
        return empty
    state = _state(record, instant)
    with DuckStore() as store:
        store.read_parquet("claims", segments, CLAIMS)
        names = ", ".join(f'"{name}"' for name in CLAIMS)
        rows = store.rows(f"SELECT {names} FROM claims ORDER BY claim_id")
    kept = [row for row in rows if state.get(str(row[0]), ("", 0))[0] != "closed"]
    if not kept:
        return empty
    return dict(zip(CLAIMS, (list(c) for c in zip(*kept, strict=True)), strict=True))
