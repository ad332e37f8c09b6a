"""Exact points are never published: each becomes the cell of a fixed grid it lies in.

A fixed cell, never random jitter (which averages out over many rows) and never mere rounding of
what is written (which still tells the place where little else is). Numbers as exact as a position
are taken out of the other words of such a row too, and an address that names a position is left
out whole.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache

from trucewatch.model.place import MAX_RADIUS_M, PlaceProblem, Point, read_point
from trucewatch.publish.release import Removal
from trucewatch.publish.release.table import Row, Table

CELLS = 10
"""Cells to a degree: one of a tenth is about 11 km high, and at most as wide."""
RADIUS_M = 8_000
"""A circle round the middle of a cell that holds all of it, to the next kilometre."""
COLUMNS = ("key", "subject", "in_reply_to", "original", "locator", "note")
"""Text beside the place in which a source may repeat a position."""
_LOOKED_AT = (*COLUMNS, "address")
RULE = "exact places are told by a cell of a fixed grid"
WITHHELD = "[position withheld]"
_REMEMBERED = 16_384
"""Places and addresses, which many rows share, that are looked at once."""

_EXACT = re.compile(r"[+-]?\d{1,3}(?:\.\d{3,}|,\d{4,})")
"""A number of three decimals tells a place to about a hundred metres; 7,000 is no position."""
_MAY_BE_EXACT = re.compile(r"[.,]\d{3}")
"""Stands in each of them, and is quick to look for."""
_IN_ADDRESS = re.compile(rf"{_EXACT.pattern}(?:%[0-9A-F]{{2}}|\D){{1,12}}{_EXACT.pattern}")
"""Two such numbers near one another, as the address of a map has them."""
_PAIR = re.compile(rf"{_EXACT.pattern}\s*°?\s*[NSEW]?\s*[,;/ ]+\s*{_EXACT.pattern}")


def coarsen(table: Table) -> list[Removal]:
    """Replace exact points in claims, in place.

    Parameters
    ----------
    table
        Claims as they are to be published (`CLAIM_COLUMNS`).

    Returns
    -------
    list of Removal
        How many values were replaced, by column.
    """
    counts: dict[str, int] = {}
    # Looked for before anything is replaced: a cell of the grid is no exact position.
    exact = {column: table.suspected(column, _no_exact) for column in _LOOKED_AT}
    rows = sorted({place for column, texts in exact.items()
                   for place in table.where(column, texts)})
    cells = {text: cell for text in table.texts("place") if (cell := cell_of(text)) is not None}
    pointed = {*table.where("place", cells)} if rows else set[int]()
    for place in table.where("place", {text for text, cell in cells.items() if cell != text}):
        table.put(place, "place", cells[str(table.column("place")[place])])
        counts["place"] = counts.get("place", 0) + 1
    for place in rows:
        _numbers_out(table.row(place), _EXACT if place in pointed else _PAIR, counts)
    return [Removal(rule=RULE, kind=f"claims.{column}", count=count)
            for column, count in sorted(counts.items())]


def _no_exact(text: str) -> bool:
    return _MAY_BE_EXACT.search(text) is None or _EXACT.search(text) is None


def _numbers_out(row: Row, pattern: re.Pattern[str], counts: dict[str, int]) -> None:
    """Take positions out of the words beside a place, and an address that names one."""
    for column in COLUMNS:
        text = str(row.get(column) or "")
        masked = pattern.sub(WITHHELD, text)
        if masked != text:
            row[column] = masked
            counts[column] = counts.get(column, 0) + 1
    if _IN_ADDRESS.search(str(row.get("address") or "")):
        row["address"] = WITHHELD
        counts["address"] = counts.get("address", 0) + 1


def without_positions(text: str) -> str:
    """A text without pairs of numbers as exact as a position."""
    return _PAIR.sub(WITHHELD, text)


@lru_cache(maxsize=_REMEMBERED)
def cell_of(place: str) -> str | None:
    """How a place may be told; ``None`` where it is no point."""
    try:
        point = read_point(place)
    except PlaceProblem:
        # It looks like a position that cannot be read as one.
        return WITHHELD
    if point is None:
        return WITHHELD if _PAIR.search(place) else None
    if point.radius_m >= RADIUS_M and not _EXACT.search(place):
        return place
    return _cell(point)


def _cell(point: Point) -> str:
    # A tenth of a degree has no exact binary form: whole cells are counted, and then written out.
    middle = [
        (2 * math.floor(value * CELLS) + 1) / (2 * CELLS)
        for value in (point.latitude, point.longitude)
    ]
    # However wide the circle, its middle may be exact: the circle that is told holds the other.
    wide = point.radius_m + RADIUS_M if point.radius_m >= RADIUS_M else RADIUS_M
    if wide > MAX_RADIUS_M:
        return WITHHELD
    return f"{middle[0]:.2f},{middle[1]:.2f} ±{math.ceil(wide / 1000)} km"
