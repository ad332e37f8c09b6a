"""Drawings of chains of draws: the way of each, and the ranks of its draws among those of all."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from trucewatch.publish.estimates.drawing import Rows
from trucewatch.publish.estimates.scale import figures_between

WIDTH, TALL, BARS_TALL = 340, 128, 104
LEFT, RIGHT, TOP, FOOT = 46, 8, 8, 18
BARS_TOP = 16
MOST_TIMES = 5.0
"""Of what a bar is expected to hold; higher bars are cut, so that one chain that sits still does
not press those of all others flat."""
Height = tuple[float, str]


@dataclass(frozen=True)
class Panel:
    """One chain in a drawing."""

    name: str
    whole: str
    """What is drawn, in words made of the figures, for a reader of screens."""
    path: str
    """The line of a trace, or the outline of the bars of ranks."""
    cut: tuple[float, str] | None = None
    """Where the highest bar is, and its draws, if it is too high for the drawing."""


@dataclass(frozen=True)
class Drawn:
    """The chains of a method; panels of a kind have one scale."""

    draws: str
    """How many of each chain."""
    thinned: bool
    """Whether lines go through some of the draws only."""
    traces: list[Panel]
    heights: list[Height]
    """Where on the scale of traces which total is, for its lines."""
    ranks: list[Panel]
    alike: str
    """The line the bars of chains that agree keep to."""
    expected: Height
    """Where it lies where no draws are equal, and how many draws a bar that is."""
    bins: int
    uneven: bool
    """Whether so many draws are equal that the line has steps."""


def chains(one: Rows) -> Drawn | None:
    """Place the chains of a method; ``None`` where it has none."""
    found = one.get("chains") or []
    if not found:
        return None
    low, high = min(min(c["total"]) for c in found), max(max(c["total"]) for c in found)
    bars = [c["ranks"] for c in found]
    even = [sum(bins) / len(bars) for bins in zip(*bars, strict=True)]
    level = sum(even) / len(even)
    most = max(1.0, min(MOST_TIMES * level, max(n for bins in bars for n in bins)), *even)
    return Drawn(
        draws=f"{found[0]['draws']:,}",
        thinned=any(len(c["at"]) < c["draws"] for c in found),
        traces=[_trace(n, c, low, high) for n, c in enumerate(found, start=1)],
        heights=[(_height(v, low, high), f"{v:,}") for v in figures_between(low, high)],
        ranks=[_ranks(n, bins, even, most) for n, bins in enumerate(bars, start=1)],
        alike=_steps(even, most), expected=(_bar(level, most), f"{level:,.0f}"),
        bins=len(even), uneven=max(even) - min(even) > 1)


def _height(total: float, low: float, high: float) -> float:
    """Where a total lies on the logarithmic scale of traces; in the middle if there is but one."""
    span = math.log(max(high, 1)) - math.log(max(low, 1))
    share = (math.log(max(total, 1)) - math.log(max(low, 1))) / span if span > 0 else 0.5
    return round(TALL - FOOT - share * (TALL - FOOT - TOP), 1)


def _trace(number: int, one: Rows, low: float, high: float) -> Panel:
    wide = (WIDTH - LEFT - RIGHT) / max(one["draws"] - 1, 1)
    points = " ".join(
        f"{round(LEFT + (at - 1) * wide, 1):g},{_height(total, low, high):g}"
        for at, total in zip(one["at"], one["total"], strict=True))
    least, greatest = min(one["total"]), max(one["total"])
    ran = f"stays at {least:,.0f}" if least == greatest else (
        f"runs between {least:,.0f} and {greatest:,.0f}")
    return Panel(
        f"chain {number}", path=f"M{points}",
        whole=f"Chain {number}: over {one['draws']:,} draws the total {ran}, "
              f"begins at {one['total'][0]:,.0f} and ends at {one['total'][-1]:,.0f}")


def _bar(many: float, most: float) -> float:
    share = min(many / most, 1.0)
    return round(BARS_TALL - FOOT - share * (BARS_TALL - FOOT - BARS_TOP), 1)


def _steps(bins: Sequence[float], most: float) -> str:
    """Outline of bars from left to right, along their tops."""
    wide = (WIDTH - LEFT - RIGHT) / len(bins)
    path = f"M{LEFT} {_bar(bins[0], most):g}"
    for n, many in enumerate(bins, start=1):
        path += f"V{_bar(many, most):g}H{round(LEFT + n * wide, 1):g}"
    return path


def _ranks(number: int, bins: Sequence[int], even: Sequence[float], most: float) -> Panel:
    foot, wide, highest = BARS_TALL - FOOT, (WIDTH - LEFT - RIGHT) / len(bins), max(bins)
    far = max(range(len(bins)), key=lambda n: abs(bins[n] - even[n]))
    return Panel(
        f"chain {number}", path=f"{_steps(bins, most)}V{foot}H{LEFT}z",
        # Away from the edges, beyond which half of the figure would lie.
        cut=None if highest <= most else (
            round(min(max(LEFT + (bins.index(highest) + 0.5) * wide, LEFT + 20), WIDTH - 24), 1),
            f"{highest:,}"),
        whole=f"Chain {number}: {len(bins)} bars of {min(bins):,} to {max(bins):,} draws; "
              f"bar {far + 1} is farthest from what it would be if all chains drew alike, "
              f"{bins[far]:,} for {even[far]:,.0f}")
