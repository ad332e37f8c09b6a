"""``trucewatch pack`` and ``trucewatch take`` as a user gives them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline.lean import run
from trucewatch.cli.app import main
from trucewatch.pipeline import Keeping
from trucewatch.record import Record


@pytest.fixture(scope="module")
def made(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    case = tmp_path_factory.mktemp("made") / "gaza-2023-11"
    shutil.copytree(root / "cases" / case.name, case, ignore=shutil.ignore_patterns("record"))
    assert run(case, case.parent / "out", keeping=Keeping()).release is not None
    return case


@pytest.fixture
def case(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A case with a record, in the folder one stands in."""
    for name in ("RECORD", "OFFICE", "AUTHORITIES", "KEYS", "VERBOSE"):
        monkeypatch.delenv(f"TRUCEWATCH_{name}", raising=False)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.chdir(tmp_path)
    return Path(shutil.copytree(made, tmp_path / "field"))


def test_from_one_office_to_the_other_and_back(
    case: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["pack", "field", "--out", "a.pack", "--office", "field office"]) == 0
    said = capsys.readouterr()
    field = Record.open(case / "record")
    assert said.err == ""
    assert f"2 batches of record {field.id}" in said.out.replace("\n", " ")
    assert field.head in said.out.splitlines(), "alone on its line, to be copied"
    assert "trucewatch take a.pack --record RECORD" in said.out
    assert main(["take", "a.pack", "--record", "main", "--office", "main office"]) == 0
    said = capsys.readouterr()
    assert "2 batches new, 0 held already" in said.out.replace("\n", " ")
    assert field.head in said.out.splitlines()
    command = said.out.splitlines()[-1]
    assert command == f"trucewatch pack RECORD --out FILE --since {field.head}"
    assert main(["take", "a.pack", "--record", "main"]) == 0
    assert "0 batches new, 2 held already" in capsys.readouterr().out.replace("\n", " ")
    words = command.replace("RECORD", "field/record").replace("FILE", "b.pack").split()[1:]
    assert main(words) == 1
    assert "nothing to pack" in capsys.readouterr().err
    assert not (tmp_path / "b.pack").exists()


def test_the_record_comes_from_the_environment_too(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["pack", "field", "--out", "a.pack"]) == 0
    assert main(["take", "a.pack"]) == 2
    assert "--record FOLDER or TRUCEWATCH_RECORD" in capsys.readouterr().err
    monkeypatch.setenv("TRUCEWATCH_RECORD", "main")
    assert main(["take", "a.pack"]) == 0
    assert (tmp_path / "main" / "log.jsonl").is_file()


@pytest.mark.parametrize(("words", "code", "said"), [
    (["pack"], 2, "RECORD"),
    (["pack", "field"], 2, "--out"),
    (["pack", "nowhere", "--out", "a.pack"], 1, "no record"),
    (["pack", "field", "--out", "no/a.pack"], 1, "is the stick plugged in?"),
    (["pack", "field", "--out", "field/case.yaml"], 1, "not a pack"),
    (["pack", "field", "--out", "a.pack", "--since", "7"], 1, "SIZE:HEAD"),
    (["pack", "field", "--out", "a.pack", "--since", f"1:{'a' * 64}"], 1, "another history"),
    (["take"], 2, "FILE"),
    (["take", "nowhere.pack", "--record", "main"], 1, "nowhere.pack"),
    (["take", "field/case.yaml", "--record", "main"], 1, "not a pack"),
    (["take", "field", "--record", "main"], 1, "not taken"),
])
def test_what_cannot_be_done_is_said(
    case: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], code: int,
    said: str,
) -> None:
    assert main(words) == code
    shown = capsys.readouterr()
    assert said in shown.err
    assert "defect" not in shown.err
    assert sorted(p.name for p in tmp_path.iterdir()) == ["field"]


def test_an_altered_pack_is_exit_1_and_nothing_is_made(
    case: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["pack", "field", "--out", "a.pack"]) == 0
    data = bytearray((tmp_path / "a.pack").read_bytes())
    data[len(data) // 2] ^= 1
    (tmp_path / "a.pack").write_bytes(data)
    assert main(["take", "a.pack", "--record", "main"]) == 1
    assert "altered pack" in capsys.readouterr().err
    assert not (tmp_path / "main").exists()


def test_what_an_office_is_called_cannot_steer_the_screen(
    case: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["pack", "field", "--out", "\x1b[2Jé[red].pack", "--for", "\x1b[2J[b]"]) == 0
    shown = capsys.readouterr()
    assert "\x1b" not in shown.out + shown.err
