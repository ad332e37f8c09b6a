"""The page of one clause, and the pages that stand beside it. No markup here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from trucewatch.model.agreement import Words
from trucewatch.publish import caveats, words
from trucewatch.publish.release import ClauseView
from trucewatch.publish.site.context import Context
from trucewatch.publish.site.views import BoundView, bound_view


@dataclass(frozen=True, kw_only=True)
class ClausePage:
    """A clause with everything gathered for it."""

    view: ClauseView
    file: str
    kind: str
    bounds: list[BoundView]

    @property
    def state(self) -> str:
        """``tested`` or ``untestable``."""
        found = [f for b in self.bounds for c in b.combinations for f in c.findings.values()]
        if self.kind == "not_assessable" or (
            found and all(f.status == "not_assessable" for f in found)
        ):
            return "untestable"
        return "tested"

    @property
    def by_standard(self) -> bool:
        """For some bound the status depends on the standard."""
        return any(b.by_standard for b in self.bounds)

    @property
    def by_reading(self) -> bool:
        """For some bound the status depends on the reading or start."""
        return any(b.by_reading for b in self.bounds)

    @property
    def both_ways(self) -> bool:
        """For some bound accounts support both."""
        return any(b.both_ways for b in self.bounds)


def clause_page(ctx: Context, view: ClauseView) -> ClausePage:
    """Gather everything shown for a clause."""
    clause = view.clause
    return ClausePage(
        view=view,
        file=ctx.files[clause.id],
        kind=str(getattr(clause, "kind", "")),
        bounds=[bound_view(ctx, view, b, anchor)
                for b, anchor in anchors(ctx.bounds_of(clause)).items()],
    )


def anchors(bounds: Iterable[str]) -> dict[str, str]:
    """Anchor by id of who is bound: short, safe in an address and a file name, unique."""
    found: dict[str, str] = {}
    for bound in bounds:
        stem = f"b-{words.slug(bound)[:ANCHOR].strip('-') or 'nobody'}"
        number = 1
        while (name := stem if number == 1 else f"{stem}-{number}") in found.values():
            number += 1
        found[bound] = name
    return found


ANCHOR = 40
"""Characters of an id an anchor keeps."""


def parallel(page: ClausePage, pages: list[ClausePage]) -> list[ClausePage]:
    """The page and those of the duties due at the same time, in the order of the agreement."""
    here = page.view.clause
    return [
        p for p in pages
        if p is page or p.view.clause.id in here.parallel_with
        or here.id in p.view.clause.parallel_with
    ]


def mirrored(page: ClausePage, pages: list[ClausePage]) -> list[tuple[ClausePage, Words]]:
    """Clauses that bind the other side to the same, and why they are encoded apart."""
    here = page.view.clause
    why = {m.clause: m.why for m in here.mirrors}
    why |= {p.view.clause.id: m.why for p in pages for m in p.view.clause.mirrors
            if m.clause == here.id and p.view.clause.id not in why}
    return [(p, why[p.view.clause.id]) for p in pages if p.view.clause.id in why]


def extended(
    page: ClausePage, pages: list[ClausePage]
) -> list[tuple[ClausePage, BoundView, int | None, int | None]]:
    """Clauses whose end an extension moves: last instant as encoded, and with the end moved."""
    start = caveats.EXTENDED + page.view.clause.id
    found = []
    for p in pages:
        for bound in p.bounds:
            ends = {c.start: next(iter(c.findings.values())).to for c in bound.combinations}
            if start in ends and bound.base is not None:
                found.append((p, bound, ends[bound.base.start], ends[start]))
    return found
