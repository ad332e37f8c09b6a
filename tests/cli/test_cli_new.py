"""`trucewatch new` on the command line: with options alone, with a person, over something."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from trucewatch.cli.app import main

OPTIONS = (
    "--party", "Hillmark", "--party", "Rivermark", "--tz", "Europe/Athens",
    "--start", "2031-03-01 10:00", "--zone", "Tamsin valley",
)


class Person(io.StringIO):
    """Somebody at a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def nobody(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "stdin", io.StringIO())


def test_it_makes_a_case_that_passes_check_and_runs_at_once(
    capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["new", "valley-2031", *OPTIONS]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    assert said.out.splitlines()[-3:-1] == [
        "  trucewatch check valley-2031", "  trucewatch run valley-2031"]
    assert sorted(p.as_posix() for p in Path("valley-2031").rglob("*") if p.is_file()) == [
        "valley-2031/README.md", "valley-2031/case.yaml", "valley-2031/clauses.yaml",
        "valley-2031/figures/reported.csv", "valley-2031/sources.yaml"]
    assert main(["check", "valley-2031"]) == 0
    assert "9 clauses, 13 claims; 0 errors, 0 warnings, 0 notes" in capsys.readouterr().out
    assert main(["run", "valley-2031"]) == 0
    assert Path("out/valley-2031/index.html").is_file()


def test_the_same_answers_give_the_same_bytes() -> None:
    for folder in ("a", "b"):
        assert main(["new", f"{folder}/valley", *OPTIONS]) == 0
    made = [{p.relative_to(f): p.read_bytes() for p in Path(f).rglob("*") if p.is_file()}
            for f in ("a", "b")]
    assert made[0] == made[1]
    assert all(b"\r" not in content for content in made[0].values())


@pytest.mark.parametrize("there", ["a file", "an empty folder", "a folder"])
def test_nothing_that_exists_is_overwritten(
    capsys: pytest.CaptureFixture[str], there: str
) -> None:
    place = Path("valley-2031")
    if there == "a file":
        place.write_text("mine", encoding="utf-8")
    else:
        place.mkdir()
        if there == "a folder":
            (place / "case.yaml").write_text("mine", encoding="utf-8")
    before = sorted(Path().rglob("*"))
    assert main(["new", "valley-2031", *OPTIONS]) == 2
    assert "exists already" in capsys.readouterr().err
    assert sorted(Path().rglob("*")) == before
    if there != "an empty folder":
        file = place if there == "a file" else place / "case.yaml"
        assert file.read_text(encoding="utf-8") == "mine"


def test_without_a_terminal_everything_missing_is_named(
    capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["new", "valley-2031", "--party", "Hillmark", "--start", "soon"]) == 2
    said = capsys.readouterr().err.splitlines()
    assert [line.split(":")[1].strip() for line in said] == [
        "--party", "--start", "--tz", "--zone"]
    assert list(Path().iterdir()) == []


def test_a_person_is_asked_and_asked_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", Person("Athens\r\nEurope/Athens\n\nTamsin valley\n\n"))
    assert main(["new", "valley-2031", "--party", "Hillmark", "--party", "Rivermark",
                 "--title", "A truce", "--start", "2031-03-01", "--end", "none"]) == 0
    said = capsys.readouterr().err
    assert "found 'Athens'; expected an IANA time zone" in said
    assert "Name of an area it covers (1): " in said


def test_a_person_who_leaves_changes_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", Person("Hillmark\n"))
    assert main(["new", "valley-2031"]) == 2
    assert "--party: missing answer" in capsys.readouterr().err
    assert list(Path().iterdir()) == []


def test_a_name_for_a_device_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", "nul", *OPTIONS]) == 2
    assert "no system keeps for a device" in capsys.readouterr().err
