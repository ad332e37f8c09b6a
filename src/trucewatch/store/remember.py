"""Bring the record up to what a holder says now: new rows, and states of rows recorded before.

Set-based and in pieces, so that ten million rows need no more memory than one piece. The record is
only ever appended to; saying the same twice appends nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, Protocol

from trucewatch.model.case import Columns
from trucewatch.record.line import Batch
from trucewatch.record.record import Record, Segment
from trucewatch.store.duckdb import DuckStore
from trucewatch.store.ledger import CLAIMS, OWN, open_ledger
from trucewatch.store.rows import (
    ROW,
    STATE_COLUMNS,
    leaf_sql,
    load_rows,
    open_table,
    schema,
    segment,
    written,
)

_NAMES = ", ".join(f'"{name}"' for name in CLAIMS)


class Piece(NamedTuple):
    """A part of what a holder says, as SQL."""

    rows: str
    """Rows with the columns of `CLAIMS`."""
    gone: str = ""
    """Those of them that their source has withdrawn, with ``gone_at``; empty: none."""


class Given(Protocol):
    """What a holder says now."""

    def pieces(self, store: DuckStore) -> Iterator[Piece]:
        """Yield it in pieces that fit in the memory."""


@dataclass(frozen=True)
class FromColumns:
    """Claims as columns, and those their source has withdrawn (with ``withdrawn_at``)."""

    claims: Columns
    withdrawn: Columns = field(default_factory=dict)

    def pieces(self, store: DuckStore) -> Iterator[Piece]:
        """Yield one piece."""
        gone = self.withdrawn or {name: [] for name in (*CLAIMS, "withdrawn_at")}
        store.load("held", CLAIMS, self.claims)
        store.load("gone", {**CLAIMS, "gone_at": "BIGINT"},
                   {**{n: gone[n] for n in CLAIMS}, "gone_at": gone["withdrawn_at"]})
        yield Piece(f"SELECT {_NAMES} FROM held UNION ALL SELECT {_NAMES} FROM gone",
                    f"SELECT {_NAMES}, gone_at FROM gone g WHERE NOT EXISTS "
                    f"(SELECT 1 FROM held h WHERE h.claim_id = g.claim_id)")


@dataclass(frozen=True)
class FromParquet:
    """Claims in Parquet files with the columns of `CLAIMS`, none withdrawn; a batch a file.

    Some 500,000 rows a file keep the memory small.
    """

    files: Sequence[Path]

    def pieces(self, store: DuckStore) -> Iterator[Piece]:
        """Yield the files."""
        for file in self.files:
            yield Piece(f"SELECT {_NAMES} FROM {store.parquet(file)}")


@dataclass(frozen=True, kw_only=True)
class Aside:
    """What goes into the same batch beside the claims."""

    files: Mapping[str, bytes] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, Columns] = field(default_factory=dict)
    """Rows of other tables, as columns."""
    spare_sealed: bool = False
    """Personal rows and files were not seen, for want of keys: what is held of them stands."""


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
    begun = len(record.batches)
    with _store(large, record.scratch("spill")) as store:
        open_ledger(store, record)
        store.run(f"CREATE TABLE said ({ROW} BLOB, gone_at BIGINT)")
        store.run(f"CREATE TABLE seen AS SELECT hash({ROW}) AS h FROM recorded_claims")
        tables: dict[str, Segment] = {}
        for piece, file in _staged(store, given, record):
            if tables:
                made.append(record.append(tables, {}, now, tool, holder=holder))
                open_table(store, record, "claims", verify=False)
            found = _fresh(store, piece, file)
            tables = {"claims": found} if found else {}
        _states(store, holder, begun, tables, aside.spare_sealed)
        states = segment(store, "states", "moved", record.scratch("states.parquet"))
        if states:
            tables["states"] = states
        for name, columns in aside.tables.items():
            found = segment(store, name, load_rows(store, name, columns),
                            record.scratch(f"{name}.parquet"))
            if found:
                tables[name] = found
        made.append(record.append(tables, aside.files, now, tool, holder=holder, keys=aside.keys,
                                  keep_sealed=aside.spare_sealed))
    return [batch for batch in made if batch is not None]


def _staged(
    store: DuckStore, given: Given, record: Record
) -> Iterator[tuple[Piece, Path]]:
    """Pieces, each written to a Parquet file with its leaves, one ahead of the one yielded.

    Writing is the engine's work and hashing the tree is Python's; side by side they use two cores.
    """
    def write(number: int, piece: Piece) -> tuple[Piece, Path]:
        file = record.scratch(f"piece-{number}.parquet")
        with_leaf = f"SELECT {_NAMES}, {leaf_sql(CLAIMS)} AS {ROW} FROM ({piece.rows})"
        with store.twin() as own:
            own.write_parquet(with_leaf, file)
        return piece, file

    with ThreadPoolExecutor(1) as ahead:
        waiting: Future[tuple[Piece, Path]] | None = None
        for number, piece in enumerate(given.pieces(store)):
            begun = ahead.submit(write, number, piece)
            if waiting is not None:
                yield waiting.result()
            waiting = begun
        if waiting is not None:
            yield waiting.result()


def _store(large: bool, spill: Path) -> DuckStore:
    return DuckStore(threads=2, memory="600MB", spill=spill) if large else DuckStore()


def _fresh(store: DuckStore, piece: Piece, file: Path) -> Segment | None:
    """Segment of the rows of a piece the record does not hold; the others are noted."""
    source = store.parquet(file)
    store.run(f"CREATE OR REPLACE TABLE piece AS SELECT {ROW} FROM {source}")
    # A short digest first: rows that are all new, as in a large import, cost one look at it.
    some = store.rows(f"SELECT count(*) FROM piece WHERE hash({ROW}) IN (SELECT h FROM seen)")[0][0]
    among = "recorded_claims" if some else "(SELECT * FROM recorded_claims LIMIT 0)"
    store.run(f"CREATE OR REPLACE TABLE known AS SELECT DISTINCT {ROW} FROM {among} r "
              f"WHERE EXISTS (SELECT 1 FROM piece p WHERE p.{ROW} = r.{ROW})")
    store.run(f"INSERT INTO seen SELECT hash({ROW}) FROM piece")
    # A row that is new and held needs no note: its batch says so.
    store.run(f"INSERT INTO said SELECT {ROW}, CAST(NULL AS BIGINT) FROM known")
    if piece.gone:
        store.run(f"CREATE OR REPLACE TABLE withdrawn AS SELECT {leaf_sql(CLAIMS)} AS {ROW}, "
                  f"max(gone_at) AS gone_at FROM ({piece.gone}) GROUP BY 1")
        store.run(f"DELETE FROM said WHERE {ROW} IN (SELECT {ROW} FROM withdrawn)")
        store.run("INSERT INTO said SELECT * FROM withdrawn")
    known, single = store.rows(
        "SELECT (SELECT count(*) FROM known), "
        f"(SELECT count(*) = count(DISTINCT {ROW}) FROM piece)")[0]
    if known or not single:
        # Two rows of a piece with one leaf say the same; which one is kept makes no difference.
        once = file.with_suffix(".once.parquet")
        store.write_parquet(
            f"SELECT DISTINCT {_NAMES}, {ROW} FROM {source} p WHERE NOT EXISTS "
            f"(SELECT 1 FROM known k WHERE k.{ROW} = p.{ROW})", once)
        file.unlink()
        file = once
    return written(store, "claims", file)


def _states(
    store: DuckStore, holder: str, begun: int, tables: Mapping[str, Segment], spare: bool
) -> None:
    """Make ``moved``: rows closed where no longer said, open where said again or by another."""
    name = holder.replace("'", "''")
    store.run(f"CREATE TABLE mine AS SELECT subject, n, state FROM ledger "
              f"WHERE holder = '{name}' AND newest")
    store.run(f"CREATE TABLE dropped AS SELECT subject, n FROM mine m WHERE state = 'open' "
              f"AND NOT EXISTS (SELECT 1 FROM said s WHERE s.{ROW} = m.subject)")
    if spare:
        store.run(f"DELETE FROM dropped WHERE subject IN (SELECT {ROW} FROM recorded_claims "
                  "WHERE starts_with(key, 'sealed:'))")
    _reasons(store, begun, tables)
    states = f"""
        SELECT lower(hex(s.{ROW})) AS subject, COALESCE(m.n, 0) + 1 AS n, 'open' AS state,
               CAST(NULL AS BIGINT) AS public_at, 'said' AS reason
        FROM said s LEFT JOIN mine m ON m.subject = s.{ROW}
        WHERE s.gone_at IS NULL AND COALESCE(m.state, 'closed') = 'closed'
          AND NOT EXISTS (SELECT 1 FROM recorded_claims r
                          WHERE r.seq > {begun} AND r.{ROW} = s.{ROW})
        UNION ALL
        SELECT lower(hex(s.{ROW})), COALESCE(m.n, 0) + 1, 'closed', s.gone_at, 'withdrawn'
        FROM said s LEFT JOIN mine m ON m.subject = s.{ROW}
        WHERE s.gone_at IS NOT NULL AND COALESCE(m.state, 'open') = 'open'
        UNION ALL
        SELECT lower(hex(subject)), n + 1, 'closed', CAST(NULL AS BIGINT), reason FROM reasons
    """
    store.run(f"CREATE TABLE moved AS SELECT *, {leaf_sql(schema(STATE_COLUMNS))} AS {ROW} "
              f"FROM ({states})")


def _reasons(store: DuckStore, begun: int, tables: Mapping[str, Segment]) -> None:
    """Make ``reasons``: why each dropped row is no longer held."""
    if not store.rows("SELECT count(*) FROM dropped")[0][0]:
        store.run("CREATE TABLE reasons (subject BLOB, n BIGINT, reason VARCHAR)")
        return
    last = tables.get("claims")
    more = (f"UNION ALL SELECT claim_id, dataset, key FROM {store.parquet(last.file)}"
            if last else "")
    store.run(f"""
        CREATE TABLE reasons AS
        WITH held AS (
            SELECT claim_id, dataset, key FROM recorded_claims r WHERE seq > {begun}
                OR EXISTS (SELECT 1 FROM said s WHERE s.{ROW} = r.{ROW} AND s.gone_at IS NULL)
            {more}
        )
        SELECT DISTINCT d.subject, d.n, CASE
            WHEN EXISTS (SELECT 1 FROM held h WHERE h.claim_id = c.claim_id) THEN 'read again'
            WHEN EXISTS (SELECT 1 FROM held h WHERE h.dataset = c.dataset AND h.key = c.key)
                THEN 'replaced'
            ELSE 'no longer in the case' END AS reason
        FROM dropped d JOIN recorded_claims c ON c.{ROW} = d.subject
    """)
