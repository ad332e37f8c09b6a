"""Baselines of ``sources.yaml``: what is wrong is named at its place, what is missing is noted."""

from __future__ import annotations

from pathlib import Path

import pytest

from .norland import copy_case, read

GOOD = """
baselines:
  - id: strikes
    title: {en: Strikes}
    properties: [strike]
    series: [reports]
    zones: [valley]
    parties: [norland]
    periods:
      - id: before
        title: {en: The week before}
        when: before
        start: {at: "2031-02-22"}
        end: {at: "2031-02-28"}
      - id: during
        title: {en: The week after}
        when: during
        start: {after: entry_into_force}
        end: {after: entry_into_force, day: 7}
"""


def problems_with(folder: Path, old: str, new: str) -> list[tuple[str, str, int | None, str, str]]:
    root = copy_case(folder)
    assert old in GOOD
    file = root / "sources.yaml"
    base = len(file.read_text("utf-8").splitlines())
    with file.open("a", encoding="utf-8") as stream:
        stream.write(GOOD.replace(old, new, 1))
    loaded = read(root)
    assert loaded.case is not None
    kept = [b.id for b in loaded.case.baselines]
    errors = any(p.severity == "error" for p in loaded.problems)
    assert kept == ([] if errors else ["strikes"])
    return [
        (p.severity, p.code, p.line and p.line - base, p.field, p.found) for p in loaded.problems
    ]


def test_a_good_one_is_read_without_a_word(tmp_path: Path) -> None:
    assert problems_with(tmp_path, "strikes", "strikes") == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("[strike]", "[strke]", ("unknown_property", 5, "properties.1", "strke")),
        ("[valley]", "[vally]", ("unknown_reference", 7, "zones.1", "vally")),
        ("[norland]", "[norlund]", ("unknown_reference", 8, "parties.1", "norlund")),
        ("[reports]", "[]", ("missing_field", 6, "series", "an empty list")),
        ("[reports]", "[reports, reports]", ("duplicate_id", 6, "series.2", "reports")),
        ("id: during", "id: before", ("duplicate_id", 15, "periods.before.id", "before")),
        ('end: {at: "2031-02-28"}', 'end: {at: "2031-02-20"}',
         ("end_before_start", 14, "periods.before.end", "2031-02-20T21:59:59.999999Z")),
        ('start: {at: "2031-02-22"}', "start: {at: soon}",
         ("bad_time", 13, "periods.before.start.at", "soon")),
        ("day: 7", "day: 0", ("bad_time", 19, "periods.during.end.day", "0")),
        ("{after: entry_into_force}", "{after: entry}",
         ("unknown_reference", 18, "periods.during.start.after", "entry")),
        ("    parties:", "    where: {cago: aid}\n    parties:",
         ("unknown_qualifier", 8, "where.cago", "cago")),
        ("    parties:", "    precise_days: 0\n    parties:",
         ("negative_number", 8, "precise_days", "0")),
        ("when: before", "when: befor", ("not_one_of", 12, "periods.before.when", "befor")),
    ],
)
def test_what_is_wrong_is_named_at_its_place(
    old: str, new: str, expected: tuple[str, int, str, str], tmp_path: Path
) -> None:
    code, line, field, found = expected
    assert problems_with(tmp_path, old, new) == [
        ("error", code, line, f"baselines.strikes.{field}", found)
    ]


def test_a_series_without_rows_is_noted_not_refused(tmp_path: Path) -> None:
    assert problems_with(tmp_path, "[reports]", "[reports, other]") == [
        ("note", "series_without_rows", 6, "baselines.strikes.series.2", "other")
    ]


def test_an_input_nobody_collected_is_noted(tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    (root / "figures" / "counts.csv").rename(root / "figures" / "others.csv")
    assert [(p.severity, p.code, p.field, p.found) for p in read(root).problems] == [
        ("note", "not_collected", "inputs.counts.id", "no figures/counts.csv")
    ]
