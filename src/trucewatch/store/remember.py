"""Bring the record up to what a holder says now: new rows, and states of rows recorded before.

Set-based and in pieces, so that ten million rows need no more memory than one piece. The record is
only ever appended to; saying the same twice appends nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from trucewatch.model.case import Columns
from trucewatch.record.line import Batch
from trucewatch.record.record import Record, Segment
from trucewatch.store.duckdb import DuckStore
from trucewatch.store.ledger import CLAIMS, OWN, open_ledger
from trucewatch.store.rows import ROW, STATE_COLUMNS, leaf_sql, load_rows, schema, segment

PIECE = 500_000
"""Rows in one batch at most; what is larger becomes several, each whole."""
_NAMES = ", ".join(f'"{name}"' for name in CLAIMS)


class Given(Protocol):
    """What a holder says now."""

    def pieces(self, store: DuckStore) -> Iterator[str]:
        """Yield SQL for pieces: `CLAIMS` and ``gone_at`` (NULL: held; else when withdrawn)."""


@dataclass(frozen=True)
class FromColumns:
    """Claims as columns, and those their source has withdrawn (with ``withdrawn_at``)."""

    claims: Columns
    withdrawn: Columns = field(default_factory=dict)

    def pieces(self, store: DuckStore) -> Iterator[str]:
        """Yield one piece."""
        gone = self.withdrawn or {name: [] for name in (*CLAIMS, "withdrawn_at")}
        rows: Columns = {name: [*self.claims[name], *gone[name]] for name in CLAIMS}
        rows["gone_at"] = [*[None] * len(self.claims["claim_id"]), *gone["withdrawn_at"]]
        store.load("given", {**CLAIMS, "gone_at": "BIGINT"}, rows)
        yield "SELECT * FROM given"


@dataclass(frozen=True)
class FromParquet:
    """Claims in Parquet files with the columns of `CLAIMS`, none withdrawn."""

    files: Sequence[Path]

    def pieces(self, store: DuckStore) -> Iterator[str]:
        """Yield each file in pieces."""
        for file in self.files:
            source = store.parquet(file, numbered=True)
            count = int(str(store.rows(f"SELECT count(*) FROM {source}")[0][0]))
            for at in range(0, count, PIECE):
                yield (f"SELECT {_NAMES}, CAST(NULL AS BIGINT) AS gone_at FROM {source} "
                       f"WHERE file_row_number >= {at} AND file_row_number < {at + PIECE}")


@dataclass(frozen=True, kw_only=True)
class Aside:
    """What goes into the same batch beside the claims."""

    files: Mapping[str, bytes] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, Columns] = field(default_factory=dict)
    """Rows of other tables, as columns."""


def remember(
    record: Record, given: Given, now: datetime, tool: str, *, holder: str = OWN,
    aside: Aside | None = None, large: bool = False,
) -> list[Batch]:
    """Append what the record does not hold yet: new rows, closures, files as received.

    Parameters
    ----------
    record
        Open for writing.
    given
        Every row the holder says now; what it no longer says is closed.
    now
        When the record takes them in.
    tool
        Name and version of what writes.
    holder
        Whose rows these are.
    aside
        Files and rows of other tables.
    large
        Use both cores and spill to the disk, for more rows than the memory holds.

    Returns
    -------
    list of Batch
        The new batches; empty when everything is recorded already.
    """
    aside = aside or Aside()
    made: list[Batch | None] = []
    with _store(record, large) as store:
        open_ledger(store, record)
        store.load("said", {ROW: "VARCHAR", "claim_id": "VARCHAR", "place": "VARCHAR",
                            "gone_at": "BIGINT"}, {})
        tables: dict[str, Segment] = {}
        for number, piece in enumerate(given.pieces(store)):
            if tables:
                made.append(record.append(tables, {}, now, tool, holder=holder))
            fresh = _fresh(store, piece)
            found = segment(store, "claims", fresh, record.scratch(f"claims-{number}.parquet"))
            tables = {"claims": found} if found else {}
        states = segment(store, "states", _states(store, holder),
                         record.scratch("states.parquet"))
        if states:
            tables["states"] = states
        for name, columns in aside.tables.items():
            found = segment(store, name, load_rows(store, name, columns),
                            record.scratch(f"{name}.parquet"))
            if found:
                tables[name] = found
        made.append(record.append(tables, aside.files, now, tool, holder=holder, keys=aside.keys))
    return [batch for batch in made if batch is not None]


def _store(record: Record, large: bool) -> DuckStore:
    if not large:
        return DuckStore()
    return DuckStore(threads=2, memory="450MB", spill=record.scratch("spill"))


def _fresh(store: DuckStore, piece: str) -> str:
    """Rows of a piece the record does not hold; every row is noted in ``said``."""
    store.run("DROP TABLE IF EXISTS piece")
    store.run(f"CREATE TABLE piece AS SELECT *, {leaf_sql(CLAIMS)} AS {ROW} FROM ({piece})")
    store.run(f"""INSERT INTO said SELECT {ROW}, min(claim_id), min(dataset || chr(0) || key),
                  max(gone_at) FROM piece GROUP BY {ROW}""")
    store.run("DROP TABLE IF EXISTS fresh")
    # Two rows of a piece with one leaf say the same; which one is kept makes no difference.
    distinct = store.rows(f"SELECT count(*) = count(DISTINCT {ROW}) FROM piece")[0][0]
    source = "piece" if distinct else f"(SELECT DISTINCT {_NAMES}, {ROW} FROM piece)"
    store.run(f"""CREATE TABLE fresh AS SELECT {_NAMES}, {ROW} FROM {source}
                  WHERE {ROW} NOT IN (SELECT {ROW} FROM recorded_claims)""")
    return "fresh"


def _states(store: DuckStore, holder: str) -> str:
    """Moves of rows: closed where no longer said, open where said again or by another holder."""
    name = holder.replace("'", "''")
    store.run(f"""
        CREATE TABLE moved AS
        WITH mine AS (
            SELECT subject, n, state FROM ledger WHERE holder = '{name}' AND newest
        ), opened AS (
            SELECT s.{ROW} AS subject, s.gone_at, s.claim_id, s.place, m.n, m.state,
                   k.subject IS NOT NULL AS known
            FROM said s LEFT JOIN mine m ON m.subject = s.{ROW}
            LEFT JOIN (SELECT DISTINCT subject FROM ledger) k ON k.subject = s.{ROW}
        )
        SELECT subject, COALESCE(n, 0) + 1 AS n, 'open' AS state,
               CAST(NULL AS BIGINT) AS public_at, 'said' AS reason
        FROM opened WHERE gone_at IS NULL AND known AND COALESCE(state, 'closed') = 'closed'
        UNION ALL
        SELECT subject, COALESCE(n, 0) + 1, 'closed', gone_at, 'withdrawn'
        FROM opened WHERE gone_at IS NOT NULL AND COALESCE(state, 'open') = 'open'
        UNION ALL
        SELECT m.subject, m.n + 1, 'closed', NULL,
               CASE WHEN c.claim_id IN (SELECT claim_id FROM said WHERE gone_at IS NULL)
                         THEN 'read again'
                    WHEN c.dataset || chr(0) || c.key IN
                         (SELECT place FROM said WHERE gone_at IS NULL) THEN 'replaced'
                    ELSE 'no longer in the case' END
        FROM mine m JOIN recorded_claims c ON c.{ROW} = m.subject
        WHERE m.state = 'open' AND m.subject NOT IN (SELECT {ROW} FROM said)
    """)
    store.run(f"CREATE TABLE moved_new AS SELECT *, {leaf_sql(schema(STATE_COLUMNS))} AS {ROW} "
              "FROM moved")
    return "moved_new"
