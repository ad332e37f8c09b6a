"""Tables per clause kind: oracle and compiled path give every row's findings, and so do twins."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

import pytest

from trucewatch.model.finding import Finding

from . import compare, told
from .builders import swap
from .oracle import Key, evaluate
from .rows import LETTERS, TABLES, Row, load, microseconds

NAMES = sorted(p.stem for p in TABLES.glob("*.yaml"))
ROWS = [(f"{t}: {r.name}", r) for t in NAMES for r in load(t)]
# Twins take as long again: every third row here, all of them where more examples are asked for.
TWINS = ROWS if "TRUCEWATCH_EXAMPLES" in os.environ else ROWS[::10]
every_row = pytest.mark.parametrize("row", [r for _, r in ROWS], ids=[i for i, _ in ROWS])


FINDINGS: dict[int, list[Finding]] = {}


def compiled_findings(row: Row) -> list[Finding]:
    """Assess a row's case once for all tests."""
    from trucewatch.assess.engine import assess  # noqa: PLC0415

    if id(row) not in FINDINGS:
        FINDINGS[id(row)] = assess(row.case, row.as_of)
    return FINDINGS[id(row)]


def shown(account: tuple[Any, ...]) -> str:
    """An account as the tables write it."""
    name, low, high, supports, interested, admission, disputed = account
    numbers = "..".join("?" if n is None else str(n) for n in (low, high))
    flags = {"interested": interested, "admission": admission, "disputed": disputed}
    return " ".join([name, numbers, supports, *(f for f, on in flags.items() if on)])


def check(row: Row, found: Mapping[Key, compare.Essence]) -> None:
    """Assert everything a row says."""
    main = row.case.clauses[0]
    first = [*main.bound, "-"][0]
    known = {
        (reading, start, s, u): e
        for (clause, bound, reading, start, s, u), e in found.items()
        if clause == main.id and (bound == first or reading == f"bound_{bound}")
    }
    expected = row.statuses()
    assert {k: known[k]["status"] for k in expected} == expected
    others = {(k[0], *k[2:]): e["status"] for k, e in found.items()}
    also = row.also()
    assert {k: others[k] for k in also} == also
    start = row.raw.get("start", "")
    base = {u: e for (r, c, s, u), e in known.items() if (r, c, s) == ("base", start, "reported")}
    for unit, accounts in row.accounts().items():
        said = sorted(shown(a) for a in base[unit]["accounts"])
        # What only possibly touches a unit is listed there; a row may leave it out.
        assert [a for a in said if a in accounts or not a.endswith(" 0..? neither")] == accounts
    for unit, lineages in row.raw.get("hinges", {}).items():
        assert list(base[unit]["hinges_on"]) == lineages
    if "shares" in row.raw:
        assert base["window"]["shares"] == {k: int(n) for k, n in row.raw["shares"].items()}
    if "range" in row.raw:
        numbers = ["?" if n is None else str(n) for n in base["window"]["range"]]
        assert "..".join(numbers) == row.raw["range"]
    for unit, hours in row.raw.get("delays", {}).items():
        assert base[unit]["delay"] == (microseconds(hours[0]), microseconds(hours[1]))
    for unit, numbers in row.raw.get("ranges", {}).items():
        assert "..".join("?" if n is None else str(n) for n in base[unit]["range"]) == numbers
    assert base["window"]["beside"] == LETTERS.get(row.raw.get("beside", ""), "")
    assert base["window"]["suspensions"] == tuple(
        f"id-{key}" for key in row.raw.get("suspensions", [])
    )
    assert base["window"]["delay"] == row.delay()
    assert base["window"]["reasons"] == row.raw.get("reasons", [])
    if "units_in_all" in row.raw:
        assert len(base) - 1 == int(row.raw["units_in_all"])


@every_row
def test_the_oracle_gives_what_the_row_says(row: Row) -> None:
    check(row, {a.key: compare.of_answer(a) for a in evaluate(row.case, row.as_of)})


@every_row
def test_the_compiled_path_gives_what_the_row_says(row: Row) -> None:
    findings = compiled_findings(row)
    assert compare.differences(row.case, row.as_of, findings) == []
    oracle = {a.key: a for a in evaluate(row.case, row.as_of)}
    compiled = {f.key: compare.of_finding(f) for f in findings}
    for key, essence in compiled.items():
        wanted = compare.of_answer(oracle[key])
        essence |= {n: wanted[n] for n in oracle[key].free - {"claims"}}
    check(row, compiled)
    assert told.differences(row, findings) == []
    owed = {f"{a.owed_low}..{a.owed_high}" for f in findings for a in f.accounts}
    assert row.raw.get("owed", "") in owed | {""}
    words = [f.delay.words for f in findings if f.delay and f.standard == "reported"]
    assert not words or row.raw.get("delay_words", words[0]) in words


@pytest.mark.parametrize("row", [r for _, r in TWINS], ids=[i for i, _ in TWINS])
def test_the_twin_with_the_parties_exchanged_gives_the_exchanged_findings(row: Row) -> None:
    from trucewatch.assess.engine import assess  # noqa: PLC0415

    here = {f.key: compare.normal(compare.of_finding(f)) for f in compiled_findings(row)}
    assert compare.swapped(assess(swap(row.case), row.as_of)) == here


def test_no_row_has_the_name_of_another() -> None:
    names = [i for i, _ in ROWS]
    assert len(set(names)) == len(names)
