"""Rows as the record hashes them: canonical text, leaf, and segments of them on the disk.

A row's canonical text is its values as a JSON list, in the order of the table's columns. Its leaf
is the leaf hash of RFC 6962 over that text. A table's root is over the leaves **sorted**, so it
depends on what the rows say and not on their order or on what wrote the file. The Parquet file
holds the columns and ``leaf``, the leaf, by which a row is found again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from trucewatch.model.claim import CLAIM_COLUMNS, Column
from trucewatch.model.problem import Problem
from trucewatch.model.series import CELL_COLUMNS, VERSION_COLUMNS
from trucewatch.record.errors import problem
from trucewatch.record.line import Batch, Table, segment_name
from trucewatch.record.record import Record, Segment
from trucewatch.record.tree import HASH, root_of
from trucewatch.store.duckdb import DuckStore
from trucewatch.store.interface import Schema

_SQL = {"text": "VARCHAR", "flag": "BOOLEAN"}
ROW = "leaf"
"""Name of the column that holds a row's leaf."""

STATE_COLUMNS: tuple[Column, ...] = (
    Column("subject", "text", "row concerned: its leaf, in hexadecimal", required=True),
    Column("n", "int", "counted per row and holder from 1", required=True),
    Column("state", "text", "closed (no longer held) or open (held again)", required=True),
    Column("public_at", "instant", "when its source took it back; null: not said"),
    Column("reason", "text", "withdrawn (by its source), replaced, or no longer in the case",
           required=True),
)
CUSTODY_COLUMNS: tuple[Column, ...] = (
    Column("object", "text", "digest of the archived bytes, or head of the batches handed over",
           required=True),
    Column("name", "text", "name they came under"),
    Column("event", "text", "fetched, collected, recorded, handed_over or taken_over",
           required=True),
    Column("at", "text", "when, as given or in UTC", required=True),
    Column("who", "text", "office or role, never a person's name; empty: not said"),
    Column("tool", "text", "name and version of the program", required=True),
    Column("note", "text", "anything a reader must know"),
)
ERASURE_COLUMNS: tuple[Column, ...] = (
    Column("key", "text", "id of the key that was destroyed", required=True),
    Column("kind", "text", "person or document", required=True),
    Column("object", "text", "sealed original concerned; empty for a person", required=False),
    Column("derivative", "text", "redacted original that stands in its place; empty: none"),
    Column("reason", "text", "why, in words that identify nobody", required=True),
)

TABLES: Mapping[str, tuple[Column, ...]] = {
    "cells": CELL_COLUMNS,
    "claims": CLAIM_COLUMNS,
    "custody": CUSTODY_COLUMNS,
    "erasures": ERASURE_COLUMNS,
    "states": STATE_COLUMNS,
    "versions": VERSION_COLUMNS,
}
"""Every table a record may hold, with its columns in the order in which they are hashed."""


def schema(columns: Iterable[Column]) -> Schema:
    """SQL types of a table's columns."""
    return {c.name: _SQL.get(c.type, "BIGINT") for c in columns}


def text_sql(names: Iterable[str]) -> str:
    """SQL for the canonical text of a row with these columns."""
    return "CAST(json_array(" + ", ".join(f'"{name}"' for name in names) + ") AS VARCHAR)"


def leaf_sql(names: Iterable[str]) -> str:
    """SQL for the leaf of a row with these columns, 32 bytes."""
    return f"unhex(sha256(chr(0) || {text_sql(names)}))"


def leaves_of(store: DuckStore, relation: str, column: str = ROW) -> bytes:
    """Sorted leaves of a relation, 32 bytes each."""
    text = store.rows(
        f"SELECT string_agg(hex({column}), '' ORDER BY {column}) FROM {relation}")[0][0]
    return bytes.fromhex(str(text)) if text else b""


