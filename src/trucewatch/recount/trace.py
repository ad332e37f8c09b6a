"""The trace: of every count that came out, which claims it is made of and why it counts so."""

from __future__ import annotations

from dataclasses import dataclass


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
    """A code of `model.counting.WHY`."""
