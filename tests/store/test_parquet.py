"""A table as a Parquet file: typed, whole, the same bytes."""

from __future__ import annotations

import json

import duckdb
import pytest

from trucewatch.model.claim import Column
from trucewatch.publish.formats.batches import of_rows
from trucewatch.store.parquet import to_parquet

COLUMNS = (Column("name", "text", ""), Column("low", "int", ""), Column("from", "instant", ""),
           Column("used", "flag", ""))
ROWS: list[tuple[object, ...]] = [
    ("=1+1", -3, 0, True), ("", None, None, None), ("قرية", 2**62, 1_700_000_000_123_456, False),
]


def test_types_and_values_come_back(tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("parquet") / "t.parquet"
    file.write_bytes(b"".join(to_parquet(COLUMNS, of_rows(ROWS))))
    with duckdb.connect() as con:
        kinds = con.execute(f"DESCRIBE SELECT * FROM '{file.as_posix()}'").fetchall()
        rows = con.execute(
            'SELECT name, low, epoch_us("from"), used ' f"FROM '{file.as_posix()}'").fetchall()
    assert [(k[0], k[1]) for k in kinds] == [
        ("name", "VARCHAR"), ("low", "BIGINT"), ("from", "TIMESTAMP WITH TIME ZONE"),
        ("used", "BOOLEAN"),
    ]
    assert rows == ROWS


def test_a_table_without_rows_keeps_its_columns(tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("parquet") / "t.parquet"
    file.write_bytes(b"".join(to_parquet(COLUMNS, [])))
    with duckdb.connect() as con:
        assert con.execute(f"SELECT count(*) FROM '{file.as_posix()}'").fetchall() == [(0,)]
        assert len(con.execute(f"DESCRIBE SELECT * FROM '{file.as_posix()}'").fetchall()) == 4


def test_many_rows_in_pieces_keep_their_order_and_bytes() -> None:
    many = [(json.dumps(n), n, n, n % 2 == 0) for n in range(45_000)]
    first = b"".join(to_parquet(COLUMNS, of_rows(many)))
    assert first == b"".join(to_parquet(COLUMNS, of_rows(many)))
    assert first[:4] == first[-4:] == b"PAR1"
