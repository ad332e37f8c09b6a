"""Tellings of a case as the table of reports a linker compares."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from trucewatch.case.placing import Gazetteer
from trucewatch.model.case import Case
from trucewatch.model.incident import Telling
from trucewatch.model.instant import civil_date, iso
from trucewatch.model.link import AREA, EXACT, NOWHERE, TOWN, Reports
from trucewatch.model.place import LEAF, PlaceProblem, Point
from trucewatch.model.properties import PROPERTIES
from trucewatch.model.spelling import folded

_EPOCH = 719_163  # 1970-01-01 as an ordinal
_HOUR = 3_600_000_000
_MIDDLE = {
    **dict.fromkeys(("strike", "shelling", "rocket_or_fire_attack", "explosion", "trajectory",
                     "naval_fire"), "fire from afar"),
    **dict.fromkeys(("shooting", "shot", "burst", "round", "clash"), "small arms"),
    **dict.fromkeys(("ground_incursion", "line_crossing_claimed", "line_moved_claimed",
                     "force_movement"), "movement over a line"),
}
_ANY = frozenset({"attack", "violent_event", "ceasefire_violation"})
"""Acts of any kind of their family."""
_COARSE = {"harm to persons": "use of force"}
"""Who was killed was killed by something: harm alone says no more of the kind than that."""
_KILOMETRE, _FIVE = 1_000, 5_000


def reports(case: Case, tellings: Sequence[Telling]) -> Reports:
    """Make the table of reports; its ids are those of the tellings, in order.

    One publication tells of one happening once: what it tells at two places or times counts as
    two unless the rest outweighs it. So the publication, not its publisher, is the source.
    """
    lying = points(case, (telling.place for telling in tellings))
    words = dict(zip(case.claims["claim_id"], case.claims["original"], strict=True))
    found = Reports()
    for telling in tellings:
        point = lying[telling.place]
        fine, middle, coarse = kind(telling.properties)
        first, last = (civil_date(at, case.agreement.tz).toordinal() - _EPOCH
                       for at in (telling.earliest, telling.latest))
        low, high = telling.killed
        found.id.append(telling.id)
        found.source.append(telling.report)
        found.aggregate.append(int(telling.aggregate))
        found.first.append(first)
        found.last.append(last)
        found.minute.append(_minute(telling))
        found.lat.append(None if point is None else round(point.latitude * 1e6))
        found.lon.append(None if point is None else round(point.longitude * 1e6))
        found.shrink.append(1000 if point is None else max(
            1, round(1000 * math.cos(math.radians(point.latitude)) ** 2)))
        found.precision.append(NOWHERE if point is None else precision(point))
        found.place.append(_place(telling, point))
        found.fine.append(fine)
        found.middle.append(middle)
        found.coarse.append(coarse)
        found.actor.append("/".join(telling.actors))
        found.side.append("")
        found.low.append(low)
        found.high.append(high)
        found.events.append(1)
        # Words tell copies. A publisher who gives each row an id says that none is one.
        found.text.append("" if telling.own else folded(" ".join(_text(telling, words))))
    return found


def kind(properties: Iterable[str]) -> tuple[str, str, str]:
    """Kind of a telling on three levels, finest first; harm alone tells only the coarsest."""
    acts = [PROPERTIES[p] for p in properties if PROPERTIES[p].event]
    if not acts:
        families = sorted({PROPERTIES[p].family for p in properties})
        coarse = _COARSE.get(families[0], families[0]) if families else ""
        return coarse, coarse, coarse
    act = min(acts, key=lambda p: (p.id in _ANY, p.id))
    coarse = _COARSE.get(act.family, act.family)
    if act.id in _ANY:
        return coarse, coarse, coarse
    return act.id, _MIDDLE.get(act.id, act.id), coarse


def precision(point: Point) -> int:
    """How precise a point is, as the linker tells it."""
    return EXACT if point.radius_m <= _KILOMETRE else TOWN if point.radius_m <= _FIVE else AREA


def points(case: Case, places: Iterable[str]) -> dict[str, Point | None]:
    """Point of each place a case names; ``None`` where it is none, or may be several."""
    gazetteer = Gazetteer(case.places, case.outlines)
    return {place: _point(gazetteer, place) for place in set(places)}


def _point(gazetteer: Gazetteer, place: str) -> Point | None:
    try:
        found = gazetteer.look(place) if place else ()
    except PlaceProblem:
        return None
    return found[0].point if len(found) == 1 else None


def _place(telling: Telling, point: Point | None) -> str:
    """Name to compare: as told; that of the zone where neither a point nor a name is."""
    if point is None and not telling.place and telling.zone[:1] not in ("", LEAF):
        return telling.zone
    return folded(telling.place)


def _minute(telling: Telling) -> int | None:
    """Minute of the day, in UTC, where it is told to the hour."""
    if telling.latest - telling.earliest > _HOUR:
        return None
    return telling.earliest // 60_000_000 % 1440


def _text(telling: Telling, words: Mapping[object, object]) -> list[str]:
    return list(dict.fromkeys(str(words.get(claim) or "") for claim in telling.claims))


def rows(table: Reports, tellings: Sequence[Telling]) -> list[list[object]]:
    """Cells of `model.link.REPORT_COLUMNS`: the table as a file anybody's tool can link.

    Places are as exact as the claims have them: nothing to publish.
    """
    names = {EXACT: "exact", TOWN: "town", AREA: "area", NOWHERE: ""}
    return [
        [table.id[n], table.source[n], "aggregate" if table.aggregate[n] else "incident",
         _days(table.first[n], table.last[n]), _clock(table.minute[n]),
         _degrees(table.lat[n]), _degrees(table.lon[n]), names[table.precision[n]],
         table.place[n], table.fine[n], table.actor[n], table.low[n], table.high[n],
         table.events[n], table.text[n],
         "" if telling.published is None else iso(telling.published)]
        for n, telling in enumerate(tellings)
    ]


def kinds() -> list[list[str]]:
    """Cells of `model.link.TAXONOMY_COLUMNS`: levels of every kind a telling can have."""
    found = {levels[0]: levels for levels in map(kind, ([p] for p in PROPERTIES))}
    return [["", fine, *found[fine]] for fine in sorted(found)]


def _days(first: int | None, last: int | None) -> str:
    if first is None or last is None:
        return ""
    days = [date.fromordinal(n + _EPOCH).isoformat() for n in (first, last)]
    return days[0] if first == last else "/".join(days)


def _clock(minute: int | None) -> str:
    return "" if minute is None else f"{minute // 60:02d}:{minute % 60:02d}"


def _degrees(millionths: int | None) -> str:
    return "" if millionths is None else f"{millionths / 1e6:.6f}"
