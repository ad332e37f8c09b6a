"""CSV: findings and claims, one row each, for spreadsheets and scripts.

UTF-8, comma, LF, header first. A cell of text that a spreadsheet would run as a formula (it
begins with ``=``, ``+``, ``-``, ``@``, a tab or a carriage return) gets an apostrophe in front;
whoever needs the bare text takes it from ``findings.json`` or strips that one character. Columns
of integers are written as integers, unknown as an empty cell. Accounts are counted here and
written out in ``findings.json``.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from functools import lru_cache

from trucewatch.model.claim import CLAIM_COLUMNS
from trucewatch.model.finding import Finding
from trucewatch.model.instant import SECOND, iso
from trucewatch.publish.release import Release
from trucewatch.publish.words import clean

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""Beginnings some spreadsheet runs as a formula, their full-width forms included."""

FINDING_COLUMNS = (
    "clause", "kind", "bound", "reading", "start", "standard", "as_of", "unit", "from", "to",
    "status", "low", "high", "accounts", "shares", "delay_low_s", "delay_high_s", "delay",
    "hinges_on", "reasons", "rule", "words", "denials", "exceptions",
)


def findings(release: Release) -> str:
    """Text of ``findings.csv``: one row per finding; status never without its conditions."""
    as_of = iso(release.standing.instant)
    ordered = sorted(release.findings, key=lambda f: f.key)
    return _table(FINDING_COLUMNS, (_finding(f, as_of) for f in ordered))


def claims(release: Release) -> str:
    """Text of ``claims.csv``: every claim of the release, used by a finding or not."""
    names = [c.name for c in CLAIM_COLUMNS]
    instants = {c.name for c in CLAIM_COLUMNS if c.type == "instant"}
    rows = sorted(
        release.claims.items(),
        key=lambda item: (str(item[1].get("dataset")), str(item[1].get("key")), item[0]),
    )
    return _table(
        [*names, "used"],
        (
            [
                *(_instant(row.get(n)) if n in instants else row.get(n) for n in names),
                "yes" if claim_id in release.used else "no",
            ]
            for claim_id, row in rows
        ),
    )


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
    # White space in front does not stop every spreadsheet, and a tab is itself a beginning.
    return f"'{safe}" if text.startswith(FORMULA) or text.lstrip().startswith(FORMULA) else safe


def _finding(f: Finding, as_of: str) -> list[object]:
    delay = f.delay
    return [
        f.clause, f.kind, f.bound, f.reading, f.start, f.standard, as_of, f.unit,
        _instant(f.from_), _instant(f.to), f.status, f.low, f.high, len(f.accounts),
        "; ".join(f"{status}={n}" for status, n in sorted(f.shares.items())),
        None if delay is None else delay.low // SECOND,
        None if delay is None else -(-delay.high // SECOND),
        "" if delay is None else delay.words,
        "; ".join(sorted(f.hinges_on)), "; ".join(f.reasons), f.rule, f.words,
        "; ".join(sorted(f.denials)), "; ".join(sorted(f.exceptions)),
    ]


def _instant(value: object) -> str:
    return _iso(value) if isinstance(value, int) else ""


@lru_cache(maxsize=8192)
def _iso(instant: int) -> str:
    return iso(instant)


def _table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(header)
    # Numbers and unknowns go as they are; only text needs looking at.
    writer.writerows([_text(v) if v.__class__ is str else cell(v) for v in row] for row in rows)
    return buffer.getvalue()
