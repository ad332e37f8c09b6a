"""What `check` says about a real folder: place, line, mark, what to do."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from case.norland import add_row, copy_case, edit
from trucewatch.cli.app import main

COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    return copy_case(tmp_path)


def check(capsys: pytest.CaptureFixture[str], root: Path, *more: str) -> tuple[int, str]:
    code = main(["check", str(root), *more])
    return code, capsys.readouterr().out


def test_a_good_case_is_counted_and_nothing_else(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check(capsys, root) == (
        0, "norland-2031: 3 clauses, 3 claims; 0 errors, 0 warnings, 0 notes\n"
    )


def test_each_file_of_a_case_shows_its_line_and_a_mark(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(root, "clauses.yaml", "    per: day\n", "    per: dya\n")
    edit(root, "case.yaml", "type: preliminary_ceasefire", "type: truce")
    edit(root, "sources.yaml", "body: gazette", "body: gazete")
    add_row(root, {"property": "strikes"})
    code, out = check(capsys, root)
    assert code == 1
    assert out == """\
case.yaml: 1 error, 0 warnings, 0 notes
case.yaml:5:7: error: not one of: type
 5 | type: truce
   |       ^^^^^
   = found: truce
   = expected: one of cessation_of_hostilities, preliminary_ceasefire, definitive_ceasefire, \
humanitarian_pause, unilateral, local

clauses.yaml: 1 error, 0 warnings, 0 notes
clauses.yaml:39:10: error: not one of: clauses.N-02.per
 39 |     per: dya
    |          ^^^
    = found: dya
    = expected: one of day, week, month, whole
    = mend: did you mean 'day'?

figures/counts.csv: 1 error, 0 warnings, 0 notes
figures/counts.csv:6:23: error: unknown property: property
 6 | c-9,gazette,,,reports,strikes,,asserts,,,,,2031-03-04,2031-03-04,instant,complete,,,,,,,,...
   |                       ^^^^^^^
   = found: strikes
   = expected: a property of the closed list (model/properties.py)
   = mend: did you mean 'strike'?

sources.yaml: 1 error, 0 warnings, 0 notes
sources.yaml:9:23: error: unknown reference: coverage.watch.body
 9 |   - {id: watch, body: gazete, zone: valley, properties: [strike], period: 2031-03-01/2031...
   |                       ^^^^^^
   = found: gazete
   = expected: a body of sources.yaml
   = mend: did you mean 'gazette'?

norland-2031: 2 clauses, 3 claims; 4 errors, 0 warnings, 0 notes
"""


def test_a_terminal_gets_colour_and_the_same_words(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(root, "clauses.yaml", "    per: day\n", "    per: dya\n")
    plain = check(capsys, root)[1]
    monkeypatch.setenv("FORCE_COLOR", "1")
    coloured = check(capsys, root)[1]
    assert "\x1b[" not in plain
    assert "\x1b[" in coloured
    assert COLOUR.sub("", coloured).split() == plain.split()


def test_no_color_is_kept_to_on_a_terminal(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(root, "clauses.yaml", "    per: day\n", "    per: dya\n")
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("NO_COLOR", "1")
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]", check(capsys, root)[1])


def test_json_is_for_programs_and_has_the_column_of_a_cell(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add_row(root, {"property": "strikes", "place": "\u202eabc"})
    code, out = check(capsys, root, "--json")
    assert code == 1
    assert json.loads(out) == {
        "schema": "trucewatch/check@1", "case": "norland-2031", "clauses": 3, "claims": 3,
        "problems": [
            {"severity": "error", "code": "unknown_property", "file": "figures/counts.csv",
             "line": 6, "column": 23, "field": "property", "found": "strikes",
             "expected": "a property of the closed list (model/properties.py)",
             "mend": "did you mean 'strike'?"},
            {"severity": "warning", "code": "hidden_direction", "file": "figures/counts.csv",
             "line": 6, "column": 84, "field": "place", "found": "\N{REPLACEMENT CHARACTER}abc",
             "expected": "words without invisible changes of writing direction",
             "mend": "it is kept and shown as plain text"},
        ],
    }


def test_a_link_out_of_the_folder_shows_nothing_of_what_it_leads_to(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = tmp_path / "secret.yaml"
    secret.write_text("clauses: [secret\n", encoding="utf-8")
    (root / "clauses.yaml").unlink()
    try:
        (root / "clauses.yaml").symlink_to(secret)
    except OSError:
        pytest.skip("no links here")
    code, out = check(capsys, root)
    assert code == 1
    assert "climbing path" in out
    assert "[secret" not in out
