"""Rings of a polygon: what can be told of them without any geometry library."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from trucewatch.case.features import Feature
from trucewatch.model.place import PlaceProblem, Polygon, Position, check_position
from trucewatch.model.problem import Problem, shorten

_HALF_TURN = 180.0
_CLOSED = 4
SPLIT = ("cut it at 180 degrees into the parts of a MultiPolygon, one that ends at 180 and one "
         "that begins at -180 (RFC 7946, section 3.1.9)")


def polygons_of(feature: Feature, problems: list[Problem]) -> tuple[Polygon, ...]:
    """Polygons of a feature; empty, with Problems, when any ring of it cannot be used."""
    geometry = feature.value.get("geometry")
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    raw = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon") or not isinstance(raw, list) or not raw:
        problems.append(feature.problem("no_outline", "geometry", str(kind or "nothing"),
                                        "a Polygon or a MultiPolygon with coordinates"))
        return ()
    before = len(problems)
    found = []
    for number, polygon in enumerate([raw] if kind == "Polygon" else raw, 1):
        where = "geometry" if kind == "Polygon" else f"geometry, part {number}"
        if not isinstance(polygon, list) or not polygon:
            problems.append(feature.problem("no_outline", where, "nothing", "a list of rings"))
            continue
        rings = []
        for nth, ring in enumerate(polygon, 1):
            faults, read = _ring(ring)
            here = f"{where}, ring {nth}"
            problems.extend(feature.problem(code, here, shown, expected, mend)
                            for code, shown, expected, mend in faults)
            rings.append(read)
        found.append(tuple(rings))
    return tuple(found) if len(problems) == before else ()


Fault = tuple[str, str, str, str]
_LEFT = "this outline was left out"


def _ring(raw: Any) -> tuple[list[Fault], tuple[Position, ...]]:  # noqa: ANN401 (as JSON has it)
    """What is wrong with a ring, each sort of fault once, and its positions."""
    if not isinstance(raw, list):
        return [("no_ring", shorten(raw), "a list of positions", _LEFT)], ()
    positions: list[Position] = []
    faults: dict[str, Fault] = {}
    for item in raw:
        position = _position(item)
        if position is None:
            faults.setdefault("no_position", (
                "no_position", shorten(item), "[longitude, latitude] as plain numbers", _LEFT))
            continue
        positions.append(position)
        try:
            check_position(position[1], position[0])
        except PlaceProblem as bad:
            mend = SPLIT if abs(position[0]) > _HALF_TURN and bad.code == "outside_world" \
                else bad.mend
            faults.setdefault(bad.code, (
                bad.code, f"longitude {position[0]:g}, latitude {position[1]:g}", str(bad),
                f"{_LEFT}; {mend}" if mend else _LEFT))
    if not faults:
        faults |= {fault[0]: fault for fault in _whole(positions)}
    return list(faults.values()), tuple(positions)


def _position(item: Any) -> Position | None:  # noqa: ANN401
    if not isinstance(item, list) or not 2 <= len(item) <= 3:  # noqa: PLR2004 (with a height)
        return None
    if not all(isinstance(n, int | float) and not isinstance(n, bool) for n in item):
        return None
    try:
        position = (float(item[0]), float(item[1]))
    except OverflowError:
        return None
    return position if all(map(math.isfinite, position)) else None


def _whole(positions: list[Position]) -> Iterator[Fault]:
    if len(positions) < _CLOSED:
        yield ("short_ring", f"{len(positions)} positions",
               "at least four, the last the same as the first", _LEFT)
        return
    first, last = positions[0], positions[-1]
    if first != last:
        yield ("open_ring", f"begins at {first[0]:g}, {first[1]:g} and ends at {last[0]:g}, "
               f"{last[1]:g}", "a ring that ends where it begins",
               f"{_LEFT}; repeat the first position at the end")
    for one, other in pairwise(positions):
        if abs(one[0] - other[0]) > _HALF_TURN:
            yield ("spans_date_line", f"a step from longitude {one[0]:g} to {other[0]:g}",
                   "steps of at most half the globe", f"{_LEFT}; {SPLIT}")
            return
