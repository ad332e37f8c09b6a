"""Rows: the tables of a release as plain values, in the order of their contracts.

What every other form of a table is made from. Text is text, numbers and instants are integers
(microseconds UTC), flags are true or false, unknown is ``None``. Contracts: `model.tables`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from trucewatch.model.claim import CLAIM_COLUMNS
from trucewatch.model.finding import Account, Finding
from trucewatch.model.instant import SECOND
from trucewatch.publish.formats.batches import SIZE, Batch
from trucewatch.publish.release import Release
from trucewatch.publish.release.table import claims_of

Row = tuple[object, ...]
_CLAIM = tuple(c.name for c in CLAIM_COLUMNS)
_ID = _CLAIM.index("claim_id")


def findings(release: Release, chosen: Iterable[Finding] | None = None) -> Iterator[Row]:
    """One row per finding, sorted by what names it.

    Parameters
    ----------
    release
        Where they stand.
    chosen
        Some of its findings; all, if left out.
    """
    as_of = release.standing.instant
    return (_finding(f, as_of) for f in _sorted(release, chosen))


def accounts(release: Release, chosen: Iterable[Finding] | None = None) -> Iterator[Row]:
    """One row per account of a finding."""
    for f in _sorted(release, chosen):
        for a in sorted(f.accounts, key=lambda a: (a.account, a.measures, a.from_, a.to)):
            yield (*f.key, *_account(a))


def shares(release: Release, chosen: Iterable[Finding] | None = None) -> Iterator[Row]:
    """One row per window and status of its units."""
    for f in _sorted(release, chosen):
        for status, units in sorted(f.shares.items()):
            yield (*f.key, status, units)


def claims(release: Release) -> Iterator[Batch]:
    """Every claim of the release, whether a finding uses it or not, a batch of rows at a time."""
    held = claims_of(release.claims)
    for columns in held.table.batches(_CLAIM, held.order, SIZE):
        yield [*columns, [claim in release.used for claim in columns[_ID]]]


def explained(release: Release, chosen: Iterable[Finding]) -> Iterator[Row]:
    """One row per claim the findings rest on or print, with the sides it stands on."""
    parts = parts_of(chosen)
    ordered = sorted(parts, key=lambda claim: (
        str(release.claims.get(claim, {}).get("dataset")),
        str(release.claims.get(claim, {}).get("key")), claim))
    for claim in ordered:
        row = release.claims.get(claim, {"claim_id": claim})
        sides = "; ".join(side for side in SIDES if side in parts[claim])
        yield (*(row.get(n) for n in _CLAIM), sides)


def clauses(release: Release) -> Iterator[Row]:
    """One row per clause, in the order of the agreement."""
    for view in release.clauses:
        c = view.clause
        yield (
            c.id, str(getattr(c, "kind", "")), c.title.get("en", c.id), "; ".join(c.bound),
            c.says.get("en", ""), view.test, "; ".join(view.readings), "; ".join(view.starts),
        )


def searches(release: Release) -> Iterator[Row]:
    """One row per search, in the order of the case."""
    for s in release.searches:
        yield (s.clause, s.party, s.query, s.place, s.date, s.office, s.found, s.note)


SIDES = ("breached", "kept", "neither", "denial", "exception", "suspension")
"""Sides a claim can stand on; the two that oppose each other in alphabetical order."""


def parts_of(chosen: Iterable[Finding]) -> dict[str, set[str]]:
    """Sides each claim stands on, by claim id."""
    found: dict[str, set[str]] = {}
    for f in chosen:
        for side, ids in (*((a.supports, a.claims) for a in f.accounts),
                          ("denial", f.denials), ("exception", f.exceptions),
                          ("suspension", f.suspensions)):
            for claim in ids:
                found.setdefault(claim, set()).add(side)
    return found


def _sorted(release: Release, chosen: Iterable[Finding] | None) -> list[Finding]:
    return sorted(release.findings if chosen is None else chosen, key=lambda f: f.key)


def _finding(f: Finding, as_of: int) -> Row:
    delay = f.delay
    return (
        f.clause, f.kind, f.bound, f.reading, f.start, f.standard, as_of, f.unit, f.from_, f.to,
        f.status, f.low, f.high, len(f.accounts),
        "; ".join(f"{status}={n}" for status, n in sorted(f.shares.items())),
        # Whole seconds that surely contain the delay: the low end down, the high end up.
        None if delay is None else delay.low // SECOND,
        None if delay is None else -(-delay.high // SECOND),
        "" if delay is None else delay.words,
        "; ".join(sorted(f.hinges_on)), "; ".join(f.reasons), f.rule, f.words,
        "; ".join(sorted(f.denials)), "; ".join(sorted(f.exceptions)),
        f.beside or "", "; ".join(sorted(f.suspensions)),
    )


def _account(a: Account) -> Row:
    return (
        a.account, a.lineage, a.scope, a.basis, a.measures, a.from_, a.to, a.low, a.high,
        a.stated_low, a.stated_high, a.owed_low, a.owed_high, a.supports, a.interested,
        a.admission, a.disputed, "; ".join(sorted(a.claims)),
    )
