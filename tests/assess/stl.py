"""A clause as signal temporal logic, a log as signals: for RTAMT, a monitor of others' making.

Only what both languages can say: one account, exact instants, certain claims, one standard. What
was done is a signal of steps over microseconds from the start; RTAMT reads it as constant between
samples. A formula holds where its robustness is not negative. RTAMT computes with floating
numbers, which hold these integers exactly (below 2^53 microseconds, 285 years).
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

Signal = list[list[int]]
"""Samples: microseconds from the start, value."""


@lru_cache(maxsize=1)
def library() -> Any:
    """RTAMT, whose parser generator still imports a module Python has deprecated."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        import rtamt  # noqa: PLC0415
    return rtamt


def holds(formula: str, signals: Mapping[str, Signal]) -> bool:
    """Whether a formula holds at the first sample."""
    spec = library().StlDenseTimeSpecification()
    for name in signals:
        spec.declare_var(name, "float")
    spec.spec = formula
    spec.parse()
    robustness = spec.evaluate(*[[name, signal] for name, signal in signals.items()])
    return bool(robustness[0][1] >= 0)


def steps(start: int, done: Sequence[tuple[int, int]], last: int) -> Signal:
    """Number done since the start, by (instant, number), up to an instant."""
    total, signal = 0, {0: 0}
    for instant, number in sorted(done):
        if start <= instant <= last:
            total += number
            signal[instant - start] = total
    signal.setdefault(last - start + 1, total)
    return [[t, n] for t, n in sorted(signal.items())]


def deadline(
    start: int, due: int, as_of: int, quantity: int, done: Sequence[tuple[int, int]]
) -> str:
    """Status of "so many by then", of a record that is complete up to the as-of instant."""
    signals = {"done": steps(start, done, as_of)}
    if due > as_of:
        now = holds(f"eventually[0:{as_of - start}](done >= {quantity})", signals)
        return "kept" if now else "pending"
    if holds(f"eventually[0:{due - start}](done >= {quantity})", signals):
        return "kept"
    late = holds(f"eventually[0:{as_of - start}](done >= {quantity})", signals)
    return "kept_late" if late else "breached"


def at_least(first: int, last: int, quota: int, done: Sequence[tuple[int, int]]) -> bool:
    """Whether the quota is reached between two instants, both included."""
    signals = {"done": steps(first, done, last)}
    return holds(f"eventually[0:{last - first}](done >= {quota})", signals)


def at_most(first: int, last: int, quota: int, done: Sequence[tuple[int, int]]) -> bool:
    """Whether the quota is never exceeded between two instants, both included."""
    return holds(f"always[0:{last - first}](done <= {quota})", {"done": steps(first, done, last)})
