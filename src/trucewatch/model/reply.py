"""What was answered to a case: replies of those named in it, and corrections asked for.

A reply is a source. It stands beside the findings of its clause, with its date and affiliation;
it is no veto, and no status rests on it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from trucewatch.model.agreement import Words
from trucewatch.model.claim import Column

REPLY_FIELDS: tuple[Column, ...] = (
    Column("id", "text", "id of the reply, its own in the file", required=True),
    Column("body", "text", "body of sources.yaml that replies", required=True),
    Column("date", "text", "when it was given, as people write it", required=True),
    Column("clause", "text", "clause it is about", required=True),
    Column("words", "list", "an object: its words by language, its own language first",
           required=True),
    Column("address", "text", "where it was published; empty: it was sent"),
    Column("recorded_on", "text", "when it was taken in, as people write it", required=True),
)
"""Fields of a line of ``replies.jsonl`` in a case."""
CORRECTION_FIELDS: tuple[Column, ...] = (
    Column("id", "text", "id of what is asked; a later line with the same id answers it",
           required=True),
    Column("asked_on", "text", "when it was asked, as people write it"),
    Column("by", "text", "body of sources.yaml, or a role; never a person's name"),
    Column("page", "text", "page of the edition it is about; then neither clause nor finding"),
    Column("clause", "text", "clause it is about; then neither page nor finding"),
    Column("finding", "text", "CLAUSE/BOUND it is about; then neither page nor clause"),
    Column("what", "text", "what is asked to be corrected, and why; published"),
    Column("answer", "text", "what was answered; published"),
    Column("done_on", "text", "when it was done; empty: nothing was changed, or not yet"),
)
"""Fields of a line of ``corrections.jsonl`` in a case."""


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
