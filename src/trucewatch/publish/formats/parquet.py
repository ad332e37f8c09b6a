"""Parquet: the same tables as in CSV, typed, for programs.

An engine writes the files; it is handed in, since a format knows no engine. Text is cleaned as it
is in CSV; nothing is put in front of it, since no spreadsheet runs a cell of such a file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from trucewatch.model.claim import Column
from trucewatch.model.tables import (
    FINDING_COLUMNS,
    HANDLING_COLUMN,
    INCIDENT_COLUMNS,
    RELEASED_CLAIM_COLUMNS,
    STATEMENT_COLUMNS,
)
from trucewatch.publish import incidents, stating
from trucewatch.publish.files import Files
from trucewatch.publish.formats import rows
from trucewatch.publish.release import Release
from trucewatch.publish.words import clean

Writer = Callable[[Sequence[Column], Iterable[Sequence[object]]], bytes]
"""Turns a contract and its rows into the bytes of a file."""


def tables(release: Release, write: Writer) -> Files:
    """``findings.parquet``, ``claims.parquet``; incidents and statements where there are any."""
    found: dict[str, tuple[tuple[Column, ...], Iterable[Sequence[object]]]] = {
        "findings": (FINDING_COLUMNS, rows.findings(release)),
        "claims": (RELEASED_CLAIM_COLUMNS, rows.claims(release)),
    }
    if release.linking.incidents:
        found["incidents"] = (INCIDENT_COLUMNS, (
            incidents.row(i, release)[:len(INCIDENT_COLUMNS)] for i in release.linking.incidents))
    if release.documents:
        found["statements"] = (STATEMENT_COLUMNS, (
            stating.row(one, release) for one in stating.stated(release)))
    return {f"{name}.parquet": write((*columns, HANDLING_COLUMN), _marked(made, release.handling))
            for name, (columns, made) in found.items()}


def _marked(made: Iterable[Sequence[object]], handling: str) -> Iterator[tuple[object, ...]]:
    """Rows with their text cleaned and, as in CSV, the handling mark at their end."""
    return ((*(clean(v) if isinstance(v, str) else v for v in row), handling) for row in made)
