"""Every file of the daily series, the aid, the obstacles, the revisions and the coded reports.

The table says for each file how many rows it has and how each ended; the numbers were counted from
the files by other means (`rows_in`, and the counts below), not by the adapters.
"""

from __future__ import annotations

import csv
import gzip
import json
import os
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from trucewatch.sources.interface import Batch, Context
from trucewatch.sources.registry import ADAPTERS, SERIES
from trucewatch.sources.tally import Tally

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("TRUCEWATCH_SHARED") or ROOT.parent / "shared")
DATA = SHARED / "data"
GAZA, LEBANON = "data/gaza_west_bank_daily", "data/lebanon_daily"
AID, OBSTACLES = "data/gaza_aid_trucks_2023_2024", "data/ocha_west_bank_closures"

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SHARED.is_dir(), reason="the real input files are not at hand"),
]

# Adapter, file, rows met, rows read, rows left aside by reason; no row of these files is refused.
ACCOUNTS: list[tuple[str, str, int, int, dict[str, int]]] = [
    ("t4p_gaza_daily", f"{GAZA}/casualties_daily.json", 1051, 1033,
     {"no report of the day, and no running total of all killed or injured": 18}),
    ("t4p_west_bank_daily", f"{GAZA}/west_bank_daily.json", 1051, 480,
     {"carried on by the publisher; no report of the day": 571}),
    ("t4p_infrastructure", f"{GAZA}/infrastructure-damaged.json", 730, 114,
     {"nothing but values the publisher filled in": 616}),
    ("t4p_bulletins", f"{GAZA}/source_reports.jsonl.gz", 305, 50,
     {"another series than the Gaza bulletins": 255}),
    ("t4p_west_bank_texts", f"{GAZA}/source_reports.jsonl.gz", 305, 6,
     {"another series than the reports on the West Bank": 50,
      "a link to a page that is not kept": 249}),
    ("lebanon_daily", f"{LEBANON}/lebanon_casualties_daily.json", 187, 187, {}),
    ("lebanon_bulletins", f"{LEBANON}/source_reports.jsonl.gz", 156, 107,
     {"words without a toll, or a link to a page that is not kept": 49}),
    ("cogat_consignments", f"{AID}/cogat_daily_by_route_class.csv", 1804, 1659,
     {"air drops and the sea route carry no trucks": 145}),
    ("unrwa_consignments", f"{AID}/unrwa_commodities_received_20241111.xlsx", 37373, 37373, {}),
    ("unrwa_consignments", f"{AID}/unrwa_commodities_received_20240911.xlsx", 35521, 35521, {}),
    ("ocha_closures", f"{OBSTACLES}/closure_points_2025.geojson.gz", 811, 811, {}),
    ("ocha_closures", f"{OBSTACLES}/cod_ab_pse_admin1.geojson.gz", 2, 0,
     {"an area boundary: a zone, no claim": 2}),
    ("ocha_closures", f"{OBSTACLES}/cod_ab_pse_admin2.geojson.gz", 16, 0,
     {"an area boundary: a zone, no claim": 16}),
    ("coded_reports", "reports/gaza_2025_10/reports.csv", 326, 326, {}),
    ("coded_reports", "reports/lebanon_2024_11/reports.csv", 169, 169, {}),
    ("coded_reports", "reports/ukraine_smm/reports.csv", 218, 218, {}),
    ("coded_reports", "reports/kashmir_loc/reports.csv", 67, 67, {}),
    ("coded_reports", "reports/sudan_jeddah_2023_05/reports.csv", 43, 43, {}),
]
CASES = {
    "gaza_2025_10": "gaza-2025-10", "lebanon_2024_11": "lebanon-2024-11",
    "ukraine_smm": "minsk-2-2015", "kashmir_loc": "kashmir-loc",
    "sudan_jeddah_2023_05": "sudan-jeddah-2023-05",
}
REVISIONS = {
    "gaza_daily": {"first_published": 1052, "revisions": 5413, "newest": 1051},
    "west_bank_daily": {"first_published": 1076, "revisions": 8044, "newest": 1051},
    "lebanon_daily": {"first_published": 187, "revisions": 640, "newest": 187},
    "infrastructure": {"first_published": 730, "revisions": 299, "newest": 730},
}
NO_ROWS = {"SOURCE.md", "LICENSE"}
FOLDERS = (GAZA, LEBANON, AID, OBSTACLES, "data/published_series_revisions")


