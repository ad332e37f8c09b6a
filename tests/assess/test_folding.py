"""A large log folded into rows that stand for many claims gives the same findings."""

from __future__ import annotations

import os

import pytest

from trucewatch.assess.engine import assess

from .folding import essence, foldable, many
from .generate import KINDS
from .rows import Row

EXAMPLES = int(os.environ.get("TRUCEWATCH_EXAMPLES", "4"))


@pytest.mark.parametrize("row", foldable(), ids=lambda row: row.name)
def test_a_row_of_the_tables_gives_the_same_where_it_is_folded(row: Row) -> None:
    folded = essence(assess(row.case, row.as_of, large=0))
    assert folded == essence(assess(row.case, row.as_of))


@pytest.mark.parametrize("kind", KINDS)
def test_a_folded_log_gives_the_same_findings(kind: str) -> None:
    for seed in range(EXAMPLES):
        case, as_of = many(kind, seed)
        folded = essence(assess(case, as_of, large=0))
        assert folded == essence(assess(case, as_of)), f"{kind}, seed {seed}"


def test_what_is_folded_is_named_by_the_first_of_it() -> None:
    [row] = [row for row in foldable() if row.name.startswith("what is denied over both")]
    shown = {
        a.account: a.claims
        for f in assess(row.case, row.as_of, large=0)
        if (f.unit, f.standard) == ("2025-03-04", "reported") for a in f.accounts
    }
    assert shown == {"agency-a|list|instant": ("id-c1",)}
