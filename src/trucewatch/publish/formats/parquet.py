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
from trucewatch.publish.files import Parts, Pieces
from trucewatch.publish.formats import rows
from trucewatch.publish.formats.batches import Batch, of_rows
from trucewatch.publish.release import Release
from trucewatch.publish.words import clean

Writer = Callable[[Sequence[Column], Iterable[Batch]], Iterator[bytes]]
"""Turns a contract and its rows, a batch at a time, into the bytes of a file."""


def tables(release: Release, write: Writer) -> Parts:
    """``findings.parquet``, ``claims.parquet``; incidents and statements where there are any."""
    made = {"findings.parquet": _file(FINDING_COLUMNS, lambda: of_rows(rows.findings(release)),
                                      release, write),
            "claims.parquet": _file(RELEASED_CLAIM_COLUMNS, lambda: rows.claims(release),
                                    release, write)}
    if release.linking.incidents:
        made["incidents.parquet"] = _file(INCIDENT_COLUMNS, lambda: of_rows(
            incidents.row(i, release)[:len(INCIDENT_COLUMNS)]
            for i in release.linking.incidents), release, write)
    if release.documents:
        made["statements.parquet"] = _file(STATEMENT_COLUMNS, lambda: of_rows(
            stating.row(one, release) for one in stating.stated(release)), release, write)
    return made


def _file(
    columns: Sequence[Column], batches: Callable[[], Iterator[Batch]], release: Release,
    write: Writer,
) -> Pieces:
    return Pieces(lambda: write(
        (*columns, HANDLING_COLUMN), _marked(batches(), release.handling)))


def _marked(made: Iterable[Batch], handling: str) -> Iterator[Batch]:
    """Rows with their text cleaned and, as in CSV, the handling mark at their end."""
    for batch in made:
        yield [*map(_cleaned, batch), [handling] * len(batch[0])]


def _cleaned(column: Sequence[object]) -> Sequence[object]:
    if "".join([v for v in column if isinstance(v, str)]).isprintable():
        return column
    return [clean(v) if isinstance(v, str) else v for v in column]
