"""Names of shelters, clinics and aid sites are told by the zone they lie in."""

from __future__ import annotations

import re
from collections.abc import Iterable, MutableMapping
from functools import cache

from trucewatch.model.place import PlaceProblem, read_point
from trucewatch.publish.release import Removal
from trucewatch.publish.release.masking import plain

WITHHELD = "[place withheld]"
TEXTS = ("original", "note", "key", "subject", "locator", "in_reply_to")
_SHORT = 4
"""A name of a place with fewer characters is not looked for in other words."""


def told_by_zone(
    rows: Iterable[MutableMapping[str, object]], words: Iterable[str], title: str
) -> list[Removal]:
    """Put the zone in the place of a name that tells a site of a class, in place.

    The name is taken out of the other words of the same claim too.

    Parameters
    ----------
    rows
        Claims as they are to be published.
    words
        Words that tell such a site, in any language.
    title
        Words of the rule.
    """
    listed = sorted({plain(word).casefold() for word in words}, key=lambda w: (-len(w), w))
    pattern = re.compile("|".join(map(re.escape, listed)))

    @cache
    def is_site(place: str) -> bool:
        return pattern.search(plain(place).casefold()) is not None

    counts: dict[str, int] = {}
    for row in rows:
        place = str(row.get("place") or "")
        if not place or not listed or not is_site(place):
            continue
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


def points_by_zone(
    rows: Iterable[MutableMapping[str, object]], title: str
) -> list[Removal]:
    """Put the zone in the place of every point, in place."""
    count = 0
    for row in rows:
        place = str(row.get("place") or "")
        try:
            pointed = read_point(place) is not None
        except PlaceProblem:
            pointed = True
        if pointed:
            row["place"] = _zone(row)
            count += 1
    return [Removal(rule=title, kind="claims.place", count=count)] if count else []


def _zone(row: MutableMapping[str, object]) -> str:
    return str(row.get("zone") or "") or WITHHELD


def _without(text: str, place: str) -> str:
    if len(place) < _SHORT or not text:
        return text
    bare = plain(text)
    masked = re.sub(re.escape(plain(place)), WITHHELD, bare, flags=re.IGNORECASE)
    return masked if masked != bare else text
