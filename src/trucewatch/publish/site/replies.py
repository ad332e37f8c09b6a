"""Replies beside the findings of a clause, and corrections as a page lists them. No markup here."""

from __future__ import annotations

from dataclasses import dataclass

from trucewatch.model.reply import Correction, Reply
from trucewatch.publish import words
from trucewatch.publish.site.context import Context, spoken
from trucewatch.publish.tongue import tr


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One correction asked for."""

    correction: Correction
    by: str
    affiliation: str
    """Of the body that asks; empty where a role asks."""
    about: str
    """What it is about, in words."""
    link: str
    """Page of it, from the root of the site; empty: a page this edition does not have."""


def of_clause(ctx: Context, clause: str) -> list[Reply]:
    """Replies about a clause: by date, then by the name shown."""
    return sorted((r for r in ctx.release.replies if r.clause == clause),
                  key=lambda r: (r.given_at, ctx.body_name(r.body).casefold(), r.id))


def asked(ctx: Context, pages: set[str]) -> list[Asked]:
    """Every correction asked for, by when it was asked; `pages` are those of the edition."""
    rows = sorted(ctx.release.corrections, key=lambda c: (c.at, c.line))
    return [_asked(ctx, one, pages) for one in rows]


def _asked(ctx: Context, one: Correction, pages: set[str]) -> Asked:
    known = one.by in ctx.release.bodies
    view = ctx.views.get(one.clause)
    about, link = one.page, one.page if one.page in pages else ""
    if view is not None:
        about = f"{spoken(view.clause.title)} ({one.clause})"
        link = f"clauses/{ctx.files[one.clause]}.html"
        if one.bound:
            about = tr("{clause}, bound: {bound}", clause=about, bound=ctx.bound_name(one.bound))
            link += f"#b-{words.slug(one.bound)}"
    return Asked(
        correction=one, by=ctx.body_name(one.by) if known else one.by,
        affiliation=ctx.affiliation(one.by) if known else "", about=about, link=link,
    )
