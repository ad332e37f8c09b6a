"""Which happenings an account itself keeps apart: only those are added in a finding.

What the weights make of two reports is a proposal, and no finding may hang on it. Two tellings of
one lineage are two happenings where the account says so: by rows of a data set that gives each
event an id, by times that do not meet, by points far apart, by two zones in one report, or where
people decided. Two reports may call one place by two names, so zones of two reports tell nothing
apart. Wherever people or the weights hold that two may yet be one, they are not added.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from trucewatch.link.candidates import CELL_METRES, squared
from trucewatch.model.case import Case, Columns
from trucewatch.model.incident import Telling
from trucewatch.model.link import LONGEST, NOWHERE, Reports

Numbers = tuple[int, int]


def apart(
    case: Case, tellings: Sequence[Telling], reports: Reports, maybe: Collection[Numbers],
    decided: Mapping[Numbers, bool],
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
        What people decided, by pair: whether the two are one. Pairs of whole incidents count.

    Returns
    -------
    dict
        A number by claim id. Of the tellings of one lineage any two with numbers are apart; those
        without one may tell of the same as any of them.
    """
    test = _Test(tellings, reports, _overlap(case.zone_members), frozenset(maybe), decided)
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


def _overlap(members: Columns) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for zone, other in zip(members["zone"], members["contains"], strict=True):
        found[str(zone)].add(str(other))
        found[str(other)].add(str(zone))
    return found


class _Test:
    """Whether two tellings are surely apart."""

    def __init__(
        self, tellings: Sequence[Telling], reports: Reports, overlap: Mapping[str, set[str]],
        maybe: Collection[Numbers], decided: Mapping[Numbers, bool],
    ) -> None:
        self.tellings, self.reports, self.overlap = tellings, reports, overlap
        self.maybe, self.decided = maybe, decided
        self.near: dict[int, list[int]] = defaultdict(list)
        for a, b in maybe:
            self.near[a].append(b)
            self.near[b].append(a)
        for (a, b), same in decided.items():
            if same:
                self.near[a].append(b)
                self.near[b].append(a)

    def days(self, n: int) -> range:
        """Days it may have been on; none where that is no use."""
        first, last = self.reports.first[n], self.reports.last[n]
        if first is None or last is None or last - first > LONGEST:
            return range(0)
        return range(first, last + 1)

    def choose(self, some: Iterable[int]) -> list[int]:
        """As many as can be found of which any two are apart, the most precise first."""
        chosen: dict[int, list[int]] = defaultdict(list)
        taken: set[int] = set()
        for n in sorted(some, key=self._rank):
            rivals = {m for day in self.days(n) for m in chosen[day]}
            rivals.update(m for m in self.near[n] if m in taken)
            if all(self._apart(min(n, m), max(n, m)) for m in rivals):
                taken.add(n)
                for day in self.days(n):
                    chosen[day].append(n)
        return sorted(taken)

    def _rank(self, n: int) -> tuple[object, ...]:
        telling = self.tellings[n]
        return (not telling.own, self.reports.precision[n], not telling.zone,
                telling.latest - telling.earliest, telling.id)

    def _apart(self, a: int, b: int) -> bool:
        decided = self.decided.get((a, b))
        if decided is not None:
            return not decided
        one, other = self.tellings[a], self.tellings[b]
        if one.own and other.own and one.own != other.own and (
                one.own.rpartition("/")[0] == other.own.rpartition("/")[0]):
            return True
        if (a, b) in self.maybe:
            return False
        return (
            one.latest < other.earliest or other.latest < one.earliest
            or self._far(a, b)
            or (one.report == other.report and self._elsewhere(one.zone, other.zone))
        )

    def _far(self, a: int, b: int) -> bool:
        """Whether their points, both better known than that, are further apart than candidates."""
        r = self.reports
        if NOWHERE in (r.precision[a], r.precision[b]):
            return False
        dy = (r.lat[a] or 0) - (r.lat[b] or 0)
        around = abs((r.lon[a] or 0) - (r.lon[b] or 0))
        dx = min(around, 360_000_000 - around)
        shrink = min(r.shrink[a], r.shrink[b])
        return 1000 * dy * dy + shrink * dx * dx > squared(2 * CELL_METRES)

    def _elsewhere(self, one: str, other: str) -> bool:
        """Whether their zones are known to the case, and have nothing in common."""
        if not one or not other or one == other:
            return False
        mine, yours = self.overlap.get(one), self.overlap.get(other)
        return bool(mine and yours) and other not in (mine or ()) and one not in (yours or ())
