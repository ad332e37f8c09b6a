"""`collect` writes what a source says it could see into a file of its own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from trucewatch.model.agreement import Input
from trucewatch.sources.collect import CollectReport, collect

TEAMS = Input(id="teams", adapter="kobo_odk", file="raw.json", options={"source": "field-teams"})
HEAD = "body,zone,properties,period,state,why,locator\n"


def could_not(uuid: str, day: str, **changed: object) -> Mapping[str, object]:
    return {"kit": "norland-2031/1/0", "_uuid": uuid, "consent": "record",
            "outcome": "not_there", "precision": "day", "date_from": day, "zone": "mill",
            "watched_kinds": "strike", "reason": "road", **changed}


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    (tmp_path / "case").mkdir()
    return tmp_path


def take(desk: Path, *answers: object) -> CollectReport:
    (desk / "raw.json").write_text(json.dumps(answers), encoding="utf-8")
    return collect(desk / "case", [TEAMS], desk, "Europe/Athens")


def kept(desk: Path) -> str:
    return (desk / "case" / "coverage" / "teams.csv").read_text("utf-8")


def row(day: str, number: int) -> str:
    return (f"field-teams,mill,strike,{day},blind,a field team could not go: the road was closed,"
            f"submission {number} of the file\n")


def test_coverage_is_written_whole_and_sorted(desk: Path) -> None:
    report = take(desk, could_not("b", "2031-03-06"), could_not("a", "2031-03-05"))
    assert kept(desk) == HEAD + row("2031-03-05", 2) + row("2031-03-06", 1)
    assert report.coverage == {"teams": 2}
    assert report.counts == {"teams": 0}
    assert report.problems == []
    assert str(report.tallies["teams"]).startswith("2 rows met: 2 read")


def test_what_the_source_no_longer_says_goes_and_is_told(desk: Path) -> None:
    take(desk, could_not("a", "2031-03-05"), could_not("b", "2031-03-06"))
    report = take(desk, could_not("a", "2031-03-05"))
    assert kept(desk) == HEAD + row("2031-03-05", 1)
    assert [(p.severity, p.code, p.found) for p in report.problems] == [
        ("note", "coverage_gone", "1 row")]


def test_of_a_source_with_errors_nothing_goes(desk: Path) -> None:
    take(desk, could_not("a", "2031-03-05"), could_not("b", "2031-03-06"))
    take(desk, could_not("a", "2031-03-05"), could_not("b", "2031-03-06", reason="?"))
    assert kept(desk) == HEAD + row("2031-03-05", 1) + row("2031-03-06", 2)


def test_a_file_that_is_not_ours_is_never_overwritten(desk: Path) -> None:
    (desk / "case" / "coverage").mkdir()
    (desk / "case" / "coverage" / "teams.csv").write_text("mine\n", encoding="utf-8")
    report = take(desk, could_not("a", "2031-03-05"))
    assert [p.code for p in report.problems] == ["foreign_coverage"]
    assert kept(desk) == "mine\n"
    assert not (desk / "case" / "figures").exists()
