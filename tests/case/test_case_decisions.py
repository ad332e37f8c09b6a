"""Grades, lineages and searches of a case: what is read, and the whole Problem of what is not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from trucewatch.model.grade import credibility, known_by, reliability
from trucewatch.model.instant import parse_span
from trucewatch.model.problem import Problem

from .norland import copy_case, edit, problem, read

G, L, S = "grades.jsonl", "lineages.csv", "searches.csv"
HEADS = {L: "body,dataset,key,lineage,date,office,reason\n",
         S: "clause,party,query,place,date,office,found,note\n"}
SCALE_BODY = "a reliability from A to F"
SCALE_CLAIM = "an information credibility from 1 to 6"
FORMS = "one of: body; claim; dataset and key; dataset and subject"
NAMES = "one of body, claim, dataset, key, subject, grade, reason, date, by"


def write(root: Path, name: str, *lines: str) -> None:
    text = HEADS.get(name, "") + "".join(line + "\n" for line in lines)
    (root / name).write_text(text, encoding="utf-8", newline="\n")


def said(root: Path, name: str) -> list[Problem]:
    return [p for p in read(root).problems if p.file == name]


def grade(what: str, value: str, **rest: str) -> str:
    cells = {"reason": "why", "date": "2031-03-01", "by": "data desk"} | rest
    more = ", ".join(f'"{k}": "{v}"' for k, v in cells.items())
    return f'{{{what}, "grade": {value}, {more}}}'


GAZETTE = '"body": "gazette"'
ROW = '"dataset": "counts", "key": "c-1"'
SUBJECT = '"dataset": "counts", "subject": "reports"'


def test_grades_are_read_and_the_newest_holds(tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    write(
        root, G, grade(GAZETTE, '"C"'), grade('"body": "wire"', '"C"'),
        grade('"body": "norland-army"', '"D"'), grade('"body": "wire"', '"A"', date="2031-03-05"),
        grade(SUBJECT, "4", date="2031-03-07"), grade(ROW, "2", date="2031-03-02"),
        grade(ROW, "5", date="2031-03-06"), "",
    )
    loaded = read(root)
    assert loaded.case is not None and said(root, G) == []
    found = {name: g.grade for name, g in reliability(loaded.case.grades).items()}
    assert found == {"gazette": "C", "wire": "A", "norland-army": "D"}
    keys = dict(zip(loaded.case.claims["claim_id"], loaded.case.claims["key"], strict=True))
    told = credibility(loaded.case.grades)
    # c-4 is a row its source took back: it can be graded like any other.
    assert {keys.get(c, "c-4"): n for c, n in told.items()} == {
        "c-1": 5, "c-2": 4, "c-3": 4, "c-4": 4}
    early = known_by(loaded.case.grades, parse_span("2031-03-02", "Europe/Athens").lo)
    assert [(g.about, g.name, g.grade) for g in early] == [
        ("body", "gazette", "C"), ("body", "wire", "C"), ("body", "norland-army", "D"),
        ("claim", "counts/c-1", "2"),
    ]
    assert G in {file.name for file in loaded.case.files}


BAD_GRADES = [
    (grade(GAZETTE, '"G"'),
     [{"code": "bad_grade", "field": "grade", "found": "G", "expected": SCALE_BODY}]),
    (grade(GAZETTE, "3"),
     [{"code": "bad_grade", "field": "grade", "found": "3", "expected": SCALE_BODY}]),
    (grade(ROW, '"B"'),
     [{"code": "bad_grade", "field": "grade", "found": "B", "expected": SCALE_CLAIM}]),
    (grade(ROW, "7"),
     [{"code": "bad_grade", "field": "grade", "found": "7", "expected": SCALE_CLAIM}]),
    (grade('"body": "gazete"', '"C"'),
     [{"code": "unknown_reference", "field": "body", "found": "gazete",
       "expected": "a body of sources.yaml", "mend": "did you mean 'gazette'?"}]),
    (grade('"dataset": "counts", "key": "c-11"', "3"),
     [{"code": "unknown_reference", "field": "key", "found": "c-11",
       "expected": "a key of that figures file", "mend": "did you mean 'c-1'?"}]),
    (grade('"dataset": "count", "key": "c-1"', "3"),
     [{"code": "unknown_reference", "field": "dataset", "found": "count",
       "expected": "a figures file, without .csv", "mend": "did you mean 'counts'?"}]),
    (grade('"claim": "x"', "3"),
     [{"code": "unknown_reference", "field": "claim", "found": "x",
       "expected": "a claim of this case"}]),
    (grade(f'{GAZETTE}, {ROW}', "3"),
     [{"code": "what_is_graded", "found": "body, dataset, key", "expected": FORMS},
      {"code": "bad_grade", "field": "grade", "found": "3", "expected": SCALE_CLAIM}][:1]),
    (grade(ROW, "3", reason="", by=""),
     [{"code": "missing_value", "field": "by", "found": "nothing", "expected": "a value"},
      {"code": "missing_value", "field": "reason", "found": "nothing", "expected": "a value"}]),
    (f'{{{ROW}, "grade": 3, "reason": "why", "by": "data desk"}}',
     [{"code": "missing_value", "field": "date", "found": "nothing", "expected": "a value"}]),
    (grade(ROW, "3", date="2031-02-30"),
     [{"code": "bad_time", "field": "date", "found": "2031-02-30",
       "expected": "a date such as 2025-10-13 that exists in the calendar"}]),
    (grade(ROW, "3", by="a@example.org"),
     [{"code": "contact_given", "field": "by", "found": "an address or a number",
       "expected": "an office or role, such as 'data desk'; never who works there"}]),
    (grade(ROW, "3", why="x"),
     [{"code": "unknown_field", "field": "why", "found": "why", "expected": NAMES}]),
    ("[1]", [{"code": "bad_json", "found": "[1]", "expected": "one JSON object"}]),
    ('{"body": "x", "body": "y"}',
     [{"code": "bad_json", "found": '{"body": "x", "body": "y"}',
       "expected": "one JSON object, each name once", "mend": "a name stands twice"}]),
]


@pytest.mark.parametrize(("line", "expected"), BAD_GRADES)
def test_a_bad_grade_is_named_and_left_out(
    tmp_path: Path, line: str, expected: list[dict[str, Any]]
) -> None:
    root = copy_case(tmp_path)
    write(root, G, grade(ROW, "2"), line)
    assert said(root, G) == [problem(G, 2, **rest) for rest in expected]
    case = read(root).case
    assert case is not None and [g.line for g in case.grades] == [1]


def test_bodies_of_one_affiliation_start_from_one_grade(tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    write(root, G, grade(GAZETTE, '"C"'), grade('"body": "wire"', '"B"'),
          grade('"body": "norland-army"', '"E"'))
    assert said(root, G) == [problem(
        G, 2, code="unlike_start", field="grade", found="B",
        expected="C, the first grade of bodies that are 'media' (gazette, line 1)",
        mend="grade it so first; a later line may then give another, with its reason",
    )]


def test_a_file_that_names_a_personal_row_is_not_recorded(tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    edit(root, "sources.yaml", "id: gazette, name: {en: Gazette}, affiliation: media",
         "id: gazette, name: {en: Gazette}, affiliation: media, sensitive: true")
    write(root, G, grade(ROW, "2"))
    loaded = read(root)
    assert loaded.case is not None and loaded.case.grades == []
    assert G not in {file.name for file in loaded.case.files}
    assert said(root, G) == [problem(
        G, 1, code="personal_row", field="key", found="a row that tells of people",
        expected="rows that are not personal: this file is recorded as it is",
        mend="grade or group the body that says it",
    )]


NOTE = problem(
    L, None, severity="note", code="lineages_grouped",
    found="2 decisions: 1 body and 1 claim grouped",
    expected="findings that count what goes back to one origin once",
    mend="a later row with no lineage gives a body or a row its own again",
)


def lineages(root: Path) -> dict[object, object]:
    case = read(root).case
    assert case is not None
    return dict(zip(case.claims["key"], case.claims["lineage"], strict=True))


def test_lineages_group_bodies_and_rows(tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    assert lineages(root) == {"c-1": "gazette", "c-2": "norland-army",
                              "c-3": "unstated+wire-service"}
    write(root, L, "gazette,,,wire-service,2031-03-05,data desk,takes over the wire",
          ",counts,c-3,wire-service,2031-03-05,data desk,word for word")
    assert lineages(root) == {"c-1": "wire-service", "c-2": "norland-army", "c-3": "wire-service"}
    assert said(root, L) == [NOTE]


def test_a_later_row_gives_a_row_its_own_lineage_again(tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    write(root, L, ",counts,c-1,wire-service,2031-03-05,data desk,word for word",
          ",counts,c-1,,2031-03-06,data desk,an error: the gazette was first")
    assert lineages(root)["c-1"] == "gazette"


BAD_LINEAGES = [
    ("norland-army,,,gazette,2031-03-05,data desk,x",
     {"code": "side_lost", "field": "lineage", "found": "gazette",
      "expected": "a lineage on the side of norland",
      "mend": "what a party's bodies say stays theirs: group the copy with them"}),
    (",counts,c-2,wire,2031-03-05,data desk,x",
     {"code": "side_lost", "field": "lineage", "found": "wire",
      "expected": "a lineage on the side of norland",
      "mend": "what a party's bodies say stays theirs: group the copy with them"}),
    (",counts,c-1,nobody,2031-03-05,data desk,x",
     {"code": "unknown_reference", "field": "lineage", "found": "nobody",
      "expected": "a lineage, or a body, of sources.yaml"}),
    ("gazette,counts,c-1,wire,2031-03-05,data desk,x",
     {"code": "what_is_grouped", "found": "body, dataset, key",
      "expected": "either body, or dataset and key"}),
    (",counts,c-1,wire,2031-03-05,data desk,",
     {"code": "missing_value", "field": "reason", "found": "nothing", "expected": "a value"}),
    (",counts,c-1,wire,2031-03-05,data desk",
     {"code": "wrong_number_of_cells", "found": "6 cells", "expected": "7 cells",
      "mend": "quote a text that has a comma or a line break in it"}),
]


@pytest.mark.parametrize(("row", "expected"), BAD_LINEAGES)
def test_a_bad_grouping_is_named_and_changes_nothing(
    tmp_path: Path, row: str, expected: dict[str, Any]
) -> None:
    root = copy_case(tmp_path)
    before = lineages(root)
    write(root, L, row)
    assert said(root, L) == [problem(L, 2, **expected)]
    assert lineages(root) == before


def test_searches_are_read(tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    write(root, S, 'N-01,norland,"strike, village",gazette,2031-03-05,data desk,0,',
          "N-01,southland,strike village,town archive,2031-03-06,data desk,3,two of one day")
    case = read(root).case
    assert case is not None and said(root, S) == []
    assert [(s.clause, s.party, s.query, s.place, s.found, s.note) for s in case.searches] == [
        ("N-01", "norland", "strike, village", "gazette", 0, ""),
        ("N-01", "southland", "strike village", "town archive", 3, "two of one day"),
    ]


BAD_SEARCHES = [
    ("N-09,norland,q,gazette,2031-03-05,data desk,0,",
     {"code": "unknown_reference", "field": "clause", "found": "N-09",
      "expected": "a clause of clauses.yaml", "mend": "did you mean 'N-03'?"}),
    ("N-01,rangers,q,gazette,2031-03-05,data desk,0,",
     {"code": "unknown_reference", "field": "party", "found": "rangers",
      "expected": "a party of case.yaml"}),
    ("N-01,norland,q,gazette,2031-03-05,data desk,-1,",
     {"code": "wrong_type", "field": "found", "found": "-1",
      "expected": "a whole number; 0 when nothing was found"}),
    ("N-01,norland,q,gazette,2031-03-05,data desk,,",
     {"code": "missing_value", "field": "found", "found": "nothing", "expected": "a value"}),
    ("N-01,norland,,gazette,2031-03-05,data desk,0,",
     {"code": "missing_value", "field": "query", "found": "nothing", "expected": "a value"}),
]


@pytest.mark.parametrize(("row", "expected"), BAD_SEARCHES)
def test_a_bad_search_is_named_and_left_out(
    tmp_path: Path, row: str, expected: dict[str, Any]
) -> None:
    root = copy_case(tmp_path)
    write(root, S, row)
    assert said(root, S) == [problem(S, 2, **expected)]
    case = read(root).case
    assert case is not None and case.searches == []


@pytest.mark.parametrize("name", [L, S])
def test_another_header_stops_the_file_alone(tmp_path: Path, name: str) -> None:
    root = copy_case(tmp_path)
    (root / name).write_text("a,b\n1,2\n", encoding="utf-8")
    assert said(root, name) == [problem(
        name, 1, code="wrong_header", found="a,b", expected=HEADS[name].strip(),
        mend="the whole file was left out")]


@pytest.mark.parametrize("name", [G, L, S])
@pytest.mark.parametrize(("data", "found"), [
    (b"\xff\xfe", "byte 0xff at 0"), (b"a\0b", "a zero byte"),
])
def test_what_is_no_text_is_left_out(tmp_path: Path, name: str, data: bytes, found: str) -> None:
    root = copy_case(tmp_path)
    (root / name).write_bytes(data)
    assert said(root, name) == [problem(
        name, None, code="wrong_encoding", found=found,
        expected="UTF-8 text of at most 20,000,000 bytes", mend="the whole file was left out")]


@pytest.mark.parametrize(("written", "found"), [
    ("\\ud83d", "U+D83D"), ("\\u0000", "U+0000"), ("\\u001b[2J", "U+001B"),
])
def test_what_no_file_can_hold_leaves_a_grade_out(
    tmp_path: Path, written: str, found: str
) -> None:
    root = copy_case(tmp_path)
    write(root, G, grade(GAZETTE, '"C"', reason=written))
    assert said(root, G) == [problem(
        G, 1, code="control_character", field="reason", found=found, expected="printable text")]
