"""Part of the independent oracle: triggers and their answers (section 4, response)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from trucewatch.assess.kinds.response import Response
from trucewatch.model.instant import Span, duration

from .civil import Window
from .measure import by_account, said
from .proof import Support, verdict
from .world import Match, World


@dataclass(frozen=True)
class Trigger:
    """Something that has to be answered."""

    name: str
    t1: int
    t2: int
    due: Span
    values: dict[str, str]
    """Qualifiers an answer shares."""


def triggers(world: World, c: Response, bound: str, w: Window) -> list[Trigger]:
    groups: dict[tuple[str, ...], list[Match]] = {}
    for m in world.matches(c, bound, c.trigger):
        if not m.certain or m.said.earliest < w.s1 or m.said.latest > w.e2:
            continue
        where = m.said.where
        if not c.correlate:
            groups[m.said.claim_id,] = [m]
        elif all(k in where for k in c.correlate):
            groups.setdefault(tuple(where[k] for k in c.correlate), []).append(m)
    found = []
    for values, some in groups.items():
        t1 = min(m.said.earliest for m in some)
        t2 = max(m.said.latest for m in some)
        name = "|".join(values) if c.correlate else some[0].said.key
        due = Span(t1 + duration(c.within), t2 + duration(c.within))
        shared = dict(zip(c.correlate, values, strict=True)) if c.correlate else {}
        found.append(Trigger(name, t1, t2, due, shared))
    return found


def answers_to(world: World, c: Response, bound: str, trigger: Trigger) -> list[Match]:
    found = []
    for m in world.matches(c, bound, c.answer):
        where = m.said.where
        wrong = any(where.get(k, v) != v for k, v in trigger.values.items())
        if wrong or m.said.latest < trigger.t1:
            continue
        lacking = any(k not in where for k in trigger.values)
        found.append(replace_certain(m, m.certain and not lacking))
    return found


def replace_certain(m: Match, certain: bool) -> Match:
    return m._replace(certain=certain)


@dataclass(frozen=True)
class Answering:
    """One account of the answers to a trigger."""

    world: World
    clause: Response
    trigger: Trigger
    account: str
    matches: tuple[Match, ...]

    @property
    def lineage(self) -> str:
        return self.account.split("|")[0]

    def answered(self, t: int) -> bool:
        since = self.trigger.t1 if self.clause.correlate else self.trigger.t2
        return any(
            m.certain and m.said.latest <= t and m.said.earliest >= since for m in self.matches
        )

    def unanswered(self, t: int) -> bool:
        if any(m.said.earliest <= t for m in self.matches):
            return False
        if self.world.covers(self.lineage, self.clause.answer, (self.trigger.t1, t)):
            return True
        return bool(self.clause.correlate) and any(m.certain for m in self.matches)

    def support(self, t: int) -> Support:
        word = verdict(0, 0, breached=self.unanswered(t), kept=self.answered(t))
        as_of = self.world.as_of
        low = int(self.answered(as_of))
        high = 0 if self.unanswered(as_of) else 1
        sure = tuple(m.said for m in self.matches if m.certain)
        return Support(self.account, low, high, word, sure, said(self.matches))

    def turns(self) -> set[int]:
        """Instants at or next to which what the account says can change."""
        spots = {m.said.earliest for m in self.matches} | {m.said.latest for m in self.matches}
        spots |= {p.hi for p in self.world.watched(self.lineage, self.clause.answer)}
        return {s + n for s in spots for n in (-1, 0, 1)}


def answerings(world: World, c: Response, bound: str, trigger: Trigger) -> list[Answering]:
    one = Answering(world, c, trigger, "", ())
    told = by_account(answers_to(world, c, bound, trigger))
    found = [replace(one, account=a, matches=tuple(some)) for a, some in told.items()]
    spoken = {a.lineage for a in found}
    return found + [
        replace(one, account=f"{lineage}|coverage|total")
        for lineage in world.lineages()
        if lineage not in spoken and world.watched(lineage, c.answer)
    ]
