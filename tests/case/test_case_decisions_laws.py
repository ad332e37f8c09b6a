"""Readers of decisions meet anything: each line stands or falls by itself, nothing is raised."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from trucewatch.case import grades, groupings, listed, searches
from trucewatch.case.header import Known
from trucewatch.case.names import Names
from trucewatch.case.told import Told
from trucewatch.model.agreement import Body
from trucewatch.model.case import Columns
from trucewatch.model.csv_lines import csv_writer
from trucewatch.model.problem import Problem

BODIES = {
    id_: Body(id=id_, name={"en": id_}, affiliation="media") for id_ in ("gazette", "wire")
}


def known() -> Known:
    found = Known()
    found.tz = "Europe/Athens"
    found.bodies = Names("a body of sources.yaml", set(BODIES), set(BODIES))
    found.parties = Names("a party", {"norland", "sutherland"}, set())
    return found


def told() -> Told:
    columns: Columns = {"claim_id": ["c1", "c2"], "dataset": ["d", "d"], "key": ["k-1", "k-2"],
               "subject": ["s", "s"]}
    return Told([columns], {}, sensitive=False)


WORDS = st.text(max_size=8) | st.sampled_from(
    ["gazette", "wire", "c1", "d", "k-1", "s", "A", "F", "3", "7", "2031-03-01", "2031-02-30",
     "data desk", "why", "rami@example.org", "norland", "act", "0", "=1+1", "\ud83d", "\x00"])
LINES = st.dictionaries(
    st.sampled_from(grades.FIELDS) | st.text(max_size=4),
    WORDS | st.integers() | st.booleans() | st.none() | st.floats() | st.lists(WORDS, max_size=2),
    max_size=8)
TEXT = st.binary(max_size=200) | st.text(alphabet='{}[]:,"\\u0d8 \n\r1ab', max_size=80).map(
    lambda text: text.encode("utf-8", "surrogatepass"))


def sound(problems: Sequence[Problem], name: str) -> None:
    """Every Problem has a place, and every error says what would have been understood."""
    for problem in problems:
        assert problem.file == name
        assert problem.code
        assert problem.expected
        str(problem).encode()


@given(lines=st.lists(LINES, max_size=6))
def test_a_line_of_grades_is_read_or_told(lines: list[dict[str, object]]) -> None:
    data = "".join(json.dumps(line) + "\n" for line in lines).encode()
    problems: list[Problem] = []
    read = grades.read_grades(data, known(), BODIES, told(), problems)
    sound(problems, grades.NAME)
    wrong = {problem.line for problem in problems if problem.severity == "error"}
    assert {grade.line for grade in read} | wrong == set(range(1, len(lines) + 1))
    assert not {grade.line for grade in read} & wrong


@given(data=TEXT)
def test_any_bytes_are_no_more_than_problems(data: bytes) -> None:
    problems: list[Problem] = []
    grades.read_grades(data, known(), BODIES, told(), problems)
    sound(problems, grades.NAME)
    for read, name, columns in (
        (lambda d, p: searches.read_searches(d, known(), {"act"}, p), searches.NAME,
         searches.COLUMNS),
        (lambda d, p: groupings.entries(d, known(), p), groupings.NAME, groupings.COLUMNS),
    ):
        for given_ in (data, ",".join(columns).encode() + b"\n" + data):
            found: list[Problem] = []
            assert read(given_, found) == [] or given_ != data
            sound(found, name)


@given(rows=st.lists(st.lists(WORDS, min_size=8, max_size=8), max_size=6))
def test_a_row_of_searches_is_read_or_told(rows: list[list[str]]) -> None:
    rows = [[cell.replace("\0", "\x01") for cell in row] for row in rows]
    out = io.StringIO(newline="")
    table = csv_writer(out)
    table.writerow(searches.COLUMNS)
    table.writerows(rows)
    problems: list[Problem] = []
    data = out.getvalue().encode("utf-8", "surrogatepass")
    read = searches.read_searches(data, known(), {"act"}, problems)
    sound(problems, searches.NAME)
    if any(problem.code == "wrong_encoding" for problem in problems):
        assert read == []
        return
    wrong = {problem.line for problem in problems if problem.severity == "error"}
    assert len(read) + len(wrong) == len(rows)


@given(rows=st.lists(st.lists(st.text(alphabet='ab,"\n\r é', max_size=5), min_size=2, max_size=2),
                     max_size=5))
def test_cells_of_a_listed_file_come_back(rows: list[list[str]]) -> None:
    """What was written is read, each row at the line it begins on."""
    out = io.StringIO(newline="")
    table = csv_writer(out)
    table.writerow(["one", "other"])
    table.writerows(rows)
    problems: list[Problem] = []
    entries = list(listed.rows("a.csv", out.getvalue().encode(), ("one", "other"), problems))
    assert [list(entry.cells.values()) for entry in entries] == rows
    assert [problem for problem in problems if problem.severity == "error"] == []
