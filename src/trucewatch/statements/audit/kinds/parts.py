"""Parts against the total they are parts of, row by row."""

from __future__ import annotations

from trucewatch.statements.audit.board import Board
from trucewatch.statements.audit.grid import Column
from trucewatch.statements.audit.model import shown, signed
from trucewatch.statements.audit.sums import Sum, Term, find

KIND = "parts"
LESS = ("The parts named do not make up the whole: some of it may be in no part named, or one of "
        "the numbers may have been taken down otherwise than it was said.")
MORE = ("The parts named are more than the whole: something may be in two parts, or one of the "
        "numbers may have been taken down otherwise than it was said.")


def check(board: Board) -> None:
    """Look for columns that are the sum of others, and for rows on which they are not."""
    terms = [
        Term(column.name, column.numbers, column.words, running=column.running)
        for column in board.grid.numeric if _may_add(column)
    ]
    for running in (False, True):
        same = [term for term in terms if term.running == running]
        for found in find(same, same):
            _tell(board, found)


def _may_add(column: Column) -> bool:
    return column.measures and all(n is None or n >= 0 for n in set(column.numbers))


def _tell(board: Board, found: Sum) -> None:
    names = [part.name for part in found.parts]
    what = f"{found.total.name} = {' + '.join(names)}"
    board.report.hold(KIND, what, len(found.held))
    board.report.leave(KIND, what, "a part is missing", len(found.missing))
    for row in found.failed:
        cells = [(part.name, part.values[row]) for part in found.parts]
        known = [(name, value) for name, value in cells if value is not None]
        total = sum(value for _, value in known)
        whole = found.total.values[row]
        if whole is None:
            continue
        absent = [name for name, value in cells if value is None]
        words = " + ".join(f"{shown(v)} ({n})" for n, v in known)
        left = f"; nothing given for {', '.join(absent)}" if absent else ""
        board.tell(
            KIND, "difference", row, [found.total.name, *names],
            found=f"{found.total.name} {shown(whole)}",
            computed=f"{words} = {shown(total)}{left}",
            difference=signed(whole - total), meaning=LESS if total < whole else MORE,
        )
