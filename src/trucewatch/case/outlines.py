"""Outlines of zones from ``zones/*.geojson`` and from boundary files a case names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from trucewatch.case import geometry
from trucewatch.case.document import View
from trucewatch.case.features import Feature, left_aside, read_features
from trucewatch.case.names import Names, usable
from trucewatch.case.rings import polygons_of
from trucewatch.case.typed import did_you_mean
from trucewatch.case.zones import ancestors
from trucewatch.model.agreement import Boundaries, Zone
from trucewatch.model.instant import TimeProblem, civil_day, parse_date
from trucewatch.model.place import OUTLINE_COLUMNS, Outline, version_id
from trucewatch.model.problem import Problem, shorten

PROPERTIES = tuple(column.name for column in OUTLINE_COLUMNS)
NEEDED = tuple(column.name for column in OUTLINE_COLUMNS if column.required)


@dataclass(frozen=True)
class Ids:
    """Ids an outline may refer to."""

    zones: Names
    bodies: Names
    tz: str
    within: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Zones each zone is declared to lie in."""


class Drawn(NamedTuple):
    """An outline and the feature it was read from."""

    outline: Outline
    feature: Feature


def read_outlines(
    files: Iterable[tuple[str, bytes]], boundaries: Sequence[tuple[View, Boundaries]], ids: Ids,
    problems: list[Problem],
) -> list[Outline]:
    """Read every outline of a case.

    Parameters
    ----------
    files
        Name and bytes of each GeoJSON file, in order of name.
    boundaries
        Files read by a property of their publisher, and where ``sources.yaml`` names them.
    ids
        What outlines may refer to.
    problems
        Everything found wrong is appended here; such an outline is left out.

    Returns
    -------
    list of Outline
        In the order of zone, version and time; usable whether or not a geometry library is there.
    """
    named = {one.file: (view, one) for view, one in boundaries}
    drawn: list[Drawn] = []
    for name, content in files:
        features = read_features(name, content, problems)
        if name in named:
            drawn += _of_publisher(*named[name], features, ids, problems)
        else:
            drawn += _of_case(name, features, ids, problems)
    for name, (view, _) in named.items():
        if name not in {file for file, _ in files}:
            problems.append(view.problem(
                "missing_file", ("file",), found=name, expected="a file zones/NAME.geojson of the "
                "case folder"))
    kept = _once_at_a_time(drawn, problems)
    apart = {id(one) for one in _suspicious(kept, problems)}
    _beyond([one for one in kept if id(one) not in apart], ids.within, problems)
    return sorted((one.outline for one in kept),
                  key=lambda o: (o.zone, o.version, o.first is not None, o.first or 0))


def _of_case(
    name: str, features: Sequence[Feature], ids: Ids, problems: list[Problem]
) -> list[Drawn]:
    found, other = [], set[str]()
    for feature in features:
        given = feature.value.get("properties")
        given = given if isinstance(given, dict) else {}
        other |= set(given) - set(PROPERTIES)
        one = _outline(feature, given, ids, problems)
        found += [Drawn(one, feature)] if one else []
    left_aside(name, other, problems)
    return found


def _of_publisher(
    view: View, named: Boundaries, features: Sequence[Feature], ids: Ids, problems: list[Problem]
) -> list[Drawn]:
    """Outlines by a property of the publisher; features of one zone make one outline."""
    parts: dict[str, list[Feature]] = defaultdict(list)
    seen = set()
    for feature in features:
        given = feature.value.get("properties")
        key = str(given.get(named.key, "")) if isinstance(given, dict) else ""
        if key in named.zones:
            seen.add(key)
            parts[named.zones[key]].append(feature)
    problems.extend(
        view.problem("unknown_feature", ("zones", key), found=key, key=True,
                     expected=f"a feature of {named.file} whose '{named.key}' is this")
        for key in named.zones if key not in seen
    )
    found = []
    for zone, features_of in parts.items():
        given = {"zone": zone, "version": named.version, "from": named.first_day,
                 "to": named.last_day, "source": named.source, "address": named.address}
        ones = [_outline(feature, given, ids, problems) for feature in features_of]
        whole = [one for one in ones if one is not None]
        if len(whole) == len(ones):
            together = tuple(p for one in whole for p in one.polygons)
            found.append(Drawn(replace(whole[0], polygons=together), features_of[0]))
    return found


