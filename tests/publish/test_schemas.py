"""The JSON files of an edition are what their published schemas say, in every case that ships."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from trucewatch.pipeline import run
from trucewatch.publish import edition
from trucewatch.publish.files import Files
from trucewatch.publish.formats import schemas
from trucewatch.publish.release import Release

from .beside import beside
from .sample import release
from .stated import with_statements

CASES = Path(__file__).resolve().parents[2] / "cases"
SMALL = sorted(p.name for p in CASES.iterdir()
               if p.is_dir() and sum(f.stat().st_size for f in p.rglob("figures/*.csv")) < 200_000)


def check(files: Files) -> list[str]:
    """Files that were checked; fails on the first that is not as its schema says."""
    checked = []
    for name in schemas.NAMES:
        if f"{name}.json" in files:
            schema = json.loads(schemas.text(name))
            Draft202012Validator(schema).validate(json.loads(files[f"{name}.json"]))
            checked.append(name)
    return checked


@pytest.mark.parametrize("name", schemas.NAMES)
def test_schemas_are_schemas(name: str) -> None:
    schema = json.loads(schemas.text(name))
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("made", [release, beside, with_statements], ids=lambda f: f.__name__)
def test_invented_releases_hold_to_them(made: Callable[[], Release]) -> None:
    files = {**edition.build(made(), more=("claims-json",))}
    expected = {"claims", "findings", "manifest", "problems"}
    assert set(check(files)) >= expected
    assert {n for n in files if n.startswith("schemas/")} == {
        f"schemas/{n}.json" for n in schemas.NAMES if f"{n}.json" in files}


@pytest.mark.parametrize("name", SMALL)
def test_small_cases_that_ship_hold_to_them(name: str, tmp_path: Path) -> None:
    assert SMALL
    found = run(CASES / name, None, statements=True)
    assert found.release is not None, found.problems
    assert "findings" in check(edition.build(found.release, more=("claims-json",)))


@pytest.mark.parametrize(("name", "change"), [
    ("findings", lambda d: d["findings"][0].pop("standard")),
    ("findings", lambda d: d["findings"][0].update(status="guilty")),
    ("findings", lambda d: d["findings"][0].update(low="3")),
    ("claims", lambda d: d["claims"][0].update(verdict="true")),
    ("manifest", lambda d: d["files"].update({"x": "abc"})),
], ids=["no standard", "no such status", "text for a number", "one more field", "no digest"])
def test_what_is_not_so_is_refused(name: str, change: object) -> None:
    data = json.loads(edition.build(release(), more=("claims-json",))[f"{name}.json"])
    change(data)  # type: ignore[operator]
    assert not Draft202012Validator(json.loads(schemas.text(name))).is_valid(data)
