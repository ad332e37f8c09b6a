"""Strata of a table, with values that are missing filled in from those that are known."""

from __future__ import annotations

from collections import Counter
from typing import Literal

import numpy as np

from trucewatch.estimate.tables import Counts, Row
from trucewatch.model.estimate import OverlapTable, table_of

Donors = Literal["covariates", "pattern"]
"""Whose values a missing one is drawn from: incidents alike in the other columns, or in those and
in the lists that recorded them."""
_SAID = {
    "covariates": "incidents alike in the other columns",
    "pattern": "incidents alike in the other columns that the same lists recorded",
}

Stratum = tuple[str, ...]


def drawn(
    counts: Counts, rng: np.random.Generator, donors: Donors = "covariates"
) -> dict[Stratum, OverlapTable]:
    """Split a table, each missing value drawn once; no incident is dropped.

    Parameters
    ----------
    counts
        A table with stratum columns.
    rng
        Where chance comes from.
    donors
        Whose values are drawn.

    Returns
    -------
    dict
        A table for each stratum, by its values.

    Raises
    ------
    ValueError
        When no incident has a value of some column.
    """
    known = [row for row in counts.rows if "" not in row.stratum]
    found: dict[Stratum, Counter[int]] = {}
    for row in known:
        found.setdefault(row.stratum, Counter())[row.pattern] += row.count
    for row in counts.rows:
        if "" in row.stratum and row.count:
            values, shares = _donors(row, known, donors)
            for value, count in zip(values, rng.multinomial(row.count, shares), strict=True):
                found.setdefault(value, Counter())[row.pattern] += int(count)
    return {value: table_of(counts.lists, dict(found[value]), counts.scope)
            for value in sorted(found)}


def _donors(
    row: Row, known: list[Row], donors: Donors
) -> tuple[list[Stratum], np.ndarray[tuple[int], np.dtype[np.float64]]]:
    """Strata a row may be of, with their shares; ever wider where nothing alike is known."""
    alike = [other for other in known if all(
        mine in ("", theirs) for mine, theirs in zip(row.stratum, other.stratum, strict=True))]
    same = [other for other in alike if other.pattern == row.pattern]
    chosen = same if donors == "pattern" and any(o.count for o in same) else alike
    if not any(other.count for other in chosen):
        chosen = known
    weight: Counter[Stratum] = Counter()
    for other in chosen:
        weight[other.stratum] += other.count
    values = sorted(weight)
    shares = np.array([weight[value] for value in values], dtype=np.float64)
    if not shares.sum():
        raise ValueError("no incident has a value in every stratum column")
    return values, shares / shares.sum()


def said(counts: Counts, donors: Donors, draws: int) -> str:
    """What was filled in, in words."""
    return (
        f"{counts.incomplete:,} of {sum(row.count for row in counts.rows):,} incidents lack a "
        f"value of {' or '.join(counts.strata)}; each was given one by chance, {draws} times, "
        f"after {_SAID[donors]}; none was dropped")
