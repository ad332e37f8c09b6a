"""One table as a Parquet file in memory: typed, in the order given, the same bytes every time.

Rows go to the engine as lines of text in a file it reads itself: that takes a fraction of the time
and memory that handing over each value does.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from trucewatch.model.claim import Column
from trucewatch.model.csv_lines import csv_columns
from trucewatch.store.duckdb import DuckStore

_TYPES = {"text": "VARCHAR", "int": "BIGINT", "instant": "BIGINT", "flag": "BOOLEAN"}
_NULL = "\x01"
"""Stands for null; published text holds no control character."""
_LINE = 2_000_000
"""Bytes of the longest line the engine expects unless it is told of longer ones."""
_PIECE = 1 << 20
"""Bytes of a finished file that are read at a time."""


def to_parquet(
    columns: Sequence[Column], batches: Iterable[Sequence[Sequence[object]]]
) -> Iterator[bytes]:
    """Write rows as a Parquet file.

    Parameters
    ----------
    columns
        The contract: names, and types ``text``, ``int``, ``instant`` or ``flag``.
    batches
        Rows, some at a time, by column: one value for each row; ``None`` is null, an instant is
        microseconds UTC; text without control characters other than tabs and ends of lines.

    Yields
    ------
    bytes
        The file, piece by piece. Text as strings, numbers as 64-bit integers, instants as time
        stamps in UTC, flags as booleans; the same for the same rows and the same version of the
        engine.
    """
    # One thread: with more, which rows share a group of the file depends on who is faster.
    with tempfile.TemporaryDirectory() as folder, DuckStore(threads=1) as store:
        given, file = Path(folder, "given.csv"), Path(folder, "table.parquet")
        longest = _written(batches, given)
        shown = ", ".join(
            f'make_timestamptz("{c.name}") AS "{c.name}"' if c.type == "instant"
            else f'"{c.name}"' for c in columns)
        source = store.lines(given, {c.name: _TYPES[c.type] for c in columns}, _NULL,
                             max(_LINE, longest))
        store.write_parquet(f"SELECT {shown} FROM {source}", file)
        given.unlink()
        with file.open("rb") as stream:
            while piece := stream.read(_PIECE):
                yield piece


def _written(batches: Iterable[Sequence[Sequence[object]]], file: Path) -> int:
    """Write lines for the engine; gives the bytes the longest has at most."""
    longest = 0
    with file.open("w", encoding="utf-8", newline="", errors="replace") as stream:
        for batch in batches:
            lines = csv_columns([_texts(column) for column in batch], "\r\n")
            longest = max(longest, *map(len, lines))
            stream.writelines(lines)
    return 4 * longest


def _texts(column: Sequence[object]) -> Sequence[str]:
    if {*map(type, column)} == {str}:
        return column  # type: ignore[return-value]
    return [_NULL if v is None else str(v) for v in column]
