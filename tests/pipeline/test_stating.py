"""Statements in a run: when the record first held them, what changed, and which clauses count."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from case.norland import copy_case, read
from statements.ledgers import HEAD, ONE, UNTESTED, ledger
from trucewatch.assess.engine import assess
from trucewatch.model.instant import micros, parse_span
from trucewatch.model.problem import Problem
from trucewatch.pipeline import Keeping, run
from trucewatch.pipeline.run import Result
from trucewatch.pipeline.stating import entered, only

DAYS = [datetime(2031, 4, day, 12, tzinfo=UTC) for day in (1, 2, 3)]
FORECAST = """  - id: "2"
    speaker: minister
    types: [forecast]
    says: {en: It will be kept.}
    forecast: {horizon: 2031-04-01}
    test: {clauses: {holds: "finding(N-01) in [kept]"}}
"""


def ran(root: Path, when: datetime) -> Result:
    return run(root, root.parent / f"out-{when.day}", keeping=Keeping(clock=lambda: when))


def told(result: Result) -> list[Problem]:
    return [p for p in result.problems if p.file.startswith("statements/")]


def test_the_record_says_since_when_it_holds_a_statement(tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    ledger(root, HEAD + UNTESTED)
    assert told(ran(root, DAYS[0])) == []
    ledger(root, HEAD + UNTESTED + FORECAST)
    result = ran(root, DAYS[1])
    assert told(result) == [] and result.release is not None
    assert {r.statement: r.entered for r in result.release.results} == {
        "1": micros(DAYS[0]), "2": micros(DAYS[1])}


def test_a_forecast_entered_after_its_horizon_is_marked(tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    ledger(root, HEAD + FORECAST)
    result = ran(root, DAYS[2])
    page = (tmp_path / "out-3" / "statements" / "speech.html").read_text(encoding="utf-8")
    assert "after its horizon" in page and result.release is not None
    ledger(root, HEAD + FORECAST.replace("2031-04-01", "2031-12-31").replace('"2"', '"3"'), "new")
    ran(root, DAYS[2].replace(day=4))
    page = (tmp_path / "out-4" / "statements" / "new.html").read_text(encoding="utf-8")
    assert "after its horizon" not in page and "its horizon has not come yet" in page


def test_what_was_changed_or_taken_out_is_named(tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    second = UNTESTED.replace('"1"', '"2"').replace("One", "Another")
    ledger(root, HEAD + UNTESTED + second)
    ran(root, DAYS[0])
    ledger(root, HEAD + UNTESTED.replace("One strike", "A strike"))
    expected = [
        Problem(severity="warning", code="statement_changed", file="statements/speech.yaml",
                field="1", found="other words or another test than it was entered with",
                expected="a new statement that repeats or retracts it",
                mend="its date of entry is that of the change"),
        Problem(severity="warning", code="statement_gone", file="statements/speech.yaml",
                field="2", found="nothing",
                expected="the statement the record holds: a ledger is appended to",
                mend="put it back; a new statement may retract it"),
    ]
    assert told(ran(root, DAYS[1])) == expected
    assert told(ran(root, DAYS[2])) == expected
    assert entered(root / "record")["speech/1"].as_it_stands == micros(DAYS[1])
    assert entered(root / "record", micros(DAYS[0]))["speech/1"].as_it_stands == micros(DAYS[0])


def test_an_earlier_edition_holds_what_had_been_said_and_recorded_by_then(tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    ledger(root, HEAD + UNTESTED)
    ran(root, DAYS[0])
    ledger(root, HEAD + UNTESTED + ONE.replace('"1"', '"2"').replace("One", "Another")
           + "    untested: {why: demand}\n    date: 2031-04-02\n")
    ran(root, DAYS[1])
    first = run(root, None, as_of="2031-04-01T13:00Z", statements=True).release
    later = run(root, None, as_of="2031-04-02T13:00Z", statements=True).release
    published = run(root, None, published_by="2031-04-01T13:00Z", statements=True).release
    assert [[r.statement for r in seen.results] for seen in (first, later, published)
            if seen is not None] == [["1"], ["1", "2"], ["1"]]


def test_a_record_that_cannot_be_read_tells_nothing_and_breaks_nothing(tmp_path: Path) -> None:
    assert entered(tmp_path / "nowhere") == {}
    (tmp_path / "record").mkdir()
    (tmp_path / "record" / "log.jsonl").write_text("not a log\n", encoding="utf-8")
    assert entered(tmp_path / "record") == {}


@pytest.mark.parametrize("clause", ["N-01", "N-02", "N-03"])
def test_a_clause_by_itself_is_found_as_among_all(tmp_path: Path, clause: str) -> None:
    case = read(copy_case(tmp_path)).case
    assert case is not None
    at = parse_span("2031-03-10", "Europe/Athens").hi
    every = [f for f in assess(case, at) if f.clause == clause]
    assert [f for f in assess(only(case, [clause]), at) if f.clause == clause] == every
