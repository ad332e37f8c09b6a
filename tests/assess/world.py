"""What the oracle knows of a case: claims as objects, sides, zones, civil time, matching.

Part of the independent oracle: slow and obvious, written from ``how-findings-are-made.md`` alone.
It shares nothing with the compiled path but the model.
"""

from __future__ import annotations

import builtins
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from trucewatch.model.case import Case
from trucewatch.model.clause import Act, Anchor, Clause
from trucewatch.model.instant import Span, duration, micros, moment, parse_span, zone
from trucewatch.model.properties import PROPERTIES


@dataclass(frozen=True)
class Said:
    """One claim."""

    claim_id: str
    key: str
    source: str
    speaker: str
    lineage: str
    subject: str
    property: str
    measure: str
    stance: str
    in_reply_to: str
    low: int | None
    high: int | None
    earliest: int
    latest: int
    basis: str
    scope: str
    qualifiers: str
    zone: str
    actor: str
    actor_certainty: str
    target: str

    @builtins.property
    def where(self) -> dict[str, str]:
        pairs = (p.split("=", 1) for p in self.qualifiers.split(";") if "=" in p)
        return {k.strip(): v.strip() for k, v in pairs}

    @builtins.property
    def account(self) -> str:
        return f"{self.lineage}|{self.subject}|{self.basis}"


class Match(NamedTuple):
    """A claim that matches an act, with its value there."""

    said: Said
    certain: bool
    low: int
    high: int | None
    """At most this many in all of the act's zones."""
    own: int | None
    """At most this many of what the claim itself counts."""


def touches(a: tuple[int, int], b: tuple[int, int]) -> bool:
    return a[0] <= b[1] and b[0] <= a[1]


def inside(a: tuple[int, int], b: tuple[int, int]) -> bool:
    return b[0] <= a[0] and a[1] <= b[1]


def span_of(c: Said) -> tuple[int, int]:
    return (c.earliest, c.latest)


