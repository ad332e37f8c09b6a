"""What an encoding of an agreement must not hold, each named at its place.

A row replaces one text of the invented case; a `§` in the new text shows where the Problem stands.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from trucewatch.cli.app import main

from .norland import copy_case, edit, problem, read

C, L, S = "case.yaml", "clauses.yaml", "sources.yaml"
ACT = "    act: {properties: [hostage_released], target: [southlanders]}\n"


class Row(NamedTuple):
    """What is replaced, and what is said: code, field, found, expected, what to do."""

    name: str
    file: str
    old: str
    new: str
    said: dict[str, str]


def said(code: str, field: str, found: str, expected: str, mend: str = "") -> dict[str, str]:
    return {"code": code, "field": field, "found": found, "expected": expected, "mend": mend}


STANDARD = """standards:
  - {id: nine, asks: nine lineages, favours: whoever is heard, lineages: §9}
coverage:
"""
AUTOMATIC = """  - id: N-04
    kind: extension
    title: {en: Renewed}
    bound: [norland]
    beneficiary: [southlanders]
    text: [{ref: T, locator: "4", status: official_text, basis: text}]
    says: {en: Renewed without end.}
    in_force: {start: {after: entry_into_force}}
    extends: [N-01]
    manner: §automatic
  - id: N-03
