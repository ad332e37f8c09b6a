"""`trucewatch.open`: results as rows, Arrow and pandas, with types that do not depend on values."""

from __future__ import annotations

import builtins
import importlib
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import trucewatch
from trucewatch import pipeline
from trucewatch.api import MissingExtra, NoSuch, NotAssessed, Opened, Table
from trucewatch.model.claim import FIGURE_COLUMNS, Column
from trucewatch.model.tables import FINDING_COLUMNS, FINDING_KEY
from trucewatch.pipeline.starting import start

NORLAND = Path(__file__).resolve().parents[1] / "case" / "fixture"
ROW = {
    "source": "gazette", "property": "trucks_entered", "basis": "total", "scope": "complete",
    "qualifiers": "cargo=food", "published": "2031-03-04",
}


def copy_case(folder: Path) -> Path:
    return Path(shutil.copytree(NORLAND, folder / "norland"))


def add_row(root: Path, cells: Mapping[str, str]) -> None:
    row = {"subject": "reports", "stance": "asserts", "parser": "hand@1", **cells}
    with (root / "figures" / "counts.csv").open("a", encoding="utf-8", newline="\n") as stream:
        stream.write(",".join(row.get(c.name, "") for c in FIGURE_COLUMNS) + "\n")


@pytest.fixture(scope="module")
def norland(tmp_path_factory: pytest.TempPathFactory) -> Opened:
    folder = copy_case(tmp_path_factory.mktemp("open"))
    for key, day, trucks in (("t-2", "2031-03-02", "44"), ("t-3", "2031-03-03", "12")):
        add_row(folder, ROW | {"key": key, "low": trucks, "high": trucks, "earliest": day,
                               "latest": day})
    return trucewatch.open(folder)


def test_findings_are_rows_of_the_contract(norland: Opened) -> None:
    found = norland.findings("N-02", standard="reported", unit=["2031-03-02", "2031-03-03"],
                             start="announced")
    rows = found.rows()
    assert [tuple(row) for row in rows] == [tuple(c.name for c in FINDING_COLUMNS)] * 2
    brief = [(r["unit"], r["status"], r["low"], r["high"], r["delay_low_s"]) for r in rows]
    assert brief == [("2031-03-02", "kept", 39, 44, None),
                     ("2031-03-03", "breached", 12, 12, None)]
    assert rows[0]["from"] == datetime(2031, 3, 1, 22, tzinfo=UTC)
    assert rows[0]["as_of"] == norland.as_of


def test_what_names_a_finding_names_one(norland: Opened) -> None:
    keys = [tuple(row[name] for name in FINDING_KEY) for row in norland.findings()]
    assert len(keys) == len(set(keys)) == len(norland.release.findings)


def test_tables_hang_together(norland: Opened) -> None:
    keys = {tuple(row[name] for name in FINDING_KEY) for row in norland.findings()}
    for table in (norland.accounts(), norland.shares()):
        assert {tuple(row[name] for name in FINDING_KEY) for row in table} <= keys
    accounts = dict.fromkeys(keys, 0)
    for row in norland.accounts():
        accounts[tuple(row[name] for name in FINDING_KEY)] += 1
    assert accounts == {tuple(r[n] for n in FINDING_KEY): r["accounts"]
                        for r in norland.findings()}
    assert norland.clauses().column("clause") == ["N-01", "N-02", "N-03"]


def test_claims_say_whether_they_are_used(norland: Opened) -> None:
    used = dict(zip(norland.claims().column("key"), norland.claims().column("used"),
                    strict=True))
    assert used == {"c-1": True, "c-2": True, "c-3": True, "t-2": True, "t-3": True}


