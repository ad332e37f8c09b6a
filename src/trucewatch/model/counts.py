"""A case counted by every rule in use: totals side by side, and the findings that differ."""

from __future__ import annotations

from dataclasses import dataclass, field

from trucewatch.model.claim import Column
from trucewatch.model.counting import CountingRule


@dataclass(frozen=True, kw_only=True)
class CountedRule:
    """One rule, and how the claims it is about count under it."""

    rule: CountingRule
    of_case: bool
    """Whether the case declares it; else it ships."""
    why: dict[str, int]
    """Counts and claims left out by code of `model.counting.WHY`."""


@dataclass(frozen=True, kw_only=True)
class CountedTotal:
    """What one lineage states under one rule, in one unit; the whole period together."""

    rule: str
    property: str
    zone: str
    actor: str
    lineage: str
    unit: str
    from_: int
    to: int
    low: int
    high: int | None
    """``None``: unknown, or not said without a gap."""
    claims: tuple[str, ...]
    """Ids of the claims it is made of, sorted."""


@dataclass(frozen=True, kw_only=True)
class CountedStatus:
    """A finding of a window whose status under a rule is another than by each source's unit."""

    rule: str
    clause: str
    bound: str
    reading: str
    start: str
    standard: str
    before: str
    """Status with every source's own unit."""
    after: str


@dataclass(frozen=True, kw_only=True)
class Counts:
    """Everything counted; no rules: the case has nothing to count by them."""

    rules: tuple[CountedRule, ...] = ()
    """In the order shown; none is the default."""
    totals: tuple[CountedTotal, ...] = ()
    moved: tuple[CountedStatus, ...] = ()
    windows: int = 0
    """Findings of windows compared under each rule."""
    without_time: int = 0
    """Claims whose time does not leave: in no total."""
    by_rule: dict[str, int] = field(default_factory=dict)
    """Findings of windows with another status, by id of the rule."""


COUNT_COLUMNS: tuple[Column, ...] = (
    Column("rule", "text", "id of the counting rule", required=True),
    Column("lineage", "text", "who states it: one origin of information", required=True),
    Column("property", "text", "what is counted", required=True),
    Column("zone", "text", "zone it is stated for; empty: none"),
    Column("actor", "text", "who is said to have done it; empty: not stated"),
    Column("unit", "text", "what counts as one; rows of unlike units are never added",
           required=True),
    Column("from", "instant", "first instant of the periods its claims state", required=True),
    Column("to", "instant", "last instant of them", required=True),
    Column("low", "int", "at least this many", required=True),
    Column("high", "int", "at most this many; empty: unknown, or not said without a gap"),
    Column("claims", "int", "number of claims it is made of; counts.json names them",
           required=True),
)
"""Columns of ``counts.csv``: one total; the whole period together."""
