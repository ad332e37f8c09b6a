"""Numbers and days of cells, exactly, by the readers the project has; nothing is rounded."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

from trucewatch.model.instant import TimeProblem, parse_date
from trucewatch.model.mapping import Numerals
from trucewatch.sources.audit import SMALL
from trucewatch.sources.mapping.memo import Wrong
from trucewatch.sources.mapping.numbers import exact
from trucewatch.statements.audit.spelled import whole

Number = int | Decimal
MISSING = frozenset({"", "-", "–", "—", "n/a", "na", "null", "none", "nan", "..", "?"})
"""Cells that say no number, in small letters."""
_WHOLE = re.compile(r"-?\d{1,30}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?=$|[T ])")
_READ = exact(Numerals(decimal=".", thousands=","), frozenset())
_MAX_DIGITS = 30


class Unread(Exception):
    """A cell that is no number; its message says what was expected."""


def number_of(cell: object) -> Number | None:
    """Read a cell as a number; ``None`` where it says none.

    Raises
    ------
    Unread
        Where it is no number that can be read in one way.
    """
    if cell is None:
        return None
    if isinstance(cell, bool):
        raise Unread("a number")
    if isinstance(cell, int):
        if abs(cell) >= 10**_MAX_DIGITS:
            raise Unread(f"a number of at most {_MAX_DIGITS} digits")
        return cell
    if isinstance(cell, str):
        small = SMALL.get(cell)
        return _of_text(cell.strip()) if small is None else small
    if isinstance(cell, float) and cell != cell:  # noqa: PLR0124 (not a number)
        return None
    return _exact(cell)


def _of_text(text: str) -> Number | None:
    if text.casefold() in MISSING:
        return None
    if _WHOLE.fullmatch(text) and text.isascii():
        return int(text)
    text = text.removesuffix("%").rstrip()
    sign = text[:1] in {"-", "−"}
    try:
        value = _exact(text[1:].lstrip() if sign else text)
    except Unread:
        spelled = whole(text)
        if spelled is None:
            raise
        return spelled
    return -value if sign else value


def _exact(cell: object) -> Number:
    try:
        value = _READ(cell, [])
    except Wrong as wrong:
        raise Unread(wrong.fault.expected) from wrong
    if value is None:
        raise Unread("a number")
    return int(value) if value == value.to_integral_value() else value


def decimals(value: Number | None) -> int:
    """How many decimals a number is given with."""
    if not isinstance(value, Decimal):
        return 0
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def day_of(cell: object) -> int | None:
    """Read a cell as a civil day, as its ordinal; ``None`` where it is none."""
    if isinstance(cell, datetime):
        return cell.date().toordinal()
    if isinstance(cell, date):
        return cell.toordinal()
    if isinstance(cell, str) and (found := _DAY.match(cell.strip())):
        try:
            return parse_date(found[0]).toordinal()
        except TimeProblem:
            return None
    return None
