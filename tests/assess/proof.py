"""Part of the independent oracle: from what accounts support to a status (section 5)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from trucewatch.model.clause import Act, Clause

from .world import Said, World

ORDER = (
    "breached", "contested", "undetermined", "pending", "kept_late", "kept",
)


@dataclass(frozen=True)
class Standard:
    """What it takes for a support to be firm."""

    id: str
    lineages: int = 1
    pool: str = "all"
    """``all``, ``disinterested`` or ``admission``: which supports count."""
    denial_disputes: bool = False
    burden_on_bound: bool = False
    max_grade: int | None = None


STANDARDS = (
    Standard("reported", denial_disputes=True),
    Standard("two_independent", lineages=2, pool="disinterested"),
    Standard("admitted", pool="admission"),
)


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
    view: int | None = None
    """None: as all claims make it; else as those make it that are not graded worse than this."""
    also: tuple[Said, ...] = ()
    """Claims that may be named beside, such as the trigger that was or was not answered."""

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
    duty: bool = False
    """A duty to perform: where nothing is known, some standards put the burden on the bound."""

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

    def firm(self, standard: Standard, supports: Sequence[Support]) -> bool:
        pool = {s.lineage for s in supports if self.counts(standard, s)}
        if standard.lineages <= 1:
            return bool(pool)
        return any(
            all(self.independent(a, b) for a, b in combinations(some, 2))
            for some in combinations(sorted(pool), standard.lineages)
        )

    def counts(self, standard: Standard, s: Support) -> bool:
        if standard.pool == "disinterested":
            return not self.interested(s)
        return standard.pool == "all" or self.admission(s)

    def status(self, standard: Standard, supports: Iterable[Support], *, over: bool = True) -> str:
        """Status of one place; `over`: it lies in the past, so silence may be held against."""
        told = list(supports)
        against = [s for s in told if s.supports == "breached" and s.view is None]
        in_favour = [s for s in told if s.supports == "kept" and s.view is None]
        if against and in_favour:
            return "contested"
        if not against and not in_favour:
            held = standard.burden_on_bound and self.duty and over
            return "breached" if held else "undetermined"
        graded = [s for s in told if s.view == standard.max_grade]
        against_firmly = [s for s in graded if s.supports == "breached"]
        if against and self.firm(standard, against_firmly):
            denied = standard.denial_disputes and all(self.disputed(s) for s in against_firmly)
            return "contested" if denied else "breached"
        firm = bool(in_favour) and self.firm(
            standard, [s for s in graded if s.supports == "kept"]
        )
        return "kept" if firm else "undetermined"


def each(world: World, supports: Callable[[World], Iterable[Support]]) -> list[Support]:
    """Supports as all claims make them, and as they are without the claims left aside."""
    return [
        replace(s, view=view) for view, there in world.views() for s in supports(there)
    ]


def of_all(supports: Iterable[Support]) -> list[Support]:
    """Those that all claims make."""
    return [s for s in supports if s.view is None]


def first_of(statuses: Iterable[str]) -> str:
    """The first of the order that is shown; nothing shown: undetermined."""
    shown = set(statuses)
    return next((s for s in ORDER if s in shown), "undetermined")
