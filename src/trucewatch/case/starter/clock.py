"""Start and end of a new case, as a person types them: dates and local times that exist once."""

from __future__ import annotations

import re
from datetime import datetime

from trucewatch.model.instant import (
    LAST_YEAR,
    TimeProblem,
    iso,
    local,
    micros,
    parse_date,
    parse_span,
    zone,
)

_TYPED = re.compile(
    r"(?P<date>\d{4}-\d{2}-\d{2})"
    r"(?:[ T](?P<clock>\d{1,2}:\d{2})(?P<offset>Z|[+-]\d{2}:\d{2})?)?"
)
EXPECTED = "a date (2031-03-01), a local time (2031-03-01 10:00) or one in UTC (2031-03-01T08:00Z)"


def read_time(text: str, tz: str) -> str:
    """Write a date or time as a case file has it.

    Parameters
    ----------
    text
        As typed.
    tz
        Time zone it is read in; empty: not known yet, so only the form is looked at.

    Raises
    ------
    TimeProblem
        When it cannot be read, or is skipped or comes twice by daylight saving.
    """
    match = _TYPED.fullmatch(text)
    if not match:
        raise TimeProblem(EXPECTED)
    # Example rows of the days after it must stay inside the calendar, too.
    if parse_date(match["date"]).year >= LAST_YEAR:
        raise TimeProblem(f"a year before {LAST_YEAR}")
    if not match["clock"]:
        return match["date"]
    naive = f"{match['date']}T{match['clock'].rjust(5, '0')}"
    if match["offset"] or not tz:
        parse_span(naive + (match["offset"] or "Z"), "UTC")
        return naive + (match["offset"] or "")
    _once(naive, tz)
    return f"{naive}[{tz}]"


def _once(naive: str, tz: str) -> None:
    """Refuse a local time that is skipped or comes twice, and name the instants beside it."""
    try:
        wall = datetime.fromisoformat(naive)
    except ValueError:
        raise TimeProblem("an hour of the day from 00:00 to 23:59") from None
    first, second = (micros(wall.replace(tzinfo=zone(tz), fold=fold)) for fold in (0, 1))
    if first > second:
        before, after = (f"{local(instant, tz):%H:%M}" for instant in (second, first))
        raise TimeProblem(
            f"a time that exists: {wall:%H:%M} is skipped that day in {tz}, where clocks are put "
            f"forward; {before} and {after} exist")
    if first < second:
        raise TimeProblem(
            f"a time that comes once: {wall:%H:%M} comes twice that day in {tz}, where clocks are "
            f"put back, as {iso(first)} and {iso(second)}; write one of these")
