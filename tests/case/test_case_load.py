"""A good case is read whole, as people typed it."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from trucewatch.assess.kinds.not_assessable import NotAssessable
from trucewatch.assess.kinds.prohibition import Prohibition
from trucewatch.model.claim import CLAIM_COLUMNS, claim_id, report_id
from trucewatch.model.instant import parse_span

from .norland import FIXTURE, GOOD_ROW, WHOLE, add_row, copy_case, edit, have, read


def test_everything_is_read_without_a_problem() -> None:
    loaded = read(FIXTURE)
    assert loaded.problems == []
    assert loaded.case is not None
    assert have(loaded.case) == WHOLE
    assert loaded.case.agreement.tz == "Europe/Athens"
    assert loaded.case.folder_name == "fixture"


def test_unquoted_scalars_stay_what_people_typed() -> None:
    case = read(FIXTURE).case
    assert case is not None
    trucks: Any = case.clauses[1]
    assert trucks.text[0].locator == "10:00"
    assert trucks.time == "1.10"
    assert trucks.quantity_text == "40"
    assert (trucks.at_least.low, trucks.at_least.high) == (40, 40)


def test_readings_replace_fields_whole_and_may_take_the_test_away() -> None:
    case = read(FIXTURE).case
    assert case is not None
    readings = case.readings["N-01"]
    without, one = readings["no_test"], readings["one_allowed"]
    assert isinstance(without, NotAssessable)
    assert without.why == {"en": "Nobody defined a strike."}
    assert without.title == {"en": "No strikes"}
    assert isinstance(one, Prohibition)
    assert one.tolerance == 1
    assert one.act == getattr(case.clauses[0], "act")  # noqa: B009 (a field of the kind)
    assert one.readings == {}
    assert case.readings["N-02"] == {}


def test_an_empty_value_in_a_reading_takes_a_field_away(tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    due = "    due: {after: entry_into_force, plus: 72h}"
    undated = '    readings: {undated: {title: {en: without a date}, set: {due: "", quantity: 1}}}'
    edit(root, "clauses.yaml", due, f"{due}\n{undated}")
    loaded = read(root)
    assert loaded.problems == []
    assert loaded.case is not None
    base: Any = loaded.case.clauses[2]
    undated_read: Any = loaded.case.readings["N-03"]["undated"]
    assert (base.due.plus, base.quantity) == ("72h", 2)
    assert (undated_read.due, undated_read.quantity) == (None, 1)


def test_a_field_a_clause_needs_cannot_be_taken_away(tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    edit(root, "clauses.yaml", "        set: {tolerance: 1}", '        set: {act: ""}')
    (found,) = read(root).problems
    assert (found.code, found.severity) == ("missing_field", "error")


def test_milestones_without_an_instant_are_kept() -> None:
    case = read(FIXTURE).case
    assert case is not None
    entry, later = case.milestones["entry_into_force"], case.milestones["phase_two"]
    assert (entry.base, list(entry.spans)) == ("announced", ["announced", "whole_day"])
    assert entry.spans["whole_day"] == parse_span("2031-03-01", "Europe/Athens")
    assert (later.base, later.spans) == ("", {})


def test_claims_are_columns_with_instants_and_lineages() -> None:
    case = read(FIXTURE).case
    assert case is not None
    claims = case.claims
    assert list(claims) == [column.name for column in CLAIM_COLUMNS]
    assert list(case.withdrawn) == [*claims, "withdrawn_at"]
    # A speaker's lineage; else the origins', an unstated one named; else the source's.
    assert claims["lineage"] == ["gazette", "norland-army", "unstated+wire-service"]
    assert case.withdrawn["lineage"] == ["wire-service"]
    day = parse_span("2031-03-02", "Europe/Athens")
    assert (claims["earliest"][0], claims["latest"][0]) == day
    assert claims["public_at"] == [parse_span("2031-03-03", "Europe/Athens").hi] * 2 + [None]
    assert claims["low"] == [1, None, 39]
    assert claims["high"] == [1, None, 40]
    assert claims["qualifiers"][2] == "cargo=food; tranche=1"
    assert claims["dataset"] == ["counts"] * 3
    assert claims["dataset"] == ["counts"] * 3
    assert case.withdrawn["withdrawn_at"] == [parse_span("2031-03-09", "Europe/Athens").hi]


def test_ids_come_from_the_text_of_the_row(tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    add_row(root, {})
    case = read(root).case
    assert case is not None
    assert case.claims["claim_id"][-1] == claim_id(GOOD_ROW)
    assert case.claims["report_id"][-1] == report_id(GOOD_ROW)


def test_every_file_read_is_digested_as_it_is() -> None:
    case = read(FIXTURE).case
    assert case is not None
    names = ["case.yaml", "clauses.yaml", "figures/counts.csv", "sources.yaml"]
    assert [file.name for file in case.files] == names
    for file in case.files:
        content = (FIXTURE / file.name).read_bytes()
        assert (file.sha256, file.size) == (hashlib.sha256(content).hexdigest(), len(content))


def test_zones_of_claims_know_what_they_lie_in_and_what_lies_in_them(tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    add_row(root, {"key": "c-5", "zone": "bridge"})
    add_row(root, {"key": "c-6", "zone": "valley"})
    case = read(root).case
    assert case is not None
    rows = set(zip(*(case.zone_members[name] for name in ("zone", "contains", "certain")),
                   strict=True))
    assert rows == {
        ("village", "village", True), ("village", "valley", True), ("village", "mill", False),
        ("bridge", "bridge", True), ("bridge", "valley", False),
        ("valley", "valley", True), ("valley", "village", False), ("valley", "mill", False),
        ("valley", "bridge", False),
        # No claim names the mill: who watched the valley watched it as well.
        ("mill", "mill", True), ("mill", "village", True), ("mill", "valley", True),
    }


def test_line_ends_of_another_system_change_no_claim(tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    path = root / "figures" / "counts.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    here, there = read(root), read(FIXTURE)
    assert here.problems == []
    assert here.case is not None
    assert there.case is not None
    assert here.case.claims == there.case.claims


def test_falling_due_before_the_start_is_allowed(tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    edit(root, "clauses.yaml", "due: {after: entry_into_force, plus: 72h}", "due: {at: 2030-01-01}")
    assert read(root).problems == []