def test_explain_gives_words_accounts_and_claims(norland: Opened) -> None:
    told = norland.explain("N-02", unit="2031-03-03", standard="reported", start="announced")
    assert str(told).splitlines()[:2] == ["N-02: Forty trucks a day", "Agreed: Forty trucks a day."]
    assert told.sentences == told.findings.column("words")
    assert [(r["lineage"], r["low"], r["supports"]) for r in told.accounts] == [
        ("gazette", 12, "breached")]
    assert [(r["key"], r["part"]) for r in told.claims] == [("t-3", "breached")]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"clause": "N-20"}, "did you mean .*N-02"),
        ({"standard": "reprted"}, "did you mean reported"),
        ({"status": "broken"}, "There is breached"),
        ({"bound": "norlnd"}, "did you mean norland"),
        ({"unit": "2031-02-30"}, "no unit '2031-02-30'"),
    ],
)
def test_a_name_nothing_bears_is_refused_not_answered_with_nothing(
    norland: Opened, asked: Mapping[str, str], said: str
) -> None:
    with pytest.raises(NoSuch, match=said):
        norland.findings(**asked)


def test_a_unit_the_clause_has_not_is_refused(norland: Opened) -> None:
    with pytest.raises(NoSuch, match="N-03 has no unit '2031-03-02' here; it has window"):
        norland.explain("N-03", unit="2031-03-02")


def test_published_by_stands_earlier(tmp_path: Path) -> None:
    folder = copy_case(tmp_path)
    add_row(folder, ROW | {"key": "t-9", "low": "1", "high": "1", "earliest": "2031-03-05",
                           "latest": "2031-03-05", "published": "2031-03-07"})
    early = trucewatch.open(folder, published_by="2031-03-03")
    assert early.standing == "reconstructed: as published by 3 Mar 2031"
    assert "t-9" not in early.claims().column("key")
    assert not (folder / "record").exists()


def test_as_of_reads_what_the_record_held(tmp_path: Path) -> None:
    folder = copy_case(tmp_path)
    assert pipeline.run(folder, tmp_path / "out").release is not None
    held = trucewatch.open(folder).claims().column("key")
    add_row(folder, ROW | {"key": "t-9", "low": "1", "high": "1", "earliest": "2031-03-05",
                           "latest": "2031-03-05"})
    later = trucewatch.open(folder, as_of="2150-01-01")
    assert later.standing == "as of 1 Jan 2150"
    assert later.claims().column("key") == held
    with pytest.raises(NotAssessed, match="this record begins later"):
        trucewatch.open(folder, as_of="2001-01-01")


def test_a_profile_is_asked_for_and_its_mark_stands_beside_the_tables(tmp_path: Path) -> None:
    folder = copy_case(tmp_path)
    assert "Internal: do not pass on" in repr(trucewatch.open(folder))
    public = trucewatch.open(folder, profile="public")
    assert (public.handling, public.release.profile) == ("Public", "public")
    with pytest.raises(NotAssessed, match="everybody"):
        trucewatch.open(folder, profile="everybody")


def test_both_instants_are_one_too_many(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="exclude each other"):
        trucewatch.open(tmp_path, as_of="2031-03-03", published_by="2031-03-03")


def test_what_cannot_be_assessed_says_why(tmp_path: Path) -> None:
    folder = copy_case(tmp_path)
    (folder / "case.yaml").write_text("id: [", encoding="utf-8")
    with pytest.raises(NotAssessed, match=r"case\.yaml:1") as raised:
        trucewatch.open(folder)
    assert raised.value.problems[0].file == "case.yaml"


TYPES = (
    Column("name", "text", "a name"), Column("n", "int", "a number"),
    Column("at", "instant", "an instant"), Column("yes", "flag", "yes or no"),
)
FULL = [("a", 2**53 + 1, 1, True), ("b", None, None, None), (None, 0, -1, False)]


