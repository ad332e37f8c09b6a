"""The reference is what the code says, and names everything a user can meet."""

from __future__ import annotations

import importlib.util
import re
from dataclasses import fields
from pathlib import Path
from types import ModuleType

import pytest

from trucewatch.assess.registry import KINDS
from trucewatch.assess.standards import SHIPPED
from trucewatch.cli.app import app
from trucewatch.model.agreement import Agreement
from trucewatch.model.claim import CLAIM_COLUMNS, FIGURE_COLUMNS, QUALIFIER_KEYS
from trucewatch.model.estimate import Estimate, Figure
from trucewatch.model.finding import STATUSES, Account, Finding
from trucewatch.model.mapping import Cell, Number, Said, TableMapping, Time
from trucewatch.model.properties import PROPERTIES
from trucewatch.pipeline import schemas
from trucewatch.publish.formats import schemas as edition_schemas
from trucewatch.sources.mapping.own import OWN
from trucewatch.sources.registry import ADAPTERS

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs" / "reference"
PAGES = sorted(REFERENCE.glob("*.md"))


def load_generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_generate", ROOT / "docs" / "generate.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


generator = load_generator()


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_generated_parts_are_up_to_date(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert text == generator.filled(text), f"run: python docs/generate.py ({page.name})"


@pytest.mark.parametrize("file", schemas.FILES)
def test_the_schemas_are_up_to_date(file: str) -> None:
    text = (REFERENCE / "schema" / f"{file}.json").read_text(encoding="utf-8")
    assert text == schemas.text(file), "run: python docs/generate.py"


@pytest.mark.parametrize("name", edition_schemas.NAMES)
def test_the_schemas_of_an_edition_are_up_to_date(name: str) -> None:
    text = (REFERENCE / "schema" / "edition" / f"{name}.json").read_text(encoding="utf-8")
    assert text == edition_schemas.text(name), "run: python docs/generate.py"


def test_every_part_the_generator_makes_stands_on_some_page() -> None:
    told = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    missing = [n for n in generator.GENERATED if f"<!-- generated: {n} -->" not in told]
    assert missing == []


def estimate_codes() -> set[str]:
    """Every code that refuses a table or names a problem of it, as the code spells them."""
    folder = ROOT / "src" / "trucewatch" / "estimate"
    text = "".join((folder / f"{name}.py").read_text(encoding="utf-8") for name in (
        "tables", "refusing", "loglinear", "graphs", "strata", "sensitivity", "classes"))
    before = r"(?:code=|yield |code, mend = |code = |say\(|\(scope\.[a-z]+, )"
    return set(re.findall(before + '"([a-z_0-9]+_[a-z_0-9]+)"', text)) - set(fields_of(Estimate))


def fields_of(cls: type) -> list[str]:
    return [f.name for f in fields(cls)]


def spelled(cls: type) -> list[str]:
    return [f.name.rstrip("_") for f in fields(cls)]


@pytest.mark.parametrize(
    ("page", "names"),
    [
        ("case-files.md", [f"kind `{kind}`" for kind in KINDS]),
        ("case-files.md", spelled(Agreement)),
        ("case-files.md", [f"`{name}`" for kind in KINDS.values() for name in spelled(kind)]),
        ("case-files.md", list(ADAPTERS)),
        ("mappings.md", [f"`{name}`" for cls in (TableMapping, Said, Cell, Time, Number)
                         for name in spelled(cls)]),
        ("mappings.md", [f"`{name}`" for name in OWN if "-parquet" not in name]),
        ("claims.md", [f"`{p}`" for p in PROPERTIES]),
        ("claims.md", [f"`{c.name}`" for c in (*FIGURE_COLUMNS, *CLAIM_COLUMNS)]),
        ("claims.md", sorted(QUALIFIER_KEYS)),
        ("findings.md", [f"`{n}`" for n in (*STATUSES, *spelled(Finding), *spelled(Account))]),
        ("standards.md", [f"`{s.id}`" for s in SHIPPED]),
        ("estimation.md", [f"`{code}`" for code in estimate_codes()]),
        ("estimation.md", [f"`{name}`" for name in fields_of(Figure)]),
        ("cli.md", [f"## trucewatch {c}" for c in app if not c.startswith("-")]),
    ],
)
def test_everything_a_user_can_meet_is_named(page: str, names: list[str]) -> None:
    text = (REFERENCE / page).read_text(encoding="utf-8")
    assert [name for name in names if name not in text] == []


def test_every_field_has_a_meaning() -> None:
    told = {"case-files.md", "findings.md", "mappings.md", "standards.md"}
    bare = [
        f"{page.name}: {line}"
        for page in PAGES if page.name in told
        for line in page.read_text(encoding="utf-8").splitlines()
        if line.startswith("| `") and line.rstrip("| ").count("|") < line.count("|") - 1
    ]
    assert bare == []
