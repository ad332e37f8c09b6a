"""Proofs in an edition: they hold, they prove files and never rows, and none gives a name away."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from case.norland import add_row, copy_case
from trucewatch.pipeline.proving import proofs_of
from trucewatch.publish import edition
from trucewatch.record import Record
from trucewatch.record.proof import check_proof
from trucewatch.record.prove import make_file_proof

from .lean import run

POINT = "31.528412,34.461377"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a case whose edition was written."""
    root = copy_case(tmp_path_factory.mktemp("case"))
    assert run(root, root.parent / "out").index is not None
    return root


def test_every_file_a_used_claim_rests_on_is_proven_once(made: Path) -> None:
    out, head = made.parent / "out", Record.open(made / "record").head
    proofs = sorted((out / "proofs").iterdir())
    assert [p.name for p in proofs] == [
        hashlib.sha256((made / "figures" / "counts.csv").read_bytes()).hexdigest()[:16] + ".json"]
    proven = check_proof(proofs[0].read_bytes(), "p.json", head)
    assert proven.problems == []
    assert (proven.file, proven.rows, proven.report) == ("figures/counts.csv", [], "")
    assert str(made) not in proofs[0].read_text(encoding="utf-8")


def test_nothing_is_proven_of_a_record_whose_lines_give_a_masked_place_away(
    tmp_path: Path
) -> None:
    root = copy_case(tmp_path)
    add_row(root, {"key": "c-8", "address": "https://example.org/8", "source": "wire",
                   "original": "One strike.", "earliest": "2031-03-02", "latest": "2031-03-02",
                   "actor": "norland", "low": "1", "published": "2031-03-04",
                   "place": f'"{POINT} ±50 m"'})
    found = run(root, tmp_path / "out")
    assert found.release is not None and found.release.proofs.files == {}
    digest = hashlib.sha256((root / "figures" / "counts.csv").read_bytes()).hexdigest().encode()
    files = [p.read_bytes() for p in (tmp_path / "out").rglob("*") if p.is_file()]
    assert files and not any(digest in data for data in files)
    with zipfile.ZipFile(tmp_path / "out" / "edition.zip") as archive:
        assert "There are no proofs" in archive.read("README.txt").decode()


def test_the_zip_holds_all_with_checksums_and_a_verifier_that_works(
    made: Path, tmp_path: Path
) -> None:
    out = made.parent / "out"
    with zipfile.ZipFile(out / "edition.zip") as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert {i.date_time for i in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        archive.extractall(tmp_path)
    assert len({*names}) == len(names) and names.index("claims.csv") < names.index("index.html")
    assert {"README.txt", "SHA256SUMS", "verify.py", "claims.csv", "findings.parquet",
            "schemas/findings.json"} <= set(names)
    written = {p.relative_to(out).as_posix() for p in out.rglob("*") if p.is_file()}
    assert set(names) - {"README.txt", "SHA256SUMS", "verify.py"} == written - {
        "edition.zip", "manifest.json"}
    assert "index.html" in names
    sums = (tmp_path / "SHA256SUMS").read_text(encoding="ascii").splitlines()
    assert [line.split("  ")[1] for line in sums] == sorted({*names} - {"SHA256SUMS"})
    for line in sums:
        digest, name = line.split("  ")
        assert hashlib.sha256((tmp_path / name).read_bytes()).hexdigest() == digest
    head = Record.open(made / "record").head
    (proof,) = (n for n in names if n.startswith("proofs/"))
    done = subprocess.run([sys.executable, "-I", "-S", "verify.py", "proof", proof, "--against",
                           head], cwd=tmp_path, capture_output=True, check=False, encoding="utf-8")
    assert done.returncode == 0, done.stdout
    assert "file figures/counts.csv with SHA-256" in done.stdout and "VERIFIED" in done.stdout
    assert head in (tmp_path / "README.txt").read_text(encoding="utf-8")


def test_a_line_that_names_an_unpublished_file_is_not_shown(tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    assert run(root, tmp_path / "first").index is not None
    with Record.open(root / "record", write=True) as record:
        first = record.batches[0]
    inputs = json.loads((tmp_path / "first" / "manifest.json").read_text(encoding="utf-8"))
    assert first.files.keys() <= inputs["inputs"].keys()
    found = run(root, None, statements=True)
    assert found.release is not None and found.release.proofs.files
    inputs = found.release.manifest["inputs"]
    assert isinstance(inputs, dict)
    fewer = {n: v for n, v in inputs.items() if n != "sources.yaml"}
    hidden = replace(found.release, manifest={**found.release.manifest, "inputs": fewer})
    assert proofs_of(root / "record", hidden).files == {}


@pytest.mark.parametrize("change", [
    lambda d: d["file"].update(sha256="0" * 64), lambda d: d["file"].update(name="other.csv"),
    lambda d: d["file"].update(more=1), lambda d: d.update(lines=[]),
    lambda d: d.update(rows=[]), lambda d: d.update(file=None),
    lambda d: d.update(format="trucewatch/proof@1"),
], ids=["digest", "name", "member", "no line", "rows", "no file", "other form"])
def test_an_altered_proof_of_a_file_is_refused(made: Path, change: object) -> None:
    data = json.loads(make_file_proof(Record.open(made / "record"), 1, "case.yaml"))
    assert check_proof(json.dumps(data).encode(), "p.json").problems == []
    change(data)  # type: ignore[operator]
    proven = check_proof(json.dumps(data).encode(), "p.json")
    assert len(proven.problems) == 1
    assert (proven.file, proven.sha256, proven.record, proven.recorded) == ("", "", "", [])


def test_without_a_record_there_are_no_proofs_and_the_readme_says_so(tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    found = run(root, None, statements=True)
    assert found.release is not None
    files = edition.build(found.release)
    assert not [n for n in files if n.startswith("proofs/")]
    packed = files["edition.zip"]
    assert isinstance(packed, bytes)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert "There are no proofs" in archive.read("README.txt").decode()
