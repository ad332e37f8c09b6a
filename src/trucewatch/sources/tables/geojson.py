"""Features of a GeoJSON file: their properties as columns, their points as two more.

Only points become coordinates; numbers stay exactly what the file writes. The names of the
columns are those of all features together, since a feature may lack a property.
"""

from __future__ import annotations

import gzip
import io
import json
import re
from collections.abc import Collection, Iterator
from decimal import Decimal
from typing import BinaryIO, NamedTuple

from trucewatch.model.mapping import LAT, LON, TableMapping
from trucewatch.model.problem import shorten
from trucewatch.sources.audit import Audit
from trucewatch.sources.forms import GZIP, UNPACKING, read_all, strict_json
from trucewatch.sources.interface import SourceError, not_this_form, too_large
from trucewatch.sources.tables.names import check_names
from trucewatch.sources.tables.table import Block, Filling, Nested, Table
from trucewatch.sources.tally import Extent

MAX_GEOJSON = 50 * 1024 * 1024
"""Bytes of a file: its text and one feature at a time are held in memory."""
WGS_84 = ("CRS84", "EPSG::4326", "EPSG:4326")
"""Ends of the names of WGS 84 that older files write; new ones may not write any."""
ID = "(id)"
"""Name under which the id of a feature is read."""
_GAP = re.compile(r"[ \t\r\n]*")
_DECODER = strict_json(Decimal)


class _Feature(NamedTuple):
    cells: dict[str, object]
    line: int
    start: int
    end: int


def read(stream: BinaryIO, audit: Audit, mapping: TableMapping) -> Table:
    """Open a collection of features.

    Raises
    ------
    SourceError
        When the bytes are no such thing, or their coordinates are not WGS 84.
    """
    packed = stream.read(len(GZIP)) == GZIP
    stream.seek(0)
    try:
        source = gzip.GzipFile(fileobj=stream) if packed else stream
        data = source.read(MAX_GEOJSON + 1)
    except UNPACKING as error:
        raise not_this_form(audit.file, str(error),
                            "a complete file, plain or gzipped") from error
    if len(data) > MAX_GEOJSON:
        raise SourceError(too_large(audit.file, f"more than {MAX_GEOJSON} bytes of GeoJSON"))
    collection = _Collection(read_all(io.BytesIO(data), audit.file), audit)
    names = dict.fromkeys((ID, LAT, LON))
    for feature in collection.features(loud=False):
        names.update(dict.fromkeys(feature.cells))
    used = [name for name in names if name not in (ID,) or collection.ids]
    check_names(used, audit, 1)
    return Table(used, lambda taken: _blocks(collection, used, taken), points=True)


def _blocks(
    collection: _Collection, names: list[str], taken: Collection[int]
) -> Iterator[Block]:
    filling = Filling()
    wanted = any(names[at] in (LAT, LON) for at in taken)
    for feature in collection.features(loud=True, points=wanted):
        cells = [feature.cells.get(name) for name in names]
        filling.add(cells, feature.line, Extent(feature.start, feature.end))
        if filling.full:
            yield filling.block()
    if filling.rows:
        yield filling.block()


