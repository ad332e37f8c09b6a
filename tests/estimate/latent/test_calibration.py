"""Simulation-based calibration: what made a table lies anywhere among the draws, equally often.

Parameters come from the prior, a table from them, draws from the table. Among draws that hardly
hang together, the number of unseen that made the table has each rank equally often, if density,
moves and priors are what they claim to be (Talts et al. 2018). With TRUCEWATCH_EXAMPLES as many
tables are made as it says; the seeds are fixed, so the result is the same in every run.
"""

from __future__ import annotations

import os

import numpy as np
import pytest

pytestmark = pytest.mark.extras

pytest.importorskip("numba")

from scipy.stats import chi2  # noqa: E402

from trucewatch.estimate.latent import sample, simulate  # noqa: E402

TABLES = max(60, int(os.environ.get("TRUCEWATCH_EXAMPLES", "0")))
KEPT = 99
BINS = 10
SEEN, CLASSES = 100, 5


def rank(number: int, lists: int, rungs: int, apart: int) -> int:
    rng = np.random.default_rng([11, number])
    share, rates = simulate.parameters(rng, lists, CLASSES)
    (patterns, counts), lost = simulate.seen(rng, SEEN, share, rates)
    draws = sample(patterns, counts, classes=CLASSES, draws=KEPT * apart, warmup=300, chains=1,
                   rungs=rungs, seed=number)
    kept = draws.unseen[0, apart - 1::apart]
    # Draws equal to the truth are to either side of it by chance.
    return int((kept < lost).sum() + rng.integers(0, (kept == lost).sum() + 1))


# With seven lists classes split and merge too.
@pytest.mark.parametrize(
    ("lists", "rungs", "apart"),
    [pytest.param(4, 1, 6, marks=pytest.mark.long), (7, 1, 3), (7, 3, 2)],
    ids=["four lists", "seven lists", "ladder"],
)
def test_ranks_are_uniform(lists: int, rungs: int, apart: int) -> None:
    ranks = np.array([rank(number, lists, rungs, apart) for number in range(TABLES)])
    found = np.bincount(ranks * BINS // (KEPT + 1), minlength=BINS)
    away = ((found - TABLES / BINS) ** 2 / (TABLES / BINS)).sum()
    assert away < chi2.ppf(0.999, BINS - 1), found.tolist()
