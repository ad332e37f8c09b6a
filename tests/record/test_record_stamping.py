"""Heads stamped by a local authority: in the log, checked by `verify`, carried by a proof."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from authority import Authority, Issuer, running

from pipeline.lean import run
from trucewatch.pipeline import Keeping, records
from trucewatch.record import Record

CASE = Path(__file__).resolve().parents[1] / "case" / "fixture"


@pytest.fixture(scope="module")
def authority() -> Iterator[Authority]:
    with running() as server:
        yield server


@pytest.fixture(autouse=True)
def direct(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")


def keep(folder: Path, *authorities: str) -> list[str]:
    """Run the invented case once into a record; codes of the warnings."""
    if not (folder / "norland").exists():
        shutil.copytree(CASE, folder / "norland")
    keeping = Keeping(record=folder / "record", authorities=authorities,
                      clock=lambda: datetime(2031, 4, 1, tzinfo=UTC))
    done = run(folder / "norland", folder / "out", keeping=keeping)
    assert done.release is not None
    return [p.code for p in done.problems if p.severity == "warning"]


@pytest.fixture
def stamped(tmp_path: Path, authority: Authority) -> Path:
    assert keep(tmp_path, authority.url("right")) == []
    return tmp_path


def roots(folder: Path, issuer: Issuer) -> Path:
    path = folder / "roots.pem"
    path.write_bytes(issuer.root_pem)
    return path


def test_a_head_is_stamped_and_the_stamp_is_a_line(stamped: Path, authority: Authority) -> None:
    data, stamp = Record.open(stamped / "record").batches
    assert stamp.kind == "stamp"
    row = stamp.stamps[0]
    assert (row.size, row.head, row.authority) == (1, data.head, authority.url("right"))
    assert (stamped / "record" / "proofs" / f"{row.token}.tsr").is_file()
    verdict = records.verify(stamped / "record", roots=roots(stamped, authority.issuer))
    assert verdict.problems == []
    assert not any("certificates" in text for text in verdict.not_checked)
    assert any("certificates" in t for t in records.verify(stamped / "record").not_checked)


def test_a_stamp_of_a_stranger_or_an_altered_one_is_named(
    stamped: Path, tmp_path: Path
) -> None:
    strangers = roots(tmp_path, Issuer.make("Stranger"))
    found = records.verify(stamped / "record", roots=strangers).problems
    assert [p.code for p in found] == ["bad_time_stamp"]
    token = next((stamped / "record" / "proofs").iterdir())
    token.write_bytes(token.read_bytes()[:-1] + b"\0")
    assert "altered_time_stamp" in [p.code for p in records.verify(stamped / "record").problems]


def test_an_authority_that_fails_is_a_row_with_the_reason(
    tmp_path: Path, authority: Authority
) -> None:
    assert keep(tmp_path, authority.url("rejection")) == ["no_time_stamp"]
    row = Record.open(tmp_path / "record").batches[-1].stamps[0]
    assert row.token == ""
    assert row.reason
    assert records.verify(tmp_path / "record").problems == []


def test_without_an_authority_the_next_line_says_so(tmp_path: Path) -> None:
    keep(tmp_path)
    clauses = tmp_path / "norland" / "clauses.yaml"
    clauses.write_bytes(clauses.read_bytes() + b"# a remark\n")
    keep(tmp_path)
    rows = Record.open(tmp_path / "record").batches[1].stamps
    assert [(r.size, r.token, r.reason) for r in rows] == [
        (1, "", "no time-stamping authority is configured")]


def test_a_proof_carries_the_stamp(stamped: Path, authority: Authority) -> None:
    with (stamped / "out" / "claims.csv").open(encoding="utf-8", newline="") as stream:
        report = next(csv.DictReader(stream))["report_id"]
    made = records.prove(stamped / "record", report)
    file = stamped / "proof.json"
    file.write_bytes(made.text)
    checked = records.verify_proof(file, made.head, roots(stamped, authority.issuer))
    assert checked.proven.problems == []
    assert len(checked.stamped) == 1
    assert "not checked" not in checked.stamped[0]
    data = json.loads(made.text)
    data["stamps"][0]["token"] = data["stamps"][0]["token"][:-8] + "AAAAAAA="
    file.write_text(json.dumps(data), encoding="utf-8")
    wrong = records.verify_proof(file, made.head, roots(stamped, authority.issuer))
    assert [p.code for p in wrong.proven.problems] == ["bad_time_stamp"]
