"""Rows of totals below the rows they add up."""

from __future__ import annotations

from trucewatch.statements.audit.board import Board
from trucewatch.statements.audit.grid import SHARES, Column
from trucewatch.statements.audit.model import shown, signed
from trucewatch.statements.audit.words import is_total

KIND = "total_row"
MEANING = ("The rows above and the total differ: a row may be missing from the table, or the total "
           "may have been taken over from an earlier state of it.")


def check(board: Board) -> None:
    """Look for rows named as totals, and add up the rows above each."""
    labels = [c for c in board.grid.columns if c.texts and not c.days]
    if not labels:
        return
    totals = [row for row, text in enumerate(labels[0].texts) if is_total(text)]
    start = 0
    for row in totals:
        if row - start > 1:
            _block(board, start, row)
        start = row + 1


def _block(board: Board, start: int, end: int) -> None:
    sums: list[tuple[Column, bool]] = []
    for column in board.grid.numeric:
        whole = column.numbers[end]
        cells = column.numbers[start:end]
        if whole is None or not column.measures or column.words & SHARES or column.running:
            continue
        if None in cells:
            board.report.leave(KIND, column.name, "a row above is empty")
            continue
        sums.append((column, sum(c for c in cells if c is not None) == whole))
    # A column that adds up shows that the total is one of the rows above.
    if not any(good for _, good in sums) and len(sums) > 1:
        return
    for column, good in sums:
        if good:
            board.report.hold(KIND, column.name)
            continue
        total = sum(c for c in column.numbers[start:end] if c is not None)
        whole = column.numbers[end] or 0
        board.tell(
            KIND, "difference", end, [column.name],
            found=f"{column.name} {shown(whole)} in the row of totals",
            computed=f"the {end - start} rows above add up to {shown(total)}",
            difference=signed(whole - total), meaning=MEANING,
        )
