"""What a row says of all an account shows, also where the oracle leaves it open.

Written under `told` as ``span; low..high supports; stated; owed; claims``, and ``disputed`` where
it is answered, by unit and account, under `reported` in the
base variant; several accounts of one name are a list. Under `denials` the denials listed, and under
`why` all reasons given, by unit.
"""

from __future__ import annotations

from collections.abc import Iterable

from trucewatch.model.finding import Account, Finding
from trucewatch.model.instant import parse_span

from .rows import Row

Told = tuple[int, int, str, str, str, str]


def differences(row: Row, findings: Iterable[Finding]) -> list[str]:
    """How the accounts of findings differ from what the row says of them."""
    main = row.case.clauses[0]
    first = [*main.bound, "-"][0]
    start = row.raw.get("start", "")
    base = {
        f.unit: f for f in findings
        if (f.clause, f.bound, f.reading, f.start, f.standard)
        == (main.id, first, "base", start, "reported")
    }
    found = []
    for unit, accounts in row.raw.get("told", {}).items():
        shown = base[unit].accounts if unit in base else ()
        for name, texts in accounts.items():
            wanted = sorted(
                _wanted(text, row.case.agreement.tz)
                for text in ([texts] if isinstance(texts, str) else texts)
            )
            got = sorted(_got(a) for a in shown if "|".join(a.account.split("|")[:3]) == name)
            if wanted != got:
                found.append(f"{unit} {name}: {got} instead of {wanted}")
    for unit, keys in row.raw.get("denials", {}).items():
        listed = [d.removeprefix("id-") for d in base[unit].denials]
        if listed != keys:
            found.append(f"{unit} denials: {listed} instead of {keys}")
    for unit, reasons in row.raw.get("why", {}).items():
        given = list(base[unit].reasons)
        if given != reasons:
            found.append(f"{unit} reasons: {given} instead of {reasons}")
    return found


def _wanted(text: str, tz: str) -> Told:
    span, shown, stated, owed, claims = (part.strip() for part in text.split(";"))
    when = parse_span(span, tz)
    return (when.lo, when.hi, shown, stated, owed, claims)


def _got(account: Account) -> Told:
    return (
        account.from_, account.to, f"{_range(account.low, account.high)} {account.supports}",
        _range(account.stated_low, account.stated_high),
        _range(account.owed_low, account.owed_high),
        " ".join([
            *(claim.removeprefix("id-") for claim in account.claims),
            *(["disputed"] if account.disputed else []),
        ]),
    )


def _range(low: int | None, high: int | None) -> str:
    return "..".join("?" if n is None else str(n) for n in (low, high))
