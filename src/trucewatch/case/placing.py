"""Where claims lie: their places resolved, and in which zones each surely or possibly is.

A claim that names a zone keeps it. Any other whose place is a point or a name of the gazetteer is
given a zone of its own (a *leaf*, `model.place.LEAF`), one for each place and each stretch of time
over which the outlines do not change; `zone_members` says what surely or possibly contains it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from trucewatch.case import geometry
from trucewatch.case.outlines import box, swapped
from trucewatch.case.zones import ancestors, levels, members
from trucewatch.model.agreement import Zone
from trucewatch.model.case import Case, Columns
from trucewatch.model.claim import digest
from trucewatch.model.place import LEAF, Outline, Place, PlaceProblem, Point, read_point
from trucewatch.model.spelling import folded

NO, POSSIBLE, CERTAIN = 0, 1, 2
SWAPPED = "coordinates near the outlines of the case; these would be with the numbers exchanged"

Level = Mapping[str, int]
"""Level by zone; a zone that is not in it is ruled out."""
Epochs = tuple[int, int]
"""First and last stretch of time, by number."""


@dataclass
class Gazetteer:
    """Looks up what places of claims mean."""

    places: Sequence[Place]
    outlines: Sequence[Outline] = ()
    _seen: dict[str, tuple[Place, ...] | PlaceProblem] = field(default_factory=dict)

    @cached_property
    def _names(self) -> dict[str, dict[str, Place]]:
        found: dict[str, dict[str, Place]] = defaultdict(dict)
        for place in self.places:
            for name in place.names:
                found[folded(name)][place.id] = place
        return found

    @cached_property
    def _box(self) -> tuple[float, float, float, float] | None:
        return box(self.outlines)

    def look(self, text: str) -> tuple[Place, ...]:
        """Every place a text may mean, none where no table knows it.

        Raises
        ------
        PlaceProblem
            When it looks like a point but cannot be used as one.
        """
        if text not in self._seen:
            try:
                self._seen[text] = self._find(text)
            except PlaceProblem as bad:
                self._seen[text] = bad
        found = self._seen[text]
        if isinstance(found, PlaceProblem):
            raise found
        return found

    def _find(self, text: str) -> tuple[Place, ...]:
        point = read_point(text)
        if point is None:
            return tuple(self._names.get(folded(text), {}).values())
        here = (point.longitude, point.latitude)
        if self._box is not None and swapped((*here, *here), self._box):
            raise PlaceProblem("swapped_coordinates", SWAPPED, "latitude comes first; until it is "
                               "mended the place is possible in every zone and certain in none")
        return (Place(id="", point=point),)


def placed(case: Case, claims: Columns) -> Case:
    """Set the claims of a case, each with the zone it is placed in, and say what contains what.

    Parameters
    ----------
    case
        A case as read.
    claims
        Claims in view, with the zones their sources name.

    Returns
    -------
    Case
        With `claims` and `zone_members`. Claims as recorded and published keep the zone they were
        given; `model.place.LEAF` tells the others.
    """
    zones = case.agreement.zones
    if not case.outlines and not case.places:
        return replace(case, claims=claims, zone_members=members(zones))
    space = _Space(zones, case.outlines)
    leaves, given = _leaves(case, claims, space)
    found = {**space.declared, **{
        leaf: dict(level) for leaf, level in space.of_leaves(leaves).items()}}
    _same_place(leaves, found)
    return replace(case, claims={**claims, "zone": given}, zone_members=_columns(found))


def every_zone(case: Case) -> Columns:
    """What contains every zone of a case, for logs that name zones and are not read here."""
    return _columns(_Space(case.agreement.zones, case.outlines).declared)


def stated(zone: object) -> str:
    """Zone as a source or a case names it; empty for one made for a place."""
    text = str(zone or "")
    return "" if text.startswith(LEAF) else text


def as_stated(case: Case) -> Case:
    """The case with the zones its claims were given, for whoever is shown them."""
    return replace(case, claims={**case.claims, "zone": list(map(stated, case.claims["zone"]))})


Leaf = tuple[tuple[Place, ...], Epochs]


def _leaves(
    case: Case, claims: Columns, space: _Space
) -> tuple[dict[str, Leaf], list[object]]:
    """Leaves by id, and the zone of every claim."""
    tables = Gazetteer(case.places, case.outlines)
    numbers: dict[Leaf, str] = {}
    given: list[object] = []
    columns = (claims[name] for name in ("zone", "place", "earliest", "latest"))
    for zone, place, earliest, latest in zip(*columns, strict=True):
        given.append(zone)
        if zone or not place:
            continue
        try:
            found = tables.look(str(place))
        except PlaceProblem:
            continue
        if len(found) == 1 and found[0].zone and not (space.drawn and found[0].point):
            given[-1] = found[0].zone
        elif found and all(p.zone or (space.drawn and p.point) for p in found):
            key = (found, space.epochs(int(str(earliest)), int(str(latest))))
            given[-1] = numbers.setdefault(key, _leaf(key))
    return {leaf: key for key, leaf in numbers.items()}, given


def _leaf(key: Leaf) -> str:
    """Id of a leaf: the same for the same place and stretch of time, and it tells neither."""
    places, (first, last) = key
    told = [f"{p.id}|{p.zone}|{p.point}" for p in places]
    return LEAF + digest((*told, f"{first}-{last}"))[:12]


def _same_place(leaves: Mapping[str, Leaf], found: dict[str, dict[str, int]]) -> None:
    """Leaves of one place at several times lie in one another: a denial may answer over both."""
    by_place: dict[tuple[Place, ...], list[str]] = defaultdict(list)
    for leaf, (places, _) in leaves.items():
        if len(places) == 1:
            by_place[places].append(leaf)
    for several in by_place.values():
        for one in several:
            found[one] |= dict.fromkeys(several, CERTAIN)


def _columns(found: Mapping[str, Level]) -> Columns:
    rows = [(zone, name, level == CERTAIN) for zone in sorted(found)
            for name, level in sorted(found[zone].items())]
    return {name: [row[n] for row in rows]
            for n, name in enumerate(("zone", "contains", "certain"))}


class _Space:
    """Zones of a case with their outlines over time."""

    def __init__(self, zones: Sequence[Zone], outlines: Sequence[Outline]) -> None:
        self.above = {zone.id: zone.within for zone in zones}
        self.drawn = bool(outlines) and geometry.available()
        self.outlines = list(outlines) if self.drawn else []
        self.shapes = geometry.Geometry(self.outlines) if self.drawn else None
        starts = {o.first for o in self.outlines if o.first is not None}
        starts |= {o.last + 1 for o in self.outlines if o.last is not None}
        self.starts = sorted(starts)
        self.around = {zone: ancestors(zone, self.above) for zone in self.above}
        self.holding = [self._holding(e) for e in range(len(self.starts) + 1)]
        self.declared = levels(zones)
        """By zone a claim may name; with what outlines add to what is declared."""
        self._add_shared_ground()

    def epochs(self, earliest: int, latest: int) -> Epochs:
        """Stretches of time an interval begins and ends in."""
        first = bisect_right(self.starts, earliest)
        return first, max(first, bisect_right(self.starts, latest))

    def _holding(self, epoch: int) -> dict[str, set[int]]:
        """Outlines by zone, versions among them, that hold over a stretch of time."""
        at = self.starts[epoch - 1] if epoch else (self.starts[0] - 1 if self.starts else None)
        found: dict[str, set[int]] = defaultdict(set)
        for number, o in enumerate(self.outlines):
            # With no instant at all nothing begins or ends.
            if at is None or ((o.first is None or o.first <= at)
                              and (o.last is None or o.last >= at)):
                found[o.zone].add(number)
                found[o.id].add(number)
        return dict(found)

    def of_leaves(self, leaves: Mapping[str, Leaf]) -> dict[str, Level]:
        """Level of every zone for every leaf."""
        points = {p.point: None for places, _ in leaves.values() for p in places if p.point}
        told = self.shapes.disks(list(points)) if self.shapes else [None] * len(points)
        touched = dict(zip(points, told, strict=True))
        known: dict[tuple[Place, int], Level] = {}

        def level(place: Place, epoch: int) -> Level:
            if (place, epoch) not in known:
                known[place, epoch] = self._level(place, epoch, touched)
            return known[place, epoch]

        return {
            leaf: _either([level(place, epoch) for place in places
                           for epoch in range(first, last + 1)])
            for leaf, (places, (first, last)) in leaves.items()
        }

    def _level(
        self, place: Place, epoch: int, touched: Mapping[Point, dict[int, bool] | None]
    ) -> Level:
        here = touched.get(place.point) if place.point else None
        if here is None:
            # Nothing is known but the zone it is said to lie in, if any.
            return self.declared.get(place.zone, dict.fromkeys(self.above, POSSIBLE))
        holding = self.holding[epoch]
        found: dict[str, int] = {}
        for zone, numbers in holding.items():
            if not numbers.isdisjoint(here):
                inside = all(here.get(number, False) for number in numbers)
                found[zone] = CERTAIN if inside else POSSIBLE
        sure = {z for z, level in found.items() if level == CERTAIN} | {place.zone} - {""}
        around = {far for near in sure for far in self.around[near]}
        ruled_out = holding.keys() - found.keys() - around
        for zone in self.above.keys() - holding.keys():
            if zone in around:
                found[zone] = CERTAIN
            elif ruled_out.isdisjoint(self.around[zone]):
                found[zone] = POSSIBLE
        for zone in around & holding.keys():
            # Declared to be in it, and not drawn so: neither is preferred.
            found.setdefault(zone, POSSIBLE)
        return found

    def _add_shared_ground(self) -> None:
        """Zones that share ground by their outlines: possibly, or surely where always all of it."""
        if self.shapes is None:
            return
        pairs = {(a, b): whole for a, b, whole in self.shapes.outlines()}
        owners = [(o.zone, o.id) for o in self.outlines]
        meeting = {(one, other) for a, b in pairs for one in owners[a] for other in owners[b]}
        for one, other in meeting:
            each = [self._of_pair(holding.get(one), holding.get(other), pairs)
                    for holding in self.holding]
            if max(each) > NO and one != other:
                level = CERTAIN if min(each) == CERTAIN else POSSIBLE
                here = self.declared[one]
                here[other] = max(here.get(other, NO), level)

    @staticmethod
    def _of_pair(
        ones: set[int] | None, others: set[int] | None, pairs: Mapping[tuple[int, int], bool]
    ) -> int:
        if not ones or not others:
            return NO
        told = [True if a == b else pairs.get((a, b)) for a in ones for b in others]
        if all(told):
            return CERTAIN
        return NO if all(whole is None for whole in told) else POSSIBLE


def _either(several: Sequence[Level]) -> Level:
    """Certain where all are; possible where any is."""
    if len(several) == 1:
        return several[0]
    zones = {zone for one in several for zone in one}
    return {
        zone: CERTAIN if all(one.get(zone, NO) == CERTAIN for one in several) else POSSIBLE
        for zone in zones
    }
