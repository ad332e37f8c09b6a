"""Where a message of a WhatsApp export begins, in the forms its apps and locales write.

Android: ``4/3/31, 2:31 PM - Sender: text``; iOS: ``[04.03.31, 14:31:05] Sender: text``. Digits may
be of any script; marks of direction and narrow spaces stand in between. The order of day, month and
year is the phone's: it is declared, or proven by a date that can be read in one order only, and
never guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

ORDERS = ("dmy", "mdy", "ymd")
_YEAR_DIGITS = 4

_MARKS = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u061c]")
_SPACES = re.compile("[\u00a0\u2000-\u200a\u202f]")
_NOTICE = "\u200e"
"""Mark the app puts before words of its own."""
_DATE = r"(?P<a>\d{1,4})[./-] ?(?P<b>\d{1,2})[./-] ?(?P<c>\d{1,4})\.?"
_TIME = r"(?P<h>\d{1,2})[:.](?P<m>\d{2})(?:[:.](?P<s>\d{2}))?"
_HALF = r"[^\W\d_][^\]\d:\[–-]{0,9}?"
_HEAD = re.compile(
    rf"(?P<open>\[)?{_DATE}[,،]? (?P<before>{_HALF})? ?{_TIME} ?(?P<after>{_HALF})?"
    r"(?(open)\] ?| [-–] )")
_HALVES = {
    **dict.fromkeys(("am", "ص", "上午", "πμ", "дп", "قظ", "לפנהצ", "vorm"), 0),
    **dict.fromkeys(("pm", "م", "下午", "μμ", "пп", "بظ", "אחהצ", "nachm"), 12),
}
"""Halves of the day as locales write them, without points and spaces; hours to add."""


class BadTime(ValueError):
    """A head whose time cannot be read; the message says why."""


@dataclass(frozen=True)
class Head:
    """The head of one message, as written."""

    numbers: tuple[int, int, int]
    """Parts of the date, in the order they stand in."""
    year_first: bool
    hour: int
    minute: int
    second: int | None
    half: str
    """Word for the half of the day; empty: 24 hours."""

    def fits(self, order: str) -> bool:
        """Whether the date exists in this order."""
        try:
            self.moment(order)
        except BadTime:
            return False
        return True

    def moment(self, order: str) -> datetime:
        """Local time of the message.

        Raises
        ------
        BadTime
            When there is no such time in this order.
        """
        if self.year_first != (order == "ymd"):
            raise BadTime(f"a date in the order {order}")
        parts = dict(zip(order, self.numbers, strict=True))
        year = parts["y"] + (2000 if parts["y"] < 100 else 0)  # noqa: PLR2004 - two digits
        try:
            return datetime(year, parts["m"], parts["d"], self._hour(), self.minute,
                            self.second or 0)
        except ValueError as error:
            raise BadTime(f"a date in the order {order}, and a time of day") from error

    def _hour(self) -> int:
        if not self.half:
            return self.hour
        bare = _letters(self.half)
        if bare not in _HALVES or not 1 <= self.hour <= 12:  # noqa: PLR2004 - hours of a half
            raise BadTime("a half of the day that is known (AM, PM), and an hour from 1 to 12")
        return self.hour % 12 + _HALVES[bare]


def _letters(word: str) -> str:
    return "".join(ch for ch in word.casefold() if ch.isalpha())


def plain(line: str) -> str:
    """A line without marks of direction, its spaces all alike."""
    return _SPACES.sub(" ", _MARKS.sub("", line))


def worded(text: str) -> str:
    """Like `plain`, but what sets a mention apart stays: a name in it may be of several words."""
    return _SPACES.sub(" ", re.sub(r"(?![\u2068\u2069])" + _MARKS.pattern, "", text))


def is_notice(text: str) -> bool:
    """Whether the app put its own words here, not the sender."""
    return text.startswith(_NOTICE)


def head_of(line: str) -> tuple[Head, str] | None:
    """Head of a message and what follows it; ``None`` where a line goes on with the one before.

    Parameters
    ----------
    line
        A line of the export; marks of direction in what follows are kept.
    """
    bare = plain(line)
    match = _HEAD.match("".join(map(_ascii, bare)))
    if match is None:
        return None
    first, last = match["a"], match["c"]
    if len(first) in (3,) or len(last) == 3:  # noqa: PLR2004 - no year has three digits
        return None
    before, half = match["before"] or "", match["after"] or ""
    if not half and _letters(before) in _HALVES:
        half = before  # Others are words such as "at".
    head = Head(
        (int(first), int(match["b"]), int(last)), len(first) == _YEAR_DIGITS, int(match["h"]),
        int(match["m"]), int(match["s"]) if match["s"] else None, half.strip())
    return head, _after(line, match.end())


def _after(line: str, count: int) -> str:
    """What follows the first so many characters of a line, marks not counted."""
    at = 0
    while count and at < len(line):
        count -= not _MARKS.match(line[at])
        at += 1
    return line[at:]


def _ascii(ch: str) -> str:
    return str(unicodedata.digit(ch)) if ch.isdigit() else ch


def proven_order(heads: Iterable[Head]) -> list[str]:
    """Orders in which every date exists; one alone is proven, several are ambiguous."""
    listed = list(heads)
    return [order for order in ORDERS if all(head.fits(order) for head in listed)]
