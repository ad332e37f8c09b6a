"""Every duty, clause by clause: on the overview, and beyond a hundred rows on pages of their own.

Rows stand in the order of the agreement, whatever their status: none is put first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from trucewatch.publish import words
from trucewatch.publish.site.clause_page import ClausePage
from trucewatch.publish.site.views import BoundView
from trucewatch.publish.tongue import tr

ROWS = 100
"""Rows of one page, so that the overview opens fast on a weak phone however long a text is."""


@dataclass(frozen=True, kw_only=True)
class DutyRow:
    """One clause for one party bound."""

    page: ClausePage
    bound: BoundView
    first: bool
    """Whether the clause begins here."""


@dataclass(frozen=True, kw_only=True)
class DutiesPage:
    """Some duties in a row."""

    file: str
    """From the folder of the language; the first is the overview."""
    title: str
    rows: list[DutyRow]
    untestable: list[ClausePage]
    """Clauses without an agreed test, which come after all that have one."""


def duties_pages(pages: Sequence[ClausePage]) -> list[DutiesPage]:
    """All duties of an agreement, a hundred a page; the overview first, be it empty."""
    made: list[DutyRow | ClausePage] = [
        DutyRow(page=p, bound=b, first=not n)
        for p in pages if p.state == "tested" for n, b in enumerate(p.bounds)]
    made += [p for p in pages if p.state == "untestable"]
    total = words.number(len(made))
    found = []
    for number, at in enumerate(range(0, max(1, len(made)), ROWS), 1):
        some = made[at:at + ROWS]
        title = tr("Rows {first} to {last} of {total}", first=words.number(at + 1),
                   last=words.number(at + len(some)), total=total)
        found.append(DutiesPage(
            file=f"duties-{number}.html" if number > 1 else "index.html", title=title,
            rows=[one for one in some if isinstance(one, DutyRow)],
            untestable=[one for one in some if isinstance(one, ClausePage)]))
    return found
