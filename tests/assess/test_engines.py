"""Both engines give the same rows of every table that findings are put together from."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest

from trucewatch.assess.evaluate import evaluate
from trucewatch.assess.evaluated import Evaluated
from trucewatch.store import open_store
from trucewatch.store.engines import Engine

from .rows import Row, load

TABLES = tuple(f.name for f in fields(Evaluated) if f.name not in {"variants", "evaluated"})
"""Everything that holds rows: what is added to `Evaluated` is compared as well."""


def said(found: Evaluated) -> dict[str, list[str]]:
    """All rows, in an order that does not hang on the engine."""
    rows = {name: sorted(map(repr, getattr(found, name))) for name in TABLES}
    return rows | {"evaluated": [str(number) for number in sorted(found.evaluated)]}


def fullest(kind: str) -> Row:
    """The row of a kind's table with the most claims: a run takes Spark long whatever its size."""
    return max(load(kind), key=lambda row: len(row.case.claims["claim_id"]))


def graded() -> Row:
    """A row whose standards leave claims aside for their grade."""
    return next(r for r in load("standards") if r.name == "several worst grades at once")


@pytest.mark.spark
@pytest.mark.parametrize("kind", ["extension", "response", "graded"])
def test_a_case_gives_the_same_rows(kind: str) -> None:
    row = graded() if kind == "graded" else fullest(kind)
    rows = {}
    for engine in ("duckdb", "spark"):
        with open_store(Engine(name=engine)) as store:
            handed: Any = store
            rows[engine] = said(evaluate(row.case, row.as_of, handed))
    assert rows["spark"] == rows["duckdb"]
