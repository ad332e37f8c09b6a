"""Rows of the queries grouped by variant and unit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import cast

from trucewatch.assess.evaluate import Evaluated
from trucewatch.model.finding import Account, Supports

Key = tuple[int, str]
"""Variant number and unit."""


def integer(value: object) -> int:
    """An integer from a row."""
    return int(cast(int, value))


def maybe(value: object) -> int | None:
    """An integer from a row, or ``None`` for unknown."""
    return None if value is None else integer(value)


@dataclass
class Grouped:
    """Rows by variant and unit."""

    status: dict[tuple[int, str, str], dict[str, tuple[str, str]]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    accounts: dict[Key, list[tuple[str, Account]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    """Cell and account."""
    units: dict[int, list[tuple[str, int, int]]] = field(default_factory=lambda: defaultdict(list))
    shares: dict[tuple[int, str], dict[str, int]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    """Number of units by status, by variant and standard."""
    done: dict[int, tuple[int | None, int | None]] = field(default_factory=dict)
    denials: dict[int, list[tuple[str, int, int]]] = field(
        default_factory=lambda: defaultdict(list)
    )


def group(found: Evaluated) -> Grouped:
    """Group the rows of all kinds by variant and unit."""
    grouped = Grouped()
    for v, unit, standard, removed, status, reason in found.result:
        key = (integer(v), str(unit), str(standard))
        grouped.status[key][str(removed)] = (str(status), str(reason))
    claims: dict[tuple[object, ...], list[str]] = defaultdict(list)
    for *key_of, claim in found.account_claims:
        claims[tuple(key_of)].append(str(claim))
    # What was owed rests on the accounts of what was given.
    given: dict[object, list[str]] = defaultdict(list)
    for name, some in claims.items():
        if str(name[2]).startswith("given:"):
            given[name[0]].extend(some)
    for row in found.accounts:
        v, unit, cell = row[:3]
        part, lineage, subject, basis, sub = row[3:8]
        ids = claims.get((v, unit, part, lineage, subject, basis, sub), [])
        if part == "owed":
            ids = [*ids, *given[v]]
        grouped.accounts[integer(v), str(unit)].append((str(cell), _account(row[3:], ids)))
    for v, unit, first, last in found.units:
        grouped.units[integer(v)].append((str(unit), integer(first), integer(last)))
    for v, standard, status, n in found.shares:
        grouped.shares[integer(v), str(standard)][str(status)] = integer(n)
    for v, low, high in found.done:
        grouped.done[integer(v)] = (maybe(low), maybe(high))
    for v, claim, first, last in found.denials:
        grouped.denials[integer(v)].append((str(claim), integer(first), integer(last)))
    return grouped


def _account(row: Sequence[object], claims: Iterable[str]) -> Account:
    part, lineage, subject, basis, sub = (str(value) for value in row[:5])
    p1, p2, low, high, stated_low, stated_high, quota_low, quota_high, days, unit_days = row[5:15]
    says, interested, admission, disputed = row[15:19]
    name = "|".join((lineage, subject, basis, *([sub[:12]] if sub else [])))
    owed = _owed(maybe(quota_low), maybe(quota_high), maybe(days), integer(unit_days))
    return Account(
        account=name, lineage=lineage, scope="", basis=basis, measures=part,
        from_=integer(p1), to=integer(p2), low=maybe(low), high=maybe(high),
        stated_low=maybe(stated_low), stated_high=maybe(stated_high),
        owed_low=owed[0], owed_high=owed[1], supports=cast(Supports, str(says)),
        interested=bool(interested), admission=bool(admission), disputed=bool(disputed),
        claims=tuple(sorted(set(claims))),
    )


def _owed(
    low: int | None, high: int | None, days: int | None, unit_days: int
) -> tuple[int | None, int | None]:
    """What was owed over an account's period: quota x units; a ratio's owed / common multiple."""
    if unit_days == -1 and days:
        return (None if low is None else low // days, None if high is None else high // days)
    if unit_days > 0 and days is not None and low is not None and high is not None:
        return (low * days // unit_days, -(-high * days // unit_days))
    return (low, high)
