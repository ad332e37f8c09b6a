"""The file forms adapters share: CSV, JSON and JSON lines, read strictly and with positions.

Pure functions over bytes. Each refuses what is too large once unpacked, says where it stopped,
and keeps what it could read up to there.
"""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Iterable, Iterator
from datetime import date
from functools import partial
from typing import BinaryIO, cast

from trucewatch.model.instant import TimeProblem, parse_date
from trucewatch.model.strict_json import strict_json
from trucewatch.sources.audit import Audit, Record
from trucewatch.sources.cells import CellRecord, Header
from trucewatch.sources.interface import (
    MAX_BYTES,
    Context,
    SourceError,
    not_this_form,
    too_large,
)
from trucewatch.sources.tally import Extent

MAX_LINE = 1_000_000
"""A line of a line-based source longer than this is not one."""
BOM = b"\xef\xbb\xbf"
GZIP = b"\x1f\x8b"
"""How a gzipped file starts."""
UNPACKING = (OSError, EOFError, zlib.error)
"""What reading a torn gzip file raises."""


def read_all(stream: BinaryIO, file: str) -> str:
    """Read a text file whole, as UTF-8, refusing binary junk."""
    return _decode(_whole(stream, file), file)


def _whole(stream: BinaryIO, file: str, limit: int | None = None) -> bytes:
    limit = MAX_BYTES if limit is None else limit
    data = stream.read(limit + 1)
    if len(data) > limit:
        raise SourceError(too_large(file, f"more than {limit} bytes", limit))
    return data


def _size(text: str) -> int:
    """Bytes of a text in UTF-8."""
    return len(text) if text.isascii() else len(text.encode())


class _Lines:
    """Lines of a text, with the offset in bytes of what was handed over."""

    def __init__(self, lines: Iterable[str], start: int) -> None:
        self._lines, self.at = lines, start

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            self.at += _size(line)
            yield line


def _decode(data: bytes, file: str, line: int | None = None) -> str:
    try:
        # Only at its start is the mark of a file's byte order no part of the text.
        text = data.decode("utf-8-sig" if line in (None, 1) else "utf-8")
    except UnicodeDecodeError as error:
        where = line or data.count(b"\n", 0, error.start) + 1
        raise not_this_form(
            file, f"byte {data[error.start]:#04x} at offset {error.start}", "text in UTF-8", where
        ) from error
    if "\0" in text:
        where = line or text.count("\n", 0, text.index("\0")) + 1
        raise not_this_form(file, "binary data", "text in UTF-8", where)
    return text


def csv_records(
    stream: BinaryIO, audit: Audit, required: tuple[str, ...], delimiters: str = ","
) -> Iterator[Record]:
    """Read a CSV file with a header; rows of another length are Problems.

    Of several delimiters the one is taken that the header has most of, the first of equals.
    """
    data = _whole(stream, audit.file)
    text = _decode(data, audit.file)
    head = text.partition("\n")[0]
    lines = _Lines(io.StringIO(text, newline=""), _start(data))
    return _table(lines, audit, required, max(delimiters, key=head.count))


def csv_lines(
    stream: BinaryIO, audit: Audit, required: tuple[str, ...], limit: int | None = None
) -> Iterator[Record]:
    """Read a CSV file with a header line by line, plain or gzipped, so that size costs no memory.

    Like `csv_records`, but a file that is torn or no text is refused where that is met: rows
    before it may have been handed over. `limit` is the most it may unpack to, `MAX_BYTES` when
    none is given.
    """
    source = unpacked(stream)
    try:
        start = _start(source.read(len(BOM)))
        source.seek(0)
    except UNPACKING as error:
        raise _torn(audit.file, error) from error
    return _table(_Lines(_decoded(source, audit.file, limit), start), audit, required)


def unpacked(stream: BinaryIO) -> BinaryIO:
    """Bytes of a file from its start, unpacked as they are read if it is gzipped."""
    packed = stream.read(len(GZIP)) == GZIP
    stream.seek(0)
    return cast("BinaryIO", gzip.GzipFile(fileobj=stream)) if packed else stream


def _start(data: bytes) -> int:
    """Where the text of a file starts: after its byte order mark, if it has one."""
    return len(BOM) if data.startswith(BOM) else 0


def _torn(file: str, error: Exception) -> SourceError:
    return not_this_form(file, str(error), "a complete file, plain or gzipped")


def _table(
    lines: _Lines, audit: Audit, required: tuple[str, ...], delimiter: str = ","
) -> Iterator[Record]:
    reader = csv.reader(lines, strict=True, delimiter=delimiter)
    try:
        header = next(reader, [])
        if missing := [name for name in required if name not in header]:
            raise not_this_form(
                audit.file, ", ".join(header)[:80] or "an empty file",
                f"a CSV file with the columns {', '.join(missing)}", 1,
            )
        if len(set(header)) != len(header):
            raise not_this_form(audit.file, "a column name twice", "each column once", 1)
        columns = Header(header)
        line, start = reader.line_num + 1, lines.at
        for cells in reader:
            if len(cells) == len(header):
                audit.tally.met += 1
                yield CellRecord(columns, cells, line, audit, Extent(start, lines.at))
            elif cells:
                audit.lose()
                audit.report(
                    "wrong_number_of_cells", line=line, found=f"{len(cells)} cells",
                    expected=f"{len(header)} cells", mend="the row is left out; mend it upstream",
                )
            line, start = reader.line_num + 1, lines.at
    except csv.Error as error:
        audit.lose()
        audit.report(
            "broken_csv", line=reader.line_num, found=str(error),
            expected="CSV with balanced quotes", mend="what follows this line was not read",
        )


