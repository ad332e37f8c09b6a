"""Dates written in words, as closed intervals of civil days; nothing is guessed.

``12 October 2025``, ``12 تشرين الأول/أكتوبر ٢٠٢٥``, ``в начале октября 2025 года``,
``entre el 12 y el 14 de octubre de 2025``. A month alone is the whole month; its first, middle and
last thirds end on the 10th, the 20th and the last day (our convention: no standard was found);
"about" a day is two days to either side. A year has to be there, or be given with the call. A
weekday has to fit. Numbers alone (``3/4/2025``) are read only where the order of day and month is
given.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Literal

from trucewatch.model.instant import TimeProblem, parse_date
from trucewatch.model.month_names import LANGUAGES, Names

Order = Literal["dmy", "mdy", "ymd"]

THIRDS = ((1, 10), (11, 20), (21, 31))
"""First and last day of the thirds of a month."""
ABOUT = timedelta(days=2)
"""What "about" a day means, to either side."""

_TOKEN = re.compile(r"\d+|[^\W\d_]+(?:'[^\W\d_]+)*|[-/]")
_NUMERIC = re.compile(r"(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})")
_FORMS = str.maketrans({**dict.fromkeys("‐‑‒–—−", "-"), **dict.fromkeys("’ʼ׳`´", "'"), "ـ": None})
"""One kind of dash and of apostrophe; no kashida, which only stretches a word."""
_YEAR_DIGITS = 4
_LAST_DAY = 31


@dataclass(frozen=True)
class Days:
    """Civil days a text may mean, both ends included."""

    first: date
    last: date
    approx: bool = False
    """Whether the words themselves say "about"."""


@dataclass(frozen=True)
class _End:
    """What one end of a period says."""

    day: int | None = None
    month: int | None = None
    year: int | None = None
    third: int | None = None
    weekday: int | None = None


@dataclass(frozen=True)
class _Word:
    """A word that means something."""

    kind: Literal["month", "weekday", "third", "about", "join", "noise"]
    value: int = 0


def read_days(
    text: str, lang: str, *, order: Order | None = None, year: int | None = None
) -> Days:
    """Read a date or a period in words.

    Parameters
    ----------
    text
        The words, with digits of any script.
    lang
        Language, one of `LANGUAGES`.
    order
        Order of day, month and year where they are numbers alone.
    year
        Year to take where the text has none.

    Returns
    -------
    Days
        The days it may mean.

    Raises
    ------
    TimeProblem
        Where it cannot be read, or can be read in two ways; its message says what is expected.
    """
    if lang not in LANGUAGES:
        raise TimeProblem(f"a language among {', '.join(sorted(LANGUAGES))}")
    plain = _plain(text)
    if numeric := _NUMERIC.fullmatch(plain):
        day = _numbers(numeric, order)
        return Days(day, day)
    ends, about = _ends(_words(plain, lang))
    last = _with_year(ends[-1], year)
    first = _inherit(ends[0], last)
    lo, hi = _days(first)[0], _days(last)[1]
    if lo > hi:
        raise TimeProblem("a period that ends after it starts")
    if about:
        return Days(lo - ABOUT, hi + ABOUT, approx=True)
    return Days(lo, hi)


def _plain(text: str) -> str:
    """The text in one form: digits as 0-9, one kind of dash and apostrophe, no vowel points."""
    text = unicodedata.normalize("NFKC", text).translate(_FORMS)
    text = "".join(
        str(unicodedata.digit(ch)) if ch.isdigit() else ch for ch in text
        # Vowel points of Arabic and Hebrew; accents are parts of their letters in this form.
        if unicodedata.category(ch) not in {"Mn", "Cf"}
    )
    return text.strip().casefold()


def _numbers(found: re.Match[str], order: Order | None) -> date:
    parts = (found[1], found[3], found[4])
    if len(found[1]) == _YEAR_DIGITS and found[2] == "-":
        order = "ymd"
    if order is None:
        raise TimeProblem("a date in words, or the order of day and month said (dmy or mdy)")
    named = dict(zip(order, parts, strict=True))
    if len(named["y"]) != _YEAR_DIGITS:
        raise TimeProblem("a year of four digits")
    return parse_date(f"{named['y']}-{int(named['m']):02}-{int(named['d']):02}")


@cache
def _lexicon(lang: str) -> dict[str, _Word]:
    words = LANGUAGES[lang]
    found: dict[str, _Word] = {}
    found |= {_plain(w): _Word("noise") for w in words.noise}
    found |= {_plain(w): _Word("join") for w in words.joins}
    found |= {_plain(w): _Word("about") for w in words.about}
    found |= {_plain(w): _Word("third", i) for i, one in enumerate(words.parts) for w in one}
    found |= _named("weekday", words.weekdays, 0) | _named("month", words.months, 1)
    return found


def _named(kind: Literal["month", "weekday"], names: Names, first: int) -> dict[str, _Word]:
    return {_plain(name): _Word(kind, i) for i, one in enumerate(names, first) for name in one}


def _words(text: str, lang: str) -> list[int | _Word]:
    """Numbers and known words of a text, in order; any other word is a Problem."""
    tokens: list[str] = _TOKEN.findall(text)
    found: list[int | _Word] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.isdecimal():
            found.append(int(token) if len(token) <= _YEAR_DIGITS else -1)
            at += 1
            continue
        word, used = _longest(tokens[at:], lang)
        if word is None:
            raise TimeProblem(f"the words of a date in '{lang}', not '{token[:20]}'")
        found.append(word)
        at += used
    return found


def _longest(tokens: Sequence[str], lang: str) -> tuple[_Word | None, int]:
    """The known word, of up to two tokens, that a text begins with; and how many tokens it has."""
    lexicon = _lexicon(lang)
    if tokens[0] in {"-", "/"}:
        return _Word("join" if tokens[0] == "-" else "noise"), 1
    for size in (2, 1):
        name = " ".join(tokens[:size])
        forms = [name, *(
            name.removeprefix(p) for p in LANGUAGES[lang].prefixes if name.startswith(p)
        )]
        known = next((lexicon[form] for form in forms if form in lexicon), None)
        if known is not None and len(tokens) >= size:
            return known, size
    return None, 0


def _ends(words: Sequence[int | _Word]) -> tuple[list[_End], bool]:
    """One end or two, and whether the words say "about"."""
    ends, about, joined = [_End()], False, False
    for word in words:
        if isinstance(word, int):
            ends[-1] = _number(ends[-1], word)
        elif word.kind == "about":
            about = True
        elif word.kind == "join":
            # "mid-October": a dash after the part of a month, or before anything is said.
            if ends[-1] == _End(third=ends[-1].third):
                continue
            if joined:
                raise TimeProblem("one period, of two ends at most")
            ends.append(_End())
            joined = True
        elif word.kind == "month":
            if ends[-1].month not in (None, word.value):
                raise TimeProblem("one month on each side of a period")
            ends[-1] = replace(ends[-1], month=word.value)
        elif word.kind == "weekday":
            ends[-1] = replace(ends[-1], weekday=word.value)
        elif word.kind == "third":
            ends[-1] = replace(ends[-1], third=word.value)
    return ends, about


def _number(end: _End, number: int) -> _End:
    if 1 <= number <= _LAST_DAY and end.day is None:
        return replace(end, day=number)
    if number >= 1000 and end.year is None:  # noqa: PLR2004 (a year of four digits)
        return replace(end, year=number)
    raise TimeProblem("a day of the month and a year of four digits, each once")


def _with_year(end: _End, year: int | None) -> _End:
    if end.year is None and year is None:
        raise TimeProblem("a year in the text")
    end = end if end.year is not None else replace(end, year=year)
    if end.month is None:
        raise TimeProblem("a month in the text")
    return end


def _inherit(end: _End, last: _End) -> _End:
    """The first end, with month and year of the last where it has none of its own."""
    if end.day is None and end.month is None and end.year is None:
        raise TimeProblem("what the period starts with")
    if end.month is None and end.year is not None:
        raise TimeProblem("a month beside the year")
    month = end.month if end.month is not None else last.month
    return replace(end, month=month, year=end.year if end.year is not None else last.year)


def _days(end: _End) -> tuple[date, date]:
    """First and last day of one end."""
    if end.year is None or end.month is None:
        raise TimeProblem("a month and a year")
    longest = calendar.monthrange(end.year, end.month)[1]
    if end.day is not None:
        if end.third is not None:
            raise TimeProblem("a day, or a part of a month, not both")
        day = parse_date(f"{end.year:04}-{end.month:02}-{end.day:02}")
        if end.weekday not in (None, day.weekday()):
            raise TimeProblem(f"the weekday of {day}, {calendar.day_name[day.weekday()]}")
        return day, day
    if end.weekday is not None:
        raise TimeProblem("a day of the month beside the weekday")
    first, last = (1, longest) if end.third is None else THIRDS[end.third]
    lo = parse_date(f"{end.year:04}-{end.month:02}-{first:02}")
    return lo, lo.replace(day=min(last, longest))
