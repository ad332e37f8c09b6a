"""Lineages people decided on: a body or a row grouped with others, dated, with a reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Grouping:
    """One row of ``lineages.csv``."""

    name: str
    """Id of the body, or ``dataset/key``."""
    body: bool
    lineage: str
    """Lineage it belongs to from then on; empty: its own again."""
    date: str
    at: int
    """First instant of `date`, microseconds UTC."""
    office: str
    reason: str
    line: int
    claims: tuple[str, ...] = ()
    """Ids of the claims of a row, sorted."""


def of_bodies(groupings: Iterable[Grouping]) -> dict[str, str]:
    """Lineage each grouped body has by its newest row."""
    return {g.name: g.lineage for g in _in_turn(groupings) if g.body}


def of_claims(groupings: Iterable[Grouping]) -> dict[str, str]:
    """Lineage each grouped claim has by its newest row; of one that has its own again, none."""
    found: dict[str, str] = {}
    for grouping in _in_turn(groupings):
        if not grouping.body:
            found.update(dict.fromkeys(grouping.claims, grouping.lineage))
    return {claim: lineage for claim, lineage in found.items() if lineage}


def _in_turn(groupings: Iterable[Grouping]) -> list[Grouping]:
    return sorted(groupings, key=lambda g: (g.at, g.line))
