"""Objects of JSON answers, one by one: arrays, and pages that wrap an array in an object.

A page is an object with the rows in one of its arrays and remarks beside it (how many there are in
all, where the next page is). A file may hold one page, pages one after another as a person joins
them, an array of pages, or a plain array of rows. It is read as it comes, so that size costs no
memory; a row longer than `MAX_ROW` is none.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from trucewatch.model.strict_json import strict_json
from trucewatch.sources import forms
from trucewatch.sources.audit import Audit, Record
from trucewatch.sources.interface import MAX_BYTES, SourceError, not_this_form, too_large
from trucewatch.sources.tally import Extent

MAX_ROW = 1_000_000
"""Characters of one row, or of one remark of a page."""
MAX_NAME = 1_000
"""Characters up to the end of the first field's name, by which a page in an array is told."""
CHUNK = 1 << 16
_SPACE = " \t\r\n"
_DECODER = strict_json(str)


@dataclass(frozen=True)
class Page:
    """What a page of a source looks like."""

    rows: tuple[str, ...]
    """Fields that may hold the array of rows."""
    remarks: frozenset[str]
    """Fields beside it; by one of them, or the array, an object is told to be a page."""
    ended: Callable[[Record, int], None]
    """Told at the end of each page: its remarks, and how many rows it held."""


class _Broken(Exception):
    """Text that is no JSON of the form expected here."""

    def __init__(self, expected: str) -> None:
        self.expected = expected


class _Text:
    """A text in UTF-8 read piece by piece, with its place in lines and bytes."""

    def __init__(self, stream: BinaryIO, file: str, limit: int) -> None:
        self._source, self._file, self._limit = forms.unpacked(stream), file, limit
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._read = 0
        self.ended = False
        self.text, self.at = "", 0
        self.line, self.offset = 1, 0
        self.more()
        if self.text.startswith("\ufeff"):
            self.advance(1)

    def more(self) -> bool:
        """Read on, letting go of what was passed; ``False`` at the end."""
        if self.ended:
            return False
        wanted = max(CHUNK, len(self.text) - self.at)
        try:
            data = self._source.read(wanted)
            self.ended = not data
            self._read += len(data)
            if self._read > self._limit:
                found = f"more than {self._limit} bytes unpacked"
                raise SourceError(too_large(self._file, found, self._limit))
            text = self._decoder.decode(data, final=self.ended)
        except UnicodeDecodeError as error:
            raise not_this_form(
                self._file, f"byte {error.object[error.start]:#04x}", "text in UTF-8",
            ) from error
        except forms.UNPACKING as error:
            found = str(error)
            raise not_this_form(self._file, found, "a complete file, plain or gzipped") from error
        if "\0" in text:
            raise not_this_form(self._file, "binary data", "text in UTF-8")
        self.text, self.at = self.text[self.at :] + text, 0
        return True

    def advance(self, to: int) -> None:
        """Pass the text up to a position."""
        passed = self.text[self.at : to]
        self.line += passed.count("\n")
        self.offset += len(passed) if passed.isascii() else len(passed.encode())
        self.at = to

    def peek(self) -> str:
        """Next character that is no space; empty at the end."""
        while True:
            at, text = self.at, self.text
            while at < len(text) and text[at] in _SPACE:
                at += 1
            self.advance(at)
            if at < len(text):
                return text[at]
            if not self.more():
                return ""

    def take(self, character: str) -> bool:
        """Pass one character if it is the next."""
        if self.peek() != character:
            return False
        self.advance(self.at + 1)
        return True

    def value(self, decoder: json.JSONDecoder) -> object:
        """Take one value whole."""
        self.peek()
        while True:
            try:
                value, end = decoder.raw_decode(self.text, self.at)
            except RecursionError as error:
                raise _Broken("a JSON value of less depth") from error
            except ValueError as error:
                if len(self.text) - self.at > MAX_ROW or not self.more():
                    raise _Broken(f"a JSON value: {error}") from error
                continue
            # A number that ends where the text read so far ends may go on.
            if end == len(self.text) and self.more():
                continue
            if end - self.at > MAX_ROW:
                raise _Broken(f"a value of at most {MAX_ROW} characters")
            self.advance(end)
            return value

    def first_field(self) -> str:
        """Name of the first field of the object that comes next, unread; empty if none."""
        self.peek()
        while True:
            at = self.at + 1
            while at < len(self.text) and self.text[at] in _SPACE:
                at += 1
            try:
                name, end = _DECODER.raw_decode(self.text, at)
                if end < len(self.text) or self.ended:
                    return name if isinstance(name, str) else ""
            except (ValueError, RecursionError):
                pass
            if len(self.text) - self.at > MAX_NAME or not self.more():
                return ""


