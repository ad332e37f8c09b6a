"""Every column of everything the program writes stands in the codebook."""

from __future__ import annotations

import csv
import io
import json
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path

import pytest

import trucewatch
from trucewatch import pipeline
from trucewatch.api import Table, assess, load_case
from trucewatch.cli.app import main
from trucewatch.model.finding import Delay
from trucewatch.model.problem import Problem
from trucewatch.pipeline.dossier import dossier
from trucewatch.publish.codebook import FORMS, TABLES
from trucewatch.publish.formats import json as written
from trucewatch.store.rows import TABLES as RECORD

ROOT = Path(__file__).resolve().parents[2]
COLUMNS = {t.name: [c.name for c in t.columns] for t in TABLES}


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("codebook") / "norland"
    shutil.copytree(ROOT / "tests" / "case" / "fixture", place)
    return place


@pytest.fixture(scope="module")
def edition(case: Path) -> Path:
    made = pipeline.run(case, case.parent / "out")
    assert made.out is not None
    return made.out


def headers(files: dict[str, str]) -> dict[str, list[str]]:
    return {name: next(csv.reader(io.StringIO(text))) for name, text in files.items()
            if name.endswith(".csv")}


def entries(place: str, file: str) -> list[list[str]]:
    """Columns of the tables of the codebook that are said to stand in a file."""
    wanted = f"{file} of a dossier" if place == "dossier" else file
    return [COLUMNS[t.name] for t in TABLES
            if wanted in [part.strip() for part in t.where.split(";")]]


def test_every_csv_of_an_edition_has_an_entry_with_its_columns(edition: Path) -> None:
    found = headers({p.relative_to(edition).as_posix(): p.read_text(encoding="utf-8")
                     for p in edition.rglob("*.csv")})
    assert {"findings.csv", "claims.csv"} <= set(found)
    assert {name: [columns[:-1]] for name, columns in found.items()} == {
        name: entries("edition", name) for name in found}
    assert {columns[-1] for columns in found.values()} == {*COLUMNS["handling"]}


def test_every_csv_of_a_dossier_has_an_entry_with_its_columns(
    case: Path, edition: Path, tmp_path: Path
) -> None:
    made = dossier(case, "N-01", tmp_path / "d.zip")
    assert made.release is not None, made.problems
    with zipfile.ZipFile(tmp_path / "d.zip") as archive:
        found = headers({n: archive.read(n).decode() for n in archive.namelist()})
    assert found.pop("originals/figures/counts.csv") == COLUMNS["figures"]
    assert set(found) == {"claims.csv", "custody.csv", "originals.csv"}
    assert {name: [columns[:-1]] for name, columns in found.items()} == {
        name: entries("dossier", name) for name in found}
    assert {columns[-1] for columns in found.values()} == {*COLUMNS["handling"]}


def json_fields(value: dict[str, object]) -> Iterator[str]:
    for name, inner in value.items():
        yield from ([f"{name}.{n}" for n in inner]
                    if name == "delay" and isinstance(inner, dict) else [name])


def test_every_field_of_findings_json_has_an_entry(case: Path) -> None:
    release = trucewatch.open(case).release
    late = replace(release.findings[0], delay=Delay(low=1, high=2, words="at once"))
    document = json.loads(written.findings(replace(release, findings=[late, *release.findings])))
    found = {n for f in document["findings"] for n in json_fields(f)}
    # A finding without a delay says so in one field.
    assert found - {"delay"} == set(COLUMNS["findings_json"])
    accounts = {n for f in document["findings"] for a in f["accounts"] for n in a}
    assert accounts == set(COLUMNS["accounts_json"])


def test_every_field_of_a_problem_has_an_entry() -> None:
    assert [f.name for f in fields(Problem)] == COLUMNS["problems"]


def test_every_table_of_the_interface_has_an_entry(case: Path) -> None:
    opened = trucewatch.open(case)
    told = opened.explain("N-01")
    tables: dict[str, Table] = {
        "findings": opened.findings(), "accounts": opened.accounts(), "shares": opened.shares(),
        "claims": opened.claims(), "clauses": opened.clauses(),
        "explained_claims": told.claims,
    }
    assert {name: list(table.rows()[0]) for name, table in tables.items()} == {
        name: COLUMNS[name] for name in tables}


def test_every_relation_has_an_entry(case: Path) -> None:
    loaded, _ = load_case(case)
    assert loaded is not None
    with assess(loaded) as result:
        found: dict[str, list[object]] = {}
        for table, column in result.sql(
            "SELECT table_name, column_name FROM information_schema.columns "
            "ORDER BY table_name, ordinal_position"
        ):
            name = "record_claims" if table == "claims" else f"relation_{table}"
            found.setdefault(name, []).append(column)
    assert found == {name: COLUMNS[name] for name in found}
    assert set(found) == {"record_claims", *(n for n in COLUMNS if n.startswith("relation_"))}


def test_every_table_of_a_record_has_an_entry() -> None:
    assert {f"record_{name}" for name in RECORD} == {n for n in COLUMNS
                                                     if n.startswith("record_")}


def test_every_entry_says_something() -> None:
    bare = [f"{t.name}.{c.name}" for t in TABLES for c in t.columns
            if len(c.meaning) < 4 or c.type not in FORMS]
    assert bare == []
    assert all(len(set(names)) == len(names) for names in COLUMNS.values())


def test_the_command_prints_the_same_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["codebook", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert {t["name"]: [c["name"] for c in t["columns"]] for t in document["tables"]} == COLUMNS
    assert main(["codebook", "shares"]) == 0
    assert "one row is one window" in capsys.readouterr().out
    assert main(["codebook", "shars"]) == 2
    assert "did you mean shares" in capsys.readouterr().err
