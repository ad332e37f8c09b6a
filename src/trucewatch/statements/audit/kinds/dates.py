"""Starts and ends of periods, their stated length, and weekdays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache

from trucewatch.model.month_names import LANGUAGES
from trucewatch.statements.audit import limits
from trucewatch.statements.audit.board import Board
from trucewatch.statements.audit.grid import ENDS, PERIODS, STARTS, Column, tokens
from trucewatch.statements.audit.model import shown, signed

KIND = "dates"
BACKWARDS = "The period ends before it starts: start and end may have been exchanged."
LENGTH = ("The length given and the dates given differ: one of them may have been changed without "
          "the other, or the length may leave an end out.")
WEEKDAY = "The weekday and the date differ: one of them may have been taken down otherwise."


def check(board: Board) -> None:
    """Look at pairs of start and end, at lengths in days or hours, and at names of weekdays."""
    for start, end in _pairs(board):
        _order(board, start, end)
        _lengths(board, start, end)
    _weekdays(board)


def _pairs(board: Board) -> Iterator[tuple[Column, Column]]:
    days = [column for column in board.grid.columns if column.days]
    for start in days:
        stem = [word for word in tokens(start.name) if word not in STARTS]
        if len(stem) == len(tokens(start.name)):
            continue
        for end in days:
            other = tokens(end.name)
            if len(set(other) & ENDS) and [w for w in other if w not in ENDS] == stem:
                yield start, end
                break


def _order(board: Board, start: Column, end: Column) -> None:
    held = missing = 0
    for row, (first, last) in enumerate(zip(start.days, end.days, strict=True)):
        if first is None or last is None:
            missing += 1
        elif first <= last:
            held += 1
        else:
            board.tell(
                KIND, "difference", row, [end.name, start.name],
                found=f"{start.name} {_iso(first)}, {end.name} {_iso(last)}",
                computed="a period ends on the day it starts, or later",
                difference=f"{signed(last - first)} days", meaning=BACKWARDS,
            )
    what = f"{start.name} to {end.name}"
    board.report.hold(KIND, what, held)
    board.report.leave(KIND, what, "a date is missing", missing)


def _lengths(board: Board, start: Column, end: Column) -> None:
    rows = [r for r in range(len(board.grid))
            if start.days[r] is not None and end.days[r] is not None]
    for column in board.grid.numeric:
        if not column.words & PERIODS:
            continue
        given = [r for r in rows if column.numbers[r] is not None]
        # Days or hours, both ends counted or not: what fits most rows is what is meant.
        best = max(((unit, both) for unit in (1, 24) for both in (0, 1)), key=lambda how: sum(
            _length(start, end, r, *how) == column.numbers[r] for r in given))
        failed = [r for r in given if _length(start, end, r, *best) != column.numbers[r]]
        held = len(given) - len(failed)
        if held < limits.NAMED_EVIDENCE or \
                len(failed) > max(limits.FEW, limits.EXCEPTIONS * len(given)) or \
                len(failed) > limits.MOST * len(given):
            continue
        board.report.hold(KIND, f"{column.name} = {start.name} to {end.name}", held)
        for row in failed:
            length = _length(start, end, row, *best)
            value = column.numbers[row] or 0
            unit = "hours" if best[0] == 24 else "days"  # noqa: PLR2004
            board.tell(
                KIND, "difference", row, [column.name, start.name, end.name],
                found=f"{column.name} {shown(value)}",
                computed=f"{_iso(start.days[row] or 1)} to {_iso(end.days[row] or 1)} is "
                         f"{length} {unit}",
                difference=signed(value - length), meaning=LENGTH,
            )


def _length(start: Column, end: Column, row: int, unit: int, both: int) -> int:
    return ((end.days[row] or 0) - (start.days[row] or 0) + both) * unit


@cache
def _names() -> dict[str, int]:
    """Weekday of each name that means one weekday in every language."""
    found: dict[str, set[int]] = {}
    for language in LANGUAGES.values():
        for at, names in enumerate(language.weekdays):
            for name in names:
                found.setdefault(name.casefold(), set()).add(at)
    return {name: days.pop() for name, days in found.items() if len(days) == 1}


def _weekdays(board: Board) -> None:
    days = [column for column in board.grid.columns if column.days]
    for column in board.grid.columns:
        if not days or column.days or not column.texts:
            continue
        named = [_names().get(text.strip().casefold()) for text in column.texts]
        known = [row for row, name in enumerate(named) if name is not None]
        if len(known) < limits.NUMERIC * max(sum(1 for t in column.texts if t.strip()), 1):
            continue
        day = max(days, key=lambda d: sum(_is(d, r, named[r]) for r in known))
        failed = [r for r in known if day.days[r] is not None and not _is(day, r, named[r])]
        held = sum(_is(day, r, named[r]) for r in known)
        if held < limits.NAMED_EVIDENCE or len(failed) > limits.MOST * len(known):
            continue
        board.report.hold(KIND, f"{column.name} of {day.name}", held)
        for row in failed:
            board.tell(
                KIND, "difference", row, [column.name, day.name],
                found=f"{column.texts[row]}, {_iso(day.days[row] or 1)}",
                computed=f"{_iso(day.days[row] or 1)} is a "
                         f"{date.fromordinal(day.days[row] or 1):%A}", meaning=WEEKDAY,
            )


def _is(day: Column, row: int, weekday: int | None) -> bool:
    value = day.days[row]
    return value is not None and date.fromordinal(value).weekday() == weekday


def _iso(day: int) -> str:
    return date.fromordinal(day).isoformat()
