"""Commands over a record, as a user gives them: what they say, and their exit codes."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline import growing
from pipeline.lean import run as run_case
from trucewatch.cli.app import main
from trucewatch.pipeline import Keeping, records
from trucewatch.record import Record

from .conftest import Said

Do = Callable[..., Said]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case folder with a record in it, grown over a week; only to be read."""
    folder = tmp_path_factory.mktemp("kept")
    case, record, _ = growing.grown(folder)
    shutil.move(record, case / "record")
    return case


@pytest.fixture
def case(kept: Path, tmp_path: Path) -> Path:
    """A copy that may be damaged."""
    copy = tmp_path / kept.name
    shutil.copytree(kept, copy)
    return copy


@pytest.fixture
def do(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Do:
    for name in ("RECORD", "KEYS", "AS_OF", "PUBLISHED_BY", "AUTHORITIES", "OFFICE", "PASSPHRASE"):
        monkeypatch.delenv(f"TRUCEWATCH_{name}", raising=False)
    monkeypatch.setenv("COLUMNS", "100")

    def call(*words: str | Path) -> Said:
        code = main([str(word) for word in words])
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return Said(code, out, err)

    return call


def head(said: Said) -> str:
    """The head a command printed."""
    return next(word for line in said.out.splitlines() for word in line.split()
                if len(word) > 64 and word[-65] == ":")


def test_verify_says_every_step_and_what_it_does_not_check(do: Do, kept: Path) -> None:
    said = do("verify", kept)
    assert said.code == 0
    steps = [line for line in said.out.splitlines() if line[:1].isdigit() and ". " in line]
    assert len(steps) == 8
    assert all(line.endswith(": yes") for line in steps)
    assert "newest batches were removed" in " ".join(said.out.split())
    assert said.out.rstrip().endswith("Verified.")
    again = do("verify", kept / "record", "--against", head(said))
    assert again.code == 0
    assert "the log goes on from the heads given: yes" in again.out
    assert "newest batches were removed" not in " ".join(again.out.split())


def test_verify_names_what_is_altered_and_refuses_a_bad_head(do: Do, case: Path) -> None:
    segment = sorted((case / "record" / "segments" / "claims").iterdir())[1]
    data = bytearray(segment.read_bytes())
    data[len(data) // 2] ^= 1
    segment.write_bytes(bytes(data))
    said = do("verify", case)
    assert said.code == 1
    assert f"segments/claims/{segment.name}: error: altered segment" in said.out
    assert "NOT verified." in said.out
    wrong = do("verify", case, "--against", "12")
    assert wrong.code == 1
    assert "SIZE:HEAD" in wrong.out


def test_rows_that_are_not_what_their_root_says_are_named(do: Do, case: Path) -> None:
    """Whoever writes the whole record anew, with a table that differs from its root, is caught."""
    record = Record.open(case / "record", write=True)
    batch = record.batches[1]
    source = record.segment(batch, "claims")
    scratch = record.scratch("other.parquet")
    shutil.copyfile(source, scratch)
    from trucewatch.record.record import Segment  # noqa: PLC0415

    table = batch.tables["claims"]
    record.append({"claims": Segment(table.columns, "ab" * 32, table.rows, scratch)}, {},
                  datetime(2040, 1, 1, tzinfo=UTC), "test")
    record.close()
    said = do("verify", case)
    assert said.code == 1
    assert "every table holds the rows its log line counts: no" in said.out
    assert "rows with another root" in " ".join(said.out.split())


def test_removed_batches_show_only_against_a_head(do: Do, kept: Path, tmp_path: Path) -> None:
    newest = head(do("log", kept))
    record = Record.open(kept / "record")
    at = record.batches[-2].moment
    shorter = growing.stopped(kept / "record", at, tmp_path / "shorter")
    assert do("verify", shorter).code == 0
    said = do("verify", shorter, "--against", newest)
    assert said.code == 1
    assert "newest batches missing" in said.out


def test_a_report_is_proved_and_checked_without_the_record(
    do: Do, kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert do("run", kept, "--record", kept / "record", "--out", tmp_path / "out").code == 0
    with (tmp_path / "out" / "claims.csv").open(encoding="utf-8", newline="") as stream:
        row = next(csv.DictReader(stream))
    made = do("prove", kept, row["report_id"][:16], "--out", "proof.json")
    assert made.code == 0, made.err
    checked = do("verify-proof", "proof.json", "--against", head(made))
    assert checked.code == 0
    assert row["claim_id"] in checked.out.replace("\n", "").replace(" ", "")
    assert do("verifier", "--out", "verify.py").code == 0
    alone = subprocess.run(
        [sys.executable, "-I", "-S", "verify.py", "proof", "proof.json", "--against", head(made)],
        cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert alone.returncode == 0, alone.stdout + alone.stderr
    assert "VERIFIED" in alone.stdout
    proof = json.loads((tmp_path / "proof.json").read_text(encoding="utf-8"))
    proof["rows"][0]["text"] = proof["rows"][0]["text"].replace("1", "2", 1)
    (tmp_path / "proof.json").write_text(json.dumps(proof), encoding="utf-8")
    assert do("verify-proof", "proof.json").code == 1
    other = do("verify-proof", "proof.json", "--against", "1:" + "0" * 64)
    assert other.code == 1


def test_a_report_that_is_not_there_or_not_one(do: Do, kept: Path) -> None:
    said = do("prove", kept, "ffffffffffff")
    assert said.code == 1
    assert "no such report" in said.err
    assert do("prove", kept, "../../etc").code == 1


def test_the_log_lists_batches_in_words(do: Do, kept: Path) -> None:
    said = do("log", kept)
    assert said.code == 0
    assert "1 row of claims" in said.out
    assert "new original" in said.out
    assert f"{len(growing.CHANGES) + 1} batches" in said.out


def test_diff_says_what_was_learned_lost_and_found_anew(do: Do, kept: Path) -> None:
    said = do("diff", kept, "--from", "2031-03-04T12:00Z", "--to", "2031-03-20", "--all")
    assert said.code == 0, said.err
    text = " ".join(said.out.split())
    assert "Learned: 5 claims" in text
    assert "(withdrawn)" in text
    assert "(read again)" in text
    assert "(replaced)" in text
    assert "clauses.yaml: changed" in text
    assert "figures/counts.csv: changed" in text
    assert "claims came in" in text
    assert "N-01" in text


def test_diff_refuses_what_cannot_be_compared(do: Do, kept: Path) -> None:
    assert do("diff", kept, "--from", "2031-03-20", "--to", "2031-03-04").code == 1
    said = do("diff", kept, "--from", "soon", "--to", "2031-03-04")
    assert said.code == 1
    assert "soon" in said.err


def test_the_life_of_a_claim(do: Do, kept: Path) -> None:
    said = do("history", kept, "counts/c-5")
    assert said.code == 0
    assert "read again" in said.out
    unknown = do("history", kept, "counts/c-99")
    assert unknown.code == 2
    assert "trucewatch receive" in unknown.err


def test_mend_cuts_a_torn_line_and_notes_it(do: Do, case: Path) -> None:
    log = case / "record" / "log.jsonl"
    whole = log.read_bytes()
    log.write_bytes(whole + b'{"batch":"half')
    assert do("verify", case).code == 1
    ran = do("run", case, "--out", case.parent / "out")
    assert ran.code == 0, "a run goes on without the record"
    assert "torn tail" in ran.err
    behind = do("mend", case)
    assert behind.code == 1, "this computer's clock is before the record's"
    assert "time runs back" in behind.err
    later = Keeping(clock=lambda: datetime(2031, 5, 1, tzinfo=UTC))
    mended = records.mend(case, later)
    assert [text for text in mended.cut if "torn after 14 bytes" in text]
    assert do("verify", case).code == 0
    assert log.read_bytes().startswith(whole)
    assert "mended" in do("log", case).out
    nothing = do("mend", case)
    assert "nothing to mend" in nothing.out


@pytest.mark.parametrize("words", [
    ("verify",), ("log",), ("prove", "abc"), ("history",), ("mend",),
    ("diff", "--from", "2031-01-01", "--to", "2032-01-01"),
])
def test_a_folder_without_a_record_is_named_and_left_alone(
    do: Do, tmp_path: Path, words: tuple[str, ...]
) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    (folder / "a.jpg").write_bytes(b"mine")
    said = do(words[0], folder, *words[1:])
    assert said.code == 1
    assert "no record" in said.out + said.err
    assert [p.name for p in folder.iterdir()] == ["a.jpg"]


def test_a_record_of_a_newer_format_is_refused_with_the_way_out(do: Do, case: Path) -> None:
    (case / "record" / "format").write_bytes(b"trucewatch record 3\n")
    before = (case / "record" / "log.jsonl").read_bytes()
    for words in (("verify",), ("log",), ("mend",)):
        said = do(words[0], case)
        assert said.code == 1
        assert "newer" in said.out + said.err
    said = do("run", case, "--out", case.parent / "out")
    assert "newer" in said.err
    assert (case / "record" / "log.jsonl").read_bytes() == before


def test_a_clock_that_runs_backwards_records_nothing(case: Path, tmp_path: Path) -> None:
    growing.change_figures(case, growing.added("c-9", original="another strike"))
    early = Keeping(clock=lambda: datetime(2031, 3, 1, tzinfo=UTC))
    before = (case / "record" / "log.jsonl").read_bytes()
    result = run_case(case, tmp_path / "out", keeping=early)
    assert [p.code for p in result.problems if p.severity == "warning"] == ["time_runs_back"]
    assert result.release is not None
    assert (case / "record" / "log.jsonl").read_bytes() == before


@pytest.mark.shared
def test_published_versions_go_in_and_every_value_comes_out(
    do: Do, shared: Path, tmp_path: Path
) -> None:
    record = tmp_path / "record"
    said = do("receive", record, "--from", shared / "data", "--office", "test office")
    assert said.code == 0
    assert "1,313 versions in all" in said.out
    assert "silent rewrite" in said.err
    assert "recorded already" in do("receive", record, "--from", shared / "data").out
    cell = do("history", record, "gaza_daily/2026-05-24/killed")
    assert [line.split()[0] for line in cell.out.splitlines()[3:]] == ["6", "8"]
    early = do("history", record, "gaza_daily/2023-10-07/killed_cum",
               "--published-by", "2024-02-01")
    assert "232" not in early.out
    assert "198" in early.out
    whole = do("history", record, "gaza_daily")
    assert "652 versions" in whole.out
    assert do("verify", record).code == 0
    assert do("history", record, "gaza_dayly").code == 2