class _Collection:
    """Walks a file's features, one at a time."""

    def __init__(self, text: str, audit: Audit) -> None:
        self.text, self.audit = text, audit
        self.ids = False
        self._array = self._find_features()

    def _find_features(self) -> int:
        """Where the array of features starts; the members before and after it are checked."""
        at = self._expect(_skip(self.text, 0), "{")
        array = -1
        while self.text[at : at + 1] == '"':
            name, at = self._decode(at)
            at = self._expect(_skip(self.text, at), ":")
            if name == "features":
                array = at
                at = self._past(at)
            else:
                value, at = self._decode(at)
                self._member(str(name), value)
            at = _skip(self.text, at)
            if self.text[at : at + 1] != ",":
                break
            at = _skip(self.text, at + 1)
        if array < 0 or self.text[array : array + 1] != "[":
            raise self._other("no array of features")
        return array + 1

    def _past(self, at: int) -> int:
        """End of the array of features; the end of the text where it is broken."""
        try:
            return _DECODER.raw_decode(self.text, at)[1]
        except (ValueError, RecursionError):
            return len(self.text)

    def _member(self, name: str, value: object) -> None:
        if name == "type" and value != "FeatureCollection":
            raise self._other(f"type {shorten(value, 40)}")
        if name == "crs":
            properties = value.get("properties") if isinstance(value, dict) else None
            named = str((properties if isinstance(properties, dict) else {}).get("name", ""))
            if not named.endswith(WGS_84):
                raise not_this_form(self.audit.file, f"coordinates in {shorten(named, 60)}",
                                    "WGS 84 (CRS84, EPSG:4326)")

    def _decode(self, at: int) -> tuple[object, int]:
        try:
            return _DECODER.raw_decode(self.text, at)
        except (ValueError, RecursionError) as error:
            raise self._other(str(error)) from error

    def _expect(self, at: int, sign: str) -> int:
        if self.text[at : at + 1] != sign:
            raise self._other(shorten(self.text[at : at + 20]) or "the end")
        return _skip(self.text, at + 1)

    def _other(self, found: str) -> SourceError:
        return not_this_form(self.audit.file, found, "a GeoJSON FeatureCollection", 1)

    def features(self, *, loud: bool, points: bool = False) -> Iterator[_Feature]:
        """Read feature by feature; where one is broken, what follows is not read."""
        text, at = self.text, _skip(self.text, self._array)
        line, offset, counted = 1, 0, 0
        while text[at : at + 1] not in ("]", ""):
            between = text[counted:at]
            line += between.count("\n")
            offset += len(between.encode())
            counted = at
            try:
                value, at = _DECODER.raw_decode(text, at)
            except (ValueError, RecursionError) as error:
                self._broken(str(error), line, loud=loud)
                return
            size = len(text[counted:at].encode())
            cells = self._cells(value, line, loud=loud, points=points)
            if cells is not None:
                yield _Feature(cells, line, offset, offset + size)
            at = _skip(text, at)
            if text[at : at + 1] != ",":
                break
            at = _skip(text, at + 1)
        if text[at : at + 1] != "]":
            self._broken(text[at : at + 20] or "the end", line, loud=loud)

    def _broken(self, found: str, line: int, *, loud: bool) -> None:
        if loud:
            self.audit.lose()
            self.audit.report("broken_json", line=line, found=found, expected="a GeoJSON feature",
                              mend="what follows this line was not read")

    def _cells(
        self, value: object, line: int, *, loud: bool, points: bool
    ) -> dict[str, object] | None:
        properties = value.get("properties") if isinstance(value, dict) else None
        if not isinstance(value, dict) or not isinstance(properties, dict | None):
            if loud:
                self.audit.lose()
                self.audit.report("wrong_value", line=line, found=value, expected="a feature",
                                  mend="the row is left out")
            return None
        cells = {str(name): _plain(cell) for name, cell in (properties or {}).items()}
        if value.get("id") is not None:
            self.ids = True
            cells[ID] = _plain(value["id"])
        point = point_of(value.get("geometry"))
        if point is not None:
            cells[LAT], cells[LON] = point
        elif points and value.get("geometry") is not None and loud:
            self.audit.lose()
            self.audit.report("no_point", line=line, found=_kind(value["geometry"]),
                              expected="a point", mend="the row is left out")
            return None
        return cells


def _kind(geometry: object) -> str:
    return str(geometry.get("type")) if isinstance(geometry, dict) else type(geometry).__name__


def point_of(geometry: object) -> tuple[object, object] | None:
    """Latitude and longitude of a point; ``None`` for anything else."""
    if not isinstance(geometry, dict) or geometry.get("type") != "Point":
        return None
    numbers = geometry.get("coordinates")
    if not isinstance(numbers, list) or len(numbers) not in (2, 3):
        return None
    if not all(isinstance(number, Decimal) for number in numbers):
        return None
    return numbers[1], numbers[0]


def _plain(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict | list):
        return Nested(shorten(json.dumps(value, default=float, ensure_ascii=False)))
    return value


def _skip(text: str, at: int) -> int:
    gap = _GAP.match(text, at)
    return gap.end() if gap else at
