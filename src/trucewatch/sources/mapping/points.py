"""Coordinates of a row: on the globe, in the declared area, not the point of forgotten numbers."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from trucewatch.model.mapping import Numerals, Point
from trucewatch.sources.mapping.memo import MAX_MEMO, Fault, Memo, Wrong, is_missing
from trucewatch.sources.mapping.numbers import Exact, exact
from trucewatch.sources.mapping.texts import bare

POLE, HALF_TURN = 90, 180


def pointed(field: str, point: Point, numerals: Numerals, missing: frozenset[str]) -> Memo:
    """Pairs of latitude and longitude as ``geo:LAT,LON``, with the digits the table gives."""
    degrees = Degrees(exact(numerals, missing), missing)
    bounds = None if point.area is None else tuple(
        Decimal(getattr(point.area, name)) for name in ("south", "north", "west", "east"))

    def inside(lat: Decimal, lon: Decimal) -> bool:
        if bounds is None:
            return True
        return bounds[0] <= lat <= bounds[1] and bounds[2] <= lon <= bounds[3]

    def resolve(cell: object, noted: list[Fault]) -> str:
        given = cell if isinstance(cell, tuple) else (cell, None)
        (lat, first), (lon, second) = degrees.of(given[0], noted), degrees.of(given[1], noted)
        if lat is None or lon is None:
            if lat is None and lon is None:
                return ""
            raise Wrong("half_a_point", "both latitude and longitude, or neither")
        if not lat and not lon:
            raise Wrong("zero_point", "a place; 0, 0 is what forgotten coordinates become")
        if -POLE <= lat <= POLE and -HALF_TURN <= lon <= HALF_TURN and inside(lat, lon):
            return f"geo:{first},{second}"
        raise _misplaced(lat, lon, inside)

    return Memo(field, resolve)


def _misplaced(lat: Decimal, lon: Decimal, inside: Callable[[Decimal, Decimal], bool]) -> Wrong:
    """Why a point cannot be: exchanged, off the globe, or out of the area."""
    turned = -POLE <= lon <= POLE and -HALF_TURN <= lat <= HALF_TURN
    off = not (-POLE <= lat <= POLE and -HALF_TURN <= lon <= HALF_TURN)
    if turned and inside(lon, lat):
        return Wrong("swapped_coordinates", "latitude, then longitude",
                     "exchange the columns in the mapping, or have the row mended; it is left out")
    if off:
        return Wrong("outside_the_globe", "latitude from -90 to 90, longitude from -180 to 180")
    return Wrong("outside_the_area", "a point in the area the mapping declares")


Degree = tuple[Decimal | None, str]
"""An angle and how it is written; ``None`` where nothing is known."""


class Degrees(dict[object, Degree]):
    """Angles by cell; there are fewer of them than points."""

    def __init__(self, read: Exact, missing: frozenset[str]) -> None:
        super().__init__()
        self._read, self._missing = read, missing

    def of(self, cell: object, noted: list[Fault]) -> Degree:
        """Read an angle, once if nothing is to be said of it."""
        found = self.get(cell)
        if found is None:
            before = len(noted)
            found = self._degree(cell, noted)
            if len(self) > MAX_MEMO:
                self.clear()
            if len(noted) == before:
                self[cell] = found
        return found

    def _degree(self, cell: object, noted: list[Fault]) -> Degree:
        if is_missing(cell, self._missing):
            return None, ""
        minus = False
        if isinstance(cell, str):
            text = bare(cell, noted)
            minus = text[:1] in ("-", "\u2212")
            cell = text[1:] if minus else text
        value = self._read(cell, noted)
        if value is None:
            raise Wrong("wrong_value", "degrees, such as 31.25")
        value = value.copy_negate() if minus else value
        return value, format(value, "f")
