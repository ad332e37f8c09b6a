"""Comparing compiled findings with the oracle's, field by field."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from trucewatch.model.case import Case
from trucewatch.model.finding import Account, Finding

from .oracle import Answer, evaluate
from .proof import Case5, Support

Essence = dict[str, Any]
REASONS = frozenset({
    "due_interval_differs", "no_trigger", "no_extension_shown", "condition_not_dated",
    "condition_not_met", "suspended_by_text",
})
"""Reasons the specification fixes by name; others are free words of the engine."""
ONCE = frozenset({"deadline", "process", "response"})
"""Kinds whose accounts speak at several instants: each word is listed once."""
LENIENT = frozenset({"prohibition", "presence", "schedule", "process", "response", "ratio"})
"""Kinds where claims that only possibly bear on an account may be left out of its list."""


def spread(accounts: Iterable[tuple[int | None, int | None]]) -> tuple[int | None, int | None]:
    """Lowest low and highest high; unknown if one is unknown, or nobody measured."""
    lows, highs = zip(*accounts, strict=True) if (accounts := list(accounts)) else ((), ())
    low = min(lows) if lows and None not in lows else None
    high = max(highs) if highs and None not in highs else None
    return low, high


def account_essence(s: Support, judge: Case5) -> tuple[Any, ...]:
    return (
        s.account, s.low, s.high, s.supports, judge.interested(s), judge.admission(s),
        s.supports == "breached" and judge.disputed(s),
    )


def name_of(a: Account) -> str:
    """A claim standing alone has its account's name."""
    return "|".join(a.account.split("|")[:3])


def of_account(a: Account) -> tuple[Any, ...]:
    """What the specification fixes of an account."""
    return (
        name_of(a), a.low, a.high, a.supports, a.interested, a.admission,
        a.supports == "breached" and a.disputed,
    )


def once(kind: str, accounts: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Accounts in order; each once where several instants are looked at."""
    if kind in ONCE:
        told = dict.fromkeys(accounts)
        accounts = [a for a in told if "|coverage|" not in a[0] or a[3] != "neither"]
    return sorted(accounts, key=str)


def ids(claims: Iterable[Any]) -> frozenset[str]:
    return frozenset(c.claim_id for c in claims)


def of_answer(a: Answer) -> Essence:
    """What the specification fixes of a finding, as the oracle has it."""
    return {
        "status": a.status, "from": a.from_, "to": a.to, "shares": a.shares, "delay": a.delay,
        "hinges_on": a.hinges_on, "reasons": sorted(REASONS & set(a.reasons)),
        "beside": a.beside, "suspensions": a.suspensions,
        "accounts": once(a.kind, [account_essence(s, j) for s, j in a.accounts]),
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
        "beside": getattr(f, "beside", "") or "",
        "suspensions": tuple(getattr(f, "suspensions", ())) if f.unit == "window" else (),
        "accounts": once(f.kind, [of_account(a) for a in f.accounts]),
        "range": (f.low, f.high),
    }


def claims_differ(answer: Answer, f: Finding) -> bool:
    """Whether claims behind accounts are others than those the oracle knows.

    Each account names at least the certain claims, at most the possible ones; all of them where
    the kind leaves no choice.
    """
    told: dict[str, tuple[set[str], set[str]]] = {}
    for s, _ in answer.accounts:
        least, most = told.setdefault(s.account, (set(), set()))
        least |= ids(s.certain)
        most |= ids(s.claims)
    listed: dict[str, set[str]] = {}
    for a in f.accounts:
        listed.setdefault(name_of(a), set()).update(a.claims)
    for name, claims in listed.items():
        least, most = told.get(name, (set(), set()))
        if answer.kind not in LENIENT:
            least = most
        if not least <= claims <= most:
            return True
    return False


def differences(
    case: Case, as_of: int, findings: Iterable[Finding], answers: Iterable[Answer] | None = None
) -> list[str]:
    """How compiled findings differ from the oracle's (`answers`, if known); empty: they agree."""
    answers = evaluate(case, as_of) if answers is None else answers
    wanted = {a.key: a for a in answers}
    got = {f.key: f for f in findings}
    found = [f"missing {k}" for k in wanted.keys() - got.keys()]
    found += [f"unexpected {k}" for k in got.keys() - wanted.keys()]
    for key in sorted(wanted.keys() & got.keys()):
        answer, finding = wanted[key], got[key]
        here, there = of_answer(answer), of_finding(finding)
        found += [
            f"{'/'.join(key)} {name}: oracle {value}, compiled {there[name]}"
            for name, value in here.items()
            if name not in answer.free and there[name] != value
        ]
        if "claims" not in answer.free and claims_differ(answer, finding):
            found.append(f"{'/'.join(key)} claims of accounts")
    return found


def swapped(findings: Iterable[Finding]) -> dict[tuple[str, ...], Essence]:
    """Findings by key with the parties exchanged back."""
    from .builders import swap  # noqa: PLC0415

    back = (swap(f) for f in findings)
    return {f.key: normal(of_finding(f)) for f in back}


def normal(e: Essence) -> Essence:
    """Order-free form, since exchanged names sort otherwise."""
    return e | {"hinges_on": sorted(e["hinges_on"]), "accounts": sorted(e["accounts"], key=str)}
