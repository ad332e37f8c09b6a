"""GeoJSON: cells and circles of incidents, outlines of zones, nothing where nothing is placed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from case.norland import add_row, copy_case
from trucewatch.model.place import Outline
from trucewatch.pipeline import run
from trucewatch.publish.coarsen import cell_of
from trucewatch.publish.formats.geojson import geometry, places

from .sample import release

SQUARE = ((10.0, 50.0), (10.0, 51.0), (11.0, 51.0), (11.0, 50.0), (10.0, 50.0))
"""Clockwise, as its publisher wrote it."""
HOLE = ((10.2, 50.2), (10.4, 50.2), (10.4, 50.4), (10.2, 50.4), (10.2, 50.2))
"""Counterclockwise."""


@pytest.mark.parametrize(("place", "expected"), [
    ("31.55,34.45 ±8 km", {"type": "Polygon", "coordinates": [
        [[34.4, 31.5], [34.5, 31.5], [34.5, 31.6], [34.4, 31.6], [34.4, 31.5]]]}),
    ("-0.05,-0.05 ±8 km", {"type": "Polygon", "coordinates": [
        [[-0.1, -0.1], [0.0, -0.1], [0.0, 0.0], [-0.1, 0.0], [-0.1, -0.1]]]}),
    ("10.05,180.05 ±8 km", {"type": "Polygon", "coordinates": [
        [[-180.0, 10.0], [-179.9, 10.0], [-179.9, 10.1], [-180.0, 10.1], [-180.0, 10.0]]]}),
    ("31.55,34.45 ±20 km", {"type": "Point", "coordinates": [34.45, 31.55]}),
    ("31.5,34.4 ±8 km", {"type": "Point", "coordinates": [34.4, 31.5]}),
    ("Ardal village", None), ("", None), ("[position withheld]", None),
    ("31.528412,34.461377 ±50 m", None), ("91.05,10.05 ±8 km", None),
])
def test_a_place_is_a_cell_a_circle_or_nothing(place: str, expected: object) -> None:
    assert geometry(place) == expected


@given(st.floats(-89.9, 89.9), st.floats(-179.999, 179.999))
def test_every_coarsened_point_lies_in_its_cell(latitude: float, longitude: float) -> None:
    told = cell_of(f"{latitude:.6f},{longitude:.6f} ±50 m")
    if told is None or "withheld" in told:
        return
    shape = geometry(told)
    assert shape is not None and shape["type"] == "Polygon"
    ring = shape["coordinates"][0]  # type: ignore[index]
    (west, south), (east, north) = ring[0], ring[2]
    assert south <= round(latitude, 6) <= north and west <= round(longitude, 6) <= east
    assert -180 <= west < east <= 180 and -90 <= south < north <= 90


def test_outlines_are_wound_by_the_right_hand_rule_with_their_publisher() -> None:
    outline = Outline(zone="lake", version="published_map", first=None, last=1_000_000,
                      source="un-mission", address="https://maps.example/lake",
                      polygons=((SQUARE, HOLE),))
    found = json.loads(str(places(replace(release(), outlines=[outline]))["places.geojson"]))
    assert found["type"] == "FeatureCollection" and found["schema"] == "trucewatch/places@1"
    assert found["features"] == [{
        "type": "Feature", "id": "zone/lake/published_map/None",
        "properties": {
            "kind": "zone", "zone": "lake", "name": "Lake Ardal", "version": "published_map",
            "source": "un-mission", "address": "https://maps.example/lake", "from": None,
            "to": "1970-01-01T00:00:01Z"},
        "geometry": {"type": "MultiPolygon", "coordinates": [[
            [list(p) for p in SQUARE[::-1]], [list(p) for p in HOLE[::-1]]]]},
    }]


def test_nothing_to_place_makes_no_file() -> None:
    assert places(release()) == {}


def test_an_incident_is_told_by_the_cell_of_its_claim(tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    add_row(root, {"key": "c-8", "address": "https://example.org/8", "source": "wire",
                   "original": "One strike.", "earliest": "2031-03-02", "latest": "2031-03-02",
                   "actor": "norland", "low": "1", "published": "2031-03-04",
                   "place": '"31.528412,34.461377 ±50 m"'})
    assert run(root, tmp_path / "out").index is not None
    text = (tmp_path / "out" / "places.geojson").read_text(encoding="utf-8")
    (feature,) = [f for f in json.loads(text)["features"] if f["properties"]["kind"] == "incident"]
    assert feature["properties"]["place"] == "31.55,34.45 ±8 km"
    assert feature["properties"]["radius_m"] == 8000
    assert feature["geometry"] == {"type": "Polygon", "coordinates": [
        [[34.4, 31.5], [34.5, 31.5], [34.5, 31.6], [34.4, 31.6], [34.4, 31.5]]]}
    assert "31.528" not in text and "34.461" not in text
