"""Rows of a figures file by the bytes they stand in, so that some can be taken out whole.

Bytes in, bytes out: nothing is written, and what stays is exactly as it was received. A row that
cannot be told apart (too few cells, a quotation mark that is never closed) is not thrown away as
unreadable: whoever it may name is looked for in its text.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

PERSON = "person"
"""Column with the ids, joined by ``;``, of the people a row tells of."""
ANSWERS = "in_reply_to"
_NEEDED = ("key", "source")
_BOM = "\ufeff"
# In a row that cannot be told apart, ids are looked for between what may part two cells.
_BETWEEN = re.compile(r'[,;"\r\n\t]')


@dataclass(frozen=True)
class Row:
    """One row of a file, wherever its lines begin and end."""

    start: int
    end: int
    """Bytes of the file from `start` to before `end`, the line end included."""
    cells: Mapping[str, str]
    """By column; empty when the row is not whole."""
    text: str
    """The row as written."""

    @property
    def whole(self) -> bool:
        """Whether its cells can be told apart, and the file has the columns it needs."""
        return bool(self.cells)

    @property
    def people(self) -> tuple[str, ...]:
        """People it names by id."""
        return tuple(dict.fromkeys(_items(self.cells.get(PERSON, "").split(";"))))

    @property
    def named(self) -> frozenset[str]:
        """People it names; of a row that is not whole, every text that may be an id."""
        if self.whole:
            return frozenset(self.people)
        return frozenset(_items(_BETWEEN.split(self.text.replace("\0", ""))))

    def tells_of(self, person: str) -> bool:
        """Whether it names a person, or may."""
        return person in self.named

    def get(self, column: str) -> str:
        """Cell of a column; empty when the row is not whole."""
        return self.cells.get(column, "")


def read(data: bytes) -> list[Row]:
    """Find the rows of a figures file, below its header; empty lines are none.

    Parameters
    ----------
    data
        The file as received: UTF-8 with or without a mark, any line ends.

    Returns
    -------
    list of Row
        In the order of the file.
    """
    lines = _Lines(data)
    table = csv.reader(lines, strict=True)
    names: list[str] | None = None
    found: list[Row] = []
    while True:
        start, first = lines.end, len(lines.taken)
        cells = _next(table)
        if cells is None and lines.end == start:
            return found
        text = "".join(lines.taken[first:])
        if names is None:
            names = cells or []
            usable = len(set(names)) == len(names) and set(_NEEDED) <= set(names)
        elif cells != []:
            whole = usable and cells is not None and len(cells) == len(names)
            row = dict(zip(names, cells or (), strict=False)) if whole else {}
            found.append(Row(start, lines.end, row, text))


def without(data: bytes, rows: Collection[Row]) -> bytes:
    """Take rows out of a file; every other byte stays.

    Parameters
    ----------
    data
        The file that was read.
    rows
        Some of what `read` found in it.

    Returns
    -------
    bytes
        The file without them; its header stays.
    """
    parts, at = [], 0
    for row in sorted(rows, key=lambda row: row.start):
        parts.append(data[at:row.start])
        at = row.end
    return b"".join([*parts, data[at:]])


def answering(rows: Collection[Row], taken: Collection[Row]) -> list[Row]:
    """Rows that answer a row taken out by its key or its subject, and so repeat it.

    A key or subject that a row which stays has as well is no sign of it.
    """
    gone = {id(row) for row in taken}
    stays = {row.get(name) for row in rows if id(row) not in gone for name in ("key", "subject")}
    private = {row.get(name) for row in taken for name in ("key", "subject")} - stays - {""}
    return [row for row in rows if id(row) not in gone and row.get(ANSWERS) in private]


def _items(texts: Collection[str]) -> list[str]:
    return [item for item in map(str.strip, texts) if item]


def _next(table: Iterator[list[str]]) -> list[str] | None:
    """Cells of the next row; ``None`` when it is broken, or there is none."""
    try:
        return next(table)
    except (StopIteration, csv.Error):
        return None


class _Lines:
    """Lines of a file as texts, with the place in bytes the reader has come to."""

    def __init__(self, data: bytes) -> None:
        # Bytes are split at LF, CR and CRLF alone, as a text file is.
        self._lines = iter(data.splitlines(keepends=True))
        self.end = 0
        self.taken: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        text = line.decode("utf-8", "surrogateescape")
        if not self.end:
            text = text.removeprefix(_BOM)
        self.end += len(line)
        bare = text.rstrip("\r\n")
        # One line end on every system, as the reader of figures takes it.
        text = bare if bare == text else f"{bare}\n"
        self.taken.append(text)
        return text
