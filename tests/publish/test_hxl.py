"""HXL: a second row of well-formed hashtags over the rows of the plain tables."""

from __future__ import annotations

import csv
import io
import re
from datetime import datetime
from pathlib import Path

import pytest

from case.norland import copy_case
from trucewatch.model.tables import FINDING_COLUMNS, INCIDENT_COLUMNS
from trucewatch.pipeline import run
from trucewatch.publish.files import whole
from trucewatch.publish.formats import csv as plain
from trucewatch.publish.formats.hxl import FINDING_TAGS, INCIDENT_TAGS, tables
from trucewatch.publish.release import Release

from .sample import release

CORE = frozenset((
    "#access", "#activity", "#adm1", "#affected", "#beneficiary", "#capacity", "#cause",
    "#channel", "#contact", "#country", "#crisis", "#currency", "#date", "#delivery",
    "#description", "#event", "#frequency", "#geo", "#group", "#impact", "#indicator", "#inneed",
    "#item", "#loc", "#meta", "#modality", "#need", "#operations", "#org", "#output",
    "#population", "#reached", "#region", "#respondee", "#sector", "#service", "#severity",
    "#status", "#subsector", "#targeted", "#value",
))
"""Hashtags of the core schema of HXL 1.1."""


def rows(text: object) -> list[list[str]]:
    return list(csv.reader(io.StringIO(str(text))))


def test_hashtags_stand_below_the_names_and_the_rows_are_the_same() -> None:
    one = release()
    made = rows(whole(tables(one))["findings.hxl.csv"])
    expected = rows(plain.findings(one))
    assert made[0] == expected[0] and made[2:] == expected[1:]
    assert made[1] == [*(FINDING_TAGS[c.name] for c in FINDING_COLUMNS), "#meta+handling"]


def test_every_column_has_a_hashtag_of_its_own_from_the_core_schema() -> None:
    for tags, columns in ((FINDING_TAGS, FINDING_COLUMNS), (INCIDENT_TAGS, INCIDENT_COLUMNS)):
        assert list(tags) == [c.name for c in columns]
        assert len(set(tags.values())) == len(tags)
        for tag in tags.values():
            assert re.fullmatch(r"#[a-z][a-z0-9_]*(\+[a-z][a-z0-9_]*)*", tag), tag
            assert tag.split("+")[0] in CORE, tag


NUMBERS = ("#population", "#affected", "#inneed", "#targeted", "#reached", "#value")
"""Hashtags whose cells are numbers by the default schema of libhxl 5.2.2, with or without +num."""


def faults(text: object) -> list[tuple[str, str]]:
    """Tag and cell of what the default schema of libhxl calls an error or a warning."""
    _, tags, *lines = rows(text)
    found = []
    for line in lines:
        for tag, cell in zip(tags, line, strict=True):
            name, *attributes = tag.split("+")
            number = name in NUMBERS or "num" in attributes
            if cell and ((name == "#date" and not _is_date(cell))
                         or (number and not re.fullmatch(r"-?\d+(\.\d+)?", cell))):
                found.append((tag, cell))
            if cell != cell.strip() or "  " in cell:
                found.append((tag, cell))
    return found


def _is_date(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


@pytest.fixture(scope="module")
def linked(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """A case with units of every kind and with incidents, as a run makes it."""
    folder = tmp_path_factory.mktemp("hxl")
    made = run(copy_case(folder), Path(folder, "out")).release
    assert made is not None
    return made


def test_every_cell_is_of_the_type_its_hashtag_has(linked: Release) -> None:
    made = whole(tables(linked))
    assert sorted(made) == ["findings.hxl.csv", "incidents.hxl.csv"]
    assert {name: faults(text) for name, text in made.items()} == {name: [] for name in made}
    names, _, *lines = rows(made["findings.hxl.csv"])
    assert {line[names.index("unit")] for line in lines} > {"window"}


def test_a_name_of_a_unit_is_no_date() -> None:
    assert faults("a,b\n#date+name,#value+min\nwindow,at least 3\n2031-03-04, 3\n") == [
        ("#date+name", "window"), ("#value+min", "at least 3"), ("#value+min", " 3"),
        ("#value+min", " 3")]
