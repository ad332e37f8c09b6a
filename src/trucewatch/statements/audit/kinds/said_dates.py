"""Weekdays and lengths of periods in a text, and periods that contradict the row's own dates."""

from __future__ import annotations

import re
from functools import cache

from trucewatch.model.date_words import Days, read_days
from trucewatch.model.instant import TimeProblem
from trucewatch.model.month_names import LANGUAGES
from trucewatch.statements.audit.model import signed
from trucewatch.statements.audit.said import Passage
from trucewatch.statements.audit.words import month_pattern

KIND = "dates"
WEEKDAY = "The weekday and the date differ: one of them may have been taken down otherwise."
BACKWARDS = "The period ends before it starts: its ends may have been exchanged."
LENGTH = ("The length and the dates differ: one of them may have been changed without the other, "
          "or the length may leave an end out.")


@cache
def _pattern(lang: str) -> re.Pattern[str]:
    names = {n for day in LANGUAGES[lang].weekdays for n in day}
    weekday = "|".join(sorted(map(re.escape, names), key=lambda n: (-len(n), n)))
    month, day, year = month_pattern(), r"\d{1,2}(?:st|nd|rd|th)?", r"(?:19|20)\d\d"
    return re.compile(
        rf"(?<!\w)(?:{weekday}),?\s(?:{day}\s(?:de\s)?{month}|{month}\s{day}),?\s(?:de\s)?{year}",
        re.IGNORECASE)


@cache
def _period() -> re.Pattern[str]:
    month, day, year = month_pattern(), r"\d{1,2}(?:st|nd|rd|th)?", r"(?:19|20)\d\d"
    one = rf"(?:{day}(?:\s{month})?(?:\s{year})?|{month}\s{day}(?:,?\s{year})?)"
    return re.compile(
        rf"\b(?:from|between)\s{one}\s(?:to|and|until|through|-|–)\s"
        rf"(?:{day}\s{month}\s{year}|{month}\s{day},?\s{year})", re.IGNORECASE)


_DAYS = re.compile(r"(?<![\w.,])(\d{1,4})(?:-day\b| days\b)", re.IGNORECASE)


def check(passage: Passage) -> None:
    """Look at dates with a weekday, and at periods with a length."""
    text = passage.text
    if text.lang not in LANGUAGES:
        return
    for match in _pattern(text.lang).finditer(text.text):
        try:
            read_days(match[0].replace(",", " "), text.lang)
        except TimeProblem as problem:
            if "weekday" in str(problem):
                passage.tell(KIND, "difference", found=match[0],
                             computed=str(problem).removeprefix("the "), meaning=WEEKDAY)
            continue
        passage.report.hold(KIND, "a weekday and its date")
    if text.lang == "en":
        for start, end in text.sentences():
            _lengths(passage, start, end)


def _lengths(passage: Passage, start: int, end: int) -> None:
    plain = passage.text.text
    periods = list(_period().finditer(plain, start, end))
    if len(periods) != 1:
        return
    words = periods[0][0].strip()
    try:
        days = read_days(words.replace(",", " "), "en")
    except TimeProblem as problem:
        if "ends after" in str(problem):
            passage.tell(KIND, "difference", found=words, computed=f"expected {problem}",
                         meaning=BACKWARDS)
        return
    passage.report.hold(KIND, "a period that ends after it starts")
    lengths = [int(m[1]) for m in _DAYS.finditer(plain, start, end)]
    if len(lengths) == 1 and not days.approx:
        _length(passage, lengths[0], days, words)


def _length(passage: Passage, length: int, days: Days, words: str) -> None:
    apart = (days.last - days.first).days
    if length in (apart, apart + 1):
        passage.report.hold(KIND, "a period and its length")
        return
    passage.tell(KIND, "difference", found=f"{length:,} days",
                 computed=f"{words} is {apart + 1:,} days, both ends counted",
                 difference=signed(length - apart - 1), meaning=LENGTH)
