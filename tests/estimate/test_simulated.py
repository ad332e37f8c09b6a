"""Made-up worlds whose true total is known: what is said, and what cannot be known."""

from __future__ import annotations

import pytest

from trucewatch.estimate import OverlapTable, table_of

pytestmark = pytest.mark.extras
pytest.importorskip("scipy")

import numpy as np  # noqa: E402

from trucewatch.estimate.rows import as_rows  # noqa: E402
from trucewatch.estimate.running import Result, run  # noqa: E402
from trucewatch.estimate.saying import sentence  # noqa: E402
from trucewatch.estimate.tables import Counts, Row  # noqa: E402

LISTS = tuple("abcd")
REPLICATES = 25
REACH = "incidents that no source can reach are not in it"


def world(
    rng: np.random.Generator, classes: list[tuple[int, tuple[float, ...]]]
) -> OverlapTable:
    """Draw which lists record each incident of each class."""
    counts: dict[int, int] = {}
    for size, chances in classes:
        seen = rng.random((size, len(chances))) < np.array(chances)
        for pattern in (seen @ (1 << np.arange(len(chances)))).tolist():
            counts[pattern] = counts.get(pattern, 0) + 1
    return table_of(LISTS, counts)


def estimated(table: OverlapTable) -> Result:
    rows = [Row((), (), pattern, count) for pattern, count in table.cells]
    return run(Counts(table.lists, (), rows), ("loglinear", "graphs"))


def test_independent_lists_are_covered() -> None:
    rng = np.random.default_rng(11)
    held = {"loglinear": 0, "graphs": 0}
    for _ in range(REPLICATES):
        for one in estimated(world(rng, [(1000, (0.3, 0.25, 0.2, 0.35))])).estimates:
            held[one.method] += one.low <= 1000 <= one.high
    # 95 in 100 of 25 is 23.75; fewer than 21 would happen once in two hundred.
    assert min(held.values()) >= 21, held


def test_what_no_list_can_reach_is_missed_and_said_every_time() -> None:
    rng = np.random.default_rng(12)
    missed = 0
    for _ in range(REPLICATES):
        result = estimated(world(rng, [(800, (0.5, 0.4, 0.45, 0.35)), (200, (0.0,) * 4)]))
        assert REACH in sentence(result)
        assert REACH in str(as_rows(result)["words"])
        missed += all(one.high < 1000 for one in result.estimates)
    # Nothing in the tables tells of the 200, so nearly every range ends below the true total.
    assert missed >= 23, missed
