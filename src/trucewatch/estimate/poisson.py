"""Poisson log-linear models of overlap counts: design, fit, likelihood.

A term is a set of lists as bits; the empty set is the intercept. With lists coded 0 and 1 the cell
no list saw has the intercept alone, so its expected count is ``exp(intercept)`` [1]_.

References
----------
.. [1] S. E. Fienberg, "The multiple recapture census for closed populations and incomplete 2^k
   contingency tables", Biometrika 59 (1972).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

Floats = NDArray[np.floating]
Ints = NDArray[np.int64]

ROUNDS = 60
CLOSE = 1e-10
SMALLEST = 1e-300
FLAT = 1e-9
"""Singular values below this share of the greatest count as none."""


@dataclass(frozen=True)
class Fit:
    """One model fitted to one table."""

    unseen: float
    """Expected count of the cell no list saw."""
    error: float
    """Standard error of its logarithm."""
    loglik: float
    parameters: int
    means: Floats
    """Expected count of every cell."""

    def bounds(self, z: float) -> tuple[float, float]:
        """Limits of `unseen`, `z` standard errors of its logarithm away."""
        return self.unseen * math.exp(-z * self.error), self.unseen * math.exp(z * self.error)

    def aic(self) -> float:
        """Akaike's criterion."""
        return 2 * self.parameters - 2 * self.loglik

    def bic(self, documented: int) -> float:
        """Schwarz's criterion."""
        return self.parameters * math.log(documented) - 2 * self.loglik


def cells(lists: int) -> Ints:
    """Every pattern that can be seen, in order."""
    return np.arange(1, 1 << lists, dtype=np.int64)


def main_terms(lists: int) -> list[int]:
    """Intercept, and one term for each list."""
    return [0, *(1 << n for n in range(lists))]


def design(patterns: Ints, terms: Sequence[int]) -> Floats:
    """Matrix with a 1 where a pattern holds every list of a term."""
    wanted = np.asarray(terms, dtype=np.int64)
    found: Floats = ((patterns[:, None] & wanted) == wanted).astype(np.float64)
    return found


def fit(matrix: Floats, counts: Floats, start: Floats | None = None) -> tuple[Floats, Floats]:
    """Fit by iteratively reweighted least squares.

    Parameters
    ----------
    matrix
        Design of the cells the fit is of; some fit has to exist (see ``existence``).
    counts
        Their counts.
    start
        Means to start from.

    Returns
    -------
    tuple
        Coefficients and means.
    """
    means: Floats = counts + 0.5 if start is None else start
    eta = np.log(means)
    coefficients: Floats = np.zeros(matrix.shape[1])
    for _ in range(ROUNDS):
        weighted = matrix.T * means
        right = weighted @ (eta + (counts - means) / means)
        coefficients = _solve(weighted @ matrix, right)
        found = np.clip(matrix @ coefficients, -600, 60)
        moved = float(np.abs(found - eta).max())
        eta = found
        means = np.maximum(np.exp(eta), SMALLEST)
        if moved < CLOSE:
            break
    return coefficients, means


def fit_many(matrices: Floats, counts: Floats, inside: Floats) -> tuple[Floats, Floats, Floats]:
    """Fit many models of as many terms at once.

    Parameters
    ----------
    matrices
        Design of each model over all cells: model, cell, term.
    counts
        Counts of each model's cells: model, cell.
    inside
        1 for a cell the fit is of, 0 for one whose expected count is zero.

    Returns
    -------
    tuple
        Intercept of each, its variance, and the means.
    """
    means: Floats = np.where(inside > 0, counts + 0.5, SMALLEST)
    eta = np.where(inside > 0, np.log(means), 0.0)
    flipped = matrices.transpose(0, 2, 1)
    for _ in range(ROUNDS):
        weight = means * inside
        square = (flipped * weight[:, None, :]) @ matrices
        right = flipped @ (weight * eta + (counts - means) * inside)[:, :, None]
        found = np.clip((matrices @ np.linalg.solve(square, right))[:, :, 0], -600, 60) * inside
        moved = float(np.abs(found - eta).max())
        eta = found
        means = np.where(inside > 0, np.maximum(np.exp(eta), SMALLEST), SMALLEST)
        if moved < CLOSE:
            break
    square = (flipped * (means * inside)[:, None, :]) @ matrices
    ends = np.zeros((matrices.shape[0], matrices.shape[2], 2))
    right = flipped @ (means * inside * eta)[:, :, None]
    ends[:, :, 0], ends[:, 0, 1] = right[:, :, 0], 1.0
    solved = np.linalg.solve(square, ends)
    heads: Floats = solved[:, 0, 0]
    variances: Floats = np.maximum(solved[:, 0, 1], 0.0)
    return heads, variances, means


def _solve(square: Floats, right: Floats) -> Floats:
    try:
        found: Floats = np.linalg.solve(square, right)
        if np.all(np.isfinite(found)) and np.abs(found).max() < 1e6:  # noqa: PLR2004
            return found
    except np.linalg.LinAlgError:
        pass
    least: Floats = np.linalg.lstsq(square, right, rcond=FLAT)[0]
    return least


def variance_of_intercept(matrix: Floats, means: Floats) -> float:
    """Variance of the intercept; the design may lack rank in other directions."""
    information = (matrix.T * means) @ matrix
    unit = np.zeros(matrix.shape[1])
    unit[0] = 1.0
    inverse = np.linalg.pinv(information, rcond=1e-13, hermitian=True)
    return max(float(unit @ inverse @ unit), 0.0)


def loglik(counts: Floats, means: Floats) -> float:
    """Poisson log-likelihood; cells held at zero add nothing."""
    live = means > SMALLEST * 10
    y, mu = counts[live], means[live]
    return float(np.sum(y * np.log(mu) - mu - gammaln(y + 1)))
