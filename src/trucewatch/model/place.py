"""Where: a point with its radius, outlines of zones, names of places, accepted names of actors.

The form of a point is declared once, here: ``31.52,34.45 ±500 m`` (latitude, longitude, radius).
Membership in zones is computed from it; nothing here decides that something lies anywhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from trucewatch.model.claim import Column

FORM = "LATITUDE,LONGITUDE ±RADIUS m (or km), such as 31.52,34.45 ±500 m"
MAX_LATITUDE, MAX_LONGITUDE = 90.0, 180.0
MAX_RADIUS_M = 500_000.0
"""A place known no better than this is no point: name a zone."""
LEAF = "@"
"""First character of a zone made for a place; no id of a case begins with it."""

_NUMBER = r"[+-]?\d{1,3}(?:\.\d{1,18})?"
_POINT = re.compile(
    rf"(?P<lat>{_NUMBER}), ?(?P<lon>{_NUMBER})(?: ?± ?(?P<radius>\d{{1,9}}(?:\.\d{{1,6}})?) ?"
    r"(?P<unit>k?m))?", re.ASCII,
)
# Two numbers, at least one of them with decimals: people mean a point, whatever they write after.
_LIKE = re.compile(
    r"\s*[+-]?\d{1,3}[.]\d+\s*°?\s*[NS]?\s*[,;/ ]\s*[+-]?\d{1,3}(?:[.]\d+)?(?!\d)"
    r"|\s*[+-]?\d{1,3}\s*°?\s*[NS]?\s*[,;]\s*[+-]?\d{1,3}[.]\d+(?!\d)", re.ASCII,
)


@dataclass(frozen=True, kw_only=True)
class Point:
    """A point on the globe (WGS 84) and how far from it the truth may lie."""

    latitude: float
    longitude: float
    radius_m: float


class PlaceProblem(ValueError):
    """A text that means a point and is none; its message is what was expected."""

    def __init__(self, code: str, expected: str, mend: str = "") -> None:
        super().__init__(expected)
        self.code = code
        self.mend = mend


def read_point(text: str) -> Point | None:
    """Read a point in the declared form.

    Parameters
    ----------
    text
        What a source or a person wrote of the place.

    Returns
    -------
    Point or None
        ``None`` when the text is a name, or nothing.

    Raises
    ------
    PlaceProblem
        When it looks like a point but cannot be used as one.
    """
    found = _POINT.fullmatch(text.strip())
    if found is None:
        if _LIKE.match(text):
            raise PlaceProblem("bad_point", FORM)
        return None
    if "." not in found["lat"] + found["lon"] and not found["radius"]:
        return None  # two whole numbers alone may be anything
    latitude, longitude = float(found["lat"]), float(found["lon"])
    check_position(latitude, longitude)
    if not found["radius"]:
        raise PlaceProblem(
            "precision_unknown", f"how well the place is known: {FORM}",
            "without it the place is possible in every zone and certain in none",
        )
    radius = float(found["radius"]) * (1000 if found["unit"] == "km" else 1)
    check_radius(radius)
    return Point(latitude=latitude, longitude=longitude, radius_m=radius)


def check_radius(radius_m: float) -> None:
    """Refuse a radius nobody can mean.

    Raises
    ------
    PlaceProblem
        When it is not above zero, or so large that a zone should be named.
    """
    if not 0 < radius_m <= MAX_RADIUS_M:
        raise PlaceProblem(
            "bad_radius", f"a radius above 0 and at most {MAX_RADIUS_M / 1000:,.0f} km",
            "an exact place is known to some 10 m; for a region name its zone",
        )


def check_position(latitude: float, longitude: float) -> None:
    """Refuse coordinates that are on no map, or stand for "unknown".

    Raises
    ------
    PlaceProblem
        With code ``outside_world``, ``swapped_coordinates`` or ``null_coordinates``.
    """
    if latitude == 0 and longitude == 0:
        raise PlaceProblem("null_coordinates", "a real place; 0/0 stands for an unknown one",
                           "leave the place empty if it is not known")
    if abs(latitude) <= MAX_LATITUDE and abs(longitude) <= MAX_LONGITUDE:
        return
    if abs(longitude) <= MAX_LATITUDE and abs(latitude) <= MAX_LONGITUDE:
        raise PlaceProblem("swapped_coordinates", "latitude from -90 to 90 and longitude from "
                           "-180 to 180; these two look swapped", "exchange the two numbers")
    raise PlaceProblem("outside_world", "latitude from -90 to 90, longitude from -180 to 180",
                       "write a longitude beyond 180 as one from -180 on")


Position = tuple[float, float]
"""Longitude and latitude, in the order of GeoJSON."""
Polygon = tuple[tuple[Position, ...], ...]
"""Rings: the outer one, then its holes; each closed."""


@dataclass(frozen=True, kw_only=True)
class Outline:
    """One version of the outline of a zone, and when it holds."""

    zone: str
    version: str
    """Whose outline: ``published_map``, ``on_the_ground``, a party's id."""
    first: int | None
    """First instant it holds, microseconds UTC; ``None``: it always did."""
    last: int | None
    """Last instant it holds; ``None``: it still does."""
    source: str
    """Body that published the outline."""
    address: str
    polygons: tuple[Polygon, ...]

    @property
    def id(self) -> str:
        """Id of the version as a zone of its own."""
        return version_id(self.zone, self.version)


