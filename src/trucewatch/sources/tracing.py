"""From a claim back to the bytes it was made of: the raw file is read again, and looked at."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from trucewatch.model.problem import shorten
from trucewatch.sources.forms import GZIP, UNPACKING
from trucewatch.sources.interface import NAMES, Batch
from trucewatch.sources.merge import Row, distinct, to_rows
from trucewatch.sources.reading import refused
from trucewatch.sources.tally import Extent

SHOWN = 4_000
"""Bytes of one place that are shown."""
_KEY = NAMES.index("key")


@dataclass(frozen=True)
class Place:
    """One place of the original, and what stands there."""

    extent: Extent
    text: str
    """Its bytes as text, at most `SHOWN` of them; empty for a row inside a container."""


def rows_with_extents(batches: Iterable[Batch]) -> list[tuple[Row, tuple[Extent, ...]]]:
    """Rows under the keys they are kept by, each with where it stands in the original."""
    listed = list(batches)
    rows, _ = distinct(to_rows(listed))
    extents = [
        one for batch in listed for one in (batch.extents or [()] * len(batch))
    ]
    return list(zip(rows, extents, strict=True))


def places(
    raw: Path, batches: Iterable[Batch], key: str
) -> tuple[Row, list[Place]] | None:
    """Where in a raw file the row with a key stands; ``None`` where no row has it.

    Raises
    ------
    SourceError
        When the file can no longer be read.
    """
    found = next(((r, e) for r, e in rows_with_extents(batches) if r[_KEY] == key), None)
    if found is None:
        return None
    row, extents = found
    try:
        with raw.open("rb") as stream:
            return row, [Place(extent, _text(stream, extent)) for extent in extents]
    except UNPACKING as error:
        raise refused(raw.name, "unreadable_file", shorten(error), "a file to read") from error


def _text(stream: BinaryIO, extent: Extent) -> str:
    if extent.start is None or extent.end is None:
        return ""
    stream.seek(0)
    packed = stream.read(len(GZIP)) == GZIP
    stream.seek(0)
    source = gzip.GzipFile(fileobj=stream) if packed else stream
    source.seek(extent.start)
    data = source.read(min(extent.end - extent.start, SHOWN))
    return data.decode("utf-8", "replace")
