"""Running totals that go down, and those that start again."""

from __future__ import annotations

from trucewatch.statements.audit import limits
from trucewatch.statements.audit.board import Board
from trucewatch.statements.audit.grid import Column
from trucewatch.statements.audit.model import shown, signed

KIND, RESTART = "falling", "restart"
DOWN = ("A running total went down: earlier counts may have been corrected, or the source or what "
        "it counts may have changed. The fall is no event of that day.")
ANEW = ("The count starts again here: totals before and after are of different periods and may "
        "not be subtracted from each other.")


def check(board: Board) -> None:
    """Look at every column that is a running total by its name or its course."""
    for column in board.grid.numeric:
        if not column.measures:
            continue
        steps = board.given(column)
        down = [(b, r) for b, r in steps if _value(column, r) < _value(column, b)]
        if not _is_total(board, column, len(steps), down):
            continue
        restarts = [s for s in down if _restarts(column, *s)]
        board.report.hold(KIND, f"{column.name} does not go down", len(steps) - len(down))
        for before, row in down:
            if (before, row) in restarts:
                _tell(board, column, before, row, RESTART)
            elif (row, column.name) not in board.told:
                _tell(board, column, before, row, KIND)


def _value(column: Column, row: int) -> int | float:
    return column.numbers[row] or 0  # type: ignore[return-value]


def _is_total(
    board: Board, column: Column, steps: int, down: list[tuple[int, int]]
) -> bool:
    up = sum(1 for b, r in board.given(column) if _value(column, r) > _value(column, b))
    if column.running or column.name in board.increments:
        return up >= limits.NAMED_EVIDENCE and len(down) <= limits.MOST * max(up, 1)
    many = up >= limits.RISING and len(down) <= max(1, limits.FALLS * up)
    # Without being named so, it must rise on most of its steps: a noisy level does not.
    return many and column.counts and up > (1 - limits.MOST) * steps and bool(board.grid.order)


def _restarts(column: Column, before: int, row: int) -> bool:
    return _value(column, row) <= limits.RESTART * _value(column, before) and \
        _value(column, before) > limits.MIN_RUN


def _tell(board: Board, column: Column, before: int, row: int, kind: str) -> None:
    last, now = column.numbers[before], column.numbers[row]
    change = (now or 0) - (last or 0)
    board.tell(
        kind, "difference" if kind == KIND else "note", row, [column.name],
        found=f"{column.name} {shown(last)} -> {shown(now)}",
        computed="a running total stays or rises", difference=signed(change),
        meaning=DOWN if kind == KIND else ANEW,
    )
