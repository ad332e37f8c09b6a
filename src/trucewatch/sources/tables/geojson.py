"""Features of a GeoJSON file: their properties as columns, their points as two more.

Only points become coordinates; numbers stay exactly what the file writes. The names of the
columns are those of all features together, since a feature may lack a property.
"""

from __future__ import annotations

import json
from collections.abc import Collection as Some
from collections.abc import Iterator
from decimal import Decimal
from typing import BinaryIO

from trucewatch.model.geojson import Broken, Collection, Feature
from trucewatch.model.mapping import LAT, LON, TableMapping
from trucewatch.model.problem import shorten
from trucewatch.model.strict_json import strict_json
from trucewatch.sources.audit import Audit
from trucewatch.sources.geojson import ID, WANTED, broken, check, text_of
from trucewatch.sources.interface import not_this_form
from trucewatch.sources.tables.names import check_names
from trucewatch.sources.tables.table import Block, Filling, Nested, Table
from trucewatch.sources.tally import Extent

MAX_GEOJSON = 50 * 1024 * 1024
"""Bytes of a file: its text and one feature at a time are held in memory."""


def read(stream: BinaryIO, audit: Audit, mapping: TableMapping) -> Table:
    """Open a collection of features.

    Raises
    ------
    SourceError
        When the bytes are no such thing, or their coordinates are not WGS 84.
    """
    text, before = text_of(stream, audit.file, MAX_GEOJSON)
    names, ids = dict.fromkeys((ID, LAT, LON)), False
    collection = _collection(text, before)
    try:
        for feature in collection:
            cells = _cells(feature)
            if cells is not None:
                names.update(dict.fromkeys(cells))
                ids |= ID in cells
    except Broken as error:
        if not collection.begun:
            raise not_this_form(audit.file, str(error), WANTED, error.line) from error
    check(collection, audit.file)
    used = [name for name in names if name != ID or ids]
    check_names(used, audit, 1)
    return Table(used, lambda taken: _blocks(_collection(text, before), audit, used, taken),
                 points=True)


def _collection(text: str, before: int) -> Collection:
    return Collection(text, strict_json(Decimal), before)


def _blocks(
    collection: Collection, audit: Audit, names: list[str], taken: Some[int]
) -> Iterator[Block]:
    filling = Filling()
    wanted = any(names[at] in (LAT, LON) for at in taken)
    try:
        for feature in collection:
            cells = _row(feature, audit, wanted=wanted)
            if cells is not None:
                filling.add([cells.get(name) for name in names], feature.line,
                            Extent(feature.start, feature.end))
            if filling.full:
                yield filling.block()
    except Broken as error:
        broken(error, audit)
    if filling.rows:
        yield filling.block()


def _row(feature: Feature, audit: Audit, *, wanted: bool) -> dict[str, object] | None:
    """Cells of a feature; ``None``, with a Problem, where it is none or has no point."""
    cells = _cells(feature)
    if cells is None:
        audit.lose()
        audit.report("wrong_value", line=feature.line, found=feature.value, expected="a feature",
                     mend="the row is left out")
        return None
    geometry = feature.value.get("geometry") if isinstance(feature.value, dict) else None
    if wanted and LAT not in cells and geometry is not None:
        audit.lose()
        audit.report("no_point", line=feature.line, found=_kind(geometry), expected="a point",
                     mend="the row is left out")
        return None
    return cells


def _cells(feature: Feature) -> dict[str, object] | None:
    """Cells by column; ``None`` where it is no feature."""
    value = feature.value
    properties = value.get("properties") if isinstance(value, dict) else None
    if not isinstance(value, dict) or not isinstance(properties, dict | None):
        return None
    cells = {str(name): _plain(cell) for name, cell in (properties or {}).items()}
    if value.get("id") is not None:
        cells[ID] = _plain(value["id"])
    point = point_of(value.get("geometry"))
    if point is not None:
        cells[LAT], cells[LON] = point
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