def _decoded(source: BinaryIO, file: str, limit: int | None) -> Iterator[str]:
    """Lines of a text in UTF-8, their ends kept; what it unpacks to is limited."""
    limit = MAX_BYTES if limit is None else limit
    total = 0
    try:
        for line, data in enumerate(iter(partial(source.readline, MAX_LINE), b""), 1):
            total += len(data)
            if total > limit:
                raise SourceError(too_large(file, f"more than {limit} bytes unpacked", limit))
            if len(data) == MAX_LINE:
                raise not_this_form(file, f"a line of {MAX_LINE} bytes", "shorter lines", line)
            yield _decode(data, file, line)
    except UNPACKING as error:
        raise _torn(file, error) from error


_DECODER = strict_json()


def json_records(stream: BinaryIO, audit: Audit) -> Iterator[Record]:
    """Read a JSON array of objects one by one, each with the line it starts on."""
    data = _whole(stream, audit.file)
    text, offset = _decode(data, audit.file), _start(data)
    at = _skip(text, 0)
    if text[at : at + 1] != "[":
        raise not_this_form(audit.file, text[at : at + 20] or "an empty file", "a JSON array", 1)
    at, line, counted = _skip(text, at + 1), 1, 0
    while text[at : at + 1] not in ("]", ""):
        line, offset = line + text.count("\n", counted, at), offset + _size(text[counted:at])
        counted = at
        try:
            value, at = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            audit.report(
                "broken_json", line=line, found=str(error), expected="a JSON object",
                mend="what follows this line was not read",
            )
            audit.lose()
            return
        extent = Extent(offset, offset + _size(text[counted:at]))
        yield from _object(value, line, audit, extent)
        at = _skip(text, at)
        if text[at : at + 1] == ",":
            at = _skip(text, at + 1)
        elif text[at : at + 1] != "]":
            break
    broken = _after_array(text, at)
    if broken is not None:
        at, expected = broken
        audit.report(
            "broken_json", line=text.count("\n", 0, at) + 1, found=text[at : at + 20] or "the end",
            expected=expected, mend="what follows this line was not read",
        )


def _after_array(text: str, at: int) -> tuple[int, str] | None:
    """Where a text goes on that should end with an array, and what was expected."""
    if text[at : at + 1] != "]":
        return at, "',' or the closing ']'"
    at = _skip(text, at + 1)
    return (at, "nothing after the array") if at < len(text) else None


def _object(value: object, line: int, audit: Audit, extent: Extent) -> Iterator[Record]:
    if isinstance(value, dict):
        yield audit.row(value, line, extent)
    else:
        audit.lose()
        audit.report(
            "wrong_value", line=line, found=value, expected="a JSON object",
            mend="the row is left out",
        )


def _skip(text: str, at: int) -> int:
    while text[at : at + 1] and text[at] in " \t\r\n":
        at += 1
    return at


def json_line_records(stream: BinaryIO, audit: Audit) -> Iterator[Record]:
    """Read gzipped JSON lines one by one; a broken line is a Problem, the next is read."""
    total = 0
    try:
        with gzip.GzipFile(fileobj=stream) as unpacked:
            for line, data in enumerate(iter(lambda: unpacked.readline(MAX_LINE), b""), 1):
                extent = Extent(total, total + len(data))
                total += len(data)
                if total > MAX_BYTES:
                    found = f"more than {MAX_BYTES} bytes unpacked"
                    raise SourceError(too_large(audit.file, found))
                try:
                    value = _DECODER.decode(_decode(data, audit.file, line))
                except SourceError as error:
                    audit.lose()
                    audit.report(
                        "broken_line", line=line, found=error.problem.found,
                        expected=error.problem.expected, mend="the line is left out",
                    )
                except (ValueError, RecursionError) as error:
                    audit.lose()
                    audit.report(
                        "broken_line", line=line, found=str(error), expected="a JSON object",
                        mend="the line is left out",
                    )
                else:
                    yield from _object(value, line, audit, extent)
    except UNPACKING as error:
        raise not_this_form(audit.file, str(error), "a complete gzip file of JSON lines") from error


def window(context: Context) -> tuple[date, date]:
    """Dates an input asks for (options ``from`` and ``to``, both inclusive).

    Raises
    ------
    SourceError
        When an option is no date, or the period ends before it starts.
    """
    try:
        first = parse_date(context.options.get("from", "1900-01-01"))
        last = parse_date(context.options.get("to", "2199-12-31"))
    except TimeProblem as problem:
        raise not_this_form(context.file, "options from, to", str(problem)) from problem
    if first > last:
        found = f"options from {first} to {last}"
        raise not_this_form(context.file, found, "a period that ends after it starts")
    return first, last
