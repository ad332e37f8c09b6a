"""The mutants are the ones meant, and a mutant is judged by the trials."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from mutation import run
from mutation.folded import FoldedBench
from mutation.listed import listed
from mutation.operators import OPERATORS, Mutant, mutants
from mutation.trial import Bench, Trial, at_random, from_tables
from mutation.tried import Tried

MADE = {
    "boundary": ("a < b", ["a <= b"]),
    "and or": ("a AND b", ["a OR b"]),
    "min max": ("MIN(a) = b", ["MAX(a)"]),
    "sum max": ("SUM(a) = b", ["MAX(a)"]),
    "least greatest": ("LEAST(a, b) = c", ["GREATEST(a, b)"]),
    "plus minus": ("a - b = c", ["a + b"]),
    "branches": (
        "CASE WHEN a THEN x WHEN b THEN y ELSE z END = c",
        ["CASE WHEN a THEN y WHEN b THEN x ELSE z END",
         "CASE WHEN a THEN x WHEN b THEN z ELSE y END"],
    ),
    "coalesce": ("COALESCE(a, b) = c", ["a"]),
    "constant": ("a = 0 AND b = 2", ["1"]),
    "not": ("NOT a", ["a"]),
}


@pytest.mark.parametrize("name", MADE)
def test_an_operator_makes_its_mutants(name: str) -> None:
    text, wanted = MADE[name]
    found = [m.new for m in mutants("t", f"SELECT v FROM t WHERE {text}") if m.operator == name]
    assert found == wanted


def test_operators_of_whole_statements() -> None:
    found = {
        m.operator: m.sql for m in mutants(
            "t", "SELECT DISTINCT t.v FROM t LEFT JOIN u ON u.v = t.v"
        )
    }
    assert found == {
        "distinct": "SELECT t.v FROM t LEFT JOIN u ON u.v = t.v",
        "join": "SELECT DISTINCT t.v FROM t JOIN u ON u.v = t.v",
    }
    both = [m.sql for m in mutants("t", "SELECT v FROM t UNION SELECT v FROM u")]
    assert both == ["SELECT v FROM t UNION ALL SELECT v FROM u"]


def test_every_operator_is_tried() -> None:
    assert set(OPERATORS) == {*MADE, "join", "distinct"}


def test_equal_places_are_told_apart() -> None:
    found = [m for m in mutants("t", "SELECT v FROM t WHERE a < b OR a < b") if m.nth == 2]
    assert [str(m) for m in found] == ["t (place 2) [boundary] a < b  ->  a <= b"]
    assert found[0].sql == "SELECT v FROM t WHERE a < b OR a <= b"


@pytest.fixture(scope="module")
def bench() -> Bench:
    """A few trials of one kind."""
    trials = [t for t in from_tables(["deadline"]) if "due" in t.name][:6]
    return Bench.of([*trials, *at_random("deadline", 2)])


def test_a_mutant_is_noticed_and_an_idle_one_is_not(bench: Bench) -> None:
    name, sql = next((n, s) for s, n in bench.names.items() if n.endswith(":cell_status"))
    wrong = Mutant(name, "hand", "THEN 1", "THEN 2", 1, sql, sql.replace("THEN 1", "THEN 2"))
    idle = Mutant(name, "hand", "", "", 1, sql, sql + " ")
    broken = Mutant(name, "hand", "", "", 1, sql, "SELECT nothing FROM nowhere")
    report = run.judge(bench, [wrong, idle, broken], [])
    assert [m for m, _ in report.killed] == [wrong, broken]
    assert report.survived == [idle]
    assert not report.passed
    assert "every trial" in report.why[idle]
    entry = {"reason": "nothing", "mutants": [{"statements": "cell_status", "old": "", "new": ""}]}
    known = run.judge(bench, [idle], list(listed([entry])))
    assert (known.equivalent, known.survived, known.passed) == (1, [], True)


def test_a_run_goes_on_after_what_an_earlier_one_tried(bench: Bench, tmp_path: Path) -> None:
    name, sql = next((n, s) for s, n in bench.names.items() if n.endswith(":cell_status"))
    idle = Mutant(name, "hand", "", "", 1, sql, sql + " ")
    broken = Mutant(name, "hand", "", "", 1, sql, "SELECT nothing FROM nowhere")
    log = tmp_path / "log.jsonl"
    first = run.judge(bench, [idle], tried=Tried(log))
    assert len(log.read_text(encoding="utf-8").splitlines()) == 1
    # No time is left: what is known needs none.
    again = run.judge(bench, [idle, broken], until=0, tried=Tried(log))
    assert (again.survived, again.why, again.left) == (first.survived, first.why, 1)
    whole = run.judge(bench, [idle, broken], tried=Tried(log))
    assert ([m for m, _ in whole.killed], whole.survived) == ([broken], [idle])
    assert len(log.read_text(encoding="utf-8").splitlines()) == 2


def test_an_entry_holds_for_the_mutants_it_means() -> None:
    [one] = listed([{"reason": "so", "mutants": [
        {"statements": ["a", "m:b"], "old": "x ... < y", "new": "...<= y", "nth": 2},
    ]}])
    here = Mutant("m:a", "boundary", "x +\n1 < y", "x + 1 <= y", 2, "", "")
    assert one.holds_for(here)
    assert one.holds_for(replace(here, statement="m:b"))
    for other in ({"statement": "n:b"}, {"nth": 1}, {"old": "x < y"}, {"new": "x > y"}):
        assert not one.holds_for(replace(here, **other))
    with pytest.raises(ValueError, match="without a reason"):
        list(listed([{"reason": " ", "mutants": []}]))


def test_a_changed_table_is_followed_to_the_queries(bench: Bench) -> None:
    name, sql = next((n, s) for s, n in bench.names.items() if n.endswith(":judged"))
    text = "WHEN s.spoken = 0 THEN 0"
    wrong = Mutant(name, "hand", "", "", 1, sql, sql.replace(text, "WHEN 1 = 1 THEN 1"))
    for screen, trials in bench.screens:
        reached = screen.reached(wrong)
        assert reached.told
        assert reached.numbers <= set(range(1, len(trials) + 1))
        assert reached.numbers <= screen.touched(wrong).numbers
        assert screen.touched(replace(wrong, sql=sql + " ")).numbers == set()


def test_a_mutant_that_folds_too_much_is_noticed() -> None:
    bench = FoldedBench.of(1, ["prohibition"])
    [(sql, name)] = [(s, n) for s, n in bench.names.items() if n == "fold_sql:together"]
    lost = sql.replace("SUM(c.n)", "MAX(c.n)")
    wrong = Mutant(name, "hand", "", "", 1, sql, lost)
    idle = Mutant(name, "hand", "", "", 1, sql, sql + " ")
    report = run.judge(bench, [wrong, idle])
    assert ([m for m, _ in report.killed], report.survived) == ([wrong], [idle])


def test_an_entry_that_matches_nothing_is_named(bench: Bench) -> None:
    found, stale = run.by_hand([{"statement": "cell_status", "old": "no such", "new": ""}], bench)
    assert (found, stale) == ([], ["hand.yaml: cell_status: no such"])


def test_the_same_records_come_in_every_run() -> None:
    one, two = (at_random("rate", 3) for _ in range(2))
    assert [t.case.claims for t in one] == [t.case.claims for t in two]
    assert all(isinstance(t, Trial) for t in one)
