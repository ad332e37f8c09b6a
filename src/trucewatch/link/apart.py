"""Which happenings an account itself keeps apart: only those are added in a finding.

What the weights make of two reports is a proposal, and no finding may hang on it. Two tellings of
one lineage are two happenings where people decided so, or where the account says so: by rows of
one release of a data set that gives each event an id, by times that do not meet, by points further
apart than they are known and than candidates can be, or, in one report, by zones that have nothing
in common or points that are two places. Two reports may call one place by two names, so zones of
two reports tell nothing apart.

Wherever people hold that two may yet be one, they are not added; nor where the weights do, but for
rows of one release, whose publisher has told them apart already. Rows of two releases that have
one id are one happening.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from trucewatch.link.candidates import CELL_METRES
from trucewatch.link.claims import points
from trucewatch.model.case import Case, Columns
from trucewatch.model.incident import Telling
from trucewatch.model.link import LONGEST, Reports
from trucewatch.model.place import LEAF, Point

Numbers = tuple[int, int]
FAR = 2 * CELL_METRES
"""Metres that tell points of two reports apart, however well they are known."""
TOWNS = 5_000
"""Metres that tell points of one report apart."""
_EARTH = 6_371_000


def apart(
    case: Case, tellings: Sequence[Telling], reports: Reports, maybe: Collection[Numbers],
    decided: Mapping[Numbers, bool], copies: Mapping[int, int] | None = None,
) -> dict[str, int]:
    """Number the happenings that are surely apart.

    Parameters
    ----------
    case
        The case, placed: its zones tell what can overlap.
    tellings, reports
        In one order.
    maybe
        Pairs of positions the weights hold to be one incident with .02 or more.
    decided
        What people decided, by pair: whether the two are, or may be, one. Pairs of whole
        incidents count.
    copies
        Tellings that were compared with none, and the one like them in every cell that was.

    Returns
    -------
    dict
        A number by claim id. Of the tellings of one lineage any two with numbers are apart; those
        without one may tell of the same as any of them.
    """
    test = _Test(case, tellings, reports, maybe, decided, copies or {})
    by_lineage: dict[str, list[int]] = defaultdict(list)
    for n, telling in enumerate(tellings):
        if not telling.aggregate and test.days(n):
            for lineage in telling.lineages:
                by_lineage[lineage].append(n)
    speaks = dict(zip(case.claims["claim_id"], case.claims["lineage"], strict=True))
    return {
        claim: n + 1
        for lineage in sorted(by_lineage) for n in test.choose(by_lineage[lineage])
        for claim in tellings[n].claims if speaks[claim] == lineage
    }


class _Test:
    """Whether two tellings are surely apart."""

    def __init__(
        self, case: Case, tellings: Sequence[Telling], reports: Reports,
        maybe: Collection[Numbers], decided: Mapping[Numbers, bool], copies: Mapping[int, int],
    ) -> None:
        self.tellings, self.reports, self.zones = tellings, reports, _Zones(case.zone_members)
        self.maybe, self.decided, self.copies = frozenset(maybe), decided, copies
        self.zone = _only(case, tellings, "zone")
        places = _only(case, tellings, "place")
        lying = points(case, places)
        self.point = [lying[place] for place in places]
        self.near: dict[int, set[int]] = defaultdict(set)
        for one, other in [*maybe, *(pair for pair, same in decided.items() if same)]:
            a, b = self.first(one), self.first(other)
            self.near[a].add(b)
            self.near[b].add(a)

    def first(self, n: int) -> int:
        """The telling that was compared in place of one."""
        return self.copies.get(n, n)

    def days(self, n: int) -> range:
        """Days it may have been on; none where that is no use."""
        first, last = self.reports.first[n], self.reports.last[n]
        if first is None or last is None or last - first > LONGEST:
            return range(0)
        return range(first, last + 1)

    def choose(self, some: Iterable[int]) -> list[int]:
        """As many as can be found of which any two are apart, the most precise first."""
        chosen: dict[object, list[int]] = defaultdict(list)
        taken: set[int] = set()
        for n in sorted(some, key=self._rank):
            rivals = {m for key in self._meets(n) for m in chosen.get(key, ())}
            if all(self._apart(min(n, m), max(n, m)) for m in rivals):
                taken.add(n)
                for key in self._is(n):
                    chosen[key].append(n)
        return sorted(taken)

    def _is(self, n: int) -> Iterator[object]:
        """What others may meet it by."""
        yield from self.days(n)
        yield "as", self.first(n)
        yield "row", _row(self.tellings[n])

    def _meets(self, n: int) -> Iterator[object]:
        """What those have that are not apart by their days alone."""
        yield from self._is(n)
        for m in self.near[self.first(n)]:
            yield "as", m

    def _rank(self, n: int) -> tuple[object, ...]:
        telling = self.tellings[n]
        return (not telling.own, self.reports.precision[n], not telling.zone,
                telling.latest - telling.earliest, telling.id)

    def _apart(self, a: int, b: int) -> bool:
        decided = self.decided.get((a, b))
        if decided is not None:
            return not decided
        one, other = self.tellings[a], self.tellings[b]
        if one.own and other.own and _release(one) == _release(other):
            return _row(one) != _row(other)
        if _row(one) == _row(other) or self._likely(a, b):
            return False
        return self._told_apart(a, b)

    def _told_apart(self, a: int, b: int) -> bool:
        """Whether times or places of the two do not meet."""
        one, other = self.tellings[a], self.tellings[b]
        if one.latest < other.earliest or other.latest < one.earliest:
            return True
        if one.report == other.report:
            return self._far(a, b, TOWNS) or self.zones.elsewhere(self.zone[a], self.zone[b])
        return self._far(a, b, FAR)

    def _likely(self, a: int, b: int) -> bool:
        """Whether the weights hold them to be one, or would, had both been compared."""
        one, other = sorted((self.first(a), self.first(b)))
        return (one, other) in self.maybe or (one == other)

    def _far(self, a: int, b: int, least: int) -> bool:
        """Whether they lie further apart than that, wherever in their circles they lie."""
        one, other = self.point[a], self.point[b]
        return one is not None and other is not None and (
            _metres(one, other) > max(least, one.radius_m + other.radius_m))


def _row(telling: Telling) -> str:
    """Id a data set gives the happening, in whatever release."""
    return telling.own.rpartition("/")[2] or telling.id


def _release(telling: Telling) -> str:
    return telling.own.rpartition("/")[0]


def _only(case: Case, tellings: Sequence[Telling], column: str) -> list[str]:
    """Value of a column that every claim of a telling has; empty where they differ."""
    cells = dict(zip(case.claims["claim_id"], case.claims[column], strict=True))
    found = [{str(cells[claim] or "") for claim in telling.claims} for telling in tellings]
    return [next(iter(values)) if len(values) == 1 else "" for values in found]


def _metres(one: Point, other: Point) -> float:
    lat1, lat2 = math.radians(one.latitude), math.radians(other.latitude)
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin(
        math.radians(other.longitude - one.longitude) / 2) ** 2
    return 2 * _EARTH * math.asin(min(1.0, math.sqrt(half)))


class _Zones:
    """What zones of a case, and those made for places, have in common."""

    def __init__(self, members: Columns) -> None:
        self._sure: dict[str, set[str]] = defaultdict(set)
        self._touch: dict[str, set[str]] = defaultdict(set)
        for zone, other, certain in zip(
            members["zone"], members["contains"], members["certain"], strict=True
        ):
            self._meet(str(zone), str(other))
            if certain and str(other)[:1] != LEAF:
                self._sure[str(zone)].add(str(other))
        declared = sorted(zone for zone in self._touch if zone[:1] != LEAF)
        found = [(zone, other) for zone in declared for other in sorted(self._touch[zone])]
        for zone, other in found:
            # Two zones a third lies in share its ground, also where nothing says so of the two.
            for around in self._sure[zone]:
                self._meet(around, other)
            # What overlaps a zone in part may do so anywhere in it.
            if other not in self._sure[zone] and zone not in self._sure[other]:
                for inside in declared:
                    if zone in self._sure[inside] and other[:1] != LEAF:
                        self._meet(inside, other)

    def _meet(self, one: str, other: str) -> None:
        self._touch[one].add(other)
        self._touch[other].add(one)

    def elsewhere(self, one: str, other: str) -> bool:
        """Whether one surely lies in a zone the other surely has no part in."""
        if not (one in self._touch and other in self._touch) or one == other:
            return False
        return self._shut_out(one, other) or self._shut_out(other, one)

    def _shut_out(self, one: str, other: str) -> bool:
        return bool(self._sure.get(one, set()) - self._touch[other])
