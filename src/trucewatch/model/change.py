"""A change: what one finding was at an earlier instant, and what it is now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

How = Literal["published", "edition"]


@dataclass(frozen=True, kw_only=True)
class Since:
    """The earlier instant findings are compared with, and what of then is known."""

    instant: int
    """Microseconds UTC."""
    how: How
    """``published``: reconstructed from what had been published by then; ``edition``: what an
    earlier edition, which stood at that instant, says."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """The finding for one window, then and now, with the claims that came and went between."""

    clause: str
    bound: str
    reading: str
    start: str
    standard: str
    was: str
    """Status at the earlier instant; empty: there was no such finding."""
    now: str
    """Status where the run stands; empty: there is no such finding any more."""
    kept: tuple[str, ...] = ()
    """Ids of claims that came into accounts that support ``kept``, sorted."""
    breached: tuple[str, ...] = ()
    """The same of accounts that support ``breached``."""
    neither: tuple[str, ...] = ()
    """The same of accounts that support neither, of denials, and of claims of an exception."""
    went: tuple[str, ...] = ()
    """Ids of claims it rested on then and does not any more, sorted."""

    @property
    def key(self) -> tuple[str, str, str, str, str]:
        """Clause, bound, reading, start, standard."""
        return (self.clause, self.bound, self.reading, self.start, self.standard)

    @property
    def moved(self) -> bool:
        """Whether the status is another."""
        return self.was != self.now

    @property
    def came(self) -> tuple[str, ...]:
        """Every claim that came, each once, sorted."""
        return tuple(sorted({*self.kept, *self.breached, *self.neither}))
