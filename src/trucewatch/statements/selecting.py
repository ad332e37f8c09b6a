"""Which claims concern a statement, surely or possibly."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from trucewatch.model.case import Case
from trucewatch.model.instant import Span, parse_span
from trucewatch.model.statement import Selection

SURE, MAYBE, NO = 2, 1, 0
_READ = (
    "claim_id", "speaker", "source", "lineage", "stance", "low", "high", "scope", "earliest",
    "latest", "measure", "basis", "subject", "actor", "actor_certainty", "target", "zone",
    "qualifiers",
)
_NEVER = Span(-(2**62), 2**62)


@dataclass(frozen=True)
class Told:
    """One claim as a statement is set beside it."""

    id: str
    by: str
    """Who says it: the speaker, or the source in its own words."""
    lineage: str
    stance: str
    low: int | None
    high: int | None
    scope: str
    period: Span
    running: bool
    """A running total or a stock: it holds as at the last instant of `period`."""
    level: int
    """`SURE` or `MAYBE`: whether it surely concerns what the statement is about."""


@dataclass
class Claims:
    """Claims of a case by property, so that a test looks at few of them."""

    case: Case
    _by_property: dict[str, list[int]] = field(default_factory=dict)
    _zones: dict[str, dict[str, bool]] = field(default_factory=dict)
    _answers: dict[str, set[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for place, name in enumerate(self.case.claims["property"]):
            self._by_property.setdefault(str(name), []).append(place)
        members = self.case.zone_members
        for zone, around, certain in zip(
                members["zone"], members["contains"], members["certain"], strict=True):
            self._zones.setdefault(str(zone), {})[str(around)] = bool(certain)
        for party in self.case.agreement.parties:
            self._answers[party.id] = {party.id, *party.answers_for}

    def concerning(self, selection: Selection, until: int | None = None) -> Iterator[Told]:
        """Claims a selection means, in the order of the case.

        Parameters
        ----------
        selection
            Its times have been checked.
        until
            Nothing that begins after this instant, microseconds UTC, is looked at.
        """
        tz = self.case.agreement.tz
        since = parse_span(selection.since, tz).lo if selection.since else _NEVER.lo
        last = parse_span(selection.until, tz).hi if selection.until else _NEVER.hi
        period = Span(since, last if until is None else min(last, until))
        places = sorted({
            place for name in selection.properties for place in self._by_property.get(name, ())
        })
        for place in places:
            row = {name: self.case.claims[name][place] for name in _READ}
            level = self._level(row, selection, period)
            if level != NO:
                yield _told(row, level)

    def _level(self, row: Mapping[str, object], selection: Selection, period: Span) -> int:
        """The least of what each field says."""
        if selection.measures and row["measure"] not in selection.measures:
            return NO
        if selection.subjects and row["subject"] not in selection.subjects:
            return NO
        return min((
            _within(row, period), self._actor(row, selection), _named(row["target"],
            selection.target), self._zone(str(row["zone"] or ""), selection.zone),
            _qualified(str(row["qualifiers"] or ""), selection.where),
        ))

    def _actor(self, row: Mapping[str, object], selection: Selection) -> int:
        wanted = {one for name in selection.actor for one in self._answers.get(name, {name})}
        level = _named(row["actor"], wanted)
        return MAYBE if level == SURE and wanted and row["actor_certainty"] == "possible" else level

    def _zone(self, zone: str, wanted: Sequence[str]) -> int:
        """Inside a zone surely or possibly, as for clauses; where none is told, possibly."""
        if not wanted:
            return SURE
        if not zone:
            return MAYBE
        within = {zone: True, **self._zones.get(zone, {})}
        return max(SURE if within.get(one) else MAYBE if one in within else NO for one in wanted)


def _told(row: Mapping[str, object], level: int) -> Told:
    def whole(name: str) -> int | None:
        return None if row[name] is None else int(str(row[name]))

    return Told(
        id=str(row["claim_id"]), by=str(row["speaker"] or row["source"]),
        lineage=str(row["lineage"]), stance=str(row["stance"]), low=whole("low"),
        high=whole("high"), scope=str(row["scope"]),
        period=Span(int(str(row["earliest"])), int(str(row["latest"]))), level=level,
        running=row["measure"] == "cumulative" or row["basis"] == "stock",
    )


def _within(row: Mapping[str, object], period: Span) -> int:
    first, last = int(str(row["earliest"])), int(str(row["latest"]))
    if last < period.lo or first > period.hi:
        return NO
    return SURE if first >= period.lo and last <= period.hi else MAYBE


def _named(found: object, wanted: Iterable[str]) -> int:
    wanted = set(wanted)
    if not wanted or found in wanted:
        return SURE
    return NO if found else MAYBE


def _qualified(text: str, where: Mapping[str, str]) -> int:
    has = dict(pair.partition("=")[::2] for pair in text.split("; ") if pair)
    levels = [
        SURE if has.get(key) == value else NO if key in has else MAYBE
        for key, value in where.items()
    ]
    return min(levels, default=SURE)
