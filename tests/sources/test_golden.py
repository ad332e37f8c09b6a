"""Every adapter against a folder of hand-made input and hand-written expectation."""

from __future__ import annotations

import csv
import gzip
import io
import json
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from trucewatch.case.mappings import read_mappings
from trucewatch.model.mapping import TableMapping
from trucewatch.model.problem import Problem, in_order
from trucewatch.sources.interface import NAMES, Context
from trucewatch.sources.merge import to_rows
from trucewatch.sources.registry import ADAPTERS, SERIES

GOLDEN = Path(__file__).parent / "golden"
FOLDERS = sorted(folder for folder in GOLDEN.iterdir() if folder.is_dir())


def stream_of(file: Path) -> BinaryIO:
    """Bytes of a fixture in the form of the real source."""
    if file.name.endswith(".sheets.json"):
        return workbook(json.loads(file.read_text("utf-8")))
    data = file.read_bytes()
    return io.BytesIO(gzip.compress(data) if file.suffix == ".jsonl" else data)


def workbook(sheets: dict[str, list[list[Any]]]) -> BinaryIO:
    """Build an XLSX file; a cell ``{"date": ...}`` becomes a date."""
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(
                [datetime.fromisoformat(c["date"]) if isinstance(c, dict) else c for c in row]
            )
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    return file


def table(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def read(
    name: str, stream: BinaryIO, context: Context
) -> tuple[list[dict[str, str]], list[Problem]]:
    batches = list(ADAPTERS[name].parse(stream, context))
    rows = [dict(zip(NAMES, row, strict=True)) for row in to_rows(batches)]
    return rows, in_order(problem for batch in batches for problem in batch.problems)


def context_of(folder: Path) -> Context:
    """What an adapter is told beside the bytes of a golden folder."""
    given = json.loads((folder / "context.json").read_text("utf-8"))
    (file,) = folder.glob("input.*")
    return Context(
        tz=given["tz"], file=file.name, options=given["options"],
        coding={coding.stem: table(coding) for coding in (folder / "coding").glob("*.csv")},
        mappings=mappings_of(folder),
    )


def mappings_of(folder: Path) -> dict[str, TableMapping]:
    """Mappings of a golden folder, which must be right."""
    problems: list[Problem] = []
    found = read_mappings(folder, problems)
    assert [problem for problem in problems if problem.severity == "error"] == []
    return found


def adapter_of(folder: str) -> str:
    """Adapter a folder is for: its name up to a dot, after which a form may be named."""
    return folder.partition(".")[0]


@pytest.mark.parametrize(
    "folder", [f for f in FOLDERS if adapter_of(f.name) in ADAPTERS], ids=lambda f: f.name
)
def test_golden(folder: Path) -> None:
    name, context = adapter_of(folder.name), context_of(folder)
    given = json.loads((folder / "context.json").read_text("utf-8"))
    (file,) = folder.glob("input.*")
    rows, problems = read(name, stream_of(file), context)
    same = dict.fromkeys(NAMES, "") | given["same"]
    expected = [same | row for row in table(folder / "expected.csv")]
    assert rows == expected
    found = [[p.severity, p.code, p.line, p.field, p.found] for p in problems]
    assert found == json.loads((folder / "expected_problems.json").read_text("utf-8"))
    assert all(p.file == file.name for p in problems)


def test_every_golden_folder_has_an_adapter() -> None:
    assert {adapter_of(folder.name) for folder in FOLDERS} == {*ADAPTERS, *SERIES}


def test_registry_names_agree() -> None:
    assert {name: adapter.name for name, adapter in ADAPTERS.items()} == {n: n for n in ADAPTERS}
