"""How a table writes its dates: patterns that are declared, so that no order is ever guessed.

``YYYY``, ``MM``, ``M``, ``DD``, ``D``, ``MON`` (an English month, in full or by its first three
letters), ``hh``, ``h``, ``mm``, ``ss`` and ``ZZ`` (``Z`` or an offset) stand for themselves;
everything else is matched as written. ``MM`` and ``DD`` want two digits, ``M`` and ``D`` take one
or two. A pattern without a day means the whole month, one without a month the whole year.
``words:ar`` is a date in words of that language (`model.date_words`).
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from functools import cache

from trucewatch.model.date_words import read_days
from trucewatch.model.instant import TimeProblem
from trucewatch.model.month_names import LANGUAGES

OWN = "iso"
"""Name of the forms `model.instant` reads."""
WORDS = "words:"
"""Start of the name of dates in words; the language follows."""
_MONTHS = tuple(names[0] for names in LANGUAGES["en"].months)
_FIELDS = {
    "YYYY": r"(?P<year>[0-9]{4})", "MON": r"(?P<name>[A-Za-z]{3,9})\.?",
    "MM": r"(?P<month>[0-9]{2})", "M": r"(?P<month>[0-9]{1,2})",
    "DD": r"(?P<day>[0-9]{2})", "D": r"(?P<day>[0-9]{1,2})",
    "hh": r"(?P<hour>[0-9]{2})", "h": r"(?P<hour>[0-9]{1,2})",
    "mm": r"(?P<minute>[0-9]{2})", "ss": r"(?P<second>[0-9]{2})(?:\.(?P<fraction>[0-9]{1,6}))?",
    "ZZ": r"(?P<zone>Z|[+-][0-9]{2}:?[0-9]{2})",
}
_TOKEN = re.compile("|".join(sorted(_FIELDS, key=len, reverse=True)))

Ends = tuple[str, str]
"""First and last day, or first and last clock time, as `model.instant` writes them; no zone."""


@cache
def reader(pattern: str) -> Callable[[str], Ends | None]:
    """Make what reads texts of one pattern; it gives ``None`` for a text of another form.

    Raises
    ------
    TimeProblem
        When the pattern is none: no year, a part twice, a day without a month, a language whose
        words are not known.
    """
    if pattern.startswith(WORDS):
        return _words(pattern.removeprefix(WORDS))
    regex = _compiled(pattern)

    def read(text: str) -> Ends | None:
        found = regex.fullmatch(text)
        return None if found is None else _ends(found.groupdict())

    return read


def _words(lang: str) -> Callable[[str], Ends | None]:
    if lang not in LANGUAGES:
        raise TimeProblem(f"{WORDS} and a language among {', '.join(sorted(LANGUAGES))}")

    def read(text: str) -> Ends | None:
        try:
            days = read_days(text, lang)
        except TimeProblem:
            return None
        return str(days.first), str(days.last)

    return read


def _compiled(pattern: str) -> re.Pattern[str]:
    parts, at, seen = [], 0, []
    for token in _TOKEN.finditer(pattern):
        parts += [re.escape(pattern[at : token.start()]), _FIELDS[token[0]]]
        seen.append("M" if token[0] == "MON" else token[0][0])
        at = token.end()
    parts.append(re.escape(pattern[at:]))
    if "Y" not in seen or len(set(seen)) != len(seen) or ("D" in seen and "M" not in seen):
        raise TimeProblem(
            "a pattern with YYYY, and MM, M or MON before a day, each once: DD/MM/YYYY"
        )
    if "h" in seen and ("D" not in seen or "m" not in seen):
        raise TimeProblem("a clock with hours and minutes, beside a day: DD/MM/YYYY hh:mm")
    if ({"m", "s", "Z"} & set(seen)) and "h" not in seen:
        raise TimeProblem("minutes, seconds and offsets only beside hours: hh:mm:ssZZ")
    return re.compile("".join(parts))


def _ends(found: dict[str, str | None]) -> Ends | None:
    year, name = int(found["year"] or 0), found.get("name")
    month = int(found.get("month") or 0)
    if name is not None:
        month = _month(name)
    if not month:
        # A month that is no month is refused; a pattern without one means the year.
        return None if "month" in found or "name" in found else (f"{year:04}-01-01",
                                                                   f"{year:04}-12-31")
    if not 1 <= month <= 12:  # noqa: PLR2004 - months of a year
        return None
    length = monthrange(max(year, 1), month)[1]
    if "day" not in found:
        return f"{year:04}-{month:02}-01", f"{year:04}-{month:02}-{length:02}"
    day = int(found["day"] or 0)
    if not 1 <= day <= length:
        return None
    text = f"{year:04}-{month:02}-{day:02}"
    if found.get("hour") is not None:
        text += _clock(found)
    return text, text


def _month(name: str) -> int:
    name = name.lower()
    return next((at for at, month in enumerate(_MONTHS, 1) if name in (month, month[:3])), 0)


def _clock(found: dict[str, str | None]) -> str:
    text = f"T{int(found['hour'] or 0):02}:{found['minute']}"
    if found.get("second") is not None:
        text += f":{found['second']}" + (f".{found['fraction']}" if found.get("fraction") else "")
    zone = found.get("zone") or ""
    return text + (zone if ":" in zone or zone in ("", "Z") else f"{zone[:3]}:{zone[3:]}")


# In tables without a pattern: a day, alone or with a clock, the largest part first.
PLAIN = (
    "YYYY-MM-DD", "YYYY-MM-DDThh:mm", "YYYY-MM-DDThh:mm:ss", "YYYY-MM-DDThh:mmZZ",
    "YYYY-MM-DDThh:mm:ssZZ", "YYYY-MM-DD hh:mm", "YYYY-MM-DD hh:mm:ss",
)
"""Patterns taken where none is declared: no other order has four digits in front."""
BARE = re.compile(r"[0-9]{1,2}[/.\- ][0-9]{1,2}[/.\- ][0-9]{2,4}")
"""A date whose order cannot be told from itself."""
