"""Round figures to mark a scale with, few enough for a phone."""

from __future__ import annotations

import math

MOST = 6
WIDE = 8.0
"""Ends of a scale that lie farther apart, one by the other, have figures that grow by powers."""


def figures_between(low: float, high: float) -> list[int]:
    """Round whole figures within two ends of a logarithmic scale; the low end if there is none."""
    found = _powers(low, high) if high > WIDE * max(low, 1) else _steps(low, high)
    return found or [round(low)]


def _powers(low: float, high: float) -> list[int]:
    found = [step * 10**power for power in range(12) for step in (1, 2, 5)
             if low <= step * 10**power <= high]
    return found if len(found) <= MOST else [v for v in found if str(v)[0] == "1"]


def _steps(low: float, high: float) -> list[int]:
    """Multiples of the least of 1, 2, 5, 10 and so on that are not too many."""
    for power in range(12):
        for step in (1, 2, 5):
            size = step * 10**power
            first = math.ceil(low / size)
            many = math.floor(high / size) - first + 1
            if many < MOST:
                return [n * size for n in range(first, first + many)]
    return []