def version_id(zone: str, version: str) -> str:
    """Id of one version of a zone as a zone of its own: ``line@published_map``."""
    return f"{zone}@{version}"


@dataclass(frozen=True, kw_only=True)
class Place:
    """A place of the gazetteer: a point, a zone, or both."""

    id: str
    point: Point | None = None
    zone: str = ""
    names: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Alias:
    """A name of an actor that somebody accepted."""

    alias: str
    actor: str


OUTLINE_COLUMNS: tuple[Column, ...] = (
    Column("zone", "text", "zone of the case it is an outline of", required=True),
    Column("version", "text", "whose outline: `published_map`, `on_the_ground`, id of a party",
           required=True),
    Column("from", "text", "civil day it holds from; empty: it always did"),
    Column("to", "text", "last civil day it holds; empty: it still does"),
    Column("source", "text", "body of the case that published it; a border without one is not "
           "used", required=True),
    Column("address", "text", "where it was taken from"),
)
"""Properties of a feature of ``zones/*.geojson``."""
GAZETTEER_COLUMNS: tuple[Column, ...] = (
    Column("place", "text", "id of the place; the same in every row that spells it", required=True),
    Column("name", "text", "one spelling of its name", required=True),
    Column("lang", "text", "language of the spelling: `ar`, `en`, `und` where unknown",
           required=True),
    Column("script", "text", "script of the spelling by ISO 15924: `Arab`, `Latn`", required=True),
    Column("latitude", "text", "decimal degrees, WGS 84; in the place's first row, or the same in "
           "each; empty: no point"),
    Column("longitude", "text", "the same"),
    Column("radius_m", "text", "how far from the point the place reaches, in metres; needed with "
           "a point"),
    Column("zone", "text", "zone of the case it surely lies in, or is"),
    Column("source", "text", "body of the case that says so; empty only where somebody accepted "
           "the spelling"),
    Column("accepted_by", "text", "office or role that accepted the spelling, never a person's "
           "name"),
    Column("date", "text", "day on which it was accepted"),
    Column("reason", "text", "why it means this place"),
)
"""`gazetteer.csv`: one row per spelling of a place."""
ACTOR_COLUMNS: tuple[Column, ...] = (
    Column("alias", "text", "name as sources write it", required=True),
    Column("lang", "text", "language of the name: `ar`, `en`, `und` where unknown", required=True),
    Column("actor", "text", "party or group of the case it means", required=True),
    Column("accepted_by", "text", "office or role that accepted it, never a person's name",
           required=True),
    Column("date", "text", "day on which it was accepted", required=True),
    Column("reason", "text", "why it means this actor", required=True),
)
"""`actors.csv`: one row per accepted name of an actor."""
