"""CSV tables in a declared encoding, plain or gzipped, read line by line.

An encoding is declared, never guessed: bytes that are not in it stop the file. A single-byte code
page can spell any bytes, so there a line that is UTF-8 all the same is a sign of two encodings in
one file, and stops it as well.
"""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Collection, Iterator
from typing import BinaryIO

from trucewatch.model.mapping import ENCODINGS, TableMapping
from trucewatch.model.problem import Problem
from trucewatch.sources.audit import Audit
from trucewatch.sources.forms import BOM, GZIP, MAX_LINE, UNPACKING
from trucewatch.sources.interface import MAX_BYTES, SourceError, not_this_form, too_large
from trucewatch.sources.tables.names import check_names, is_tags
from trucewatch.sources.tables.table import BLOCK_ROWS, Block, Filling, Table
from trucewatch.sources.tally import Extent

UTF_16 = (b"\xff\xfe", b"\xfe\xff")
DECLARE = ("name the encoding in the mapping (encoding: cp1256, cp1252, utf-16 ...), or have the "
           "file saved as UTF-8")


def read(stream: BinaryIO, audit: Audit, mapping: TableMapping) -> Table:
    """Open a CSV table.

    Raises
    ------
    SourceError
        When the file is no text in the encoding declared, or has no row of names.
    """
    lines = _Lines(stream, audit.file, mapping.encoding)
    separator = "\t" if mapping.separator == "tab" else mapping.separator
    reader = csv.reader(lines, strict=True, delimiter=separator)
    try:
        head: list[str] = []
        for _ in range(int(mapping.head)):
            head = next(reader, [])
        line = reader.line_num
        names = [name.strip() for name in head]
        check_names(names, audit, max(line, 1))
        tags = next(reader, []) if mapping.hxl == "yes" else []
    except csv.Error as error:
        raise not_this_form(audit.file, str(error), "CSV with balanced quotes",
                            reader.line_num) from error
    if mapping.hxl == "yes" and not is_tags(tags):
        raise not_this_form(audit.file, "no tags below the names", "a row of HXL tags", line + 1)
    if len(names) == 1 and (other := next((c for c in ",;\t|" if c in names[0]), "")):
        raise not_this_form(audit.file, f"one column, with {other!r} in its name",
                            f"cells separated by {separator!r}; else declare 'separator'", line)
    body = _Body(reader, lines, audit, len(names))
    return Table(names, body.blocks, tags=[tag.strip() for tag in tags], typed=False)


class _Body:
    """The rows below the names."""

    def __init__(self, reader: Iterator[list[str]], lines: _Lines, audit: Audit,
                 width: int) -> None:
        self._reader, self._lines = reader, lines
        self._audit, self._width = audit, width

    def blocks(self, taken: Collection[int]) -> Iterator[Block]:
        """Read rows; one of another length is refused."""
        lines, width = self._lines, self._width
        filling = Filling()
        line, start = lines.number + 1, lines.at
        try:
            for cells in self._reader:
                if len(cells) == width:
                    # The hot path of a million rows: no call that can be spared.
                    filling.rows.append(cells)
                    filling.lines.append(line)
                    filling.extents.append((Extent(start, lines.at),))
                    if len(filling.lines) == BLOCK_ROWS:
                        yield filling.block()
                elif cells:
                    self._wrong_length(len(cells), line)
                line, start = lines.number + 1, lines.at
        except csv.Error as error:
            self._audit.lose()
            self._audit.report(
                "broken_csv", line=line, found=str(error), expected="CSV with balanced quotes",
                mend="what follows this line was not read",
            )
        if filling.rows:
            yield filling.block()

    def _wrong_length(self, cells: int, line: int) -> None:
        self._audit.lose()
        self._audit.report(
            "wrong_number_of_cells", line=line, found=f"{cells} cells",
            expected=f"{self._width} cells", mend="the row is left out; mend it upstream",
        )


class _Lines:
    """Lines of a text, their ends kept, with number and offset in the bytes (unpacked)."""

    def __init__(self, stream: BinaryIO, file: str, encoding: str) -> None:
        self._file, self._encoding = file, encoding
        self._single = encoding not in ENCODINGS
        self.number = self.at = 0
        packed = stream.read(len(GZIP)) == GZIP
        stream.seek(0)
        self._source = gzip.GzipFile(fileobj=stream) if packed else stream
        self._made = self._wide() if encoding == "utf-16" else self._lines()

    def __iter__(self) -> Iterator[str]:
        return self._made

    def _lines(self) -> Iterator[str]:
        source, encoding, single = self._source, self._encoding, self._single
        try:
            start = source.read(len(BOM))
            source.seek(0)
            if start[:2] in UTF_16:
                raise self._other("UTF-16", 1)
            if start == BOM:
                self.at = len(source.read(len(BOM)))
                if single:
                    raise self._other("a mark of UTF-8", 1)
            for data in iter(lambda: source.readline(MAX_LINE), b""):
                size = len(data)
                self.number += 1
                self.at += size
                if self.at > MAX_BYTES or size == MAX_LINE:
                    raise self._too_much(size)
                if b"\0" in data:
                    raise not_this_form(self._file, "a zero byte", "a text file", self.number)
                try:
                    text = data.decode(encoding)
                except UnicodeDecodeError as error:
                    found = f"byte {data[error.start]:#04x}, which is not {encoding}"
                    raise self._other(found, self.number) from error
                if single and not data.isascii() and _is_utf_8(data):
                    raise self._other(f"a line in UTF-8 in a file declared {encoding}",
                                      self.number)
                yield text
        except UNPACKING as error:
            raise not_this_form(self._file, str(error),
                                "a complete file, plain or gzipped") from error

    def _wide(self) -> Iterator[str]:
        """Lines of UTF-16, whose line ends are no single bytes: decoded whole."""
        try:
            data = self._source.read(MAX_BYTES + 1)
        except UNPACKING as error:
            raise not_this_form(self._file, str(error),
                                "a complete file, plain or gzipped") from error
        if len(data) > MAX_BYTES:
            raise SourceError(too_large(self._file, f"more than {MAX_BYTES} bytes"))
        try:
            if data[:2] not in UTF_16:
                raise self._other("no mark of UTF-16", 1)
            text = data.decode("utf-16")
        except UnicodeDecodeError as error:
            raise self._other("bytes that are not utf-16", 1) from error
        if "\0" in text:
            raise not_this_form(self._file, "a zero", "a text file", 1)
        self.at = 2
        for line in io.StringIO(text, newline=""):
            self.number += 1
            self.at += len(line.encode("utf-16-le"))
            yield line

    def _too_much(self, size: int) -> SourceError:
        if size == MAX_LINE:
            return not_this_form(self._file, f"a line of {MAX_LINE} bytes", "shorter lines",
                                 self.number)
        return SourceError(too_large(self._file, f"more than {MAX_BYTES} bytes unpacked"))

    def _other(self, found: str, line: int) -> SourceError:
        return SourceError(Problem(
            severity="error", code="wrong_encoding", file=self._file, line=line, found=found,
            expected=f"text in {self._encoding} throughout", mend=DECLARE,
        ))


def _is_utf_8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
