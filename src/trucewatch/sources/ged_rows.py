"""What the rows of UCDP's event data say and break: columns, days, numbers, and how well known."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

from trucewatch.model.instant import TimeProblem, parse_date
from trucewatch.model.problem import counted
from trucewatch.sources.audit import Record

REQUIRED = (
    "id", "type_of_violence", "date_prec", "date_start", "date_end", "low", "high", "best",
    "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown",
)
CATEGORIES = {
    "deaths_a": "side_a", "deaths_b": "side_b", "deaths_civilians": "civilians",
    "deaths_unknown": "unknown",
}
WIDTHS = {1: (1, 1), 2: (2, 6), 3: (7, 7), 4: (8, 31), 5: (32, 366)}
"""By ``date_prec``: least and greatest number of days from the first to the last."""
STATE_BASED, NON_STATE, ONE_SIDED = VIOLENCE = ("1", "2", "3")
PRECISE = 2
"""Greatest ``date_prec`` at which a row tells of one happening, not of a period."""
PLACES = {
    "2": "surroundings of a place, about 25 km", "3": "second-order district",
    "4": "first-order region", "5": "vague area", "6": "country", "7": "sea or airspace",
}
PERIODS = {3: "week", 4: "month", 5: "year"}
_MIDNIGHT = re.compile(r"[ T]00:00:00(\.0+)?Z?")
_RANGE = ("low", "best", "high")
_PARTS = ", ".join(CATEGORIES)


def is_reduced(record: Record) -> bool:
    """Whether a row is of a copy that kept one number and one date."""
    return (
        record.has("best") and record.has("date")
        and not any(record.has(name) for name in ("low", "high", "date_start", "date_prec"))
    )


class _Day(NamedTuple):
    """One date as written, read once."""

    date: date | None
    text: str
    """As ISO writes it, or what was found."""
    expected: str = ""


def _read(written: str) -> _Day:
    text = _MIDNIGHT.sub("", written)
    try:
        day = parse_date(text)
    except TimeProblem as problem:
        return _Day(None, text or "nothing", str(problem))
    return _Day(day, day.isoformat())


class Days:
    """First and last day an event can lie on; the few dates of a file are read once each."""

    def __init__(self) -> None:
        self._days: dict[str, _Day] = {}
        self._sound: dict[tuple[str, str, int | None, int | None], tuple[str, str]] = {}

    def of(
        self, record: Record, start: str, end: str, year: int | None, precision: int | None
    ) -> tuple[str, str] | None:
        """Both, as ISO writes them; ``None`` where they cannot be told."""
        written = (start, end, year, precision)
        days = self._sound.get(written)
        if days is None:
            before = record.audit.faults
            days = self._look(record, *written)
            if days is not None and record.audit.faults == before:
                self._sound[written] = days
        return days

    def _one(self, record: Record, field: str, written: str) -> _Day:
        day = self._days.get(written)
        if day is None:
            day = self._days[written] = _read(written)
        if day.date is None:
            record.audit.report(
                "wrong_value", line=record.line, field=field, found=day.text,
                expected=day.expected, mend="the row is left out",
            )
        return day

    def _look(
        self, record: Record, written_start: str, written_end: str, year: int | None,
        precision: int | None,
    ) -> tuple[str, str] | None:
        start = self._one(record, "date_start", written_start)
        end = self._one(record, "date_end", written_end)
        first, last = start.date, end.date
        if first is None or last is None:
            return None
        if first > last:
            record.audit.report(
                "end_before_start", line=record.line, field="date_end", found=end.text,
                expected=f"a day from {start.text} on", mend="the row is left out",
            )
            return None
        if year is not None and not first.year <= year <= last.year:
            record.audit.report(
                "year_differs", severity="warning", line=record.line, field="year", found=year,
                expected=f"{first.year} to {last.year}", mend="the dates are kept",
            )
        wide = _widened(record, precision, (last - first).days + 1)
        return str(first - wide), str(last + wide)


def _widened(record: Record, precision: int | None, days: int) -> timedelta:
    """How far both ways a row reaches whose days are fewer than its precision says."""
    least, most = WIDTHS.get(precision or 0, (0, 0))
    if least <= days <= most:
        return timedelta(0)
    vague = days == 1 and most > 1
    record.audit.report(
        "date_precision_differs", severity="warning", line=record.line, field="date_prec",
        found=f"{precision} for {counted(days, 'day')}",
        expected=f"{least} to {most} days" if most else "1 to 5",
        mend=f"widened by {most - 1} days both ways" if vague else "the dates are kept",
    )
    return timedelta(days=most - 1 if vague else 0)


class Notes:
    """What a reader must know about a row: how well place, date and event are known."""

    def __init__(self, *, candidate: bool) -> None:
        self._candidate = candidate
        self._notes: dict[tuple[str | int | None, ...], str] = {}

    def of(
        self, where: str, clarity: str, sources: str, status: str, violence: str,
        precision: int | None,
    ) -> str:
        """Words for one row, by the columns they rest on."""
        key = (where, clarity, sources, status, violence, precision)
        note = self._notes.get(key)
        if note is None:
            note = "; ".join(part for part in (
                f"place known to the {PLACES[where]}" if where in PLACES else "",
                f"date known to the {PERIODS[precision]}" if precision in PERIODS else "",
                "several events reported together" if clarity == "2" else "",
                "number of sources not recorded" if sources in ("-1", "")
                else f"number of sources {sources}",
                f"status {status}" if status not in ("", "Clear") else "",
                "candidate event, not yet reviewed as part of a year" if self._candidate else "",
                "" if violence == ONE_SIDED else "who killed whom is not said",
            ) if part)
            self._notes[key] = note
        return note


class Numbers(NamedTuple):
    """How many were killed, as stated."""

    low: int | None
    best: int | None
    high: int | None
    deaths_a: int | None
    deaths_b: int | None
    deaths_civilians: int | None
    deaths_unknown: int | None

    def words(self) -> str:
        """Range and what UCDP holds likeliest, as stated."""
        return "; ".join(
            [f"{name}={value}" for name, value in zip(_RANGE, self, strict=False)
             if value is not None]
        )

    def check(self, record: Record) -> None:
        """Flag an order or a sum that is not as it must be; everything is kept as stated."""
        low, best, high = self.low, self.best, self.high
        if low is None and high is None:
            record.audit.report(
                "no_range", severity="warning", line=record.line, field="low, high",
                found="nothing", expected="how many were killed",
                mend="no claim is made of the event as a whole",
            )
        if low is None or best is None or high is None:
            return
        if not low <= best <= high:
            _disorder(record, low, best, high)
        parts = self[3:]
        total = sum([part for part in parts if part is not None])
        if total != best and None not in parts:
            record.audit.report(
                "parts_differ", severity="warning", line=record.line, field=_PARTS,
                found=f"{total} in all", expected=f"{best}, as best", mend="kept as stated",
            )


def _disorder(record: Record, low: int, best: int, high: int) -> None:
    for code, broken in (
        ("low_above_high", low > high), ("low_above_best", low > best),
        ("best_above_high", best > high),
    ):
        if broken:
            record.audit.report(
                code, severity="warning", line=record.line, field="low, best, high",
                found=f"{low}, {best}, {high}", expected="low up to best up to high",
                mend="low and high are kept as stated",
            )
