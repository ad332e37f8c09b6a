"""Rows that cover another period than the others, and changes of source in mid-series."""

from __future__ import annotations

from collections import Counter

from trucewatch.statements.audit import limits
from trucewatch.statements.audit.board import Board
from trucewatch.statements.audit.cells import MISSING
from trucewatch.statements.audit.grid import FILLS, PERIODS, SOURCES, Column
from trucewatch.statements.audit.model import shown, signed

KIND, SOURCE = "period", "source_change"
LONGER = ("The row covers another time than its place in the series: its number is not one day's, "
          "and no rate may be taken of it without the period.")
NONE = "The row covers no time: a zero here is no report that nothing happened."
CHANGED = ("The numbers before and after come from different sources, which may count otherwise: "
           "a jump here may be the change.")


def check(board: Board) -> None:
    """Look at columns that say which period a row covers, and which source it is from."""
    if board.grid.order is None:
        return
    for column in board.grid.numeric:
        if column.words & PERIODS and not column.running:
            _period(board, column)
    for column in board.grid.columns:
        if column.texts and not column.days and column.words & SOURCES:
            _source(board, column)


def _gaps(board: Board) -> dict[int, int]:
    day = board.grid.order
    if day is None:
        return {}
    return {
        row: (day.days[row] or 0) - (day.days[before] or 0)
        for series in board.grid.series
        for before, row in zip(series.rows, series.rows[1:], strict=False)
    }


def _period(board: Board, column: Column) -> None:
    torn = board.torn()
    gaps = {row: gap for row, gap in _gaps(board).items()
            if column.numbers[row] is not None and row not in torn}
    if len(gaps) < limits.MIN_SERIES:
        return
    unit = max((1, 24), key=lambda u: sum(column.numbers[r] == g * u for r, g in gaps.items()))
    held = [r for r, g in gaps.items() if column.numbers[r] == g * unit]
    if len(held) <= len(gaps) / 2:
        return
    word = "hours" if unit == 24 else "days"  # noqa: PLR2004
    board.report.hold(KIND, f"{column.name} = {word} since the row before", len(held))
    for row, gap in gaps.items():
        value = column.numbers[row] or 0
        if value != gap * unit:
            board.tell(
                KIND, "note", row, [column.name], found=f"{column.name} {shown(value)}",
                computed=f"the row before is {gap * unit} {word} earlier",
                difference=signed(value - gap * unit), meaning=NONE if value == 0 else LONGER,
            )


def _source(board: Board, column: Column) -> None:
    met = Counter(text for text in column.texts if text.strip())
    if not 1 < len(met) <= len(board.grid) / limits.MIN_SERIES:
        return
    for series in board.grid.series:
        last = ""
        for row in series.rows:
            now = column.texts[row].strip()
            # A word for a gap is no source.
            if now.casefold() in FILLS | MISSING:
                continue
            if last and now != last:
                board.tell(
                    SOURCE, "note", row, [column.name], found=f"{column.name}: {last} -> {now}",
                    computed="one source throughout would need no care", meaning=CHANGED,
                )
            elif last:
                board.report.hold(SOURCE, f"{column.name} as on the row before")
            last = now
