"""Parquet files of others, read row by row for whoever may know no engine."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO

import duckdb

from trucewatch.model.problem import shorten

BATCH = 5_000
MAX_ROWS = 20_000_000
MAX_BYTES = 200 * 1024 * 1024
MEMORY = "300MB"
MAGIC = b"PAR1"


def read_parquet(
    stream: BinaryIO,
) -> tuple[list[str], Iterator[Sequence[Sequence[object]]]]:
    """Read the bytes of a Parquet file.

    Whole and exact numbers, dates and texts come as they are; anything else as its text.

    Parameters
    ----------
    stream
        The bytes.

    Returns
    -------
    tuple
        Names of the columns, and the rows as batches of columns.

    Raises
    ------
    ValueError
        When they are no Parquet file, or one with more rows than can be meant.
    """
    head = stream.read(len(MAGIC))
    stream.seek(0)
    if head != MAGIC:
        raise ValueError("other bytes")
    rows = _rows(stream)
    names = next(rows)
    return [str(name) for name in names[0]], rows


def _rows(stream: BinaryIO) -> Iterator[Sequence[Sequence[object]]]:
    """The names first, then batches; the engine wants a file, which is gone at the end."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        file = Path(folder, "table.parquet")
        with file.open("wb") as out:
            while data := stream.read(1 << 20):
                out.write(data)
        con = duckdb.connect(":memory:")
        try:
            con.execute("SET threads TO 1")
            con.execute(f"SET memory_limit = '{MEMORY}'")
            con.execute("SET temp_directory = ''")
            con.execute("SET autoinstall_known_extensions = false")
            con.execute("SET autoload_known_extensions = false")
            path = str(file).replace("'", "''")
            counted = con.execute(
                f"SELECT coalesce(sum(num_rows), 0) FROM parquet_file_metadata('{path}')"
            ).fetchall()
            if int(counted[0][0]) > MAX_ROWS:
                raise ValueError(f"{counted[0][0]} rows; at most {MAX_ROWS}")
            con.execute(f"SELECT * FROM read_parquet('{path}')")
            yield [[column[0] for column in con.description or ()]]
            while rows := con.fetchmany(BATCH):
                yield [list(map(_plain, cells)) for cells in zip(*rows, strict=True)]
        except duckdb.Error as error:
            raise ValueError(shorten(error)) from error
        finally:
            con.close()


def _plain(value: object) -> object:
    if value is None or isinstance(value, str | int | float | Decimal | date):
        return ("true" if value else "false") if isinstance(value, bool) else value
    return str(value)
