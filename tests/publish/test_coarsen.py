"""Exact points leave as cells of a fixed grid, whoever they are of."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.model.place import Point, read_point
from trucewatch.publish.coarsen import RADIUS_M, RULE, WITHHELD, cell_of, coarsen
from trucewatch.publish.release import Removal
from trucewatch.publish.release.table import Table


@pytest.mark.parametrize(("place", "told"), [
    ("31.52345,34.45678 ±50 m", "31.55,34.45 ±8 km"),
    ("31.59999,34.4 ±50 m", "31.55,34.45 ±8 km"),
    ("-0.01,-0.01 ±1 km", "-0.05,-0.05 ±8 km"),
    ("31.5,34.4 ±20 km", "31.5,34.4 ±20 km"),
    ("31.52345,34.45678 ±8 km", "31.55,34.45 ±16 km"),
    ("31.52345,34.4 ±20.5 km", "31.55,34.45 ±29 km"),
    ("31.52345,34.45678 ±495 km", WITHHELD),
    ("31.52345,34.45678", WITHHELD),
    ("31.52345 N / 34.45678 E, beside the mill", WITHHELD),
    ("Vale", None),
    ("", None),
    ("house 12, street 7", None),
])
def test_how_a_place_is_told(place: str, told: str | None) -> None:
    assert cell_of(place) == told


def metres(one: Point, other: Point) -> float:
    """Great-circle distance, a little too large at most."""
    a, b = math.radians(one.latitude), math.radians(other.latitude)
    turn = math.radians(one.longitude - other.longitude)
    half = math.sin((a - b) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(turn / 2) ** 2
    return 6_378_137 * 2 * math.asin(math.sqrt(half))


@given(st.floats(-85, 85), st.floats(-179.9, 179.9))
def test_the_circle_of_a_cell_holds_every_point_of_it(latitude: float, longitude: float) -> None:
    text = f"{latitude:.6f},{longitude:.6f} ±10 m"
    point = Point(latitude=float(f"{latitude:.6f}"), longitude=float(f"{longitude:.6f}"),
                  radius_m=10)
    if point.latitude == 0 and point.longitude == 0:
        return
    cell = read_point(str(cell_of(text)))
    assert cell is not None
    assert cell.radius_m == RADIUS_M
    assert metres(cell, point) <= RADIUS_M
    # All points of a cell are told alike, and what is told is coarse.
    assert cell_of(str(cell_of(text))) == cell_of(text)
    assert not re.search(r"\d\.\d{3}", str(cell_of(text)))


def test_the_words_beside_it_tell_it_no_better() -> None:
    rows = Table.of([
        {"key": "p-31.52345", "place": "31.52345,34.45678 ±50 m", "low": 3,
         "original": "latitude=31.52345; longitude=34.45678; killed=3",
         "note": "7,000 people; 3.5 km away"},
        {"key": "q", "place": "Vale", "original": "at 31.52345, 34.45678 in the Vale",
         "note": "a rate of 0.12345"},
        {"key": "r", "place": "Vale", "original": "7,000 litres", "note": None},
    ])
    assert coarsen(rows) == [
        Removal(rule=RULE, kind="claims.key", count=1),
        Removal(rule=RULE, kind="claims.original", count=2),
        Removal(rule=RULE, kind="claims.place", count=1),
    ]
    assert [*map(dict, rows.rows())] == [
        {"key": "p[position withheld]", "place": "31.55,34.45 ±8 km", "low": 3,
         "original": "latitude=[position withheld]; longitude=[position withheld]; killed=3",
         "note": "7,000 people; 3.5 km away"},
        {"key": "q", "place": "Vale", "original": "at [position withheld] in the Vale",
         "low": None, "note": "a rate of 0.12345"},
        {"key": "r", "place": "Vale", "original": "7,000 litres", "low": None, "note": None},
    ]


@pytest.mark.parametrize(("address", "told"), [
    ("https://map.example/?q=31.52345,34.45678", WITHHELD),
    ("https://map.example/?mlat=31.52345&mlon=34.45678#map", WITHHELD),
    ("https://map.example/@31.52345%2C34.45678", WITHHELD),
    ("https://doi.example/10.12345/6789.12345", "https://doi.example/10.12345/6789.12345"),
    ("https://news.example/2031/05/04/truce", "https://news.example/2031/05/04/truce"),
    ("", ""),
])
def test_an_address_that_names_a_position_is_left_out(address: str, told: str) -> None:
    rows = Table.of([{"place": "Vale", "address": address}])
    removed = coarsen(rows)
    assert [*map(dict, rows.rows())] == [{"place": "Vale", "address": told}]
    assert removed == ([Removal(rule=RULE, kind="claims.address", count=1)] if told != address
                       else [])
