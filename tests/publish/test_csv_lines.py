"""Rows given by column are written as a writer of rows writes them."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.model.csv_lines import csv_columns, csv_writer

CELL = st.text(st.sampled_from("ab,\"\r\n' \tع\ud800|=;"), max_size=5)


@given(st.integers(2, 4).flatmap(lambda n: st.lists(st.lists(CELL, min_size=n, max_size=n))))
def test_columns_give_the_lines_of_a_writer_of_rows(rows: list[list[str]]) -> None:
    made = io.StringIO(newline="")
    csv_writer(made).writerows(rows)
    columns = list(zip(*rows, strict=True)) if rows else [(), ()]
    assert "".join(csv_columns(columns)) == made.getvalue()
    assert [*csv.reader(io.StringIO("".join(csv_columns(columns, "\r\n")), newline=""))] == rows


def test_columns_of_one_table_are_of_one_length() -> None:
    with pytest.raises(ValueError, match="shorter"):
        csv_columns([("a", "b"), ("c",)])
