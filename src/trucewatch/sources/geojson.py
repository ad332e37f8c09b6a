"""GeoJSON feature collections, plain or gzipped, read feature by feature with positions.

Pure, as `forms`: each feature is a row with its fields, its geometry under `GEOMETRY`, and the
bytes it stands in. What follows a break is not read, and a Problem says where.
"""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator
from typing import BinaryIO

from trucewatch.sources.audit import Audit, Record
from trucewatch.sources.forms import GZIP, UNPACKING, read_all, strict_json
from trucewatch.sources.interface import MAX_BYTES, SourceError, not_this_form, too_large
from trucewatch.sources.tally import Extent

GEOMETRY = "(geometry)"
"""Field of a row that holds the geometry; no property is called so."""
EAST, NORTH = 180, 90
"""Ends of longitude and latitude."""
WANTED = "a GeoJSON object with a list of features"

_DECODER = strict_json()


class _Reader:
    """A place in a text, and the bytes before it."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self._counted = self._bytes = self._lines = 0

    def skip(self) -> str:
        """Pass white space and return the character that follows; empty at the end."""
        while self.text[self.at : self.at + 1] and self.text[self.at] in " \t\r\n":
            self.at += 1
        return self.text[self.at : self.at + 1]

    def value(self) -> object:
        """Take one JSON value."""
        value, self.at = _DECODER.raw_decode(self.text, self.at)
        return value

    def expect(self, char: str) -> None:
        """Pass one character.

        Raises
        ------
        ValueError
            When another one stands there.
        """
        if (found := self.skip()) != char:
            raise ValueError(f"{found or 'the end'} where '{char}' is expected")
        self.at += 1

    def mark(self) -> tuple[int, int]:
        """Line, from 1, and offset in bytes of this place; it never goes back."""
        passed = self.text[self._counted : self.at]
        self._bytes += len(passed.encode())
        self._lines += passed.count("\n")
        self._counted = self.at
        return self._lines + 1, self._bytes


def feature_records(stream: BinaryIO, audit: Audit) -> Iterator[Record]:
    """Read the features of a collection one by one.

    Raises
    ------
    SourceError
        When the bytes are no JSON object in UTF-8, or have no list of features.
    """
    reader = _Reader(_text(stream, audit.file))
    if reader.skip() != "{":
        found = reader.text[reader.at : reader.at + 20] or "an empty file"
        raise not_this_form(audit.file, found, WANTED, 1)
    found_any = False
    try:
        reader.expect("{")
        while reader.skip() != "}":
            name = reader.value()
            reader.expect(":")
            reader.skip()
            if name == "features" and reader.skip() == "[":
                found_any = True
                yield from _features(reader, audit)
            else:
                reader.value()
            if reader.skip() != "}":
                reader.expect(",")
    except (ValueError, RecursionError) as error:
        if not found_any:
            raise not_this_form(audit.file, str(error), WANTED) from error
        audit.lose()
        audit.report(
            "broken_json", line=reader.mark()[0], found=str(error), expected="a JSON object",
            mend="what follows this line was not read",
        )
        return
    if not found_any:
        raise not_this_form(audit.file, "no features", WANTED)


def _features(reader: _Reader, audit: Audit) -> Iterator[Record]:
    reader.expect("[")
    while reader.skip() != "]":
        line, start = reader.mark()
        value = reader.value()
        extent = Extent(start, reader.mark()[1])
        properties = value.get("properties") if isinstance(value, dict) else None
        if isinstance(value, dict) and isinstance(properties, dict):
            yield audit.row({**properties, GEOMETRY: value.get("geometry")}, line, extent)
        else:
            audit.lose()
            audit.report(
                "wrong_value", line=line, found=type(value).__name__,
                expected="a feature with properties", mend="the feature is left out",
            )
        if reader.skip() != "]":
            reader.expect(",")
    reader.expect("]")


def _text(stream: BinaryIO, file: str) -> str:
    packed = stream.read(len(GZIP)) == GZIP
    stream.seek(0)
    if not packed:
        return read_all(stream, file)
    try:
        with gzip.GzipFile(fileobj=stream) as source:
            data = source.read(MAX_BYTES + 1)
    except UNPACKING as error:
        raise not_this_form(file, str(error), "a complete file, plain or gzipped") from error
    if len(data) > MAX_BYTES:
        raise SourceError(too_large(file, f"more than {MAX_BYTES} bytes unpacked"))
    return read_all(io.BytesIO(data), file)


def point(geometry: object) -> tuple[float, float] | None:
    """Longitude and latitude of a point; ``None`` where it is no point on earth, or 0/0."""
    if not isinstance(geometry, dict) or geometry.get("type") != "Point":
        return None
    given = geometry.get("coordinates")
    if not isinstance(given, list) or len(given) not in (2, 3):
        return None
    lon, lat = given[0], given[1]
    if not all(isinstance(end, int | float) and not isinstance(end, bool) for end in (lon, lat)):
        return None
    if abs(lon) > EAST or abs(lat) > NORTH or (lon, lat) == (0, 0):
        return None
    return float(lon), float(lat)
