"""``gazetteer.csv`` and ``actors.csv``: what names mean, as somebody declared it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence

from trucewatch.case.names import Names, usable
from trucewatch.case.outlines import Ids
from trucewatch.case.sheets import Row, read_rows
from trucewatch.model.agreement import LANGUAGE
from trucewatch.model.instant import TimeProblem, parse_date
from trucewatch.model.place import (
    ACTOR_COLUMNS,
    GAZETTEER_COLUMNS,
    Alias,
    Place,
    PlaceProblem,
    Point,
    check_position,
    check_radius,
)
from trucewatch.model.problem import Problem
from trucewatch.model.spelling import folded

GAZETTEER, ACTORS = "gazetteer.csv", "actors.csv"
_LANGUAGE = re.compile(LANGUAGE)
_SCRIPT = re.compile("[A-Z][a-z]{3}")
_DECIMAL = re.compile(r"[+-]?\d{1,7}(?:\.\d{1,12})?", re.ASCII)
_ACCEPTED = ("accepted_by", "date", "reason")
_FORM = {"latitude": "decimal degrees such as 31.52", "longitude": "decimal degrees such as 34.45",
         "radius_m": "metres such as 500"}


def read_gazetteer(content: bytes, ids: Ids, problems: list[Problem]) -> list[Place]:
    """Read ``gazetteer.csv``.

    Parameters
    ----------
    content
        Its bytes.
    ids
        Zones and bodies of the case.
    problems
        Everything found wrong is appended here; a row with an error is left out.

    Returns
    -------
    list of Place
        By id, each with every spelling of its name.
    """
    places: dict[str, Place] = {}
    spelled: dict[str, dict[str, None]] = defaultdict(dict)
    for row in read_rows(GAZETTEER, content, GAZETTEER_COLUMNS, problems):
        place = _place(row, ids, problems)
        if place is None:
            continue
        known = places.get(place.id)
        if known is not None and _differ(known, place):
            problems.append(row.problem(
                "place_differs", "place", "the point and zone of the first row of this place, or "
                "empty cells"))
            continue
        places[place.id] = Place(
            id=place.id, point=place.point if known is None else known.point or place.point,
            zone=place.zone if known is None else known.zone or place.zone)
        spelled[place.id].setdefault(row.cells["name"])
    bare = {place.id for place in places.values() if place.point is None and not place.zone}
    problems.extend(Problem(
        severity="error", code="no_point", file=GAZETTEER, field="place", found=id_,
        expected="a point with its radius, or a zone, in one row of the place",
        mend="this place was left out") for id_ in places if id_ in bare)
    return [Place(id=p.id, point=p.point, zone=p.zone, names=tuple(spelled[p.id]))
            for p in places.values() if p.id not in bare]


def _differ(known: Place, other: Place) -> bool:
    return bool((other.point and known.point and other.point != known.point)
                or (other.zone and known.zone and other.zone != known.zone))


def _place(row: Row, ids: Ids, problems: list[Problem]) -> Place | None:
    before, cells = len(problems), row.cells
    if not usable(cells["place"]):
        problems.append(row.problem("bad_id", "place", "an id of letters, digits, '-', '_', '.'"))
    _labels(row, problems)
    if not _SCRIPT.fullmatch(cells["script"]):
        problems.append(row.problem("bad_script", "script", "four letters such as Arab or Latn"))
    if not folded(cells["name"]):
        problems.append(row.problem("missing_value", "name", "a name with letters in it"))
    if cells["zone"] and cells["zone"] not in ids.zones.good:
        problems.append(row.problem("unknown_reference", "zone", ids.zones.what,
                                    near=ids.zones.good))
    if cells["source"]:
        if cells["source"] not in ids.bodies.good:
            problems.append(row.problem("unknown_reference", "source", ids.bodies.what,
                                        near=ids.bodies.good))
    elif not cells["accepted_by"]:
        problems.append(row.problem("missing_value", "source", "the body that says so, or who "
                                    "accepted the spelling"))
    if any(cells[name] for name in _ACCEPTED):
        _accepted(row, problems)
    point = _point(row, problems)
    if len(problems) > before:
        return None
    return Place(id=cells["place"], point=point, zone=cells["zone"])


def _point(row: Row, problems: list[Problem]) -> Point | None:
    texts = {name: row.cells[name] for name in _FORM}
    if not any(texts.values()):
        return None
    numbers = {}
    for name, text in texts.items():
        if _DECIMAL.fullmatch(text):
            numbers[name] = float(text)
        else:
            code = "precision_unknown" if name == "radius_m" and not text else "wrong_type"
            problems.append(row.problem(code, name, _FORM[name]))
    if len(numbers) < len(texts):
        return None
    try:
        check_position(numbers["latitude"], numbers["longitude"])
        check_radius(numbers["radius_m"])
    except PlaceProblem as bad:
        cell = "radius_m" if bad.code == "bad_radius" else "latitude"
        problems.append(row.problem(bad.code, cell, str(bad), bad.mend or "this row was left out"))
        return None
    return Point(**numbers)


def _labels(row: Row, problems: list[Problem]) -> None:
    if not _LANGUAGE.fullmatch(row.cells["lang"]):
        problems.append(row.problem("unknown_language", "lang", "the code of a language, such as "
                                    "ar or en; und where unknown"))


def _accepted(row: Row, problems: list[Problem]) -> None:
    for name in _ACCEPTED:
        if not row.cells[name]:
            problems.append(row.problem("missing_value", name, "who accepted it, when and why"))
    if row.cells["date"]:
        try:
            parse_date(row.cells["date"])
        except TimeProblem:
            problems.append(row.problem("bad_time", "date", "a day such as 2031-03-01"))


def read_actors(content: bytes, actors: Names, problems: list[Problem]) -> list[Alias]:
    """Read ``actors.csv``.

    Parameters
    ----------
    content
        Its bytes.
    actors
        Parties and groups of the case.
    problems
        Everything found wrong is appended here; a row with an error is left out, and so is every
        row of an alias that is given to two actors.
    """
    found: list[tuple[Row, Alias]] = []
    for row in read_rows(ACTORS, content, ACTOR_COLUMNS, problems):
        before, cells = len(problems), row.cells
        _labels(row, problems)
        _accepted(row, problems)
        if not folded(cells["alias"]):
            problems.append(row.problem("missing_value", "alias", "a name with letters in it"))
        if cells["actor"] not in actors.good:
            problems.append(row.problem("unknown_reference", "actor", actors.what,
                                        near=actors.good))
        if cells["alias"] in actors.good and cells["alias"] != cells["actor"]:
            problems.append(row.problem("alias_is_an_id", "alias",
                                        "a name; this is the id of another actor"))
        if len(problems) == before:
            found.append((row, Alias(alias=cells["alias"], actor=cells["actor"])))
    means: dict[str, dict[str, Row]] = defaultdict(dict)
    for row, alias in found:
        means[folded(alias.alias)].setdefault(alias.actor, row)
    for several in (given for given in means.values() if len(given) > 1):
        problems.extend(row.problem(
            "alias_twice", "alias", f"one actor; it is given to {' and '.join(sorted(several))}",
            "none of them was used: keep the one that is meant") for row in several.values())
    return [alias for _, alias in found if len(means[folded(alias.alias)]) == 1]


def resolver(aliases: Sequence[Alias]) -> Callable[[str], str]:
    """Make a look-up from an actor as a source names it to an id; empty where none is accepted."""
    known = {folded(alias.alias): alias.actor for alias in aliases}
    seen: dict[str, str] = {}

    def look(text: str) -> str:
        if text not in seen:
            seen[text] = known.get(folded(text), "")
        return seen[text]

    return look
