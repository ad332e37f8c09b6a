"""Lineages: who goes back to whom, on which side, and which cannot count together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from trucewatch.model.agreement import Body

UNSTATED = "unstated"


@dataclass(frozen=True, kw_only=True)
class Lineage:
    """One independence group as it appears in the claims."""

    id: str
    sides: frozenset[str]
    """Parties any of its origins belongs to or is aligned with."""
    speaks_for: str
    """Party whose own body speaks here; empty for outlets, aligned or not, and mixed origins."""
    witness: str
    """What it counts as: lineages of one side are one witness."""
    origins: frozenset[str]
    """Witnesses of its origins; two lineages that share one are not independent."""
    stated: bool
    """False when an origin is unstated: never a second witness."""


def lineages(ids: Iterable[str], bodies: Mapping[str, Body]) -> list[Lineage]:
    """Describe every lineage named by the claims.

    Parameters
    ----------
    ids
        Lineage ids; several origins are joined by ``+``.
    bodies
        Bodies of the case by id; a lineage takes the affiliation of the bodies in it.
    """
    by_lineage: dict[str, list[Body]] = {}
    for body in bodies.values():
        by_lineage.setdefault(body.lineage or body.id, []).append(body)
    return [_describe(name, by_lineage) for name in sorted(set(ids))]


def _describe(name: str, by_lineage: Mapping[str, list[Body]]) -> Lineage:
    parts = name.split("+")
    sides = {part: {b.side for b in by_lineage.get(part, ()) if b.side} for part in parts}
    origins = frozenset().union(*(_origins(part, sides[part]) for part in parts))
    only = by_lineage.get(name, [])
    own = {b.side for b in only if b.affiliation == "party"}
    return Lineage(
        id=name,
        sides=frozenset().union(*sides.values()),
        speaks_for=next(iter(own)) if len(own) == 1 else "",
        witness=next(iter(origins)) if len(origins) == 1 else name,
        origins=origins,
        stated=UNSTATED not in parts
        and all(b.stated for part in parts for b in by_lineage.get(part, ())),
    )


def _origins(part: str, sides: set[str]) -> frozenset[str]:
    """Sides an origin is on; one on no side is an origin of its own."""
    return frozenset(f"side:{side}" for side in sides) or frozenset({part})


def overlaps(found: Iterable[Lineage]) -> list[tuple[str, str]]:
    """Pairs (earlier, later) of witnesses that share an origin.

    The earlier one has fewer origins (ties by name), so a text made of several origins never
    displaces one of them.
    """
    witnesses = {line.witness: line.origins for line in found}
    order = _ordered(witnesses)
    return [
        (early, late)
        for i, late in enumerate(order)
        for early in order[:i]
        if witnesses[early] & witnesses[late]
    ]


def _ordered(witnesses: Mapping[str, frozenset[str]]) -> list[str]:
    return sorted(witnesses, key=lambda w: (len(witnesses[w]), w))


def chained(found: Iterable[Lineage]) -> list[str]:
    """Witnesses of stated origin that overlap in a chain, in the order of `overlaps`.

    Passing over whoever shares an origin with an earlier witness leaves as many as there can be,
    unless somewhere two witnesses that share nothing both overlap a third that is not the last of
    the three, as a+b and c+d overlap b+c. Every witness tied to such a place, through whatever
    others, is named; among these the most that share no origin have to be looked for.
    """
    witnesses = {line.witness: line.origins for line in found if line.stated}
    order = _ordered(witnesses)
    near: dict[str, set[str]] = {witness: {witness} for witness in order}
    for early, late in combinations(order, 2):
        if witnesses[early] & witnesses[late]:
            near[early].add(late)
            near[late].add(early)
    place = {witness: n for n, witness in enumerate(order)}
    tied = {
        middle for middle in order
        for late in near[middle] if place[late] > place[middle] and not near[middle] <= near[late]
    }
    while more := {other for witness in tied for other in near[witness]} - tied:
        tied |= more
    return [witness for witness in order if witness in tied]


def independent(found: Iterable[Lineage]) -> int:
    """Witnesses: the most of stated origin of which no two share one; else one, if there is any."""
    lines = list(found)
    stated = {line.witness: line.origins for line in lines if line.stated}
    return _most(_ordered(stated), stated) or min(1, len(lines))


def _most(rest: list[str], origins: Mapping[str, frozenset[str]]) -> int:
    if not rest:
        return 0
    first, *others = rest
    free = [other for other in others if not origins[other] & origins[first]]
    with_it = 1 + _most(free, origins)
    return with_it if len(free) == len(others) else max(with_it, _most(others, origins))
