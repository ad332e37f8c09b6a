"""Running totals against their increments: what a total rose by, and what was said to be new."""

from __future__ import annotations

from trucewatch.statements.audit import limits
from trucewatch.statements.audit.board import Board
from trucewatch.statements.audit.cells import Number
from trucewatch.statements.audit.grid import Column
from trucewatch.statements.audit.model import shown, signed
from trucewatch.statements.audit.sums import Sum, Term, find

KIND = "running_total"
ONE = ("The running total and the number given as new differ here: the total may have been "
       "corrected, or one of them may cover more than the other.")
BOTH = ("The running total stands off here and is back on the next row: this one number may have "
        "been taken down otherwise, or what was corrected was taken back.")


def check(board: Board) -> None:
    """Look for columns whose steps another column gives, and for steps that it does not give."""
    rising = [c for c in board.grid.numeric if c.counts and _rises(board, c)]
    steps = [Term(c.name, _steps(board, c), c.words, step=True) for c in rising]
    parts = [
        Term(c.name, c.numbers, c.words) for c in board.grid.numeric
        if c.counts and not c.running and c not in rising
    ]
    for found in find(steps, parts):
        board.increments[found.total.name] = [
            c for c in board.grid.numeric if c.name in {part.name for part in found.parts}]
        _tell(board, found, next(c for c in rising if c.name == found.total.name))


def _rises(board: Board, column: Column) -> bool:
    """Whether a column goes up far more often than down."""
    up = down = 0
    for before, row in board.step(column):
        change = (column.numbers[row] or 0) - (column.numbers[before] or 0)
        up, down = up + (change > 0), down + (change < 0)
    return up >= limits.NAMED_EVIDENCE and down <= max(limits.FEW, limits.FALLS * up) \
        and down <= limits.MOST * up


def _steps(board: Board, column: Column) -> list[Number | None]:
    found: list[Number | None] = [None] * len(board.grid)
    torn = board.torn()
    for before, row in board.step(column):
        if row in torn:
            board.report.leave(KIND, f"rise of {column.name}",
                               "a row between has no day or no name of its series")
            continue
        change = (column.numbers[row] or 0) - (column.numbers[before] or 0)
        # A restart is told by another check; its step compares with nothing.
        last, now = column.numbers[before] or 0, column.numbers[row] or 0
        if not (change < 0 and float(now) <= limits.RESTART * float(last)):
            found[row] = change
    return found


def _tell(board: Board, found: Sum, column: Column) -> None:
    names = [part.name for part in found.parts]
    what = f"rise of {column.name} = {' + '.join(names)}"
    board.report.hold(KIND, what, len(found.held))
    board.report.leave(KIND, what, "an increment is missing", len(found.missing))
    after = {before: row for series in board.grid.series
             for before, row in zip(series.rows, series.rows[1:], strict=False)}
    before_of = {row: before for before, row in after.items()}
    off = {row: _difference(found, row) for row in found.failed}
    for row, difference in off.items():
        previous = before_of[row]
        if previous in off and off[previous] == -difference:
            continue
        following = after.get(row)
        both = following in off and off.get(following, 0) == -difference
        new = [part.values[row] for part in found.parts]
        rise = (column.numbers[row] or 0) - (column.numbers[previous] or 0)
        given = " + ".join(shown(value) for value in new if value is not None)
        board.told.add((row, column.name))
        if both and following is not None:
            board.told.add((following, column.name))
        board.tell(
            KIND, "difference", row, [column.name, *names],
            found=f"{column.name} {shown(column.numbers[previous])} -> "
                  f"{shown(column.numbers[row])}, a change of {signed(rise)}",
            computed=f"{' + '.join(names)} gives {given}", difference=signed(difference),
            rows=2 if both else 1, meaning=BOTH if both else ONE,
        )


def _difference(found: Sum, row: int) -> Number:
    given = sum(value for part in found.parts if (value := part.values[row]) is not None)
    return (found.total.values[row] or 0) - given
