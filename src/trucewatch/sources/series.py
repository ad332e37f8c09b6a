"""What an adapter of a published series is: pieces in, versions and cells out; and safe reading.

An adapter of a series fills `trucewatch.model.series`: which version was published when, and what
each cell held from which version on. As for other adapters `fetch` is the only half that does I/O
and `parse` is pure; here a history takes several files, so `parse` is given pieces by role.

Values are text as written: a number with the digits of the file, a text without quotes, ``true``,
``false`` and ``null`` as JSON writes them. Hidden characters are made visible, nothing else is
altered.
"""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from trucewatch.model.problem import Problem, shorten
from trucewatch.model.strict_json import strict_json
from trucewatch.sources.audit import Audit, Record
from trucewatch.sources.forms import read_all
from trucewatch.sources.interface import SourceError, not_this_form
from trucewatch.sources.tally import Tally

MAX_PIECE = 32 * 1024 * 1024
"""Bytes of a piece, as received and unpacked; the largest known is below one million."""
MAX_VALUE = 10_000
"""Characters of one value."""
MAX_NAME = 200
"""Characters of the name of a field."""


@dataclass(frozen=True)
class Piece:
    """One file of a series, as received."""

    name: str
    """File name, for positions in Problems and locators."""
    data: bytes


@dataclass(frozen=True)
class SeriesBatch:
    """The history of one series as columns, and what was found wrong or doubtful on the way."""

    versions: dict[str, list[Any]]
    """`VERSION_COLUMNS` as lists of equal length, in the order of publication."""
    cells: dict[str, list[Any]]
    """`CELL_COLUMNS` likewise; by version, row and field."""
    problems: list[Problem]
    tallies: dict[str, Tally] = field(default_factory=dict)
    """What became of the rows of each piece, by role."""


class SeriesAdapter(Protocol):
    """One publisher of series."""

    @property
    def name(self) -> str:
        """Name in the registry."""

    @property
    def version(self) -> int:
        """Raised whenever the same bytes would give other rows."""

    def fetch(self, path: Path) -> Iterator[tuple[str, dict[str, Piece]]]:
        """Yield each series found under `path`, with its pieces by role.

        Raises
        ------
        SourceError
            When a file cannot be read or is larger than `MAX_PIECE`.
        """

    def parse(self, series: str, pieces: Mapping[str, Piece]) -> SeriesBatch:
        """Rebuild the history of one series; whatever is wrong is a Problem in the batch."""


def read_piece(file: Path) -> Piece:
    """Read one file, refusing what is too large.

    Raises
    ------
    SourceError
        When it cannot be read, or is too large.
    """
    try:
        with file.open("rb") as stream:
            data = stream.read(MAX_PIECE + 1)
    except OSError as error:
        raise SourceError(
            Problem(
                severity="error", code="unreadable_file", file=file.name,
                found=error.strerror or type(error).__name__, expected="a file to read",
            )
        ) from error
    return Piece(file.name, _within(data, file.name))


def unpack(piece: Piece) -> io.BytesIO:
    """Bytes of a piece, unpacked when its name ends in ``.gz``.

    Raises
    ------
    SourceError
        When it is no complete gzip file, or too large once unpacked.
    """
    data = piece.data
    if piece.name.endswith(".gz"):
        try:
            with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
                data = stream.read(MAX_PIECE + 1)
        except (OSError, EOFError, zlib.error) as error:
            raise not_this_form(piece.name, str(error), "a complete gzip file") from error
    return io.BytesIO(_within(data, piece.name))


def _within(data: bytes, file: str) -> bytes:
    if len(data) > MAX_PIECE:
        raise SourceError(
            Problem(
                severity="error", code="file_too_large", file=file,
                found=f"more than {MAX_PIECE} bytes", expected=f"at most {MAX_PIECE} bytes",
                mend="check that the right file was handed over",
            )
        )
    return data


def usable_name(name: str) -> bool:
    """Whether a text can be the name of a field: not empty, printable, not too long."""
    return 0 < len(name) <= MAX_NAME and name.isprintable()


def verbatim(record: Record, field: str) -> str | None:
    """Take a value as the file writes it; ``None``, with a Problem, when it is no value."""
    value = record.value(field)
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if not isinstance(value, str) or len(value) > MAX_VALUE:
        record.audit.report(
            "wrong_value", line=record.line, field=shorten(field),
            found=value[:100] if isinstance(value, str) else type(value).__name__,
            expected=f"a text, a number, true, false or null of at most {MAX_VALUE} characters",
            mend="the value is left out; the rest of the row is read",
        )
        return None
    shown = Record({shorten(field): value}, record.line, record.audit).text(shorten(field))
    return value if shown == value.strip() else shown


# Numbers stay the text they are: 1.50 is not 1.5, and a million digits cost no arithmetic.
_DECODER = strict_json(str)
_GAP = re.compile(r"[ \t\r\n]*")


def flat_rows(piece: Piece, audit: Audit) -> Iterator[tuple[int, dict[str, object]]]:
    """Read a JSON array of objects: the line each starts on, and its fields, nested ones dotted.

    What follows a break is not read, and `Audit.rows_lost` says so.

    Raises
    ------
    SourceError
        When the bytes are no JSON array in UTF-8.
    """
    text = read_all(unpack(piece), piece.name)
    at = _skip(text, 0)
    if text[at : at + 1] != "[":
        raise not_this_form(piece.name, text[at : at + 20] or "an empty file", "a JSON array", 1)
    at, line, counted = _skip(text, at + 1), 1, 0
    while text[at : at + 1] not in ("]", ""):
        line, counted = line + text.count("\n", counted, at), at
        try:
            value, at = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            _broken(audit, line, str(error), "a JSON object")
            return
        if isinstance(value, dict):
            yield line, _flat(value, line, audit)
        else:
            audit.lose()
            audit.report("wrong_value", line=line, found=value, expected="a JSON object",
                         mend="the row is left out")
        at = _skip(text, at)
        if text[at : at + 1] != ",":
            break
        at = _skip(text, at + 1)
    if text[at : at + 1] != "]":
        _broken(audit, line, text[at : at + 20] or "the end", "',' or the closing ']'")
    elif rest := text[_skip(text, at + 1) :][:20]:
        _broken(audit, line, rest, "nothing after the array")


def _skip(text: str, at: int) -> int:
    gap = _GAP.match(text, at)
    return gap.end() if gap else at


def _broken(audit: Audit, line: int, found: str, expected: str) -> None:
    audit.lose()
    audit.report("broken_json", line=line, found=found, expected=expected,
                 mend="what follows this line was not read")


def _flat(row: dict[str, object], line: int, audit: Audit) -> dict[str, object]:
    """Fields of an object and of the objects in it; of a name met twice neither value is kept."""
    found: dict[str, object] = {}
    left = [("", row)]
    while left:
        before, inner = left.pop()
        for key, value in inner.items():
            name = before + key
            if not usable_name(name) or name in found:
                audit.report(
                    "unusable_field", line=line, field=shorten(name), found=name,
                    expected=f"a printable name of at most {MAX_NAME} characters, once",
                    mend="the field is left out",
                )
                found.pop(name, None)
            elif isinstance(value, dict):
                left.append((name + ".", value))
            else:
                found[name] = value
    return found
