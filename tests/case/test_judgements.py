"""Judgements of a case: what is read, and the whole Problem of what is not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from trucewatch.model.instant import parse_span
from trucewatch.model.judgement import in_force, known_by
from trucewatch.model.problem import Problem

from .norland import add_row, copy_case, read

J = "judgements.jsonl"
LIKELY = "one of same, different, unsure, withdrawn"


def line(**cells: object) -> str:
    return json.dumps({
        "one": "counts/c-1", "other": "counts/c-9", "judgement": "same", "reason": "why",
        "date": "2031-03-05", "by": "data desk"} | cells)


def write(root: Path, *lines: str) -> None:
    (root / J).write_text("".join(text + "\n" for text in lines), encoding="utf-8", newline="\n")


def said(root: Path) -> list[Problem]:
    return [p for p in read(root).problems if p.file == J]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = copy_case(tmp_path)
    add_row(folder, {})
    return folder


def test_the_newest_judgement_of_two_holds_whichever_is_named_first(root: Path) -> None:
    write(root, line(), line(one="counts/c-9", other="counts/c-1", judgement="different",
                             date="2031-03-07", score=-700, model="shipped"),
          line(judgement="unsure", date="2031-03-06"))
    case = read(root).case
    assert case is not None and said(root) == []
    (held,) = in_force(case.judgements)
    assert (held.verdict, held.score, held.model, held.line) == ("different", -700, "shipped", 2)
    keys = dict(zip(case.claims["claim_id"], case.claims["key"], strict=True))
    assert {keys[held.one], keys[held.other]} == {"c-1", "c-9"} and held.one < held.other
    early = known_by(case.judgements, parse_span("2031-03-05", "Europe/Athens").hi)
    assert [j.verdict for j in early] == ["same"]
    assert J in {file.name for file in case.files}


def test_what_is_withdrawn_holds_no_more(root: Path) -> None:
    write(root, line(), line(judgement="withdrawn", date="2031-03-06"))
    case = read(root).case
    assert case is not None and in_force(case.judgements) == []
    assert len(case.judgements) == 2


BAD = [
    (line(judgement="alike"), {"code": "not_one_of", "field": "judgement", "found": "alike",
                               "expected": LIKELY}),
    (line(other="counts/c-77"), {"code": "unknown_reference", "field": "key", "found": "c-77",
                                 "expected": "a key of that figures file"}),
    (line(other="numbers/c-9"), {"code": "unknown_reference", "field": "dataset",
                                 "found": "numbers",
                                 "expected": "a figures file, without .csv"}),
    (line(other="0" * 64), {"code": "unknown_reference", "field": "claim",
                            "expected": "a claim of this case"}),
    (line(other="counts/c-1"), {"code": "one_report_twice", "field": "other",
                                "found": "counts/c-1", "expected": "another report than 'one'"}),
    (line(by="desk@example.org"), {"code": "contact_given", "field": "by"}),
    (line(date="yesterday"), {"code": "bad_time", "field": "date", "found": "yesterday"}),
    (line(reason=""), {"code": "missing_value", "field": "reason", "found": "nothing",
                       "expected": "a value"}),
    (line(score="high"), {"code": "wrong_type", "field": "score", "found": "high",
                          "expected": "log-odds in thousandths, a whole number"}),
    (line(sure="very"), {"code": "unknown_field", "field": "sure", "found": "sure"}),
    ("no json", {"code": "bad_json", "found": "no json"}),
]


@pytest.mark.parametrize(("text", "expected"), BAD)
def test_a_bad_line_is_named_and_left_out(
    root: Path, text: str, expected: dict[str, str]
) -> None:
    write(root, text, line(judgement="unsure"))
    found = said(root)
    assert found, "nothing was said"
    for one in found:
        assert (one.severity, one.file, one.line) == ("error", J, 1)
    assert all(getattr(found[0], name) == value for name, value in expected.items())
    case = read(root).case
    assert case is not None
    kept = [j.line for j in case.judgements]
    assert kept == [2] or (expected["code"] == "unknown_field" and kept in ([1, 2], [2]))
