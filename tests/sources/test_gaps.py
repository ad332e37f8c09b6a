"""Days without a report are told, and only days between reports."""

from __future__ import annotations

import io
import json
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.sources.gaps import runs
from trucewatch.sources.interface import Context, SourceError
from trucewatch.sources.registry import ADAPTERS

FIRST = date(2031, 5, 1)


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


@given(st.lists(st.tuples(st.integers(-5, 40), st.integers(0, 6)), max_size=12),
       st.integers(0, 30))
def test_every_day_is_in_one_run_and_rightly_so(
    reports: list[tuple[int, int]], length: int
) -> None:
    covered = [(day(start), day(start + more)) for start, more in reports]
    found = list(runs(covered, FIRST, day(length)))
    told = {
        start + timedelta(days=i): seen
        for (start, end), seen in found for i in range((end - start).days + 1)
    }
    assert told == {
        day(i): any(start <= day(i) <= end for start, end in covered) for i in range(length + 1)
    }
    assert sum((end - start).days + 1 for (start, end), _ in found) == length + 1
    assert all(one[1] != other[1] for one, other in pairwise(found))


def rows_of(adapter: str, data: list[dict[str, object]], **options: str) -> list[dict[str, str]]:
    stream = io.BytesIO(json.dumps(data).encode())
    context = Context(tz="UTC", file="f.json", options=options)
    batches = list(ADAPTERS[adapter].parse(stream, context))
    return [
        dict(zip(batch.coverage, row, strict=True))
        for batch in batches for row in zip(*batch.coverage.values(), strict=True)
    ]


def bulletin(number: int, hours: int) -> dict[str, object]:
    return {"report_date": str(day(number)), "report_source": "mohtel", "report_period": hours,
            "killed_cum": 5}


@pytest.mark.parametrize(("option", "told"), [
    ("", []),
    ("gaps", [("2031-05-02", "blind"), ("2031-05-05/2031-05-06", "blind")]),
    ("days", [("2031-05-01", "alive"), ("2031-05-02", "blind"), ("2031-05-03/2031-05-04", "alive"),
              ("2031-05-05/2031-05-06", "blind"), ("2031-05-07", "alive")]),
])
def test_bulletins_that_leave_days_out(option: str, told: list[tuple[str, str]]) -> None:
    data = [bulletin(0, 24), bulletin(1, 0), bulletin(3, 48), bulletin(4, 0), bulletin(6, 24)]
    rows = rows_of("t4p_gaza_daily", data, **({"coverage": option} if option else {}))
    assert [(row["period"], row["state"]) for row in rows] == told
    for row in rows:
        assert (row["body"], row["zone"], row["properties"]) == (
            "tech-for-palestine", "gaza_strip", "injured; killed")
        assert row["locator"] == "reports from 2031-05-01 to 2031-05-07"


def test_only_the_days_an_input_asks_for() -> None:
    data = [bulletin(0, 24), bulletin(9, 24)]
    options = {"coverage": "gaps", "from": str(day(4)), "to": str(day(9))}
    assert [r["period"] for r in rows_of("t4p_gaza_daily", data, **options)] == [
        "2031-05-05/2031-05-09"]
    assert rows_of("t4p_gaza_daily", [bulletin(0, 0)], coverage="days") == []


def test_an_option_that_is_none() -> None:
    with pytest.raises(SourceError, match="gaps or days"):
        rows_of("t4p_gaza_daily", [], coverage="all")


@pytest.mark.shared
def test_the_real_series_say_what_the_cases_were_told_by_hand(shared: Path) -> None:
    """The rows coded by hand in the Gaza and Lebanon cases."""
    for adapter, file, start, told in (
        ("t4p_gaza_daily", "gaza_west_bank_daily/casualties_daily.json", "2025-10-10",
         {"2025-10-30", "2026-06-26", "2026-07-10"}),
        ("lebanon_daily", "lebanon_daily/lebanon_casualties_daily.json", "2024-11-27",
         {"2024-12-05/2026-03-01"}),
    ):
        data = json.loads((shared / "data" / file).read_text("utf-8"))
        rows = rows_of(adapter, data, coverage="gaps", **{"from": start})
        assert told <= {row["period"] for row in rows}
        assert {row["state"] for row in rows} == {"blind"}
