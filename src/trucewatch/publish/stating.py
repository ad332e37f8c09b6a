"""Statements of a release with their results: what pages, tables and ClaimReview are made from.

Every sentence here is made by one template for every speaker and party.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from trucewatch.model.case import BASE_READING
from trucewatch.model.instant import parse_span
from trucewatch.model.statement import (
    Document,
    Result,
    Speaker,
    State,
    Statement,
    Weighed,
    whole_id,
)
from trucewatch.publish import words
from trucewatch.publish.release import Release
from trucewatch.publish.terms import RESULT_REASONS, RESULTS, UNTESTED
from trucewatch.publish.tongue import Terms, tr

BEARS = Terms({"agrees": "agrees", "differs": "differs", "neither": "decides nothing"})
"""How an account bears, as a label."""


@dataclass(frozen=True, kw_only=True)
class Stated:
    """One statement, its document and what the record shows for it."""

    document: Document
    statement: Statement
    result: Result
    repeats: str
    """Statement it repeats in other words, as ``document/id``; empty: none there is."""
    takes_back: str
    """Statement its speaker takes back by it, as ``document/id``; empty: none there is."""
    retracted_by: tuple[str, ...]
    """Statements by which its speaker takes it back, as ``document/id``."""
    late: bool
    """A forecast that the record first held when its horizon had passed."""

    @property
    def id(self) -> str:
        """``document/id``."""
        return f"{self.document.id}/{self.statement.id}"

    @property
    def speaker(self) -> Speaker:
        """Who says it."""
        return self.document.speakers[self.statement.speaker]

    @property
    def via(self) -> list[Speaker]:
        """Who passes it on, outermost last."""
        return [self.document.speakers[name] for name in self.statement.via]

    @property
    def said(self) -> str:
        """When it was said, as written; empty: not known."""
        return self.document.said(self.statement)

    @property
    def lang(self) -> str:
        """Language it was said in."""
        return self.statement.lang or self.document.heading.lang

    def accounts(self, bears: str) -> list[Weighed]:
        """Accounts that bear on it in one way, those of its speaker's own last."""
        found = [w for w in self.result.accounts if w.bears == bears]
        return sorted(found, key=lambda w: w.own)


def stated(release: Release) -> list[Stated]:
    """Every statement of a release, document by document, in its order."""
    results = {(r.document, r.statement): r for r in release.results}
    speakers = {f"{document.id}/{one.id}": one.speaker
                for document in release.documents for one in document.statements}
    back: dict[str, str] = {}
    taken_back: dict[str, list[str]] = {}
    for document in release.documents:
        for one in document.statements:
            key, other = f"{document.id}/{one.id}", whole_id(document.id, one.retracts)
            # Only a speaker takes words back.
            if other and speakers.get(other) == one.speaker:
                back[key] = other
                taken_back.setdefault(other, []).append(key)
    tz = release.agreement.tz
    return [
        Stated(
            document=document, statement=one, result=results[document.id, one.id],
            repeats=_there(whole_id(document.id, one.same_as), speakers),
            takes_back=back.get(f"{document.id}/{one.id}", ""),
            retracted_by=tuple(taken_back.get(f"{document.id}/{one.id}", ())),
            late=_late(one, results[document.id, one.id], tz),
        )
        for document in release.documents for one in document.statements
        if (document.id, one.id) in results
    ]


def _there(key: str, known: Collection[str]) -> str:
    return key if key in known else ""


def _late(one: Statement, result: Result, tz: str) -> bool:
    if one.forecast is None or not one.forecast.horizon or result.entered is None:
        return False
    return result.entered > parse_span(one.forecast.horizon, tz).hi


def result_words(result: Result) -> str:
    """The result in one sentence: which of the five, and why."""
    return words.sentence(tr("{head}: {rest}", head=RESULTS[result.outcome], rest=why(result)))


def why(result: Result) -> str:
    """Why a result is what it is."""
    said = UNTESTED if result.outcome == "not_testable" else RESULT_REASONS
    return said.get(result.why, result.why)


def by_document(release: Release) -> Iterator[tuple[Document, list[Stated]]]:
    """Documents by date, then by id; those without a date last."""
    found: dict[str, list[Stated]] = {}
    for one in stated(release):
        found.setdefault(one.document.id, []).append(one)
    tz = release.agreement.tz

    def order(document: Document) -> tuple[int, str]:
        text = document.heading.published
        return (parse_span(text, tz).lo if text else 2**62, document.id)

    for document in sorted(release.documents, key=order):
        yield document, found.get(document.id, [])


@dataclass(frozen=True, kw_only=True)
class StateRow:
    """A clause and bound as of an instant, one cell for each standard."""

    at: int
    clause: str
    bound: str
    cells: dict[str, tuple[str, str]]
    """By standard: status of the base combination, and statuses of other readings and starts in
    words."""


def state_rows(release: Release, found: Iterable[State]) -> list[StateRow]:
    """States by instant, clause and bound."""
    grouped: dict[tuple[int, str, str], list[State]] = {}
    for state in found:
        grouped.setdefault((state.at, state.clause, state.bound), []).append(state)
    starts = {view.clause.id: view.base_start for view in release.clauses}
    return [
        StateRow(at=at, clause=clause, bound=bound, cells={
            standard: _cell([s for s in some if s.standard == standard], starts[clause])
            for standard in dict.fromkeys(s.standard for s in some)
        })
        for (at, clause, bound), some in sorted(grouped.items(), key=lambda item: item[0][0])
    ]


def _cell(found: Sequence[State], start: str) -> tuple[str, str]:
    base = next((s.status for s in found if s.reading == BASE_READING and s.start == start),
                found[0].status)
    others = sorted({s.status for s in found} - {base})
    return base, words.listed(words.STATUS_LABELS.get(s, words.plain(s)) for s in others)


def row(one: Stated, release: Release) -> tuple[object, ...]:
    """One row of `model.tables.STATEMENT_COLUMNS`."""
    heading, statement, result = one.document.heading, one.statement, one.result
    authors = [_name(one.document.speakers[a]) for a in heading.author
               if a in one.document.speakers]
    return (
        one.document.id, statement.id, statement.locator, _name(one.speaker),
        _joined(map(_name, one.via)), _joined(authors), heading.publisher, one.said,
        _joined(statement.types), one.lang, statement.says["en"],
        statement.quote.words if statement.quote else "",
        statement.test.form if statement.test else "", result.outcome, result.why,
        release.standing.instant,
        *(_joined(_who(one.accounts(bears))) for bears in BEARS),
        statement.forecast.horizon if statement.forecast else "", result.entered,
        one.repeats, one.takes_back,
    )


def _who(accounts: Sequence[Weighed]) -> list[str]:
    return list(dict.fromkeys(w.by for w in accounts))


def _name(speaker: Speaker) -> str:
    return speaker.name["en"]


def _joined(parts: Iterable[str]) -> str:
    return "; ".join(parts)
