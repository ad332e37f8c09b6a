"""A claim is followed to the bytes it was made of."""

from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path

import pytest

from trucewatch.cli.app import main
from trucewatch.sources.interface import Context
from trucewatch.sources.registry import ADAPTERS
from trucewatch.sources.tally import Extent
from trucewatch.sources.tracing import places

ROOT = Path(__file__).parents[2]
HEAD = "date,route,classification,consignments,tons,tons_missing\n"
FIRST = "2031-05-01,Land Crossings,Food,40,1,0\n"
SECOND = "2031-05-01,Land Crossings,Water,2,1,0\n"


@pytest.mark.parametrize("packed", [False, True])
def test_a_sum_stands_in_several_places(tmp_path: Path, packed: bool) -> None:
    raw = tmp_path / "list.csv"
    data = (HEAD + FIRST + SECOND).encode()
    raw.write_bytes(data)
    adapter = ADAPTERS["cogat_consignments"]
    with raw.open("rb") as stream:
        batches = list(adapter.parse(stream, Context(tz="UTC", file=raw.name)))
    if packed:
        raw.write_bytes(gzip.compress(data))
    found = places(raw, batches, "2031-05-01")
    assert found is not None
    row, where = found
    assert "42" in row
    assert [(place.extent, place.text) for place in where] == [
        (Extent(len(HEAD), len(HEAD + FIRST)), FIRST),
        (Extent(len(HEAD + FIRST), len(data)), SECOND),
    ]
    assert places(raw, batches, "2031-05-02") is None


def keys(dataset: str, case: str) -> list[str]:
    file = ROOT / "cases" / case / "figures" / f"{dataset}.csv"
    with file.open(encoding="utf-8", newline="") as stream:
        return [row["key"] for row in csv.DictReader(stream) if not row["withdrawn"]]


@pytest.mark.shared
@pytest.mark.parametrize(("case", "dataset", "shown"), [
    ("gaza-2025-10", "gaza-moh-daily", '"report_date": "{day}"'),
    ("gaza-2025-10", "gaza-moh-bulletins", "{day}"),
    ("gaza-2023-11", "cogat-consignments", "{day},"),
    ("gaza-2023-11", "unrwa-consignments", "row "),
])
def test_claims_of_the_shipped_cases(
    shared: Path, capsys: pytest.CaptureFixture[str], case: str, dataset: str, shown: str
) -> None:
    key = keys(dataset, case)[3]
    assert main(["trace", case, f"{dataset}/{key}", "--from", str(shared)]) == 0
    said = capsys.readouterr().out
    assert said.startswith(f"{dataset}/{key}  claim ")
    assert shown.format(day=key.partition("/")[0]) in said


@pytest.mark.shared
def test_what_cannot_be_followed(
    shared: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for asked, told in (
        ("gaza-moh-daily/none", "no such claim"), ("ab", "no such claim"),
        (f"reported/{keys('reported', 'gaza-2023-11')[0]}", "coded by hand"),
    ):
        assert main(["trace", "gaza-2023-11", asked, "--from", str(shared)]) == 1
        assert told in capsys.readouterr().err
    raw = tmp_path / "casualties_daily.json"
    key = keys("gaza-moh-daily", "gaza-2023-11")[0]
    raw.write_text("[]", encoding="utf-8")
    assert main(["trace", "gaza-2023-11", f"gaza-moh-daily/{key}", "--from", str(tmp_path)]) == 1
    assert "not in this file" in capsys.readouterr().err
    original = shared / "data/gaza_west_bank_daily/casualties_daily.json"
    rows = json.loads(original.read_text("utf-8"))
    day = next(row for row in rows if row["report_date"] == key.partition("/")[0])
    field = key.rpartition("/")[2]
    day[field] = day[field] + 1
    raw.write_text(json.dumps(rows), encoding="utf-8")
    assert main(["trace", "gaza-2023-11", f"gaza-moh-daily/{key}", "--from", str(tmp_path)]) == 1
    assert "differs original" in capsys.readouterr().out
