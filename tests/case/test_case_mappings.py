"""Mappings are checked before anything is read by them: each mistake with line and way out."""

from __future__ import annotations

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from trucewatch.assess.registry import KINDS
from trucewatch.case.load import load
from trucewatch.case.mappings import read_mapping, read_mappings
from trucewatch.case.schema import MAPPING, schema
from trucewatch.model.instant import TimeProblem
from trucewatch.model.patterns import reader
from trucewatch.model.problem import Problem

from .norland import copy_case

RIGHT = """mapping: 1
form: csv
key: [id]
every:
  source: {value: vale_office}
  earliest: {column: day, formats: [DD/MM/YYYY]}
  basis: {value: instant}
  point: {lat: a, lon: o, radius: {value: 1 km}, area: {south: "10", west: 40, north: 12, east: 42}}
claims:
  - property: {value: killed}
    number: {column: dead, least: 0, most: 500}
  - id: fuel
    property: {value: fuel_litres_entered}
    number: {column: fuel, unit: m3}
units:
  - {unit: m3, gives: litres, times: 1000}
choose:
  - {column: kind, read: [raid], aside: [drill]}
aside: [remarks]
"""


def problems_of(text: str) -> list[Problem]:
    found: list[Problem] = []
    read_mapping("mappings/vale.yaml", text.encode(), found)
    return found


def test_a_right_mapping_fits_its_schema_and_is_warned_of_its_points_alone() -> None:
    assert [(p.severity, p.code, p.line) for p in problems_of(RIGHT)] == [
        ("note", "exact_points", 8)
    ]
    Draft202012Validator.check_schema(schema(MAPPING, KINDS))
    data = YAML(typ="safe", pure=True).load(RIGHT)
    assert list(Draft202012Validator(schema(MAPPING, KINDS)).iter_errors(data)) == []


