"""The same inputs give the same bytes: in another folder, at another time, in another process."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from case.norland import copy_case

BUILD = """
import sys, time, datetime
shift = int(sys.argv[3])
real = time.time
time.time = lambda: real() + shift
from pathlib import Path
from trucewatch.pipeline import Keeping, run
now = datetime.datetime(2040, 1, 1, tzinfo=datetime.UTC) + datetime.timedelta(seconds=shift)
found = run(Path(sys.argv[1]), Path(sys.argv[2]), keeping=Keeping(clock=lambda: now),
            more=sys.argv[4].split(), languages=("en", "ar"))
assert found.index is not None, found.problems
"""
"""A run by another clock: the record's, and that of the computer."""


def built(case: Path, out: Path, shift: int, more: str, **env: str) -> dict[str, str]:
    """Digest of every file of an edition made in a process of its own."""
    out.parent.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        [sys.executable, "-c", BUILD, str(case), str(out), str(shift), more], check=False,
        capture_output=True, encoding="utf-8", cwd=out.parent, env={**os.environ, **env})
    assert done.returncode == 0, done.stderr[-3000:]
    return {p.relative_to(out).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest()
            for p in sorted(out.rglob("*")) if p.is_file()}


def differing(one: dict[str, str], other: dict[str, str]) -> list[str]:
    return sorted(n for n in one.keys() | other.keys() if one.get(n) != other.get(n))


@pytest.mark.parametrize("more", ["claims-json", pytest.param(
    "pdf pictures claims-json", marks=pytest.mark.extras)])
def test_two_builds_of_one_case_and_record_differ_in_no_byte(tmp_path: Path, more: str) -> None:
    case = copy_case(tmp_path / "here")
    first = built(case, tmp_path / "one", 0, more, PYTHONHASHSEED="1", TZ="UTC", LC_ALL="C")
    moved = tmp_path / "there" / "deep er" / case.name
    shutil.copytree(case, moved)
    second = built(moved, tmp_path / "قرية" / "two", 40_000_000, more, PYTHONHASHSEED="2",
                   TZ="Pacific/Kiritimati", LC_ALL="C.UTF-8", USER="another", HOSTNAME="x")
    assert differing(first, second) == []
    assert {"edition.zip", "findings.parquet", "provenance.jsonld", "claims.json"} <= set(first)
    assert {n.removeprefix("ar/") for n in first if n.startswith("ar/charts/")} == {
        n for n in first if n.startswith("charts/")} != set()
    assert ("report.pdf" in first) is ("pdf" in more)


def test_the_zip_and_the_manifest_name_the_same_bytes(tmp_path: Path) -> None:
    case = copy_case(tmp_path / "here")
    made = built(case, tmp_path / "one", 0, "")
    manifest = json.loads((tmp_path / "one" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["files"] == {n: d for n, d in made.items() if n != "manifest.json"}
