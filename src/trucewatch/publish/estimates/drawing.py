"""Drawings of an estimate: totals by model on a logarithmic scale, and the overlap of lists."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from trucewatch.publish.estimates.scale import figures_between
from trucewatch.publish.words import clean

Rows = Mapping[str, Any]

WIDTH, LABELS, ROW = 720, 290, 22
LONGEST_LABEL = 42
MOST_PATTERNS = 24
BAR = 120
RIGHT = 20
_TITLES = {"loglinear": "log-linear models", "graphs": "decomposable graphs",
           "latent": "latent classes"}


@dataclass(frozen=True)
class Bar:
    """One total with its limits, placed in the drawing."""

    y: int
    label: str
    whole: str
    """Name and figures in full, for a pointer and for a reader of screens."""
    low: float | None
    at: float | None
    high: float | None
    strong: bool
    """True for the range of a method, false for one model or one way to read the data."""
    open_: bool
    """True where the range has no end that may be said."""


@dataclass(frozen=True)
class Totals:
    """The drawing of totals."""

    height: int
    bars: list[Bar]
    ticks: list[tuple[float, str]]
    documented: float


@dataclass(frozen=True)
class Column:
    """One pattern in the picture of overlaps."""

    x: int
    y: float
    tall: float
    count: str
    dots: list[tuple[int, bool]]
    """Height of each list's dot, and whether the list recorded these incidents."""
    whole: str


@dataclass(frozen=True)
class Overlaps:
    """The picture of overlaps."""

    width: int
    height: int
    columns: list[Column]
    lists: list[tuple[int, str]]
    left_out: int


def totals(rows: Rows) -> Totals | None:
    """Place every total of a result; ``None`` where there is none."""
    wanted = list(_wanted(rows))
    values = [v for _, row, _, _ in wanted for v in (row["low"], row["total"], row["high"])
              if v is not None]
    if not values:
        return None
    low, high = math.log(max(1, min(rows["documented"], *values))), math.log(max(values) * 1.1)
    span = max(high - low, 1e-9)

    def at(value: float | None) -> float | None:
        if value is None:
            return None
        share = (math.log(max(value, 1)) - low) / span
        return round(LABELS + max(0.0, min(1.0, share)) * (WIDTH - LABELS - RIGHT), 1)

    bars = [
        Bar(y=ROW * n + ROW, label=_short(name), whole=_whole(name, row, open_),
            low=at(row["low"]), at=at(row["total"]),
            high=WIDTH - RIGHT / 2 if open_ else at(row["high"]), strong=strong, open_=open_)
        for n, (name, row, strong, open_) in enumerate(wanted)]
    return Totals(
        height=ROW * len(bars) + 3 * ROW, bars=bars, documented=at(rows["documented"]) or 0.0,
        ticks=[(at(v) or 0.0, f"{v:,}") for v in figures_between(math.exp(low), math.exp(high))])


def _wanted(rows: Rows) -> list[tuple[str, Rows, bool, bool]]:
    found: list[tuple[str, Rows, bool, bool]] = []
    for one in rows["methods"]:
        if one["estimable"]:
            main = {"total": one["median"], "low": one["low"], "high": one["high"]}
            found.append((_TITLES[one["method"]], main, True, one["at_least"]))
            found += [(row["name"], row, False, False)
                      for row in (*one["models"], *one["sensitivity"])]
    return found + [(row["name"], row, False, False) for row in rows["sensitivity"]]


def _short(name: str) -> str:
    shown = clean(name)
    return shown if len(shown) <= LONGEST_LABEL else shown[: LONGEST_LABEL - 1] + "…"


def _whole(name: str, row: Rows, open_: bool) -> str:
    if open_:
        return f"{clean(name)}: {row['low']:,.0f} or more"
    if row["total"] is None:
        return f"{clean(name)}: no total"
    said = f"{clean(name)}: {row['total']:,.0f}"
    if row["low"] is not None and row["high"] is not None:
        said += f" ({row['low']:,.0f} to {row['high']:,.0f})"
    return said


def overlaps(rows: Rows) -> Overlaps:
    """Place the patterns that hold most incidents, each as dots of its lists and a bar."""
    table = rows["table"]
    patterns: Sequence[Rows] = sorted(
        table["patterns"], key=lambda p: (-p["incidents"], p["lists"]))
    shown, names = patterns[:MOST_PATTERNS], [one["name"] for one in table["lists"]]
    most = max((p["incidents"] for p in shown), default=1)
    columns = []
    for n, pattern in enumerate(shown):
        tall = max(1.0, round(BAR * pattern["incidents"] / most, 1))
        columns.append(Column(
            x=190 + 22 * n, y=BAR + 20 - tall, tall=tall, count=f"{pattern['incidents']:,}",
            dots=[(BAR + 42 + 18 * k, name in pattern["lists"]) for k, name in enumerate(names)],
            whole=f"{clean(' and '.join(pattern['lists']))}: {pattern['incidents']:,}"))
    lists = [(BAR + 46 + 18 * k, f"{_tight(one['name'])} {one['incidents']:,}")
             for k, one in enumerate(table["lists"])]
    return Overlaps(width=200 + 22 * len(shown), height=BAR + 60 + 18 * len(names),
                    columns=columns, lists=lists, left_out=len(patterns) - len(shown))


def _tight(name: str) -> str:
    shown = clean(name)
    return shown if len(shown) <= 16 else shown[:15] + "…"  # noqa: PLR2004