@pytest.mark.parametrize(
    ("old", "new", "code", "line", "mend"),
    [
        ("form: csv", "form: cvs", "not_one_of", 2, "did you mean 'csv'?"),
        ("form: csv", "fomr: csv", "unknown_field", 2, "did you mean 'form'?"),
        ("key: [id]", "key: []", "missing_field", 3, ""),
        ("mapping: 1", "mapping: 2", "not_one_of", 1, ""),
        ("value: killed", "value: kiled", "unknown_property", 10, "did you mean 'killed'?"),
        ("value: instant", "value: instnat", "not_one_of", 7, "did you mean 'instant'?"),
        ("DD/MM/YYYY", "DD/MM", "bad_pattern", 6, ""),
        ("DD/MM/YYYY", "DD/DD/YYYY", "bad_pattern", 6, ""),
        ("DD/MM/YYYY", '"words:la"', "bad_pattern", 6, ""),
        ("{column: day, ", "{column: day, value: 2031-03-04, ", "rule_of_the_kind", 6, ""),
        ("  source: {value: vale_office}\n", "", "missing_field", 9, ""),
        ("times: 1000", "times: 0", "wrong_type", 16, ""),
        ("gives: litres", "gives: liters", "unknown_unit", 16, "did you mean 'litres'?"),
        ("unit: m3}", "unit: litrs}", "unknown_unit", 14, "did you mean 'litres'?"),
        ("most: 500", "most: many", "wrong_type", 11, ""),
        ('south: "10"', 'south: "95"', "rule_of_the_kind", 8, ""),
        ("1 km", "1 mile", "bad_radius", 8, ""),
        ('south: "10"', "south: ten", "wrong_type", 8, ""),
        ("aside: [drill]", "aside: [raid]", "rule_of_the_kind", 18, ""),
        ("aside: [remarks]", "aside: [day]", "rule_of_the_kind", 19, ""),
        ("aside: [remarks]", "sheet: Data", "rule_of_the_kind", 19, ""),
        ("aside: [remarks]", "tz: Vale/Nowhere", "bad_time_zone", 19, ""),
        ("aside: [remarks]", "head: none", "wrong_type", 19, ""),
        ("aside: [remarks]", "plausible: {first: yesterday}", "bad_time", 19, ""),
        ("aside: [remarks]", "numerals: {decimal: '.', thousands: '.'}", "rule_of_the_kind", 19,
         ""),
        ("aside: [remarks]", "encoding: latin-1", "not_one_of", 19, ""),
        ("id: fuel", "id: killed", "duplicate_id", 12, ""),
        ("    number: {column: dead", "    low: {column: x}\n    number: {column: dead",
         "rule_of_the_kind", 10, ""),
        ("  basis:", "  qualifiers: {colour: {value: red}}\n  basis:", "unknown_qualifier", 7, ""),
        ("aside: [remarks]", "aside: [remarks]\naside: [x]", "duplicate_key", 20,
         "keep the one that is meant"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(
    old: str, new: str, code: str, line: int, mend: str
) -> None:
    assert old in RIGHT
    text = RIGHT.replace(old, new, 1)
    found = [(p.code, p.line, p.mend) for p in problems_of(text) if p.severity == "error"]
    assert (code, line) in {(one, at) for one, at, _ in found}
    if mend:
        assert (code, line, mend) in found
    problems: list[Problem] = []
    assert read_mapping("mappings/vale.yaml", text.encode(), problems) is None


def test_an_open_guess_is_an_error_and_the_mapping_can_still_be_shown() -> None:
    found: list[Problem] = []
    text = RIGHT + "confirm:\n  - {guess: so it is, confirmed: yes}\n  - {guess: or so}\n"
    mapping = read_mapping("mappings/vale.yaml", text.encode(), found)
    assert mapping is not None
    assert [(p.code, p.line, p.found) for p in found if p.severity == "error"] == [
        ("unconfirmed_guess", 22, "or so")
    ]


def test_mappings_of_a_case_are_checked_with_it(tmp_path: Path) -> None:
    case = copy_case(tmp_path)
    folder = case / "mappings"
    folder.mkdir()
    (folder / "vale.yaml").write_text(RIGHT, encoding="utf-8")
    (folder / "hill.yaml").write_text(RIGHT.replace("csv", "cvs"), encoding="utf-8")
    found = [p for p in load(case, KINDS).problems if p.file.startswith("mappings")
             and p.severity == "error"]
    assert [(p.file, p.line, p.code) for p in found] == [
        ("mappings/hill.yaml", 2, "not_one_of")
    ]
    problems: list[Problem] = []
    assert list(read_mappings(case, problems)) == ["vale"]
    assert list(read_mappings(tmp_path / "nowhere", problems)) == []


@pytest.mark.parametrize("pattern", ["", "DD/MM", "YYYY YYYY", "YYYY-DD", "YYYY hh:mm",
                                     "YYYY-MM-DD mm", "YYYY-MM-DDZZ", "YYYY-MM-DD hh"])
def test_patterns_that_are_none(pattern: str) -> None:
    with pytest.raises(TimeProblem):
        reader(pattern)


@pytest.mark.parametrize(
    ("pattern", "text", "ends"),
    [
        ("DD/MM/YYYY", "29/02/2032", ("2032-02-29", "2032-02-29")),
        ("DD/MM/YYYY", "29/02/2031", None),
        ("DD/MM/YYYY", "1/2/2031", None),
        ("D/M/YYYY", "1/2/2031", ("2031-02-01", "2031-02-01")),
        ("YYYY-MM", "2031-00", None),
        ("MON YYYY", "Feb. 2031", ("2031-02-01", "2031-02-28")),
        ("MON YYYY", "Febr 2031", None),
        ("DD.MM.YYYY hh:mm:ss", "01.02.2031 03:04:05.5",
         ("2031-02-01T03:04:05.5", "2031-02-01T03:04:05.5")),
        ("YYYY", "0000", ("0000-01-01", "0000-12-31")),
    ],
)
def test_patterns(pattern: str, text: str, ends: tuple[str, str] | None) -> None:
    assert reader(pattern)(text) == ends
