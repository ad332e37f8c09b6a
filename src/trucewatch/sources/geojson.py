"""GeoJSON feature collections, plain or gzipped, read feature by feature with positions.

Pure, as `forms`: each feature is a row with its fields, its geometry under `GEOMETRY`, its id under
`ID`, and the bytes it stands in. What follows a break is not read, and a Problem says where.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import BinaryIO

from trucewatch.model.geojson import Broken, Collection, Feature, other_coordinates
from trucewatch.model.problem import shorten
from trucewatch.sources.audit import Audit, Record
from trucewatch.sources.forms import BOM, UNPACKING, read_all, unpacked
from trucewatch.sources.interface import MAX_BYTES, SourceError, not_this_form, too_large
from trucewatch.sources.tally import Extent

GEOMETRY, ID = "(geometry)", "(id)"
"""Fields of a row that hold the geometry and the id of a feature; no property is called so."""
EAST, NORTH = 180, 90
"""Ends of longitude and latitude."""
WANTED = "a GeoJSON object with a list of features"

def feature_records(stream: BinaryIO, audit: Audit) -> Iterator[Record]:
    """Read the features of a collection one by one.

    Raises
    ------
    SourceError
        When the bytes are no JSON object in UTF-8, have no list of features, or coordinates that
        are not WGS 84.
    """
    text, before = text_of(stream, audit.file)
    collection = Collection(text, before=before)
    try:
        for feature in collection:
            yield from _record(feature, audit)
    except Broken as error:
        if not collection.begun:
            raise not_this_form(audit.file, str(error), WANTED, error.line) from error
        broken(error, audit)
    check(collection, audit.file)


def check(collection: Collection, file: str) -> None:
    """Look at what a file says beside its features, once they were read.

    Raises
    ------
    SourceError
        When it is no collection of features, or its coordinates are not WGS 84.
    """
    kind = collection.members.get("type", "FeatureCollection")
    if kind != "FeatureCollection" or not collection.begun:
        raise not_this_form(
            file, "no features" if not collection.begun else f"type {shorten(kind, 40)}", WANTED)
    if other := other_coordinates(collection.members.get("crs")):
        raise not_this_form(file, f"coordinates in {other}", "WGS 84 (CRS84, EPSG:4326)")


def broken(error: Broken, audit: Audit) -> None:
    """Report that a file breaks off, and that what follows was not read."""
    audit.lose()
    audit.report(
        "broken_json", line=error.line, found=str(error), expected="a GeoJSON feature",
        mend="what follows this line was not read",
    )


def _record(feature: Feature, audit: Audit) -> Iterator[Record]:
    value = feature.value
    properties = value.get("properties") if isinstance(value, dict) else None
    if isinstance(value, dict) and isinstance(properties, dict):
        fields = {**properties, GEOMETRY: value.get("geometry")}
        if value.get("id") is not None:
            fields[ID] = value["id"]
        yield audit.row(fields, feature.line, Extent(feature.start, feature.end))
    else:
        audit.lose()
        audit.report(
            "wrong_value", line=feature.line, found=type(value).__name__,
            expected="a feature with properties", mend="the feature is left out",
        )


def text_of(stream: BinaryIO, file: str, limit: int = MAX_BYTES) -> tuple[str, int]:
    """Text of a file, plain or gzipped, and the bytes that stand before it.

    Raises
    ------
    SourceError
        When it is torn, larger than it may be, or no text in UTF-8.
    """
    try:
        data = unpacked(stream).read(limit + 1)
    except UNPACKING as error:
        raise not_this_form(file, str(error), "a complete file, plain or gzipped") from error
    if len(data) > limit:
        raise SourceError(too_large(file, f"more than {limit} bytes unpacked", limit))
    return read_all(io.BytesIO(data), file), len(BOM) if data.startswith(BOM) else 0


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
