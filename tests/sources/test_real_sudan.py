"""The coded reports on Sudan, where they are at hand: the case's figures are what they give."""

from __future__ import annotations

import csv
import os
from collections import Counter
from pathlib import Path

import pytest

from trucewatch.sources.adapters.coded_reports import CodedReports
from trucewatch.sources.interface import NAMES, Context
from trucewatch.sources.merge import to_rows

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("TRUCEWATCH_SHARED") or ROOT.parent / "shared")
FILE = SHARED / "reports/sudan_jeddah_2023_05/reports.csv"
CASE = ROOT / "cases/sudan-jeddah-2023-05"

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not FILE.is_file(), reason="the real input file is not at hand"),
]


def table(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def rows() -> list[dict[str, str]]:
    coding = {file.stem: table(file) for file in (CASE / "coding").glob("*.csv")}
    context = Context(tz="Africa/Khartoum", file=FILE.name, options={}, coding=coding)
    with FILE.open("rb") as stream:
        found = to_rows(CodedReports().parse(stream, context))
    return [dict(zip(NAMES, row, strict=True)) for row in found]


def test_figures_in_the_case_are_what_the_file_gives() -> None:
    kept = table(CASE / "figures/coded-reports.csv")
    assert kept == sorted(rows(), key=lambda row: (row["key"], row["published"]))


def test_who_is_said_to_have_done_it() -> None:
    # By hand from the file: 18 army, 10 both, 7 RSF; the rest names nobody or does not know.
    assert Counter(row["actor"] for row in rows()) == {
        "saf": 18, "both_sides": 10, "rsf": 7, "": 8,
    }
    assert not any("SD-I" in value for row in rows() for value in row.values())


def test_every_coded_decision_is_used() -> None:
    raw = table(FILE)
    used: dict[str, set[tuple[str, ...]]] = {
        "actors": {(row["actor"],) for row in raw},
        "origins": {(row["lineage"],) for row in raw},
        "sources": {(row["source"],) for row in raw},
        "speakers": {(row["speaker"], row["speaker_party"]) for row in raw},
        "units": {(row["property"], row["unit"]) for row in raw},
        "zones": {(row["zone"],) for row in raw},
    }
    for name, keys in used.items():
        columns = len(next(iter(keys)))
        coded = {tuple(row.values())[:columns] for row in table(CASE / f"coding/{name}.csv")}
        assert coded == keys, name