def _outline(
    feature: Feature, given: dict[str, Any], ids: Ids, problems: list[Problem]
) -> Outline | None:
    before = len(problems)
    text = {name: _text(feature, given, name, problems) for name in PROPERTIES}
    ids.zones.declared |= {version_id(text["zone"], text["version"])}
    _references(feature, text, ids, problems)
    first = _day(feature, text["from"], "from", ids.tz, problems)
    last = _day(feature, text["to"], "to", ids.tz, problems)
    if first is not None and last is not None and first > last:
        problems.append(feature.problem(
            "end_before_start", "properties.to", text["to"], f"a day after {text['from']}"))
    polygons = polygons_of(feature, problems)
    for fault in geometry.faults(polygons) if geometry.available() else ():
        problems.append(feature.problem(
            fault.code, "geometry", fault.found, fault.expected))
    if len(problems) > before:
        return None
    return Outline(zone=text["zone"], version=text["version"], first=first, last=last,
                   source=text["source"], address=text["address"], polygons=polygons)


def _text(feature: Feature, given: dict[str, Any], name: str, problems: list[Problem]) -> str:
    value = given.get(name)
    if value is None or value == "":
        if name in NEEDED:
            problems.append(feature.problem(
                "missing_field", f"properties.{name}", "nothing",
                "the body of the case that published the outline" if name == "source"
                else f"the property '{name}'"))
        return ""
    if not isinstance(value, str):
        problems.append(feature.problem(
            "wrong_type", f"properties.{name}", shorten(value), "text"))
        return ""
    return value


def _references(
    feature: Feature, text: dict[str, str], ids: Ids, problems: list[Problem]
) -> None:
    for name, names in (("zone", ids.zones), ("source", ids.bodies)):
        if text[name] and text[name] not in names.good:
            problems.append(feature.problem(
                "unknown_reference", f"properties.{name}", shorten(text[name]), names.what,
                did_you_mean(text[name], sorted(names.good)) or "this outline was left out"))
    if text["version"] and not usable(text["version"]):
        problems.append(feature.problem(
            "bad_id", "properties.version", shorten(text["version"]),
            "an id of letters, digits, '-', '_' and '.', at most 64 long"))


def _day(
    feature: Feature, text: str, name: str, tz: str, problems: list[Problem]
) -> int | None:
    if not text:
        return None
    try:
        span = civil_day(parse_date(text), tz)
    except (TimeProblem, OverflowError):
        problems.append(feature.problem(
            "bad_time", f"properties.{name}", shorten(text), "a day such as 2031-03-01"))
        return None
    return span.lo if name == "from" else span.hi


def _once_at_a_time(drawn: Sequence[Drawn], problems: list[Problem]) -> list[Drawn]:
    """Leave out an outline of a version that has another at the same time."""
    kept: dict[str, list[Drawn]] = defaultdict(list)
    for one in drawn:
        clash = next((o for o in kept[one.outline.id] if _overlap(o.outline, one.outline)), None)
        if clash is None:
            kept[one.outline.id].append(one)
            continue
        problems.append(one.feature.problem(
            "version_twice", "properties.version", one.outline.id,
            f"one outline of a version at a time; {clash.feature.file}:{clash.feature.line} holds "
            "then too", "this one was left out: end one where the other begins, put parts into one "
            "MultiPolygon, or give it a version of its own"))
    return [one for ones in kept.values() for one in ones]


def _overlap(one: Outline, other: Outline) -> bool:
    return not ((one.last is not None and other.first is not None and one.last < other.first)
                or (other.last is not None and one.first is not None and other.last < one.first))


Box = tuple[float, float, float, float]


def box(outlines: Iterable[Outline]) -> Box | None:
    """West, south, east and north of outlines; ``None`` of none."""
    positions = [p for o in outlines for polygon in o.polygons for p in polygon[0]]
    if not positions:
        return None
    lons, lats = [p[0] for p in positions], [p[1] for p in positions]
    return min(lons), min(lats), max(lons), max(lats)


def _around(boxes: Sequence[Box]) -> Box:
    west, south, east, north = zip(*boxes, strict=True)
    return min(west), min(south), max(east), max(north)


def swapped(one: Box, among: Box) -> bool:
    """Tell whether a box lies apart from another, and would meet it with its numbers exchanged."""
    west, south, east, north = one
    return not _meet(one, among) and _meet((south, west, north, east), among)


