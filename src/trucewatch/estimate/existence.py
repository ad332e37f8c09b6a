"""Whether a model has a maximum likelihood fit, and whether that fit tells what is unseen.

The sufficient sums of a table must lie inside the cone the design spans. Where they lie on a face
of it, the cells outside the face have expected count zero in the extended fit; the unseen cell may
then still be told, or not [1]_.

References
----------
.. [1] S. E. Fienberg and A. Rinaldo, "Maximum likelihood estimation in log-linear models", Annals
   of Statistics 40 (2012).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from trucewatch.estimate.poisson import FLAT, Floats, Ints, design

Verdict = Literal["exists", "extended", "no_fit", "not_identifiable"]
"""``exists``: a fit with every count positive; ``extended``: some expected counts are zero, the
unseen one is told; ``no_fit``: the unseen count runs away; ``not_identifiable``: many unseen
counts fit alike."""
OUTSIDE = 1e-7
SLIGHT = 1e-4
FEW = 3
"""Free directions up to which the edges of their cone are simply listed."""

_SAID = {
    "no_fit": "the likelihood grows without end as the unseen count runs away: no overlap tells "
              "some term of the model",
    "not_identifiable": "several unseen counts fit the table equally well",
}


@dataclass(frozen=True)
class Shape:
    """What can be fitted of a model to a table."""

    verdict: Verdict
    inside: NDArray[np.bool_]
    """Cells whose expected count is above zero."""
    terms: tuple[int, ...]
    """Terms that are left, the intercept first."""
    full: bool = True
    """Whether the cells inside tell all the terms apart, not the intercept alone."""

    @property
    def usable(self) -> bool:
        """Whether the unseen count can be told."""
        return self.verdict in ("exists", "extended")

    @property
    def why_not(self) -> str:
        """In words why it cannot."""
        return _SAID.get(self.verdict, "")


def shape(patterns: Ints, counts: Floats, terms: Sequence[int]) -> Shape:
    """Find the face the table lies on, and whether the unseen cell is told on it.

    Parameters
    ----------
    patterns
        Every cell that can be seen.
    counts
        Their counts.
    terms
        Terms of a hierarchical model, the intercept (0) first.
    """
    inside = np.ones(len(patterns), dtype=bool)
    left = list(terms)
    # A group of lists that never met makes its own term run to minus infinity, and with it every
    # cell that holds the group.
    for term in sorted(terms, key=int.bit_count):
        holds = (patterns & term) == term
        if term.bit_count() > 1 and term in left and not counts[holds].any():
            inside &= ~holds
            left = [other for other in left if other & term != term]
    matrix = design(patterns[inside], left)
    # With no cell taken out, a hierarchical model can always be told apart.
    if not inside.all() and not _full(matrix):
        return Shape("not_identifiable", inside, tuple(left))
    outside = _outside(matrix, counts[inside])
    if not outside.any():
        whole = bool(inside.all())
        return Shape("exists" if whole else "extended", inside, tuple(left))
    inside[np.flatnonzero(inside)[outside]] = False
    if not _told(design(patterns[inside], left)):
        return Shape("no_fit", inside, tuple(left))
    live = [t for t in left if t == 0 or ((patterns[inside] & t) == t).any()]
    return Shape("extended", inside, tuple(live), _full(design(patterns[inside], live)))


def _full(matrix: Floats) -> bool:
    """Whether the columns are independent.

    Entries are 0 and 1, so what is left of a column after those before it is either nothing or
    far from it; this is ten times as fast as singular values.
    """
    if matrix.shape[0] < matrix.shape[1]:
        return False
    try:
        root = np.linalg.cholesky(matrix.T @ matrix)
    except np.linalg.LinAlgError:
        return False
    return bool(np.min(np.diagonal(root)) > SLIGHT)


def _rank(matrix: Floats) -> int:
    if min(matrix.shape) == 0:
        return 0
    values = np.linalg.svd(matrix, compute_uv=False)
    return int(np.sum(values > FLAT * values[0]))


def _told(matrix: Floats) -> bool:
    """Whether the intercept alone is a combination of the rows."""
    unseen = np.zeros(matrix.shape[1])
    unseen[0] = 1.0
    return _rank(np.vstack([matrix, unseen])) == _rank(matrix)


def _outside(matrix: Floats, counts: Floats) -> NDArray[np.bool_]:
    """Cells whose expected count the likelihood drives to zero.

    Those a direction can lower that leaves every cell with counts as it is, and raises none.
    """
    empty = counts == 0
    none = np.zeros(len(counts), dtype=bool)
    # Where the cells with counts fix every coefficient, no such direction is left.
    if not empty.any() or _full(matrix[~empty]):
        return none
    free = _null_space(matrix[~empty])
    lowered = matrix[empty] @ free
    lowered[np.abs(lowered) < OUTSIDE] = 0.0
    outside = _by_rays(lowered) if free.shape[1] <= FEW else _by_programme(lowered)
    none[np.flatnonzero(empty)[outside]] = True
    return none


def _null_space(matrix: Floats) -> Floats:
    _, values, rows = np.linalg.svd(matrix)
    rank = int(np.sum(values > FLAT * values[0])) if len(values) else 0
    found: Floats = rows[rank:].T
    return found


def _by_rays(lowered: Floats) -> NDArray[np.bool_]:
    """Cells some direction lowers while it raises none, from the edges of the cone of such.

    The whole design has full rank, so the cone holds no line, and its edges add up to all of it.
    """
    width = lowered.shape[1]
    if width == 1:
        rays = np.ones((1, 1))
    elif width == 2:  # noqa: PLR2004
        rays = np.stack([-lowered[:, 1], lowered[:, 0]], axis=1)
    else:
        first, second = np.triu_indices(len(lowered), 1)
        rays = np.cross(lowered[first], lowered[second])
    length = np.linalg.norm(rays, axis=1)
    rays = rays[length > OUTSIDE] / length[length > OUTSIDE, None]
    moved = lowered @ np.vstack([rays, -rays]).T
    allowed = moved[:, (moved > -OUTSIDE).all(axis=0)]
    found: NDArray[np.bool_] = (allowed > OUTSIDE).any(axis=1)
    return found


def _by_programme(lowered: Floats) -> NDArray[np.bool_]:
    """The same by one linear programme, since such directions add up."""
    cells, width = lowered.shape
    found = linprog(
        np.concatenate([np.zeros(width), -np.ones(cells)]),
        A_ub=np.hstack([-lowered, np.eye(cells)]), b_ub=np.zeros(cells),
        bounds=[(None, None)] * width + [(0.0, 1.0)] * cells, method="highs")
    if found.x is None:
        return np.zeros(cells, dtype=bool)
    outside: NDArray[np.bool_] = found.x[width:] > OUTSIDE
    return outside
