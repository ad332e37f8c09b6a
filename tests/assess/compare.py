"""Comparing compiled findings with the oracle's, field by field."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from trucewatch.model.case import Case
from trucewatch.model.finding import Account, Finding

from .oracle import Answer, evaluate
from .proof import Case5, Support

Essence = dict[str, Any]
NOTHING = (0, None, "neither")
"""What an account says that only possibly touches a unit."""
REASONS = frozenset({"kind_not_evaluated", "due_interval_differs"})
"""Reasons the specification fixes by name; others are free words of the engine."""


def spread(accounts: Iterable[tuple[int | None, int | None]]) -> tuple[int | None, int | None]:
    """Lowest low and highest high; unknown if one is unknown, or nobody measured."""
    lows, highs = zip(*accounts, strict=True) if (accounts := list(accounts)) else ((), ())
    low = min(lows) if lows and None not in lows else None
    high = max(highs) if highs and None not in highs else None
    return low, high


def account_essence(s: Support, judge: Case5) -> tuple[Any, ...]:
    return (
        s.account, s.low, s.high, s.supports, judge.interested(s), judge.admission(s),
        s.supports == "breached" and judge.disputed(s), tuple(sorted(c.claim_id for c in s.claims)),
    )


def of_account(a: Account) -> tuple[Any, ...]:
    """What the specification fixes of an account; a claim standing alone has its account's name."""
    return (
        "|".join(a.account.split("|")[:3]), a.low, a.high, a.supports, a.interested, a.admission,
        a.supports == "breached" and a.disputed, tuple(sorted(a.claims)),
    )


def once(kind: str, accounts: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Accounts that say something, each once; to show the others is the page's choice."""
    if kind == "prohibition":
        return [a for a in accounts if a[1:4] != NOTHING]
    if kind != "deadline":
        return accounts
    return [a for a in dict.fromkeys(accounts) if "|coverage|" not in a[0] or a[3] != "neither"]


def of_answer(a: Answer) -> Essence:
    """What the specification fixes of a finding, as the oracle has it."""
    return {
        "status": a.status, "from": a.from_, "to": a.to, "shares": a.shares, "delay": a.delay,
        "hinges_on": a.hinges_on, "reasons": sorted(REASONS & set(a.reasons)),
        "accounts": sorted(
            once(a.kind, [
                account_essence(s, j) for s, j in a.accounts
            ]), key=str,
        ),
        "range": spread(
            [(s.low, s.high) for s, _ in a.accounts] if a.measured is None else a.measured
        ),
    }


def of_finding(f: Finding) -> Essence:
    """The same of a compiled finding."""
    return {
        "status": f.status, "from": f.from_, "to": f.to,
        "shares": {k: n for k, n in f.shares.items() if n},
        "delay": (f.delay.low, f.delay.high) if f.delay else None,
        "hinges_on": f.hinges_on, "reasons": sorted(REASONS & set(f.reasons)),
        "accounts": sorted(once(f.kind, [of_account(a) for a in f.accounts]), key=str),
        "range": (f.low, f.high),
    }


def blank(kind: str, key: tuple[str, ...], wanted: Essence) -> set[str]:
    """Fields the specification does not fix for this finding."""
    if wanted["status"] in {"not_in_force", "not_assessable"} or "kind_not_evaluated" in wanted[
        "reasons"
    ]:
        return {"from", "to"}
    if kind == "rate" and not wanted["shares"]:  # no unit: no window to speak of
        return {"from", "to"}
    if kind == "prohibition":
        # Whether accounts that only possibly touch a unit are listed there is the page's choice.
        return {"accounts", "range"} if key[-1] == "window" else {"range"}
    if kind in {"deadline", "ratio"}:
        return {"to"}
    return set()


def differences(
    case: Case, as_of: int, findings: Iterable[Finding], answers: Iterable[Answer] | None = None
) -> list[str]:
    """How compiled findings differ from the oracle's (`answers`, if known); empty: they agree."""
    answers = evaluate(case, as_of) if answers is None else answers
    wanted = {a.key: of_answer(a) for a in answers}
    got = {f.key: (f.kind, of_finding(f)) for f in findings}
    for kind, finding in got.values():
        if kind == "ratio":
            finding["accounts"] = [a[:-1] for a in finding["accounts"]]
    found = [f"missing {k}" for k in wanted.keys() - got.keys()]
    found += [f"unexpected {k}" for k in got.keys() - wanted.keys()]
    for key in sorted(wanted.keys() & got.keys()):
        kind, finding = got[key]
        loose = blank(kind, key, wanted[key])
        if kind == "deadline" and case.coverage:
            # Whether a watcher that saw neither is listed, and measured, is the page's choice.
            loose.add("range")
        if kind == "ratio":
            # Which claims stand behind a comparison of two quantities is the page's choice.
            wanted[key]["accounts"] = [a[:-1] for a in wanted[key]["accounts"]]
        found += [
            f"{'/'.join(key)} {name}: oracle {value}, compiled {finding[name]}"
            for name, value in wanted[key].items()
            if name not in loose and finding[name] != value
        ]
    return found


def swapped(findings: Iterable[Finding]) -> dict[tuple[str, ...], Essence]:
    """Findings by key with the parties exchanged back."""
    from .builders import swap  # noqa: PLC0415

    back = (swap(f) for f in findings)
    return {f.key: normal(of_finding(f)) for f in back}


def normal(e: Essence) -> Essence:
    """Order-free form, since exchanged names sort otherwise."""
    return e | {"hinges_on": sorted(e["hinges_on"]), "accounts": sorted(e["accounts"], key=str)}
