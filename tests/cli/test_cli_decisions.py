"""What `grade` and `copies` print, append and refuse, on a real folder."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from case.norland import add_row, copy_case
from trucewatch.cli.app import main

WORDS = "Seven people were killed when a shell hit the market of the lake town on Monday"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE", "TRUCEWATCH_OFFICE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "100")
    return copy_case(tmp_path)


def test_a_grade_is_appended_and_its_effect_told(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["grade", str(root), "5", "--row", "counts/c-1", "--reason", "an old photograph",
                 "--office", "data desk", "--date", "2031-03-09"])
    line = json.loads((root / "grades.jsonl").read_text(encoding="utf-8"))
    assert code == 0 and line == {
        "dataset": "counts", "key": "c-1", "grade": 5, "reason": "an old photograph",
        "date": "2031-03-09", "by": "data desk"}
    said = capsys.readouterr().out
    assert "Appended to grades.jsonl: 5, improbable." in said
    assert "No standard of this case has a max_grade" in said


@pytest.mark.parametrize(("more", "words"), [
    ([], "one of --body, --row, --subject, --claim"),
    (["--body", "gazette", "--claim", "x"], "one of --body, --row, --subject, --claim"),
    (["--row", "c-1"], "expected DATASET/ROW"),
    (["--body", "gazette"], "--office: who grades?"),
])
def test_wrong_usage_is_told(
    root: Path, capsys: pytest.CaptureFixture[str], more: list[str], words: str
) -> None:
    office = [] if more == ["--body", "gazette"] else ["--office", "data desk"]
    assert main(["grade", str(root), "C", "--reason", "why", *more, *office]) == 2
    assert words in capsys.readouterr().err
    assert not (root / "grades.jsonl").exists()


def test_a_grade_that_could_not_be_read_back_is_refused(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["grade", str(root), "7", "--row", "counts/c-1", "--reason", "why",
                 "--office", "data desk"]) == 1
    assert "bad grade" in capsys.readouterr().err
    assert not (root / "grades.jsonl").exists()


def copied(root: Path) -> None:
    for key, source, published, words in (
        ("c-8", "gazette", "2031-03-05", WORDS),
        ("c-9", "wire", "2031-03-04", WORDS.replace("Seven", "7")),
    ):
        add_row(root, {"key": key, "source": source, "original": words, "published": published,
                       "address": f"https://example.org/{key}"})


def test_pairs_are_printed_and_one_is_accepted(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copied(root)
    assert main(["copies", str(root)]) == 0
    said = capsys.readouterr().out
    pair = next(line.partition(":")[0] for line in said.splitlines() if "% alike" in line)
    assert "- Wire, 2031-03-04, lineage wire-service; counts/c-9" in said
    assert "Numbers that differ: 7 / none" in said
    assert "1 pair among 2 passages" in said
    assert not (root / "lineages.csv").exists()
    assert main(["copies", str(root), "--accept", pair, "--office", "data desk", "--reason",
                 "same telegram", "--date", "2031-03-09"]) == 0
    assert (root / "lineages.csv").read_text(encoding="utf-8").splitlines() == [
        "body,dataset,key,lineage,date,office,reason",
        ",counts,c-8,wire-service,2031-03-09,data desk,same telegram",
    ]
    capsys.readouterr()
    assert main(["copies", str(root)]) == 0
    assert "0 pairs among 2 passages" in capsys.readouterr().out


def test_accepting_needs_an_office_a_reason_and_a_pair_that_is_there(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copied(root)
    assert main(["copies", str(root), "--accept", "x", "--reason", "why"]) == 2
    assert main(["copies", str(root), "--accept", "x", "--office", "data desk"]) == 2
    assert main(["copies", str(root), "--accept", "x", "--office", "desk", "--reason", "w"]) == 1
    assert "unknown pair" in capsys.readouterr().err
    assert not (root / "lineages.csv").exists()


@pytest.mark.parametrize("given", ["04", "\u0664", "1" * 5000, "4.0", ""])
def test_a_grade_is_one_sign_of_the_scale(
    root: Path, capsys: pytest.CaptureFixture[str], given: str
) -> None:
    assert main(["grade", str(root), given, "--row", "counts/c-1", "--reason", "why",
                 "--office", "data desk"]) == 1
    assert "bad grade" in capsys.readouterr().err
    assert not (root / "grades.jsonl").exists()
