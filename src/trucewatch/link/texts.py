"""Texts made comparable: words, numbers, and runs of words."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

RUN = 3
"""Words in a run (shingle)."""
NUMBER = "#"
"""Stands for every number, so that a changed one leaves the text alike; it is told beside."""

_SEPARATED = re.compile(r"(?<=\d)[,.\u066b\u066c\u00a0\u202f' ](?=\d{3}(?!\d))")
_WORD = re.compile(r"[\w']+")


@dataclass(frozen=True)
class Text:
    """A text as it is compared."""

    words: tuple[str, ...]
    """Without case, marks, punctuation; numbers in plain digits."""

    @cached_property
    def numbers(self) -> tuple[str, ...]:
        """Its numbers, in order."""
        return tuple(word for word in self.words if _is_number(word))

    @cached_property
    def runs(self) -> frozenset[tuple[str, ...]]:
        """Every run of `RUN` words, each number as `NUMBER`."""
        masked = [NUMBER if _is_number(word) else word for word in self.words]
        return frozenset(zip(*(masked[n:] for n in range(RUN)), strict=False))


def read(text: str) -> Text:
    """Make a text comparable: compatibility forms, case, marks and punctuation do not count."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(
        str(unicodedata.decimal(ch)) if ch.isdecimal() else ch
        for ch in plain if unicodedata.category(ch) not in {"Mn", "Cf"}
    )
    joined = _SEPARATED.sub("", plain)
    return Text(tuple(word.strip("'") for word in _WORD.findall(joined) if word.strip("'")))


def _is_number(word: str) -> bool:
    return word.isdigit()


def changed_numbers(first: Text, second: Text) -> list[tuple[str, str]]:
    """Numbers that differ, side by side; where one text has more, its rest beside nothing."""
    one, other = first.numbers, second.numbers
    if len(one) == len(other):
        return [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    left, right = list(one), list(other)
    for number in one:
        if number in right:
            right.remove(number)
            left.remove(number)
    longest = max(len(left), len(right))
    left += [""] * (longest - len(left))
    right += [""] * (longest - len(right))
    return list(zip(left, right, strict=True))
