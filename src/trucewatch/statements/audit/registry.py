"""The checks, in the order they are made; a new kind is one module and one line here."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import localcontext

from trucewatch.statements.audit.board import Board
from trucewatch.statements.audit.grid import Grid
from trucewatch.statements.audit.kinds import (
    carried,
    dates,
    falling,
    order,
    parts,
    percents,
    periods,
    ratios,
    row_dates,
    running,
    said_dates,
    said_equations,
    said_parts,
    said_ratios,
    total_rows,
)
from trucewatch.statements.audit.model import Report
from trucewatch.statements.audit.said import Passage, Where
from trucewatch.statements.audit.text import read

TABLE: dict[str, Callable[[Board], None]] = {
    "total_rows": total_rows.check, "parts": parts.check, "running": running.check,
    "ratios": ratios.check, "percents": percents.check, "falling": falling.check,
    "order": order.check, "dates": dates.check, "row_dates": row_dates.check,
    "periods": periods.check, "carried": carried.check,
}
"""Checks of a table. Those that explain columns come before those that ask whether any did."""
TEXT: dict[str, Callable[[Passage], None]] = {
    "equations": said_equations.check, "parts": said_parts.check, "ratios": said_ratios.check,
    "dates": said_dates.check,
}
"""Checks of a text."""
_DIGITS = re.compile(r"\d[\d.,٬]*")
_YEAR = re.compile(r"(?:19|20)\d\d")
_JOINED = re.compile(r"[,،;+]")
_SIGN = re.compile(
    r"[:(\[–—=%٪+]| - |cent|процент|відсот|אחוז|بالم|في الم|total|in all|altogether|all told|"
    r"combined|add|sum of|\bday|в общей|загал|всего|итого|усього|разом|إجمالي|بمجموع|المجموع|"
    r"ليبلغ|סך", re.IGNORECASE)
PRECISION = 80
"""Digits decimals are added up with: more than any two numbers that are read can need."""


def audit_grid(grid: Grid) -> Report:
    """Make every check of a table."""
    report = Report(rows=len(grid))
    with localcontext() as context:
        context.prec = PRECISION
        board = Board(grid, report)
        for check in TABLE.values():
            check(board)
    return report


def _may_add_up(text: str) -> bool:
    """Whether a text has what some check of texts needs.

    A sign that opens a list, joins, or names a total; and two numbers, or words that may be some.
    Nearly all cells of a large table have neither, and are passed over quickly.
    """
    many = len(_DIGITS.findall(text)) > 1
    if many and _YEAR.search(text):
        return True
    return bool(_SIGN.search(text)) and (many or bool(_JOINED.search(text)))


def audit_text(text: str, where: Where, lang: str = "") -> Report:
    """Make every check of a text.

    Parameters
    ----------
    text
        The words as they stand.
    where
        Where they stand.
    lang
        Their language; guessed if left out.
    """
    report = Report(texts=1)
    if not _may_add_up(text):
        return report
    with localcontext() as context:
        context.prec = PRECISION
        passage = Passage(read(text, lang), where, report)
        for check in TEXT.values():
            check(passage)
    return report
