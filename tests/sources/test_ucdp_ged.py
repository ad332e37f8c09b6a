"""UCDP GED: the real releases, where they are at hand, and one-sided violence."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from trucewatch.sources.interface import NAMES, Context
from trucewatch.sources.merge import to_rows
from trucewatch.sources.registry import ADAPTERS

SHARED = Path(os.environ.get("TRUCEWATCH_SHARED") or Path(__file__).parents[2].parent / "shared")
GED = "data/ucdp_ged_ukraine_2014_2021/conflict_data_ukr_release_"


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="the real input files are not at hand")
@pytest.mark.parametrize(
    ("file", "events", "low", "split", "high", "crossed"),
    [
        (f"{GED}a_2018.csv.gz", 993, 6088, 6632, 7481, 11),
        (f"{GED}b_2019.csv.gz", 1167, 6246, 6875, 7728, 12),
        (f"{GED}c_2021.csv.gz", 2989, 7424, 7882, 8804, 6),
        ("data/ucdp_ged_syria_2016_2019/ged_syria.csv.gz", 16566, 104929, 112337, 119020, 58),
        ("data/ucdp_ged_mexico_1989_2023/ged_mexico.csv.gz", 18957, 139626, 140695, 146984, 81),
        ("data/ucdp_ged_global_samples/ged_v23_sample_1000.csv", 1000, None, None, None, 7),
    ],
)
def test_every_deadly_event_of_a_release(
    file: str, events: int, low: int | None, split: int | None, high: int | None, crossed: int
) -> None:
    with (SHARED / file).open("rb") as stream:
        batches = list(ADAPTERS["ucdp_ged"].parse(stream, Context(tz="Europe/Kyiv")))
    rows = [dict(zip(NAMES, row, strict=True)) for row in to_rows(batches)]
    whole = [row for row in rows if row["subject"] == "ucdp-ged"]
    assert len(whole) == len({row["key"] for row in whole}) == events
    if low is not None:
        assert sum(int(row["low"]) for row in whole) == low
        assert sum(int(row["high"]) for row in whole) == high
        # The categories, each a series of its own, add up to what UCDP holds likeliest.
        assert sum(int(row["low"]) for row in rows if row["subject"] != "ucdp-ged") == split
    assert sum(int(row["low"]) > int(row["high"]) for row in whole) == crossed
    assert {row["scope"] for row in rows} == {"partial"}


@pytest.mark.parametrize(("violence", "actor"), [("1", ""), ("2", ""), ("3", "front")])
def test_an_actor_is_stated_only_for_one_sided_violence(violence: str, actor: str) -> None:
    table = (
        "id,type_of_violence,date_prec,date_start,date_end,low,high,best,deaths_a,deaths_b,"
        "deaths_civilians,deaths_unknown,side_a,side_b\n"
        f"7,{violence},1,2031-05-01,2031-05-01,2,3,2,0,0,2,0,Reed Front,Civilians\n"
    )
    sides = [{"side": "Reed Front", "id": "front"}, {"side": "Civilians", "id": ""}]
    context = Context(tz="Europe/Kyiv", coding={"ged_sides": sides})
    batches = ADAPTERS["ucdp_ged"].parse(io.BytesIO(table.encode()), context)
    rows = [dict(zip(NAMES, row, strict=True)) for row in to_rows(batches)]
    assert [(row["key"], row["actor"], row["low"], row["high"]) for row in rows] == [
        ("7", actor, "2", "3"), ("7/civilians", actor, "2", "2"),
    ]
