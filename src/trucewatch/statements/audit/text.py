"""Amounts of a text: every number in it, where it stands, and what kind of number it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from trucewatch.sources.mapping.numbers import DIGITS
from trucewatch.sources.words import Folded, fold, sentences
from trucewatch.statements.audit import spelled, words
from trucewatch.statements.audit.cells import Number

Role = Literal["count", "percent", "date", "other"]

_NUMBER = re.compile(r"(?<![\w.,/])(\d{1,30}(?:\.\d{1,10})?)(?!\d)")
_WIDE = re.compile("(?<=\\d)[\u00a0\u2009\u202f](?=\\d{3}(?!\\d))")
_UNSURE = re.compile(r"\d{1,3}\.\d{3}")
_LETTERS_AFTER = re.compile(r"[A-Za-z]\d|/\d|-\d")
_ONE = re.compile(r"\s(?:of|another|day|by|side|more)\b", re.IGNORECASE)
_SCRIPTS = (("he", re.compile("[\u0590-\u05ff]")), ("ar", re.compile("[\u0600-\u06ff]")),
            ("uk", re.compile("[іїєґ]")), ("ru", re.compile("[а-яё]")))
_STOP = {"es": re.compile(r"\b(?:los|las|del|una|muertos|y|por)\b", re.IGNORECASE),
         "fr": re.compile(r"\b(?:les|des|une|dont|morts|et|du)\b", re.IGNORECASE),
         "en": re.compile(r"\b(?:the|and|of|in|killed|were|with|to)\b", re.IGNORECASE)}
MAX_TEXT = 20_000
"""Characters of a text that are looked at."""


@dataclass(frozen=True)
class Amount:
    """A number in a text."""

    value: Number
    start: int
    end: int
    role: Role = "count"
    """``count``: of things; ``percent``; ``date``; ``other``: time, age, distance, name."""
    unsure: bool = False
    """May be a thousand or a decimal."""


@dataclass(frozen=True)
class Text:
    """A text in one form, with its amounts in order."""

    folded: Folded
    lang: str
    amounts: tuple[Amount, ...]

    @property
    def text(self) -> str:
        """The text in one form."""
        return self.folded.text

    def sentences(self) -> list[tuple[int, int]]:
        """Spans of its sentences."""
        return list(sentences(self.folded))

    def within(self, start: int, end: int, role: Role = "count") -> list[Amount]:
        """Amounts of one kind in a part of the text."""
        return [a for a in self.amounts if start <= a.start < end and a.role == role]


def language_of(text: str) -> str:
    """Guess the language of a text, for the words of numbers only."""
    small = text.casefold()
    for lang, script in _SCRIPTS:
        if script.search(small):
            return lang
    return max(_STOP, key=lambda lang: (len(_STOP[lang].findall(small)), lang == "en"))


def read(text: str, lang: str = "") -> Text:
    """Find the amounts of a text.

    Parameters
    ----------
    text
        The text as it stands.
    lang
        Its language; guessed if left out.
    """
    text = text[:MAX_TEXT]
    for digits in DIGITS.values():
        text = text.translate(digits)
    folded = fold(_WIDE.sub(",", text))
    plain = folded.text
    lang = lang.partition("-")[0] or language_of(plain)
    if lang not in spelled.SPELLINGS:
        lang = language_of(plain)
    dates = [match.span() for match in words.dates().finditer(plain)
             if not _grouped(folded, *match.span())]
    found = [_amount(plain, match, dates) for match in _NUMBER.finditer(plain)]
    for one in spelled.find(plain, lang):
        lone = one.value == 1 and (_ONE.match(plain, one.end) or lang != "en")
        role = _role(plain, one.start, one.end, dates)
        if not lone:
            found.append(Amount(one.value, one.start, one.end, role))
    return Text(folded, lang, tuple(sorted(found, key=lambda a: a.start)))


def _grouped(folded: Folded, start: int, end: int) -> bool:
    """Whether four digits that look like a year were written with a separator, as no year is."""
    first, last = folded.span(start, end)
    return end - start == 4 and last - first > 4  # noqa: PLR2004


def _amount(text: str, match: re.Match[str], dates: list[tuple[int, int]]) -> Amount:
    given = match[1]
    number = Decimal(given)
    value = int(number) if "." not in given else number
    return Amount(value, *match.span(1), _role(text, *match.span(1), dates),
                  bool(_UNSURE.fullmatch(given)))


def _role(text: str, start: int, end: int, dates: list[tuple[int, int]]) -> Role:
    if words.PERCENT.match(text, end):
        return "percent"
    if any(first <= start < last for first, last in dates):
        return "date"
    if words.NOT_COUNTED.match(text, end) or _LETTERS_AFTER.match(text, end):
        return "other"
    before = text[max(0, start - 24):start]
    if words.NOT_COUNTED_BEFORE.search(before) or re.search(r"[A-Za-z\d]-$|\d/$", before):
        return "other"
    return "count"
