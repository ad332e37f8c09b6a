"""The level before, during and after: what stands beside findings and never enters one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, Literal

from trucewatch.model.agreement import STRICT, Words
from trucewatch.model.clause import Anchor

WIDTHS: tuple[tuple[str, int], ...] = (
    ("1 day", 1), ("2 to 6 days", 6), ("7 days", 7), ("8 to 31 days", 31),
    ("more than 31 days", 0),
)
"""How well the day of a row is known: name, and greatest number of days (0: no limit)."""


@dataclass(frozen=True, kw_only=True)
class BaselinePeriod:
    """Civil days that are compared with others."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    id: str
    title: Words
    when: Literal["before", "during", "after"]
    """Where it stands to the time that is looked at; for readers."""
    start: Anchor
    """Its civil day is the first day."""
    end: Anchor
    """The civil day it ends on, or ends with, is the last; cut where the record ends."""


@dataclass(frozen=True, kw_only=True)
class Baseline:
    """What is counted, where, said of whom, and over which periods."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    id: str
    title: Words
    properties: list[str]
    series: list[str]
    """Subjects whose rows are added up; they must not tell of the same thing twice."""
    zones: list[str]
    periods: list[BaselinePeriod]
    """Periods that are compared."""
    parties: list[str] = field(default_factory=list)
    """Parties each shown apart, beside whoever it was."""
    said_of: Literal["actor", "target"] = "actor"
    """Whether a party is who is said to have acted, or whose people it was done to."""
    where: dict[str, str] = field(default_factory=dict)
    """Qualifiers a row must have."""
    precise_days: int = 6
    """A row whose interval has at most so many days counts as precise."""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Tally:
    """Rows added up: integers only, to be divided by the days of the level."""

    rows: int = 0
    low: int = 0
    high: int | None = 0
    """``None``: at least one row has no high."""
    no_low: int = 0
    """Rows without a low; they add 0 to it."""
    crossed: int = 0
    """Rows whose low is above their high; the two were exchanged."""


@dataclass(frozen=True, kw_only=True)
class Level:
    """One zone, one party or none, one period."""

    zone: str
    party: str
    """Empty: whoever it was."""
    period: str
    when: str
    first: str
    """First civil day."""
    last: str
    """Last civil day; where the record ends earlier, that day."""
    days: int
    rows: Tally
    """Rows surely in the zone and of the party that begin in the period, whole."""
    precise: Tally
    """Those of them that are precise."""
    widths: dict[str, Tally]
    """The same rows by `WIDTHS`."""
    inside: Tally
    """Those of them that end in it too."""
    begun_before: Tally
    """Rows that reach into the period and begin before it: in no sum above."""
    possible: Tally
    """Rows that begin in the period and are only possibly in the zone or of the party."""


@dataclass(frozen=True, kw_only=True)
class BaselineResult:
    """Every level of one baseline."""

    baseline: Baseline
    missing: list[str]
    """Series of which the record has no row: their absence says nothing."""
    levels: list[Level]
