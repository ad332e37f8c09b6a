"""Two encodings of one agreement side by side."""

from __future__ import annotations

import json
import re
import shutil
import textwrap
from pathlib import Path

import pytest

from case.norland import FIXTURE, copy_case, edit, read
from trucewatch.cli.app import main

L = "clauses.yaml"


@pytest.fixture
def other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "100")
    return copy_case(tmp_path)


def compare(capsys: pytest.CaptureFixture[str], *argv: object) -> tuple[int, str, str]:
    code = main(["compare", *(str(arg) for arg in argv)])
    out, err = capsys.readouterr()
    return code, out, err


def change(root: Path) -> None:
    edit(root, L, "zone: [valley]", "zone: [village]")
    edit(root, L, "bound: [norland, southland]", "bound: [southland, norland]")
    edit(root, L, "at_least: {low: 40, high: 40}", "at_least: {low: 40, high: 50}")
    edit(root, L, "title: {en: Forty trucks a day}", "title: {en: Trucks}")
    edit(root, L, "id: N-03", "id: N-33")


def test_an_encoding_agrees_with_itself(capsys: pytest.CaptureFixture[str], other: Path) -> None:
    code, out, err = compare(capsys, FIXTURE, other / L)
    assert (code, err) == (0, "")
    assert out.splitlines()[-1] == "3 of 3 clauses and 21 of 21 fields agree."
    assert "N-01" not in out


