"""What clauses say that cannot be meant: each by itself, and of each other.

A row appends clauses to the invented case; a `§` shows where the Problem stands.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from .norland import add_row, copy_case, edit, problem, read

L = "clauses.yaml"
HEAD = """
  - id: {id}
    kind: {kind}
    title: {{en: Invented}}
    bound: [norland]
    beneficiary: [southlanders]
    text: [{{ref: T, locator: "9", status: official_text, basis: text}}]
    says: {{en: Invented.}}
"""
FORCE = "    in_force: {start: {after: entry_into_force}}\n"
BODY = {
    "prohibition": "    act: {properties: [strike]}\n",
    "deadline": "    act: {properties: [hostage_released]}\n",
    "presence": "    state: {properties: [strike]}\n    must_be: present\n",
    "response": "    trigger: {properties: [strike]}\n    answer: {properties: [shooting]}\n",
    "schedule": "    act: {properties: [strike]}\n",
    "process": "    act: {properties: [talks_started]}\n",
    "extension": "    extends: [N-01]\n",
}
EARNED = "    earned_by: {properties: [hostage_released]}\n    adds: 24h\n"
BY = "    announced_by: {properties: [talks_started]}\n"
GOOD = ("N-01", "N-02", "N-03")


def clause(name: str, kind: str, *lines: str, force: str = FORCE) -> str:
    return HEAD.format(id=name, kind=kind) + force + BODY[kind] + "".join(
        line if line.endswith("\n") else f"    {line}\n" for line in lines
    )


class Row(NamedTuple):
    """Clauses added, and what is said: code, field, found, expected, what to do."""

    name: str
    added: str
    said: dict[str, str]
    kept: tuple[str, ...] = GOOD


def said(code: str, field: str, found: str, expected: str, mend: str = "") -> dict[str, str]:
    return {"code": code, "field": f"clauses.{field}", "found": found, "expected": expected,
            "mend": mend}


STATUSES = ("one of breached, contested, undetermined, kept_late, kept, pending, condition_open, "
            "suspended, not_in_force, not_assessable")
CIRCLE = "all of the circle is left out: take one link of it away"
LEFT_OUT = "it stands in the case, but was left out: mend that first"
ASKS = "conditions that do not lead back to their own clause"
HANGS = "a due instant that does not hang on itself"

ROWS = [
    Row("a status misspelt", clause("X-1", "prohibition", "when: finding(N-03) in [§kep]"),
        said("bad_condition", "X-1.when", "kep", STATUSES, "did you mean 'kept'?")),
    Row("a condition that breaks off", clause(
        "X-1", "prohibition", "when: finding(N-03) in [kept§"),
        said("bad_condition", "X-1.when", "the end", "']'")),
    Row("a condition in quotation marks", clause(
        "X-1", "prohibition", 'suspended_if: "declared(phase_two) §andd finding(N-03) in [kept]"'),
        said("bad_condition", "X-1.suspended_if", "andd", "'and', 'or' or the end",
             "did you mean 'and'?")),
    Row("a condition over two lines", clause(
        "X-1", "prohibition", "    when: >-\n      declared(phase_two)\n"
        "      or declared(§phase_too)\n"),
        said("unknown_reference", "X-1.when", "phase_too", "a milestone of case.yaml",
             "did you mean 'phase_two'?")),
    Row("an unknown clause in a condition", clause(
        "X-1", "prohibition", "when: not finding(§N-33) in [kept]"),
        said("unknown_reference", "X-1.when", "N-33", "a clause of this file",
             "did you mean 'N-03'?")),
    Row("an unknown party in a condition", clause(
        "X-1", "prohibition", "when: finding(N-03, §norlan) in [kept]"),
        said("unknown_reference", "X-1.when", "norlan", "a party or group of case.yaml",
             "did you mean 'norland'?")),
    Row("somebody who does not owe that clause", clause(
        "X-1", "prohibition", "when: finding(N-03, §southland) in [kept]"),
        said("unknown_reference", "X-1.when", "southland", "who is bound by 'N-03': norland")),
    Row("conditions in a circle",
        clause("X-1", "prohibition", "when: finding(§X-2) in [kept]")
        + clause("X-2", "prohibition", "suspended_if: finding(X-1) in [breached]"),
        said("circular_conditions", "X-1.when", "X-1 -> X-2 -> X-1", ASKS, CIRCLE)),
    Row("a condition on itself",
        clause("X-1", "prohibition", "when: declared(phase_two) or finding(§X-1) in [kept]"),
        said("circular_conditions", "X-1.when", "X-1 -> X-1", ASKS, CIRCLE)),
    Row("a circle through an extension",
        clause("X-1", "prohibition")
        + clause("X-2", "extension", EARNED, "when: finding(§X-1) in [kept]").replace(
            "[N-01]", "[X-1]"),
        said("circular_conditions", "X-2.when", "X-1 -> X-2 -> X-1", ASKS, CIRCLE)),
    Row("a reading that closes a circle",
        clause("X-1", "prohibition", "when: finding(X-2) in [kept]")
        + clause("X-2", "prohibition", 'readings: {other: {title: {en: Other}, '
                 'set: {when: "finding(§X-1) in [kept]"}}}'),
        said("circular_conditions", "X-2.readings.other.set.when", "X-2 -> X-1 -> X-2", ASKS,
             CIRCLE), (*GOOD, "X-1", "X-2")),
    Row("parallel with itself", clause("X-1", "prohibition", "parallel_with: [N-01, §X-1]"),
        said("unknown_reference", "X-1.parallel_with.2", "X-1", "another clause")),
    Row("a mirror that is not there", clause(
        "X-1", "prohibition", "mirrors: [{clause: §N-44, why: {en: as the text has it}}]"),
        said("unknown_reference", "X-1.mirrors.1.clause", "N-44", "a clause of this file")),
    Row("after the due of a clause that has none", clause(
        "X-1", "prohibition", force="    in_force: {start: {after: §N-01.due}}\n"),
        said("no_due", "X-1.in_force.start.after", "N-01.due", "a clause with a 'due'",
             "count from a milestone, or give that clause its 'due'")),
    Row("after the due of nothing", clause(
        "X-1", "prohibition", force="    in_force: {start: {after: §Q-9.due, plus: 2h}}\n"),
        said("unknown_reference", "X-1.in_force.start.after", "Q-9", "a clause of this file")),
    Row("due instants in a circle",
        clause("X-1", "deadline", "due: {after: §X-2.due, plus: 24h}")
        + clause("X-2", "deadline", "due: {after: X-1.due, plus: 24h}"),
        said("circular_anchors", "X-1.due.after", "X-1.due -> X-2.due -> X-1.due", HANGS, CIRCLE)),
    Row("an extension of nothing", clause("X-1", "extension", EARNED).replace("[N-01]", "[§N-77]"),
        said("unknown_reference", "X-1.extends.1", "N-77", "a clause of this file")),
    Row("an extension that adds nothing", clause(
        "X-1", "extension", "earned_by: {properties: [hostage_released]}", "adds: §0h"),
        said("bad_time", "X-1.adds", "0h", "more than nothing")),
    Row("nothing earns it", clause("X-1", "extension", "each: §0", EARNED),
        said("negative_number", "X-1.each", "0", "1 or more")),
    Row("an extension that never ends", clause("X-1", "extension", "manner: §automatic"),
        said("never_ends", "X-1.manner", "automatic, without 'adds' and without 'cap'",
             "how much each renewal adds, or the latest end",
             "give 'adds', such as 720h; 'cap' too if the text has a latest end")),
    Row("automatic up to a cap, by nothing", clause(
        "§X-1", "extension", "manner: automatic", "cap: {after: entry_into_force, day: 90}")
        .replace("- id: §", "- §id: "),
        said("missing_field", "X-1.adds", "nothing",
             "the field 'adds': the manner is 'automatic'")),
    Row("earned by nothing", clause("§X-1", "extension", "adds: 24h").replace("- id: §", "- §id: "),
        said("missing_field", "X-1.earned_by", "nothing",
             "the field 'earned_by': the manner is 'earned'")),
    Row("announced by nothing", clause("§X-1", "extension", "manner: announced", "adds: 24h")
        .replace("- id: §", "- §id: "),
        said("missing_field", "X-1.announced_by", "nothing",
             "the field 'announced_by': the manner is 'announced'")),
    Row("announced by somebody unknown", clause(
        "X-1", "extension", "manner: announced", BY, "by: [§gurantors]"),
        said("unknown_reference", "X-1.by.1", "gurantors", "a party or group of case.yaml",
             "did you mean 'rangers'?")),
    Row("a cap before the end", clause(
        "X-1", "extension", EARNED, "original: {after: entry_into_force, day: 9}",
        "cap: §{after: entry_into_force, day: 2}"),
        said("end_before_start", "X-1.cap", "2031-03-02T21:59:59.999999Z",
             "a cap that is not before the original end, 2031-03-08T22:00Z")),
    Row("hours that are none", clause("X-1", "schedule", 'daily: ["10:00-16:00", §"25:00-26:00"]'),
        said("bad_time", "X-1.daily.2", "25:00-26:00",
             "hours of local time such as 10:00-16:00, from 00:00 to 24:00")),
    Row("hours without length", clause("X-1", "schedule", 'daily: [§"10:00-10:00"]'),
        said("empty_hours", "X-1.daily.1", "10:00-10:00", "an end other than the beginning",
             "write 00:00-24:00 for the whole day")),
    Row("the same hours twice", clause("X-1", "schedule", "daily: [10:00-16:00, §10:00-16:00]"),
        said("duplicate_id", "X-1.daily.2", "10:00-16:00", "the same hours once")),
    Row("more hours than a day has", clause("X-1", "schedule", "hours_per_day: §25"),
        said("bad_time", "X-1.hours_per_day", "25", "whole hours from 1 to 24")),
    Row("no hours", clause("X-1", "schedule", "hours_per_day: §0"),
        said("bad_time", "X-1.hours_per_day", "0", "whole hours from 1 to 24")),
    Row("every so often", clause("X-1", "process", "every: §months"),
        said("bad_time", "X-1.every", "months",
             "day, week, month, a number such as 6 months, or a duration such as 72h",
             "did you mean 'month'?")),
    Row("every nothing", clause("X-1", "process", "every: §0d"),
        said("bad_time", "X-1.every", "0d", "more than nothing")),
    Row("an answer within nothing", clause("X-1", "response", "within: §0h"),
        said("bad_time", "X-1.within", "0h", "more than nothing")),
    Row("high below low", clause("X-1", "deadline", "quantity: 5", "quantity_high: §4"),
        said("low_above_high", "X-1.quantity_high", "4", "at least the quantity, 5")),
    Row("begun after it is due", clause(
        "X-1", "deadline", "due: {after: entry_into_force, plus: 24h}",
        "start_by: §{after: entry_into_force, plus: 48h}"),
        said("end_before_start", "X-1.start_by", "2031-03-03T08:00Z",
             "a beginning that is not after the due instant, 2031-03-02T08:00Z")),
    Row("nobody must be present", clause("X-1", "presence", "at_least: §0"),
        said("negative_number", "X-1.at_least", "0", "1 or more")),
    Row("an unknown claimed bound", clause(
        "X-1", "prohibition", "claimed_bounds: [{bound: §northland, title: {en: so they say}}]"),
        said("unknown_reference", "X-1.claimed_bounds.1.bound", "northland",
             "a party or group of case.yaml", "did you mean 'norland'?")),
    Row("bound and claimed", clause(
        "X-1", "prohibition", "claimed_bounds: [{bound: §norland, title: {en: so they say}}]"),
        said("duplicate_id", "X-1.claimed_bounds.1.bound", "norland",
             "somebody who is not bound by the text, each once")),
    Row("a reading of a field there is not", clause(
        "X-1", "prohibition", "readings: {r: {title: {en: r}, set: {§tolerence: 1}}}"),
        said("unknown_field", "X-1.readings.r.set.tolerence", "tolerence",
             "one of act, area, base_title, beneficiary, bound, claimed_bounds, exceptions, id, "
             "in_force, kind, mirrors, notes, parallel_with, patterns, quantity_text, readings, "
             "says, sources, suspended_if, text, time, title, tolerance, verify_from, when",
             "did you mean 'tolerance'?"), (*GOOD, "X-1")),
    Row("a time that does not exist", clause(
        "X-1", "prohibition", force="    in_force: {start: {at: §2031-03-30T03:30}}\n"),
        said("bad_time", "X-1.in_force.start.at", "2031-03-30T03:30",
             "a wall-clock time that exists: in Europe/Athens the clocks are put forward over this "
             "one; write 2031-03-30T01:30Z (by the clock before) or 2031-03-30T00:30Z (by the "
             "clock after)")),
]


@pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
def test_what_cannot_be_meant_is_named_whole(row: Row, tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    path = root / L
    text = path.read_text(encoding="utf-8").rstrip("\n") + row.added
    at = text.index("§")
    path.write_text(text.replace("§", ""), encoding="utf-8", newline="\n")
    loaded = read(root)
    where = problem(
        L, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at), **row.said
    )
    assert loaded.problems == [where]
    assert loaded.case is not None
    assert tuple(c.id for c in loaded.case.clauses) == row.kept


def test_whatever_names_a_clause_that_is_left_out_is_left_out_too(tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    with (root / L).open("a", encoding="utf-8", newline="\n") as stream:
        stream.write(clause("X-1", "prohibition", "when: finding(X-2) in [kept]"))
        stream.write(clause("X-2", "prohibition", "parallel_with: [X-3]"))
        stream.write(clause("X-3", "prohibition", "suspended_if: finding(N-99) in [kept]"))
    loaded = read(root)
    assert [(p.field, p.found, p.mend) for p in loaded.problems] == [
        ("clauses.X-1.when", "X-2", LEFT_OUT),
        ("clauses.X-2.parallel_with.1", "X-3", LEFT_OUT),
        ("clauses.X-3.suspended_if", "N-99", ""),
    ]
    assert loaded.case is not None
    assert tuple(c.id for c in loaded.case.clauses) == GOOD


def test_everything_the_language_has_is_read_without_a_problem(tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    with (root / L).open("a", encoding="utf-8", newline="\n") as stream:
        for one in (
            clause("X-1", "prohibition", "parallel_with: [N-03]",
                   "when: declared(phase_two) and not finding(N-03, norland) in [breached, kept]",
                   "claimed_bounds: [{bound: southland, title: {en: so Norland says}}]"),
            clause("X-2", "deadline", "due: {after: N-03.due, calendar_days: 3}",
                   "quantity: 2", "quantity_high: 4", "start_by: {after: entry_into_force}"),
            clause("X-3", "schedule", "daily: [22:00-06:00, 00:00-24:00]",
                   force="    in_force: {start: {after: X-2.due}, "
                         "end: {after: X-2.due, day: 9}}\n"),
            clause("X-4", "process", "every: 6 months"),
            clause("X-5", "process", "every: 72h", "suspended_if: finding(X-1) in [suspended]"),
            clause("X-6", "extension", EARNED, "cap: {after: N-03.due, plus: 24h}"),
            clause("X-7", "extension", "manner: waived", BY, "by: [southland]", "notice: 48h"),
            clause("X-8", "extension", "manner: automatic", "adds: 720h"),
            clause("X-9", "response", "within: 72h", "correlate: [crossing]"),
        ):
            stream.write(one)
    loaded = read(root)
    assert loaded.problems == []
    assert loaded.case is not None
    assert len(loaded.case.clauses) == 12


TWICE = {
    "severity": "warning", "code": "time_comes_twice", "found": "2031-10-26T03:30",
    "expected": "a time that comes once; until then it is read as the interval from one to the "
                "other",
    "mend": "write 2031-10-26T00:30Z (the first) or 2031-10-26T01:30Z (the second)",
}


@pytest.mark.parametrize(("file", "old", "new", "field"), [
    ("case.yaml", "at: 2031-03-01}", "at: 2031-10-26T03:30}",
     "milestones.entry_into_force.candidates.whole_day.at"),
    (L, "due: {after: entry_into_force, plus: 72h}", "due: {at: 2031-10-26T03:30}",
     "clauses.N-03.due.at"),
    ("sources.yaml", "period: 2031-03-01/2031-03-05", "period: 2031-10-26T03:30",
     "coverage.watch.period"),
])
def test_a_time_that_comes_twice_is_kept_as_the_interval_and_named(
    file: str, old: str, new: str, field: str, tmp_path: Path
) -> None:
    root = copy_case(tmp_path)
    edit(root, file, old, new)
    loaded = read(root)
    text = (root / file).read_text(encoding="utf-8")
    at = text.index("2031-10-26T03:30")
    assert loaded.problems == [problem(
        file, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at), **TWICE, field=field,
    )]
    assert loaded.case is not None
    assert len(loaded.case.clauses) == 3
    assert len(loaded.case.coverage) == 1


def test_a_time_in_a_figure_that_comes_twice_or_never(tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    add_row(root, {"earliest": "2031-10-26T03:30", "latest": "2031-10-26T05:00"})
    add_row(root, {"earliest": "2031-03-30T03:30[Europe/Athens]", "key": "c-10"})
    add_row(root, {"earliest": "2031-10-26T03:30[Asia/Gaza]", "latest": "2031-10-27",
                   "key": "c-11"})
    loaded = read(root)
    assert [(p.line, p.severity, p.field, p.mend) for p in loaded.problems] == [
        (7, "error", "earliest", ""), (6, "warning", "earliest", TWICE["mend"]),
    ]
    assert loaded.case is not None
    assert loaded.case.claims["key"][-2:] == ["c-9", "c-11"]
