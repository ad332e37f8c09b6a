"""The finding: what the record shows for one clause, party and unit of time."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Status = Literal[
    "kept", "breached", "contested", "undetermined", "kept_late", "not_assessable",
    "not_in_force", "suspended", "condition_open", "pending",
]
Supports = Literal["breached", "kept", "neither"]

STATUSES: tuple[str, ...] = (
    "breached", "contested", "undetermined", "kept_late", "kept", "pending", "condition_open",
    "suspended", "not_in_force", "not_assessable",
)


@dataclass(frozen=True, kw_only=True)
class Account:
    """What one lineage says about the measured quantity, over the period it covers itself."""

    account: str
    """Lineage, subject series and basis, joined by ``|``."""
    lineage: str
    scope: str
    basis: str
    measures: str
    """What the numbers count, in plain words (a property or a part of the clause)."""
    from_: int
    """First instant of the account's own period in the unit, microseconds UTC."""
    to: int
    low: int | None
    """At least this many for certain."""
    high: int | None
    """At most this many; ``None``: unknown."""
    stated_low: int | None
    """As the account states it, before its scope is considered."""
    stated_high: int | None
    owed_low: int | None
    """What was owed over the account's own period, at least."""
    owed_high: int | None
    supports: Supports
    interested: bool
    """Affiliated with the side this account's support would serve."""
    admission: bool
    """A claim against the speaker's own interest."""
    disputed: bool
    """Answered by a denial of the bound."""
    claims: tuple[str, ...]
    """Claim ids, sorted."""


@dataclass(frozen=True, kw_only=True)
class Delay:
    """How long after the due instant a duty was met, as an interval."""

    low: int
    """Microseconds."""
    high: int
    words: str
    """"105 days", "3 to 5 h"."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Status of one clause for one bound in one unit, under one reading, start and standard."""

    clause: str
    kind: str
    bound: str
    reading: str
    start: str
    standard: str
    unit: str
    """``window``, or the ISO name of a civil unit."""
    from_: int | None
    """First instant, microseconds UTC; ``None`` when the clause has no start yet."""
    to: int | None
    """Last instant, microseconds UTC."""
    status: Status
    low: int | None
    """Lowest and highest any account gives; ``None``: unknown."""
    high: int | None
    accounts: tuple[Account, ...] = ()
    shares: dict[str, int] = field(default_factory=dict)
    """Units by status, for a window made of units."""
    delay: Delay | None = None
    hinges_on: tuple[str, ...] = ()
    """Lineages whose single removal would change the status."""
    reasons: tuple[str, ...] = ()
    """Stable codes; `words` says them plainly."""
    rule: str = ""
    """``kind@version``."""
    words: str = ""
    """The finding in one or two sentences, with standard, reading and as-of; empty for a unit
    for which there is no account at all (`reasons` says so)."""
    denials: tuple[str, ...] = ()
    """Claim ids of denials by the bound."""
    exceptions: tuple[str, ...] = ()
    """Claim ids that claim an exception."""
    beside: Status | None = None
    """Status it would have without the gate (`condition_open`, `suspended`) that hides it."""
    suspensions: tuple[str, ...] = ()
    """Claim ids by which the bound claims that the duty is suspended; they change nothing."""

    @property
    def key(self) -> tuple[str, str, str, str, str, str]:
        """What identifies a finding within a run."""
        return (self.clause, self.bound, self.reading, self.start, self.standard, self.unit)
