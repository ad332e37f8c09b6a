"""``trucewatch recount`` as a user gives it, on a case that ships."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from trucewatch.cli.app import main

CASE = str(Path(__file__).resolve().parents[2] / "cases" / "ukraine-black-sea-or-energy-2025")


def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(["recount", *words])
    out, err = capsys.readouterr()
    return code, " ".join(out.split()), err


def test_totals_findings_and_trace_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = said(capsys, CASE, "--rule", "incident", "--trace")
    assert code == 0
    assert "Rule incident: an incident: one case of fire or one strike on one place." in out
    assert ("Russian officials, as quoted of ukraine: at least 120 (unspecified; 18 Mar – 18 Apr "
            "2025) -> at least 1 (incident; 18 Mar – 18 Apr 2025)") in out
    assert "Findings: 0 of another status" in out
    assert ("at least 1 (incident): counts in another unit, one of which holds at least one: at "
            "least one, no most. reported/ue-005: at least 120 (unspecified)") in out


def test_json_is_printed_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["recount", CASE, "--rule", "day_with_fire", "--by", "month", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert (data["by"], data["rule"]["id"], data["findings"][:0]) == ("month", "day_with_fire", [])


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("--rule", "incidents"), "did you mean 'incident'?"),
        (("--rule", "shot", "--by", "week"), "one of day, month, year, period"),
    ],
)
def test_a_rule_or_time_that_is_not_known(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], hint: str
) -> None:
    code, _, err = said(capsys, CASE, *words)
    assert code == 1
    assert hint in " ".join(err.split())
    assert "nothing could be counted" in err
