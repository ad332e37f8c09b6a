"""What the record shows for a statement: a table of whole results, and clauses at a time."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from trucewatch.assess.engine import assess
from trucewatch.model.finding import Finding
from trucewatch.model.instant import parse_span
from trucewatch.model.statement import Result, State
from trucewatch.statements.judging import judge

from .ledgers import case_with

TABLE: list[dict[str, Any]] = YAML(typ="safe").load(
    Path(__file__).with_name("outcomes.yaml").read_text(encoding="utf-8"))
AS_OF = parse_span("2031-03-20", "Europe/Athens").hi


def nothing(at: int) -> list[Finding]:
    raise AssertionError("no clause is asked for")


def only_result(folder: Path, test: str, rows: list[dict[str, str]], more: str = "") -> Result:
    case = case_with(folder, test + more, rows)
    (result,) = judge(case, AS_OF, lambda at: assess(case, at))
    return result


def entry(test: object, speaker: str = "minister", kinds: str = "fact") -> str:
    return (f'  - id: "1"\n    speaker: {speaker}\n    types: [{kinds}]\n'
            f"    says: {{en: It was said.}}\n    test: {json.dumps(test, ensure_ascii=False)}\n")


@pytest.mark.parametrize("row", TABLE, ids=[row["name"] for row in TABLE])
def test_results(tmp_path: Path, row: dict[str, Any]) -> None:
    rows = [{k: str(v) for k, v in cells.items()} for cells in row["rows"]]
    case = case_with(tmp_path, entry(text(row["test"]), row.get("speaker", "minister")), rows)
    (found,) = judge(case, AS_OF, nothing)
    assert [found.outcome, found.why] == row["result"]
    assert [[w.by, w.bears, w.why] for w in found.accounts] == row["accounts"]


def text(value: Any) -> Any:
    """Every scalar as the text a ledger has."""
    if isinstance(value, dict):
        return {str(k): text(v) for k, v in value.items()}
    if isinstance(value, bool):
        return str(value).lower()
    return [text(v) for v in value] if isinstance(value, list) else str(value)


CONTESTED = "finding(N-01, norland) in [kept]"
RELEASED = [{"property": "hostage_released", "low": "2", "high": "2", "target": "southlanders",
             "earliest": "2031-03-02", "latest": "2031-03-02", "source": source}
            for source in ("gazette", "wire")]
CLAUSES = {
    "as the clauses stand under every standard":
        ("finding(N-03) in [kept, undetermined]", "2031-03-09", RELEASED,
         "consistent_with", "holds"),
    "otherwise under every standard": ("finding(N-03) in [breached]", "2031-03-09", RELEASED,
                                       "cannot_be_determined", "undecided"),
    "before anything is due": ("finding(N-03) in [kept]", "2031-03-01T09:00Z", [],
                               "cannot_be_determined", "undecided"),
    "after where the run stands": ("finding(N-03) in [kept]", "2031-03-21", [],
                                   "cannot_be_determined", "ahead"),
    "a clause that is contested": (CONTESTED, "2031-03-02", [], "accounts_differ", "contested"),
    "the opposite of what is contested": (f"not {CONTESTED}", "2031-03-02", [],
                                          "accounts_differ", "contested"),
}


@pytest.mark.parametrize("name", CLAUSES)
def test_clauses_at_a_time(tmp_path: Path, name: str) -> None:
    holds, at, rows, outcome, why = CLAUSES[name]
    found = only_result(tmp_path, entry({"clauses": {"holds": holds, "at": at}}), rows)
    assert (found.outcome, found.why) == (outcome, why), [s.status for s in found.states]


def forecast(horizon: str, shown: str = "[]") -> str:
    return (entry({"clauses": {"holds": CONTESTED}}, kinds="forecast")
            + f'    forecast: {{horizon: "{horizon}", shown_at: {shown}}}\n')


def test_a_forecast_is_scored_at_its_horizon_and_not_before(tmp_path: Path) -> None:
    scored = only_result(tmp_path / "a", forecast("2031-03-02"), [])
    assert (scored.outcome, scored.why) == ("accounts_differ", "contested")
    assert {s.at for s in scored.states} == {parse_span("2031-03-02", "Europe/Athens").hi}
    ahead = only_result(tmp_path / "b", forecast("2031-03-21"), [])
    assert (ahead.outcome, ahead.why, ahead.states) == ("cannot_be_determined", "horizon_ahead", ())


def test_without_a_horizon_the_state_at_chosen_dates_is_shown(tmp_path: Path) -> None:
    found = only_result(tmp_path, forecast("", "[2031-03-02, 2031-03-05, 2031-03-25]"), [])
    assert (found.outcome, found.why) == ("cannot_be_determined", "no_horizon")
    days = [parse_span(day, "Europe/Athens").hi for day in ("2031-03-02", "2031-03-05")]
    assert sorted({s.at for s in found.states}) == days
    assert all(isinstance(s, State) and s.clause == "N-01" for s in found.states)
