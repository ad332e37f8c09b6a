"""A speaker's own running total against the sum of its daily reports."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path

import pytest

from trucewatch.sources.interface import NAMES
from trucewatch.sources.totals import differences, over_time

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("TRUCEWATCH_SHARED") or ROOT.parent / "shared")


def row(**given: str) -> tuple[str, ...]:
    columns = {
        "key": "k", "speaker": "ministry", "zone": "north", "property": "killed",
        "measure": "newly_occurred", "basis": "total", "stance": "asserts", **given,
    }
    return tuple(columns.get(name, "") for name in NAMES)


def report(day: int, low: int, high: int | str, **given: str) -> tuple[str, ...]:
    return row(
        subject="daily", earliest=f"2031-01-{day - 1:02}", latest=f"2031-01-{day:02}",
        low=str(low), high=str(high), **given,
    )


def told(low: str, high: str, **given: str) -> tuple[str, ...]:
    return row(
        subject="since", measure="cumulative", earliest="2031-01-02", latest="2031-01-05",
        low=low, high=high, **given,
    )


REPORTS = [report(2, 1, 2), report(3, 4, 4), report(5, 0, 3)]


def found(total: tuple[str, ...], reports: list[tuple[str, ...]]) -> list[str]:
    return [
        problem.found for problem in
        differences({"totals": over_time([total]), "daily": over_time(reports)})
    ]


def test_both_numbers_are_told() -> None:
    assert found(told("12", "12"), REPORTS) == [
        "since says 12 from 2031-01-02 to 2031-01-05; 3 reports of daily add up to 5 to 9"
    ]
    assert found(told("3", "3"), REPORTS) == [
        "since says 3 from 2031-01-02 to 2031-01-05; 3 reports of daily add up to 5 to 9"
    ]
    assert found(told("", "4"), REPORTS) == [
        "since says up to 4 from 2031-01-02 to 2031-01-05; 3 reports of daily add up to 5 to 9"
    ]


@pytest.mark.parametrize("total", [
    told("5", "5"), told("9", "9"), told("2", ""), told("8", "20"), told("", ""),
])
def test_ranges_that_meet_are_no_difference(total: tuple[str, ...]) -> None:
    assert found(total, REPORTS) == []


def test_a_report_without_an_upper_end_leaves_the_sum_a_low() -> None:
    assert found(told("12", "12"), [*REPORTS, report(4, 1, "")]) == []
    assert found(told("3", "3"), [*REPORTS, report(4, 1, "")]) == [
        "since says 3 from 2031-01-02 to 2031-01-05; 4 reports of daily add up to 6 or more"
    ]


@pytest.mark.parametrize("reports", [
    REPORTS[1:2], [], [report(20, 9, 9)],
    [report(2, 1, 1, speaker="office"), report(5, 1, 1, speaker="office")],
    [report(2, 1, 1, zone="south"), report(5, 1, 1, zone="south")],
    [report(2, 1, 1, stance="denies"), report(5, 1, 1, withdrawn="2031-02-01")],
    [report(2, 1, 1, basis="instant"), report(5, 1, 1, measure="recognised_later")],
])
def test_what_cannot_be_compared_is_not(reports: list[tuple[str, ...]]) -> None:
    assert found(told("99", "99"), reports) == []


def test_months_of_silence_add_up_to_nothing() -> None:
    far = row(subject="since", measure="cumulative", earliest="2031-01-02", latest="2031-01-31",
              low="99", high="99")
    assert found(far, [report(2, 1, 1), report(31, 1, 1)]) == []
    assert len(found(far, [report(day, 1, 1) for day in (2, 9, 16, 23, 31)])) == 1


def test_only_the_newest_total_of_a_series_is_compared() -> None:
    older = row(subject="since", measure="cumulative", earliest="2031-01-02", latest="2031-01-03",
                low="77", high="77")
    assert len(differences({"a": over_time([older, told("99", "99")]),
                            "b": over_time(REPORTS)})) == 1


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="the real input files are not at hand")
def test_the_ministry_and_its_daily_figures_since_october_2025() -> None:
    kept = {}
    for name in ("gaza-moh-daily", "gaza-moh-bulletins"):
        with (ROOT / f"cases/gaza-2025-10/figures/{name}.csv").open(
            encoding="utf-8", newline=""
        ) as stream:
            kept[name] = over_time([tuple(line) for line in list(csv.reader(stream))[1:]])
    assert sorted(problem.found for problem in differences(kept)) == [
        "moh-bulletin-since-ceasefire says 1285 from 2025-10-11 to 2026-08-22; 254 reports of "
        "moh-newly-killed add up to 1156 to 1174",
        "moh-bulletin-since-ceasefire says 4252 from 2025-10-11 to 2026-08-22; 254 reports of "
        "moh-injured add up to 4392",
        "moh-bulletin-since-ceasefire says 813 from 2025-10-11 to 2026-08-22; 105 reports of "
        "moh-recovered add up to 847",
    ]
    file = SHARED / "data/gaza_west_bank_daily/casualties_daily.json"
    days = [row for row in json.loads(file.read_bytes())
            if "2025-10-11" <= row["report_date"] <= "2026-08-22" and row["report_period"]]
    sums = {name: sum(day.get(name) or 0 for day in days)
            for name in ("killed_truce_new", "injured", "killed_recovered")}
    assert sums == {"killed_truce_new": 1156, "injured": 4392, "killed_recovered": 847}
