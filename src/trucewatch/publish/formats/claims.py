"""JSON of claims, one a line: for programs that do not read CSV; written when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator

from trucewatch.model.instant import iso
from trucewatch.model.tables import RELEASED_CLAIM_COLUMNS
from trucewatch.publish.files import Parts, Pieces
from trucewatch.publish.formats import listing, rows
from trucewatch.publish.formats.batches import of_table
from trucewatch.publish.release import Release

SCHEMA = "trucewatch/claims@1"
WORDS = (
    "Every claim of the release, one speaker's assertion each, whether a finding uses it or not. "
    "What a source said, not what happened."
)


def text(release: Release) -> Parts:
    """``claims.json``: the rows of ``claims.csv``, the words as they are."""
    return {"claims.json": Pieces(
        lambda: listing.pieces(release, SCHEMA, WORDS, claims=_plain(release)))}


def _plain(release: Release) -> Iterator[dict[str, object]]:
    for row in of_table(rows.claims(release)):
        yield {
            c.name: iso(v) if c.type == "instant" and isinstance(v, int) else v
            for c, v in zip(RELEASED_CLAIM_COLUMNS, row, strict=True)
        }
