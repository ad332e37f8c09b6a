"""Ledgers of an invented document in the invented case, put together by a test."""

from __future__ import annotations

from pathlib import Path

from case.norland import add_row, copy_case, read
from trucewatch.model.case import Case
from trucewatch.model.problem import Problem

HEAD = """document:
  title: {en: A speech}
  kind: speech
  author: [minister]
  published: "2031-03-10"
speakers:
  - {id: minister, name: {en: The minister}, role: {en: foreign minister of Norland}}
  - {id: general, name: {en: The general}, role: {en: head of the army of Norland},
     party: norland, body: norland-army}
statements:
"""
ONE = """  - id: "1"
    speaker: minister
    types: [fact]
    says: {en: One strike was made.}
"""
UNTESTED = ONE + "    untested: {why: not_looked_up}\n"


def ledger(root: Path, text: str, name: str = "speech") -> None:
    """Write a ledger file whole."""
    (root / "statements").mkdir(exist_ok=True)
    (root / "statements" / f"{name}.yaml").write_text(text, encoding="utf-8", newline="\n")


def said(root: Path, name: str = "speech") -> list[Problem]:
    """Problems of a ledger file."""
    return [p for p in read(root).problems if p.file == f"statements/{name}.yaml"]


def case_with(folder: Path, tests: str, rows: list[dict[str, str]]) -> Case:
    """The invented case with a ledger and more rows in its figures."""
    root = copy_case(folder)
    ledger(root, HEAD + tests)
    for number, cells in enumerate(rows):
        add_row(root, {"key": f"s-{number}", **cells})
    loaded = read(root)
    assert not [p for p in loaded.problems if p.severity == "error"], loaded.problems
    assert loaded.case is not None
    return loaded.case
