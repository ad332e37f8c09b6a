"""Conditions on the record: a tiny grammar, parsed, never run as code.

::

    condition := all ("or" all)*
    all       := one ("and" one)*
    one       := "not" one | "(" condition ")"
               | "finding(" clause ["," bound] ")" "in" "[" status ("," status)* "]"
               | "declared(" milestone ")"
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn

from trucewatch.model.finding import STATUSES

_WORD = re.compile(r"\s*(?:([A-Za-z0-9_.:-]+)|([()\[\],]))")


class ConditionProblem(ValueError):
    """What is wrong with a condition; `at` is the place in the text, counted from 0."""

    def __init__(self, at: int, found: str, expected: str) -> None:
        super().__init__(f"found {found or 'the end'}, expected {expected}")
        self.at = at
        self.found = found
        self.expected = expected


@dataclass(frozen=True)
class IsFinding:
    """The window's finding of a clause, of one bound or of each, has one of the statuses."""

    clause: str
    bound: str
    statuses: tuple[str, ...]
    at: int


@dataclass(frozen=True)
class IsDeclared:
    """Somebody gives an instant for the milestone, and it has passed."""

    milestone: str
    at: int


@dataclass(frozen=True)
class Not:
    """The opposite."""

    of: Condition


@dataclass(frozen=True)
class Every:
    """All of them."""

    of: tuple[Condition, ...]


@dataclass(frozen=True)
class Either:
    """At least one of them."""

    of: tuple[Condition, ...]


Condition = IsFinding | IsDeclared | Not | Every | Either


def parse_condition(text: str) -> Condition:
    """Parse a condition.

    Raises
    ------
    ConditionProblem
        With the place of the first thing that could not be understood.
    """
    reader = _Reader(text)
    found = reader.either()
    reader.end()
    return found


def atoms(condition: Condition) -> Iterator[IsFinding | IsDeclared]:
    """What a condition asks about, in the order of the text."""
    if isinstance(condition, IsFinding | IsDeclared):
        yield condition
    elif isinstance(condition, Not):
        yield from atoms(condition.of)
    else:
        for part in condition.of:
            yield from atoms(part)


class _Reader:
    def __init__(self, text: str) -> None:
        self._words: list[tuple[int, str]] = []
        at = 0
        while text[at:].strip():
            match = _WORD.match(text, at)
            if match is None:
                start = at + len(text[at:]) - len(text[at:].lstrip())
                raise ConditionProblem(start, text[start], "a word, a bracket or a comma")
            self._words.append((match.start(match.lastindex or 0), match[match.lastindex or 0]))
            at = match.end()
        self._words.append((len(text), ""))
        self._next = 0

    def either(self) -> Condition:
        parts = [self._every()]
        while self._take("or"):
            parts.append(self._every())
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def end(self) -> None:
        if self._word:
            self._refuse("'and', 'or' or the end")

    def _every(self) -> Condition:
        parts = [self._one()]
        while self._take("and"):
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else Every(tuple(parts))

    def _one(self) -> Condition:
        at = self._at
        if self._take("not"):
            return Not(self._one())
        if self._take("("):
            inner = self.either()
            self._expect(")")
            return inner
        if self._take("declared"):
            self._expect("(")
            milestone = self._name("a milestone")
            self._expect(")")
            return IsDeclared(milestone, at)
        if self._take("finding"):
            return self._finding(at)
        self._refuse("'finding(', 'declared(', 'not' or '('")

    def _finding(self, at: int) -> IsFinding:
        self._expect("(")
        clause = self._name("a clause")
        bound = self._name("a party or group") if self._take(",") else ""
        self._expect(")")
        self._expect("in")
        self._expect("[")
        statuses = [self._status()]
        while self._take(","):
            statuses.append(self._status())
        self._expect("]")
        return IsFinding(clause, bound, tuple(statuses), at)

    def _status(self) -> str:
        if self._word not in STATUSES:
            self._refuse("one of " + ", ".join(STATUSES))
        return self._pass()

    def _name(self, what: str) -> str:
        if not self._word or self._word in "()[],":
            self._refuse(what)
        return self._pass()

    @property
    def _at(self) -> int:
        return self._words[self._next][0]

    @property
    def _word(self) -> str:
        return self._words[self._next][1]

    def _pass(self) -> str:
        word = self._word
        self._next += 1
        return word

    def _take(self, word: str) -> bool:
        if self._word == word:
            self._next += 1
            return True
        return False

    def _expect(self, word: str) -> None:
        if not self._take(word):
            self._refuse(f"'{word}'")

    def _refuse(self, expected: str) -> NoReturn:
        raise ConditionProblem(self._at, self._word, expected)
