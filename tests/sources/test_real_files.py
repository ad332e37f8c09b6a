"""The real files, where they are at hand: the numbers that must come out."""

from __future__ import annotations

import csv
import os
from collections import Counter
from pathlib import Path

import pytest

from trucewatch.sources.interface import NAMES, Context
from trucewatch.sources.merge import to_rows
from trucewatch.sources.registry import ADAPTERS

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("TRUCEWATCH_SHARED") or ROOT.parent / "shared")
DAILY = "data/gaza_west_bank_daily/casualties_daily.json"
BULLETINS = "data/gaza_west_bank_daily/source_reports.jsonl.gz"
LEBANON = "data/lebanon_daily/lebanon_casualties_daily.json"
TRUCKS = "data/gaza_aid_trucks_2023_2024"

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SHARED.is_dir(), reason="the real input files are not at hand"),
]


def rows_of(name: str, file: str, **options: str) -> list[dict[str, str]]:
    return rows_for("gaza-2025-10", name, file, options)


def rows_for(
    case: str, name: str, file: str, options: dict[str, str]
) -> list[dict[str, str]]:
    adapter = ADAPTERS[name]
    rows = []
    for fetched in adapter.fetch(SHARED / file, options):
        context = Context(
            tz="Asia/Beirut" if case.startswith("lebanon") else "Asia/Gaza", file=fetched.name,
            options=options,
            coding={f.stem: table(f) for f in (ROOT / "cases" / case / "coding").glob("*.csv")},
        )
        rows = to_rows(adapter.parse(fetched.stream, context))
    return [dict(zip(NAMES, row, strict=True)) for row in rows]