"""

ROWS = [
    Row("a condition on itself", L, ACT, ACT + "    when: finding(§N-03) in [kept]\n", said(
        "circular_conditions",
        "clauses.N-03.when",
        "N-03 -> N-03",
        "conditions that do not lead back to their own clause",
        "all of the circle is left out: take one link of it away")),
    Row("an extension that never ends", L, "  - id: N-03\n", AUTOMATIC, said(
        "never_ends",
        "clauses.N-04.manner",
        "automatic, without 'adds' and without 'cap'",
        "how much each renewal adds, or the latest end",
        "give 'adds', such as 720h; 'cap' too if the text has a latest end")),
    Row("a reading of a field there is not", L, "set: {tolerance: 1}", "set: {§tolerate: 1}", said(
        "unknown_field",
        "clauses.N-01.readings.one_allowed.set.tolerate",
        "tolerate",
        "one of act, area, base_title, beneficiary, bound, claimed_bounds, exceptions, id, "
        "in_force, kind, mirrors, notes, parallel_with, patterns, quantity_text, readings, "
        "says, sources, suspended_if, text, time, title, tolerance, verify_from, when",
        "did you mean 'tolerance'?")),
    Row("a standard nobody can meet", S, "coverage:\n", STANDARD, said(
        "never_met",
        "standards.nine.lineages",
        "9",
        "at most 3: so many independent lineages of this case could count together for a "
        "clause bound to a party, in the pool 'all'",
        "ask for fewer, or declare the bodies that could count")),
    Row("zones in a circle", C,
        "{id: valley, name: {en: Valley}}\n"
        "  - {id: village, name: {en: Village}, within: [valley]}",
        "{id: valley, name: {en: Valley}, within: [village]}\n"
        "  - {id: village, name: {en: Village}, within: [§valley]}", said(
        "circular_zones",
        "zones.village.within.1",
        "valley",
        "a zone that does not itself lie in 'village'",
        "this link was left out")),
    Row("a zone in itself", C, "{id: village, name: {en: Village}, within: [valley]}",
        "{id: village, name: {en: Village}, within: [valley, §village]}", said(
        "circular_zones",
        "zones.village.within.2",
        "village",
        "a zone that does not itself lie in 'village'",
        "this link was left out")),
    Row("a zone in another whole and in part", C,
        "{id: village, name: {en: Village}, within: [valley]}",
        "{id: village, name: {en: Village}, within: [valley], partly_in: [§valley]}", said(
        "zone_twice",
        "zones.village.partly_in.1",
        "valley",
        "a zone that 'village' does not lie in whole",
        "this link was left out; keep the one that is meant")),
    Row("a zone in part in what it lies in by another", C,
        "{id: mill, name: {en: Mill}, within: [village]}",
        "{id: mill, name: {en: Mill}, within: [village], partly_in: [§valley]}", said(
        "zone_twice",
        "zones.mill.partly_in.1",
        "valley",
        "a zone that 'mill' does not lie in whole",
        "this link was left out; keep the one that is meant")),
    Row("a zone in part in itself", C, "{id: bridge, name: {en: Bridge}, partly_in: [valley]}",
        "{id: bridge, name: {en: Bridge}, partly_in: [valley, §bridge]}", said(
        "zone_twice",
        "zones.bridge.partly_in.2",
        "bridge",
        "a zone that 'bridge' does not lie in whole",
        "this link was left out; keep the one that is meant")),
    Row("a zone in one there is not", C, "{id: mill, name: {en: Mill}, within: [village]}",
        "{id: mill, name: {en: Mill}, within: [village, §vilage]}", said(
        "unknown_reference",
        "zones.mill.within.2",
        "vilage",
        "a zone of case.yaml",
        "did you mean 'village'?")),
    Row("a zone in part in one there is not", C,
        "{id: bridge, name: {en: Bridge}, partly_in: [valley]}",
        "{id: bridge, name: {en: Bridge}, partly_in: [valley, §vally]}", said(
        "unknown_reference",
        "zones.bridge.partly_in.2",
        "vally",
        "a zone of case.yaml",
        "did you mean 'valley'?")),
    Row("a zone with a shape, which nothing reads", C,
        "{id: mill, name: {en: Mill}, within: [village]}",
        '{id: mill, name: {en: Mill}, §geometry: "POLYGON((179 1, -179 1, -179 2))"}', said(
        "unknown_field",
        "zones.mill.geometry",
        "geometry",
        "one of id, name, partly_in, within",
        "remove it, or put it into the notes")),
    Row("a clause in a zone there is not", L, "zone: [valley]", "zone: [valley, §hills]", said(
        "unknown_reference",
        "clauses.N-01.act.zone.2",
        "hills",
        "a zone of case.yaml",
        "did you mean 'mill'?")),
    Row("a time zone there is not", C, "tz: Europe/Athens", "tz: §Europe/Atlantis", said(
        "bad_time_zone",
        "tz",
        "Europe/Atlantis",
        "an IANA time zone such as Asia/Gaza")),
    Row("an instant in a time zone there is not", L, 'start: {at: "2031-03-01"}',
        "start: {at: §'2031-03-01T10:00[Europe/Atlantis]'}", said(
        "bad_time",
        "clauses.N-03.in_force.start.at",
        "2031-03-01T10:00[Europe/Atlantis]",
        "an IANA time zone such as Asia/Gaza")),
    Row("a date there is not", L, 'start: {at: "2031-03-01"}', "start: {at: §2031-02-29}", said(
        "bad_time",
        "clauses.N-03.in_force.start.at",
        "2031-02-29",
        "a date such as 2025-10-13 that exists in the calendar")),
    Row("an instant the clocks leave out", L, 'start: {at: "2031-03-01"}',
        "start: {at: §2031-03-30T03:30}", said(
        "bad_time",
        "clauses.N-03.in_force.start.at",
        "2031-03-30T03:30",
        "a wall-clock time that exists: in Europe/Athens the clocks are put forward over "
        "this one; write 2031-03-30T01:30Z (by the clock before) or 2031-03-30T00:30Z (by "
        "the clock after)")),
    Row("an instant the clocks leave out, of a milestone", C, "at: 2031-03-01}",
        "at: §2031-03-30T03:30}", said(
        "bad_time",
        "milestones.entry_into_force.candidates.whole_day.at",
        "2031-03-30T03:30",
        "a wall-clock time that exists: in Europe/Athens the clocks are put forward over "
        "this one; write 2031-03-30T01:30Z (by the clock before) or 2031-03-30T00:30Z (by "
        "the clock after)")),
]


def spoiled(row: Row, folder: Path) -> tuple[Path, int, int]:
    """The case with the text replaced, and line and column of the sign."""
    root = copy_case(folder)
    edit(root, row.file, row.old, row.new)
    path = root / row.file
    text = path.read_text(encoding="utf-8")
    at = text.index("§")
    path.write_text(text.replace("§", ""), encoding="utf-8", newline="\n")
    return root, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


@pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
def test_it_is_named_at_its_place(row: Row, tmp_path: Path) -> None:
    root, line, column = spoiled(row, tmp_path)
    loaded = read(root)
    assert loaded.problems == [problem(row.file, line, column, **row.said)]



@pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
def test_the_command_says_where_and_ends_with_an_error(
    row: Row, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "400")
    root, line, column = spoiled(row, tmp_path)
    assert main(["check", str(root)]) == 1
    out, err = capsys.readouterr()
    assert f"{row.file}:{line}:{column}" in out + err
