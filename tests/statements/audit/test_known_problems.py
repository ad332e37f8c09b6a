"""Every problem of the real files that is arithmetic is found, unaided, where SOURCE.md has it."""

from __future__ import annotations

import os
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from trucewatch.pipeline.auditing import Report, audit

ROOT = Path(__file__).parents[3]
SHARED = Path(os.environ.get("TRUCEWATCH_SHARED") or ROOT.parent / "shared")
PROBLEMS: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "known_problems.yaml").read_text(encoding="utf-8"))


@cache
def audited(what: str) -> Report:
    case = what.removeprefix("case:")
    return audit(str(ROOT / "cases" / case) if case != what else str(SHARED / what))


@pytest.mark.shared
@pytest.mark.parametrize("problem", PROBLEMS, ids=[p["item"] for p in PROBLEMS])
def test_known_problem(problem: dict[str, Any]) -> None:
    what = problem["audited"]
    if not what.startswith("case:") and not SHARED.is_dir():
        pytest.skip("the real input files are not at hand")
    report = audited(what)
    found = [f for f in report.findings if f.kind in problem["kinds"]]
    if "findings" in problem:
        by_claim = what.startswith("case:") and problem["kinds"] == ["parts"]
        rowless = all(not one["row"] for one in problem["findings"])
        listed = Counter(
            (f.claim if by_claim else "" if rowless else f.row, f.columns[0], f.difference)
            for f in found)
        assert listed == Counter(
            (str(one["row"]), one["column"], one["difference"]) for one in problem["findings"])
    if "some" in problem:
        for one in problem["some"]:
            assert any(f.columns[0] == one["column"]
                       and f.row == str(one.get("row", f.row)) for f in found), one
    if "rows" in problem:
        wanted = dict(problem["rows"])
        column = wanted.pop("column")
        assert Counter(f.found for f in found if f.columns[0] == column) == wanted
    if "covers" in problem:
        assert [f.rows for f in found] == [problem["covers"]]
    if "counts" in problem:
        assert Counter(f.columns[0] for f in found) == problem["counts"]
    if "held" in problem:
        kind = problem["held"]["kind"]
        checks = [n for (name, _), n in report.held.items() if name == kind]
        assert max(checks) == problem["held"]["checks"]
