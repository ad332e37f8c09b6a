"""From the rows of the queries to findings: grouping and naming, no judgement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from trucewatch.assess.evaluate import Evaluated
from trucewatch.assess.kinds.not_assessable import NotAssessable
from trucewatch.assess.reasons import reasons
from trucewatch.assess.registry import VERSIONS
from trucewatch.assess.standards import SHIPPED
from trucewatch.assess.variants import Variant
from trucewatch.model.case import Case
from trucewatch.model.finding import Account, Delay, Finding, Status, Supports
from trucewatch.model.instant import DAY, HOUR, civil_date

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
    for *name, claim in found.account_claims:
        claims[tuple(name)].append(str(claim))
    for row in found.accounts:
        v, unit, cell = row[:3]
        part, lineage, subject, basis, sub = row[3:8]
        ids = claims.get((v, unit, part, lineage, subject, basis, sub), [])
        if part == "owed":
            # What was owed rests on the accounts of what was given.
            ids = ids + [c for name, some in claims.items() for c in some
                         if name[0] == v and str(name[2]).startswith("given:")]
        grouped.accounts[integer(v), str(unit)].append((str(cell), _account(row[3:], ids)))
    for v, unit, first, last in found.units:
        grouped.units[integer(v)].append((str(unit), integer(first), integer(last)))
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


def build(case: Case, found: Evaluated, as_of: int) -> list[Finding]:
    """Findings of every clause, in the order of the agreement, units after their window."""
    grouped = group(found)
    scopes = _scopes(case)
    result: list[Finding] = []
    for variant in found.variants.values():
        for standard in SHIPPED:
            result.extend(
                _findings(case, found, grouped, scopes, variant, standard.id, as_of)
            )
    return result


def _scopes(case: Case) -> dict[str, tuple[str, str]]:
    """Scope and stance by claim id."""
    claims = case.claims
    return {
        str(claim): (str(scope), str(stance))
        for claim, scope, stance in zip(
            claims["claim_id"], claims["scope"], claims["stance"], strict=True
        )
    }


def _findings(
    case: Case, found: Evaluated, grouped: Grouped, scopes: Mapping[str, tuple[str, str]],
    variant: Variant, standard: str, as_of: int,
) -> Iterator[Finding]:
    if variant.number not in found.evaluated:
        yield _gated(variant, standard, as_of)
        return
    names = ["window"]
    if variant.base:
        names += [unit for unit, _, _ in grouped.units[variant.number]]
    spans = {unit: (first, last) for unit, first, last in grouped.units[variant.number]}
    for unit in names:
        by_removed = grouped.status.get((variant.number, unit, standard))
        if by_removed:
            span = spans.get(unit) or _window(variant, as_of)
            yield _finding(case, grouped, scopes, variant, standard, unit, by_removed, span)


def _window(variant: Variant, as_of: int) -> tuple[int | None, int | None]:
    start, end, due = variant.start, variant.end, variant.due
    last = due.hi if due is not None else end.hi if end is not None else as_of
    return (start.lo if start is not None else None, last)


def _gated(variant: Variant, standard: str, as_of: int) -> Finding:
    clause = variant.clause
    kind = getattr(clause, "kind", "")
    start = variant.start
    status: Status
    if isinstance(clause, NotAssessable):
        status, why = "not_assessable", "no_agreed_test"
    elif start is None:
        status, why = "not_in_force", "no_instant_known"
    elif variant.end is None or start.lo > as_of:
        status, why = "not_in_force", "starts_later"
    elif kind in VERSIONS:
        status, why = "pending", "no_unit_yet"
    else:
        status, why = "undetermined", "kind_not_evaluated"
    first, last = _window(variant, as_of)
    return Finding(
        clause=clause.id, kind=kind, bound=variant.bound, reading=variant.reading,
        start=variant.start_id, standard=standard, unit="window", from_=first,
        to=last if first is not None else None, status=status, low=None, high=None,
        reasons=(why,), rule=f"{kind}@{VERSIONS.get(kind, 0)}",
    )


def _finding(
    case: Case, grouped: Grouped, scopes: Mapping[str, tuple[str, str]], variant: Variant,
    standard: str, unit: str, by_removed: Mapping[str, tuple[str, str]],
    span: tuple[int | None, int | None],
) -> Finding:
    kind = getattr(variant.clause, "kind", "")
    status, reason = by_removed[""]
    listed = grouped.accounts[variant.number, unit]
    accounts = tuple(
        sorted(
            (_scoped(account, cell, scopes) for cell, account in _shown(kind, variant, listed)),
            key=lambda a: (a.measures, a.account, a.to, a.from_),
        )
    )
    spoken = [a for a in accounts if not a.measures.startswith("by the due")] or list(accounts)
    lows = [a.low for a in spoken]
    highs = [a.high for a in spoken]
    due_reasons = (reason,) if reason else ()
    first, last = span
    used = {claim for a in accounts for claim in a.claims}
    return Finding(
        clause=variant.clause.id, kind=kind, bound=variant.bound, reading=variant.reading,
        start=variant.start_id, standard=standard, unit=unit, from_=first, to=last,
        status=cast(Status, status),
        low=None if not lows or None in lows else min(x for x in lows if x is not None),
        high=None if not highs or None in highs else max(x for x in highs if x is not None),
        accounts=accounts,
        shares=_shares(grouped, variant, standard) if unit == "window" else {},
        delay=_delay(case, grouped, variant) if status == "kept_late" else None,
        hinges_on=tuple(sorted(
            lineage for lineage, (other, _) in by_removed.items()
            if lineage and other != status
        )),
        reasons=due_reasons or reasons(kind, status, accounts, standard),
        rule=f"{kind}@{VERSIONS.get(kind, 0)}",
        denials=tuple(sorted(
            claim for claim, e, l in grouped.denials[variant.number]
            if first is not None and last is not None and e <= last and l >= first
        )),
        exceptions=tuple(sorted(c for c in used if scopes[c][1] == "claims_exception")),
    )


def _shown(
    kind: str, variant: Variant, listed: Iterable[tuple[str, Account]]
) -> Iterator[tuple[str, Account]]:
    """Accounts to show; an exact due instant is shown once."""
    due = variant.due
    for cell, account in listed:
        if kind == "deadline" and cell == "due2" and due is not None and due.lo == due.hi:
            continue
        yield cell, account


_CELLS = {
    "due1": "by the due instant", "due2": "by the due instant, latest", "as_of": "as of",
}


def _scoped(account: Account, cell: str, scopes: Mapping[str, tuple[str, str]]) -> Account:
    """The account with its scope, and what its numbers count, in words."""
    found = {scopes[claim][0] for claim in account.claims}
    scope = found.pop() if len(found) == 1 else "mixed" if found else "complete"
    fields = {**account.__dict__, "scope": scope}
    fields["measures"] = _CELLS.get(cell, account.measures)
    return Account(**fields)


def _shares(grouped: Grouped, variant: Variant, standard: str) -> dict[str, int]:
    counted: dict[str, int] = defaultdict(int)
    for unit, _, _ in grouped.units[variant.number]:
        status = grouped.status[variant.number, unit, standard][""][0]
        counted[status] += 1
    return dict(sorted(counted.items()))


def _delay(case: Case, grouped: Grouped, variant: Variant) -> Delay | None:
    low, high = grouped.done.get(variant.number, (None, None))
    due = variant.due
    if due is None or low is None or high is None:
        return None
    low, high = min(low, high), max(low, high)
    early, late = max(0, low - due.hi), max(0, high - due.lo)
    return Delay(low=early, high=late, words=delay_words(case, due.lo, due.hi, low, high))


def delay_words(case: Case, due_lo: int, due_hi: int, done_lo: int, done_hi: int) -> str:
    """Delay in words: hours up to two days, civil days beyond, rounded outwards."""
    early, late = max(0, done_lo - due_hi), max(0, done_hi - due_lo)
    if late <= 2 * DAY:
        first, last, unit = early // HOUR, -(-late // HOUR), "h"
    else:
        tz = case.agreement.tz
        first = max(0, (civil_date(done_lo, tz) - civil_date(due_hi, tz)).days)
        last = (civil_date(done_hi, tz) - civil_date(due_lo, tz)).days
        unit = "days"
    return f"{last} {unit}" if first == last else f"{first} to {last} {unit}"

