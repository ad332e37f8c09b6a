"""Names, acts and instants of one case in plain words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from trucewatch.assess.plain.phrases import Phrases
from trucewatch.assess.variants import resolve
from trucewatch.model.case import Case, ResolvedMilestone
from trucewatch.model.clause import Act, Anchor, Clause
from trucewatch.model.instant import Span, civil_date, local

DUE = ".due"
_BETWEEN = re.compile(r"/(?![^\[]*\])")
"""A slash between two times, not inside the name of a zone."""


class Plain:
    """Says what a case names, in one language."""

    def __init__(self, case: Case, phrases: Phrases) -> None:
        self.case = case
        self.say = phrases
        agreement = case.agreement
        self._actors = {group.id: group.name for group in agreement.groups} | {
            party.id: party.name for party in agreement.parties
        }
        self._zones = {zone.id: zone.name for zone in agreement.zones}
        self._milestones = {m.id: m.title for m in agreement.milestones}
        self._clauses = {clause.id: clause for clause in case.clauses}

    def actor(self, who: str) -> str:
        """A party or group."""
        if who in {"bound", "opposing"}:
            return self.say(f"acts.{who}")
        return self.say.words(self._actors[who]) if who in self._actors else who

    def zone(self, zone: str) -> str:
        """A zone."""
        return self.say.words(self._zones[zone]) if zone in self._zones else zone

    def milestone(self, milestone: str) -> str:
        """A milestone."""
        title = self._milestones.get(milestone)
        return self.say.words(title) if title else milestone

    def clause(self, clause: str) -> str:
        """A clause, by id and title."""
        found = self._clauses.get(clause)
        return f"{clause} “{self.say.words(found.title)}”" if found else clause

    def body(self, body: str) -> str:
        """A body."""
        found = self.case.bodies.get(body)
        return self.say.words(found.name) if found else body

    def addresses(self, names: list[str]) -> str:
        """Titles of addresses, by id."""
        known = self.case.agreement.addresses
        return "; ".join(
            f"{name}: {self.say.text(known[name].title)}" if name in known else name
            for name in names
        )

    def acts(self, act: Act) -> str:
        """What counts: properties, who acts, on whom, where."""
        say = self.say
        text = ", ".join(say.property(name) for name in act.properties)
        if act.implies:
            text = say("acts.implied", acts=text,
                       implied=", ".join(say.property(name) for name in act.implies))
        if "any" not in act.actor:
            text = say("acts.by", acts=text, actors=say.all(
                [self.actor(who) for who in act.actor], "or"))
        if "any" not in act.target:
            text = say("acts.on", acts=text, targets=say.all(
                [self.actor(who) for who in act.target], "or"))
        if act.zone:
            text = say("acts.in", acts=text, zones=say.all(
                [self.zone(zone) for zone in act.zone], "or"))
        for key, value in act.where.items():
            text = say("acts.where", acts=text, key=say.value(key), value=say.value(value))
        return text

    def anchor(self, anchor: Anchor) -> str:
        """An anchor as it is written, in words."""
        say = self.say
        if anchor.at:
            return _BETWEEN.sub(" – ", anchor.at.replace("T", " "))
        if clause := self._due_of(anchor):
            name = say("anchor.due_of", clause=self.clause(clause))
        else:
            name = self.milestone(anchor.after)
        if anchor.plus:
            return say("anchor.plus", plus=anchor.plus, name=name)
        if anchor.calendar_days is not None:
            return say("anchor.calendar_days", days=anchor.calendar_days, name=name)
        if anchor.day is not None:
            return say("anchor.day", day=anchor.day, name=name)
        return say("anchor.name", name=name)

    def dated(self, anchor: Anchor, *, last: bool = False) -> str:
        """An anchor in words, with the local time it comes to."""
        span = self.instants(anchor, self.case.milestones, last=last)
        time = self.time(span) if span else self.say("when.unknown")
        if anchor.at:
            return time
        return self.say("when.is", words=self.anchor(anchor), time=time)

    def instants(
        self, anchor: Anchor, milestones: Mapping[str, ResolvedMilestone], *, last: bool = False
    ) -> Span | None:
        """Interval an anchor comes to; ``None``: nobody gives an instant yet."""
        starts = {name: one.base for name, one in milestones.items() if one.base}
        return resolve(self.case, anchor, starts, last=last)

    def time(self, span: Span) -> str:
        """An interval of instants in local time, with no more digits than it needs."""
        tz = self.case.agreement.tz
        if span.lo == span.hi:
            return self._moment(span.lo)
        first, last = civil_date(span.lo, tz), civil_date(span.hi, tz)
        whole = civil_date(span.lo - 1, tz) != first and civil_date(span.hi + 1, tz) != last
        if whole:
            return first.isoformat() if first == last else self.say(
                "time.between", first=first.isoformat(), last=last.isoformat())
        return self.say("time.between", first=self._moment(span.lo), last=self._moment(span.hi))

    def _moment(self, instant: int) -> str:
        tz = self.case.agreement.tz
        # An interval ends one microsecond before the next begins, a day in its last minute.
        after = local(instant + 1, tz).replace(tzinfo=None)
        here = local(instant, tz).replace(tzinfo=None)
        if here.date() == after.date() and not after.second and not after.microsecond:
            here = after
        last = here.date() != after.date()
        exact = here.second or here.microsecond
        return here.isoformat(" ", "minutes" if last or not exact else "seconds")

    def _due_of(self, anchor: Anchor) -> str:
        name = anchor.after.removesuffix(DUE)
        return name if name != anchor.after and anchor.after not in self._milestones else ""


def with_candidate(
    milestones: Mapping[str, ResolvedMilestone], milestone: str, candidate: str
) -> dict[str, ResolvedMilestone]:
    """Milestones with another candidate as the base of one of them."""
    return {**milestones, milestone: replace(milestones[milestone], base=candidate)}


def anchors_of(clause: Clause) -> list[Anchor]:
    """Every anchor of a clause that says when: force, due, beginning, original end, cap."""
    said = vars(clause)
    found = [
        clause.in_force.start, clause.in_force.end,
        *(said.get(name) for name in ("due", "start_by", "original", "cap")),
    ]
    return [anchor for anchor in found if isinstance(anchor, Anchor)]
