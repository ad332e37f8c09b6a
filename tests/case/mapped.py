"""The invented case with outlines, a gazetteer and accepted names, as a test asks for them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from trucewatch.model.case import Case
from trucewatch.model.place import ACTOR_COLUMNS, GAZETTEER_COLUMNS

Ring = list[list[float]]


def square(west: float, south: float, east: float, north: float) -> Ring:
    """A closed ring."""
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def polygon(*rings: object) -> dict[str, object]:
    return {"type": "Polygon", "coordinates": list(rings)}


def feature(geometry: object, **properties: object) -> str:
    given = {"zone": "valley", "version": "map", "source": "gazette"} | properties
    named = {key.rstrip("_"): value for key, value in given.items() if value is not None}
    return json.dumps({"type": "Feature", "properties": named, "geometry": geometry})


def write_outlines(root: Path, *features: str, name: str = "zones/lines.geojson") -> None:
    """One feature a line, the first on line 2."""
    path = root / name
    path.parent.mkdir(exist_ok=True)
    text = '{"type": "FeatureCollection", "features": [\n' + ",\n".join(features) + "\n]}\n"
    path.write_text(text, encoding="utf-8", newline="\n")


def _table(path: Path, names: Sequence[str], rows: Sequence[dict[str, str]]) -> None:
    lines = [",".join(names), *(",".join(row.get(n, "") for n in names) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def write_gazetteer(root: Path, *rows: dict[str, str]) -> None:
    usual = {"lang": "en", "script": "Latn", "source": "gazette"}
    _table(root / "gazetteer.csv", [c.name for c in GAZETTEER_COLUMNS],
           [usual | row for row in rows])


def write_actors(root: Path, *rows: dict[str, str]) -> None:
    usual = {"lang": "en", "accepted_by": "desk", "date": "2031-04-01", "reason": "their own name"}
    _table(root / "actors.csv", [c.name for c in ACTOR_COLUMNS], [usual | row for row in rows])


def contained(case: Case, key: str) -> dict[str, bool]:
    """Zones of the case a claim lies in, by its key: True where surely."""
    zone = dict(zip(case.claims["key"], case.claims["zone"], strict=True))[key]
    members = case.zone_members
    return {
        str(name): bool(sure)
        for own, name, sure in zip(*members.values(), strict=True)
        if own == zone and not str(name).startswith("@")
    }
