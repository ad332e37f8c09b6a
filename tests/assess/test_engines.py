"""Both engines give the same rows of every table that findings are put together from."""

from __future__ import annotations

from typing import Any

import pytest

from trucewatch.assess.evaluate import Evaluated, evaluate
from trucewatch.store import open_store

from .generate import KINDS
from .rows import Row, load

TABLES = ("result", "accounts", "account_claims", "units", "shares", "done", "denials")
EVERY = 40
"""A run takes Spark seconds whatever its size; a table by log replaces these single cases."""


def said(found: Evaluated) -> dict[str, list[str]]:
    """All rows, in an order that does not hang on the engine."""
    return {name: sorted(map(repr, getattr(found, name))) for name in TABLES}


CASES = [(f"{kind}: {row.name}", row) for kind in KINDS for row in load(kind)[::EVERY]]


@pytest.mark.spark
@pytest.mark.parametrize("row", [r for _, r in CASES], ids=[i for i, _ in CASES])
def test_a_case_gives_the_same_rows(row: Row) -> None:
    rows = {}
    for engine in ("duckdb", "spark"):
        with open_store(engine) as store:
            handed: Any = store
            rows[engine] = said(evaluate(row.case, row.as_of, handed))
    assert rows["spark"] == rows["duckdb"]
