"""A dossier of a clause of a real case: every proof in it checks, both sides are there."""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.lean import run
from trucewatch.cli.app import app, main
from trucewatch.cli.dossier import dossier as command
from trucewatch.model.claim import FIGURE_COLUMNS
from trucewatch.pipeline import Keeping
from trucewatch.pipeline.dossier import dossier
from trucewatch.record import Record, vault
from trucewatch.record.verify import verify
from trucewatch.store.ledger import held_at

CASES = Path(__file__).resolve().parents[2] / "cases"
CONTESTED = {"2023-11-24", "2023-11-27", "2023-11-29"}
START = datetime(2031, 5, 1, 12, tzinfo=UTC)


class Clock:
    """A clock that goes on an hour whenever it is looked at."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        self.now += timedelta(hours=1)
        return self.now


@dataclass
class Pause:
    """A copy of the smallest case, with its record."""

    case: Path
    keeping: Keeping

    def run(self, out: Path) -> None:
        assert run(self.case, out, keeping=self.keeping).release is not None


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Pause:
    """The case run once; every test has a copy of its own."""
    folder = tmp_path_factory.mktemp("recorded")
    copy = folder / "gaza-2023-11"
    shutil.copytree(CASES / "gaza-2023-11", copy, ignore=shutil.ignore_patterns("record"))
    made = Pause(copy, Keeping(clock=Clock()))
    made.run(folder / "edition")
    return made


@pytest.fixture
def pause(recorded: Pause, tmp_path: Path) -> Pause:
    copy = tmp_path / "gaza-2023-11"
    shutil.copytree(recorded.case, copy)
    shutil.copytree(recorded.case.parent / "edition", tmp_path / "edition")
    return Pause(copy, Keeping(clock=deepcopy(recorded.keeping.clock)))


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    for name in ("OUT", "AS_OF", "PUBLISHED_BY", "RECORD", "KEYS"):
        monkeypatch.delenv(f"TRUCEWATCH_{name}", raising=False)
    monkeypatch.setenv("COLUMNS", "100")
    if "dossier" not in list(app):
        app.command(command)

    def said(*argv: object, code: int = 0) -> str:
        assert main([str(word) for word in ("dossier", *argv)]) == code
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return " ".join((out + err).split())

    return said


def with_forms(case: Path) -> Path:
    """The smallest case with a form of a sensitive body, about a person."""
    shutil.copytree(CASES / "gaza-2023-11", case, ignore=shutil.ignore_patterns("record"))
    sources = case / "sources.yaml"
    sources.write_text(sources.read_text("utf-8").replace(
        "\ninputs:", "\n- {id: field-forms, name: {en: Forms of a field office}, "
        "affiliation: media, sensitive: true, reason: invented}\ninputs:", 1),
        encoding="utf-8", newline="\n")
    names = [c.name for c in FIGURE_COLUMNS]
    told = {n: f"{n}-mark-of-hers" for n in ("key", "place", "original", "locator", "note")}
    cells = dict.fromkeys(names, "") | told | {
        "source": "field-forms", "subject": "reports", "property": "strike", "stance": "asserts",
        "low": "1", "high": "1", "earliest": "2023-11-25", "latest": "2023-11-25",
        "basis": "instant", "scope": "complete", "zone": "gaza_strip", "actor": "israel",
        "actor_certainty": "stated", "lang": "en", "published": "2023-11-26", "parser": "hand@1",
    }
    text = ",".join([*names, "person"]) + "\n" + ",".join([*cells.values(), "Amal-7"]) + "\n"
    (case / "figures" / "forms.csv").write_text(text, encoding="utf-8", newline="\n")
    return case


def unpacked(file: Path, folder: Path) -> Path:
    with zipfile.ZipFile(file) as archive:
        archive.extractall(folder)
    return folder


def test_every_proof_checks_with_the_packaged_verifier(
    pause: Pause, tmp_path: Path, call: Callable[..., str]
) -> None:
    said = call(pause.case, "G23-08", "--out", tmp_path / "d.zip")
    folder = unpacked(tmp_path / "d.zip", tmp_path / "x")
    head = json.loads((folder / "heads.json").read_text("utf-8"))["head"]
    assert head == Record.open(pause.case / "record").head
    assert head in said
    assert "not that it is true" in said
    proofs = sorted((folder / "proofs").iterdir())
    assert proofs
    proven = ""
    for proof in proofs:
        done = subprocess.run(
            [sys.executable, "-I", "verify.py", "proof", f"proofs/{proof.name}", "--against", head],
            cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        assert done.stdout.rstrip().endswith("VERIFIED")
        proven += proof.read_text("ascii")
    with (folder / "claims.csv").open(encoding="utf-8", newline="") as stream:
        claims = list(csv.DictReader(stream))
    for claim in claims:
        if claim["part"] != "in view, not used here":
            assert claim["claim_id"] in proven
            assert (folder / claim["proof"]).is_file()
            assert claim["recorded_at"]
    altered = proofs[0].read_text("ascii").replace("172", "173")
    (folder / "altered.json").write_text(altered, encoding="ascii")
    done = subprocess.run([sys.executable, "-I", "verify.py", "proof", "altered.json"], cwd=folder,
                          capture_output=True, text=True, check=False)
    assert done.returncode == (1 if altered != proofs[0].read_text("ascii") else 0)


def test_the_commands_on_the_page_are_those_that_work(pause: Pause, tmp_path: Path) -> None:
    dossier(pause.case, "G23-08", tmp_path / "d.zip", keeping=pause.keeping)
    folder = unpacked(tmp_path / "d.zip", tmp_path / "x")
    html = (folder / "index.html").read_text("utf-8")
    first, second = re.findall(r"<pre>python (.*?)</pre>", html)
    for words in (first, second.replace("FOLDER", str(pause.case / "record"))):
        done = subprocess.run([sys.executable, "-I", *words.split()], cwd=folder, check=False,
                              capture_output=True)
        assert done.returncode == 0


def test_both_sides_of_the_contested_days_are_there(pause: Pause, tmp_path: Path) -> None:
    for day in CONTESTED:
        made = dossier(pause.case, "G23-08", tmp_path / f"{day}.zip", unit=day,
                       keeping=pause.keeping)
        assert made.counts["breached"] >= 1
        assert made.counts["kept"] >= 1
        folder = unpacked(tmp_path / f"{day}.zip", tmp_path / day)
        data = json.loads((folder / "findings.json").read_text("utf-8"))
        assert {f["unit"] for f in data["findings"]} == {day}
        assert "contested" in {f["status"] for f in data["findings"]}
        html = (folder / "index.html").read_text("utf-8")
        sides = re.split(r'<section class="side"', html)
        assert len(sides) == 7
        assert all('<article class="ex"' in side for side in sides[1:3])


def test_same_record_same_bytes_and_an_earlier_one_as_of_then(
    pause: Pause, tmp_path: Path
) -> None:
    then = pause.keeping.clock()
    names = [tmp_path / f"{n}.zip" for n in range(4)]
    dossier(pause.case, "G23-08", names[0], keeping=pause.keeping)
    dossier(pause.case, "G23-08", names[1], keeping=pause.keeping)
    assert names[0].read_bytes() == names[1].read_bytes()
    dossier(pause.case, "G23-08", names[2], as_of=then.isoformat(), keeping=pause.keeping)
    figures = pause.case / "figures" / "reported.csv"
    lines = figures.read_text("utf-8").split("\n")
    figures.write_text("\n".join(lines[:-2]) + "\n", encoding="utf-8", newline="\n")
    pause.run(tmp_path / "edition")
    dossier(pause.case, "G23-08", names[3], as_of=then.isoformat(), keeping=pause.keeping)
    assert names[2].read_bytes() == names[3].read_bytes()


def test_without_a_record_it_refuses_and_says_how_to_make_one(
    tmp_path: Path, call: Callable[..., str]
) -> None:
    case = tmp_path / "case"
    shutil.copytree(CASES / "gaza-2023-11", case, ignore=shutil.ignore_patterns("record"))
    said = call(case, "G23-08", "--out", tmp_path / "d.zip", code=1)
    assert "trucewatch run" in said
    assert not (tmp_path / "d.zip").exists()
    run(case, tmp_path / "out", keeping=Keeping(clock=Clock()))
    log = case / "record" / "log.jsonl"
    log.write_bytes(log.read_bytes().replace(b"G23", b"X").replace(b'"seq":1', b'"seq":2'))
    said = call(case, "G23-08", "--out", tmp_path / "d.zip", code=1)
    assert "trucewatch run" in said
    assert not (tmp_path / "d.zip").exists()


def test_what_is_not_recorded_yet_is_listed(pause: Pause, tmp_path: Path) -> None:
    figures = pause.case / "figures" / "unrwa-consignments.csv"
    text = figures.read_text("utf-8")
    figures.write_text(text.replace("rows=199", "rows=198"), encoding="utf-8", newline="\n")
    made = dossier(pause.case, "G23-08", tmp_path / "d.zip", keeping=pause.keeping)
    found = {p.code: p for p in made.problems if p.severity == "error"}
    assert made.file is None
    assert "figures/unrwa-consignments.csv" in found["files_not_recorded"].found
    assert len(found["claims_not_recorded"].found) == 64
    assert all("trucewatch run" in p.mend for p in found.values())
    pause.run(tmp_path / "edition")
    assert dossier(pause.case, "G23-08", tmp_path / "d.zip", keeping=pause.keeping).file
    folder = unpacked(tmp_path / "d.zip", tmp_path / "x")
    with (folder / "claims.csv").open(encoding="utf-8", newline="") as stream:
        parts = [c["part"] for c in csv.DictReader(stream) if c["original"] == "rows=199"]
    assert len(parts) == 1
    assert parts[0].startswith("no longer in view")


@pytest.mark.parametrize(("words", "said"), [
    (("G23-8",), "did you mean G23-08"),
    (("G23-08", "--unit", "2024-01-01"), "2023-11-24 to 2023-11-30"),
    (("G23-08", "--as-of", "whenever"), "--as-of"),
])
def test_wrong_usage_has_the_help_of_explain(
    pause: Pause, tmp_path: Path, call: Callable[..., str], words: tuple[str, ...], said: str
) -> None:
    assert said in call(pause.case, *words, "--out", tmp_path / "d.zip", code=2)
    assert not (tmp_path / "d.zip").exists()


def test_a_file_of_somebody_else_is_left_alone(
    pause: Pause, tmp_path: Path, call: Callable[..., str]
) -> None:
    mine = tmp_path / "thesis.zip"
    with zipfile.ZipFile(mine, "w") as archive:
        archive.writestr("manifest.json", "{}")
    before = mine.read_bytes()
    assert "not a dossier" in call(pause.case, "G23-08", "--out", mine, code=1)
    assert "not a dossier" in call(pause.case, "G23-08", "--out", tmp_path, code=1)
    assert mine.read_bytes() == before
    for _ in range(2):
        call(pause.case, "G23-08", "--out", tmp_path / "d.zip")


def test_hostile_words_of_a_claim_are_neutral(pause: Pause, tmp_path: Path) -> None:
    path = pause.case / "figures" / "unrwa-consignments.csv"
    nasty = "=HYPERLINK(1)<script>alert(1)</script>\u202e"
    path.write_text(path.read_text("utf-8").replace("rows=199", nasty), encoding="utf-8",
                    newline="\n")
    pause.run(tmp_path / "edition")
    dossier(pause.case, "G23-08", tmp_path / "d.zip", keeping=pause.keeping)
    folder = unpacked(tmp_path / "d.zip", tmp_path / "x")
    html = (folder / "index.html").read_text("utf-8")
    assert "HYPERLINK" in html
    assert "<script" not in html
    table_text = (folder / "claims.csv").read_text("utf-8")
    assert "'=HYPERLINK" in table_text
    assert "\u202e" not in html + table_text


def test_sealed_values_and_files_are_withheld(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vault, "SCRYPT", (2**4, 8, 1))
    case = with_forms(tmp_path / "gaza-2023-11")
    keeping = Keeping(record=tmp_path / "record", keys=tmp_path / "keys", clock=Clock())
    done = run(case, tmp_path / "out", keeping=keeping)
    assert done.release is not None
    shown = 0
    for view in done.release.clauses:
        name = tmp_path / f"{view.clause.id}.zip"
        made = dossier(case, view.clause.id, name, keeping=keeping)
        assert made.file == name, made.problems
        with zipfile.ZipFile(name) as archive:
            everything = b"".join(archive.read(n) for n in archive.namelist())
            assert not [n for n in archive.namelist() if "forms" in n]
            listed = archive.read("originals.csv").decode("utf-8")
        shown += b"withheld: personal data" in everything
        assert b"mark-of" not in everything
        assert "withheld: sealed" in listed
    assert shown


def test_the_claims_are_those_the_record_holds(pause: Pause, tmp_path: Path) -> None:
    record = Record.open(pause.case / "record")
    assert not verify(pause.case / "record", [record.head]).problems
    held = set(held_at(record, 4_102_444_800_000_000)["claim_id"])
    dossier(pause.case, "G23-08", tmp_path / "d.zip", keeping=pause.keeping)
    folder = unpacked(tmp_path / "d.zip", tmp_path / "x")
    with (folder / "claims.csv").open(encoding="utf-8", newline="") as stream:
        assert {row["claim_id"] for row in csv.DictReader(stream)} <= held
