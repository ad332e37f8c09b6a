"""Who could see what by day, who is said to have denied access, and what was looked for.

Plain values, from a release alone; pages and files are made from them. A search that found nothing
and a day without a row say nothing about what happened.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import compress, groupby

from trucewatch.model.agreement import Coverage
from trucewatch.model.instant import Span, civil_date, civil_day, parse_span
from trucewatch.model.search import Search
from trucewatch.publish.release import Release
from trucewatch.publish.release.table import claims_of

ALIVE, PARTLY, BLIND, UNKNOWN = "alive", "partly", "blind", "unknown"
STATES = (ALIVE, PARTLY, BLIND, UNKNOWN)
DENIED = "access_denied"
WINDOW = "window"


@dataclass(frozen=True)
class Stretch:
    """Days in a row in one state."""

    state: str
    first: date
    last: date

    @property
    def days(self) -> int:
        """How many."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """What one body says it could see in one zone, for the same kinds of act."""

    body: str
    zone: str
    properties: tuple[str, ...]
    stretches: list[Stretch]
    rows: list[Coverage]
    """The rows it is made of, in the order of the case."""

    @property
    def days(self) -> dict[str, int]:
        """Days by state, every state."""
        counts = Counter[str]()
        for stretch in self.stretches:
            counts[stretch.state] += stretch.days
        return {state: counts[state] for state in STATES}


def shown(release: Release) -> bool:
    """Whether anything is recorded of who could see what, or of denied access."""
    return bool(release.coverage) or DENIED in claims_of(release.claims).column("property")


def period(release: Release) -> tuple[date, date] | None:
    """First and last day shown: from the first clause in force or row, to the as-of day."""
    tz, end = release.agreement.tz, release.standing.instant
    spans = (parse_span(row.period, tz) for row in release.coverage)
    starts = [span.lo for span in spans if span.lo <= end]
    if not starts:
        return None
    starts += [f.from_ for f in release.findings if f.unit == WINDOW and f.from_ is not None]
    return civil_date(min(starts), tz), civil_date(end, tz)


def calendars(release: Release) -> list[Calendar]:
    """A calendar per body, zone and kinds of act, of every row of coverage there is."""
    shown = period(release)
    if shown is None:
        return []
    tz, end = release.agreement.tz, release.standing.instant
    days = [shown[0] + timedelta(days=n) for n in range((shown[1] - shown[0]).days + 1)]
    instants = [(day, civil_day(day, tz)) for day in days]
    grouped: dict[tuple[str, str, tuple[str, ...]], list[Coverage]] = {}
    for row in release.coverage:
        key = (row.body, row.zone, tuple(sorted(set(row.properties))))
        grouped.setdefault(key, []).append(row)
    found = []
    for (body, zone, properties), rows in grouped.items():
        spans = [(row.state, parse_span(row.period, tz)) for row in rows]
        # What begins after the as-of instant had not been seen by then.
        known = [(state, span) for state, span in spans if span.lo <= end]
        states = [(day, _state(known, instant)) for day, instant in instants]
        found.append(Calendar(body=body, zone=zone, properties=properties, rows=rows,
                              stretches=_stretches(states)))
    return found


def _state(rows: Iterable[tuple[str, Span]], day: Span) -> str:
    """State of a day: as findings read it, one row has to cover the whole of it."""
    touching = [(state, span) for state, span in rows if span.lo <= day.hi and span.hi >= day.lo]
    alive = [span for state, span in touching if state == ALIVE]
    blind = len(alive) < len(touching)
    if any(span.lo <= day.lo and span.hi >= day.hi for span in alive):
        return PARTLY if blind else ALIVE
    if alive:
        return PARTLY
    return BLIND if blind else UNKNOWN


def _stretches(states: Iterable[tuple[date, str]]) -> list[Stretch]:
    found = []
    for state, some in groupby(states, key=lambda pair: pair[1]):
        days = [day for day, _ in some]
        found.append(Stretch(state, days[0], days[-1]))
    return found


def silent(release: Release) -> list[str]:
    """Bodies with claims in the record of which no row says what they could see."""
    told = {row.body for row in release.coverage}
    lineages = {b.lineage or b.id for b in release.bodies.values() if b.id in told}
    claims = claims_of(release.claims)
    speaking = {str(speaker or source) for speaker, source in {
        *zip(claims.column("speaker"), claims.column("source"), strict=True)}}
    return sorted(
        body.id for body in release.bodies.values()
        if body.id in speaking and (body.lineage or body.id) not in lineages
    )


@dataclass(frozen=True, kw_only=True)
class Denials:
    """What is said of one party having denied access; claims, not incidents."""

    party: str
    """Empty: nobody of the parties is named."""
    says: int
    denies: int
    other: int
    """Claims that retract it or cannot confirm it."""
    lineages: int
    """Lineages that say so."""
    sayers: dict[str, int]
    """Claims that say so, by body quoted or publishing."""
    first: int | None
    last: int | None
    """Instants between which the happenings told of lie."""
    claims: list[str]
    """Ids, sorted."""


def denials(release: Release) -> list[Denials]:
    """One row per party, none left out, and one where no party is named."""
    of = {
        actor: party.id
        for party in release.agreement.parties for actor in (party.id, *party.answers_for)
    }
    rows: dict[str, list[Mapping[str, object]]] = {p.id: [] for p in release.agreement.parties}
    rows[""] = []
    properties = claims_of(release.claims).column("property")
    for name in compress(release.claims, [one == DENIED for one in properties]):
        claim = release.claims[name]
        rows[of.get(str(claim["actor"] or ""), "")].append(claim)
    return [_denials(party, some) for party, some in rows.items()]


def _denials(party: str, rows: list[Mapping[str, object]]) -> Denials:
    says = [row for row in rows if row["stance"] in {"asserts", "claims_exception"}]
    denies = [row for row in rows if row["stance"] == "denies"]
    return Denials(
        party=party, says=len(says), denies=len(denies),
        other=len(rows) - len(says) - len(denies),
        lineages=len({row["lineage"] for row in says}),
        sayers=dict(sorted(Counter(str(r["speaker"] or r["source"]) for r in says).items())),
        first=min((int(str(row["earliest"])) for row in says), default=None),
        last=max((int(str(row["latest"])) for row in says), default=None),
        claims=sorted(str(row["claim_id"]) for row in rows),
    )


@dataclass(frozen=True, kw_only=True)
class Effort:
    """Searches for the acts of one party under one clause."""

    clause: str
    party: str
    searches: list[Search]

    @property
    def places(self) -> list[str]:
        """Where was searched, each once."""
        return sorted({search.place for search in self.searches})

    @property
    def empty(self) -> int:
        """Searches that found nothing."""
        return sum(search.found == 0 for search in self.searches)

    @property
    def found(self) -> int:
        """Items found in all; the same item may have been found twice."""
        return sum(search.found for search in self.searches)

    @property
    def last(self) -> str:
        """Date of the last search, as written; empty without any."""
        return max(self.searches, key=lambda s: (s.at, s.line)).date if self.searches else ""


def efforts(release: Release) -> dict[str, list[Effort]]:
    """By clause that was searched for, in the order of the agreement: a row for every party."""
    parties = [party.id for party in release.agreement.parties]
    return {
        view.clause.id: [
            Effort(clause=view.clause.id, party=party, searches=sorted(
                (s for s in release.searches
                 if s.clause == view.clause.id and s.party == party),
                key=lambda s: (s.at, s.line)))
            for party in parties
        ]
        for view in release.clauses
        if any(s.clause == view.clause.id for s in release.searches)
    }
