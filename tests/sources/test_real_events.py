"""Event and aggregate data as published, where it is at hand: every row is accounted for.

Figures were counted independently of the adapters, with Python's `csv` and `json` alone or with
openpyxl; the counts of UCDP's known breaks are those of the data's own description.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
from collections import Counter
from pathlib import Path

import pytest

from trucewatch.model.problem import Problem
from trucewatch.sources.audit import EACH
from trucewatch.sources.interface import NAMES, Batch, Context
from trucewatch.sources.merge import to_rows
from trucewatch.sources.registry import ADAPTERS
from trucewatch.sources.tally import Tally

SHARED = Path(os.environ.get("TRUCEWATCH_SHARED") or Path(__file__).parents[2].parent / "shared")
DATA = SHARED / "data"
GED = "ucdp_ged_ukraine_2014_2021/conflict_data_ukr_release_"
SYRIA = "ucdp_ged_syria_2016_2019/ged_syria.csv.gz"
MEXICO = "ucdp_ged_mexico_1989_2023/ged_mexico.csv.gz"
WORLD = "ucdp_ged_global_samples/ged_v23_sample_1000.csv"
REDUCED = "ucdp_ged_global_samples/ged_v25_sample_9972_reduced.json.gz"
HDX = "acled_hdx_palestine_monthly/acled-pse-"
IDMC = "idmc_palestine_displacement_2025/idmc_event_data_pse.csv"
SUDAN = "sudan_mortality_lists_2023_2024/sdn_cam_data_final_public.xlsx"

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SHARED.is_dir(), reason="the real input files are not at hand"),
]

Row = dict[str, str]


def read(name: str, file: str, **options: str) -> tuple[list[Row], list[Problem], Tally]:
    batches: list[Batch] = []
    for fetched in ADAPTERS[name].fetch(DATA / file, options):
        context = Context(tz="UTC", file=fetched.name, options=options)
        batches += ADAPTERS[name].parse(fetched.stream, context)
    rows = [dict(zip(NAMES, row, strict=True)) for row in to_rows(batches)]
    problems = [problem for batch in batches for problem in batch.problems]
    assert all(len(batch.extents) == len(batch) for batch in batches)
    (tally,) = (batch.tally for batch in batches if batch.tally)
    assert tally.missing == 0
    return rows, problems, tally


def times(problems: list[Problem], code: str) -> int:
    """How often a problem was met, those not shown one by one included."""
    shown = sum(problem.code == code for problem in problems)
    more = [
        int(problem.found.split()[0]) for problem in problems
        if problem.code == "more_of_the_same" and f"'{code.replace('_', ' ')}'" in problem.found
    ]
    assert not more or shown == EACH
    return shown + sum(more)


def plain(file: str) -> list[Row]:
    """Rows of a CSV file, those of HXL tags left out."""
    data = (DATA / file).read_bytes()
    text = (gzip.decompress(data) if file.endswith(".gz") else data).decode("utf-8")
    return [row for row in csv.DictReader(text.splitlines(keepends=True)) if row["id"]]


@pytest.mark.parametrize(
    ("file", "events", "tags", "low_above_best", "best_above_high"),
    [
        (f"{GED}a_2018.csv.gz", 993, 1, 3, 15), (f"{GED}b_2019.csv.gz", 1167, 1, 3, 16),
        (f"{GED}c_2021.csv.gz", 2989, 1, 2, 11), (SYRIA, 16566, 0, 30, 71),
        (MEXICO, 18957, 0, 17, 78), (WORLD, 1000, 0, 8, 5),
    ],
)
def test_ged_every_row_and_its_known_breaks(
    file: str, events: int, tags: int, low_above_best: int, best_above_high: int
) -> None:
    rows, problems, tally = read("ucdp_ged", file)
    assert (tally.met, tally.read, tally.refused) == (events + tags, events, 0)
    assert tally.aside == ({"a row of HXL tags": tags} if tags else {})
    assert times(problems, "low_above_best") == low_above_best
    assert times(problems, "best_above_high") == best_above_high
    assert not any(problem.code == "not_understood" for problem in problems)
    whole = {row["key"]: row for row in rows if row["subject"] == "ucdp-ged"}
    for raw in plain(file):
        row = whole[raw["id"]]
        assert (row["low"], row["high"]) == (raw["low"], raw["high"])
        assert row["original"] == f"low={raw['low']}; best={raw['best']}; high={raw['high']}"
    assert {row["actor"] for row in rows} == {""}


def test_ged_claims_can_be_followed_to_their_bytes() -> None:
    data = gzip.decompress((DATA / SYRIA).read_bytes())
    with (DATA / SYRIA).open("rb") as stream:
        batch = next(iter(ADAPTERS["ucdp_ged"].parse(stream, Context(tz="UTC"))))
    for key, (extent,) in zip(batch.rows["key"], batch.extents, strict=True):
        (cells,) = csv.reader([data[extent.start : extent.end].decode()])
        assert cells[0] == key.partition("/")[0]


def test_ged_reduced_copy_is_left_aside_whole() -> None:
    rows, problems, tally = read("ucdp_ged", REDUCED)
    assert (rows, tally.met, sum(tally.aside.values())) == ([], 9972, 9972)
    assert [problem.code for problem in problems] == ["left_aside"]


@pytest.mark.parametrize(
    ("kind", "events", "killed"),
    [("political-violence", 68490, 72032), ("civilian-targeting", 27861, 54947),
     ("demonstrations", 9780, None)],
)
def test_monthly_totals_of_acled(kind: str, events: int, killed: int | None) -> None:
    file = f"{HDX}{kind}.json.gz"
    raw = json.loads(gzip.decompress((DATA / file).read_bytes()))["rows"]
    assert (len(raw), sum(row["events"] for row in raw)) == (1984, events)
    rows, problems, tally = read("acled_hdx_monthly", file)
    assert (tally.met, tally.read) == (1984, 1984)
    assert {problem.code for problem in problems} == {"not_coded"}
    counts = [row for row in rows if row["key"].endswith("/events")]
    deaths = [row for row in rows if row["property"] == "killed"]
    assert sum(int(row["low"]) for row in counts) == events
    assert (sum(int(row["high"]) for row in deaths) if deaths else None) == killed
    assert {row["latest"] for row in rows if row["note"]} == {"2026-04-22"}
    assert Counter(bool(row["note"]) for row in counts) == {True: 16, False: 1968}


def test_gaza_by_month_as_the_data_says_of_itself() -> None:
    rows, _, _ = read("acled_hdx_monthly", f"{HDX}political-violence.json.gz")
    found: Counter[tuple[str, str]] = Counter()
    for row in rows:
        if row["place"].endswith("Gaza Strip"):
            found[row["earliest"][:7], row["property"]] += int(row["low"])
    assert (found["2023-11", "violent_event"], found["2023-11", "killed"]) == (1184, 6296)
    assert (found["2025-02", "violent_event"], found["2025-02", "killed"]) == (132, 128)
    assert (found["2026-04", "violent_event"], found["2026-04", "killed"]) == (168, 85)


def test_displacement_figures_and_what_their_words_contradict() -> None:
    rows, problems, tally = read("idmc_updates", IDMC)
    assert (tally.met, tally.read, tally.aside) == (83, 82, {"a row of HXL tags": 1})
    assert sum(int(row["low"]) for row in rows) == 1264513
    assert Counter(row["approx"] for row in rows) == {"": 80, "yes": 2}
    by_start = {row["earliest"]: row["low"] for row in rows if row["subject"] == "idmc-idu/30896"}
    assert [by_start[f"2025-10-{day}"] for day in (10, 11, 13, 15)] == [
        "181800", "150500", "59950", "95639",
    ]
    assert sorted(p.found for p in problems if p.code == "description_differs") == [
        "10 october to 10 october", "13 october to 14 october", "23 april to 19 april", "45553",
        "8 september to 8 september",
    ]
    assert not any(problem.code == "not_understood" for problem in problems)


def test_no_death_in_sudan_is_told_alone() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    rows, problems, tally = read("sudan_mortality_lists", SUDAN)
    assert (tally.met, tally.read, tally.refused) == (6715, 5848, 1)
    assert [p.found for p in problems if p.severity == "error"] == ["West Darfour"]
    book = openpyxl.load_workbook(io.BytesIO((DATA / SUDAN).read_bytes()), read_only=True)
    cells = book["data"].iter_rows(values_only=True)
    header = [str(name) for name in next(cells)]
    raw = [dict(zip(header, row, strict=True)) for row in cells]
    april = [
        row for row in raw if str(row["id"]).startswith("SM_") and row["loc_death"] == "Khartoum"
        and (row["year_death"], row["month_death"]) == (2023, 4) and row["del_score"] != 0
    ]
    sure = [row for row in april if (row["del_score"], row["dup_score"]) == (5, 0)]
    by_key = {row["key"]: row for row in rows}
    died = by_key["social-media/2023-04/khartoum/died"]
    assert (died["low"], died["high"]) == (str(len(sure)), str(len(april)))
    assert sum(int(row["high"]) for row in rows if row["property"] == "died") == tally.read
    # Nothing small, and nothing of a person: no sex, age, profession or id of a record.
    assert min(int(row[end]) for row in rows for end in ("low", "high") if row[end]) >= 5
    assert not any(mark in value for row in rows for value in row.values()
                   for mark in ("SM_", "PV_", "PB_", "male", "15-44"))
