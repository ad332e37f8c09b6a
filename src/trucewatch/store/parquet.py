"""One table as a Parquet file in memory: typed, in the order given, the same bytes every time.

Rows go to the engine as lines of text in a file it reads itself: that takes a fraction of the time
and memory that handing over each value does.
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from trucewatch.model.claim import Column
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
        for batch in batches:
            writer.writerows(zip(*map(_without_none, batch), strict=True))
    return 4 * longest


def _without_none(column: Sequence[object]) -> Sequence[object]:
    return [_NULL if v is None else v for v in column] if None in column else column


class _Sink:
    """What `csv.writer` writes to."""

    def __init__(self, write: Callable[[str], object]) -> None:
        self.write = write
