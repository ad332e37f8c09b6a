"""The map: outlines of zones and cells of incidents, drawn at build, no tile and no request.

Longitudes are shortened by the cosine of the middle latitude, which keeps shapes right at the size
of a zone; shapes on both sides of the 180th meridian stand side by side (`meridian`). Nothing finer
is drawn than the release tells: a cell is a cell, and an incident whose place is a name is in the
tables alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup, escape

from trucewatch.publish import words
from trucewatch.publish.formats import geojson
from trucewatch.publish.site import meridian
from trucewatch.publish.site.context import Context
from trucewatch.publish.site.incidents import Incidents
from trucewatch.publish.tongue import tr, trn

WIDTH = 1_000
"""Units of the drawing's width; its height follows from the shapes."""
MARGIN = 24
MOST_HEIGHT = 1_400
LEAST_DEGREES = 0.05
LABEL_LIMIT = 40
Shape = Sequence[tuple[float, float]]
"""Longitude and latitude of points of one shape."""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A place of incidents: a cell of the grid, or a circle with its radius."""

    shape: dict[str, object]
    radius_m: int | None
    incidents: list[tuple[str, str]] = field(default_factory=list)
    """Link from the root of the site, and when, by time."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A map with what it shows in words."""

    svg: Markup
    zones: list[tuple[str, str, str]]
    """Name, version and who published the outline."""
    cells: list[tuple[str, list[tuple[str, str]]]]
    """Place as published, and its incidents (link, when)."""


@dataclass(frozen=True)
class _Frame:
    edge: float
    """Where the map begins on the globe."""
    west: float
    north: float
    scale: float
    squeeze: float
    width: int
    height: int

    def turn(self, shape: Shape) -> float:
        """Degrees to add to the longitudes of a shape."""
        return meridian.turn(self.edge, _across(shape)) if shape else 0.0

    def at(self, longitude: float, latitude: float) -> tuple[int, int]:
        x = MARGIN + (longitude - self.west) * self.squeeze * self.scale
        y = MARGIN + (self.north - latitude) * self.scale
        return round(x), round(y)


def plan(ctx: Context, shown: Incidents) -> Plan | None:
    """Draw zones and incidents; ``None`` where there is nothing to place."""
    cells: dict[str, Cell] = {}
    for view in shown.views.values():
        for claim in view.claims:
            place = claim.text("place")
            shape = geojson.geometry(place) if place else None
            if shape is not None:
                cell = cells.setdefault(place, Cell(shape=shape, radius_m=geojson.radius(place)))
                if (view.link, view.when) not in cell.incidents:
                    cell.incidents.append((view.link, view.when))
    outlines = sorted(ctx.release.outlines, key=lambda o: (o.zone, o.version, o.first or 0))
    rings = [ring for o in outlines for polygon in o.polygons for ring in polygon]
    shapes = [shape for shape in (*rings, *map(_corners, cells.values())) if shape]
    if not shapes:
        return None
    frame = _frame(shapes)
    body = [_outline(frame, [r for polygon in o.polygons for r in polygon], ctx.name(o.zone),
                     o.version) for o in outlines]
    body += [_cell(frame, place, cell) for place, cell in sorted(cells.items())]
    return Plan(
        svg=_figure(frame, body, len(outlines), len(cells)),
        zones=[(ctx.name(o.zone), words.plain(o.version), ctx.body_name(o.source))
               for o in outlines],
        cells=[(place, cell.incidents) for place, cell in sorted(cells.items())],
    )


def _corners(cell: Cell) -> list[tuple[float, float]]:
    found = cell.shape["coordinates"]
    if not isinstance(found, list):
        return []
    if cell.shape["type"] == "Polygon":
        return [(x, y) for x, y in found[0]]
    half = (cell.radius_m or 0) / 111_000
    x, y = found
    return [(x - half, y - half), (x + half, y + half)]


def _across(shape: Shape) -> meridian.Span:
    xs = [x for x, _ in shape]
    return min(xs), max(xs)


