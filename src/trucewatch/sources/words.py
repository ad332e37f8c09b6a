"""Numbers in texts: spellings reduced to one form, and the way back to the original characters.

Pure. A `Folded` text has Arabic-Indic digits as digits, every form of alef and of yeh as one,
no thousands separators and no invisible marks; each of its characters knows where in the original
it stands, so that a number found in it can be located there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

LETTERS = str.maketrans("أإآٱیى٠١٢٣٤٥٦٧٨٩", "اااايي0123456789")
"""Every form of alef, of yeh and of the digits becomes one."""
MAX_DIGITS = 15

_MARKS = re.compile("[\u0610-\u061a\u0640\u064b-\u065f\u200b-\u200f\u2060-\u2064\ufe0f\\\\]")
_TAKEN = re.compile(r"^(\w{1,40}): *\"?(\d{1,9})\"? *$", re.MULTILINE)
_THOUSANDS = re.compile(r"(?<=\d)[,،٬](?=\d{3}(?!\d))")


def plain(text: str) -> str:
    """Reduce spellings to one form: letters, digits, thousands separators, invisible marks.

    Lines stay lines, so that a place in the result can be found in the original.
    """
    return _THOUSANDS.sub("", _MARKS.sub("", text).translate(LETTERS)).replace("\xa0", " ")


def bounded(pattern: str) -> str:
    """Bound what a pattern for words may repeat, so that no text makes it slow.

    Numbers have at most `MAX_DIGITS` digits and are taken whole or not at all; space between words
    and the words between two words of a pattern are short.
    """
    return (
        pattern.replace(r"(\d+)", rf"(?<!\d)(\d{{1,{MAX_DIGITS}}})(?!\d)").replace(" *", " {0,9}")
        .replace(r"\s*", r"\s{0,9}").replace("[ -]+", "[ -]{1,9}").replace(r"\w+", r"\w{1,20}")
        .replace("]*", "]{0,60}")
    )


@dataclass(frozen=True)
class Folded:
    """A text in one form, and where each of its characters stands in the original."""

    text: str
    original: str
    at: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Span of the original that characters `start` to `end` of the folded text stand for."""
        if start >= end:
            return (0, 0)
        return self.at[start], self.at[end - 1] + 1

    def words(self, start: int, end: int) -> str:
        """The original characters, on one line."""
        first, last = self.span(start, end)
        return " ".join(self.original[first:last].split())


def fold(text: str) -> Folded:
    """Fold a text, see `plain`; the folded text is what `plain` gives."""
    kept = [(place, char) for place, char in enumerate(text) if not _MARKS.match(char)]
    joined = "".join(char for _, char in kept).translate(LETTERS)
    dropped = {match.start() for match in _THOUSANDS.finditer(joined)}
    kept = [pair for place, pair in enumerate(kept) if place not in dropped]
    folded = "".join(char for place, char in enumerate(joined) if place not in dropped)
    return Folded(folded.replace("\xa0", " "), text, tuple(place for place, _ in kept))


@dataclass(frozen=True)
class Number:
    """A number found in a text: its value, and its place in the original."""

    value: int
    start: int
    end: int
    words: str
    """The words it was read from, as they stand."""

    @property
    def locator(self) -> str:
        """Its place in words."""
        return f"characters {self.start}-{self.end} of the text"


def numbers(folded: Folded, pattern: re.Pattern[str], group: str | int = 1) -> list[Number]:
    """Every number a pattern finds; its place and words are those of the whole match."""
    found = []
    for match in pattern.finditer(folded.text):
        digits = match.group(group)
        if digits and digits.isdecimal() and len(digits) <= MAX_DIGITS:
            start, end = folded.span(*match.span())
            found.append(
                Number(int(digits), start, end, folded.words(*match.span())[:160])
            )
    return found


def taken(front_matter: str) -> dict[str, int]:
    """Whole numbers a publisher wrote above a text (lines of ``name: number``)."""
    return {name: int(number) for name, number in _TAKEN.findall(front_matter)}


def sentences(folded: Folded) -> Iterable[tuple[int, int]]:
    """Spans of the sentences of a folded text: up to a full stop before a space, or a line end."""
    start = 0
    for match in re.finditer(r"\.(?=\s)|\n", folded.text):
        if folded.text[start : match.start()].strip():
            yield start, match.end()
        start = match.end()
    if folded.text[start:].strip():
        yield start, len(folded.text)