def test_differences_are_shown_field_by_field_and_counted(
    capsys: pytest.CaptureFixture[str], other: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(other)
    monkeypatch.chdir(other.parent)
    shutil.copytree(FIXTURE, "first")
    code, out, err = compare(capsys, "first", "norland")
    assert (code, err) == (0, "")
    assert out == """\
A: first
B: norland

N-01  No strikes
  5 of 6 fields agree
  act
    A: {properties: [strike, shooting], implies: [killed], target: [opposing], zone: [valley]}
    B: {properties: [strike, shooting], implies: [killed], target: [opposing], zone: [village]}

N-02  Forty trucks a day
  6 of 7 fields agree
  at_least
    A: {low: 40, high: 40}
    B: {low: 40, high: 50}

Only in A: N-03
Only in B: N-33
0 of 2 clauses and 11 of 13 fields agree.
"""


def test_words_are_compared_when_asked_for(
    capsys: pytest.CaptureFixture[str], other: Path
) -> None:
    edit(other, L, "title: {en: Forty trucks a day}", "title: {en: Trucks}")
    assert "3 of 3 clauses" in compare(capsys, FIXTURE, other)[1]
    out = compare(capsys, FIXTURE, other, "--wording")[1]
    assert "B: {en: Trucks}" in out
    assert "2 of 3 clauses" in out


def test_json_is_for_programs(capsys: pytest.CaptureFixture[str], other: Path) -> None:
    change(other)
    code, out, _ = compare(capsys, FIXTURE, other, "--json")
    assert code == 0
    found = json.loads(out)
    assert [found[name] for name in ("schema", "clauses_alike", "clauses_compared",
                                     "fields_alike", "fields_compared", "only_first",
                                     "only_second")] == [
        "trucewatch/comparison@1", 0, 2, 11, 13, ["N-03"], ["N-33"],
    ]
    assert [(c["id"], [d["field"] for d in c["differences"]]) for c in found["clauses"]] == [
        ("N-01", ["act"]), ("N-02", ["at_least"]),
    ]
    assert "score" not in out


def test_the_page_shows_both_sides_and_runs_nothing(
    capsys: pytest.CaptureFixture[str], other: Path, tmp_path: Path
) -> None:
    change(other)
    edit(other, L, "    per: day\n", "    per: week\n")
    page = tmp_path / "both.html"
    code, out, _ = compare(capsys, FIXTURE, other, "--out", page)
    assert code == 0
    assert "both.html: 0 of 2 clauses and 10 of 13 fields agree" in " ".join(out.split())
    html = page.read_text(encoding="utf-8")
    assert '<td data-side="B" dir="auto">week</td>' in html
    assert "Only in B: N-33" in html
    assert "<script" not in html


KEPT = [
    ("N-01", "zone: [valley]", "zone: [village]", "act"),
    ("N-01", "end: {after: entry_into_force, day: 42}", "end: {at: 2031-04-01}", "in_force"),
    ("N-02", "at_least: {low: 40, high: 40}", "at_least: {low: 30, high: 40}", "at_least"),
    ("N-03", "list_size: 2", "list_size: 3", "list_size"),
    ("N-03", "    quantity: 2\n", "    quantity: 2\n    exceptions: "
     "[{id: e, title: {en: force majeure}, effect: excludes}]\n", "exceptions"),
]


@pytest.mark.parametrize(("clause", "old", "new", "field"), KEPT)
def test_a_difference_kept_as_a_reading_is_the_other_encoding(
    clause: str, old: str, new: str, field: str, capsys: pytest.CaptureFixture[str], other: Path
) -> None:
    edit(other, L, old, new)
    code, out, _ = compare(capsys, FIXTURE, other, "--readings")
    assert code == 0
    head, _, kept = out.partition("\n")
    assert head == f"# {clause}, {field}"
    mine = copy_case(other.parent / "mine")
    path = mine / L
    text = path.read_text(encoding="utf-8")
    if "    readings:\n" in text and clause == "N-01":
        kept = kept.removeprefix("readings:\n")
        text = text.replace("    readings:\n", "    readings:\n" + textwrap.indent(kept, "    "))
    else:
        start = text.index(f"id: {clause}")
        end = text.find("\n  - id:", start)
        end = len(text) if end < 0 else end + 1
        text = text[:end] + textwrap.indent(kept, "    ") + text[end:]
    path.write_text(text, encoding="utf-8", newline="\n")
    loaded, theirs = read(mine), read(other)
    assert loaded.problems == []
    assert loaded.case is not None
    assert theirs.case is not None
    reading = loaded.case.readings[clause][f"other_{field}"]
    wanted = next(c for c in theirs.case.clauses if c.id == clause)
    assert getattr(reading, field) == getattr(wanted, field)


@pytest.mark.parametrize(("old", "new", "kept"), [
    ("bound: [southland]", "bound: [southland, rangers]",
     "claimed_bounds:\n- bound: rangers\n  title:\n    en: bound in another encoding\n"),
    ("    bound: [norland]\n", "    bound: []\n",
     "# a reading cannot take away who is bound\n"),
    ("    due: {after: entry_into_force, plus: 72h}\n", "",
     "# a reading cannot take 'due' away: encode it as a clause of its own\n"),
    ("set: {tolerance: 1}", "set: {tolerance: 2}",
     "readings:\n  one_allowed_other:\n    title:\n      en: one is allowed\n    set:\n"
     "      tolerance: '2'\n"),
])
def test_what_no_reading_of_a_field_can_say_is_told(
    old: str, new: str, kept: str, capsys: pytest.CaptureFixture[str], other: Path
) -> None:
    text = (other / L).read_text(encoding="utf-8").rstrip("\n") + "\n"
    (other / L).write_text(text, encoding="utf-8", newline="\n")
    edit(other, L, old, new)
    assert compare(capsys, FIXTURE, other, "--readings")[1].partition("\n")[2] == kept


def test_another_kind_is_a_difference_and_no_reading(
    capsys: pytest.CaptureFixture[str], other: Path
) -> None:
    edit(other, L, "    kind: deadline\n", "    kind: process\n")
    edit(other, L, "    list_size: 2\n", "")
    out = compare(capsys, FIXTURE, other, "--readings")[1]
    kept = "# a reading keeps the kind: encode it as a clause of its own, process"
    assert f"# N-03, kind\n{kept}\n" in out
    assert "# N-03, list_size\n# 'list_size' follows the kind, which differs" in out


def test_what_cannot_be_read_is_named_and_the_rest_compared(
    capsys: pytest.CaptureFixture[str], other: Path
) -> None:
    edit(other, L, "    per: day\n", "    per: dya\n")
    code, out, err = compare(capsys, FIXTURE, other)
    assert code == 1
    assert re.search(r"clauses\.yaml:\d+:\d+: error: clauses\.N-02\.per: not one of", err)
    assert "Not compared, since one of them cannot be read: N-02" in out
    assert "2 of 2 clauses" in out


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"clauses: 3\n", b"- a\n", b"a: [\n"])
def test_a_file_that_holds_no_clauses_is_told(
    content: bytes, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(content)
    code, _, err = compare(capsys, FIXTURE, path)
    assert code == 1
    assert "x.yaml" in err


def test_nothing_to_compare_with_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = compare(capsys, FIXTURE, "nowhere")
    assert code == 2
    assert "no folder 'nowhere'" in err
