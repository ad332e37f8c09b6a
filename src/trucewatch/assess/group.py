"""Rows of the queries grouped by variant and unit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import cast

from trucewatch.assess.evaluated import Evaluated
from trucewatch.assess.facts import Facts
from trucewatch.model.finding import Account, Supports

POINTS = {
    "due1": "by the due instant", "due2": "by the due instant, latest", "as_of": "as of",
}
"""What the accounts of a duty that falls due are read at."""
BEGUN = "begun, "
"""Before what an account of the beginning is read at."""
FALLS_DUE = frozenset({"deadline", "process", "response"})

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
    done: dict[Key, tuple[int | None, int | None]] = field(default_factory=dict)
    dues: dict[Key, tuple[int, int]] = field(default_factory=dict)
    """Due interval of units that fall due by themselves."""
    counted: dict[int, tuple[int | None, int | None]] = field(default_factory=dict)
    denials: dict[int, list[tuple[str, int, int]]] = field(
        default_factory=lambda: defaultdict(list)
    )


_CLAIM = "claim:"
"""A unit that is one claim is named by its number, and shown by the source's own key."""


Scope = Callable[[str, Iterable[str]], str]
"""Scope of an account by its name and its claims."""


def group(found: Evaluated, facts: Facts, scope: Scope) -> Grouped:
    """Group the rows of all kinds by variant and unit; numbers of claims become ids."""
    grouped = Grouped()
    name = _Names(facts)
    for v, unit, standard, removed, status, reason in found.result:
        key = (integer(v), name(unit), str(standard))
        grouped.status[key][str(removed)] = (str(status), str(reason))
    for v, unit, first, last in found.units:
        grouped.units[integer(v)].append((name(unit), integer(first), integer(last)))
    for v, standard, status, n in found.shares:
        grouped.shares[integer(v), str(standard)][str(status)] = integer(n)
    for v, unit, low, high in found.done:
        grouped.done[integer(v), name(unit)] = (maybe(low), maybe(high))
    for v, unit, due1, due2 in found.dues:
        grouped.dues[integer(v), name(unit)] = (integer(due1), integer(due2))
    for v, low, high in found.counted:
        grouped.counted[integer(v)] = (maybe(low), maybe(high))
    for v, claim, first, last in found.denials:
        grouped.denials[integer(v)].append(
            (facts.claim_id(claim), integer(first), integer(last))
        )
    _accounts(found, facts, name, scope, grouped)
    return grouped


class _Names:
    """Names of units; of two triggers with one key the second keeps its number."""

    def __init__(self, facts: Facts) -> None:
        self._keys = facts.keys
        self._taken: dict[str, str] = {}

    def __call__(self, unit: object) -> str:
        text = str(unit)
        if not text.startswith(_CLAIM):
            return text
        number = int(text.removeprefix(_CLAIM))
        key = self._keys[number] if number < len(self._keys) else text
        return key if self._taken.setdefault(key, text) == text else text


def _accounts(
    found: Evaluated, facts: Facts, name: _Names, scope: Scope, grouped: Grouped
) -> None:
    claims: dict[tuple[object, ...], list[str]] = defaultdict(list)
    for *key_of, claim in found.account_claims:
        claims[tuple(key_of)].append(facts.claim_id(claim))
    # What was owed rests on the accounts of what was given; an answer, on what called for it.
    given: dict[tuple[object, object], list[str]] = defaultdict(list)
    for about, some in claims.items():
        if str(about[2]).startswith("given:"):
            given[about[0], about[1]].extend(some)
    for v, unit, claim in found.triggers:
        given[v, unit].append(facts.claim_id(claim))
    falls_due = {
        number for number, variant in found.variants.items()
        if str(getattr(variant.clause, "kind", "")) in FALLS_DUE
    }
    for row in found.accounts:
        v, unit, cell = row[:3]
        part, lineage, subject, basis, sub = row[3:8]
        ids = claims.get((v, unit, part, lineage, subject, basis, sub), [])
        if part in {"owed", "answer"}:
            ids = [*ids, *given[v, unit]]
        alone = facts.claim_id(sub)[:12] if sub else ""
        grouped.accounts[integer(v), name(unit)].append(
            (str(cell), _account(row[3:], alone, ids, scope, str(cell) if v in falls_due else ""))
        )


def _measures(part: str, cell: str) -> str:
    """What an account is of: its part, or the instant a duty that falls due is read at."""
    test, _, point = cell.rpartition("|")
    measures = POINTS.get(point, part)
    return BEGUN + measures if test == "start" else measures


def _account(
    row: Sequence[object], alone: str, claims: Iterable[str], scope: Scope, cell: str
) -> Account:
    part, lineage, subject, basis = (str(value) for value in row[:4])
    p1, p2, low, high, stated_low, stated_high, quota_low, quota_high, days, unit_days = row[5:15]
    says, interested, admission, disputed = row[15:19]
    name = "|".join((lineage, subject, basis, *([alone] if alone else [])))
    owed = _owed(maybe(quota_low), maybe(quota_high), maybe(days), integer(unit_days))
    return Account(
        account=name, lineage=lineage, scope=scope(name, claims), basis=basis,
        measures=_measures(part, cell),
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
