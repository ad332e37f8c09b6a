"""Names of shelters, clinics and aid sites are told by the zone they lie in."""

from __future__ import annotations

import re
from collections.abc import Iterable

from trucewatch.model.place import PlaceProblem, read_point
from trucewatch.publish.release import Removal
from trucewatch.publish.release.masking import plain
from trucewatch.publish.release.table import Row, Table

WITHHELD = "[place withheld]"
TEXTS = ("original", "note", "key", "subject", "locator", "in_reply_to")
_SHORT = 4
"""A name of a place with fewer characters is not looked for in other words."""


def told_by_zone(table: Table, words: Iterable[str], title: str) -> list[Removal]:
    """Put the zone in the place of a name that tells a site of a class, in place.

    The name is taken out of the other words of the same claim too.

    Parameters
    ----------
    table
        Claims as they are to be published.
    words
        Words that tell such a site, in any language.
    title
        Words of the rule.
    """
    listed = sorted({plain(word).casefold() for word in words}, key=lambda w: (-len(w), w))
    if not listed:
        return []
    pattern = re.compile("|".join(map(re.escape, listed)))
    sites = {place for place in table.texts("place")
             if pattern.search(plain(place).casefold()) is not None}
    counts: dict[str, int] = {}
    for row in table.rows(table.where("place", sites)):
        place = str(row["place"])
        row["place"] = _zone(row)
        counts["place"] = counts.get("place", 0) + 1
        for column in TEXTS:
            text = str(row.get(column) or "")
            masked = _without(text, place)
            if masked != text:
                row[column] = masked
                counts[column] = counts.get(column, 0) + 1
    return [Removal(rule=title, kind=f"claims.{column}", count=n)
            for column, n in sorted(counts.items())]


def points_by_zone(table: Table, title: str) -> list[Removal]:
    """Put the zone in the place of every point, in place."""
    points = table.where("place", {text for text in table.texts("place") if _pointed(text)})
    for row in table.rows(points):
        row["place"] = _zone(row)
    return [Removal(rule=title, kind="claims.place", count=len(points))] if points else []


def _pointed(place: str) -> bool:
    try:
        return read_point(place) is not None
    except PlaceProblem:
        return True


def _zone(row: Row) -> str:
    return str(row.get("zone") or "") or WITHHELD


def _without(text: str, place: str) -> str:
    if len(place) < _SHORT or not text:
        return text
    bare = plain(text)
    masked = re.sub(re.escape(plain(place)), WITHHELD, bare, flags=re.IGNORECASE)
    return masked if masked != bare else text
