"""Both engines give the same rows of every table that findings are put together from."""

from __future__ import annotations

from typing import Any

import pytest

from trucewatch.assess.evaluate import Evaluated, evaluate
from trucewatch.store import open_store
from trucewatch.store.engines import Engine

from .generate import KINDS
from .rows import Row, load

TABLES = ("result", "accounts", "account_claims", "units", "shares", "done", "denials")


def said(found: Evaluated) -> dict[str, list[str]]:
    """All rows, in an order that does not hang on the engine."""
    return {name: sorted(map(repr, getattr(found, name))) for name in TABLES}


def fullest(kind: str) -> Row:
    """The row of a kind's table with the most claims: a run takes Spark long whatever its size."""
    return max(load(kind), key=lambda row: len(row.case.claims["claim_id"]))


@pytest.mark.spark
@pytest.mark.parametrize("kind", KINDS)
def test_a_case_gives_the_same_rows(kind: str) -> None:
    row = fullest(kind)
    rows = {}
    for engine in ("duckdb", "spark"):
        with open_store(Engine(name=engine)) as store:
            handed: Any = store
            rows[engine] = said(evaluate(row.case, row.as_of, handed))
    assert rows["spark"] == rows["duckdb"]
