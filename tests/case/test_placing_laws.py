"""Laws of places: nothing is certain that a metre, a cut or a name could undo.

The distances are checked against the direct geodesic of T. Vincenty (Survey Review 23, 1975), on
the same ellipsoid: a formula the code does not use.
"""

from __future__ import annotations

import math
import random
import shutil
from pathlib import Path

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from trucewatch.assess.engine import assess
from trucewatch.case.geometry import AXIS, FLATTENING, Geometry
from trucewatch.case.placing import placed
from trucewatch.model.finding import Finding
from trucewatch.model.place import Outline, Point, Polygon

from .mapped import contained, feature, polygon, square, write_outlines
from .norland import FIXTURE, add_row, read


def outline(*polygons: Polygon) -> Outline:
    return Outline(zone="z", version="v", first=None, last=None, source="s", address="",
                   polygons=polygons)


def box(west: float, south: float, east: float, north: float) -> Polygon:
    return (((west, south), (east, south), (east, north), (west, north), (west, south)),)


def away(point: Point, bearing: float, metres: float) -> tuple[float, float]:
    """Latitude and longitude some way from a point, by Vincenty's direct formula."""
    b = AXIS * (1 - FLATTENING)
    u1 = math.atan((1 - FLATTENING) * math.tan(math.radians(point.latitude)))
    s1 = math.atan2(math.tan(u1), math.cos(bearing))
    sin_a = math.cos(u1) * math.sin(bearing)
    cos2_a = 1 - sin_a**2
    u2 = cos2_a * (AXIS**2 - b**2) / b**2
    big_a = 1 + u2 / 16384 * (4096 + u2 * (-768 + u2 * (320 - 175 * u2)))
    big_b = u2 / 1024 * (256 + u2 * (-128 + u2 * (74 - 47 * u2)))
    s = metres / (b * big_a)
    for _ in range(20):
        c2m = math.cos(2 * s1 + s)
        turn = big_b * math.sin(s) * (c2m + big_b / 4 * (
            math.cos(s) * (-1 + 2 * c2m**2)
            - big_b / 6 * c2m * (-3 + 4 * math.sin(s)**2) * (-3 + 4 * c2m**2)))
        s = metres / (b * big_a) + turn
    c2m = math.cos(2 * s1 + s)
    x = math.sin(u1) * math.sin(s) - math.cos(u1) * math.cos(s) * math.cos(bearing)
    latitude = math.atan2(
        math.sin(u1) * math.cos(s) + math.cos(u1) * math.sin(s) * math.cos(bearing),
        (1 - FLATTENING) * math.sqrt(sin_a**2 + x**2))
    lam = math.atan2(math.sin(s) * math.sin(bearing), math.cos(u1) * math.cos(s)
                     - math.sin(u1) * math.sin(s) * math.cos(bearing))
    c = FLATTENING / 16 * cos2_a * (4 + FLATTENING * (4 - 3 * cos2_a))
    by = lam - (1 - c) * FLATTENING * sin_a * (
        s + c * math.sin(s) * (c2m + c * math.cos(s) * (-1 + 2 * c2m**2)))
    return math.degrees(latitude), point.longitude + math.degrees(by)


points = st.builds(
    lambda latitude, longitude, exponent: Point(
        latitude=latitude, longitude=longitude, radius_m=10 ** exponent),
    st.floats(-82, 82), st.floats(-170, 170), st.floats(0.5, 5.5),
)


def test_the_geodesic_of_the_test_gives_a_known_distance() -> None:
    """One degree of latitude from the equator is 110,574.4 m on WGS 84, a well-known figure."""
    start = Point(latitude=0, longitude=0, radius_m=1)
    assert away(start, 0, 110_574.4)[0] == pytest.approx(1, abs=1e-6)
    assert away(start, math.pi / 2, 111_319.491)[1] == pytest.approx(1, abs=1e-6)


def half_plane(point: Point, turn: float, edge: float, far: float) -> Outline:
    """All that lies, in degrees, less than `edge` from a point in one direction, up to `far`."""
    along, across = (math.cos(turn), math.sin(turn)), (-math.sin(turn), math.cos(turn))
    ring = [
        (point.longitude + a * along[0] + c * across[0],
         point.latitude + a * along[1] + c * across[1])
        for a, c in ((edge, -far), (edge, far), (-far, far), (-far, -far), (edge, -far))
    ]
    return outline((tuple(ring),))


@given(points, st.floats(0, 2 * math.pi))
@example(Point(latitude=60, longitude=20, radius_m=200_000), math.pi / 4)
@example(Point(latitude=-60, longitude=20, radius_m=200_000), -math.pi / 3)
def test_the_bound_on_distances_is_on_the_safe_side(point: Point, turn: float) -> None:
    """Outlines end a hair before the furthest point of the true disk in some direction."""
    edge = [away(point, 2 * math.pi * k / 1440, point.radius_m) for k in range(1440)]
    reach = [((x - point.longitude) * math.cos(turn) + (y - point.latitude) * math.sin(turn))
             for y, x in edge]
    furthest, far = max(reach), 4 * max(map(abs, reach))
    assume(abs(point.latitude) + 2 * far < 90 and abs(point.longitude) + 2 * far < 180)
    # Beside it the true disk surely reaches out of the first and into the second.
    short = furthest * (1 - 1e-5)
    [told] = Geometry([
        half_plane(point, turn, short, far), half_plane(point, turn + math.pi, -short, far),
    ]).disks([point])
    assert told == {0: False, 1: False}


