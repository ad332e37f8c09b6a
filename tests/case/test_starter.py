"""A new case: what is understood, what is asked again, and that any answers give a clean case."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trucewatch.assess.registry import KINDS
from trucewatch.case.load import Loaded, load
from trucewatch.case.starter import Answers, folder_name_problem, gather, make
from trucewatch.model.claim import FIGURE_COLUMNS
from trucewatch.model.problem import Problem

GOOD: Mapping[str, Sequence[str]] = {
    "party": ["Hillmark", "Rivermark"], "tz": ["Europe/Athens"], "start": ["2031-03-01 10:00"],
    "end": ["2031-04-12"], "zone": ["Tamsin valley", "Tamsin bridge"],
}


def but(**changed: list[str]) -> dict[str, Sequence[str]]:
    return {**GOOD, **changed}


def good(**changed: list[str]) -> Answers:
    answers, problems = gather("valley-2031", but(**changed), None)
    assert answers is not None, problems
    return answers


def put(files: Mapping[str, str], folder: Path) -> Loaded:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return load(folder, KINDS)


def test_answers_become_names_and_ids() -> None:
    answers = good(party=["Hillmark", "Rivermark", "hillmark!", "Ёлка", "Con"],
                   zone=["Tamsin valley"], end=["none"])
    assert [(p.id, p.name) for p in answers.parties] == [
        ("hillmark", "Hillmark"), ("rivermark", "Rivermark"), ("hillmark_2", "hillmark!"),
        ("party_4", "Ёлка"), ("party_5", "Con")]
    assert answers.zones[0].id == "tamsin_valley"
    assert answers.title == "Ceasefire between Hillmark, Rivermark, hillmark!, Ёлка and Con"
    assert (answers.start, answers.end) == ("2031-03-01T10:00[Europe/Athens]", "")


@pytest.mark.parametrize(
    ("option", "answer", "expected"),
    [
        ("tz", "Athens", "did you mean Europe/Athens?"),
        ("tz", "Europe/Athen", "did you mean Europe/Athens"),
        ("tz", "../zones", "an IANA time zone"),
        ("start", "1 March 2031", "a date (2031-03-01), a local time"),
        ("start", "2031-02-30", "exists in the calendar"),
        ("start", "2031-03-01 25:00", "an hour of the day from 00:00 to 23:59"),
        ("start", "2031-03-30 03:30",
         "03:30 is skipped that day in Europe/Athens, where clocks are put forward; 02:30 and "
         "04:30 exist"),
        ("start", "2031-10-26 03:30",
         "03:30 comes twice that day in Europe/Athens, where clocks are put back, as "
         "2031-10-26T00:30Z and 2031-10-26T01:30Z; write one of these"),
        ("start", "2199-01-01", "a year before 2199"),
        ("end", "2031-03-01 10:00", "an end after the start, 2031-03-01T10:00[Europe/Athens]"),
        ("party", "<b>Hillmark", "words without tags"),
        ("party", "\u202eHillmark", "changes of writing direction"),
        ("party", "Hill\x07mark", "words without control characters"),
        ("party", "=SUM(A1)", "runs as a formula"),
        ("party", "x" * 121, "at most 120 characters"),
        ("zone", "---", "words"),
        ("title", "  ", ""),
    ],
)
def test_what_is_not_understood_says_what_was_expected(
    option: str, answer: str, expected: str
) -> None:
    several = [*GOOD[option], answer] if option in {"party", "zone"} else [answer]
    answers, problems = gather("valley-2031", but(**{option: several}), None)
    if not expected:
        assert answers is not None
        return
    assert answers is None
    assert [(p.code, p.field) for p in problems] == [("not_understood", f"--{option}")]
    assert expected in problems[0].expected


def test_either_instant_of_an_hour_that_comes_twice_can_be_given() -> None:
    assert good(start=["2031-10-26T00:30Z"], end=["none"]).start == "2031-10-26T00:30Z"


def test_everything_missing_or_wrong_is_named_at_once() -> None:
    answers, problems = gather("x", {"party": ["A"], "start": ["soon"], "zone": []}, None)
    assert answers is None
    assert [(p.code, p.field) for p in problems] == [
        ("missing_answer", "--party"), ("missing_answer", "--tz"), ("not_understood", "--start"),
        ("missing_answer", "--zone")]


def test_a_person_is_asked_again_with_what_was_expected() -> None:
    said: list[tuple[str, str]] = []
    lines = iter(["Hillmark", "Hillmark", "Rivermark", "", "", "Athens", "Europe/Athens",
                  "2031-03-30 03:30", "2031-03-30 04:30", "", "Tamsin valley", ""])

    def ask(question: str, wrong: Problem | None) -> str | None:
        said.append((question, wrong.expected if wrong else ""))
        return next(lines)

    answers, problems = gather("valley-2031", {}, ask)
    assert problems == [] and answers is not None
    assert [p.name for p in answers.parties] == ["Hillmark", "Rivermark"]
    assert answers.start == "2031-03-30T04:30[Europe/Athens]"
    again = [(q.partition(" ")[0], e) for q, e in said if e]
    assert [e.partition(";")[0].partition(":")[0] for _, e in again] == [
        "a name of its own", "an IANA time zone such as Europe/Athens", "a time that exists"]


def test_only_what_the_command_line_left_out_is_asked() -> None:
    asked: list[str] = []

    def ask(question: str, wrong: Problem | None) -> str | None:
        asked.append(question)
        return "Rivermark" if "party" in question and len(asked) == 1 else ""

    answers, _ = gather("valley-2031", but(party=["Hillmark"], title=["A truce"]), ask)
    assert answers is not None
    assert asked == ["Name of a party bound by the agreement (2)",
                     "Name of a party bound by the agreement (3) (empty: no more)"]


def test_a_person_who_leaves_gets_what_is_missing() -> None:
    answers, problems = gather("x", but(zone=[]), lambda question, wrong: None)
    assert answers is None
    assert [p.field for p in problems] == ["--zone"]


@pytest.mark.parametrize("name", ["aux", "COM1.x", "a/b", "..", "", "a:b", "x" * 65, "end.", "ä"])
def test_a_folder_some_system_cannot_hold_is_refused(name: str) -> None:
    assert folder_name_problem(name) is not None


def test_the_case_is_read_without_a_problem(tmp_path: Path) -> None:
    files = make(good())
    loaded = put(files, tmp_path / "valley-2031")
    assert loaded.problems == [] and loaded.case is not None
    assert {c.kind for c in loaded.case.clauses} == set(KINDS) - {"extension"}  # type: ignore[attr-defined]
    assert len(loaded.case.claims["claim_id"]) == 13
    assert loaded.case.agreement.id == "valley-2031"


def test_every_figure_says_that_it_is_invented() -> None:
    rows = list(csv.DictReader(io.StringIO(make(good())["figures/reported.csv"])))
    assert list(rows[0]) == [c.name for c in FIGURE_COLUMNS]
    assert {row["note"] for row in rows} == {"INVENTED EXAMPLE: replace or delete"}
    assert all(row["address"].startswith("https://example.org/") for row in rows)
    assert rows == sorted(rows, key=lambda row: row["key"])


def test_the_example_of_an_extension_can_be_used(tmp_path: Path) -> None:
    files = make(good())
    text = files["clauses.yaml"]
    head, mark, rest = text.partition("  # - id: C-10\n")
    used = re.sub(r"^  # ", "  ", mark + rest, flags=re.MULTILINE)
    loaded = put({**files, "clauses.yaml": head + used}, tmp_path / "valley-2031")
    assert loaded.problems == [] and loaded.case is not None
    assert loaded.case.clauses[-1].id == "C-10"


def test_the_example_of_coverage_can_be_used_and_is_not_by_itself(tmp_path: Path) -> None:
    files = make(good())
    text = files["sources.yaml"]
    head, _, rest = text.partition("coverage: []\n")
    used = head + "coverage:\n" + re.sub(r"^# ", "  ", rest, flags=re.MULTILINE)
    plain, changed = (put({**files, "sources.yaml": t}, tmp_path / n / "valley-2031")
                      for n, t in (("a", text), ("b", used)))
    assert plain.case is not None and plain.case.coverage == []
    assert changed.problems == [] and changed.case is not None
    assert [c.id for c in changed.case.coverage] == ["example-post"]


def test_every_example_clause_says_what_to_change() -> None:
    text = make(good())["clauses.yaml"]
    titles = re.findall(r"title: \{en: \"([^\"]*)", text)
    assert all(title.startswith("EXAMPLE") for title in titles)
    assert text.count("locator: CHANGE") == 10


# Mostly what can be a name, in any script, with the marks YAML, CSV and templates live on.
NAMES = st.text(
    st.one_of(st.characters(categories=["L", "N"]), st.sampled_from("'\"#:{}[]&*!|>%@`, \\-")),
    min_size=1, max_size=60,
)


@settings(max_examples=40)
@given(
    party=st.lists(NAMES, min_size=2, max_size=4), zone=st.lists(NAMES, min_size=1, max_size=3),
    title=NAMES, tz=st.sampled_from(["Asia/Gaza", "Pacific/Apia", "America/St_Johns", "UTC"]),
    start=st.dates(date(1900, 1, 2), date(2198, 12, 31)), open_end=st.booleans(),
)
def test_whatever_is_understood_gives_a_case_without_a_problem(
    tmp_path_factory: pytest.TempPathFactory, party: list[str], zone: list[str], title: str,
    tz: str, start: date, open_end: bool,
) -> None:
    end = "" if open_end else f"{start.year + 1}-06-01"
    answers, problems = gather("any-case", {
        "party": party, "zone": zone, "title": [title], "tz": [tz],
        "start": [start.isoformat()], "end": [end]}, None)
    if answers is None:
        assert all(p.expected for p in problems)
        return
    loaded = put(make(answers), tmp_path_factory.mktemp("case") / "any-case")
    assert loaded.problems == []
    assert loaded.case is not None
    assert [p.name["en"] for p in loaded.case.agreement.parties] == [
        p.name for p in answers.parties]
