"""Findings put together from grouped rows: naming and ordering, no judgement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from trucewatch.assess.evaluated import Evaluated
from trucewatch.assess.explain import Wording, magnitude, unit_words
from trucewatch.assess.extensions import FAR
from trucewatch.assess.facts import Facts
from trucewatch.assess.group import BEGUN, FALLS_DUE, POINTS, Grouped, group
from trucewatch.assess.kinds.not_assessable import NotAssessable
from trucewatch.assess.reasons import reasons
from trucewatch.assess.registry import VERSIONS
from trucewatch.assess.standards import standards_of
from trucewatch.assess.variants import Variant
from trucewatch.model.case import Case
from trucewatch.model.finding import Account, Delay, Finding, Status
from trucewatch.model.instant import DAY, HOUR, civil_date


@dataclass(frozen=True)
class Evidence:
    """What a unit rests on: the same under every standard."""

    accounts: tuple[Account, ...]
    low: int | None
    high: int | None
    denials: tuple[str, ...]
    exceptions: tuple[str, ...]


Without = dict[tuple[str, str, str, str, str], dict[str, str]]
"""Status of windows without a lineage where it is another: by clause, bound, reading, start and
standard, then by lineage."""


def build(
    case: Case, found: Evaluated, facts: Facts, as_of: int
) -> tuple[list[Finding], Without]:
    """Findings of every clause, in the order of the agreement, units after their window.

    Returns
    -------
    tuple
        The findings, gates aside, and what the windows would be without each lineage.
    """
    builder = _Builder(case, found, facts, as_of)
    return list(builder.findings()), builder.without


class _Builder:
    def __init__(self, case: Case, found: Evaluated, facts: Facts, as_of: int) -> None:
        self._tz = case.agreement.tz
        self._found = found
        self.without: Without = {}
        self._as_of = as_of
        self._standards = standards_of(case)
        self._wording = Wording(case, as_of)
        claims = case.claims
        self._scope = dict(zip(claims["claim_id"], claims["scope"], strict=True))
        names = zip(claims["lineage"], claims["subject"], claims["basis"], strict=True)
        joined = ["|".join(map(str, name)) for name in names]
        self._account_of = dict(zip(claims["claim_id"], joined, strict=True))
        self._grouped: Grouped = group(found, facts, self._scope_of)
        self._stance = dict(zip(claims["claim_id"], claims["stance"], strict=True))

    def findings(self) -> Iterator[Finding]:
        for variant in self._found.variants.values():
            if variant.number not in self._found.evaluated:
                yield from self._gated(variant)
                continue
            units = self._grouped.units[variant.number] if variant.base else []
            spans = [("window", self._window(variant)), *((u, (a, b)) for u, a, b in units)]
            rests_on = {unit: self._evidence(variant, unit, span) for unit, span in spans}
            for standard in self._standards:
                for unit, span in spans:
                    ranked = self._grouped.status.get((variant.number, unit, standard.id))
                    if ranked:
                        yield self._finding(
                            variant, standard.id, unit, span, rests_on[unit], ranked
                        )

    def _window(self, variant: Variant) -> tuple[int | None, int | None]:
        start, end, due = variant.start, variant.end, variant.due
        known = end.hi if end is not None and end.hi < FAR else self._as_of
        last = due.hi if due is not None and due.hi < FAR else known
        return (start.lo if start is not None else None, last)

    def _gated(self, variant: Variant) -> Iterator[Finding]:
        """The clause does not bite, has no test, or its kind is not evaluated yet."""
        clause, start = variant.clause, variant.start
        kind = str(getattr(clause, "kind", ""))
        status: Status
        if isinstance(clause, NotAssessable):
            status, why = "not_assessable", "no_agreed_test"
        elif start is None:
            status, why = "not_in_force", "no_instant_known"
        elif start.lo > self._as_of:
            status, why = "not_in_force", "starts_later"
        elif kind == "response":
            status, why = "condition_open", "no_trigger"
        elif variant.open_end:
            status, why = "pending", "no_unit_yet"
        else:
            status, why = "undetermined", "no_unit"
        first, last = self._window(variant)
        for standard in self._standards:
            yield Finding(
                clause=clause.id, kind=kind, bound=variant.bound, reading=variant.reading,
                start=variant.start_id, standard=standard.id, unit="window", from_=first,
                to=last if first is not None else None, status=status, low=None, high=None,
                reasons=(why,), rule=f"{kind}@{VERSIONS[kind]}",
                words=self._words(variant, standard.id, "window", status, "", (why,)),
            )

    def _words(
        self, variant: Variant, standard: str, unit: str, status: str, size: str,
        why: tuple[str, ...],
    ) -> str:
        return self._wording.sentence(
            variant.clause.id, variant.bound, variant.reading, variant.start_id, standard,
            unit_words(str(getattr(variant.clause, "kind", "")), unit), status, size, why,
        )

    def _finding(
        self, variant: Variant, standard: str, unit: str, span: tuple[int | None, int | None],
        evidence: Evidence, ranked: Mapping[str, tuple[str, str]],
    ) -> Finding:
        clause = variant.clause
        kind = str(getattr(clause, "kind", ""))
        status, reason = ranked[""]
        others = {lineage: other for lineage, (other, _) in ranked.items() if other != status}
        if unit == "window" and others:
            key = (clause.id, variant.bound, variant.reading, variant.start_id, standard)
            self.without[key] = others
        why = (reason,) if reason else reasons(clause, status, evidence.accounts)
        counted = self._grouped.shares.get((variant.number, standard), {})
        shares = dict(sorted(counted.items())) if unit == "window" else {}
        delay = self._delay(variant, unit) if status == "kept_late" else None
        return Finding(
            clause=clause.id, kind=kind, bound=variant.bound, reading=variant.reading,
            start=variant.start_id, standard=standard, unit=unit, from_=span[0], to=span[1],
            status=cast(Status, status), low=evidence.low, high=evidence.high,
            accounts=evidence.accounts, shares=shares, delay=delay,
            hinges_on=tuple(sorted(others)),
            reasons=why, rule=f"{kind}@{VERSIONS[kind]}",
            words=self._words(variant, standard, unit, status, magnitude(shares, delay), why)
            if unit == "window" or evidence.accounts else "",
            denials=evidence.denials, exceptions=evidence.exceptions,
        )

    def _evidence(
        self, variant: Variant, unit: str, span: tuple[int | None, int | None]
    ) -> Evidence:
        accounts = self._accounts(variant, unit)
        low, high = self._range(variant, unit, accounts)
        first, last = span
        claims = {claim for a in accounts for claim in a.claims}
        return Evidence(
            accounts=accounts,
            low=low,
            high=high,
            denials=tuple(sorted(
                claim for claim, early, late in self._grouped.denials.get(variant.number, [])
                if first is not None and last is not None and early <= last and late >= first
            )),
            exceptions=tuple(
                sorted(c for c in claims if self._stance.get(c) == "claims_exception")
            ),
        )

    def _accounts(self, variant: Variant, unit: str) -> tuple[Account, ...]:
        listed = self._grouped.accounts.get((variant.number, unit), [])
        if str(getattr(variant.clause, "kind", "")) in FALLS_DUE:
            listed = [(cell, one) for cell, one in listed if not self._twice(variant, unit, cell)]
        return tuple(sorted(
            (account for _, account in listed),
            key=lambda a: (a.measures, a.account, a.to, a.from_),
        ))

    def _twice(self, variant: Variant, unit: str, cell: str) -> bool:
        """Whether it is the second end of an exact due instant, which is read once."""
        test, _, point = cell.rpartition("|")
        begun = unit == "window" and test == "start"
        due = variant.start_by if begun else self._due(variant, unit)
        return point == "due2" and due is not None and due[0] == due[1]

    def _due(self, variant: Variant, unit: str) -> tuple[int, int] | None:
        if unit != "window" or variant.due is None:
            return self._grouped.dues.get((variant.number, unit))
        return (variant.due.lo, variant.due.hi)

    def _range(
        self, variant: Variant, unit: str, accounts: tuple[Account, ...]
    ) -> tuple[int | None, int | None]:
        if variant.number in self._grouped.counted and unit == "window":
            return self._grouped.counted[variant.number]
        # What falls due has the range of the end of the record, not of its due instant.
        # What shows only that it has begun measures nothing of the duty itself.
        main = [a for a in accounts if not a.measures.startswith(BEGUN)]
        now = [a for a in main if a.measures == POINTS["as_of"]] or main
        lows, highs = [a.low for a in now], [a.high for a in now]
        return (
            min((x for x in lows if x is not None), default=None) if None not in lows else None,
            max((x for x in highs if x is not None), default=None)
            if None not in highs else None,
        )

    def _scope_of(self, account: str, claims: Iterable[str]) -> str:
        """The one scope of an account's claims; of several, ``mixed``."""
        # A ratio's account also carries the claims of what was given; their scope is not its own.
        found = {
            str(self._scope[claim]) for claim in claims
            if claim in self._scope and account.startswith(self._account_of[claim])
        }
        return found.pop() if len(found) == 1 else "mixed" if found else "complete"

    def _delay(self, variant: Variant, unit: str) -> Delay | None:
        low, high = self._grouped.done.get((variant.number, unit), (None, None))
        due = self._due(variant, unit)
        if due is None or low is None or high is None:
            return None
        low, high = min(low, high), max(low, high)
        return Delay(
            low=max(0, low - due[1]), high=max(0, high - due[0]),
            words=_delay_words(self._tz, *due, low, high),
        )


def _delay_words(tz: str, due_lo: int, due_hi: int, done_lo: int, done_hi: int) -> str:
    """Delay in words: hours up to two days, civil days beyond, rounded outwards."""
    early, late = max(0, done_lo - due_hi), max(0, done_hi - due_lo)
    if late <= 2 * DAY:
        first, last, unit = early // HOUR, -(-late // HOUR), "h"
    else:
        first = max(0, (civil_date(done_lo, tz) - civil_date(due_hi, tz)).days)
        last = (civil_date(done_hi, tz) - civil_date(due_lo, tz)).days
        unit = "days"
    return f"{last} {unit}" if first == last else f"{first} to {last} {unit}"
