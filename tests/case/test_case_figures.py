"""What is wrong with figures or with the folder: the whole Problem, and what else was read."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from trucewatch.case import figures as reader
from trucewatch.case.folder import KNOWN
from trucewatch.model.claim import MEASURES, STANCES
from trucewatch.model.problem import Problem

from .norland import FIELDS, WHOLE, Have, add_row, but, copy_case, edit, have, problem, read

F = "figures/counts.csv"
KEPT = but(claims=("c-1", "c-2", "c-3", "c-9"))
TEXT = "it is kept and shown as plain text"
BODY = "a body of sources.yaml"
ACTOR = "a party or group of case.yaml"
NUMBER = "a whole number from zero, without separators; empty: unknown"


class Row(NamedTuple):
    """One row more, what is said about it (line 6), and what is read."""

    name: str
    cells: dict[str, str]
    said: dict[str, str]
    have: Have = WHOLE


ROWS = [
    Row("low above high is flagged and kept", {"low": "5", "high": "3"},
        {"severity": "warning", "code": "low_above_high", "field": "low",
         "found": "low 5, high 3", "expected": "a low that is at most the high",
         "mend": "it is kept as stated: look at the source again"}, KEPT),
    Row("impossible date", {"earliest": "2031-02-30"},
        {"code": "bad_time", "field": "earliest", "found": "2031-02-30",
         "expected": "a date such as 2025-10-13 that exists in the calendar"}),
    Row("absurd year", {"published": "9031-02-01"},
        {"code": "bad_time", "field": "published", "found": "9031-02-01",
         "expected": "a year from 1900 to 2199"}),
    Row("end before start", {"latest": "2031-03-01"},
        {"code": "end_before_start", "field": "latest", "found": "2031-03-01",
         "expected": "an end after 2031-03-04"}),
    Row("no number", {"low": "1.10"},
        {"code": "wrong_type", "field": "low", "found": "1.10", "expected": NUMBER}),
    Row("negative number", {"high": "-1"},
        {"code": "wrong_type", "field": "high", "found": "-1", "expected": NUMBER}),
    Row("missing value", {"basis": ""},
        {"code": "missing_value", "field": "basis", "found": "nothing", "expected": "a value"}),
    Row("unknown source", {"source": "gazete"},
        {"code": "unknown_reference", "field": "source", "found": "gazete", "expected": BODY,
         "mend": "did you mean 'gazette'?"}),
    Row("unknown speaker", {"speaker": "nobody"},
        {"code": "unknown_reference", "field": "speaker", "found": "nobody", "expected": BODY}),
    Row("unknown origin", {"origin": "wire; nobody"},
        {"code": "unknown_reference", "field": "origin", "found": "nobody", "expected": BODY}),
    Row("unknown zone", {"zone": "vilage"},
        {"code": "unknown_reference", "field": "zone", "found": "vilage",
         "expected": "a zone of case.yaml", "mend": "did you mean 'village'?"}),
    Row("unknown actor", {"actor": "east"},
        {"code": "unknown_reference", "field": "actor", "found": "east", "expected": ACTOR}),
    Row("unknown target", {"target": "east"},
        {"code": "unknown_reference", "field": "target", "found": "east", "expected": ACTOR}),
    Row("unknown property", {"property": "stike"},
        {"code": "unknown_property", "field": "property", "found": "stike",
         "expected": "a property of the closed list (model/properties.py)",
         "mend": "did you mean 'strike'?"}),
    Row("unknown stance", {"stance": "denys"},
        {"code": "not_one_of", "field": "stance", "found": "denys",
         "expected": "one of " + ", ".join(STANCES), "mend": "did you mean 'denies'?"}),
    Row("unknown measure", {"measure": "x"},
        {"code": "not_one_of", "field": "measure", "found": "x",
         "expected": "one of " + ", ".join(name or "(empty)" for name in MEASURES)}),
    Row("unknown qualifier", {"qualifiers": "cago=food"},
        {"code": "unknown_qualifier", "field": "qualifiers", "found": "cago",
         "expected": "one of alive, calibre_mm, cargo, category, civil_status, clause, "
         "counting_unit, crossing, destination, dyad, mechanism, nationality, observed, "
         "sentence, sex_age, tranche, unit, weapon",
         "mend": "did you mean 'cargo'?"}),
    Row("half a qualifier", {"qualifiers": "cargo"},
        {"code": "bad_qualifier", "field": "qualifiers", "found": "cargo",
         "expected": "key=value joined by '; '"}),
    Row("qualifier twice", {"qualifiers": "cargo=food; cargo=fuel"},
        {"code": "duplicate_key", "field": "qualifiers", "found": "cargo",
         "expected": "each qualifier once"}),
    Row("duplicate key", {"key": "c-1", "low": "7"},
        {"code": "duplicate_key", "field": "key", "found": "c-1",
         "expected": "a key of its own; line 2 has it",
         "mend": "this row was left out: rename or remove it"}),
    Row("formula", {"original": "=HYPERLINK(1)"},
        {"severity": "warning", "code": "formula_in_text", "field": "original",
         "found": "=HYPERLINK(1)",
         "expected": "words; a cell starting with =, +, - or @ runs as a formula",
         "mend": TEXT}, KEPT),
    Row("formula behind a sign", {"note": "-2+cmd()"},
        {"severity": "warning", "code": "formula_in_text", "field": "note", "found": "-2+cmd()",
         "expected": "words; a cell starting with =, +, - or @ runs as a formula",
         "mend": TEXT}, KEPT),
    Row("script", {"original": "<img src=x onerror=alert(1)>"},
        {"severity": "warning", "code": "script_in_text", "field": "original",
         "found": "<img src=x onerror=alert(1)>",
         "expected": "words without tags or script addresses", "mend": TEXT}, KEPT),
    Row("script address", {"address": "javascript:alert(1)"},
        {"severity": "warning", "code": "script_in_text", "field": "address",
         "found": "javascript:alert(1)",
         "expected": "words without tags or script addresses", "mend": TEXT}, KEPT),
    Row("hidden direction", {"place": "Vil\u202elage"},
        {"severity": "warning", "code": "hidden_direction", "field": "place",
         "found": "Vil\N{REPLACEMENT CHARACTER}lage",
         "expected": "words without invisible changes of writing direction",
         "mend": TEXT}, KEPT),
    Row("impossible withdrawal", {"withdrawn": "soon"},
        {"code": "bad_time", "field": "withdrawn", "found": "soon",
         "expected": "a date (2025-10-13), an instant (2025-10-13T08:00Z, "
         "2025-10-13T10:00[Asia/Gaza]), 'about' or 'night' before one of them, or two joined "
         "by '/'"}),
]


@pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
def test_a_bad_row_is_named_whole_and_the_rest_is_read(row: Row, tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    add_row(root, row.cells)
    loaded = read(root)
    assert loaded.problems == [problem(F, 6, None, **row.said)]
    assert loaded.case is not None
    assert have(loaded.case) == row.have


def test_numbers_and_dashes_in_text_are_no_formulas(tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    for place, text in enumerate(("-5", "+3", "-", "-12.5 %", "5 < 6")):
        add_row(root, {"key": f"d-{place}", "original": text})
    assert read(root).problems == []


def test_numbers_stay_as_stated_when_low_is_above_high(tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    add_row(root, {"low": "5", "high": "3"})
    case = read(root).case
    assert case is not None
    assert (case.claims["low"][-1], case.claims["high"][-1]) == (5, 3)
    assert case.claims["scope"][-1] == "complete"


def test_a_claim_that_stands_twice_is_kept_once(tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    header = ",".join(FIELDS) + "\n"
    (root / "figures" / "second.csv").write_text(header, encoding="utf-8", newline="\n")
    add_row(root, {})
    add_row(root, {}, "figures/second.csv")
    loaded = read(root)
    assert loaded.problems == [problem(
        "figures/second.csv", 2, severity="note", code="same_claim", field="key", found="c-9",
        expected="each claim once; figures/counts.csv:6 says the same", mend="it was kept once",
    )]
    assert loaded.case is not None
    assert have(loaded.case) == KEPT


def test_a_withdrawn_row_may_share_its_key(tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    add_row(root, {"key": "c-1", "withdrawn": "2031-03-10"})
    loaded = read(root)
    assert loaded.problems == []
    assert loaded.case is not None
    assert have(loaded.case) == but(withdrawn=("c-4", "c-1"))


HEADER = ",".join(FIELDS).encode() + b"\n"
GOOD = b"c-9,gazette,,,reports,strike,,asserts,,,,,2031-03-04,2031-03-04,instant,complete" + (
    b"," * 13 + b"hand@1,,\n"
)
OTHER_BYTES = [
    ("empty", b"", [problem("", None, code="empty_file", found="nothing",
                            expected="a header row")], WHOLE),
    ("binary", b"PK\3\4\n\0\0", [problem("", 2, code="binary_file", found="a zero byte",
                                        expected="a text file in UTF-8")], WHOLE),
    ("UTF-16", HEADER.decode().encode("utf-16"),
     [problem("", None, code="wrong_encoding", found="UTF-16", expected="UTF-8",
              mend="save it as UTF-8")], WHOLE),
    ("misspelt header", HEADER.replace(b"speaker", b"speeker") + GOOD,
     [problem("", 1, code="wrong_header", field="speaker", found="speeker",
              expected="column 3: speaker", mend="did you mean 'speaker'?")], WHOLE),
    ("semicolons", HEADER.replace(b",", b";"),
     [problem("", 1, code="wrong_header", field="key",
              found=";".join(FIELDS)[:79] + "…", expected="column 1: key",
              mend="separate cells by commas")], WHOLE),
    ("a column too many", HEADER.replace(b"\n", b",more\n"),
     [problem("", 1, code="wrong_header", found="more",
              expected="column 32: no further column")], WHOLE),
    ("wrong number of cells", HEADER + b"a,b\n" + GOOD,
     [problem("", 2, code="wrong_number_of_cells", found="2 cells", expected="31 cells",
              mend="quote a text that has a comma or a line break in it")], KEPT),
    ("wrong encoding in one row", HEADER + b"\xe9t\xe9\n" + GOOD,
     [problem("", 2, code="wrong_encoding", found="byte 0xe9", expected="UTF-8",
              mend="this row was left out: save the file as UTF-8")], KEPT),
    ("zero byte far inside", HEADER + b"\n" * 5000 + b"a\0b\n" + GOOD,
     [problem("", 5002, code="control_character", found="U+0000", expected="printable text",
              mend="this row was left out")], KEPT),
    ("oversized field", HEADER + b'"' + b"x" * 200_000 + b'"\n' + GOOD,
     [problem("", 2, code="oversized_field", found="a cell that is too long",
              expected="at most 131,072 characters in a cell",
              mend="close the quotation mark, or shorten the cell")], KEPT),
    ("open quotation", HEADER + GOOD + b'"c-10,gazette\n',
     [problem("", 3, code="bad_quotes", found="a quotation mark that is never closed",
              expected="a closing quotation mark",
              mend="every row from here on was left out")], KEPT),
    ("text after a quotation", HEADER + b'"a"b,c\n' + GOOD,
     [problem("", 2, code="bad_quotes", found="',' expected after '\"'",
              expected="a cell in quotation marks, those inside doubled")], KEPT),
]


@pytest.mark.parametrize(
    ("content", "said", "expected"), [row[1:] for row in OTHER_BYTES],
    ids=[row[0] for row in OTHER_BYTES],
)
def test_a_file_that_is_no_table_costs_no_other_file(
    content: bytes, said: list[Problem], expected: Have, tmp_path: Path
) -> None:
    root = copy_case(tmp_path)
    (root / "figures" / "other.csv").write_bytes(content)
    loaded = read(root)
    assert [Problem(**{**vars(p), "file": ""}) for p in loaded.problems] == said
    assert {p.file for p in loaded.problems} == {"figures/other.csv"}
    assert loaded.case is not None
    assert have(loaded.case) == expected
    assert [f.size for f in loaded.case.files if f.name == "figures/other.csv"] == [len(content)]


def test_a_file_of_200_megabytes_is_refused_unread(tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    with (root / "figures" / "huge.csv").open("wb") as stream:
        stream.truncate(200_000_000)
    loaded = read(root)
    assert loaded.problems == [problem(
        "figures/huge.csv", None, code="too_large", found="200,000,000 bytes",
        expected="less than 200,000,000 bytes",
        mend="split it, or give it to 'collect' as a raw file",
    )]
    assert loaded.case is not None
    assert have(loaded.case) == WHOLE


def test_many_problems_are_counted_rather_than_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "MAX_PROBLEMS", 2)
    root = copy_case(tmp_path)
    for place in range(5):
        add_row(root, {"key": f"d-{place}", "low": "x"})
    loaded = read(root)
    assert [(p.code, p.line, p.found) for p in loaded.problems] == [
        ("more_problems", None, "3 more like the 2 listed"),
        ("wrong_type", 6, "x"), ("wrong_type", 7, "x"),
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_a_link_out_of_the_case_is_not_followed(tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    outside = tmp_path / "outside.csv"
    outside.write_bytes(HEADER + GOOD)
    (root / "figures" / "link.csv").symlink_to(outside)
    (root / "sources.yaml").rename(tmp_path / "sources.yaml")
    (root / "sources.yaml").symlink_to(tmp_path / "sources.yaml")
    loaded = read(root)
    link = {"code": "climbing_path", "found": "a link that leads out of the case folder",
            "expected": "a file inside the case folder", "mend": "put the file itself there"}
    assert [p for p in loaded.problems if p.code == "climbing_path"] == [
        problem("figures/link.csv", None, None, **link),
        problem("sources.yaml", None, None, **link),
    ]
    assert loaded.case is not None
    assert have(loaded.case) == but(bodies=(), inputs=0, coverage=0, claims=(), withdrawn=())


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_a_folder_of_figures_elsewhere_is_not_read(tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    (root / "figures").rename(tmp_path / "figures")
    (root / "figures").symlink_to(tmp_path / "figures")
    loaded = read(root)
    assert [(p.file, p.code) for p in loaded.problems] == [("figures", "climbing_path")]
    assert loaded.case is not None
    assert have(loaded.case) == but(claims=(), withdrawn=())


def test_files_without_a_place_are_noted(tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    (root / "README.md").write_text("known", encoding="utf-8")
    (root / "coding").mkdir()
    (root / "notes.txt").write_text("not known", encoding="utf-8")
    (root / "figures" / "old.xls").write_bytes(b"x")
    loaded = read(root)
    assert loaded.problems == [
        problem("figures/old.xls", None, severity="note", code="unknown_file",
                found="a file that is not read", expected="figures files ending in .csv"),
        problem("notes.txt", None, severity="note", code="unknown_file",
                found="a file that is not read",
                expected=f"one of {', '.join(KNOWN)}"),
    ]


def test_missing_figures_are_an_error_not_a_zero(tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    (root / F).unlink()
    (root / "figures").rmdir()
    loaded = read(root)
    assert loaded.problems == [problem(
        "figures", None, code="missing_file", found="nothing",
        expected="a folder of figures (CSV), which may be empty",
    )]


def test_a_folder_in_the_place_of_a_file(tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    (root / "clauses.yaml").unlink()
    (root / "clauses.yaml").mkdir()
    assert read(root).problems == [
        problem("clauses.yaml", None, code="missing_file", found="a folder", expected="a file")
    ]


def test_without_case_yaml_the_other_files_are_still_looked_at(tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    (root / "case.yaml").unlink()
    edit(root, "clauses.yaml", "    per: day\n", "    per: day\n    per: week\n")
    loaded = read(root)
    assert loaded.case is None
    assert [(p.file, p.code) for p in loaded.problems] == [
        ("case.yaml", "missing_file"), ("clauses.yaml", "duplicate_key"),
    ]
