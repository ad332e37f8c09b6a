"""Percentages, averages and multiples in a sentence."""

from __future__ import annotations

import itertools
import re
from fractions import Fraction

from trucewatch.statements.audit import limits
from trucewatch.statements.audit.cells import Number, decimals
from trucewatch.statements.audit.model import shown, signed
from trucewatch.statements.audit.said import Passage
from trucewatch.statements.audit.text import Amount

KIND = "ratio"
SHARE = ("The percentage and the two numbers differ, further off than rounding explains: it may "
         "rest on another base.")
AVERAGE = ("The average and the total over the days differ, further off than rounding explains: "
           "it may rest on other days.")
LIST = ("The percentages named do not make up 100, further off than rounding explains: a part may "
        "not be named, or answers may be in two parts.")
ABOVE = ("A share of a whole is at most 100: it may be a change, or its base may be another than "
         "the sentence says.")
_OF = re.compile(r"\s{1,2}(?:[^\W\d_]+\s){0,3}?(?:out of|of|de|sur|из|من أصل|מתוך)\s"
                 r"(?:[^\W\d_]+\s){0,3}?$", re.IGNORECASE)
_CHANGE = re.compile(r"\b(?:rise|rose|risen|increase[ds]?|up|grew|growth|more|higher|jump\w*|"
                     r"surge\w*|fell|fall|down|fewer|less|drop\w*|decline\w*|"
                     r"of (?:target|need|capacity))\b",
                     re.IGNORECASE)
_PER_DAY = re.compile(r"\s(?:[^\W\d_]+\s){0,2}?(?:a|per|each|every) day\b|\s?/\s?day\b|"
                      r"\sdaily\b", re.IGNORECASE)
_DAYS = re.compile(r"(?<![\w.,])(\d{1,4}) days\b", re.IGNORECASE)


def check(passage: Passage) -> None:
    """Look for a percentage with both its numbers, an average with its total, shares of 100."""
    text = passage.text
    for start, end in text.sentences():
        shares = text.within(start, end, "percent")
        counts = text.within(start, end)
        for share in shares:
            if passage.free(share.start, share.end):
                _share(passage, share, counts)
        _hundred(passage, shares, (start, end))
        _average(passage, counts, (start, end))


def _share(passage: Passage, share: Amount, counts: list[Amount]) -> None:
    """``12 of 48 (25 %)``, ``25 % (12 of 48)``: two numbers joined by "of" beside a percentage."""
    plain = passage.text.text
    for part, whole in itertools.pairwise(counts):
        near = min(abs(share.start - whole.end), abs(part.start - share.end))
        if not _OF.fullmatch(plain[part.end:whole.start]) or near > 30:  # noqa: PLR2004
            continue
        between = plain[min(part.start, share.start):max(whole.end, share.end)]
        if _CHANGE.search(between) or "." in plain[whole.end:share.start]:
            continue
        words = f"{shown(part.value)} of {shown(whole.value)}"
        passage.take(share.start, share.end)
        if whole.value == 0:
            passage.report.leave(KIND, words, "the base is zero")
            return
        exact = Fraction(part.value) * 100 / Fraction(whole.value)
        _judge(passage, share.value, exact, words, f"{shown(share.value)} %", SHARE)
        return


def _hundred(passage: Passage, shares: list[Amount], span: tuple[int, int]) -> None:
    """Percentages listed as parts of a whole; one above 100."""
    plain = passage.text.text
    if _CHANGE.search(plain, *span):
        return
    for share in shares:
        if share.value > 100 and re.match(r"\W{0,3}(?:per ?cent|percent)?\sof\b",  # noqa: PLR2004
                                          plain[share.end:share.end + 20]):
            passage.tell("percent", "note", found=f"{shown(share.value)} % of a whole",
                         computed="a share is 0 to 100", meaning=ABOVE)
    total: Number = sum(share.value for share in shares)
    if len(shares) <= 2 or not limits.WHOLE <= total <= limits.WHOLE_MOST:  # noqa: PLR2004
        return
    places = max(decimals(share.value) for share in shares)
    near = Fraction(len(shares), 2 * 10**places)
    words = " + ".join(shown(share.value) for share in shares)
    if abs(Fraction(total) - 100) <= near:
        passage.report.hold("percent", f"{words} = 100")
    else:
        passage.tell("percent", "difference", found=f"{len(shares)} percentages of one whole",
                     computed=f"{words} = {shown(total)}", difference=signed(100 - total),
                     meaning=LIST)


def _average(passage: Passage, counts: list[Amount], span: tuple[int, int]) -> None:
    """A total, a number of days, and so many a day."""
    plain = passage.text.text
    days = [int(match[1]) for match in _DAYS.finditer(plain, *span)]
    rates = [a for a in counts if _PER_DAY.match(plain, a.end) and passage.free(a.start, a.end)]
    others = [a for a in counts if a not in rates]
    if len(days) != 1 or len(rates) != 1 or len(others) != 1:
        return
    rate, total = rates[0], others[0]
    words = f"{shown(total.value)} over {days[0]:,} days"
    if not days[0]:
        passage.report.leave(KIND, words, "the base is zero")
        passage.tell("zero_base", "note", found=f"{shown(rate.value)} a day",
                     computed="nothing can be divided by 0 days",
                     meaning="The sentence gives an average over no days.")
        return
    _judge(passage, rate.value, Fraction(total.value) / days[0], words,
           f"{shown(rate.value)} a day", AVERAGE)


def _judge(
    passage: Passage, given: Number, exact: Fraction, words: str, said: str, meaning: str
) -> None:
    places = decimals(given)
    if abs(Fraction(given) - exact) <= Fraction(1, 2 * 10**places):
        passage.report.hold(KIND, f"{words} = {said}")
        return
    value = f"{float(exact):.{max(places, 1)}f}"
    passage.tell(KIND, "difference", found=said, computed=f"{words} is {value}",
                 difference=signed(round(float(Fraction(given) - exact), max(places, 1))),
                 meaning=meaning)