@dataclass(frozen=True)
class World:
    """A case as of an instant."""

    case: Case
    as_of: int
    said: tuple[Said, ...]
    without: str = ""
    """A lineage left out of everything."""
    carrying: tuple[str, str] | None = None
    """Only claims with this qualifier match."""
    limits: tuple[int, ...] = ()
    """Worst grades the standards take for firm."""
    worst: int | None = None
    """Claims graded worse do not match."""

    @classmethod
    def of(cls, case: Case, as_of: int) -> World:
        names = list(Said.__dataclass_fields__)
        table: dict[str, list[Any]] = {n: case.claims[n] for n in names}
        rows = zip(*(table[n] for n in names), strict=True)
        limits = {s.max_grade for s in case.standards if s.max_grade is not None}
        return cls(case, as_of, tuple(Said(*row) for row in rows), limits=tuple(sorted(limits)))

    def less(self, lineage: str) -> World:
        kept = tuple(c for c in self.said if c.lineage != lineage)
        return replace(self, said=kept, without=lineage)

    def views(self) -> list[tuple[int | None, World]]:
        """All claims, then for each worst grade the claims that are not graded worse."""
        return [(None, self), *((limit, replace(self, worst=limit)) for limit in self.limits)]

    def grade(self, claim_id: str) -> int | None:
        """Credibility by the newest line about the claim, else about its subject."""
        for about in ("claim", "subject"):
            lines = [
                (g.at, g.line, int(g.grade)) for g in self.case.grades
                if g.about == about and claim_id in g.claims
            ]
            if lines:
                return max(lines)[2]
        return None

    def left_aside(self, c: Said) -> bool:
        grade = None if self.worst is None else self.grade(c.claim_id)
        return grade is not None and self.worst is not None and grade > self.worst

    def lineages(self) -> list[str]:
        watchers = {self.lineage_of_body(c.body) for c in self.case.coverage}
        return sorted({c.lineage for c in self.said} | watchers)

    @property
    def tz(self) -> str:
        return self.case.agreement.tz

    # -- who ------------------------------------------------------------------------------------

    def lineage_of_body(self, body: str) -> str:
        return self.case.bodies[body].lineage or body

    def sides(self, lineage: str) -> set[str]:
        """Parties whose side a lineage is on."""
        parts = set(lineage.split("+"))
        bodies = self.case.bodies.items()
        return {b.side for i, b in bodies if (b.lineage or i) in parts and b.side}

    def stated(self, lineage: str) -> bool:
        parts = set(lineage.split("+"))
        vague = {b.lineage or i for i, b in self.case.bodies.items() if not b.stated}
        return not parts & (vague | {"unstated"})

    def speaks_for(self, c: Said) -> str:
        """Party the speaker belongs to (not: is aligned with)."""
        body = self.case.bodies[c.speaker or c.source]
        return body.side if body.affiliation == "party" else ""

    def party_field(self, bound: str, name: str) -> list[str]:
        for party in self.case.agreement.parties:
            if party.id == bound:
                return list(getattr(party, name))
        return []

    def other_side(self, clause: Clause, bound: str) -> set[str]:
        parties = {p.id for p in self.case.agreement.parties}
        named = set(self.party_field(bound, "opposes")) | (set(clause.beneficiary) & parties)
        return named - {bound}

    # -- where ----------------------------------------------------------------------------------

    def lies(self, inner: str, outer: str) -> bool | None:
        """True: surely within; False: possibly; None: not."""
        if inner == outer:
            return True
        members = self.case.zone_members
        pairs = zip(members["zone"], members["contains"], strict=True)
        for pair, sure in zip(pairs, members["certain"], strict=True):
            if pair == (inner, outer):
                return bool(sure)
        return None

    # -- when -----------------------------------------------------------------------------------

    def day(self, instant: int) -> date:
        return moment(instant).astimezone(zone(self.tz)).date()

    def midnight(self, day: date) -> int:
        return micros(datetime(day.year, day.month, day.day, tzinfo=zone(self.tz)))

    def whole_day(self, day: date) -> tuple[int, int]:
        return self.midnight(day), self.midnight(day + timedelta(days=1)) - 1

    def days_touched(self, span: tuple[int, int]) -> list[date]:
        first, last = self.day(span[0]), self.day(span[1])
        return [first + timedelta(days=n) for n in range((last - first).days + 1)]

    def instant(self, anchor: Anchor | None, *, last: bool = False) -> Span | None:
        """Interval of an anchor under the base candidates; None: no date known.

        A numbered day starts with its first instant; what ends or falls due on it, with its last.
        """
        if anchor is None:
            return None
        if anchor.at:
            return parse_span(anchor.at, self.tz)
        if anchor.after.endswith(".due"):
            due = self.due_of(anchor.after.removesuffix(".due"))
            from_ = self.instant(due, last=True)
            return from_ and self._after(anchor, *from_, last)
        milestone = self.case.milestones[anchor.after]
        if not milestone.base:
            return None
        return self._after(anchor, *milestone.spans[milestone.base], last)

    def clause(self, name: str) -> Clause:
        """A clause in its base reading."""
        return next(c for c in self.case.clauses if c.id == name)

    def due_of(self, name: str) -> Anchor | None:
        """What a clause is due by, in its base reading."""
        due: Anchor | None = getattr(self.clause(name), "due", None)
        return due

    def _after(self, anchor: Anchor, lo: int, hi: int, last: bool) -> Span:
        if anchor.plus:
            return Span(lo + duration(anchor.plus), hi + duration(anchor.plus))
        if anchor.calendar_days is not None:
            days = timedelta(days=anchor.calendar_days)
            here = [moment(i).astimezone(zone(self.tz)).replace(fold=0) + days for i in (lo, hi)]
            return Span(micros(here[0]), micros(here[1]))
        if anchor.day is not None:
            on = timedelta(days=anchor.day - 1)
            return Span(*(self.whole_day(self.day(i) + on)[last] for i in (lo, hi)))
        return Span(lo, hi)

    # -- which claims match ---------------------------------------------------------------------

    def matches(self, clause: Clause, bound: str, act: Act) -> list[Match]:
        found = []
        for c in self.said:
            if self.left_aside(c):
                continue
            if self.carrying and c.where.get(self.carrying[0]) != self.carrying[1]:
                continue
            certain = self._matches(clause, bound, act, c)
            if certain is not None:
                low, high = value(act, c)
                wide = all(self.lies(z, c.zone) is True for z in act.zone)
                found.append(Match(c, certain, low, high if wide else None, high))
        return found

    def _matches(self, clause: Clause, bound: str, act: Act, c: Said) -> bool | None:
        if c.stance not in {"asserts", "claims_exception"}:
            return None
        if c.property not in {*act.properties, *act.implies}:
            return None
        steps = [self._zone(act, c), self._actor(act, bound, c), self._target(act, bound, c)]
        for key, wanted in act.where.items():
            steps.append(False if key not in c.where else has(c.where[key], wanted) or None)
        if c.stance == "claims_exception" and bound in self.sides(c.lineage):
            effects = {e.effect for e in clause.exceptions}
            steps.append(None if "excludes" in effects else not effects)
        return None if None in steps else all(steps)

    def _zone(self, act: Act, c: Said) -> bool | None:
        if not act.zone:
            return True
        if not c.zone:
            return False
        found = [self.lies(c.zone, z) for z in act.zone]
        return True if True in found else (False if False in found else None)

    def _actor(self, act: Act, bound: str, c: Said) -> bool | None:
        if "any" in act.actor:
            return True
        named = set(act.actor) - {"bound"}
        if "bound" in act.actor and bound != "-":
            named |= {bound, *self.party_field(bound, "answers_for")}
        if not c.actor:
            return False
        return c.actor_certainty != "possible" if c.actor in named else None

    def _target(self, act: Act, bound: str, c: Said) -> bool | None:
        if "any" in act.target:
            return True
        named = set(act.target) - {"opposing"}
        if "opposing" in act.target:
            for party in self.party_field(bound, "opposes"):
                named |= set(self.party_field(party, "people"))
        if not c.target:
            return False
        return True if c.target in named else None

    # -- who could see --------------------------------------------------------------------------

    def covers(self, lineage: str, act: Act, span: tuple[int, int]) -> bool:
        """Alive coverage of every property of the act, of its zones, for the whole span."""
        return any(inside(span, period) for period in self.watched(lineage, act))

    def watched(self, lineage: str, act: Act) -> list[Span]:
        """Periods in which a lineage had alive coverage of an act."""
        if lineage == self.without or not act.zone:
            return []
        return [
            parse_span(c.period, self.tz)
            for c in self.case.coverage
            if c.state == "alive"
            and self.lineage_of_body(c.body) == lineage
            and set(act.properties) <= set(c.properties)
            and all(self.lies(z, c.zone) is True for z in act.zone)
        ]

    # -- denials --------------------------------------------------------------------------------

    def answered(self, bound: str, act: Act, claims: Iterable[Said]) -> bool:
        """Whether a denial of the bound answers each of these claims."""
        claims = list(claims)
        denials = [
            c for c in self.said if c.stance == "denies" and bound in self.sides(c.lineage)
        ]
        return bool(claims) and all(any(self._answers(d, c, act) for d in denials) for c in claims)

    def _answers(self, denial: Said, c: Said, act: Act) -> bool:
        kinds = {*act.properties, *act.implies}
        contain = (self.lies(denial.zone, c.zone), self.lies(c.zone, denial.zone))
        return (denial.in_reply_to != "" and denial.in_reply_to == c.key) or (
            denial.property in kinds
            and c.property in kinds
            and True in contain
            and touches(span_of(denial), span_of(c))
        )


def has(there: str, wanted: str) -> bool:
    """Whether a qualifier has the value wanted, or lies on the wanted side of a number."""
    if wanted[:2] not in {">=", "<="}:
        return there == wanted
    if not there.lstrip("-").isdecimal():
        return False
    number, bound = int(there), int(wanted[2:])
    return number >= bound if wanted[0] == ">" else number <= bound


def value(act: Act, c: Said) -> tuple[int, int | None]:
    """At least and at most this many, as far as the claim goes."""
    quantities = [p for p in act.properties if not PROPERTIES[p].event]
    counts_towards = c.property in quantities[1:]
    high = c.high if c.scope == "complete" and not counts_towards else None
    if c.property not in act.properties:
        return (1 if c.low is None or c.low >= 1 else 0), None
    if c.low is None:
        return (1 if PROPERTIES[c.property].event else 0), high
    return c.low, high
