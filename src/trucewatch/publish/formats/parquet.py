"""Parquet: the same tables as in CSV, typed, for programs.

An engine writes the files; it is handed in, since a format knows no engine. Text is cleaned as it
is in CSV; nothing is put in front of it, since no spreadsheet runs a cell of such a file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from trucewatch.model.claim import Column
from trucewatch.model.tables import (
    FINDING_COLUMNS,
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
    made: Files = {
        "findings.parquet": write(FINDING_COLUMNS, _cleaned(rows.findings(release))),
        "claims.parquet": write(RELEASED_CLAIM_COLUMNS, _cleaned(rows.claims(release))),
    }
    if release.linking.incidents:
        made["incidents.parquet"] = write(INCIDENT_COLUMNS, _cleaned(
            incidents.row(i, release)[:len(INCIDENT_COLUMNS)] for i in release.linking.incidents))
    if release.documents:
        made["statements.parquet"] = write(STATEMENT_COLUMNS, _cleaned(
            stating.row(one, release) for one in stating.stated(release)))
    return made


def _cleaned(made: Iterable[Sequence[object]]) -> Iterator[tuple[object, ...]]:
    return (tuple(clean(v) if isinstance(v, str) else v for v in row) for row in made)
