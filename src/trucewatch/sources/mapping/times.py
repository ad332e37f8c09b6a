"""Dates of cells: in declared forms alone, within a plausible period, as the figures write them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from trucewatch.model.instant import (
    FIRST_YEAR,
    LAST_YEAR,
    Span,
    TimeProblem,
    civil_day,
    iso,
    parse_date,
    parse_span,
)
from trucewatch.model.mapping import Plausible, Time
from trucewatch.model.patterns import BARE, OWN, PLAIN, Ends, reader
from trucewatch.sources.interface import Context, not_this_form
from trucewatch.sources.mapping.memo import Fault, Memo, Wrong, is_missing
from trucewatch.sources.mapping.numbers import DIGITS
from trucewatch.sources.mapping.texts import bare


class Clock:
    """Time zones, and the period every date must lie in."""

    def __init__(self, plausible: Plausible, tz: str, context: Context) -> None:
        self.tz, self.case_tz = tz or context.tz, context.tz
        first = parse_date(plausible.first)
        last = parse_date(plausible.last) if plausible.last else _retrieved(context)
        self.period = Span(civil_day(first, self.tz).lo,
                           2**62 if last is None else civil_day(last, self.tz).hi)
        self.words = f"a date from {first} to " + ("any" if last is None else str(last))
        self.spans: dict[str, Span] = {}
        """Every time written so far, as an interval."""

    def written(self, ends: Ends, *, end: str) -> str:
        """Write one end of an interval for the figures, and check that it exists.

        Raises
        ------
        Wrong
            When there is no such time, or it is outside the plausible period.
        """
        text = ends[0] if end == "lo" else ends[1]
        if not FIRST_YEAR <= int(text[:4]) <= LAST_YEAR:
            raise self._implausible()
        try:
            if "T" not in text:
                if self.tz != self.case_tz:
                    text = iso(getattr(civil_day(parse_date(text), self.tz), end))
            elif not text.endswith("Z") and text[-6] not in "+-":
                text += f"[{self.tz}]"
            return self.checked(text)
        except TimeProblem as problem:
            raise Wrong("wrong_time", str(problem)) from problem

    def _implausible(self) -> Wrong:
        return Wrong("implausible_date", self.words,
                     "declare 'plausible' if it is right; the row is left out")

    def checked(self, text: str) -> str:
        """Check a time in the form of the figures."""
        span = parse_span(text, self.case_tz)
        if span.lo < self.period.lo or span.hi > self.period.hi:
            raise self._implausible()
        self.spans[text] = span
        return text


def _retrieved(context: Context) -> date | None:
    """The day after the bytes were retrieved; ``None`` when nobody says when that was."""
    text = context.options.get("retrieved", "") or context.retrieved
    if not text:
        return None
    try:
        return parse_date(text[:10]) + timedelta(days=1)
    except TimeProblem as problem:
        raise not_this_form(context.file, f"option retrieved: {text}", str(problem)) from problem


def dated(
    field: str, part: Time, clock: Clock, missing: frozenset[str], *, end: str, typed: bool
) -> Memo:
    """A column of dates, read by its declared forms."""
    own = OWN in part.formats
    patterns = [pattern for pattern in part.formats if pattern != OWN]
    # What a file holds as a date comes through in this form, whatever its texts look like.
    readers = [reader(pattern) for pattern in patterns or ([] if own else PLAIN)]
    # Many programs store a day as its midnight; where days are declared, that is what it means.
    days = bool(patterns) and not any("h" in pattern for pattern in patterns)

    def resolve(cell: object, noted: list[Fault]) -> str:
        if typed and isinstance(cell, date):
            return clock.written(_of_date(cell, days=days), end=end)
        if is_missing(cell, missing):
            return ""
        text = bare(cell, noted)
        if text[:1] > "\u0600":
            text = _western(text)
        if own:
            try:
                return clock.checked(text)
            except TimeProblem as problem:
                if not readers:
                    raise Wrong("wrong_time", str(problem)) from problem
        found = {ends for one in readers if (ends := one(text)) is not None}
        if len(found) != 1:
            raise _unread(text, part.formats, found)
        return clock.written(found.pop(), end=end)

    return Memo(field, resolve)


def _western(text: str) -> str:
    for digits, table in DIGITS.items():
        if text[0] in digits:
            return text.translate(table)
    return text


def _of_date(cell: date, *, days: bool) -> Ends:
    if not isinstance(cell, datetime):
        return str(cell), str(cell)
    if days:
        if cell.time() != time.min:
            raise Wrong("wrong_time", "a day without a clock, as 'formats' declares")
        return str(cell.date()), str(cell.date())
    text = cell.isoformat(timespec="auto" if cell.microsecond else "seconds")
    return text, text


def _unread(text: str, formats: Sequence[str], found: set[Ends]) -> Wrong:
    if found:
        return Wrong("ambiguous_date", "a date that only one declared form can be",
                     "declare one order; the row is left out")
    if not formats and BARE.fullmatch(text):
        return Wrong("ambiguous_date", "YYYY-MM-DD, or a declared order of day and month",
                     "declare 'formats' in the mapping (DD/MM/YYYY or MM/DD/YYYY); nothing is "
                     "guessed")
    return Wrong("wrong_time", "a date written as " + " or ".join(formats or ["YYYY-MM-DD"]))
