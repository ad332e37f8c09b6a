"""Atom (RFC 4287): one entry for every clause and bound with a finding whose status moved.

Ids come from what an entry says, and times from the data: the same release gives the same feed.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from html import escape

from trucewatch.model.change import Change
from trucewatch.model.instant import iso
from trucewatch.publish import telling, words
from trucewatch.publish.release import Release
from trucewatch.publish.site.changes import NO_FINDING, groups, label, then, titles
from trucewatch.publish.site.context import Context, file_names, spoken

NAME = "changes.atom"
_SPACE = uuid.uuid5(uuid.NAMESPACE_URL, "trucewatch/changes@1")


def feed(release: Release, *, links: bool = True) -> str:
    """Text of ``changes.atom``.

    Parameters
    ----------
    release
        With the earlier instant findings are compared with.
    links
        Whether entries lead to pages beside the feed; without, it stands alone.
    """
    ctx = Context(release, file_names(v.clause.id for v in release.clauses))
    grouped: dict[tuple[str, str], list[Change]] = {}
    for change in release.changes:
        grouped.setdefault((change.clause, change.bound), []).append(change)
    named = spoken(release.agreement.title)
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">',
        f"<id>{_id(release.agreement.id)}</id>",
        f"<title>{_text(f'What changed: {named}')}</title>",
        f"<updated>{iso(release.standing.instant)}</updated>",
        f"<author><name>{_text(f'trucewatch edition of {named}')}</name></author>",
        "<generator>trucewatch</generator>",
    ]
    if links:
        lines.append('<link rel="alternate" type="text/html" href="changes.html"/>')
    order = {v.clause.id: n for n, v in enumerate(release.clauses)}
    for clause, bound in sorted(
            grouped, key=lambda k: (order.get(k[0], len(order)),
                                    ctx.bound_name(k[1]).casefold(), k)):
        lines += _entry(ctx, clause, bound, grouped[clause, bound], links)
    return "\n".join([*lines, "</feed>", ""])


def _entry(
    ctx: Context, clause: str, bound: str, changes: Sequence[Change], links: bool
) -> list[str]:
    release = ctx.release
    rows = [[*c.key, c.was, c.now] for c in changes]
    since = release.since.instant if release.since else 0
    link = f"clauses/{ctx.files[clause]}.html#b-{words.slug(bound) or 'nobody'}"
    view = ctx.views[clause]
    made = [
        "<entry>",
        f"<id>{_id(release.agreement.id, since, release.standing.instant, rows)}</id>",
        f"<title>{_text(f'{spoken(view.clause.title)} ({clause}), {ctx.bound_name(bound)}')}"
        "</title>",
        f"<updated>{iso(release.standing.instant)}</updated>",
    ]
    if links:
        made.append(f'<link rel="alternate" type="text/html" href="{_text(link)}"/>')
    content = "\n".join([*(sentence(ctx, c) for c in changes), *_claims(ctx, changes)])
    return [*made, f'<content type="text">{_text(content)}</content>', "</entry>"]


def sentence(ctx: Context, change: Change) -> str:
    """One change, with the standard, reading, start and instants its statuses stand under."""
    read, begun = titles(ctx, change.clause, change.reading, change.start)
    counted = f", counted from “{begun}”" if begun else ""
    standard = ctx.standards.get(change.standard, words.plain(change.standard))
    was = f"was {label(change.was)}" if change.was else f"had {NO_FINDING}"
    now = f"is {label(change.now)}" if change.now else f"has {NO_FINDING}"
    return (f"Under the standard “{standard}”, in the reading “{read}”{counted}: "
            f"{was} as of {then(ctx)}, {now} as of {ctx.as_of}.")


def _claims(ctx: Context, changes: Sequence[Change]) -> list[str]:
    found = []
    for group in groups(ctx, changes):
        found.append(f"{group.title}: {words.count(len(group.claims) + group.more, 'claim')}.")
        found += [f"- {telling.line(ctx, c)}" for c in group.claims if c.row]
    return found


def _id(*parts: object) -> str:
    named = json.dumps(parts, ensure_ascii=True, separators=(",", ":"))
    return uuid.uuid5(_SPACE, named).urn


def _text(text: str) -> str:
    return escape(words.clean(text))
