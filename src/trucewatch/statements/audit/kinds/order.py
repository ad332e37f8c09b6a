"""Low, best and high estimates in their order."""

from __future__ import annotations

import itertools
from collections import defaultdict

from trucewatch.statements.audit.board import Board
from trucewatch.statements.audit.grid import BESTS, HIGHS, LOWS, Column
from trucewatch.statements.audit.model import shown, signed

KIND = "order"
MEANING = ("The lower bound is above what it bounds: one of the estimates may have been changed "
           "without the other. The row says a range all the same: both numbers are kept.")


def check(board: Board) -> None:
    """Look at every pair of bounds that the names of columns make."""
    groups: dict[frozenset[str], dict[int, Column]] = defaultdict(dict)
    for column in board.grid.numeric:
        for rank, words in enumerate((LOWS, BESTS, HIGHS)):
            if column.words & words:
                # The rest of the name says what is bounded: low_killed bounds killed.
                stem = frozenset(w for w in column.words - words if not w.isdigit())
                groups[stem].setdefault(rank, column)
    for found in groups.values():
        ranks = sorted(found)
        for low, high in itertools.pairwise(ranks):
            _pair(board, found[low], found[high])


def _pair(board: Board, low: Column, high: Column) -> None:
    held = missing = 0
    for row, (least, most) in enumerate(zip(low.numbers, high.numbers, strict=True)):
        if least is None or most is None:
            missing += 1
        elif least <= most:
            held += 1
        else:
            board.tell(
                KIND, "difference", row, [low.name, high.name],
                found=f"{low.name} {shown(least)}, {high.name} {shown(most)}",
                computed=f"{low.name} is at most {high.name}", difference=signed(least - most),
                meaning=MEANING,
            )
    what = f"{low.name} <= {high.name}"
    board.report.hold(KIND, what, held)
    board.report.leave(KIND, what, "a bound is missing", missing)