def table(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_newly_killed_since_october_2025() -> None:
    rows = rows_of("t4p_gaza_daily", DAILY, **{"from": "2025-10-10", "to": "2026-08-22"})
    new = [row for row in rows if row["subject"] == "moh-newly-killed"]
    assert sum(int(row["low"]) for row in new) == 1173
    assert sum(int(row["high"]) for row in new) == 1191
    wide = {row["published"]: (row["low"], row["high"]) for row in new if row["low"] != row["high"]}
    assert wide == {"2026-07-09": ("0", "7"), "2026-07-19": ("0", "11")}
    # Within the window from noon on 10 October the bulletins of 10 and 11 October do not lie.
    assert sum(int(row["low"]) for row in new if row["earliest"] > "2025-10-10") == 1121
    assert {row["actor"] for row in rows} == {""}
    assert {row["scope"] for row in rows} == {"partial"}


def test_zero_hours_are_no_report_and_the_next_bulletin_is_one_period() -> None:
    rows = rows_of("t4p_gaza_daily", DAILY, **{"from": "2025-10-17", "to": "2025-10-18"})
    counts = [row for row in rows if row["basis"] == "total"]
    assert {(row["earliest"], row["latest"]) for row in counts} == {("2025-10-16", "2025-10-18")}
    assert [row["low"] for row in counts if row["subject"] == "moh-newly-killed"] == ["4"]


def test_november_2023_has_no_count_of_the_pause() -> None:
    rows = rows_of("t4p_gaza_daily", DAILY, **{"from": "2023-11-24", "to": "2023-12-01"})
    assert {row["basis"] for row in rows} == {"stock"}
    killed = [row for row in rows if row["property"] == "killed"]
    assert {row["low"] for row in killed} == {"14800"}


def test_bulletins_accuse_in_words_and_differ_from_the_daily_sum() -> None:
    rows = {row["key"]: row for row in rows_of("t4p_bulletins", BULLETINS)}
    last = rows["2026-08-22/since/killed"], rows["2026-08-22/since/injured"]
    assert [row["low"] for row in last] == ["1285", "4252"]
    assert rows["2026-08-22/since/recovered_bodies"]["low"] == "813"
    accusing = [row for key, row in rows.items() if not key.endswith("recovered_bodies")]
    assert {row["actor"] for row in accusing} == {"israel"}
    assert all("heading: " in row["locator"] for row in accusing)
    assert len([key for key in rows if key.endswith("/injured") and "since" not in key]) == 50
    # No word about the dead in this bulletin: no claim, and no zero.
    assert "2026-08-10/killed" not in rows
    assert (rows["2026-07-18/killed"]["low"], rows["2026-07-18/killed"]["lang"]) == ("16", "en")


def test_lebanon_has_no_report_between_december_2024_and_march_2026() -> None:
    rows = rows_of("lebanon_daily", LEBANON, **{"from": "2024-11-27"})
    days = sorted({row["published"] for row in rows})
    assert days[:3] == ["2024-11-28", "2024-12-04", "2026-03-05"]
    killed = {r["published"]: r for r in rows if r["subject"] == "moph-killed"}
    assert [(killed[d]["low"], killed[d]["earliest"]) for d in days[:3]] == [
        ("138", "2024-11-26"), ("86", "2024-11-28"), ("123", "2026-03-01"),
    ]
    totals = {r["published"]: r["low"] for r in rows if r["key"].endswith("killed_cum_reported")}
    assert (totals["2024-12-04"], totals["2026-03-05"], totals["2026-08-16"]) == (
        "4047", "123", "4346",
    )
    # On 9 and 10 July 2026 the total stays at 4,321: no count of those days, and no zero.
    assert totals["2026-07-09"] == totals["2026-07-10"] == "4321"
    assert not {"2026-07-09", "2026-07-10"} & killed.keys()
    assert {(row["actor"], row["scope"]) for row in rows} == {("", "unstated")}


@pytest.mark.parametrize(
    ("name", "file", "expected"),
    [
        ("unrwa_consignments", "unrwa_commodities_received_20241111.xlsx",
         [200, 199, 201, 106, 300, 104, 99]),
        ("cogat_consignments", "cogat_daily_by_route_class.csv",
         [172, 183, 210, 213, 228, 233, 142]),
    ],
)
def test_trucks_of_november_2023(name: str, file: str, expected: list[int]) -> None:
    rows = rows_of(name, f"{TRUCKS}/{file}", **{"from": "2023-11-24", "to": "2023-11-30"})
    assert [int(row["low"]) for row in rows] == expected
    assert {row["scope"] for row in rows} == {"complete"}


def test_every_coded_row_becomes_one_claim() -> None:
    rows = rows_of("coded_reports", "reports/gaza_2025_10/reports.csv")
    assert len(rows) == 326
    assert {row["subject"] for row in rows} == {"reports"}
    # Gold labels never come through.
    assert not any("gz25" in value for row in rows for value in row.values())
    stances = Counter(row["stance"] for row in rows)
    assert stances == {"asserts": 297, "denies": 13, "claims_exception": 13, "cannot_confirm": 3}
    by_key = {row["key"]: row for row in rows}
    assert by_key["gzr-54221a14"]["scope"] == "partial"
    assert by_key["gzr-165ed936"]["target"] == "gaza_remains"
    assert by_key["gzr-f7871939"]["target"] == "gaza_residents"
    assert by_key["gzr-dc9606c4"]["basis"] == "each_day"


def test_every_coded_row_on_lebanon_becomes_one_claim_with_its_counting_unit() -> None:
    rows = rows_for("lebanon-2024-11", "coded_reports", "reports/lebanon_2024_11/reports.csv", {})
    assert len(rows) == 169
    assert not any("LB-I" in value for row in rows for value in row.values())
    units = Counter(
        part.removeprefix("counting_unit=") for row in rows
        for part in row["qualifiers"].split("; ") if part.startswith("counting_unit=")
    )
    assert units == {
        "unspecified": 28, "incident": 21, "round": 13, "strike_event": 12, "position": 5,
        "place": 4, "overflight": 3, "mixed_listed": 2, "target": 1,
    }
    assert Counter(row["stance"] for row in rows) == {
        "asserts": 156, "denies": 5, "cannot_confirm": 2, "claims_exception": 6,
    }
    stocks = {row["key"] for row in rows if row["basis"] == "stock"}
    assert len(stocks) == 13
    by_key = {row["key"]: row for row in rows}
    # One month, one army: breaches by the other side without a unit, own strikes as events.
    assert by_key["lb-030.1"]["qualifiers"] == "counting_unit=unspecified"
    assert by_key["lb-030.2"]["qualifiers"] == "weapon=aircraft; counting_unit=strike_event"
    assert (by_key["lb-047.2"]["property"], by_key["lb-047.2"]["stance"]) == (
        "rocket_or_fire_attack", "denies",
    )


@pytest.mark.parametrize(
    "case", ["gaza-2023-11", "gaza-2025-01", "gaza-2025-10", "kashmir-loc", "lebanon-2024-11",
             "minsk-2-2015"]
)
def test_figures_in_the_case_are_what_the_files_give(case: str, tmp_path: Path) -> None:
    yaml = pytest.importorskip("ruamel.yaml").YAML(typ="safe")
    declared = yaml.load((ROOT / "cases" / case / "sources.yaml").read_text("utf-8"))["inputs"]
    for entry in declared:
        figures = ROOT / "cases" / case / "figures" / f"{entry['id']}.csv"
        if not figures.exists():  # rows in bulk stay outside the repository; `check` says so
            continue
        kept = table(figures)
        options = entry.get("options", {})
        now = rows_for(case, entry["adapter"], entry["file"], options)
        assert [row for row in kept if not row["withdrawn"]] == sorted(
            now, key=lambda row: (row["key"], row["published"])
        )
