"""Times in the language spoken: days, instants, stretches and units, low end first.

Digits are Western in every language: ids, files, addresses and quotations have them, and a reader
who compares must find the same signs.
"""

from __future__ import annotations

import re
from datetime import date, datetime

from trucewatch.model.instant import MINUTE, Span, civil_day, local, moment, parse_date
from trucewatch.model.language import ENGLISH
from trucewatch.publish.tongue import kept, language, locale, tr

# Both names of each month, as the United Nations write them: the eastern and the western half of
# the Arab world have names of their own.
_ARABIC = (
    "كانون الثاني/يناير", "شباط/فبراير", "آذار/مارس", "نيسان/أبريل", "أيار/مايو", "حزيران/يونيه",
    "تموز/يوليه", "آب/أغسطس", "أيلول/سبتمبر", "تشرين الأول/أكتوبر", "تشرين الثاني/نوفمبر",
    "كانون الأول/ديسمبر",
)
_WEEK = re.compile(r"(\d{4})-W(\d{2})")
_MONTH = re.compile(r"\d{4}-\d{2}")


def _written(when: date, english: str, skeleton: str, arabic: str) -> str:
    """One date; `english` is a format of `strftime`, `skeleton` one of Unicode's."""
    lang = language()
    if lang == ENGLISH:
        return english.format(when)
    if lang == "ar":
        return arabic.format(day=when.day, month=_ARABIC[when.month - 1], year=when.year)
    from babel.dates import format_skeleton  # noqa: PLC0415

    return str(format_skeleton(skeleton, when, locale=locale(lang)))


@kept
def day(when: date) -> str:
    """Write a civil date: ``13 Oct 2025``."""
    return _written(when, "{0.day} {0:%b} {0.year}", "yMMMd", "{day} {month} {year}")


@kept
def day_in_year(when: date) -> str:
    """Write a civil date where the year stands beside it: ``13 Oct``."""
    return _written(when, "{0.day} {0:%b}", "MMMd", "{day} {month}")


@kept
def month(when: date) -> str:
    """Write a month: ``October 2025``."""
    return _written(when, "{0:%B} {0:%Y}", "yMMMM", "{month} {year}")


@kept
def month_short(when: date) -> str:
    """Write a month where there is little room: ``Oct 2025``."""
    return _written(when, "{0:%b} {0:%Y}", "yMMM", "{month} {year}")


@kept
def days(first: date, last: date) -> str:
    """Write a run of civil days without repeating month and year."""
    if first == last:
        return day(first)
    if first.year != last.year:
        return tr("{first} – {last}", first=day(first), last=day(last))
    if first.month != last.month:
        return tr("{first} – {last}", first=day_in_year(first), last=day(last))
    return tr("{low}–{high}", low=first.day, high=day(last))


@kept
def instant(value: int, tz: str) -> str:
    """Write one instant in local time, with UTC beside it."""
    here = local(value, tz)
    if civil_day(here.date(), tz).hi == value:
        return tr("the end of {day}, local", day=day(here.date()))
    return tr("{day}, {clock} local ({utc})", day=day(here.date()), clock=_clock(here),
              utc=_utc(value, here))


@kept
def as_of(value: int, tz: str) -> str:
    """Write the instant findings hold at; the last instant of a civil day is written as the day."""
    here = local(value, tz).date()
    return day(here) if civil_day(here, tz).hi == value else instant(value, tz)


def _clock(when: datetime) -> str:
    return f"{when:%H:%M:%S}" if when.second else f"{when:%H:%M}"


def _utc(value: int, here: datetime) -> str:
    there = moment(value)
    if there.date() == here.date():
        return f"{_clock(there)} UTC"
    return tr("{day}, {clock}", day=day(there.date()), clock=f"{_clock(there)} UTC")


def _whole_days(span: Span, tz: str) -> tuple[date, date] | None:
    first, last = local(span.lo, tz).date(), local(span.hi, tz).date()
    if civil_day(first, tz).lo == span.lo and civil_day(last, tz).hi == span.hi:
        return first, last
    return None


@kept
def interval(lo: int, hi: int, tz: str) -> str:
    """Write a closed interval of instants as whole days, one instant, or from-to."""
    if lo == hi:
        return instant(lo, tz)
    if lo > hi:
        return tr("{first} to {last} (ends before it starts)", first=instant(lo, tz),
                  last=instant(hi, tz))
    whole = _whole_days(Span(lo, hi), tz)
    if whole:
        return days(*whole)
    # A window ends one microsecond before the next begins: people write the whole minute.
    shown = hi + 1 if (hi + 1) % MINUTE == 0 else hi
    a, b = local(lo, tz), local(shown, tz)
    if a.date() == b.date():
        return clocks(day(a.date()), _clock(a), _clock(b))
    left = day(a.date()) if civil_day(a.date(), tz).lo == lo else tr(
        "{day}, {clock}", day=day(a.date()), clock=_clock(a))
    closing = civil_day(local(hi, tz).date(), tz).hi == hi
    right = day(local(hi, tz).date()) if closing else tr(
        "{day}, {clock}", day=day(b.date()), clock=_clock(b))
    return tr("{first} – {last} local", first=left, last=right)


def clocks(on: str, first: str, last: str) -> str:
    """Write hours of one day: ``13 Oct 2025, 08:00–10:00 local``."""
    return tr("{day}, {clock} local", day=on, clock=tr("{low}–{high}", low=first, high=last))


@kept
def published(text: str) -> str:
    """Write a date of publication, or days from one to another; other forms are left as given."""
    first, _, last = text.partition("/")
    try:
        return days(parse_date(first), parse_date(last or first))
    except ValueError:
        return text


@kept
def unit(name: str) -> str:
    """Write a civil unit of time: ``13 Oct 2025``, ``week 42 of 2025``, ``October 2025``."""
    if name == "window":
        return tr("the whole window")
    week = _WEEK.fullmatch(name)
    if week:
        return tr("week {week} of {year}", week=int(week[2]), year=week[1])
    try:
        return month(parse_date(name + "-01")) if _MONTH.fullmatch(name) else day(parse_date(name))
    except ValueError:
        return name.replace("_", " ")