def table(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def rows_in(file: Path) -> int:
    """Count rows by other means than the readers under test."""
    name = file.name
    if name.endswith(".xlsx"):
        with zipfile.ZipFile(file) as book:
            return book.read("xl/worksheets/sheet1.xml").count(b"<row ") - 1
    data = file.read_bytes()
    if name.endswith(".gz"):
        data = gzip.decompress(data)
    if ".jsonl" in name:
        return len(data.splitlines())
    if "geojson" in name:
        return len(json.loads(data)["features"])
    if name.endswith(".json"):
        return len(json.loads(data))
    return len(list(csv.reader(data.decode().splitlines(keepends=True)))) - 1


def parsed(name: str, file: str, **options: str) -> list[Batch]:
    case = CASES.get(Path(file).parent.name, "")
    coding = {f.stem: table(f) for f in (ROOT / "cases" / case / "coding").glob("*.csv")}
    context = Context(
        tz="Asia/Gaza", file=Path(file).name, options=options, coding=coding if case else {}
    )
    with (SHARED / file).open("rb") as stream:
        return list(ADAPTERS[name].parse(stream, context))


@pytest.mark.parametrize(
    ("name", "file", "met", "read", "aside"), ACCOUNTS, ids=[file for _, file, *_ in ACCOUNTS]
)
def test_every_row_of_a_file_is_read_or_left_aside_for_a_reason(
    name: str, file: str, met: int, read: int, aside: dict[str, int]
) -> None:
    tally = parsed(name, file)[-1].tally
    assert tally == Tally(met=met, read=read, refused=0, aside=aside)
    assert tally.missing == 0
    assert rows_in(SHARED / file) == met == read + sum(aside.values())


def test_every_row_of_the_revisions_is_read() -> None:
    adapter = SERIES["t4p_revisions"]
    found = {}
    for series, pieces in adapter.fetch(DATA):
        batch = adapter.parse(series, pieces)
        found[series] = {role: tally.met for role, tally in batch.tallies.items()}
        for tally in batch.tallies.values():
            assert tally == Tally(met=tally.met, read=tally.met)
    assert found == REVISIONS
    for series, rows in REVISIONS.items():
        for role in ("first_published", "revisions"):
            name = f"published_series_revisions/{series}_{role}.csv.gz"
            assert rows_in(DATA / name) == rows[role]


def test_no_file_of_the_folders_is_without_an_account() -> None:
    told = {file for _, file, *_ in ACCOUNTS} | {
        f"data/published_series_revisions/{series}_{role}.csv.gz"
        for series, rows in REVISIONS.items() for role in rows if role != "newest"
    }
    there = {
        f"{folder}/{file.name}" for folder in FOLDERS for file in (SHARED / folder).iterdir()
        if file.name not in NO_ROWS
    }
    reports = {f"reports/{f.parent.name}/{f.name}" for f in SHARED.glob("reports/*/reports.csv")}
    assert told == there | reports


def lines(file: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in gzip.decompress((SHARED / file).read_bytes()).splitlines()]


def objects(file: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((SHARED / file).read_bytes())
    return found


def speaks(row: dict[str, Any]) -> bool:
    """Whether a row of the Gaza series has a total, or a number over a period."""
    parts = ("killed", "injured", "killed_truce_new", "killed_recovered", "killed_committee",
             "killed_succumbed")
    return ("killed_cum" in row or "injured_cum" in row) or (
        row["report_period"] > 0 and any(part in row for part in parts)
    )


TOLL = re.compile(
    r"Wounded since|Wounded, the Total|Toll (of|from) the Aggression.*Martyrs|Toll Rises|Toll.*"
    r"Exceeds|toll-of-the-aggression-\d|الحصيلة"
)


@pytest.mark.parametrize(("count", "expected"), [
    (lambda: sum(map(speaks, objects(f"{GAZA}/casualties_daily.json"))), 1033),
    (lambda: sum("verified" in r or r["flash_source"] == "un"
                 for r in objects(f"{GAZA}/west_bank_daily.json")), 480),
    (lambda: sum(any(not name.startswith("ext_") for group in row.values()
                     if isinstance(group, dict) for name in group)
                 for row in objects(f"{GAZA}/infrastructure-damaged.json")), 114),
    (lambda: sum(r["series"] == "gaza-daily" for r in lines(f"{GAZA}/source_reports.jsonl.gz")),
     50),
    (lambda: sum(r["series"] == "west-bank-daily" and bool(re.search(r"\s", r["body"].strip()))
                 for r in lines(f"{GAZA}/source_reports.jsonl.gz")), 6),
    (lambda: sum(bool(TOLL.search(r["body"])) for r in lines(f"{LEBANON}/source_reports.jsonl.gz")),
     107),
    (lambda: sum(r["route"] == "Land Crossings"
                 for r in table(SHARED / AID / "cogat_daily_by_route_class.csv")), 1659),
])
def test_the_rows_read_were_counted_by_other_means(
    count: Callable[[], int], expected: int
) -> None:
    assert count() == expected
