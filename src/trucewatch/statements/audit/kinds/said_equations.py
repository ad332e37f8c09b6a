"""Equations written out in a text: ``250 + 1,718 = 1,968``, ``285 = 19 x 15``."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from fractions import Fraction

from trucewatch.statements.audit.cells import Number, decimals
from trucewatch.statements.audit.model import shown, signed
from trucewatch.statements.audit.said import Passage
from trucewatch.statements.audit.text import Amount

KIND = "equation"
MEANING = ("The two sides differ: a number may have been taken down otherwise, or something is "
           "left out of one side.")
ZERO = "Nothing can be divided by zero: the equation says nothing."
_SIGN = re.compile(r"[+×*÷/]|(?<=\s)[−–-](?=\s)|(?<![^\W\d_])[xх](?![^\W\d_])|% of|"
                   r"\b(?:times|plus|minus)\b")
_EQUALS = re.compile(r"[^=&?;:]{0,40}=[^=&?;:]{0,25}")
_BETWEEN = 40
"""Characters that may stand between a number and the sign after it: a unit, a few words."""
_MINUS = frozenset({"−", "–", "-", "minus"})
Side = list[tuple[str, Amount]]


def check(passage: Passage) -> None:
    """Look for numbers joined by signs, and an equals sign between them."""
    text = passage.text
    for start, end in text.sentences():
        if "=" not in text.text[start:end]:
            continue
        amounts = [a for a in text.amounts if start <= a.start < end and a.role != "date"]
        sides = _sides(text.text, amounts)
        for one, other in itertools.pairwise(sides):
            if one and other:
                _compare(passage, one, other)


def _sides(text: str, amounts: Sequence[Amount]) -> list[Side]:
    """The sides of an equation, each as numbers with the sign before them."""
    sides: list[Side] = [[]]
    for at, amount in enumerate(amounts):
        before = text[amounts[at - 1].end:amount.start] if at else ""
        if at and _EQUALS.fullmatch(before):
            sides.append([("", amount)])
        elif not at:
            sides[-1].append(("", amount))
        elif len(before) <= _BETWEEN and (signs := _SIGN.findall(before)):
            sides[-1].append((signs[-1], amount))
        elif len(sides) == 1:
            # Numbers before the equation begins belong to other words.
            sides[-1] = [("", amount)]
        else:
            break
    return sides if len(sides) > 1 else []


def _compare(passage: Passage, one: Side, other: Side) -> None:
    left, right = _value(one), _value(other)
    words = f"{_words(one)} = {_words(other)}"
    first, last = one[0][1].start, other[-1][1].end
    if any(amount.unsure for _, amount in (*one, *other)):
        passage.report.leave(KIND, words, "a number may be a thousand or a decimal")
        return
    if left == "zero" or right == "zero":
        passage.report.leave(KIND, words, "the base is zero")
        passage.tell("zero_base", "note", found=words, computed="a division by zero",
                     meaning=ZERO)
        return
    if not isinstance(left, Fraction) or not isinstance(right, Fraction):
        passage.report.leave(KIND, words, "its signs are not understood")
        return
    if len(one) == len(other) == 1:
        # Two names of one number, or a total and a rate: nothing is computed.
        return
    passage.take(first, last)
    if abs(left - right) <= max(_rounding(one), _rounding(other)):
        passage.report.hold(KIND, words)
        return
    # What is computed is the side with more to compute.
    said, computed = (other, one) if len(one) >= len(other) else (one, other)
    value, given = (left, right) if said is other else (right, left)
    passage.tell(
        KIND, "difference", found=_words(said),
        computed=f"{_words(computed)} = {_plain(value)}",
        difference=signed(_number(given - value)), meaning=MEANING,
    )


def _value(side: Side) -> Fraction | str:
    """Value of a side; products before sums."""
    terms: list[tuple[int, Fraction]] = []
    for sign, amount in side:
        value = Fraction(amount.value)
        if not sign or sign in {"+", "plus", *_MINUS}:
            terms.append((-1 if sign in _MINUS else 1, value))
        elif sign in {"x", "х", "×", "*", "·", "times"}:
            terms[-1] = terms[-1][0], terms[-1][1] * value
        elif sign in {"÷", "/"}:
            if not value:
                return "zero"
            terms[-1] = terms[-1][0], terms[-1][1] / value
        elif sign == "% of" and _is_percent(side):
            terms[-1] = terms[-1][0], terms[-1][1] / 100 * value
        else:
            return "sign"
    return sum((sign * value for sign, value in terms), Fraction(0))


def _is_percent(side: Side) -> bool:
    return side[0][1].role == "percent"


def _rounding(side: Side) -> Fraction:
    """How far a side may be off because its numbers were rounded."""
    if len(side) == 2 and _is_percent(side):  # noqa: PLR2004 (a percentage and its base)
        (_, share), (_, base) = side
        return Fraction(base.value) / Fraction(f"2e{decimals(share.value) + 2}")
    if len(side) == 1:
        places = decimals(side[0][1].value)
        return Fraction(1, 2 * 10**places) if places else Fraction(0)
    return Fraction(0)


def _words(side: Side) -> str:
    found = ""
    for sign, amount in side:
        share = "%" if amount.role == "percent" else ""
        name = "of" if sign == "% of" else sign
        found += (f" {name} " if name else "") + shown(amount.value) + share
    return found


def _number(value: Fraction) -> Number | str:
    return value.numerator if value.denominator == 1 else f"{float(value):.4g}"


def _plain(value: Fraction) -> str:
    return shown(_number(value))
