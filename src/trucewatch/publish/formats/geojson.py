"""GeoJSON (RFC 7946): outlines of zones, and incidents where their claims may be placed.

An incident is told by the cells of the fixed grid its claims lie in, never by a point; a place
known no better than by a wide circle is its middle with the radius beside it. A name of a place is
no position: such incidents are in the tables alone. Nothing to place: no file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from trucewatch.model.incident import Incident
from trucewatch.model.instant import iso
from trucewatch.model.place import Outline, Polygon, Position
from trucewatch.publish.coarsen import CELLS, RADIUS_M
from trucewatch.publish.files import Files
from trucewatch.publish.formats import listing
from trucewatch.publish.release import Release
from trucewatch.publish.words import clean

SCHEMA = "trucewatch/places@1"
WORDS = (
    "Outlines of zones as their publishers made them, none of them endorsed here, and incidents by "
    "cells of a fixed grid of a tenth of a degree: an incident lies somewhere in its cell, or "
    "within radius_m of a point, and nothing says where. One feature for each place its accounts "
    "give: features with one incident id are one incident."
)
_HUNDREDTHS = 100
_STEP = _HUNDREDTHS // CELLS
_POINT = re.compile(r"([+-]?\d{1,3})(?:\.(\d{1,2}))?, ?([+-]?\d{1,3})(?:\.(\d{1,2}))?"
                    r" ?± ?(\d{1,9}) ?(k?)m", re.ASCII)
"""A place as `publish.coarsen` tells it: at most two decimals, a whole radius."""


def places(release: Release) -> Files:
    """``places.geojson``; nothing where there is nothing to place."""
    features = [*_zones(release), *_incidents(release)]
    if not features:
        return {}
    return {"places.geojson": listing.text(
        release, SCHEMA, WORDS, {"type": "FeatureCollection"}, features=features)}


def _zones(release: Release) -> Iterator[dict[str, object]]:
    names = {zone.id: zone.name for zone in release.agreement.zones}
    for outline in sorted(release.outlines, key=_order):
        name = names.get(outline.zone, {})
        yield _feature(
            f"zone/{outline.zone}/{outline.version}/{outline.first}",
            {"kind": "zone", "zone": outline.zone,
             "name": clean(name.get("en") or next(iter(name.values()), outline.zone)),
             "version": outline.version, "source": outline.source,
             "address": clean(outline.address),
             "from": None if outline.first is None else iso(outline.first),
             "to": None if outline.last is None else iso(outline.last)},
            {"type": "MultiPolygon", "coordinates": [_wound(p) for p in outline.polygons]},
        )


def _order(outline: Outline) -> tuple[str, str, int]:
    first = outline.first
    return (outline.zone, outline.version, -(1 << 62) if first is None else first)


def _incidents(release: Release) -> Iterator[dict[str, object]]:
    for incident in release.linking.incidents:
        claims = [release.claims[c] for c in incident.claims if c in release.claims]
        for place in sorted({str(c["place"]) for c in claims if c["place"]}):
            shape = geometry(place)
            if shape is not None:
                told = [c for c in claims if c["place"] == place]
                yield _feature(
                    f"incident/{incident.id}/{place}",
                    {**_about(incident), "place": place, "radius_m": radius(place),
                     "claims_here": len(told)}, shape)


def _about(incident: Incident) -> dict[str, object]:
    low, high = incident.killed
    return {
        "kind": "incident", "incident": incident.id, "earliest": iso(incident.earliest),
        "latest": iso(incident.latest), "grade": incident.grade,
        "attribution": incident.attribution, "killed_low": low, "killed_high": high,
        "reports": len({t.report for t in incident.tellings}),
    }


def _feature(
    name: str, properties: dict[str, object], shape: dict[str, object]
) -> dict[str, object]:
    return {"type": "Feature", "id": name, "properties": properties, "geometry": shape}


def geometry(place: str) -> dict[str, object] | None:
    """Cell or middle of a place told as `publish.coarsen` tells it; ``None`` where it is no place.

    Parameters
    ----------
    place
        For example ``31.55,34.45 ±8 km``.
    """
    read = _read(place)
    if read is None:
        return None
    latitude, longitude, radius = read
    half = _STEP // 2
    in_world = abs(latitude) + half <= 90 * _HUNDREDTHS
    if radius == RADIUS_M and latitude % _STEP == half and longitude % _STEP == half and in_world:
        # The 180th meridian itself belongs to the first cell east of it.
        west = (longitude - half + 180 * _HUNDREDTHS) % (360 * _HUNDREDTHS) - 180 * _HUNDREDTHS
        return {"type": "Polygon", "coordinates": [_ring(latitude - half, west)]}
    return {"type": "Point", "coordinates": [longitude / _HUNDREDTHS, latitude / _HUNDREDTHS]}


def _ring(south: int, west: int) -> list[list[float]]:
    """A cell, counterclockwise from its south-west corner."""
    north, east = south + _STEP, west + _STEP
    corners = ((west, south), (east, south), (east, north), (west, north), (west, south))
    return [[x / _HUNDREDTHS, y / _HUNDREDTHS] for x, y in corners]


def _read(place: str) -> tuple[int, int, int] | None:
    """Latitude and longitude in hundredths of a degree, and the radius in metres."""
    found = _POINT.fullmatch(place.strip())
    if found is None:
        return None
    latitude, longitude = (_hundredths(found[n], found[n + 1]) for n in (1, 3))
    if abs(latitude) > 90 * _HUNDREDTHS:
        return None
    return latitude, longitude, int(found[5]) * (1000 if found[6] else 1)


def _hundredths(whole: str, decimals: str | None) -> int:
    size = abs(int(whole)) * _HUNDREDTHS + int((decimals or "").ljust(2, "0"))
    return -size if whole.startswith("-") else size


def radius(place: str) -> int | None:
    """Radius of a place told as `publish.coarsen` tells it, in metres."""
    read = _read(place)
    return read[2] if read else None


def _wound(polygon: Polygon) -> list[list[list[float]]]:
    """Outer ring counterclockwise, holes clockwise, as the right-hand rule has it."""
    rings = []
    for number, ring in enumerate(polygon):
        outer, left = number == 0, _area(ring) > 0
        rings.append([[x, y] for x, y in (ring if outer == left else ring[::-1])])
    return rings


def _area(ring: Sequence[Position]) -> float:
    """Twice the signed area; above zero where the ring runs counterclockwise."""
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise(ring))