@given(st.floats(-60, 60), st.floats(-170, 170), st.floats(1, 10_000), st.floats(1.01, 3))
def test_inside_by_a_margin_is_certain(
    latitude: float, longitude: float, radius: float, margin: float
) -> None:
    """One part in a hundred is enough up to 10 km and 60 degrees."""
    point = Point(latitude=latitude, longitude=longitude, radius_m=radius)
    reach = [away(point, turn * math.pi / 2, radius * margin) for turn in range(4)]
    north, east, south, west = reach[0][0], reach[1][1], reach[2][0], reach[3][1]
    [told] = Geometry([outline(box(west, south, east, north))]).disks([point])
    assert told == {0: True}


def star(seed: int) -> Polygon:
    rnd = random.Random(seed)
    ring = [(20 + rnd.uniform(0.2, 1) * math.cos(2 * math.pi * k / 12),
             40 + rnd.uniform(0.2, 1) * math.sin(2 * math.pi * k / 12)) for k in range(12)]
    return ((*ring, ring[0]),)


near = st.tuples(st.floats(39, 41), st.floats(19, 21))


@given(st.integers(0, 10**6), near, st.floats(1, 50_000), st.floats(1, 4))
def test_a_larger_radius_never_makes_certain_what_was_not(
    seed: int, at: tuple[float, float], radius: float, times: float
) -> None:
    several = Geometry([outline(star(seed)), outline(star(seed + 1))])
    small, large = several.disks([
        Point(latitude=at[0], longitude=at[1], radius_m=r) for r in (radius, radius * times)])
    assert small is not None and large is not None
    assert {o for o, sure in large.items() if sure} <= {o for o, sure in small.items() if sure}
    assert set(small) <= set(large)


@given(near, st.floats(1, 50_000), st.floats(19.2, 20.8))
def test_a_zone_in_two_parts_is_the_zone(
    at: tuple[float, float], radius: float, cut: float
) -> None:
    whole = outline(box(19, 39, 21, 41))
    parts = outline(box(19, 39, cut, 41), box(cut, 39, 21, 41))
    point = Point(latitude=at[0], longitude=at[1], radius_m=radius)
    [told] = Geometry([whole, parts]).disks([point])
    assert told is not None
    assert told.get(0) == told.get(1)


@given(st.floats(39, 41), st.floats(-1.2, 1.2), st.floats(1, 50_000))
def test_the_date_line_is_a_line_like_any_other(
    latitude: float, off: float, radius: float
) -> None:
    split = outline(box(179, 39.5, 180, 40.5), box(-180, 39.5, -179, 40.5))
    plain = outline(box(-1, 39.5, 1, 40.5))
    there = 180 + off if off <= 0 else -180 + off
    [far] = Geometry([split]).disks([Point(latitude=latitude, longitude=there, radius_m=radius)])
    [here] = Geometry([plain]).disks([Point(latitude=latitude, longitude=off, radius_m=radius)])
    assert far == here


def test_a_disk_half_beyond_the_date_line_is_inside_if_both_halves_are() -> None:
    west, east = box(179, 39.5, 180, 40.5), box(-180, 39.5, -179, 40.5)
    told = Geometry([outline(west, east), outline(west), outline(east)]).disks([
        Point(latitude=40, longitude=longitude, radius_m=5000)
        for longitude in (179.99, -179.99, 180, -180, 179.5)])
    assert told == [{0: True, 1: False, 2: False}] * 4 + [{0: True, 1: True}]


SWAPPED = {"norland": "southland", "southland": "norland"}


def swap(text: str) -> str:
    return text.replace("norland", "\0").replace("southland", "norland").replace("\0", "southland")


def drawn(folder: Path, seed: int) -> Path:
    """The case with outlines of both parties and claims about the acts of both."""
    rnd = random.Random(seed)
    root = Path(shutil.copytree(FIXTURE, folder))
    half = [polygon(square(20, 40, 20 + rnd.uniform(0.3, 1), 41)) for _ in range(3)]
    write_outlines(
        root, feature(half[0], version="map"),
        feature(half[1], version="norland", from_="2031-03-02"),
        feature(half[2], version="southland", to="2031-03-05"),
    )
    for n in range(8):
        day = f"2031-03-0{rnd.randint(2, 7)}"
        where = f'"40.5,{20 + rnd.uniform(0, 1.1):.4f} ±{rnd.randint(10, 9000)} m"'
        actor = rnd.choice(["norland", "southland"])
        add_row(root, {
            "key": f"p-{n}", "place": where, "earliest": day, "latest": day, "actor": actor,
            "target": f"{SWAPPED[actor]}ers", "published": "2031-03-08"})
    return root


def told(root: Path) -> tuple[dict[str, dict[str, bool]], set[tuple[object, ...]]]:
    loaded = read(root)
    assert loaded.case is not None
    case = placed(loaded.case, loaded.case.claims)
    keys = [str(key) for key in case.claims["key"] if str(key).startswith("p-")]
    found: list[Finding] = assess(case, 1931000000000000)
    return ({key: contained(case, key) for key in keys},
            {(f.clause, f.bound, f.reading, f.start, f.standard, f.unit, f.status, f.low, f.high)
             for f in found if f.clause == "N-01"})


@pytest.mark.parametrize("seed", range(4))
def test_swapping_the_parties_swaps_the_versions_and_the_findings(
    tmp_path: Path, seed: int
) -> None:
    one = drawn(tmp_path / "one", seed)
    other = Path(shutil.copytree(one, tmp_path / "other"))
    for path in other.rglob("*"):
        if path.is_file():
            path.write_text(swap(path.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
    members, findings = told(one)
    members_of_other, findings_of_other = told(other)
    assert members_of_other == {
        key: {swap(zone): sure for zone, sure in found.items()} for key, found in members.items()}
    assert findings_of_other == {
        tuple(swap(v) if isinstance(v, str) else v for v in row) for row in findings}
    assert len({f[6] for f in findings}) > 1
