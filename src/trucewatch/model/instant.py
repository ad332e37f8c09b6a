"""Instants and civil time.

Every instant is an integer: microseconds since 1970-01-01T00:00Z. An interval is closed on
both sides, so a civil day ends one microsecond before the next. Time zones come from the pinned
`tzdata` package, never from the machine, so two machines agree on every civil day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from importlib import metadata, resources
from typing import NamedTuple
from zoneinfo import ZoneInfo

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

ABOUT = HOUR
"""Declared convention: "about 10:00" is 10:00 plus or minus one hour."""
NIGHT = (18, 6)
"""Declared convention: "the night of 9-10 Oct" is 18:00 on the 9th to 06:00 on the 10th."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST_YEAR, LAST_YEAR = 1900, 2199

_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_CLOCK = re.compile(
    r"(?P<date>\d{4}-\d{2}-\d{2})T(?P<clock>\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)"
    r"(?P<zone>Z|[+-]\d{2}:\d{2}|\[[A-Za-z0-9_+/-]+\])?"
)
MONTHS = re.compile(r"([1-9][0-9]{0,2}) months?")
"""So many months of the calendar: ``6 months``."""
_DURATION = re.compile(r"(\d{1,6})\s?(h|min|d|w)")


class Span(NamedTuple):
    """A closed interval of instants, microseconds UTC; an exact instant has ``lo == hi``."""

    lo: int
    hi: int


class TimeProblem(ValueError):
    """A time that cannot be read; the message says what was expected."""


@cache
def zone(name: str) -> ZoneInfo:
    """Time zone by IANA name, from the pinned `tzdata` package.

    Raises
    ------
    TimeProblem
        When the name is not in the package.
    """
    parts = name.split("/")
    if not all(re.fullmatch(r"[A-Za-z0-9_+-]+", part) for part in parts):
        raise TimeProblem("an IANA time zone such as Asia/Gaza")
    file = resources.files("tzdata").joinpath("zoneinfo", *parts)
    try:
        with file.open("rb") as stream:
            return ZoneInfo.from_file(stream, key=name)
    except (OSError, ValueError) as error:
        raise TimeProblem("an IANA time zone such as Asia/Gaza") from error


def tzdata_version() -> str:
    """Version of the time-zone data in use, printed with every finding."""
    return metadata.version("tzdata")


def micros(moment: datetime) -> int:
    """Convert an aware datetime to microseconds UTC, exactly."""
    delta = moment.astimezone(UTC) - EPOCH
    return (delta.days * 86_400 + delta.seconds) * SECOND + delta.microseconds


def moment(instant: int) -> datetime:
    """Convert microseconds UTC to an aware datetime in UTC."""
    return EPOCH + timedelta(microseconds=instant)


def iso(instant: int) -> str:
    """Write an instant as ISO 8601 in UTC, with no more digits than it needs."""
    when = moment(instant)
    spec = "minutes" if not when.second and not when.microsecond else "auto"
    return when.replace(tzinfo=None).isoformat(timespec=spec) + "Z"


def civil_date(instant: int, tz: str) -> date:
    """Civil date of an instant in a time zone."""
    return moment(instant).astimezone(zone(tz)).date()


def local(instant: int, tz: str) -> datetime:
    """Local wall-clock time of an instant."""
    return moment(instant).astimezone(zone(tz))


@lru_cache(maxsize=65_536)
def day_start(day: date, tz: str) -> int:
    """Instant at which a civil day begins in a time zone."""
    return micros(datetime(day.year, day.month, day.day, tzinfo=zone(tz)))


def civil_day(day: date, tz: str) -> Span:
    """Closed interval of a civil day: 23, 24 or 25 hours."""
    return Span(day_start(day, tz), day_start(day + timedelta(days=1), tz) - 1)


def duration(text: str) -> int:
    """Read an elapsed duration such as ``72h``, ``30min``, ``2d`` (48 hours) in microseconds."""
    match = _DURATION.fullmatch(text.strip())
    if not match:
        raise TimeProblem("a duration such as 72h, 30min, 2d or 1w")
    unit = {"min": MINUTE, "h": HOUR, "d": DAY, "w": 7 * DAY}[match[2]]
    return int(match[1]) * unit


def add_calendar_days(instant: int, days: int, tz: str) -> int:
    """Same wall-clock time, `days` civil days later ("60 days" exclusive of the first)."""
    here = local(instant, tz)
    return micros(here.replace(fold=0) + timedelta(days=days))


def numbered_day(anchor: int, number: int, tz: str) -> Span:
    """Civil day `number` counted inclusively: the day of the anchor is day 1."""
    return civil_day(civil_date(anchor, tz) + timedelta(days=number - 1), tz)


def wall_clock(naive: datetime, tz: str, *, last: bool = False) -> int:
    """Instant of a wall-clock time, also where the clocks change.

    Parameters
    ----------
    naive
        Local date and time, without a zone.
    tz
        Time zone.
    last
        Of a time that exists twice take the second; the first otherwise. A time that is skipped
        means the first instant after the gap.
    """
    here = zone(tz)
    early, late = (micros(naive.replace(tzinfo=here, fold=fold)) for fold in (0, 1))
    if early <= late:
        return late if last else early
    # Skipped: `late` counts with the offset after the change and lies before it, `early` after it.
    low, high = late, early
    after = moment(high).astimezone(here).utcoffset()
    while low + 1 < high:
        middle = (low + high) // 2
        if moment(middle).astimezone(here).utcoffset() == after:
            high = middle
        else:
            low = middle
    return high


