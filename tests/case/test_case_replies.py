"""Replies and corrections of a case: what is read, and the whole Problem of what is not."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.case import replies
from trucewatch.case.header import Known
from trucewatch.model.problem import Problem
from trucewatch.model.reply import Answer, Correction, Reply, asked_by, recorded_by

from .norland import copy_case, read

R, C = replies.REPLIES, replies.CORRECTIONS
ANSWER = {"id": "a-1", "body": "norland-army", "date": "2031-03-05", "clause": "N-01",
          "words": {"en": "We struck nothing."}, "recorded_on": "2031-03-06"}
ASKED = {"id": "k-1", "asked_on": "2031-03-05", "by": "press office of a party",
         "clause": "N-01", "what": "the place is another"}


def fault(
    code: str, file: str, line: int, field: str, found: str, expected: str, mend: str = ""
) -> Problem:
    return Problem(severity="error", code=code, file=file, line=line, field=field, found=found,
                   expected=expected, mend=mend)


def write(root: Path, name: str, *lines: object) -> None:
    text = "".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines)
    (root / name).write_text(text, encoding="utf-8", newline="\n")


def but(base: Mapping[str, object], **cells: object) -> dict[str, object]:
    return {k: v for k, v in {**base, **cells}.items() if v is not None}


def said(root: Path, name: str) -> list[Problem]:
    return [p for p in read(root).problems if p.file == name]


def test_both_files_are_read_and_recorded(tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    write(root, R, ANSWER, but(ANSWER, id="a-2", body="gazette", address="https://example.org/9",
                               words={"ar": "لا", "en": "No."}))
    write(root, C, ASKED, but(ASKED, id="k-2", by="gazette", clause=None, finding="N-01/southland"),
          {"id": "k-1", "answer": "looked at again: it is the village", "done_on": "2031-03-07"},
          but(ASKED, id="k-3", clause=None, page="clauses/N-01.html", answer="not changed"))
    loaded = read(root)
    assert loaded.case is not None and loaded.problems == []
    assert {f.name for f in loaded.case.files} >= {R, C}
    day = 86_400_000_000
    first = loaded.case.replies[0].given_at
    assert loaded.case.replies == [
        Reply(id="a-1", body="norland-army", date="2031-03-05", clause="N-01",
              words={"en": "We struck nothing."}, address="", recorded_on="2031-03-06",
              at=first + day, given_at=first, line=1),
        Reply(id="a-2", body="gazette", date="2031-03-05", clause="N-01",
              words={"ar": "لا", "en": "No."}, address="https://example.org/9",
              recorded_on="2031-03-06", at=first + day, given_at=first, line=2),
    ]
    common: Any = {"asked_on": "2031-03-05", "what": "the place is another", "at": first}
    assert loaded.case.corrections == [
        Correction(id="k-1", by="press office of a party", page="", clause="N-01", bound="",
                   line=1, answers=(Answer(answer="looked at again: it is the village",
                                           done_on="2031-03-07", line=3),), **common),
        Correction(id="k-2", by="gazette", page="", clause="N-01", bound="southland", line=2,
                   **common),
        Correction(id="k-3", by="press office of a party", page="clauses/N-01.html", clause="",
                   bound="", line=4,
                   answers=(Answer(answer="not changed", done_on="", line=4),), **common),
    ]
    assert [c.done_on for c in loaded.case.corrections] == ["2031-03-07", "", ""]
    assert recorded_by(loaded.case.replies, first) == []
    assert len(asked_by(loaded.case.corrections, first)) == 3


@pytest.mark.parametrize(("line", "expected"), [
    (but(ANSWER, body="gazete"), [fault("unknown_reference", R, 1, field="body",
     found="gazete", expected="a body of sources.yaml", mend="did you mean 'gazette'?")]),
    (but(ANSWER, clause="N-99"), [fault("unknown_reference", R, 1, field="clause",
     found="N-99", expected="a clause of clauses.yaml")]),
    (but(ANSWER, words="No."), [
        fault("missing_value", R, 1, field="words", found="nothing",
              expected='words by language, such as {"en": "..."}'),
        fault("wrong_type", R, 1, field="words", found='"No."', expected="an object of texts")]),
    (but(ANSWER, words={"english!": "No."}), [fault("bad_language", R, 1,
     field="words", found="english!", expected="a code of a language, such as en or ar")]),
    (but(ANSWER, recorded_on="2031-03-01"), [fault("end_before_start", R, 1,
     field="recorded_on", found="2031-03-01", expected="a day not before the date of the reply")]),
    (but(ANSWER, id=None), [fault("missing_value", R, 1, field="id",
     found="nothing", expected="a value")]),
])
def test_a_reply_that_cannot_be_read(
    tmp_path: Path, line: dict[str, object], expected: list[Problem]
) -> None:
    root = copy_case(tmp_path)
    write(root, R, line)
    assert said(root, R) == expected


@pytest.mark.parametrize(("lines", "expected"), [
    ([but(ASKED, page="index.html")], [fault("what_it_is_about", C, 1, field="",
     found="page, clause", expected="one of: page; clause; finding")]),
    ([but(ASKED, clause=None)], [fault("what_it_is_about", C, 1, field="",
     found="nothing", expected="one of: page; clause; finding")]),
    ([but(ASKED, clause=None, page="../index.html")], [fault("bad_page", C, 1,
     field="page", found="../index.html",
     expected="a page of the edition, such as sources.html or clauses/A-01.html")]),
    ([but(ASKED, clause=None, finding="N-01")], [fault("bad_finding", C, 1,
     field="finding", found="N-01",
     expected="CLAUSE/BOUND, a clause of clauses.yaml and who is bound")]),
    ([but(ASKED, by="someone@example.org")], [fault("contact_given", C, 1,
     field="by", found="an address or a number",
     expected="an office or role, such as 'data desk'; never who works there")]),
    ([but(ASKED, done_on="2031-03-09")], [fault("missing_value", C, 1,
     field="answer", found="nothing", expected="a value")]),
    ([ASKED, {"id": "k-1", "answer": "done", "done_on": "2031-03-04"}], [
        fault("end_before_start", C, 2, field="done_on", found="2031-03-04",
                expected="a day not before it was asked")]),
    ([ASKED, but(ASKED, what="another thing")], [
        fault("missing_value", C, 2, field="answer", found="nothing", expected="a value"),
        fault("duplicate_id", C, 2, field="id", found="k-1",
              expected="an id of its own, or an answer to line 1: id, answer and done_on")]),
])
def test_a_correction_that_cannot_be_read(
    tmp_path: Path, lines: list[object], expected: list[Problem]
) -> None:
    root = copy_case(tmp_path)
    write(root, C, *lines)
    assert said(root, C) == expected


LINES = st.dictionaries(
    st.sampled_from([*replies.REPLY_NAMES, *replies.CORRECTION_NAMES, "other"]),
    st.one_of(st.text(max_size=8), st.integers(), st.none(),
              st.sampled_from(["N-01", "2031-03-05"]),
              st.dictionaries(st.text(max_size=3), st.text(max_size=5), max_size=2)), max_size=8)


@given(lines=st.lists(LINES, max_size=5))
def test_each_line_is_read_or_told(lines: list[dict[str, object]]) -> None:
    data = "".join(json.dumps(line) + "\n" for line in lines).encode()
    for reader in (replies.read_replies, replies.read_corrections):
        problems: list[Problem] = []
        found = reader(data, Known(), {"N-01"}, problems)
        good = {row.line for row in found}
        good |= {a.line for row in found if isinstance(row, Correction) for a in row.answers}
        wrong = {p.line for p in problems if p.severity == "error"}
        assert good | wrong == set(range(1, len(lines) + 1)) and not good & wrong
