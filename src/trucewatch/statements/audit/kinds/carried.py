"""Values carried forward: flagged as filled, or unchanged while the others move."""

from __future__ import annotations

from collections import Counter

from trucewatch.statements.audit import limits
from trucewatch.statements.audit.board import Board
from trucewatch.statements.audit.grid import FILLS, Column, tokens
from trucewatch.statements.audit.model import shown

KIND = "carried"
FLAGGED = ("The table itself says these rows are filled in: they repeat or estimate a value and "
           "are no reports.")
SAME = ("The value stands still while others of the table move: it may be carried forward, which "
        "is no report that nothing happened.")


def check(board: Board) -> None:
    """Look for words that say a row is filled in, and for running totals that stand still."""
    for column in board.grid.columns:
        if column.texts and not column.days and board.grid.order is not None:
            _flagged(board, column)
    totals = [c for c in board.grid.numeric if c.measures and not c.words & {"period", "hours"}]
    moves = {c.name: _moves(board, c) for c in totals}
    for column in totals:
        if column.running or column.name in board.increments or _level(board, column, moves):
            _still(board, column, totals, moves)


def _flagged(board: Board, column: Column) -> None:
    met = Counter(text.strip() for text in column.texts if text.strip())
    if len(met) > limits.MIN_RUN * 2:
        return
    for text, count in met.items():
        if set(tokens(text)) & FILLS:
            row = next(r for r, t in enumerate(column.texts) if t.strip() == text)
            board.tell(
                KIND, "note", row, [column.name], found=f"{column.name}: {text}",
                computed=f"{count:,} of {len(board.grid):,} rows", rows=count, meaning=FLAGGED,
            )


def _moves(board: Board, column: Column) -> list[tuple[int, int, bool]]:
    return [(b, r, column.numbers[b] != column.numbers[r]) for b, r in board.step(column)]


def _level(
    board: Board, column: Column, moves: dict[str, list[tuple[int, int, bool]]]
) -> bool:
    """Whether a column changes on nearly every step, so that standing still tells something."""
    steps = moves[column.name]
    return board.grid.order is not None and column.counts and \
        sum(1 for *_, moved in steps if moved) > (1 - limits.MOST) * max(len(steps), 1)


def _still(
    board: Board, column: Column, totals: list[Column],
    moves: dict[str, list[tuple[int, int, bool]]],
) -> None:
    steps = moves[column.name]
    runs = _runs(steps)
    for run in runs:
        rows = [row for _, row, _ in run]
        others = [m for _, _, m in steps if (_, _, m)]
        outside = len(steps) - len(run)
        still = sum(1 for *_, moved in steps if not moved) - len(run)
        if len(run) < limits.MIN_RUN or outside < limits.MIN_RUN or not others:
            continue
        # Chance of a step without change, taken from the rest of the column; never quite zero.
        chance = (still + 1) / (outside + 2)
        likely = chance ** len(run) * len(steps) >= limits.CHANCE
        if likely or not _others_move(column, rows, totals, moves):
            continue
        if _zero_given(board, column, rows):
            board.report.hold(KIND, f"{column.name} stands still, and nothing new is given",
                              len(run))
            continue
        board.tell(
            KIND, "note", rows[0], [column.name],
            found=f"{column.name} {shown(column.numbers[rows[0]])} on {len(run) + 1} rows, to "
                  f"{board.grid.key(rows[-1]) or board.grid.lines[rows[-1]]}",
            computed="others of the table move meanwhile", rows=len(run), meaning=SAME,
        )


def _runs(steps: list[tuple[int, int, bool]]) -> list[list[tuple[int, int, bool]]]:
    runs: list[list[tuple[int, int, bool]]] = [[]]
    last = None
    for step in steps:
        if step[2] or step[0] != last:
            runs.append([])
        if not step[2]:
            runs[-1].append(step)
        last = step[1]
    return [run for run in runs if run]


def _others_move(
    column: Column, rows: list[int], totals: list[Column],
    moves: dict[str, list[tuple[int, int, bool]]],
) -> bool:
    within = set(rows)
    seen = []
    for other in totals:
        if other is column or not (other.counts or other.running):
            continue
        there = [moved for _, row, moved in moves[other.name] if row in within]
        if there:
            seen.append(any(there))
    return bool(seen) and sum(seen) >= limits.MOVING * len(seen)


def _zero_given(board: Board, column: Column, rows: list[int]) -> bool:
    """Whether the increments of a running total say zero on all these rows."""
    increments = board.increments.get(column.name, [])
    return any(all(other.numbers[row] == 0 for row in rows) for other in increments)
