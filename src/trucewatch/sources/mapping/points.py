"""Coordinates of a row: on the globe, in the declared area, not the point of forgotten numbers."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from trucewatch.model.mapping import Numerals, Point
from trucewatch.model.place import FORM, PlaceProblem, read_point
from trucewatch.sources.mapping.memo import MAX_MEMO, Fault, Judge, Wrong, is_missing, shown
from trucewatch.sources.mapping.numbers import Exact, exact
from trucewatch.sources.mapping.texts import bare
from trucewatch.sources.tables.table import Cells

POLE, HALF_TURN = 90, 180
MAX_DECIMALS = 18
"""As many as a place may have; nothing is rounded."""


class Pointed:
    """Reads latitudes, longitudes and radii as places, with the digits of the table."""

    def __init__(self, field: str, point: Point, numerals: Numerals,
                 missing: frozenset[str]) -> None:
        self.field = field
        self._degrees = Degrees(exact(numerals, missing), missing)
        self._bounds = (-POLE, POLE, -HALF_TURN, HALF_TURN) if point.area is None else tuple(
            Decimal(getattr(point.area, name)) for name in ("south", "north", "west", "east"))
        self._radii: set[str] = set()
        """Radii that were found to be some."""

    def read(self, lats: Cells, lons: Cells, radii: Iterable[str], judge: Judge) -> list[str]:
        """Texts of the points of a block."""
        south, north, west, east = self._bounds
        known, good = self._degrees, self._radii
        made: list[str] = []
        for at, (first, second, radius) in enumerate(zip(lats, lons, radii, strict=False)):
            lat, lon = known.get(first), known.get(second)
            # Points that are all right in one look; anything else is looked at closely.
            if radius in good and lat and lon and lat[0] and lon[0] and (
                south <= lat[0] <= north and west <= lon[0] <= east
            ):
                made.append(f"{lat[1]},{lon[1]} ±{radius}")
                continue
            noted: list[Fault] = []
            try:
                made.append(self._point(first, second, radius, noted))
            except Wrong as wrong:
                noted.append(wrong.fault)
                made.append("")
            for fault in noted:
                judge.say(at, self.field, shown((first, second)), fault)
        return made

    def _point(self, first: object, second: object, radius: str, noted: list[Fault]) -> str:
        (lat, north), (lon, east) = (self._degrees.of(cell, noted) for cell in (first, second))
        if lat is None or lon is None:
            if lat is None and lon is None:
                return ""
            raise Wrong("half_a_point", "both latitude and longitude, or neither")
        if not lat and not lon:
            raise Wrong("null_coordinates", "a real place; 0/0 stands for an unknown one")
        if _on_globe(lat, lon) and self._inside(lat, lon):
            return self._placed(f"{north},{east}", radius)
        if _on_globe(lon, lat) and self._inside(lon, lat):
            raise Wrong("swapped_coordinates", "latitude, then longitude",
                        "exchange the columns in the mapping, or have the row mended; it is left "
                        "out")
        if not _on_globe(lat, lon):
            raise Wrong("outside_world", "latitude from -90 to 90, longitude from -180 to 180")
        raise Wrong("outside_the_area", "a point in the area the mapping declares")

    def _placed(self, position: str, radius: str) -> str:
        text = f"{position} ±{radius}"
        try:
            if not radius or read_point(text) is None:
                raise Wrong("precision_unknown", FORM)
        except PlaceProblem as problem:
            raise Wrong(problem.code, str(problem), problem.mend or "the row is left out"
                        ) from problem
        self._radii.add(radius)
        return text

    def _inside(self, lat: Decimal, lon: Decimal) -> bool:
        south, north, west, east = self._bounds
        return south <= lat <= north and west <= lon <= east


def _on_globe(lat: Decimal, lon: Decimal) -> bool:
    return -POLE <= lat <= POLE and -HALF_TURN <= lon <= HALF_TURN


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
            # What something is to be said of is looked at, and told, each time.
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
        if value.is_finite() and int(value.as_tuple().exponent) < -MAX_DECIMALS:
            raise Wrong("wrong_value", f"degrees with at most {MAX_DECIMALS} decimals")
        value = value.copy_negate() if minus else value
        return value, format(value, "f")
