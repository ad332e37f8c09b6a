"""CSV: findings and claims, one row each, for spreadsheets and scripts.

UTF-8, comma, LF, header first. A cell of text that a spreadsheet would run as a formula (it
begins with ``=``, ``+``, ``-``, ``@``, a tab or a carriage return) gets an apostrophe in front;
whoever needs the bare text takes it from ``findings.json`` or strips that one character. Columns
of integers are written as integers, unknown as an empty cell. Accounts are counted here and
written out in ``findings.json``. The last column of every file, ``handling``, repeats the handling
mark in every row, so that a row copied elsewhere still says how it may be passed on.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from trucewatch.model.claim import Column
from trucewatch.model.csv_lines import csv_columns, csv_writer
from trucewatch.model.instant import iso
from trucewatch.model.tables import (
    FINDING_COLUMNS,
    HANDLING_COLUMN,
    INCIDENT_COLUMNS,
    RELEASED_CLAIM_COLUMNS,
    SEARCH_COLUMNS,
    STATEMENT_COLUMNS,
)
from trucewatch.publish import incidents as incident_rows
from trucewatch.publish import stating
from trucewatch.publish.files import Pieces
from trucewatch.publish.formats import rows
from trucewatch.publish.formats.batches import Batch, of_rows
from trucewatch.publish.release import Release
from trucewatch.publish.words import clean

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""Beginnings some spreadsheet runs as a formula, their full-width forms included."""
_TEXT, _NUMBERS = {str}, {int, type(None)}
_BETWEEN = "\ufffc"
"""Stands between texts that are looked at together; where a text holds it that does no harm."""
_BEGINS = re.compile(rf"{_BETWEEN}[\s\ufffd]*[{re.escape(''.join(FORMULA))}]")


def large(release: Release) -> dict[str, Pieces]:
    """``findings.csv`` and ``claims.csv``, not made yet."""
    return {"findings.csv": Pieces(lambda: _findings(release)),
            "claims.csv": Pieces(lambda: _claims(release))}


def findings(release: Release) -> str:
    """Text of ``findings.csv``: one row per finding; status never without its conditions."""
    return "".join(_findings(release))


def claims(release: Release) -> str:
    """Text of ``claims.csv``: every claim of the release, used by a finding or not."""
    return "".join(_claims(release))


def _findings(release: Release) -> Iterator[str]:
    return pieces(FINDING_COLUMNS, of_rows(rows.findings(release)), release)


def _claims(release: Release) -> Iterator[str]:
    return pieces(RELEASED_CLAIM_COLUMNS, rows.claims(release), release)


def searches(release: Release) -> str:
    """Text of ``searches.csv``: what was looked for, and found or not."""
    return written(SEARCH_COLUMNS, rows.searches(release), release)


def statements(release: Release) -> str:
    """Text of ``statements.csv``: every statement, with or without a test."""
    made = (stating.row(one, release) for one in stating.stated(release))
    return written(STATEMENT_COLUMNS, made, release)


def incidents(release: Release) -> str:
    """Text of ``incidents.csv``: every incident; its claims stand in ``incidents.json``."""
    made = (incident_rows.row(i, release)[:len(INCIDENT_COLUMNS)]
            for i in release.linking.incidents)
    return written(INCIDENT_COLUMNS, made, release)


def cell(value: object) -> str:
    """One cell: integers bare, unknown empty, text cleaned and never a formula."""
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return _text(str(value))


@lru_cache(maxsize=16384)
def _text(text: str) -> str:
    if not text or (text[0].isalnum() and text.isprintable()):
        return text
    safe = clean(text)
    # White space in front does not stop every spreadsheet, and a tab is itself a beginning; nor
    # does a mark nobody sees, whatever it was replaced by.
    shown = safe.replace("\N{REPLACEMENT CHARACTER}", "").lstrip()
    return f"'{safe}" if text.startswith(FORMULA) or shown.startswith(FORMULA) else safe


def written(
    columns: Sequence[Column], made: Iterable[Sequence[object]], release: Release,
    below: Sequence[str] = (),
) -> str:
    """Rows of a contract as text: instants as ISO 8601, flags as yes and no.

    The handling mark stands in the last column. `below`: a second row under the names, that of the
    mark too, as HXL has one; none if left out.
    """
    return "".join(pieces(columns, of_rows(made), release, below))


def pieces(
    columns: Sequence[Column], made: Iterable[Batch], release: Release,
    below: Sequence[str] = (),
) -> Iterator[str]:
    """The same batch by batch, so that a large table is never held whole."""
    yield _lines([[*(c.name for c in columns), HANDLING_COLUMN.name]])
    if below:
        yield _lines([list(map(_text, below))])
    forms = [_FORMS.get(c.type, _cells) for c in columns]
    mark = _text(release.handling)
    for batch in made:
        shown = [form(column) for form, column in zip(forms, batch, strict=True)]
        yield "".join(csv_columns([*shown, [mark] * len(batch[0])]))


def _cells(column: Sequence[object]) -> Sequence[str]:
    """Cells of text or numbers: those that surely go as they are are looked at together."""
    kinds = {*map(type, column)}
    if kinds == _TEXT:
        text = _BETWEEN + _BETWEEN.join(column)  # type: ignore[arg-type]
        if text.isprintable() and _BEGINS.search(text) is None:
            return column  # type: ignore[return-value]
    if kinds <= _NUMBERS:
        return ["" if v is None else str(v) for v in column]
    return [_text(v) if v.__class__ is str else cell(v) for v in column]


def _flags(column: Sequence[object]) -> Sequence[str]:
    return ["" if v is None else "yes" if v else "no" for v in column]


def _instants(column: Sequence[object]) -> Sequence[str]:
    return [_iso(v) if isinstance(v, int) else "" for v in column]


_FORMS = {"instant": _instants, "flag": _flags}


@lru_cache(maxsize=8192)
def _iso(instant: int) -> str:
    return iso(instant)


def _lines(made: Iterable[Sequence[object]]) -> str:
    buffer = io.StringIO(newline="")
    csv_writer(buffer).writerows(made)
    return buffer.getvalue()
