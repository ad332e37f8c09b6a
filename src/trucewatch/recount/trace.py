"""The trace: of every count that came out, which claims it is made of and why it counts so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

WHY: Mapping[str, str] = {
    "own_number": "counts in the rule's unit: the number it states",
    "own_act": "counts in the rule's unit and gives no number: at least one",
    "own_one": "counts in the rule's unit: each claim counts one",
    "holds_one": "counts in another unit, one of which holds at least one: at least one, no most",
    "says_nothing": "counts in another unit, which says nothing of this one",
    "no_number": "gives no number and tells of no single happening",
    "qualifier_missing": "does not say whether it belongs to what is counted: possible, no least",
    "left_out": "another value of a qualifier than those counted: left out",
    "merged_gap": "each lies within the gap of another: one together",
    "merged_day": "within one civil day: one day",
    "several_days": "reaches over several civil days: at least one of them",
    "reached": "as many as the rule asks for lie within the gap: one",
    "not_reached": "does not show as many as the rule asks for within the gap: no least, no most",
    "extrapolated": "extrapolated, not a report: in no total",
}
"""Why a claim counts as it does, by code."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """One claim as its source states it."""

    claim_id: str
    unit: str
    low: int | None
    high: int | None


@dataclass(frozen=True, kw_only=True)
class Traced:
    """One count that came out, or one claim that was left out."""

    claim_id: str
    """Id in the table that came out; empty: left out."""
    parts: tuple[Part, ...]
    """The claims it is made of, by id."""
    unit: str
    low: int | None
    high: int | None
    why: str
    """A code of `WHY`."""
