"""The schema editors use fits the cases that ship, and refuses what `check` refuses by field."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from trucewatch.assess.registry import KINDS
from trucewatch.case.schema import FILES, schema

from .norland import FIXTURE, copy_case, edit

CASES = Path(__file__).resolve().parents[2] / "cases"
SHIPPED = sorted(path.parent for path in CASES.glob("*/case.yaml"))
CHECKED = {file: Draft202012Validator(schema(file, KINDS)) for file in FILES}


def as_an_editor_reads(path: Path) -> Any:
    """YAML 1.2 with numbers and truth values; dates are texts there."""
    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {str(key): plain(one) for key, one in value.items()}
        if isinstance(value, list):
            return [plain(one) for one in value]
        return value.isoformat() if isinstance(value, date) else value

    return plain(YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8")))


def wrong(file: str, folder: Path) -> list[str]:
    if not (folder / f"{file}.yaml").exists():
        return []  # `publishing.yaml` is optional
    found = CHECKED[file].iter_errors(as_an_editor_reads(folder / f"{file}.yaml"))
    return [f"{error.json_path}: {error.message}" for error in found]


@pytest.mark.parametrize("file", FILES)
def test_the_schema_is_one(file: str) -> None:
    Draft202012Validator.check_schema(schema(file, KINDS))
    assert json.loads(json.dumps(schema(file, KINDS))) == schema(file, KINDS)


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("folder", [*SHIPPED, FIXTURE], ids=lambda path: path.name)
def test_the_cases_that_ship_fit(folder: Path, file: str) -> None:
    assert wrong(file, folder) == []


@pytest.mark.parametrize(("file", "old", "new"), [
    ("case", "type: preliminary_ceasefire", "type: truce"),
    ("case", "tz: Europe/Athens", "tzz: Europe/Athens"),
    ("case", "title: {en: Phase two}", "title: {fr: Deux}"),
    ("case", 'trucewatch: "1"', 'trucewatch: "2"'),
    ("clauses", "kind: rate", "kind: rates"),
    ("clauses", "    per: day", "    per: dya"),
    ("clauses", "    quantity: 2", "    quantity: two"),
    ("clauses", "    list_size: 2", "    list_syze: 2"),
    ("clauses", "set: {tolerance: 1}", "set: 1"),
    ("sources", "affiliation: party", "affiliation: parti"),
    ("sources", "state: alive, ", ""),
])
def test_what_is_wrong_in_one_field_does_not_fit(
    file: str, old: str, new: str, tmp_path: Path
) -> None:
    root = copy_case(tmp_path)
    edit(root, f"{file}.yaml", old, new)
    assert wrong(file, root) != []


def test_every_kind_stands_in_the_schema_by_its_name() -> None:
    clause = schema("clauses", KINDS)["properties"]["clauses"]["items"]
    assert list(clause["discriminator"]["mapping"]) == list(KINDS)
    assert len(clause["oneOf"]) == len(KINDS)