def _meet(one: Box, other: Box) -> bool:
    return (one[0] <= other[2] and one[2] >= other[0]
            and one[1] <= other[3] and one[3] >= other[1])


def _suspicious(drawn: Sequence[Drawn], problems: list[Problem]) -> list[Drawn]:
    """Warn of outlines that lie by themselves, and with the others once exchanged."""
    found: list[Drawn] = []
    of_zone: dict[str, Box] = {}
    boxes = [box([one.outline]) for one in drawn]
    for one, mine in zip(drawn, boxes, strict=True):
        if mine:
            of_zone[one.outline.zone] = _around([mine, of_zone.get(one.outline.zone, mine)])
    others_of = {
        zone: _around([other for name, other in of_zone.items() if name != zone])
        for zone in of_zone if len(of_zone) > 1
    }
    for one, mine in zip(drawn, boxes, strict=True):
        others = others_of.get(one.outline.zone)
        if mine and others and swapped(mine, others):
            problems.append(one.feature.problem(
                "swapped_coordinates", "geometry", "an outline apart from all others",
                "longitude first, then latitude; exchanged it would meet the others",
                "it was used as it stands: look which of them is the wrong way round", "warning"))
            found.append(one)
    return found


def _beyond(
    drawn: Sequence[Drawn], within: Mapping[str, Sequence[str]], problems: list[Problem]
) -> None:
    """Warn of outlines that reach beyond a zone they are declared to lie in."""
    by_zone: dict[str, list[int]] = defaultdict(list)
    for number, one in enumerate(drawn):
        by_zone[one.outline.zone].append(number)
    above = {zone: list(names) for zone, names in within.items()}
    asked = [(number, around) for zone in by_zone for around in
             sorted((ancestors(zone, above) - {zone}) & by_zone.keys()) for number in by_zone[zone]]
    if not asked or not geometry.available():
        return
    shared = geometry.Geometry([one.outline for one in drawn]).outlines()
    whole = {(one, other) for one, other, all_of_it in shared if all_of_it}
    for number, around in asked:
        one, others = drawn[number], by_zone[around]
        instants = {one.outline.first, *(drawn[n].outline.first for n in others),
                    *(end + 1 for n in others if (end := drawn[n].outline.last) is not None)}
        for at in sorted(instants, key=lambda start: (start is not None, start or 0)):
            then = [n for n in others if _holds(drawn[n].outline, at)]
            if then and _holds(one.outline, at) and not any((number, n) in whole for n in then):
                other = drawn[then[0]].feature
                problems.append(one.feature.problem(
                    "beyond_its_zone", "geometry", f"an outline of '{one.outline.zone}' that is "
                    f"not wholly in that of '{around}' ({other.file}:{other.line})",
                    f"'{one.outline.zone}' within '{around}', as case.yaml declares it",
                    "it was used as it stands, and what lies in one of them is possible in the "
                    "other: mend an outline, or declare partly_in", "warning"))
                break


def _holds(outline: Outline, at: int | None) -> bool:
    """Whether an outline holds at an instant; ``None``: before every other."""
    if at is None:
        return outline.first is None
    return ((outline.first is None or outline.first <= at)
            and (outline.last is None or outline.last >= at))


def version_zones(
    zones: Sequence[Zone], outlines: Sequence[Outline], names: dict[str, str]
) -> list[Zone]:
    """Versions of outlines as zones of their own, after those a case declares.

    Parameters
    ----------
    zones
        Zones of the case.
    outlines
        Their outlines.
    names
        Names of parties by id: a version may be a party's.

    Returns
    -------
    list of Zone
        An act in a version is possible in its zone and the other way round; where there is only
        one version, what lies in it lies surely in the zone.
    """
    known = {zone.id: zone for zone in zones}
    versions: dict[str, dict[str, None]] = defaultdict(dict)
    for outline in outlines:
        versions[outline.zone].setdefault(outline.version)
    made = []
    for zone, several in versions.items():
        whole = known[zone]
        for version in several:
            shown = names.get(version, version.replace("_", " "))
            only = len(several) == 1
            made.append(Zone(
                id=version_id(zone, version),
                name={lang: f"{name} ({shown})" for lang, name in whole.name.items()},
                within=[zone] if only else list(whole.within),
                partly_in=list(whole.partly_in) if only else [*whole.partly_in, zone],
            ))
    return made
