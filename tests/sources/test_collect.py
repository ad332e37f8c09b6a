"""`collect`: whole and sorted files, withdrawals instead of deletions, nothing half-written."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from trucewatch.model.agreement import Input
from trucewatch.sources.collect import CollectReport, collect
from trucewatch.sources.interface import NAMES, Batch, Context, LocalFile, Rows
from trucewatch.sources.merge import distinct
from trucewatch.sources.registry import ADAPTERS

DAILY = Input(id="daily", adapter="t4p_gaza_daily", file="raw/daily.json")


def day(date: str, killed: int) -> dict[str, object]:
    return {"report_date": date, "report_source": "mohtel", "report_period": 24,
            "killed": killed, "killed_truce_new": killed}


class Desk:
    """A case folder and a folder of raw files."""

    def __init__(self, root: Path) -> None:
        self.case, self.raw = root / "case", root / "files"
        (self.raw / "raw").mkdir(parents=True)
        self.case.mkdir()

    def put(self, *days: dict[str, object], text: str | None = None) -> None:
        body = text if text is not None else json.dumps(days)
        (self.raw / "raw" / "daily.json").write_text(body, encoding="utf-8")

    def collect(self, *inputs: Input) -> CollectReport:
        return collect(self.case, inputs or [DAILY], self.raw, "Asia/Gaza")

    def rows(self, name: str = "daily") -> list[tuple[str, str, str, str]]:
        with (self.case / "figures" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
            table = list(csv.DictReader(stream))
        return [
            (r["key"].partition("/")[0], r["low"], r["published"], r["withdrawn"]) for r in table
        ]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def codes(report: CollectReport) -> set[str]:
    return {problem.code for problem in report.problems}


def test_file_is_whole_sorted_and_the_same_each_time(desk: Desk) -> None:
    desk.put(day("2025-03-02", 4), day("2025-03-01", 3))
    report = desk.collect()
    assert report.counts == {"daily": 2}
    assert report.changes["daily"].added == 2
    file = desk.case / "figures" / "daily.csv"
    first = file.read_bytes()
    assert first.startswith(",".join(NAMES).encode() + b"\n")
    assert b"\r" not in first
    assert [row[0] for row in desk.rows()] == ["2025-03-01", "2025-03-02"]
    again = desk.collect()
    assert file.read_bytes() == first
    assert again.changes["daily"].added == again.changes["daily"].changed == 0
    assert [path.name for path in file.parent.iterdir()] == ["daily.csv"]


def test_a_vanished_row_is_withdrawn_and_stays(desk: Desk) -> None:
    desk.put(day("2025-03-01", 3), day("2025-03-02", 4))
    desk.collect()
    desk.put(day("2025-03-02", 4), day("2025-03-05", 1))
    report = desk.collect()
    assert desk.rows() == [
        ("2025-03-01", "3", "2025-03-01", "2025-03-05"),
        ("2025-03-02", "4", "2025-03-02", ""),
        ("2025-03-05", "1", "2025-03-05", ""),
    ]
    assert report.changes["daily"].withdrawn == 1
    desk.collect()
    assert desk.rows()[0] == ("2025-03-01", "3", "2025-03-01", "2025-03-05")


def test_a_changed_row_stands_beside_the_old_one(desk: Desk) -> None:
    desk.put(day("2025-03-01", 3))
    desk.collect()
    desk.put(day("2025-03-01", 5))
    report = desk.collect()
    assert desk.rows() == [
        ("2025-03-01", "5", "2025-03-01", ""), ("2025-03-01", "3", "2025-03-01", "2025-03-01"),
    ]
    assert report.changes["daily"].changed == 1
    desk.put(day("2025-03-01", 3))
    desk.collect()
    assert sorted(row[1] for row in desk.rows() if not row[3]) == ["3"]
    assert sorted(row[1] for row in desk.rows() if row[3]) == ["3", "5"]


def test_a_source_with_errors_withdraws_nothing(desk: Desk) -> None:
    desk.put(day("2025-03-01", 3), day("2025-03-02", 4))
    desk.collect()
    desk.put(text=json.dumps([day("2025-03-02", 6)])[:-1] + ",{")
    report = desk.collect()
    assert {"broken_json", "withdrawals_held"} <= codes(report)
    assert [(row[1], row[3]) for row in desk.rows()] == [("3", ""), ("6", ""), ("4", "2025-03-02")]


def test_an_unreadable_source_leaves_its_figures_and_the_others_go_on(desk: Desk) -> None:
    desk.put(day("2025-03-01", 3))
    desk.collect()
    before = (desk.case / "figures" / "daily.csv").read_bytes()
    desk.put(text="\0\0\0")
    (desk.raw / "list.csv").write_text(
        "date,route,classification,consignments\n2025-03-01,Land Crossings,Food,7\n", "utf-8"
    )
    other = Input(id="list", adapter="cogat_consignments", file="list.csv")
    lost = Input(id="lost", adapter="cogat_consignments", file="lost.csv")
    strange = Input(id="strange", adapter="crystal_ball", file="list.csv")
    report = desk.collect(DAILY, lost, strange, other)
    assert report.counts == {"list": 1}
    assert {"not_this_form", "file_not_found", "unknown_adapter"} == codes(report)
    assert (desk.case / "figures" / "daily.csv").read_bytes() == before
    assert sorted(p.name for p in (desk.case / "figures").iterdir()) == ["daily.csv", "list.csv"]


@pytest.mark.parametrize(
    "file", ["../secret.json", "/etc/passwd", "C:\\x.json", "a/../../b", "*.json", ""]
)
def test_paths_that_climb_are_refused(desk: Desk, file: str) -> None:
    report = desk.collect(Input(id="daily", adapter="t4p_gaza_daily", file=file))
    assert codes(report) == {"unsafe_path"}
    assert not (desk.case / "figures").exists()


def test_an_id_that_is_no_file_name_is_refused(desk: Desk) -> None:
    desk.put(day("2025-03-01", 3))
    report = desk.collect(Input(id="../daily", adapter="t4p_gaza_daily", file="raw/daily.json"))
    assert codes(report) == {"unsafe_name"}


def test_a_file_is_found_by_name_if_only_one_has_it(desk: Desk) -> None:
    desk.put(day("2025-03-01", 3))
    entry = Input(id="daily", adapter="t4p_gaza_daily", file="elsewhere/daily.json")
    assert desk.collect(entry).counts == {"daily": 1}
    (desk.raw / "daily.json").write_text("[]", "utf-8")
    assert codes(desk.collect(entry)) == {"file_not_unique"}
    one = collect(desk.case, [DAILY], desk.raw / "raw" / "daily.json", "Asia/Gaza")
    assert one.counts == {"daily": 1}


@pytest.mark.parametrize("content", [b"a,b\n1,2\n", b"", b'"torn', b"\xff\xfe\0"])
def test_foreign_figures_are_never_overwritten(desk: Desk, content: bytes) -> None:
    desk.put(day("2025-03-01", 3))
    file = desk.case / "figures" / "daily.csv"
    file.parent.mkdir()
    file.write_bytes(content)
    report = desk.collect()
    assert report.counts == {}
    assert codes(report) <= {"foreign_figures", "broken_csv", "not_this_form"}
    assert file.read_bytes() == content


def test_a_repeated_key_hides_nothing(desk: Desk) -> None:
    desk.put(day("2025-03-01", 3), day("2025-03-01", 9))
    report = desk.collect()
    assert "repeated_key" in codes(report)
    assert sorted(row[1] for row in desk.rows()) == ["3", "9"]


def test_a_failing_adapter_is_a_problem(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    class Failing(LocalFile):
        name, version = "t4p_gaza_daily", 1

        def parse(self, stream: object, context: Context) -> list[Batch]:
            raise ZeroDivisionError("oops")

    adapters = {**ADAPTERS, DAILY.adapter: Failing()}
    monkeypatch.setattr("trucewatch.sources.reading.ADAPTERS", adapters)
    desk.put(day("2025-03-01", 3))
    assert codes(desk.collect()) == {"adapter_failed"}


def test_a_column_that_does_not_exist_is_a_programming_error() -> None:
    with pytest.raises(KeyError):
        Rows("x@1").add(colour="red")


def test_a_source_without_rows_is_named_and_withdraws_nothing(desk: Desk) -> None:
    desk.put(day("2025-03-01", 3))
    desk.collect()
    desk.put()
    report = desk.collect()
    assert codes(report) == {"no_rows"}
    assert desk.rows() == [("2025-03-01", "3", "2025-03-01", "")]


def test_half_a_character_is_made_visible(desk: Desk) -> None:
    """JSON can name half a character, and no file can hold it: other inputs must not suffer."""
    desk.put({**day("2025-03-01", 3), "report_source": "\ud83d"}, day("2025-03-02", 4))
    report = desk.collect()
    assert [row[:2] for row in desk.rows()] == [("2025-03-01", "3"), ("2025-03-02", "4")]
    assert [(p.severity, p.field, p.found) for p in report.problems
            if p.code == "hidden_characters"] == [("warning", "report_source", "U+D83D")]


class Halved(LocalFile):
    """Takes a value as it is, as no adapter should."""

    name, version = "halved", 1

    def parse(self, stream: object, context: Context) -> Iterator[Batch]:
        rows = Rows("halved@1", source="a", property="killed", subject="s", basis="instant",
                    earliest="2025-03-01", latest="2025-03-01")
        rows.add(key="1", original="\udc00")
        yield rows.batch()


def test_half_a_character_stops_its_own_input_alone(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trucewatch.sources.reading.ADAPTERS", {**ADAPTERS, "halved": Halved()})
    desk.put(day("2025-03-01", 3))
    report = desk.collect(Input(id="other", adapter="halved", file="raw/daily.json"), DAILY)
    assert report.counts == {"daily": 1}
    assert [(p.code, p.file, p.found) for p in report.problems if p.severity == "error"] == [
        ("half_character", "figures/other.csv", "U+DC00")]
    assert sorted(path.name for path in (desk.case / "figures").iterdir()) == ["daily.csv"]


def test_a_number_behind_a_key_never_meets_a_key_of_the_source() -> None:
    rows = [tuple(key if name == "key" else "" for name in NAMES)
            for key in ("a", "a", "a#2", "a", "b")]
    kept, repeated = distinct(rows)
    assert [row[NAMES.index("key")] for row in kept] == ["a", "a#3", "a#2", "a#4", "b"]
    assert repeated == ["a", "a"]


class Returning(LocalFile):
    """Hands over a cell with a carriage return, as old files have."""

    name, version = "returning", 1

    def parse(self, stream: object, context: Context) -> Iterator[Batch]:
        rows = Rows("returning@1", source="a", property="killed", subject="s", basis="instant",
                    earliest="2025-03-01", latest="2025-03-01", published="2025-03-01")
        rows.add(key="1", original="one\rother")
        yield rows.batch()


def test_a_carriage_return_in_a_cell_does_not_break_the_figures(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trucewatch.sources.reading.ADAPTERS", {"returning": Returning()})
    desk.put(text="x")
    entry = Input(id="other", adapter="returning", file="raw/daily.json")
    for _ in range(2):
        report = desk.collect(entry)
        assert (report.counts, codes(report)) == ({"other": 1}, set())
    with (desk.case / "figures" / "other.csv").open(encoding="utf-8", newline="") as stream:
        (row,) = csv.DictReader(stream)
    assert row["original"] == "one\rother"
