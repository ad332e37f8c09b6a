"""Disks in outlines, by shapely, which is an extra; errors are on the side of "possible".

A place is a point and a radius in metres. Around the point the globe is laid flat by the local
equirectangular projection of the WGS 84 ellipsoid: a degree of latitude is as long as the meridian
is curved at the point (M), one of longitude as its parallel is (N cos). Straight lines in degrees,
which edges in GeoJSON are, stay straight, so no edge moves. Lengths are off by what M and N cos
change between the point and the edge of the disk. They are taken at their least over the band of
latitudes the disk can reach at all, and the flat disk is drawn as much larger as they are less
than at the point; it therefore holds the true disk whole. It is drawn as a polygon around the
circle, which holds more still. What lies wholly inside an outline so drawn surely does; what only
touches may be outside, and is "possible".

Radii of curvature: J. P. Snyder, Map Projections: A Working Manual, USGS Professional Paper 1395
(1987), equations 4-18 and 4-20; the ellipsoid: NIMA TR8350.2, World Geodetic System 1984.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from trucewatch.model.place import MAX_LATITUDE, Outline, Point, Polygon

AXIS = 6_378_137.0
"""Semi-major axis of WGS 84, metres."""
FLATTENING = 1 / 298.257223563
_E2 = FLATTENING * (2 - FLATTENING)
_LEAST_M = AXIS * (1 - _E2)
"""Least meridian radius of curvature, at the equator: no metre spans more latitude than there."""
CORNERS = 64
"""Corners of the polygon around a disk; it reaches 0.12 % further than the disk."""
_SLACK = 1 + 1e-9
"""For what floating point may lose."""
NEAR_POLE = 89.0
_TURN, _HALF = 360.0, 180.0


class GeoFault(NamedTuple):
    """Something wrong with polygons that only geometry can tell."""

    code: str
    found: str
    expected: str


def available() -> bool:
    """Tell whether the geometry library can be loaded."""
    try:
        import shapely  # noqa: F401, PLC0415 (an extra)
    except ImportError:
        return False
    return True


def version() -> str:
    """Versions of the geometry library, for what must be computed again; or that there is none."""
    try:
        import shapely  # noqa: PLC0415
    except ImportError:
        return "outlines not used"
    return f"shapely {shapely.__version__}, GEOS {shapely.geos_version_string}"


def faults(polygons: Sequence[Polygon]) -> Iterator[GeoFault]:
    """Say of each polygon that crosses itself where it does, or what else is wrong with it."""
    import shapely  # noqa: PLC0415

    for polygon in polygons:
        reason = str(shapely.is_valid_reason(_shape(polygon)))
        words, _, where = reason.partition("[")
        at = " at longitude, latitude " + where.rstrip("]").replace(" ", ", ") if where else ""
        if "elf-intersection" in words:
            yield GeoFault("self_crossing", f"a ring that crosses or touches itself{at}",
                           "a ring that does not cross itself")
        elif reason != "Valid Geometry":
            yield GeoFault("bad_rings", f"{words.lower()}{at}",
                           "holes inside the outer ring, apart from one another")


def reach(point: Point) -> tuple[float, float] | None:
    """Half the height and width in degrees of a flat ellipse that surely holds a disk.

    Parameters
    ----------
    point
        Point and radius.

    Returns
    -------
    tuple or None
        Degrees of latitude and of longitude; ``None`` too near a pole for any bound.
    """
    band = math.degrees(point.radius_m / _LEAST_M)
    furthest = abs(point.latitude) + band
    if furthest > NEAR_POLE:
        return None
    m, n = _lengths(point.latitude)
    # M grows towards the poles and N cos towards the equator: the least are at the band's ends.
    nearest = max(0.0, abs(point.latitude) - band)
    least = min(_lengths(nearest)[0] / m, _lengths(furthest)[1] / n)
    radius = point.radius_m / least * _SLACK
    return math.degrees(radius / m), math.degrees(radius / n)


def _lengths(latitude: float) -> tuple[float, float]:
    """M and N cos at a latitude, metres per radian."""
    sine = math.sin(math.radians(latitude))
    squared = 1 - _E2 * sine * sine
    return (AXIS * (1 - _E2) / squared ** 1.5,
            AXIS / math.sqrt(squared) * math.cos(math.radians(latitude)))


class Geometry:
    """Outlines of a case, ready to be asked."""

    def __init__(self, outlines: Sequence[Outline]) -> None:
        import numpy  # noqa: PLC0415 (comes with shapely)
        import shapely  # noqa: PLC0415

        self._lib: Any = shapely
        self._numpy: Any = numpy
        self._shapes = [
            shapely.union_all([_shape(p) for p in outline.polygons]) for outline in outlines
        ]
        shapely.prepare(self._shapes)
        self._tree = shapely.STRtree(self._shapes)

    def disks(self, points: Sequence[Point]) -> list[dict[int, bool] | None]:
        """Say of each disk which outlines it touches, and whether it lies wholly inside.

        Parameters
        ----------
        points
            Points with their radii.

        Returns
        -------
        list
            By point: outlines touched, by number, ``True`` where wholly inside; ``None`` where
            nothing can be said, too near a pole.
        """
        found: list[dict[int, bool] | None] = [
            {} if reach(point) is not None else None for point in points
        ]
        drawn = list(self._drawn(points))
        if not drawn or not self._shapes:
            return found
        shapes = [shape for _, shape in drawn]
        asked, near = self._tree.query(shapes)
        # Outlines are prepared once for all disks, so they come first in each question.
        outlines, disks = [self._shapes[o] for o in near], [shapes[a] for a in asked]
        touched = self._lib.intersects(outlines, disks).tolist()
        inside = self._lib.covers(outlines, disks).tolist()
        parts: dict[tuple[int, int], int] = {}
        for a, o, meets, whole in zip(asked.tolist(), near.tolist(), touched, inside, strict=True):
            here = found[drawn[a][0]]
            if here is not None and meets:
                # A disk that crosses the date line is drawn in two halves; both must be inside.
                parts[drawn[a][0], o] = parts.get((drawn[a][0], o), 0) + int(whole)
                here[o] = False
        halves: dict[int, int] = {}
        for i, _ in drawn:
            halves[i] = halves.get(i, 0) + 1
        for (i, o), whole in parts.items():
            here = found[i]
            if here is not None:
                here[o] = whole == halves[i]
        return found

    def outlines(self) -> list[tuple[int, int, bool]]:
        """Pairs of outlines that share area: the first, the second, and if it is all of the first.

        Neighbours that share an edge only share no area.
        """
        one, other = self._tree.query(self._shapes, predicate="intersects")
        pairs = [(a, b) for a, b in zip(one.tolist(), other.tolist(), strict=True) if a != b]
        firsts = [self._shapes[a] for a, _ in pairs]
        seconds = [self._shapes[b] for _, b in pairs]
        if not pairs:
            return []
        shared = self._lib.relate_pattern(firsts, seconds, "T********").tolist()
        whole = self._lib.covers(seconds, firsts).tolist()
        return [(a, b, w) for (a, b), s, w in zip(pairs, shared, whole, strict=True) if s]

    def _drawn(self, points: Sequence[Point]) -> Iterator[tuple[int, Any]]:
        """Disks as polygons in degrees, by number; two halves where one crosses the date line."""
        numpy = self._numpy
        reached = [(i, half) for i, point in enumerate(points) if (half := reach(point))]
        if not reached:
            return
        turn = numpy.arange(CORNERS) * (2 * math.pi / CORNERS)
        circle = numpy.stack([numpy.cos(turn), numpy.sin(turn)], axis=-1)
        at = numpy.array([(points[i].longitude, points[i].latitude) for i, _ in reached])
        half = numpy.array([(width, height) for _, (height, width) in reached])
        half /= math.cos(math.pi / CORNERS)
        shapes = self._lib.polygons(at[:, None, :] + half[:, None, :] * circle)
        beyond = abs(at[:, 0]) + half[:, 0] > _HALF
        for (i, _), shape, crosses in zip(reached, shapes, beyond.tolist(), strict=True):
            for part in self._halves(shape) if crosses else (shape,):
                yield i, part

    def _halves(self, shape: Any) -> Iterator[Any]:  # noqa: ANN401
        """Parts of a shape on either side of the date line, each within the world."""
        for west in (-_HALF - _TURN, -_HALF, _HALF):
            world = self._lib.box(west, -MAX_LATITUDE, west + _TURN, MAX_LATITUDE)
            part = self._lib.intersection(shape, world)
            if self._lib.area(part) > 0:
                yield self._lib.transform(part, self._shifted(-_HALF - west))


    def _shifted(self, by: float) -> Callable[[Any], Any]:
        return lambda positions: positions + self._numpy.array([by, 0.0])


def _shape(polygon: Polygon) -> Any:  # noqa: ANN401 (shapely ships no types)
    import shapely  # noqa: PLC0415

    return shapely.Polygon(polygon[0], polygon[1:])
