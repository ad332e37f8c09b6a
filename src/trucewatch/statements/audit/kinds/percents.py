"""Percentages: parts of 100, none above 100."""

from __future__ import annotations

from decimal import Decimal

from trucewatch.statements.audit import limits
from trucewatch.statements.audit.board import Board
from trucewatch.statements.audit.cells import Number
from trucewatch.statements.audit.grid import CHANGES, Column
from trucewatch.statements.audit.model import shown, signed

KIND = "percent"
NAMES = frozenset({"percent", "percentage", "pct"})
ABOVE = ("A share of a whole is at most 100: the number may be an index or a change, or its base "
         "may be another than the name says.")
WHOLE = ("The percentages named do not make up 100, further off than rounding explains: a part "
         "may be in no column, or one number may have been changed without the others.")


def check(board: Board) -> None:
    """Look at columns named as percentages, alone and beside each other."""
    shares = [c for c in board.grid.numeric
              if (c.words & NAMES or "%" in c.name) and not c.words & CHANGES]
    for column in shares:
        _bounds(board, column)
    groups: dict[frozenset[str], list[Column]] = {}
    for column in shares:
        groups.setdefault(column.words & NAMES, []).append(column)
    for group in groups.values():
        if len(group) > 1:
            _whole(board, group)


def _bounds(board: Board, column: Column) -> None:
    known = [(row, n) for row, n in enumerate(column.numbers) if n is not None]
    off = [row for row, n in known if not 0 <= n <= 100]  # noqa: PLR2004
    if len(off) > max(limits.FEW, limits.EXCEPTIONS * len(known)) or \
            len(off) > limits.MOST * len(known):
        board.report.leave(KIND, column.name, "many are above 100: not shares of a whole",
                           len(known))
        return
    board.report.hold(KIND, f"{column.name} from 0 to 100", len(known) - len(off))
    for row in off:
        value = column.numbers[row]
        if (row, column.name) not in board.told:
            board.tell(KIND, "difference", row, [column.name],
                       found=f"{column.name} {shown(value)}", computed="a share is 0 to 100",
                       meaning=ABOVE)


def _whole(board: Board, columns: list[Column]) -> None:
    rows: dict[int, Number] = {}
    missing = 0
    for row in range(len(board.grid)):
        cells = [column.numbers[row] for column in columns]
        known = [cell for cell in cells if cell is not None]
        if len(known) == len(cells):
            rows[row] = sum(known)
        else:
            missing += bool(known)
    # Each was rounded: together they may be off by half a last place each.
    near: Decimal = Decimal(len(columns)).scaleb(-max(c.decimals for c in columns)) / 2
    failed = [row for row, total in rows.items() if abs(Decimal(total) - 100) > near]
    held = len(rows) - len(failed)
    if held < limits.NAMED_EVIDENCE or len(failed) > limits.MOST * len(rows):
        return
    names = [column.name for column in columns]
    what = f"{' + '.join(names)} = 100"
    board.report.hold(KIND, what, held)
    board.report.leave(KIND, what, "a part is missing", missing)
    for row in failed:
        words = " + ".join(shown(column.numbers[row]) for column in columns)
        if any((row, name) in board.told for name in names):
            continue
        board.tell(KIND, "difference", row, names, found="percentages as parts of a whole",
                   computed=f"{words} = {shown(rows[row])}", difference=signed(100 - rows[row]),
                   meaning=WHOLE)
