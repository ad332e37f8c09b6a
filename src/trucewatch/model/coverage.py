"""Rows of coverage: the table that says who could see what, when, or could not.

A case folder carries coverage twice: declared by hand in ``sources.yaml``, and collected, one file
``coverage/<input>.csv`` an input, in the columns below. An adapter yields such rows beside claims:
a bulletin that says which days it leaves out, a team that went and saw nothing. Nothing here ever
becomes a claim.

A file of coverage is recorded in the open, whoever is named in it. So `why` and `locator` are the
adapter's own words, never those of a sensitive source, and a zone is as exact as a place gets.
"""

from __future__ import annotations

from collections.abc import Mapping

from trucewatch.model.claim import Column, digest

STATES = ("alive", "blind", "unknown")
"""Watched and would have seen; could not; nobody says. Only ``alive`` makes silence speak."""

COVERAGE_COLUMNS: tuple[Column, ...] = (
    Column("body", "text", "body that could see, or could not (sources.yaml)", required=True),
    Column("zone", "text", "zone of the case it is said of, the whole of it", required=True),
    Column("properties", "text", "kinds of act it would have seen, from the closed list, joined "
           "by '; '", required=True),
    Column("period", "text", "when, as people write it (model.instant)", required=True),
    Column("state", "text", "alive, blind or unknown", required=True),
    Column("why", "text", "what it saw and how, or why it could not; never a word of a sensitive "
           "source", required=True),
    Column("locator", "text", "where in the raw file it stands; never an id of a person"),
)
"""``coverage/<input>.csv``: one row per body, zone, period and set of kinds."""

COVERAGE_NAMES = tuple(column.name for column in COVERAGE_COLUMNS)


def coverage_id(dataset: str, row: Mapping[str, str]) -> str:
    """Identity of a collected row: the file it stands in, and what it says."""
    said = digest(f"{name}={row.get(name, '')}" for name in COVERAGE_NAMES if name != "locator")
    return f"{dataset}.{said[:16]}"
