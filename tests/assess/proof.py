"""Part of the independent oracle: from what accounts support to a status (section 5)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from trucewatch.model.clause import Act, Clause

from .world import Said, World

STANDARDS = ("reported", "two_independent", "admitted")
ORDER = ("breached", "contested", "undetermined", "kept")


@dataclass(frozen=True)
class Support:
    """What one account says in one place."""

    account: str
    low: int | None
    high: int | None
    supports: str
    certain: tuple[Said, ...] = ()
    claims: tuple[Said, ...] = ()
    part: str = "all"

    @property
    def lineage(self) -> str:
        return self.account.split("|")[0]


def verdict(low: int | None, high: int | None, *, breached: bool, kept: bool) -> str:
    """Word for what an account supports."""
    if breached:
        return "breached"
    return "kept" if kept else "neither"


@dataclass(frozen=True)
class Case5:
    """Who is bound to what, for reading supports."""

    world: World
    clause: Clause
    bound: str
    act: Act

    def interested(self, s: Support) -> bool:
        sides = self.world.sides(s.lineage)
        if s.supports == "breached":
            return bool(sides & self.world.other_side(self.clause, self.bound))
        return s.supports == "kept" and self.bound in sides

    def admission(self, s: Support) -> bool:
        speakers = {self.world.speaks_for(c) for c in s.certain or s.claims}
        if s.supports == "breached":
            return self.bound in speakers
        other = self.world.other_side(self.clause, self.bound)
        return s.supports == "kept" and bool(speakers & other)

    def disputed(self, s: Support) -> bool:
        return self.world.answered(self.bound, self.act, s.certain)

    def independent(self, a: str, b: str) -> bool:
        world = self.world
        return (
            not set(a.split("+")) & set(b.split("+"))
            and not world.sides(a) & world.sides(b)
            and world.stated(a)
            and world.stated(b)
        )

    def firm(self, standard: str, supports: Sequence[Support]) -> bool:
        if standard == "reported":
            return bool(supports)
        if standard == "admitted":
            return any(self.admission(s) for s in supports)
        free = {s.lineage for s in supports if not self.interested(s)}
        return any(self.independent(a, b) for a in free for b in free)

    def status(self, standard: str, supports: Iterable[Support]) -> str:
        told = list(supports)
        against = [s for s in told if s.supports == "breached"]
        in_favour = [s for s in told if s.supports == "kept"]
        if against and in_favour:
            return "contested"
        if self.firm(standard, against):
            denied = standard == "reported" and all(self.disputed(s) for s in against)
            return "contested" if denied else "breached"
        return "kept" if self.firm(standard, in_favour) else "undetermined"


def first_of(statuses: Iterable[str]) -> str:
    """The first of breached, contested, undetermined, kept; nothing shown: undetermined."""
    shown = set(statuses)
    return next((s for s in ORDER if s in shown), "undetermined")
