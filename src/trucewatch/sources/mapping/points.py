"""Coordinates of a row: on the globe, in the declared area, not the point of forgotten numbers."""

from __future__ import annotations

from fractions import Fraction

from trucewatch.model.mapping import Numerals, Point
from trucewatch.sources.mapping.memo import Fault, Memo, Wrong, is_missing
from trucewatch.sources.mapping.numbers import Exact, exact
from trucewatch.sources.mapping.texts import bare

POLE, HALF_TURN = 90, 180


def pointed(field: str, point: Point, numerals: Numerals, missing: frozenset[str]) -> Memo:
    """Pairs of latitude and longitude as ``geo:LAT,LON``, with the digits the table gives."""
    read = exact(numerals, missing)
    bounds = None if point.area is None else tuple(
        Fraction(getattr(point.area, name)) for name in ("south", "north", "west", "east"))

    def inside(lat: Fraction, lon: Fraction) -> bool:
        if bounds is None:
            return True
        return bounds[0] <= lat <= bounds[1] and bounds[2] <= lon <= bounds[3]

    def resolve(cell: object, noted: list[Fault]) -> str:
        given = cell if isinstance(cell, tuple) else (cell, None)
        empty = [is_missing(one, missing) for one in given]
        if all(empty):
            return ""
        if any(empty):
            raise Wrong("half_a_point", "both latitude and longitude, or neither")
        lat, lon = (_signed(one, read, noted) for one in given)
        if lat == lon == 0:
            raise Wrong("zero_point", "a place; 0, 0 is what forgotten coordinates become")
        turned = abs(lon) <= POLE and abs(lat) <= HALF_TURN
        if abs(lat) > POLE or abs(lon) > HALF_TURN:
            if turned:
                raise _swapped()
            raise Wrong("outside_the_globe", "latitude from -90 to 90, longitude from -180 to 180")
        if not inside(lat, lon):
            if turned and inside(lon, lat):
                raise _swapped()
            raise Wrong("outside_the_area", "a point in the area the mapping declares")
        return f"geo:{_written(lat)},{_written(lon)}"

    return Memo(field, resolve)


def _swapped() -> Wrong:
    return Wrong("swapped_coordinates", "latitude, then longitude",
                 "exchange the columns in the mapping, or have the row mended; it is left out")


def _signed(cell: object, read: Exact, noted: list[Fault]) -> Fraction:
    minus = False
    if isinstance(cell, str):
        text = bare(cell, noted)
        minus = text[:1] in ("-", "\u2212")
        cell = text[1:] if minus else text
    value = read(cell, noted)
    if not isinstance(value, Fraction):
        raise Wrong("wrong_value", "degrees, such as 31.25")
    return -value if minus else value


def _written(value: Fraction) -> str:
    """Decimal digits of an exact decimal fraction."""
    sign, value = ("-", -value) if value < 0 else ("", value)
    whole, rest = divmod(value.numerator, value.denominator)
    digits = ""
    while rest:
        digit, rest = divmod(rest * 10, value.denominator)
        digits += str(digit)
    return f"{sign}{whole}" + (f".{digits}" if digits else "")
