"""Rows a batch at a time, by column: what is done to a column is not done cell by cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

SIZE = 1_000
"""Rows of a batch; one may hold fewer."""

Batch = Sequence[Sequence[object]]
"""Columns of some rows, in the order of their contract; all of the same length."""


def of_rows(made: Iterable[Sequence[object]]) -> Iterator[Batch]:
    """Rows as batches, in their order; none without a row."""
    left = iter(made)
    while some := list(islice(left, SIZE)):
        yield list(zip(*some, strict=True))


def of_table(made: Iterable[Batch]) -> Iterator[tuple[object, ...]]:
    """Batches as rows."""
    for batch in made:
        yield from zip(*batch, strict=True)