def segment(store: DuckStore, table: str, relation: str, file: Path) -> Segment | None:
    """Write the rows of a relation to a Parquet file, as a segment of a table.

    Parameters
    ----------
    store
        Where the relation is.
    table
        One of `TABLES`.
    relation
        Name of a table that has these columns and ``leaf``, each leaf once.
    file
        Where to write.

    Returns
    -------
    Segment or None
        ``None`` when there is no row.
    """
    chosen = ", ".join(f'"{c.name}"' for c in TABLES[table])
    store.write_parquet(f"SELECT {chosen}, {ROW} FROM {relation}", file)
    return written(store, table, file)


def written(store: DuckStore, table: str, file: Path) -> Segment | None:
    """Segment of a Parquet file that is written already; ``None`` when it has no row."""
    leaves = leaves_of(store, store.parquet(file))
    if not leaves:
        return None
    return Segment(tuple(c.name for c in TABLES[table]), root_of(leaves).hex(),
                   len(leaves) // HASH, file)


def load_rows(store: DuckStore, table: str, columns: Mapping[str, Sequence[object]]) -> str:
    """Load columns as a relation of the store with ``leaf``; its name is returned."""
    kinds = schema(TABLES[table])
    store.load(f"{table}_given", kinds, columns)
    store.run(f'CREATE TABLE "{table}_new" AS SELECT DISTINCT *, {leaf_sql(kinds)} AS {ROW} '
              f'FROM "{table}_given"')
    return f"{table}_new"


def open_table(
    store: DuckStore, record: Record, table: str, until: str = "", verify: bool = True
) -> str:
    """Make a view of a table's rows with ``seq``, the batch each stands in; its name is returned.

    Columns: those of the table, ``leaf`` and ``seq``. Rows recorded after `until`
    (as `line.stamp_of` writes it) are left out. Each file is compared with the log, unless
    `verify` says that this was done.
    """
    name = f"recorded_{table}"
    files = [
        record.segment(batch, table, verify)
        for batch in record.batches
        if table in batch.tables and not (until and batch.time > until)
    ]
    store.view_parquet(name, files, schema(TABLES[table]))
    return name


def check_contents(path: Path, known: Table, store: DuckStore | None = None) -> str:
    """Compare the rows of a Parquet file with what a log line says of them.

    The leaf of every row is computed anew from its columns. Whoever checks many hands in a store.

    Returns
    -------
    str
        What differs, in words; empty when nothing does.
    """
    try:
        if store is not None:
            return "; ".join(_differences(store, path, known))
        with checking_store() as own:
            return "; ".join(_differences(own, path, known))
    except Exception as reason:
        # Whatever an engine says of a hostile file, the file is not as it was written.
        return f"a file that cannot be read ({type(reason).__name__})"


def checking_store() -> DuckStore:
    """A store to check contents with, of many segments and from several threads."""
    return DuckStore(threads=2, memory="600MB")


def _differences(store: DuckStore, path: Path, known: Table) -> Iterator[str]:
    columns = [name for name, _ in store.columns_of(path)]
    if columns != [*known.columns, ROW]:
        yield f"columns {', '.join(columns)}"
        return
    store.run(f"CREATE OR REPLACE TEMP TABLE leaves AS SELECT {leaf_sql(known.columns)} "
              f"AS computed, {ROW} FROM {store.parquet(path)}")
    differing = store.rows(f"SELECT count(*) FROM leaves WHERE computed <> {ROW}")[0][0]
    if differing:
        yield f"{differing} rows whose content is not what their leaf says"
    leaves = leaves_of(store, "leaves", "computed")
    store.run("DROP TABLE leaves")
    if len(leaves) // HASH != known.rows:
        yield f"{len(leaves) // HASH} rows"
    elif root_of(leaves).hex() != known.root:
        yield "rows with another root"


def wrong_contents(
    root: Path, batch: Batch, table: str, store: DuckStore | None = None
) -> Problem | None:
    """Check a segment of a record in this way; ``None`` when all is well."""
    name, known = segment_name(table, batch.seq), batch.tables[table]
    wrong = check_contents(root / name, known, store)
    if not wrong:
        return None
    return problem(name, "altered_rows", found=wrong,
                   expected=f"{known.rows} rows with root {known.root}")
