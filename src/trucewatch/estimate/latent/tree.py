"""Patterns of lists as a tree: the probability of each is one multiplication away from another's.

Within one class, a pattern's probability is that of the pattern with one list fewer, times the odds
of that list. A tree whose root is the empty pattern (what nobody recorded) and whose steps add one
list reaches every pattern seen. Patterns that nothing was seen of are in it only where a step needs
them, with count 0.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]


class Tree(NamedTuple):
    """Nodes in an order in which parents come first; node 0 is the empty pattern."""

    parent: Ints
    added: Ints
    """The list that the step from the parent adds; -1 for the root."""
    number: Ints
    """How many individuals have the pattern; 0 for the root, whose count is what is estimated."""
    lists: int
    seen: int
    """Individuals in all."""


def tree_of(patterns: npt.NDArray[np.uint8], counts: Ints) -> Tree:
    """Put distinct patterns into a tree of few nodes.

    Parameters
    ----------
    patterns
        One row for each pattern, one 0/1 column for each list; no row twice, none of zeros.
    counts
        How many individuals have each.

    Raises
    ------
    ValueError
        When the table is none of distinct, non-empty patterns with whole counts that are not
        negative, or nothing was seen.
    """
    rows, numbers = _sound(patterns, counts)
    kept = numbers > 0
    rows, numbers = rows[kept], numbers[kept]
    often = numbers @ rows
    order = [int(j) for j in np.lexsort((np.arange(rows.shape[1]), -often))]
    wanted = [
        (tuple(j for j in order if row[j]), int(number))
        for row, number in zip(rows, numbers, strict=True)
    ]
    wanted.sort(key=lambda entry: (len(entry[0]), entry[0]))
    places: dict[frozenset[int], int] = {frozenset(): 0}
    parent, added, count = [0], [-1], [0]
    for pattern, number in wanted:
        whole = frozenset(pattern)
        nearest = max((s for s in places if s <= whole), key=lambda s: (len(s), -places[s]))
        at = nearest
        for j in (j for j in pattern if j not in nearest):
            parent.append(places[at])
            added.append(j)
            count.append(0)
            at = at | {j}
            places[at] = len(parent) - 1
        count[places[whole]] = number
    return Tree(
        np.array(parent, np.int64), np.array(added, np.int64), np.array(count, np.int64),
        rows.shape[1], int(numbers.sum()),
    )


def _sound(
    patterns: npt.NDArray[np.uint8], counts: Ints
) -> tuple[npt.NDArray[np.int64], Ints]:
    rows, numbers = np.asarray(patterns), np.asarray(counts)
    if rows.ndim != 2 or numbers.shape != rows.shape[:1]:  # noqa: PLR2004
        found = f"patterns {rows.shape} and counts {numbers.shape}"
        raise ValueError(f"{found}: expected k by lists, and k")
    if not np.isin(rows, (0, 1)).all():
        raise ValueError("patterns hold something other than 0 and 1")
    if numbers.dtype.kind not in "iu" or (numbers < 0).any():
        raise ValueError("counts are to be whole numbers, none negative")
    if not rows.any(axis=1).all():
        raise ValueError("a pattern has no list in it; its count is what is estimated")
    if len(np.unique(rows, axis=0)) != len(rows):
        raise ValueError("a pattern stands in two rows")
    if numbers.sum() == 0:
        raise ValueError("all counts are 0")
    return rows.astype(np.int64), numbers.astype(np.int64)
