"""Periods told in a row's text against the dates the row itself gives."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from trucewatch.model.date_words import Days, read_days
from trucewatch.model.instant import TimeProblem
from trucewatch.statements.audit import limits
from trucewatch.statements.audit.board import Board
from trucewatch.statements.audit.grid import ENDS, SOURCES, STARTS, Column, tokens
from trucewatch.statements.audit.words import month_pattern

KIND = "dates"
MEANING = ("The text tells of other days than the row: one of them may have been taken over from "
           "another row or an earlier state.")
CITED = SOURCES | {"headline", "title", "article", "reference", "url", "link", "address"}
"""Words of names of columns that cite other documents, of other days."""
_LONG = 20
"""Characters from which on a cell is a text."""


@cache
def _pattern() -> re.Pattern[str]:
    month, day, year = month_pattern(), r"\d{1,2}(?:st|nd|rd|th)?", r"(?:\s(?:19|20)\d\d)?"
    one = rf"{day}(?:\s{month})?{year}"
    return re.compile(rf"(?<!\w){one}\s(?:to|and|until|-|–)\s{day}\s{month}{year}",
                      re.IGNORECASE)


def check(board: Board) -> None:
    """Look at texts that on most rows tell of the row's own days."""
    days = [c for c in board.grid.columns if c.days]
    starts = [c for c in days if set(tokens(c.name)) & STARTS]
    ends = [c for c in days if set(tokens(c.name)) & ENDS]
    texts = [c for c in board.grid.columns
             if c.texts and not c.days and not c.words & CITED and _is_text(c)]
    for start in starts:
        stem = [w for w in tokens(start.name) if w not in STARTS]
        for end in ends:
            if [w for w in tokens(end.name) if w not in ENDS] == stem:
                for text in texts:
                    _texts(board, text, start, end)


def _is_text(column: Column) -> bool:
    some = [text for text in column.texts if text][:50]
    return bool(some) and sum(map(len, some)) > _LONG * len(some)


def _texts(board: Board, column: Column, start: Column, end: Column) -> None:
    agree = 0
    apart: list[tuple[int, str]] = []
    for row, text in enumerate(column.texts):
        first, last = start.days[row], end.days[row]
        if first is None or last is None:
            continue
        for match in _pattern().finditer(text[:5_000]):
            found = _days(match[0], date.fromordinal(first).year)
            if found is None:
                continue
            if found.last.toordinal() < first or found.first.toordinal() > last:
                apart.append((row, match[0]))
            else:
                agree += 1
    if agree < limits.EVIDENCE or len(apart) > limits.MOST * (agree + len(apart)):
        return
    board.report.hold(KIND, f"days told in {column.name} and {start.name} to {end.name}", agree)
    for row, words in apart:
        first, last = start.days[row] or 1, end.days[row] or 1
        board.tell(
            KIND, "difference", row, [column.name, start.name, end.name],
            found=f"the text says {words}",
            computed=f"the row is dated {date.fromordinal(first)} to {date.fromordinal(last)}",
            meaning=MEANING,
        )


def _days(words: str, year: int) -> Days | None:
    try:
        return read_days(words, "en", year=year)
    except TimeProblem:
        return None
