"""Parquet files of an edition: the tables of the CSV files, typed, hostile text as plain text."""

from __future__ import annotations

import io
from typing import Any

import pytest

from trucewatch.model.tables import FINDING_COLUMNS, HANDLING_COLUMN, RELEASED_CLAIM_COLUMNS
from trucewatch.publish import edition
from trucewatch.publish.formats.registry import Means
from trucewatch.store.parquet import to_parquet

from .sample import release
from .stated import with_statements

TYPES = {"text": "string", "int": "int64", "instant": "timestamp[us, tz=UTC]", "flag": "bool"}


def read(content: object) -> Any:
    parquet = pytest.importorskip("pyarrow.parquet")
    assert isinstance(content, bytes)
    return parquet.read_table(io.BytesIO(content))


def test_tables_have_the_types_and_rows_of_their_contracts() -> None:
    one = release()
    files = edition.build(one, means=Means(to_parquet=to_parquet))
    for name, columns, rows in (("findings", FINDING_COLUMNS, len(one.findings)),
                                ("claims", RELEASED_CLAIM_COLUMNS, len(one.claims))):
        table = read(files[f"{name}.parquet"])
        assert [(f.name, str(f.type)) for f in table.schema] == [
            (c.name, TYPES[c.type]) for c in (*columns, HANDLING_COLUMN)]
        assert table.num_rows == rows
    assert "incidents.parquet" not in files and "statements.parquet" not in files
    made = edition.build(with_statements(), means=Means(to_parquet=to_parquet))
    assert read(made["statements.parquet"]).num_rows > 0


def test_hostile_words_are_cleaned_and_formulas_left_as_text() -> None:
    table = read(edition.build(release(), means=Means(to_parquet=to_parquet))["claims.parquet"])
    row = next(r for r in table.to_pylist() if r["key"] == "x-01")
    assert row["place"] == "=1+1"
    assert row["original"].startswith('<script>alert("x")</script>\ufffd<img')
    assert row["high"] is None and row["low"] == 1