def paged_records(
    stream: BinaryIO, audit: Audit, page: Page, limit: int | None = None
) -> Iterator[Record]:
    """Read the rows of a file of JSON pages or of one array, plain or gzipped.

    Numbers come as the text they are written in. A broken place is a Problem, and what follows it
    is not read.

    Parameters
    ----------
    stream
        The file.
    audit
        Told what is wrong.
    page
        What a page looks like.
    limit
        Most bytes it may unpack to; `MAX_BYTES` when none is given.
    """
    text = _Text(stream, audit.file, MAX_BYTES if limit is None else limit)
    if text.peek() not in ("[", "{"):
        found = text.text[text.at : text.at + 20] or "an empty file"
        raise not_this_form(audit.file, found, "JSON: pages, or an array of rows", 1)
    try:
        while text.peek():
            if text.take("["):
                yield from _array(text, audit, page)
            else:
                yield from _page(text, audit, page)
    except _Broken as broken:
        audit.lose()
        audit.report(
            "broken_json", line=text.line, found=text.text[text.at : text.at + 20] or "the end",
            expected=broken.expected, mend="what follows this line was not read",
        )


def table_or_pages(
    stream: BinaryIO, audit: Audit, required: tuple[str, ...], page: Page, limit: int
) -> Iterator[Record]:
    """Rows of a source that comes as CSV or as JSON, told apart by how the file starts.

    A row of JSON that lacks a field the header of a CSV file must have is refused.
    """
    if not starts_as_json(stream):
        yield from forms.csv_lines(stream, audit, required, limit)
        return
    for record in paged_records(stream, audit, page, limit):
        if not refused(record, required):
            yield record


def starts_as_json(stream: BinaryIO) -> bool:
    """Whether a file, plain or gzipped, starts as JSON does; it is left at its start."""
    try:
        start = forms.unpacked(stream).read(64)
    except forms.UNPACKING:
        start = b""  # torn: the reader says so
    stream.seek(0)
    return start.removeprefix(forms.BOM).lstrip()[:1] in (b"[", b"{")


def refused(record: Record, required: tuple[str, ...]) -> bool:
    """Refuse a row that lacks fields, and say which."""
    missing = [name for name in required if not record.has(name)]
    if missing:
        record.audit.report(
            "missing_fields", line=record.line, field=missing[0], found="nothing",
            expected=f"a row with {', '.join(missing)}", mend="the row is left out",
        )
        record.refuse()
    return bool(missing)


def _array(text: _Text, audit: Audit, page: Page | None) -> Iterator[Record]:
    """Rows of an array whose bracket was passed; with `page`, pages in it are opened."""
    if text.take("]"):
        return
    while True:
        named = {*page.rows, *page.remarks} if page else set()
        if page and text.peek() == "{" and text.first_field() in named:
            yield from _page(text, audit, page)
        else:
            yield from _row(text, audit)
        if text.take("]"):
            return
        if not text.take(","):
            raise _Broken("',' or the closing ']'")


def _row(text: _Text, audit: Audit) -> Iterator[Record]:
    text.peek()
    line, start = text.line, text.offset
    value = text.value(_DECODER)
    if isinstance(value, dict):
        yield audit.row(value, line, Extent(start, text.offset))
    else:
        audit.lose()
        audit.report(
            "wrong_value", line=line, found=value, expected="a JSON object",
            mend="the row is left out",
        )


def _page(text: _Text, audit: Audit, page: Page) -> Iterator[Record]:
    """Rows of one page; its remarks are handed over at its end."""
    line, met = text.line, audit.tally.met
    if not text.take("{"):
        raise _Broken("'{' of a page, or the end")
    remarks: dict[str, object] = {}
    found = False
    while not text.take("}"):
        name = text.value(_DECODER)
        if not isinstance(name, str) or name in remarks or not text.take(":"):
            raise _Broken("a field of a page, once, and ':'")
        if name in page.rows and text.take("["):
            found, remarks[name] = True, None
            yield from _array(text, audit, None)
        else:
            remarks[name] = text.value(_DECODER)
        if not text.take(",") and text.peek() != "}":
            raise _Broken("',' or the closing '}'")
    if not found:
        raise not_this_form(
            audit.file, ", ".join(remarks)[:80] or "an empty object",
            f"a page with an array {' or '.join(page.rows)}", line,
        )
    for name in page.rows:
        remarks.pop(name, None)
    page.ended(Record(remarks, line, audit), audit.tally.met - met)
