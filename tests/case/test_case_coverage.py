"""Files of coverage that were collected stand beside the coverage of ``sources.yaml``."""

from __future__ import annotations

from pathlib import Path

import pytest

from trucewatch.assess.registry import KINDS
from trucewatch.case.load import Loaded, load

from .norland import copy_case

HEAD = "body,zone,properties,period,state,why,locator"
GOOD = "wire,valley,strike; shooting,2031-03-06/2031-03-07,alive,a team was there,row 2"


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return copy_case(tmp_path)


def read(case: Path, *lines: str) -> Loaded:
    (case / "coverage").mkdir()
    text = "\n".join((HEAD, *lines)) + "\n"
    (case / "coverage" / "teams.csv").write_text(text, encoding="utf-8", newline="\n")
    return load(case, KINDS)


def told(loaded: Loaded) -> list[tuple[str, str, int | None, str]]:
    return [(p.severity, p.code, p.line, p.field) for p in loaded.problems
            if p.file.startswith("coverage")]


def test_a_row_is_coverage_of_the_case(case: Path) -> None:
    loaded = read(case, GOOD, GOOD)
    assert loaded.case is not None
    declared, collected = loaded.case.coverage
    assert declared.id == "watch"
    assert collected.id.startswith("teams.")
    assert (collected.body, collected.zone, collected.properties, collected.period,
            collected.state, collected.why) == (
        "wire", "valley", ["strike", "shooting"], "2031-03-06/2031-03-07", "alive",
        "a team was there")
    assert "coverage/teams.csv" in {file.name for file in loaded.case.files}
    assert told(loaded) == []


@pytest.mark.parametrize(("old", "new", "expected"), [
    ("wire", "nobody", ("error", "unknown_reference", 2, "body")),
    ("valley", "moon", ("error", "unknown_reference", 2, "zone")),
    ("shooting", "noise", ("error", "unknown_reference", 2, "properties")),
    ("alive", "asleep", ("error", "unknown_reference", 2, "state")),
    ("2031-03-06/2031-03-07", "soon", ("error", "bad_time", 2, "period")),
    ("a team was there", "", ("error", "missing_value", 2, "why")),
    (",row 2", "", ("error", "wrong_number_of_cells", 2, "")),
    ("a team", '"a team', ("error", "broken_csv", 2, "")),
])
def test_a_bad_row_leaves_only_itself_out(
    case: Path, old: str, new: str, expected: tuple[str, str, int, str]
) -> None:
    loaded = read(case, GOOD.replace(old, new))
    assert loaded.case is not None
    assert told(loaded) == [expected]
    assert [row.id for row in loaded.case.coverage] == ["watch"]


def test_another_header_is_named(case: Path) -> None:
    (case / "coverage").mkdir()
    (case / "coverage" / "teams.csv").write_text("a,b\n", encoding="utf-8")
    (case / "coverage" / "notes.txt").write_text("x", encoding="utf-8")
    assert told(load(case, KINDS)) == [
        ("error", "wrong_header", 1, ""), ("note", "unknown_file", None, "")]
