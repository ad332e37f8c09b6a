"""`trucewatch export`: some formats alone; nothing of anybody's is overwritten."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from case.norland import copy_case
from trucewatch.model.extras import MissingExtra
from trucewatch.pipeline.exporting import export
from trucewatch.publish import edition
from trucewatch.publish.files import NotMade

from .conftest import Run


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return copy_case(tmp_path)


def codes(found: object) -> list[str]:
    return [p.code for p in found.problems if p.severity == "error"]  # type: ignore[attr-defined]


def test_one_file_goes_to_the_file_that_is_named(case: Path, tmp_path: Path) -> None:
    done = export(case, ["claims-json"], tmp_path / "c.json")
    assert (codes(done), done.files) == ([], [tmp_path / "c.json"])
    assert json.loads((tmp_path / "c.json").read_text(encoding="utf-8"))["schema"] == (
        "trucewatch/claims@1")
    assert not (case / "record").exists()


def test_several_files_go_below_a_folder_and_are_those_of_a_run(
    case: Path, tmp_path: Path
) -> None:
    done = export(case, ["csv", "schemas"], tmp_path / "some")
    names = {p.relative_to(tmp_path / "some").as_posix() for p in done.files}
    assert {"findings.csv", "claims.csv", "schemas/findings.json"} <= names
    assert names == {p.relative_to(tmp_path / "some").as_posix()
                     for p in (tmp_path / "some").rglob("*") if p.is_file()}


def test_a_file_that_is_there_stays_unless_replacing_is_asked_for(
    case: Path, tmp_path: Path
) -> None:
    (tmp_path / "c.json").write_text("mine", encoding="utf-8")
    done = export(case, ["claims-json"], tmp_path / "c.json")
    assert (codes(done), done.files) == (["export_not_written"], [])
    assert (tmp_path / "c.json").read_text(encoding="utf-8") == "mine"
    assert codes(export(case, ["claims-json"], tmp_path / "c.json", replaces=True)) == []
    assert codes(export(case, ["csv"], tmp_path / "c.json", replaces=True)) == [
        "export_not_written"]


def test_a_format_without_anything_to_write_is_named(case: Path, tmp_path: Path) -> None:
    done = export(case, ["claimreview"], tmp_path / "x")
    assert (done.empty, done.files, codes(done)) == (["claimreview"], [], [])


def test_unknown_formats_are_refused(case: Path, tmp_path: Path, run: Run) -> None:
    assert codes(export(case, ["docx"], tmp_path / "x")) == ["unknown_format"]
    assert codes(export(case, [], tmp_path / "x")) == ["unknown_format"]
    said = run("export", "norland", "--format", "docx")
    assert said.code == 2 and "expected one of csv, json" in said.err
    said = run("run", "norland", "--with", "docx")
    assert said.code == 2 and "--with" in said.err


@pytest.mark.parametrize(("fails", "code", "words"), [
    (MissingExtra('the format pdf needs typst, which the extra brings: '
                  'pip install "trucewatch[report]"'), "extra_missing",
     'pip install "trucewatch[report]"'),
    (NotMade("report.pdf", "“中”", "signs of scripts", "see the site"), "format_not_made",
     "see the site"),
])
def test_what_cannot_be_made_is_a_problem_that_says_how_to_mend_it(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: Exception, code: str,
    words: str,
) -> None:
    def refuse(*_: object) -> None:
        raise fails

    monkeypatch.setattr(edition, "exported", refuse)
    done = export(case, ["pdf"], tmp_path / "r.pdf")
    assert codes(done) == [code] and done.files == []
    assert words in str(next(p for p in done.problems if p.code == code))
    assert not (tmp_path / "r.pdf").exists()


def test_formats_are_listed(run: Run) -> None:
    said = run("export", "--formats", columns=140)
    assert said.code == 0
    assert all(name in said.out for name in edition.EXPORTED)


def test_a_run_is_told_which_formats_to_add(run: Run, fake: object) -> None:
    assert run("run", "norland", "--with", "pdf", "--with", "pictures").code == 0
    assert fake.asked["more"] == ["pdf", "pictures"]  # type: ignore[attr-defined]
