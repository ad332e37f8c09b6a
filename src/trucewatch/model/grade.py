"""Admiralty grades: how reliable a body is, how credible a claim; with reason, date and office.

A grade is a line of its own. A later one for the same thing takes its place from its date on; none
is ever changed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

RELIABILITY = {
    "A": "completely reliable", "B": "usually reliable", "C": "fairly reliable",
    "D": "not usually reliable", "E": "unreliable", "F": "reliability cannot be judged",
}
"""Of a body: what its letter stands for (NATO AJP-2.1, "Admiralty code")."""
CREDIBILITY = {
    "1": "confirmed by other sources", "2": "probably true", "3": "possibly true",
    "4": "doubtful", "5": "improbable", "6": "truth cannot be judged",
}
"""Of a claim: what its number stands for."""

About = Literal["body", "claim", "subject"]


@dataclass(frozen=True, kw_only=True)
class Grade:
    """One line of ``grades.jsonl``."""

    about: About
    """A line about a row of a figures file (``dataset`` and ``key``) is about its claim."""
    name: str
    """Id of the body, id of the claim, ``dataset/key`` or ``dataset/subject``, as the line has it.
    """
    grade: str
    """A to F for a body, 1 to 6 for a claim or subject."""
    reason: str
    date: str
    """As written."""
    at: int
    """First instant of `date`, microseconds UTC: from then on it holds."""
    by: str
    """Office or role that gave it; never a person's name."""
    line: int
    claims: tuple[str, ...] = ()
    """Ids of the claims it is about, sorted; none for a body."""


def known_by(grades: Iterable[Grade], instant: int) -> list[Grade]:
    """Grades that had been given by an instant."""
    return [grade for grade in grades if grade.at <= instant]


def in_turn(grades: Iterable[Grade]) -> list[Grade]:
    """Grades in the order in which they take each other's place."""
    return sorted(grades, key=lambda grade: (grade.at, grade.line))


def reliability(grades: Iterable[Grade]) -> dict[str, Grade]:
    """Newest grade of every graded body, by body."""
    return {g.name: g for g in in_turn(grades) if g.about == "body"}


def credibility(grades: Iterable[Grade]) -> dict[str, int]:
    """Information credibility of every graded claim, by claim id.

    A grade of the claim itself goes before one of its subject; of two of a kind the newer holds.
    """
    return {claim: int(grade.grade) for claim, grade in newest_of_claims(grades).items()}


def newest_of_claims(grades: Iterable[Grade]) -> dict[str, Grade]:
    """The grade that holds for every graded claim, by claim id."""
    found: dict[str, Grade] = {}
    ordered = in_turn(grades)
    for about in ("subject", "claim"):
        for grade in ordered:
            if grade.about == about:
                found.update(dict.fromkeys(grade.claims, grade))
    return found
