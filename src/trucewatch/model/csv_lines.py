"""CSV whose lines end in a line feed, and whose cells all come back.

Before Python 3.13 a writer quotes a cell with a carriage return only if its lines end in one: the
row would fall apart when it is read. So lines are made with both, and written with the one.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

_BOTH = "\r\n"
_QUOTED = re.compile('[,"\r\n]')


class Writes(Protocol):
    """Where a text goes."""

    def write(self, text: str, /) -> object:
        """Take a text."""


class _Lines:
    """Passes lines on with a line feed at their end."""

    def __init__(self, stream: Writes) -> None:
        self._write = stream.write

    def write(self, text: str, /) -> object:
        """Take one line."""
        return self._write(text[:-len(_BOTH)] + "\n")


def csv_writer(stream: Writes) -> Any:  # noqa: ANN401 (its type is private)
    """Writer of rows, as `csv.writer` makes one."""
    return csv.writer(_Lines(stream), lineterminator=_BOTH)


def csv_line(cells: Iterable[object]) -> str:
    """One row as a line, with its end."""
    made = io.StringIO(newline="")
    csv_writer(made).writerow(list(cells))
    return made.getvalue()


def csv_columns(columns: Sequence[Sequence[str]], end: str = "\n") -> list[str]:
    """Rows given by column as lines, each with its end; what `csv_writer` writes, and faster.

    A column in which nothing has to be quoted, which most are, is looked at as a whole.

    Parameters
    ----------
    columns
        At least two, of the same length.
    end
        What ends a line.
    """
    rows = map(",".join, zip(*map(_quoted, columns), strict=True))
    return [line + end for line in rows]


def _quoted(column: Sequence[str]) -> Sequence[str]:
    whole = "".join(column)
    if not any(sign in whole for sign in ',"\r\n'):
        return column
    return ['"' + cell.replace('"', '""') + '"' if _QUOTED.search(cell) else cell
            for cell in column]
