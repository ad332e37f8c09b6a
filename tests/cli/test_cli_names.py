"""``trucewatch names``: it lists and suggests; only what somebody accepts is written down."""

from __future__ import annotations

import shutil
import sys
from datetime import date
from pathlib import Path

import pytest

from trucewatch.cli.app import main
from trucewatch.pipeline import naming

NORLAND = Path(__file__).resolve().parents[1] / "case" / "fixture"
ROW = ("{key},gazette,,,reports,strike,,asserts,,1,1,,2031-03-04,2031-03-04,instant,complete,,"
       "{place},,{actor},,{target},,,,2031-03-05,,,hand@1,,\n")
GAZETTEER = """\
place,name,lang,script,latitude,longitude,radius_m,zone,source,accepted_by,date,reason
khan,Khan Ares,en,Latn,40.5,20.25,300,,gazette,,,
ford,Long Ford,en,Latn,40.5,20.35,300,,gazette,,,
ferry,Long  ford,en,Latn,40.5,20.45,300,,gazette,,,
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    case = Path(shutil.copytree(NORLAND, tmp_path / "norland"))
    rows = [("", "Norland Army", ""), ("", "Norland Army", ""), ("", "", "Southlanderz"),
            ("خان ارس", "norland", ""), ("Kahn Ares", "norland", ""), ("Kahn Ares", "", ""),
            ("=1+1", "", ""), ("Long Ford", "", "")]
    with (case / "figures" / "counts.csv").open("a", encoding="utf-8", newline="\n") as stream:
        for n, (place, actor, target) in enumerate(rows):
            stream.write(ROW.format(key=f"n-{n}", place=place, actor=actor, target=target))
    (case / "gazetteer.csv").write_text(GAZETTEER, encoding="utf-8", newline="\n")
    return case


def said(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    code = main(["names", *map(str, words)])
    out, err = capsys.readouterr()
    return code, " ".join(out.split()), err


def test_names_are_listed_with_the_rows_that_use_them(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {p: p.read_bytes() for p in root.rglob("*") if p.is_file()}
    code, out, err = said(capsys, root)
    assert (code, err) == (0, "")
    assert "Actors no table resolves: 2 names in 3 rows" in out
    assert "- Norland Army (actor, 2 rows); looks like norland (norland," in out
    assert "- Southlanderz (target, 1 row); looks like southlanders" in out
    assert "Places no table resolves: 3 names in 4 rows" in out
    assert "- Kahn Ares (place, 2 rows); looks like khan (Khan Ares, 88 of 100)" in out
    assert "Names that mean several places, possible for each - Long Ford: ferry, ford" in out
    assert {p: p.read_bytes() for p in root.rglob("*") if p.is_file()} == before


def test_names_of_other_scripts_are_compared_where_transliteration_is_at_hand(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def of(name: str) -> list[str]:
        naming._sounded.cache_clear()
        return [s.id for one in naming.names(root).unresolved if one.name == name
                for s in one.suggestions]

    assert of("خان ارس") == ["khan"]
    monkeypatch.setitem(sys.modules, "anyascii", None)
    assert of("خان ارس") == []
    assert of("Kahn Ares") == ["khan"]
    naming._sounded.cache_clear()


def test_an_accepted_name_of_an_actor_is_appended_with_who_when_and_why(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert naming.accept(root, "Norland Army", "norland", office="desk", reason="its army, all",
                         lang="en", today=lambda: date(2031, 4, 1)) == []
    monkeypatch.setenv("TRUCEWATCH_OFFICE", "second desk")
    code, out, err = said(capsys, root, "--accept", "A=B=southlanders", "--reason", "so called")
    assert (code, err) == (0, "")
    assert out == "Accepted: A=B means southlanders."
    first, second, third = (root / "actors.csv").read_text(encoding="utf-8").splitlines()
    assert first == "alias,lang,actor,accepted_by,date,reason"
    assert second == 'Norland Army,en,norland,desk,2031-04-01,"its army, all"'
    assert third.startswith("A=B,und,southlanders,second desk,20")
    assert "Actors no table resolves: 1 name in 1 row" in said(capsys, root)[1]


def test_an_accepted_name_of_a_place_or_zone_goes_to_the_gazetteer(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def today() -> date:
        return date(2031, 4, 1)

    (root / "gazetteer.csv").write_text(GAZETTEER.rstrip("\n"), encoding="utf-8")
    for name, meant in (("خان ارس", "khan"), ("Water Mill", "mill"), ("Mühle", "mill")):
        assert naming.accept(
            root, name, meant, office="desk", reason="r", lang="und", today=today) == []
    text = (root / "gazetteer.csv").read_text(encoding="utf-8")
    assert text == GAZETTEER + (
        "khan,خان ارس,und,Arab,,,,,,desk,2031-04-01,r\n"
        "mill,Water Mill,und,Latn,,,,mill,,desk,2031-04-01,r\n"
        "mill,Mühle,und,Latn,,,,,,desk,2031-04-01,r\n")
    assert "Places no table resolves: 2 names in 3 rows" in said(capsys, root)[1]


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("X=norlnd",), "did you mean 'norland'?"),
        (("norland=southland",), "a name that does not mean norland yet"),
        (("Khan Ares=khan",), "a name that does not mean khan yet"),
        (("40.5,20.5 ±5 m=khan",), "this is a point"),
        (("=cmd|x=norland",), "no program reads as more than words"),
        (("X=valley@map",), "unknown reference"),
    ],
)
def test_what_cannot_be_accepted_changes_nothing(
    root: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], hint: str
) -> None:
    code, out, err = said(capsys, root, "--accept", *words, "--office", "desk", "--reason", "r")
    assert (code, out) == (1, "")
    assert hint in err
    assert not (root / "actors.csv").exists()
    assert (root / "gazetteer.csv").read_text(encoding="utf-8") == GAZETTEER


@pytest.mark.parametrize(("office", "reason"), [("", "r"), ("desk", " ")])
def test_nobody_accepts_without_office_and_reason(root: Path, office: str, reason: str) -> None:
    bad = naming.accept(root, "X", "norland", office=office, reason=reason)
    assert [p.code for p in bad] == ["missing_value"]


def test_a_table_with_errors_is_mended_first(root: Path) -> None:
    (root / "actors.csv").write_text("alias,actor\n", encoding="utf-8")
    bad = naming.accept(root, "X", "norland", office="desk", reason="r")
    assert [(p.code, p.file) for p in bad] == [("wrong_header", "actors.csv")]
    assert (root / "actors.csv").read_text(encoding="utf-8") == "alias,actor\n"


def test_what_accept_takes_is_said(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = said(capsys, root, "--accept", "norland")
    assert (code, err) == (2, "error: --accept takes NAME=ID\n")
