"""One clause as a page shows it: combinations, units, accounts, claims. No markup here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from trucewatch.model.clause import ClaimedBound
from trucewatch.model.finding import STATUSES, Account, Finding
from trucewatch.model.instant import parse_date
from trucewatch.publish import caveats, measure, words
from trucewatch.publish.release import ClauseView
from trucewatch.publish.site.claim import Claim
from trucewatch.publish.site.context import Context
from trucewatch.publish.tongue import Terms, tr

WINDOW = measure.WINDOW


@dataclass(frozen=True, kw_only=True)
class Combination:
    """One reading with one start: the window finding under every standard."""

    reading: str
    start: str
    title: str
    label: str
    """What differs from the base combination; the whole title for the base itself."""
    base: bool
    findings: dict[str, Finding]
    """By standard."""


@dataclass(frozen=True, kw_only=True)
class AccountRow:
    """One account, and what it supports under each standard."""

    account: Account
    supports: dict[str, str]
    """By standard; all equal when the standard plays no part."""

    @property
    def agreed(self) -> bool:
        """The account supports the same under every standard."""
        return len(set(self.supports.values())) == 1


@dataclass(frozen=True, kw_only=True)
class UnitRow:
    """One unit of time, or a run of units in which nothing differs."""

    first: str
    last: str
    count: int
    findings: dict[str, Finding]
    """By standard; those of the first unit of the run."""
    title: str
    """Days of the run, or the name of what the unit is."""

    @property
    def accounts(self) -> list[Account]:
        """Accounts of the unit, the same under every standard."""
        return union_accounts(self.findings.values())


@dataclass(frozen=True, kw_only=True)
class ClaimGroup:
    """Claims that play the same part."""

    id: str
    title: str
    claims: list[Claim]
    """By time of the happening."""


@dataclass(frozen=True, kw_only=True)
class BoundView:
    """Everything a clause page shows for one bound."""

    id: str
    name: str
    anchor: str
    combinations: list[Combination]
    """The base first; the rest in the order declared. None is preferred."""
    accounts: list[AccountRow]
    units: dict[str, dict[str, Finding]]
    """By unit, then standard; base combination."""
    unit_rows: list[UnitRow]
    groups: list[ClaimGroup]
    noun: tuple[str, str] = ("unit", "units")
    """What a unit is called, one and several."""
    hours: bool = False
    """Numbers are times in a row, in microseconds."""
    titles: dict[str, str] = field(default_factory=dict)
    """Name of each unit for people."""
    claimed: ClaimedBound | None = None
    """Why it stands here although the text does not name it."""
    silence: str = ""
    """To how many units no account can be tied, and where reports stop."""

    @property
    def base(self) -> Combination | None:
        """The base combination, if there is a finding for it."""
        return self.combinations[0] if self.combinations else None

    @property
    def separate(self) -> bool:
        """Units are things with names, and no run of them is a stretch of time."""
        return self.noun[0] in {"trigger", "tranche"}

    @property
    def by_standard(self) -> bool:
        """The status of the base window depends on the standard chosen."""
        return self.base is not None and len({f.status for f in self.base.findings.values()}) > 1

    @property
    def by_reading(self) -> bool:
        """Under some standard, the status depends on the reading or the start chosen."""
        seen: dict[str, set[str]] = defaultdict(set)
        for combination in self.combinations:
            for standard, f in combination.findings.items():
                seen[standard].add(f.status)
        return any(len(statuses) > 1 for statuses in seen.values())

    @property
    def both_ways(self) -> bool:
        """Accounts of the base window support both breached and kept."""
        found = {s for row in self.accounts for s in row.supports.values()}
        return {"breached", "kept"} <= found

    def supporting(self, standard: str, kind: str) -> int:
        """How many accounts of the window support something under a standard."""
        return sum(row.supports.get(standard) == kind for row in self.accounts)

    def days_by_status(self, standard: str) -> list[tuple[str, int, list[str]]]:
        """List runs of units by status under one standard, in the order of the vocabulary."""
        runs: dict[str, list[tuple[str, str]]] = defaultdict(list)
        sizes: dict[str, int] = defaultdict(int)
        before = ""
        for unit, findings in self.units.items():
            status = findings[standard].status if standard in findings else ""
            if status:
                sizes[status] += 1
                if status == before and not self.separate:
                    runs[status][-1] = (runs[status][-1][0], unit)
                else:
                    runs[status].append((unit, unit))
            before = status
        return [(s, sizes[s], [self.run_title(*r) for r in runs[s]]) for s in STATUSES if s in runs]

    def run_title(self, first: str, last: str) -> str:
        """Name of a run of units: ``10–14 Oct 2025``."""
        return run_title(first, last, self.titles)


def run_title(first: str, last: str, titles: Mapping[str, str] | None = None) -> str:
    """Name of a run of units: ``10–14 Oct 2025``; `titles` are those of units that are no days."""
    named = titles or {}
    if first == last:
        return named.get(first) or words.unit(first)
    try:
        return words.days(parse_date(first), parse_date(last))
    except ValueError:
        ends = [named.get(name) or words.unit(name) for name in (first, last)]
        return tr("{first} – {last}", first=ends[0], last=ends[1])


def union_accounts(findings: Iterable[Finding]) -> list[Account]:
    """Accounts of several findings, each once, in a fixed order."""
    found: dict[tuple[str, str, int, int], Account] = {}
    for f in findings:
        for a in f.accounts:
            found.setdefault(_account_key(a), a)
    return [found[key] for key in sorted(found)]


def bound_view(ctx: Context, view: ClauseView, bound: str, anchor: str) -> BoundView:
    """Gather everything shown for one bound of a clause; `anchor` is unique on its page."""
    findings = ctx.by_bound.get((view.clause.id, bound), [])
    combinations = _combinations(ctx, view, findings)
    base = combinations[0] if combinations else None
    units = _units(ctx, findings, base)
    accounts = _accounts(base) if base else []
    titles = {unit: measure.unit(next(iter(by.values())).kind, unit, ctx.tz)
              for unit, by in units.items()}
    reading = base.reading if base else ""
    claimed = next((c for c in view.clause.claimed_bounds if c.bound == bound), None)
    shown = list(base.findings.values()) if base else []
    unspoken = _unspoken(units, titles, measure.noun(view, reading))
    return BoundView(
        id=bound,
        name=ctx.bound_name(bound),
        anchor=anchor,
        combinations=combinations,
        accounts=accounts,
        units=units,
        unit_rows=_unit_rows(units, titles),
        groups=_groups(ctx, findings, base),
        noun=measure.noun(view, reading),
        hours=measure.in_hours(view, reading),
        titles=titles,
        claimed=claimed if bound not in view.clause.bound else None,
        silence=" ".join(filter(None, (unspoken, caveats.silence(
            shown, ctx.release.claims, ctx.tz, by_units=bool(unspoken))))),
    )


def _combinations(
    ctx: Context, view: ClauseView, findings: list[Finding]
) -> list[Combination]:
    base_reading = next(iter(view.readings), "base")
    readings, starts = list(view.readings), list(view.starts)
    grouped: dict[tuple[str, str], dict[str, Finding]] = defaultdict(dict)
    for f in findings:
        if f.unit == WINDOW:
            grouped[f.reading, f.start][f.standard] = f

    def is_base(key: tuple[str, str]) -> bool:
        return key[0] == base_reading and (not starts or key[1] == view.base_start)

    def order(key: tuple[str, str]) -> tuple[bool, int, int, tuple[str, str]]:
        reading, start = key
        return (
            not is_base(key),
            readings.index(reading) if reading in readings else len(readings),
            starts.index(start) if start in starts else len(starts),
            key,
        )

    found: list[Combination] = []
    for key in sorted(grouped, key=order):
        by_standard = {s: grouped[key][s] for s in ctx.standards if s in grouped[key]}
        any_one = next(iter(by_standard.values()), None)
        if any_one is None:
            continue
        reading, start = ctx.reading_title(any_one), ctx.start_title(any_one)
        title = tr("{reading}; counted from {start}", reading=reading, start=start) \
            if start else reading
        label = title
        if found and key[0] == found[0].reading:
            moved = key[1].startswith(caveats.EXTENDED)
            label = words.sentence(start).rstrip(".") if moved \
                else tr("Start: {start}", start=start)
        elif found and key[1] == found[0].start:
            label = tr("Said to be bound: {reading}", reading=reading) \
                if key[0].startswith(caveats.CLAIMED) \
                else tr("Reading: {reading}", reading=reading)
        found.append(Combination(
            reading=key[0], start=key[1], title=title, label=label, base=is_base(key),
            findings=by_standard,
        ))
    return found


def _units(
    ctx: Context, findings: list[Finding], base: Combination | None
) -> dict[str, dict[str, Finding]]:
    found: dict[str, dict[str, Finding]] = {}
    for f in sorted(findings, key=lambda f: (f.from_ or 0, f.unit)):
        if f.unit != WINDOW and base and (f.reading, f.start) == (base.reading, base.start):
            found.setdefault(f.unit, {})[f.standard] = f
    return {
        unit: {s: by[s] for s in ctx.standards if s in by} for unit, by in found.items()
    }


def _unspoken(
    units: Mapping[str, dict[str, Finding]], titles: Mapping[str, str], names: tuple[str, str]
) -> str:
    order = list(units)
    return caveats.unspoken(
        [any(f.accounts for f in by.values()) for by in units.values()],
        lambda first, last: run_title(order[first], order[last], titles), names)


def _unit_rows(
    units: dict[str, dict[str, Finding]], titles: Mapping[str, str]
) -> list[UnitRow]:
    rows: list[UnitRow] = []
    for unit, findings in units.items():
        last = rows[-1] if rows else None
        if last and not last.accounts and _signature(last.findings) == _signature(findings):
            rows[-1] = UnitRow(
                first=last.first, last=unit, count=last.count + 1, findings=last.findings,
                title=run_title(last.first, unit, titles),
            )
        else:
            rows.append(UnitRow(first=unit, last=unit, count=1, findings=findings,
                                title=titles[unit]))
    return rows


def _signature(findings: dict[str, Finding]) -> tuple[object, ...]:
    return tuple(
        (s, f.status, f.low, f.high, f.reasons, f.accounts, f.denials, f.exceptions)
        for s, f in findings.items()
    )


def _account_key(a: Account) -> tuple[str, str, int, int]:
    return (a.account, a.measures, a.from_, a.to)


def _accounts(base: Combination) -> list[AccountRow]:
    supports: dict[tuple[str, str, int, int], dict[str, str]] = defaultdict(dict)
    for standard, f in base.findings.items():
        for a in f.accounts:
            supports[_account_key(a)][standard] = a.supports
    return [
        AccountRow(account=a, supports=supports[_account_key(a)])
        for a in union_accounts(base.findings.values())
    ]


_GROUPS = Terms({
    "suspension": "Claims that the duty is suspended",
    "exception": "Claimed exceptions",
    "denial": "Denials by the bound",
    "both": "In accounts that support “breached” and in others that support “kept”",
    "breached": "In accounts that support “breached”",
    "kept": "In accounts that support “kept”",
    "neither": "In accounts that support neither",
    "other": "Used in other readings or starts only",
})


def _groups(
    ctx: Context, findings: list[Finding], base: Combination | None
) -> list[ClaimGroup]:
    roles: dict[str, set[str]] = defaultdict(set)
    for f in findings:
        in_base = base is not None and (f.reading, f.start) == (base.reading, base.start)
        for a in f.accounts:
            for claim_id in a.claims:
                roles[claim_id].add(a.supports if in_base else "other")
        for claim_id in f.denials:
            roles[claim_id].add("denial")
        for claim_id in f.exceptions:
            roles[claim_id].add("exception")
        for claim_id in f.suspensions:
            roles[claim_id].add("suspension")
    grouped: dict[str, list[Claim]] = defaultdict(list)
    for claim_id, role in roles.items():
        claim = ctx.claims.get(claim_id, Claim(claim_id, {}))
        grouped[_role(role)].append(claim)
    return [
        ClaimGroup(id=group, title=title, claims=sorted(grouped[group], key=lambda c: c.order))
        for group, title in _GROUPS.items() if group in grouped
    ]


def _role(roles: set[str]) -> str:
    for first in ("suspension", "exception", "denial"):
        if first in roles:
            return first
    if {"breached", "kept"} <= roles:
        return "both"
    return next((r for r in ("breached", "kept", "neither") if r in roles), "other")
