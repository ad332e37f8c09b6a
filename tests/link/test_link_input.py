"""Tables as people really have them: what is named, what is left out, what stops."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from trucewatch.cli.app import main
from trucewatch.pipeline.linking import Asked, link_table

from .tables import asked, groups, linked, report, said
from .test_link_rules import RADIO, TWO, VOICE


def read(folder: Path, text: str | bytes) -> Asked:
    path = folder / "reports.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return Asked(reports=path)


def test_reports_without_place_day_or_source_are_kept_and_told(tmp_path: Path) -> None:
    rows = [*TWO, report("c1", source=RADIO, latitude="", longitude="", place=""),
            report("c2", source=RADIO, date=""), report("x1", source=""),
            report("c3", source=RADIO, date="2025-01-01/2025-03-31")]
    result = linked(tmp_path, rows, [("c1", "c2", "same")])
    assert groups(result) == ["a1 b1 x1", "c1 c2", "c3"]
    assert said(result) == [
        ("note", "no_source", None, "1 of 6 reports without a source"),
        ("note", "not_comparable", None, "1 of 6 reports of more than 60 days"),
        ("note", "not_comparable", None, "1 of 6 reports without a day"),
        ("note", "not_comparable", None, "1 of 6 reports without a place"),
    ]


def test_cells_that_cannot_be_read_are_named_and_count_as_empty(tmp_path: Path) -> None:
    rows = [report("a1", date="4 March"), report("a2", latitude="95"),
            report("a3", geo_precision="roughly"), report("a4", fatalities_min="-1"),
            report("a5", fatalities_min="4"), report("a6", time="25:00"),
            report("a7", date="2025-03-05/2025-03-04"), report("a8", kind="Aggregat"),
            report("a9", n_events="0")]
    assert [p for p in said(linked(tmp_path, rows)) if p[0] != "note"] == [
        ("warning", "bad_date", 2, "4 March"),
        ("warning", "bad_position", 3, "95, 28.30000"),
        ("warning", "bad_precision", 4, "roughly"),
        ("warning", "wrong_type", 5, "-1"),
        ("warning", "ends_before_start", 6, "3"),
        ("warning", "bad_time", 7, "25:00"),
        ("warning", "bad_date", 8, "2025-03-05/2025-03-04"),
        ("warning", "not_one_of", 9, "Aggregat"),
        ("warning", "wrong_type", 10, "0"),
    ]


def test_ragged_rows_and_ids_told_twice_are_left_out_and_named(tmp_path: Path) -> None:
    result = link_table(read(tmp_path, "report_id,source\na1,post\na2\n,post\na1,voice\na3,post\n"))
    assert result.reports.id == ["a1", "a3"]
    assert [p for p in said(result) if p[0] == "error"] == [
        ("error", "ragged_row", 3, "1 cells"), ("error", "missing_value", 4, "nothing"),
        ("error", "duplicate_id", 5, "a1")]


@pytest.mark.parametrize(("text", "code"), [
    ("", "missing_column"), ("id,source\na1,post\n", "missing_column"),
    (b"report_id\n\xff\n", "not_utf8"), ('report_id,source\na1,"post\n', "not_csv"),
    ("report_id,source,source\na1,post,voice\n", "column_twice"),
])
def test_what_is_no_table_of_reports_gives_nothing(
    text: str | bytes, code: str, tmp_path: Path
) -> None:
    result = link_table(read(tmp_path, text))
    assert result.linked is None
    assert [p.code for p in result.problems] == [code]


def test_labels_that_cannot_be_read_stop_what_would_go_on_without_them(tmp_path: Path) -> None:
    files = asked(tmp_path, TWO, [])
    assert files.labels is not None
    files.labels.write_text("one,other\n", encoding="utf-8")
    assert link_table(files).linked is None
    assert link_table(replace(files, labels=tmp_path / "none.csv")).linked is None


def test_labels_of_reports_nobody_knows_are_named(tmp_path: Path) -> None:
    result = linked(tmp_path, TWO, [
        ("a1", "zz", "same"), ("a1", "a1", "same"), ("a1", "b1", "maybe"), ("a1", "b1", "same")])
    assert said(result) == [
        ("warning", "unknown_reference", 2, "zz"),
        ("warning", "not_one_of", 3, "one report twice"), ("warning", "not_one_of", 4, "maybe")]
    assert result.labels == 1


def test_a_circle_of_kinds_is_named(tmp_path: Path) -> None:
    kinds = [("", "shelling", "fire", "attack", "attack"), ("", "raid", "attack", "fire", "fire")]
    result = linked(tmp_path, TWO, kinds=kinds)
    assert groups(result) == ["a1 b1"]
    assert said(result) == [("warning", "circle", None, "attack above fire and below it")]


def test_the_command_writes_tables_and_tells_what_became_of_the_rows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    total = report("d1", source=RADIO, kind="aggregate", n_events="2")
    files = asked(tmp_path, [*TWO, report("a2", date="2025-03-20"), total], [("a1", "b1", "same")])
    out, pairs, held = (tmp_path / n for n in ("out.csv", "pairs.csv", "contains.csv"))
    weights = tmp_path / "weights.json"
    assert main(["link-table", str(files.reports), "--out", str(out), "--pairs", str(pairs),
                 "--contains", str(held), "--labels", str(files.labels),
                 "--save-weights", str(weights)]) == 0
    printed = capsys.readouterr().out
    assert "4 reports: 2 incidents, 1 reports of several incidents." in printed
    assert "Incidents by number of reports: 1 of 1, 1 of 2." in printed
    lines = out.read_text(encoding="utf-8").splitlines()
    ids = dict(line.split(",") for line in lines)
    assert lines[0] == "report_id,cluster_id"
    assert ids["a1"] == ids["b1"]
    assert len({ids[n] for n in ("a1", "a2", "d1")}) == 3
    assert all(len(i) == 18 for n, i in ids.items() if n != "report_id")
    assert pairs.read_text(encoding="utf-8").splitlines()[0] == (
        "report_id_l,report_id_r,match_probability")
    assert held.read_text(encoding="utf-8") == "report_id,member_id\nd1,a1\nd1,b1\n"
    assert main(["link-table", str(files.reports), "--out", str(out),
                 "--weights", str(weights)]) == 0
    assert main(["link-table", str(files.reports), "--out", str(out),
                 "--weights", str(files.reports)]) == 1


def test_why_shows_what_each_comparison_weighs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = str(asked(tmp_path, [*TWO, report("c1", source=VOICE, latitude="15")]).reports)
    assert main(["why", files, "b1", "a1"]) == 0
    printed = capsys.readouterr().out
    assert "two sources" in printed
    assert "They are held to be one incident." in printed
    assert main(["why", files, "a1", "c1"]) == 0
    printed = " ".join(capsys.readouterr().out.split())
    assert "a1 and c1 are no candidates" in printed
    assert "held to be two incidents" in printed
    assert main(["why", files, "a1", "zz"]) == 2
