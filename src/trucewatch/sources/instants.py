"""Instants that stand inside texts: which runs of digits are parts of one, and of nothing else.

Narrow on purpose, since what is part of an instant is not put out of a text: it is written in full
(day, hour, zone), exists in the calendar and on the clock, is written in the digits of one script,
and no other digit is joined to it.
"""

from __future__ import annotations

import re
import unicodedata

from trucewatch.model.instant import is_time

# In ids an underscore is read as a space.
_ZONE = r"(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d|\[[A-Za-z0-9_ +/-]{1,64}\])"
_INSTANT = (r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d"
            rf"(?::[0-5]\d(?:\.\d{{1,6}})?)?{_ZONE}")
_JOIN = r"[-+.,:/()\u2010-\u2015]"
# Neither glued to a letter or digit, nor joined by a mark or two to more digits. ASCII: other
# digits are read as these.
_SPAN = re.compile(
    rf"(?<![\w.:+])(?<![\dZ\]]{_JOIN})(?<![\dZ\]]{_JOIN}{{2}})"
    rf"{_INSTANT}(?:/{_INSTANT})?(?!\w|{_JOIN}{{1,3}}\d)", re.ASCII)
_CLOCK = re.compile(r"(?:T\d\d:(?:\d\d:)?|[+-]\d\d:)\Z")
_LONGEST_CLOCK = len("T00:00:")
_TWO = 2
"""Digits of an hour, minute or second."""


def instants(text: str) -> list[tuple[int, int]]:
    """Where instants, and ranges of two, stand in a text: begin and end of each.

    Parameters
    ----------
    text
        Any text, in the form it is looked at.
    """
    if "T" not in text:
        return []
    read = text if text.isascii() else "".join(map(_read, text))
    return [match.span() for match in _SPAN.finditer(read)
            if _one_script(text[match.start():match.end()])
            and is_time(match[0].replace(" ", "_"), "UTC")]


def after_clock(text: str, start: int, end: int) -> str | None:
    """What a run of digits has beyond the last two digits of a clock or offset it begins with.

    Parameters
    ----------
    text
        Any text.
    start, end
        Where the run stands.

    Returns
    -------
    str or None
        ``None``: it does not begin in a clock.
    """
    if not _CLOCK.search(text[max(0, start - _LONGEST_CLOCK):start]):
        return None
    return text[start + _TWO:end]


def _read(letter: str) -> str:
    """A digit as one of 0 to 9; another letter that is not ASCII as one no instant has."""
    if letter.isascii():
        return letter
    return str(unicodedata.decimal(letter)) if letter.isdecimal() else _other(letter)


def _other(letter: str) -> str:
    # Letters of any script are glued on as those of ASCII are; dashes join.
    return "_" if letter.isalnum() else letter


def _one_script(text: str) -> bool:
    return len({ord(ch) - unicodedata.decimal(ch) for ch in text if ch.isdecimal()}) == 1