def parse_date(text: str) -> date:
    """Read ``YYYY-MM-DD``."""
    match = _DATE.fullmatch(text.strip())
    try:
        if not match:
            raise ValueError
        day = date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError as error:
        raise TimeProblem("a date such as 2025-10-13 that exists in the calendar") from error
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise TimeProblem(f"a year from {FIRST_YEAR} to {LAST_YEAR}")
    return day


def _clock(text: str, tz: str) -> Span:
    match = _CLOCK.fullmatch(text)
    if not match:
        raise TimeProblem(
            "a date (2025-10-13), an instant (2025-10-13T08:00Z, 2025-10-13T10:00[Asia/Gaza]), "
            "'about' or 'night' before one of them, or two joined by '/'"
        )
    parse_date(match["date"])
    name = match["zone"] or f"[{tz}]"
    try:
        naive = datetime.fromisoformat(f"{match['date']}T{match['clock']}")
        if name == "Z" or name[0] in "+-":
            offset = name.replace("Z", "+00:00")
            exact = micros(datetime.fromisoformat(f"{naive.isoformat()}{offset}"))
            return Span(exact, exact)
    except ValueError as error:
        raise TimeProblem("an hour of the day from 00:00 to 23:59") from error
    here = zone(name[1:-1])
    early, late = (micros(naive.replace(tzinfo=here, fold=fold)) for fold in (0, 1))
    if early > late:
        raise TimeProblem(
            f"a wall-clock time that exists: in {name[1:-1]} the clocks are put forward over this "
            f"one; write {iso(early)} (by the clock before) or {iso(late)} (by the clock after)"
        )
    return Span(early, late)


def twice(text: str, tz: str) -> str:
    """Say which two instants a time that can be read may be, where clocks are put back over it.

    Parameters
    ----------
    text
        A time `parse_span` can read.
    tz
        Time zone of forms that name none.

    Returns
    -------
    str
        How to write either of the two; empty: the time comes once.
    """
    for match in _CLOCK.finditer(text):
        name = match["zone"] or f"[{tz}]"
        if name[0] != "[":
            continue
        naive = datetime.fromisoformat(f"{match['date']}T{match['clock']}")
        first, second = (
            micros(naive.replace(tzinfo=zone(name[1:-1]), fold=fold)) for fold in (0, 1)
        )
        if first != second:
            return f"{iso(first)} (the first) or {iso(second)} (the second)"
    return ""


def parse_span(text: str, tz: str) -> Span:
    """Read a time as people write it in a case file, as a closed interval of instants.

    Parameters
    ----------
    text
        A civil day (``2025-10-13``), an instant with zone, ``about <instant>``,
        ``night <date>``, or two of these joined by ``/``.
    tz
        Time zone of forms that name none.

    Raises
    ------
    TimeProblem
        When the text cannot be read, or the interval ends before it starts.
    """
    text = text.strip()
    first, slash, second = text.partition("/")
    # A slash inside brackets belongs to the zone's name.
    if slash and "[" in first and "]" not in first:
        head, _, rest = text.partition("]")
        first, slash, second = head + "]", rest[:1], rest[1:]
        if slash and slash != "/":
            raise TimeProblem("two times joined by '/'")
    if slash:
        lo, hi = parse_span(first, tz).lo, parse_span(second, tz).hi
        if lo > hi:
            raise TimeProblem("an interval that ends after it starts")
        return Span(lo, hi)
    word, _, rest = text.partition(" ")
    if word == "about":
        exact = _clock(rest.strip(), tz)
        return Span(exact.lo - ABOUT, exact.hi + ABOUT)
    if word == "night":
        day = parse_date(rest)
        here = zone(tz)
        eve = datetime(day.year, day.month, day.day, NIGHT[0], tzinfo=here)
        dawn = day + timedelta(days=1)
        return Span(
            micros(eve), micros(datetime(dawn.year, dawn.month, dawn.day, NIGHT[1], tzinfo=here))
        )
    if _DATE.fullmatch(text):
        return civil_day(parse_date(text), tz)
    return _clock(text, tz)


def is_time(text: str, tz: str) -> bool:
    """Whether a text is a time that `parse_span` can read, and nothing beside it."""
    try:
        parse_span(text, tz)
    except TimeProblem:
        return False
    return True


@dataclass(frozen=True)
class Period:
    """One civil unit of time: a day, week or month."""

    unit: str
    """ISO name: ``2025-10-19``, ``2025-W42`` or ``2025-10``."""
    first: date
    """First civil day."""
    last: date
    """Last civil day."""
    start: int
    """First instant, microseconds UTC."""
    end: int
    """Last instant, microseconds UTC (inclusive)."""


def periods(kind: str, span: Span, tz: str) -> list[Period]:
    """Civil days, ISO weeks or months that touch a span, in order."""
    found: list[Period] = []
    day = civil_date(span.lo, tz)
    last_day = civil_date(span.hi, tz)
    while day <= last_day:
        if kind == "day":
            first, last, unit = day, day, day.isoformat()
        elif kind == "week":
            first = day - timedelta(days=day.weekday())
            last = first + timedelta(days=6)
            year, week, _ = first.isocalendar()
            unit = f"{year}-W{week:02d}"
        elif kind == "month":
            first = day.replace(day=1)
            last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
            unit = f"{first:%Y-%m}"
        else:
            raise TimeProblem("day, week or month")
        found.append(Period(unit, first, last, day_start(first, tz), civil_day(last, tz).hi))
        day = last + timedelta(days=1)
    return found
