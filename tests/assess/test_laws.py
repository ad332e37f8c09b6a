"""Laws every finding obeys, whatever the record: of the compiled path, and of the oracle."""

from __future__ import annotations

import dataclasses
import os
import random
from collections import Counter, defaultdict

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from trucewatch.assess.kinds.extension import Extension
from trucewatch.assess.kinds.presence import Presence
from trucewatch.assess.kinds.rate import Rate
from trucewatch.model.case import Case

from .builders import claim, rows_of, swap, with_claims
from .generate import KINDS, records
from .laws import PATHS, Law, Path, Seen, essences, exchanged, statuses

EXAMPLES = max(2, int(os.environ.get("TRUCEWATCH_EXAMPLES", "0")) // 20)
SHIPPED = ("reported", "two_independent", "admitted")


def shuffled(path: Path, case: Case, as_of: int, chance: random.Random) -> None:
    """Order of rows changes nothing."""
    rows = rows_of(case.claims)
    chance.shuffle(rows)
    assert path(with_claims(case, rows), as_of) == path(case, as_of)


def copied(path: Path, case: Case, as_of: int, chance: random.Random) -> None:
    """The same words of the same lineage, read elsewhere, change no status of what is forbidden."""
    rows = rows_of(case.claims)
    if not rows:
        return
    row = chance.choice(rows)
    again = row | {"claim_id": "id-copy", "key": "copy", "address": "elsewhere", "copy": "copy"}
    # Highs are added until reports are linked, so a copy may widen what a watcher saw.
    bare = dataclasses.replace(case, coverage=[])
    wide = with_claims(bare, [*rows, again])
    assert statuses(path(wide, as_of)) == statuses(path(bare, as_of))


def repeated(path: Path, case: Case, as_of: int, _: random.Random) -> None:
    """A lineage that tells the same in a second list changes no status."""
    rows = rows_of(case.claims)
    again = [
        r | {"claim_id": f"{r['claim_id']}-again", "subject": "list", "key": f"{r['key']}-again"}
        for r in rows if r["subject"] == "other" and r["stance"] != "denies"
    ]
    before = statuses(path(with_claims(case, [r | {"in_reply_to": ""} for r in rows]), as_of))
    told = [r | {"in_reply_to": ""} for r in [*rows, *again]]
    after = statuses(path(with_claims(case, told), as_of))
    assert {k: after[k] for k in before} == before


def swapped(path: Path, case: Case, as_of: int, _: random.Random) -> None:
    """Parties change places, findings change places, and nothing else changes."""
    assert exchanged(path(swap(case), as_of)) == essences(path(case, as_of))


def breach_stays(path: Path, case: Case, as_of: int, chance: random.Random) -> None:
    """Later words of others that show nothing undo no breach."""
    rows = rows_of(case.claims)
    if not rows:
        return
    row = chance.choice(rows)
    later = claim(key="later", source="outlet", actor_certainty="possible", scope="unstated")
    told = {n: row[n] for n in ("earliest", "latest", "basis", "property", "zone", "low", "actor")}
    keep_breaches(path, case, [*rows, later | told], as_of)


def breach_again(path: Path, case: Case, as_of: int, chance: random.Random) -> None:
    """Later words for a breach undo none of what is forbidden."""
    rows = rows_of(case.claims)
    day = [r for r in rows if r["stance"] == "asserts"]
    if not day or (isinstance(case.clauses[0], Presence) and case.clauses[0].must_be == "present"):
        return
    row = chance.choice(day)
    later = claim(key="later", source=chance.choice(["agency-a", "un-office"]), zone="town")
    later |= {n: row[n] for n in ("earliest", "latest", "basis", "property")} | {"low": 9}
    keep_breaches(path, case, [*rows, later], as_of)


def keep_breaches(path: Path, case: Case, rows: list[dict[str, object]], as_of: int) -> None:
    before = statuses(path(case, as_of))
    after = statuses(path(with_claims(case, rows), as_of))
    for key, status in before.items():
        if status == "breached":
            assert after[key] == "breached", key


def units_add_up(path: Path, case: Case, as_of: int, _: random.Random) -> None:
    """Sum of unit lows <= window low <= window high <= sum of unit highs, where units cover."""
    clause = case.clauses[0]
    assert isinstance(clause, Rate)
    if clause.parts or clause.per == "whole":
        return
    found = {k: s.essence["accounts"] for k, s in path(case, as_of).items() if k[4] == "reported"}
    windows = {a[0]: a[1:3] for k, told in found.items() if k[5] == "window" for a in told}
    often = Counter(a[0] for k, told in found.items() if k[5] == "window" for a in told)
    units: dict[str, list[tuple[int, int | None]]] = defaultdict(list)
    for key, told in found.items():
        for a in told if key[5] != "window" else ():
            units[a[0]].append(a[1:3])
    count = sum(key[5] != "window" for key in found)
    for account, (low, high) in windows.items():
        if account.endswith("each_day") or often[account] > 1:
            continue  # each claim stands alone
        assert sum(n for n, _ in units[account]) <= low
        assert high is None or low <= high
        highs = [h for _, h in units[account]]
        if count and len(highs) == count and None not in highs and high is not None:
            assert high <= sum(h for h in highs if h is not None)


def past_is_the_same(path: Path, case: Case, as_of: int, chance: random.Random) -> None:
    """A past instant, assessed from what was known by then out of a larger record."""
    rows = rows_of(case.claims)
    later = [claim(key=f"later{n}", source="agency-b", when=(as_of, as_of)) for n in range(3)]
    larger = [*rows, *(r | {"public_at": as_of + 1} for r in later)]
    chance.shuffle(larger)
    known = [r for r in larger if r["public_at"] is None or r["public_at"] <= as_of]
    assert path(with_claims(case, known), as_of) == path(case, as_of)


LOOSER: dict[str, frozenset[str]] = {
    "breached": frozenset({"breached", "contested"}),
    "contested": frozenset({"breached", "contested"}),
    "kept": frozenset({"kept"}),
}
DUE = frozenset({"contested", "undetermined", "pending", "kept_late"})
"""What a due instant adds: what was late may be done; two instants may differ."""


def fewer_firm(path: Path, case: Case, as_of: int, _: random.Random) -> None:
    """What is firm under two_independent or admitted is firm, or disputed, under reported."""
    found = path(case, as_of)
    for key, seen in found.items():
        allowed = LOOSER.get(seen.status)
        if key[4] not in SHIPPED or allowed is None:
            continue
        if seen.kind in {"deadline", "process", "response"} and seen.status != "kept":
            allowed |= DUE
        assert found[*key[:4], "reported", key[5]].status in allowed, key


def never_kept_unseen(path: Path, case: Case, as_of: int, _: random.Random) -> None:
    """Nothing forbidden is kept where nobody could see."""
    bare = dataclasses.replace(case, coverage=[])
    for key, seen in path(bare, as_of).items():
        if seen.kind in {"prohibition", "schedule"}:
            assert seen.status != "kept", key


DECIDED = {
    "breached": {"breached"}, "kept": {"kept"}, "contested": {"breached", "kept"},
    "kept_late": {"kept"},
}


def decided_names_why(path: Path, case: Case, as_of: int, _: random.Random) -> None:
    """Every decided finding names claims, or coverage, that decided it."""
    found = path(case, as_of)
    whole: dict[tuple[str, ...], list[Seen]] = defaultdict(list)
    for key, seen in found.items():
        whole[key[:5]].append(seen)
    silent = {s.id for s in case.standards if s.burden_on_bound}
    extends = {c.id for c in case.clauses if isinstance(c, Extension)}
    loose = {"prohibition", "presence", "schedule", "process"}
    for key, seen in found.items():
        wanted = DECIDED.get(seen.status)
        if wanted is None or key[4] in silent or key[0] in extends:
            continue
        base = (key[2], key[3].split(":")[0]) == ("base", key[3])
        if key[5] == "window" and not (base and len(whole[key[:5]]) > 1):
            continue  # the units of other variants are not kept
        some = whole[key[:5]] if key[5] == "window" else [seen]
        told = [e for s in some for e in s.evidence if e[1] in wanted]
        spans = key[5] == "window" and seen.kind in loose
        assert spans or told, key
        assert all(claims or "|coverage|" in name for name, _, claims in told), key


def applies(kind: str, law: Law) -> bool:
    """Whether a law is one of a kind."""
    forbidden = ("prohibition", "presence", "schedule")
    only: dict[Law, tuple[str, ...]] = {
        copied: forbidden[:2], breach_again: forbidden, units_add_up: ("rate",),
        never_kept_unseen: ("prohibition", "schedule", "extension"),
        fewer_firm: tuple(k for k in KINDS if k != "gates"),
    }
    return kind in only.get(law, KINDS)


LAWS: tuple[Law, ...] = (
    shuffled, copied, repeated, swapped, breach_stays, breach_again, units_add_up,
    past_is_the_same, fewer_firm, never_kept_unseen, decided_names_why,
)
CASES = [
    pytest.param(kind, law, path, id=f"{path}-{law.__name__}-{kind}")
    for path in PATHS for law in LAWS for kind in KINDS if applies(kind, law)
]


@pytest.mark.parametrize(("kind", "law", "path"), CASES)
def test_law(kind: str, law: Law, path: str) -> None:
    @settings(
        max_examples=EXAMPLES, deadline=None, derandomize="TRUCEWATCH_EXAMPLES" not in os.environ,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        phases=[Phase.explicit, Phase.reuse, Phase.generate],
    )
    @given(data=st.data(), seed=st.integers(0, 99))
    def holds(data: st.DataObject, seed: int) -> None:
        case, as_of = data.draw(records(kind))
        law(PATHS[path], case, as_of, random.Random(seed))

    holds()