def _frame(shapes: Sequence[Shape]) -> _Frame:
    spans = [_across(shape) for shape in shapes]
    edge = meridian.edge(spans)
    ends = [(w + by, e + by) for w, e in spans for by in (meridian.turn(edge, (w, e)),)]
    west, east = min(w for w, _ in ends), max(e for _, e in ends)
    ys = [y for shape in shapes for _, y in shape]
    south, north = min(ys), max(ys)
    squeeze = max(0.05, math.cos(math.radians((south + north) / 2)))
    wide = max(LEAST_DEGREES, (east - west) * squeeze)
    tall = max(LEAST_DEGREES, north - south)
    scale = min((WIDTH - 2 * MARGIN) / wide, (MOST_HEIGHT - 2 * MARGIN) / tall)
    return _Frame(edge, west, north, scale, squeeze, round(wide * scale) + 2 * MARGIN,
                  round(tall * scale) + 2 * MARGIN)


def _outline(frame: _Frame, rings: Iterable[Shape], name: str, version: str) -> str:
    drawn: list[str] = []
    first: tuple[int, int] | None = None
    for ring in rings:
        by = frame.turn(ring)
        steps = [frame.at(x + by, y) for x, y in ring]
        kept = [step for n, step in enumerate(steps) if n == 0 or step != steps[n - 1]]
        if first is None:
            first = (sum(x for x, _ in kept) // len(kept), sum(y for _, y in kept) // len(kept))
        drawn.append("M" + "L".join(f"{x} {y}" for x, y in kept) + "z")
    label = ""
    if first is not None:
        label = (f'<text x="{first[0]}" y="{first[1]}" text-anchor="middle" class="mz">'
                 f"{_esc(name[:LABEL_LIMIT])}</text>")
    title = f"<title>{_esc(f'{name}, {words.plain(version)}')}</title>"
    return f'<g class="zone"><path d="{"".join(drawn)}">{title}</path>{label}</g>'


def _cell(frame: _Frame, place: str, cell: Cell) -> str:
    count = len(cell.incidents)
    says = trn("{n} incident", "{n} incidents", count, n=words.number(count))
    title = f"<title>{_esc(f'{place}: {says}')}</title>"
    found, by = cell.shape["coordinates"], frame.turn(_corners(cell))
    if cell.shape["type"] == "Polygon" and isinstance(found, list):
        corners = [frame.at(x + by, y) for x, y in found[0]]
        (x0, y1), (x1, y0) = corners[0], corners[2]
        shape = f'<rect x="{x0}" y="{y0}" width="{x1 - x0}" height="{y1 - y0}"/>'
        middle = ((x0 + x1) // 2, (y0 + y1) // 2)
    else:
        longitude, latitude = found if isinstance(found, list) else (0, 0)
        middle = frame.at(longitude + by, latitude)
        size = max(6, round((cell.radius_m or 0) / 111_000 * frame.scale))
        shape = f'<circle cx="{middle[0]}" cy="{middle[1]}" r="{size}"/>'
    text = (f'<text x="{middle[0]}" y="{middle[1] + 5}" text-anchor="middle">'
            f"{_esc(words.number(count))}</text>")
    return f'<a class="cell" href="#{anchor(place)}">{title}{shape}{text}</a>'


def anchor(place: str) -> str:
    """Id of a place's row under the map."""
    return f"p-{words.slug(place.replace('-', 'm'))}"


def _figure(frame: _Frame, body: list[str], zones: int, cells: int) -> Markup:
    says = tr("{zones} outlines of zones and {cells} places of incidents; the list below says the "
              "same in words.", zones=words.number(zones), cells=words.number(cells))
    return Markup(  # noqa: S704
        f'<svg class="plan" data-map="yes" viewBox="0 0 {frame.width} {frame.height}" '
        f'role="group" aria-labelledby="plan-t"><title id="plan-t">{_esc(says)}</title>'
        f'{"".join(body)}</svg>'
    )


def _esc(text: str) -> str:
    return str(escape(words.clean(text)))

