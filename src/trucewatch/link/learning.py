"""Weights from labels: a logistic model whose priors are the weights it starts from.

Newton's method on the penalised likelihood; only levels that labels have are moved.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from trucewatch.link.candidates import FIELDS
from trucewatch.link.weights import Weights, probability

PRIORS = (3.0, 30.0, 300.0)
"""Precisions of the prior around each weight, in squared log-odds: how strongly it is held where it
was. The one is taken with which labels held out are foretold best."""
PRIOR = 30.0
"""The same with too few labels to hold any out."""
FOLDS, FEW = 5, 100
STEPS = 25
ENOUGH = 1e-4


def refit(
    start: Weights, pairs: Sequence[tuple[Mapping[str, int], bool]], prior: float | None = None
) -> Weights:
    """Refit weights from labelled pairs.

    Parameters
    ----------
    start
        The priors.
    pairs
        Levels of each labelled pair, and whether it is the same incident.
    prior
        How strongly weights are held where they were; by default as strongly as foretells labels
        held out best.
    """
    if prior is None:
        prior = PRIOR if len(pairs) < FEW else min(PRIORS, key=lambda p: _missed(start, pairs, p))
    index: dict[tuple[str, int], int] = {}
    features = [
        [index.setdefault((f, levels[f]), len(index)) for f in FIELDS] for levels, _ in pairs
    ]
    truth = [1.0 if same else 0.0 for _, same in pairs]
    before = [start.of[f].get(level, 0) / 1000 for f, level in index]
    moved = _newton(features, truth, [*before, start.constant / 1000], prior)
    of = {f: dict(start.of[f]) for f in FIELDS}
    for (f, level), place in index.items():
        of[f][level] = round(1000 * moved[place])
    return replace(start, constant=round(1000 * moved[-1]), of=of, name="refitted")


def _missed(
    start: Weights, pairs: Sequence[tuple[Mapping[str, int], bool]], prior: float
) -> float:
    """Logarithmic loss of labels by weights that were refitted without them."""
    total = 0.0
    for fold in range(FOLDS):
        held = [pair for n, pair in enumerate(pairs) if n % FOLDS == fold]
        moved = refit(start, [pair for n, pair in enumerate(pairs) if n % FOLDS != fold], prior)
        total += sum(
            -math.log(probability((1 if same else -1) * moved.log_odds(levels)))
            for levels, same in held)
    return total


def _newton(
    features: Sequence[Sequence[int]], truth: Sequence[float], start: list[float], prior: float
) -> list[float]:
    now, size = list(start), len(start)
    for _ in range(STEPS):
        slope = [prior * (now[i] - start[i]) for i in range(size)]
        curve = [[0.0] * size for _ in range(size)]
        for i in range(size):
            curve[i][i] = prior
        for active, y in zip(features, truth, strict=True):
            here = [*active, size - 1]
            p = 1 / (1 + math.exp(-max(-30.0, min(30.0, sum(now[i] for i in here)))))
            spread = max(p * (1 - p), 1e-9)
            for i in here:
                slope[i] += p - y
                row = curve[i]
                for j in here:
                    row[j] += spread
        step = _solve(curve, slope)
        now = [value - moved for value, moved in zip(now, step, strict=True)]
        if max(map(abs, step), default=0.0) < ENOUGH:
            break
    return now


def _solve(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Solve a symmetric positive definite system (Cholesky)."""
    size = len(right)
    lower = [[0.0] * size for _ in range(size)]
    for i in range(size):
        for j in range(i + 1):
            total = matrix[i][j] - sum(
                a * b for a, b in zip(lower[i][:j], lower[j][:j], strict=True))
            lower[i][j] = math.sqrt(total) if i == j else total / lower[j][j]
    middle: list[float] = []
    for i in range(size):
        rest = sum(a * b for a, b in zip(lower[i][:i], middle, strict=True))
        middle.append((right[i] - rest) / lower[i][i])
    found = [0.0] * size
    for i in reversed(range(size)):
        rest = sum(lower[k][i] * found[k] for k in range(i + 1, size))
        found[i] = (middle[i] - rest) / lower[i][i]
    return found
