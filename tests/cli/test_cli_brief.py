"""`trucewatch brief` and what `trucewatch serve` says, on an invented case."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from trucewatch.cli.app import main
from trucewatch.cli.serve import told
from trucewatch.cli.show import screen
from trucewatch.model.problem import Problem
from trucewatch.pipeline import Result
from trucewatch.publish import tongue

FIXTURE = Path(__file__).resolve().parents[1] / "case" / "fixture"


@pytest.fixture
def case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("OUT", "SINCE", "AS_OF", "PUBLISHED_BY", "RECORD", "KEYS"):
        monkeypatch.delenv(f"TRUCEWATCH_{name}", raising=False)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)
    return Path(shutil.copytree(FIXTURE, tmp_path / "norland"))


def test_a_brief_for_each_language_and_nothing_else(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = tongue.Catalogue(one={}, many={}, form=lambda number: 0)
    monkeypatch.setattr(tongue, "catalogue", {"ar": empty}.__getitem__)
    out = tmp_path / "briefs"
    asked = ["brief", str(case), "--since", "2031-03-02", "--clause", "N-01", "--format", "md",
             "--language", "en", "--language", "ar", "--out", str(out)]
    assert main(asked) == 0
    assert sorted(p.name for p in out.iterdir()) == ["brief-ar.md", "brief-en.md"]
    assert not (case / "record").exists()
    text = (out / "brief-en.md").read_text(encoding="utf-8")
    assert "## No strikes (N-01)" in text and "N-02" not in text
    assert "| reported | undetermined | contested |" in text
    first = {p.name: p.read_bytes() for p in out.iterdir()}
    assert main(asked) == 0
    assert {p.name: p.read_bytes() for p in out.iterdir()} == first


@pytest.mark.parametrize(("flags", "said"), [
    (["--clause", "N-99"], "--clause: found N-99, expected a clause of the case"),
    (["--format", "odt"], "--format: found 'odt', expected one of docx, md, pdf"),
    (["--language", "qaa"], "--language: found 'qaa', expected a language that has a catalogue"),
    (["--language", "../x"], "--language: found '../x', expected a code such as en or ar"),
])
def test_wrong_usage_is_named(
    case: Path, flags: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["brief", str(case), "--since", "2031-03-02", "--out", "briefs", *flags]) == 2
    assert said in capsys.readouterr().err
    assert not Path("briefs").exists()


def test_a_failed_edition_is_said_with_its_problems(
    case: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = Problem(severity="error", code="bad_yaml", file="case.yaml", line=3, found="x",
                     expected="y")
    assert told(screen(), Result(None, [broken], None, None)) is False
    said = capsys.readouterr()
    assert "the last good one stays" in said.out and "case.yaml:3" in said.err
    assert main(["serve", str(case), "--port", "70000"]) == 2
