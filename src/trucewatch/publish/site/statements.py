"""What the pages of statements show: one document after the other, statement by statement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from trucewatch.model.statement import Document, State, Weighed
from trucewatch.publish import stating, words
from trucewatch.publish.formats.statements import anchor
from trucewatch.publish.site.context import Context, spoken
from trucewatch.publish.stating import Stated, StateRow
from trucewatch.publish.terms import STATEMENT_TYPES


@dataclass(frozen=True, kw_only=True)
class StatementView:
    """One statement as its page shows it."""

    stated: Stated
    anchor: str
    why: str
    kinds: str
    sides: list[tuple[str, str, list[Weighed]]]
    """How they bear, its label, the accounts."""
    states: list[tuple[str, list[StateRow]]]
    """Instant in words, and the clauses as of then."""


@dataclass(frozen=True, kw_only=True)
class DocumentView:
    """A document and its statements."""

    document: Document
    file: str
    authors: str
    rows: list[StatementView]
    tested: int


def document_views(ctx: Context) -> list[DocumentView]:
    """Every document of the release, by date."""
    return [
        DocumentView(
            document=document, file=document.id,
            authors=words.listed(
                spoken(document.speakers[a].name) for a in document.heading.author
                if a in document.speakers),
            rows=[_view(ctx, one) for one in found],
            tested=sum(one.statement.test is not None for one in found),
        )
        for document, found in stating.by_document(ctx.release)
    ]


def _view(ctx: Context, one: Stated) -> StatementView:
    return StatementView(
        stated=one, anchor=anchor(one), why=stating.why(one.result),
        kinds=words.listed(STATEMENT_TYPES[name] for name in one.statement.types),
        sides=[(bears, label, one.accounts(bears)) for bears, label in stating.BEARS.items()
               if one.accounts(bears)],
        states=_states(ctx, one.result.states),
    )


def _states(ctx: Context, found: Iterable[State]) -> list[tuple[str, list[StateRow]]]:
    by_time: dict[int, list[StateRow]] = {}
    for row in stating.state_rows(ctx.release, found):
        by_time.setdefault(row.at, []).append(row)
    return [(words.as_of(at, ctx.tz), rows) for at, rows in by_time.items()]
