"""The page of each source: who it is, its grades, what it could see, what it published."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from trucewatch.model.agreement import Body
from trucewatch.publish.site.context import Context, spoken
from trucewatch.publish.site.homes import ClaimPage, Homes
from trucewatch.publish.site.seeing import BodyCalendars, GradeRow


@dataclass(frozen=True, kw_only=True)
class BodyRow:
    """A body as the page of sources shows it."""

    body: Body
    name: str
    published: int
    spoken: int
    newest: str
    file: str = ""
    """Its own page from the root of the site; empty: it published nothing."""


@dataclass(frozen=True, kw_only=True)
class SourcePage:
    """Everything about one publisher."""

    row: BodyRow
    grades: list[GradeRow]
    calendars: list[BodyCalendars]
    pages: list[ClaimPage]
    total: int
    shown: int
    speakers: list[tuple[str, str, int]] = field(default_factory=list)
    """Body, name and number of the claims in which it quotes that body; itself among them."""


def body_rows(ctx: Context, homes: Homes) -> list[BodyRow]:
    """Every body declared, in alphabetical order of the name shown."""
    published, quoted = Counter(ctx.texts("source")), Counter(ctx.speakers)
    rows = [
        BodyRow(
            body=body, name=spoken(body.name), published=published[body.id],
            spoken=quoted[body.id], newest=ctx.release.newest.get(body.id, ""),
            file=f"sources/{homes.files[body.id]}.html" if body.id in homes.files else "",
        )
        for body in ctx.release.bodies.values()
    ]
    return sorted(rows, key=lambda r: (r.name.casefold(), r.body.id))


def source_pages(
    ctx: Context, homes: Homes, rows: list[BodyRow], grades: list[GradeRow],
    calendars: list[BodyCalendars],
) -> dict[str, SourcePage]:
    """Pages by path, of every body that published anything."""
    quoted: dict[str, Counter[str]] = {}
    pairs = Counter(zip(ctx.texts("source"), ctx.speakers, strict=True))
    for (source, speaker), n in pairs.items():
        quoted.setdefault(source, Counter())[speaker] = n
    return {
        row.file: SourcePage(
            row=row, grades=[g for g in grades if g.body == row.body.id],
            calendars=[c for c in calendars if c.body == row.body.id],
            pages=homes.pages.get(row.body.id, []), total=homes.totals.get(row.body.id, 0),
            shown=homes.shown(row.body.id),
            speakers=sorted(
                ((who, ctx.body_name(who), n) for who, n in quoted[row.body.id].items()),
                key=lambda s: (s[1].casefold(), s[0])),
        )
        for row in rows if row.file
    }
