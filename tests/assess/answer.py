"""What the oracle evaluates, and what it finds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from trucewatch.model.clause import Act, Clause
from trucewatch.model.instant import Span

from .civil import Window
from .proof import Case5, Standard, Support, of_all
from .world import World

Key = tuple[str, str, str, str, str, str]
Told = tuple[tuple[Support, Case5], ...]
OPEN = 2**62
"""Later than every instant: the last instant of an end nobody knows."""
Under = Callable[[Standard], Iterator["Answer"]]
"""The findings of one variant under one standard."""


@dataclass(frozen=True)
class Answer:
    """A finding as the oracle has it."""

    key: Key
    status: str
    from_: int | None = None
    to: int | None = None
    accounts: Told = ()
    shares: dict[str, int] = field(default_factory=dict)
    delay: tuple[int, int] | None = None
    reasons: tuple[str, ...] = ()
    hinges_on: tuple[str, ...] = ()
    measured: list[tuple[int | None, int | None]] | None = None
    """Numbers the finding's range is made of, if not those of every account."""
    beside: str = ""
    """Status a gate hides."""
    suspensions: tuple[str, ...] = ()
    """Claims that the duty is suspended."""
    free: frozenset[str] = frozenset()
    """Fields the specification leaves to the page."""
    kind: str = ""


@dataclass(frozen=True)
class Variant:
    """One clause, one bound, one reading, one set of starts."""

    world: World
    clause: Clause
    bound: str
    reading: str
    start: str
    base: bool
    end: tuple[Span | None] | None = None
    """The end an extension gives; None: that of the clause."""

    def key(self, standard: Standard, unit: str = "window") -> Key:
        return (self.clause.id, self.bound, self.reading, self.start, standard.id, unit)

    def judge(self, act: Act, *, duty: bool = False) -> Case5:
        return Case5(self.world, self.clause, self.bound, act, duty)

    @property
    def moves_due(self) -> bool:
        """An extension moves what a clause without an end is due by."""
        return bool(self.end) and not self.clause.in_force.end and bool(
            getattr(self.clause, "due", None)
        )

    def due(self) -> Span | None:
        """The due instants; an open last one is later than the as-of instant."""
        if self.end and self.moves_due:
            return self.end[0]
        return self.world.instant(getattr(self.clause, "due", None), last=True)

    def window(self) -> Window | None:
        """None: not in force."""
        start = self.world.instant(self.clause.in_force.start)
        as_of = self.world.as_of
        if start is None or start.lo > as_of:
            return None
        end = self.world.instant(self.clause.in_force.end, last=True)
        if self.end and not self.moves_due:
            end = self.end[0]
        e1, e2 = (end.lo, end.hi) if end else (as_of + 1, as_of + 1)
        return Window(
            start.lo, min(start.hi, as_of), min(e1, as_of), min(e2, as_of), e1 > as_of, e2 > as_of
        )


def tell(supports: Iterable[Support], judge: Case5) -> Told:
    return tuple((s, judge) for s in of_all(supports))


def shares(statuses: Sequence[str]) -> dict[str, int]:
    return dict(Counter(statuses))