@pytest.mark.extras
@pytest.mark.parametrize("rows", [FULL, FULL[:1], FULL[1:2], []], ids=len)
def test_types_in_arrow_do_not_depend_on_values(rows: list[Any]) -> None:
    pa = importlib.import_module("pyarrow")
    made = Table(TYPES, rows).arrow()
    assert made.schema.types == [pa.string(), pa.int64(), pa.timestamp("us", tz="UTC"),
                                 pa.bool_()]
    assert made.column("n").to_pylist() == [row[1] for row in rows]
    assert pa.table(Table(TYPES, rows)).equals(made)


@pytest.mark.extras
@pytest.mark.parametrize("rows", [FULL, FULL[:1], FULL[1:2], []], ids=len)
def test_types_in_pandas_do_not_depend_on_values(rows: list[Any]) -> None:
    pd = importlib.import_module("pandas")
    made = Table(TYPES, rows).pandas()
    assert [str(t) for t in made.dtypes] == ["string", "Int64", "datetime64[us, UTC]", "boolean"]
    assert [None if n is pd.NA else int(n) for n in made["n"]] == [row[1] for row in rows]


@pytest.mark.parametrize(("module", "extra"), [("pyarrow", "arrow"), ("pandas", "pandas")])
def test_without_the_library_the_error_says_which_extra(
    monkeypatch: pytest.MonkeyPatch, module: str, extra: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    table = Table(TYPES, FULL)
    with pytest.raises(MissingExtra, match=rf'extra {extra!r}: pip install "trucewatch\[{extra}'):
        getattr(table, extra)()
    assert table.rows()[0]["n"] == 2**53 + 1


def test_a_notebook_shows_little_and_escapes_it() -> None:
    hostile = '<script>alert("x")</script>\u202e' + "y" * 500
    table = Table(TYPES, [(hostile, None, 0, True)] * 1000)
    page = table._repr_html_()
    assert "<script>" not in page and "\u202e" not in page and "&lt;script&gt;" in page
    assert page.count("<tr>") == 21 and "1,000 rows, the first 20 shown" in page
    assert '<td><span title="unknown">-</span></td><td>1970-01-01T00:00Z</td>' in page
    assert len(page) < 12_000


@given(st.text(max_size=200))
def test_no_text_becomes_markup_in_a_notebook(text: str) -> None:
    page = Table(TYPES[:1], [(text,)])._repr_html_()
    plain = Table(TYPES[:1], [("x",)])._repr_html_()
    assert re.findall("<[^>]*>?", page) == re.findall("<[^>]*>?", plain)


def test_a_status_in_a_notebook_never_stands_without_its_conditions(norland: Opened) -> None:
    page = norland.findings(unit="window")._repr_html_()
    for name in ("standard", "reading", "as_of", "status", "low", "high", "shares"):
        assert f">{name}</th>" in page


def test_the_parties_of_a_new_case_are_held_to_one_test(tmp_path: Path) -> None:
    def made(*party: str) -> dict[tuple[object, ...], object]:
        answers = {"party": list(party), "tz": ["UTC"], "start": ["2031-03-01"], "zone": ["Valley"]}
        folder = tmp_path / party[0]
        assert start(folder, answers, None).problems == []
        return {(r["bound"], r["reading"], r["standard"], r["unit"]): (r["status"], r["reasons"])
                for r in trucewatch.open(folder).findings("C-01")}

    one, other = made("Hillmark", "Rivermark"), made("Rivermark", "Hillmark")
    swap = {"hillmark": "rivermark", "rivermark": "hillmark"}
    assert {(swap[str(bound)], *rest): v for (bound, *rest), v in one.items()} == other


def test_importing_loads_nothing_until_a_case_is_opened() -> None:
    told = subprocess.run(
        [sys.executable, "-c", "import sys; a = set(sys.modules); import trucewatch; "
         "print(*sorted(set(sys.modules) - a))"],
        capture_output=True, check=True, encoding="utf-8").stdout.split()
    assert told == ["__future__", "trucewatch"]


def test_open_does_not_hide_the_builtin_elsewhere() -> None:
    assert open is builtins.open
