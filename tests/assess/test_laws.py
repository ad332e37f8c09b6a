"""Laws every finding obeys, whatever the record."""

from __future__ import annotations

import dataclasses
import os
import random
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trucewatch.assess.kinds.rate import Rate
from trucewatch.model.case import Case
from trucewatch.model.finding import Finding

from .builders import claim, rows_of, swap, with_claims
from .compare import Essence, normal, of_finding, swapped
from .generate import KINDS, records

EXAMPLES = int(os.environ.get("TRUCEWATCH_EXAMPLES", "6"))
Law = Callable[[Case, int, random.Random], None]
Key = tuple[str, ...]


def assess(case: Case, as_of: int) -> list[Finding]:
    from trucewatch.assess.engine import assess as run  # noqa: PLC0415

    return run(case, as_of)


def essences(case: Case, as_of: int) -> dict[Key, Essence]:
    return {f.key: normal(of_finding(f)) for f in assess(case, as_of)}


def statuses(case: Case, as_of: int) -> dict[Key, str]:
    return {f.key: f.status for f in assess(case, as_of)}


def shuffled(case: Case, as_of: int, chance: random.Random) -> None:
    """Order of rows changes nothing."""
    rows = rows_of(case.claims)
    chance.shuffle(rows)
    assert assess(with_claims(case, rows), as_of) == assess(case, as_of)


def copied(case: Case, as_of: int, chance: random.Random) -> None:
    """The same words of the same lineage, read elsewhere, change no prohibition's status."""
    rows = rows_of(case.claims)
    if not rows:
        return
    row = chance.choice(rows)
    again = row | {"claim_id": "id-copy", "key": "copy", "address": "elsewhere", "copy": "copy"}
    wide = with_claims(case, [*rows, again])
    if case.coverage:
        # Highs are added until reports are linked, so a copy may widen what a watcher saw.
        wide = dataclasses.replace(wide, coverage=[])
        case = dataclasses.replace(case, coverage=[])
    assert statuses(wide, as_of) == statuses(case, as_of)


def exchanged(case: Case, as_of: int, _: random.Random) -> None:
    """Parties change places, findings change places, and nothing else changes."""
    assert swapped(assess(swap(case), as_of)) == essences(case, as_of)


def firm_breach_stays(case: Case, as_of: int, chance: random.Random) -> None:
    """Later words for a breach never undo one of a prohibition."""
    rows = rows_of(case.claims)
    day = [r for r in rows if r["stance"] == "asserts"]
    if not day:
        return
    told: dict[str, Any] = chance.choice(day)
    later = claim(key="later", source=chance.choice(["agency-a", "un-office"]), zone="town")
    later |= {n: told[n] for n in ("earliest", "latest", "basis", "property")} | {"low": 9}
    more = statuses(with_claims(case, [*rows, later]), as_of)
    for key, status in statuses(case, as_of).items():
        if status == "breached":
            assert more[key] == "breached"


def units_add_up(case: Case, as_of: int, _: random.Random) -> None:
    """Sum of unit lows <= window low <= window high <= sum of unit highs, where units cover."""
    clause = case.clauses[0]
    assert isinstance(clause, Rate)
    if clause.parts:
        return
    lows: dict[Key, int] = defaultdict(int)
    highs: dict[Key, int | None] = defaultdict(int)
    windows: dict[Key, tuple[int | None, int | None, tuple[str, ...]]] = {}
    for f in assess(case, as_of):
        for a in f.accounts:
            if f.standard != "reported" or a.basis == "each_day":
                continue
            if f.unit == "window":
                windows[a.account,] = (a.low, a.high, a.claims)
                continue
            known = highs[a.account,]
            lows[a.account,] += a.low or 0
            highs[a.account,] = None if known is None or a.high is None else known + a.high
    for account, (low, high, _claims) in windows.items():
        assert low is not None
        assert lows[account] <= low
        if high is not None and account in highs:
            assert low <= high
            most = highs[account]
            # A high is known in a unit only where the account covers all of it.
            assert most is None or high <= most or low <= most


def past_is_the_same(case: Case, as_of: int, chance: random.Random) -> None:
    """A past instant, assessed from what was known by then out of a larger record."""
    rows = rows_of(case.claims)
    later = [claim(key=f"later{n}", source="agency-b", when=(as_of, as_of)) for n in range(3)]
    larger = [*rows, *(r | {"public_at": as_of + 1} for r in later)]
    chance.shuffle(larger)
    known = [r for r in larger if r["public_at"] is None or r["public_at"] <= as_of]
    assert assess(with_claims(case, known), as_of) == assess(case, as_of)


def fewer_firm(case: Case, as_of: int, _: random.Random) -> None:
    """What is firm under two_independent or admitted is firm, or disputed, under reported."""
    found = statuses(case, as_of)
    clause = case.clauses[0]
    for key, status in found.items():
        standard, unit = key[4], key[5]
        loose = found[*key[:4], "reported", unit]
        if standard == "reported" or status not in {"breached", "kept", "contested"}:
            continue
        if status == "contested":
            assert loose in {"contested", "breached"}
        elif status == "breached" and clause.kind != "deadline":  # type: ignore[attr-defined]
            assert loose in {"breached", "contested"}
        elif status == "kept" and clause.kind == "ratio":  # type: ignore[attr-defined]
            assert loose in {"kept", "contested"}


LAWS: dict[Law, tuple[str, ...]] = {
    shuffled: KINDS, copied: ("prohibition",), exchanged: KINDS,
    firm_breach_stays: ("prohibition",), units_add_up: ("rate",), past_is_the_same: KINDS,
    fewer_firm: KINDS,
}
CASES = [pytest.param(k, law, id=f"{law.__name__}-{k}") for law, ks in LAWS.items() for k in ks]


@pytest.mark.parametrize(("kind", "law"), CASES)
def test_law(kind: str, law: Law) -> None:
    @settings(
        max_examples=EXAMPLES, deadline=None, derandomize="TRUCEWATCH_EXAMPLES" not in os.environ,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(data=st.data(), seed=st.integers(0, 99))
    def holds(data: st.DataObject, seed: int) -> None:
        case, as_of = data.draw(records(kind))
        law(case, as_of, random.Random(seed))

    holds()
