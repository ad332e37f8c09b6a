"""`collect` with mappings: a renamed column stops one input alone, repeated ids hide nothing."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from mapped_world import MAPPING, TABLE, changed, mapping_of

from trucewatch.model.agreement import Input
from trucewatch.model.mapping import TableMapping
from trucewatch.sources.collect import CollectReport, collect
from trucewatch.sources.reading import Given
from trucewatch.store.tables import read_parquet


def table(name: str, mapping: str = "vale") -> Input:
    return Input(id=name, adapter="mapped", file=f"{name}.csv", options={"mapping": mapping})


class Desk:
    """A case folder, a folder of tables, and mappings."""

    def __init__(self, root: Path) -> None:
        self.case, self.raw = root / "case", root / "raw"
        self.case.mkdir()
        self.raw.mkdir()

    def put(self, name: str, text: str) -> None:
        (self.raw / f"{name}.csv").write_text(text, encoding="utf-8")

    def collect(self, *inputs: Input, **mappings: TableMapping) -> CollectReport:
        given = Given(mappings={"vale": mapping_of(MAPPING), **mappings}, parquet=read_parquet,
                      retrieved="2031-12-31T00:00:00.000000Z")
        return collect(self.case, inputs, self.raw, "Asia/Gaza", given=given)

    def rows(self, name: str) -> list[tuple[str, str, str]]:
        with (self.case / "figures" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
            return [(r["key"], r["low"], r["withdrawn"]) for r in csv.DictReader(stream)]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_a_renamed_column_stops_its_input_and_the_others_go_on(desk: Desk) -> None:
    desk.put("one", TABLE)
    desk.put("two", TABLE)
    desk.collect(table("one"), table("two"))
    desk.put("one", TABLE.replace("dead", "dead_persons"))
    desk.put("two", TABLE.replace(",3", ",4"))
    report = desk.collect(table("one"), table("two"))
    assert [(p.code, p.file) for p in report.problems] == [("missing_column", "one.csv")]
    assert desk.rows("one") == [("a", "2", ""), ("b", "3", "")]
    assert [row for row in desk.rows("two") if not row[2]] == [("a", "2", ""), ("b", "4", "")]
    assert str(report.tallies["two"]) == "2 rows met: 2 read, 0 refused, 0 left aside"
    assert "one" not in report.tallies


def test_repeated_ids_hide_nothing(desk: Desk) -> None:
    desk.put("one", TABLE + "a,2031-03-06,9\n")
    report = desk.collect(table("one"))
    assert [p.code for p in report.problems] == ["repeated_key"]
    assert desk.rows("one") == [("a", "2", ""), ("a#2", "9", ""), ("b", "3", "")]


def test_rows_that_are_refused_withdraw_nothing(desk: Desk) -> None:
    desk.put("one", TABLE)
    desk.collect(table("one"))
    desk.put("one", TABLE.replace("b,2031-03-05", "b,05/03/2031"))
    report = desk.collect(table("one"))
    assert [p.code for p in report.problems] == ["ambiguous_date", "withdrawals_held"]
    assert desk.rows("one") == [("a", "2", ""), ("b", "3", "")]
    assert str(report.tallies["one"]) == "2 rows met: 1 read, 1 refused, 0 left aside"


def test_a_mapping_that_is_not_there_or_not_confirmed_stops_its_input(desk: Desk) -> None:
    desk.put("one", TABLE)
    desk.put("two", TABLE)
    open_guess = mapping_of(MAPPING + "confirm:\n  - {guess: so}\n")
    report = desk.collect(table("one", "nowhere"), table("two", "open"), open=open_guess)
    assert sorted(p.code for p in report.problems) == ["unconfirmed_guess", "unknown_mapping"]
    assert report.counts == {}


def test_the_day_of_collecting_bounds_the_dates(desk: Desk) -> None:
    desk.put("one", TABLE + "c,2032-01-02,1\n")
    report = desk.collect(table("one"))
    assert [p.code for p in report.problems] == ["implausible_date", "withdrawals_held"]


def test_a_row_asked_for_twice_is_two_inputs(desk: Desk) -> None:
    desk.put("one", TABLE)
    injured = mapping_of(changed("killed", "injured"))
    other = Input(id="other", adapter="mapped", file="one.csv", options={"mapping": "injured"})
    report = desk.collect(table("one"), other, injured=injured)
    assert report.counts == {"one": 2, "other": 2}
