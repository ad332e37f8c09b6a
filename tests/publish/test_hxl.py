"""HXL: a second row of well-formed hashtags over the rows of the plain tables."""

from __future__ import annotations

import csv
import io
import re

from trucewatch.model.tables import FINDING_COLUMNS, INCIDENT_COLUMNS
from trucewatch.publish.files import whole
from trucewatch.publish.formats import csv as plain
from trucewatch.publish.formats.hxl import FINDING_TAGS, INCIDENT_TAGS, tables

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
