"""One table as a Parquet file in memory: typed, in the order given, the same bytes every time."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path

from trucewatch.model.claim import Column
from trucewatch.store.duckdb import DuckStore

_TYPES = {"text": "VARCHAR", "int": "BIGINT", "instant": "BIGINT", "flag": "BOOLEAN"}
_ROWS = 20_000
"""Rows handed to the engine at a time, so that a large table is never held twice."""


def to_parquet(columns: Sequence[Column], rows: Iterable[Sequence[object]]) -> bytes:
    """Write rows as a Parquet file.

    Parameters
    ----------
    columns
        The contract: names, and types ``text``, ``int``, ``instant`` or ``flag``.
    rows
        One value for each column; ``None`` is null, an instant is microseconds UTC.

    Returns
    -------
    bytes
        Text as strings, numbers as 64-bit integers, instants as time stamps in UTC, flags as
        booleans; the same for the same rows and the same version of the engine.
    """
    # One thread: with more, which rows share a group of the file depends on who is faster.
    with DuckStore(threads=1) as store, tempfile.TemporaryDirectory() as folder:
        kinds = ", ".join(f'"{c.name}" {_TYPES[c.type]}' for c in columns)
        store.run(f"CREATE TABLE given ({kinds})")
        left = iter(rows)
        while some := list(islice(left, _ROWS)):
            store.append("given", [_TYPES[c.type] for c in columns],
                         [list(column) for column in zip(*some, strict=True)])
        shown = ", ".join(
            f'make_timestamptz("{c.name}") AS "{c.name}"' if c.type == "instant"
            else f'"{c.name}"' for c in columns)
        file = Path(folder, "table.parquet")
        store.write_parquet(f"SELECT {shown} FROM given", file)
        return file.read_bytes()
