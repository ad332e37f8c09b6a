"""A standard a case declares is shown beside those that ship, wherever they are."""

from __future__ import annotations

import shutil
from pathlib import Path

from .lean import run

CASE = Path(__file__).resolve().parents[2] / "cases" / "gaza-2023-11"
OWN = """
standards:
- id: heard_twice
  asks: two lineages of any kind say so
  favours: whoever has more outlets
  lineages: 2
"""


def test_an_edition_lists_the_standard_and_its_findings(tmp_path: Path) -> None:
    folder = tmp_path / "case"
    shutil.copytree(CASE, folder, ignore=shutil.ignore_patterns("record"))
    with (folder / "sources.yaml").open("a", encoding="utf-8", newline="\n") as file:
        file.write(OWN)
    release = run(folder, None).release
    assert release is not None
    names = ["reported", "two_independent", "admitted", "heard_twice"]
    assert list(release.standards) == names
    assert release.standards["heard_twice"] == (
        "two lineages of any kind say so; whoever has more outlets"
    )
    assert list(dict.fromkeys(f.standard for f in release.findings)) == names
    page = tmp_path / "out"
    run(folder, page)
    assert "heard twice" in (page / "index.html").read_text(encoding="utf-8")
