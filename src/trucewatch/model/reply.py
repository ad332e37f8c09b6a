"""What was answered to a case: replies of those named in it, and corrections asked for.

A reply is a source. It stands beside the findings of its clause, with its date and affiliation;
it is no veto, and no status rests on it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from trucewatch.model.agreement import Words


@dataclass(frozen=True, kw_only=True)
class Reply:
    """One line of ``replies.jsonl``."""

    id: str
    body: str
    """Body that replies."""
    date: str
    """When it was given, as written."""
    clause: str
    words: Words
    """Its own words by language; a translation is somebody's, the first language is its own."""
    address: str
    """Where it was published; empty: it was sent."""
    recorded_on: str
    at: int
    """First instant of `recorded_on`, microseconds UTC."""
    given_at: int
    """First instant of `date`."""
    line: int


@dataclass(frozen=True, kw_only=True)
class Correction:
    """What was asked, and what was answered and done: lines of ``corrections.jsonl`` of one id."""

    id: str
    asked_on: str
    by: str
    """A body of the case, or a role; never a person's name."""
    page: str
    """Page of the edition it is about; empty: it is about a clause or a finding."""
    clause: str
    """Clause it is about."""
    bound: str
    """With `clause`: the findings for this bound; empty: the clause as a whole."""
    what: str
    at: int
    """First instant of `asked_on`, microseconds UTC."""
    line: int
    answers: tuple[Answer, ...] = field(default_factory=tuple)
    """In the order of the file; the last one holds."""

    @property
    def done_on(self) -> str:
        """When it was done, as written; empty: it was not, or not yet."""
        return self.answers[-1].done_on if self.answers else ""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What was answered to a correction asked for."""

    answer: str
    done_on: str
    """Empty: nothing was changed, or not yet."""
    line: int


def recorded_by(replies: Iterable[Reply], instant: int) -> list[Reply]:
    """Replies that had been recorded by an instant."""
    return [reply for reply in replies if reply.at <= instant]


def asked_by(corrections: Iterable[Correction], instant: int) -> list[Correction]:
    """Corrections that had been asked for by an instant."""
    return [one for one in corrections if one.at <= instant]
