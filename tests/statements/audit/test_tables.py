"""Tables of invented places: what differs, what holds, what cannot be checked."""

from __future__ import annotations

import gzip
import importlib
import io
import json
from pathlib import Path

import pytest

from trucewatch.statements.audit.model import Report
from trucewatch.statements.audit.reading import audit_file

BENCHMARKS = Path(__file__).parents[3] / "benchmarks"


def audited(text: str, name: str = "table.csv") -> Report:
    return audit_file(name, io.BytesIO(text.encode()))


def told(report: Report) -> list[tuple[str, int | None, str, str]]:
    return [(f.kind, f.line, f.columns[0], f.difference) for f in report.findings]


def parts_table(changed: dict[int, str]) -> str:
    rows = [f"{a},{b},{a + b}" for a, b in zip(range(3, 33), range(40, 10, -1), strict=True)]
    for row, text in changed.items():
        rows[row] = text
    return "north,south,both\n" + "\n".join(rows) + "\n"


def test_a_total_that_holds_throughout_is_said_to_hold() -> None:
    report = audited(parts_table({}).replace("both", "all"))
    assert report.findings == []


def test_parts_are_found_by_their_numbers_alone() -> None:
    rows = [(at * 7 % 50 + 1, at * 11 % 37 + 1) for at in range(30)]
    lines = [f"{a},{b},{a + b}" for a, b in rows]
    lines[12] = lines[12].rpartition(",")[0] + ",999"
    lines[20] = f",{rows[20][1]},{sum(rows[20])}"
    report = audited("u,v,w\n" + "\n".join(lines) + "\n")
    assert told(report) == [("parts", 14, "w", f"+{999 - sum(rows[12])}")]
    assert report.held == {("parts", "w = u + v"): 28}
    assert report.unchecked == {("parts", "w = u + v", "a part is missing"): 1}


def daily(rows: int = 30) -> tuple[list[str], list[int], list[int]]:
    days = [f"2025-{1 + at // 28:02}-{1 + at % 28:02}" for at in range(rows)]
    new = [at * 5 % 13 + 1 for at in range(rows)]
    return days, new, [100 + sum(new[: at + 1]) for at in range(rows)]


def test_a_running_total_off_on_one_row_is_one_finding() -> None:
    days, new, total = daily()
    total[10] += 4
    lines = [f"{d},{n},{t}" for d, n, t in zip(days, new, total, strict=True)]
    report = audited("date,hurt,hurt_cum\n" + "\n".join(lines) + "\n")
    assert told(report) == [("running_total", 12, "hurt_cum", "+4")]
    assert report.findings[0].rows == 2


def test_a_total_that_falls_and_one_that_starts_again() -> None:
    days, _, total = daily()
    fallen = [t - (60 if at >= 9 else 0) for at, t in enumerate(total)]
    anew = [t - (total[19] if at >= 20 else 0) for at, t in enumerate(total)]
    lines = [f"{d},{f},{a}" for d, f, a in zip(days, fallen, anew, strict=True)]
    report = audited("date,hurt_cum,moved_cum\n" + "\n".join(lines) + "\n")
    assert [(k, line, c) for k, line, c, _ in told(report)] == [
        ("falling", 11, "hurt_cum"), ("restart", 22, "moved_cum")]


def test_bounds_in_the_wrong_order() -> None:
    report = audited("low,best,high\n1,2,3\n4,3,5\n1,9,8\n,2,3\n")
    assert told(report) == [("order", 3, "low", "+1"), ("order", 4, "best", "+1")]
    assert report.unchecked == {("order", "low <= best", "a bound is missing"): 1}


def test_a_row_of_totals() -> None:
    report = audited("place,hurt,moved\nAlba,3,10\nBrona,4,20\nCella,5,30\nTotal,12,61\n")
    assert told(report) == [("total_row", 5, "moved", "+1")]
    assert report.held == {("total_row", "hurt"): 1}


def test_a_base_of_zero_is_named_and_never_computed() -> None:
    rows = [(at % 9 + 1, at % 7 + 2) for at in range(20)]
    lines = [f"{a},{b},{100 * a / b:.1f}" for a, b in rows]
    lines[4] = "5,0,12.0"
    report = audited("came,due,rate\n" + "\n".join(lines) + "\n")
    assert told(report) == [("zero_base", 6, "rate", "")]
    assert report.unchecked == {("ratio", "rate = came / due x 100", "the base is zero"): 1}


def test_numbers_in_other_digits_in_words_and_with_thousands() -> None:
    rows = [(at * 7 % 50 + 1, 1000 + at * 11 % 37) for at in range(30)]
    lines = [f'{a},"{b:,}","{a + b:,}"' for a, b in rows]
    lines[3] = '٢٢,"١٠٣٣","1,055"'
    lines[5] = 'thirty-six,"1,018","1,054"'
    report = audited("u,v,w\n" + "\n".join(lines) + "\n")
    assert report.findings == []
    assert report.held == {("parts", "w = u + v"): 30}


def test_what_is_no_number_is_named_with_its_line() -> None:
    rows = [(at * 7 % 50 + 1, at * 11 % 37 + 1) for at in range(30)]
    lines = [f"{a},{b},{a + b}" for a, b in rows]
    lines[2] = "about 15,23,38"
    lines[3] = "NaN,34,56"
    lines[4] = f"{'9' * 40},34,56"
    report = audited("u,v,w\n" + "\n".join(lines) + "\n")
    assert report.findings == []
    assert [(p.code, p.line, p.field) for p in report.problems] == [
        ("not_a_number", 4, "u"), ("not_a_number", 6, "u")]
    assert report.unchecked == {("parts", "w = u + v", "a part is missing"): 3}


@pytest.mark.parametrize("text", [
    "", "a\n", 'a,b\n"1,2\n', "a,a\n1,2\n", "=1+1,b\n=cmd,2\n", "a,b\n1\n1,2,3\n", "\x00\x01",
])
def test_hostile_tables_end_in_problems(text: str) -> None:
    report = audited(text)
    assert report.findings == []


def test_json_arrays_nested_objects_and_packed_files() -> None:
    days, new, total = daily()
    total[10] += 4
    rows = [{"date": d, "seen": {"hurt": n, "hurt_cum": t}}
            for d, n, t in zip(days, new, total, strict=True)]
    packed = gzip.compress(json.dumps(rows, indent=1).encode())
    report = audit_file("rows.json.gz", io.BytesIO(packed))
    assert [(f.kind, f.row, f.columns[0]) for f in report.findings] == [
        ("running_total", days[10], "seen.hurt_cum")]


def test_a_file_of_no_known_form_is_refused() -> None:
    report = audited("x", "note.pdf")
    assert [(p.severity, p.code) for p in report.problems] == [("error", "not_this_form")]


def test_planted_errors_are_found_and_little_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    planted = importlib.import_module("planted")
    met = wanted = alarms = right = 0
    for seed in range(26):
        made = planted.table(seed)
        report = audit_file("planted.csv", io.BytesIO(made.text().encode()))
        cells = {(f.line or 0, column) for f in report.findings for column in f.columns}
        near = {(p.row + 2 + off, p.column) for p in made.plants for off in (-1, 0, 1)}
        wanted += len(made.plants)
        met += sum(any((p.row + 2 + off, p.column) in cells for off in (-1, 0, 1))
                   for p in made.plants)
        for finding in report.findings:
            good = any((finding.line or 0, column) in near for column in finding.columns)
            right, alarms = right + good, alarms + 1
    assert wanted > 20
    assert met >= 0.98 * wanted
    assert right >= 0.95 * alarms
