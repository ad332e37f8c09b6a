"""One table as a Parquet file in memory: typed, in the order given, the same bytes every time.

Rows go to the engine as lines of text in a file it reads itself: that takes a fraction of the time
and memory that handing over each value does.
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from trucewatch.model.claim import Column
from trucewatch.store.duckdb import DuckStore

_TYPES = {"text": "VARCHAR", "int": "BIGINT", "instant": "BIGINT", "flag": "BOOLEAN"}
_NULL = "\x01"
"""Stands for null; published text holds no control character."""
_LINE = 2_000_000
"""Bytes of the longest line the engine expects unless it is told of longer ones."""


def to_parquet(columns: Sequence[Column], rows: Iterable[Sequence[object]]) -> bytes:
    """Write rows as a Parquet file.

    Parameters
    ----------
    columns
        The contract: names, and types ``text``, ``int``, ``instant`` or ``flag``.
    rows
        One value for each column; ``None`` is null, an instant is microseconds UTC; text without
        control characters other than tabs and ends of lines.

    Returns
    -------
    bytes
        Text as strings, numbers as 64-bit integers, instants as time stamps in UTC, flags as
        booleans; the same for the same rows and the same version of the engine.
    """
    # One thread: with more, which rows share a group of the file depends on who is faster.
    with tempfile.TemporaryDirectory() as folder, DuckStore(threads=1) as store:
        given, file = Path(folder, "given.csv"), Path(folder, "table.parquet")
        longest = _written(rows, given)
        shown = ", ".join(
            f'make_timestamptz("{c.name}") AS "{c.name}"' if c.type == "instant"
            else f'"{c.name}"' for c in columns)
        source = store.lines(given, {c.name: _TYPES[c.type] for c in columns}, _NULL,
                             max(_LINE, longest))
        store.run(f"CREATE TABLE given AS SELECT * FROM {source}")
        store.write_parquet(f"SELECT {shown} FROM given", file)
        return file.read_bytes()


def _written(rows: Iterable[Sequence[object]], file: Path) -> int:
    """Write lines for the engine; gives the length of the longest."""
    longest = 0

    def line(text: str) -> None:
        nonlocal longest
        longest = max(longest, len(text))
        write(text)

    with file.open("w", encoding="utf-8", newline="", errors="replace") as stream:
        write = stream.write
        # A cell with a carriage return is quoted only by a writer whose lines end in one.
        writer = csv.writer(_Sink(line), lineterminator="\r\n")
        writer.writerows([_NULL if v is None else v for v in row] for row in rows)
    return 4 * longest


class _Sink:
    """What `csv.writer` writes to."""

    def __init__(self, write: Callable[[str], object]) -> None:
        self.write = write
