"""Longitudes unwrapped: a map begins after the widest stretch in which nothing lies.

Shapes come as spans from west to east, in degrees; a shape cut at the 180th meridian comes as its
parts. Where nothing lies near that meridian, longitudes stay as they are.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

Span = tuple[float, float]
"""Least and greatest longitude of a shape; beyond 180 degrees where it reaches over."""
TURN = 360.0


def edge(spans: Iterable[Span]) -> float:
    """Where a map of these shapes begins in the west.

    Parameters
    ----------
    spans
        One of each shape.

    Returns
    -------
    float
        Longitude from -180 to below 180. Of gaps of one width the one over the 180th meridian is
        taken, then the westernmost; -180 where there is no shape.
    """
    found = sorted((west + _home(west), east + _home(west)) for west, east in spans)
    if not found:
        return -TURN / 2
    # What reaches over the meridian covers the beginning too.
    reached = max(east for _, east in found) - TURN
    best, widest = found[0][0], max(0.0, found[0][0] - reached)
    for west, east in found:
        if west - reached > widest:
            best, widest = west, west - reached
        reached = max(reached, east)
    return best


def turn(begin: float, span: Span) -> float:
    """Degrees to add to a shape's longitudes on a map that begins at `begin` (`edge`)."""
    home = _home(span[0])
    return home + TURN if span[0] + home < begin else home


def _home(west: float) -> float:
    """Turns, in degrees, that bring a longitude to -180 or more and below 180; mostly none."""
    return -TURN * math.floor((west + TURN / 2) / TURN)
