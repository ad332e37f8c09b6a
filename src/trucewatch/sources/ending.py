"""How a row ends where one row may give several claims, or none."""

from __future__ import annotations

from trucewatch.sources.audit import Record

OUTSIDE = "outside the period asked for"
"""Reason to leave a row aside: the input asks for other days."""


def end(record: Record, *, made: int, faults: int, reason: str) -> None:
    """End a row by what came of it.

    Parameters
    ----------
    record
        The row.
    made
        Claims made of it; any: it was read.
    faults
        `Audit.faults` from before the row was taken. Where no claim was made and a fault was told
        since, the row is refused: that Problem says why.
    reason
        Why nothing was made of it otherwise.
    """
    if made:
        record.read()
    elif record.audit.faults > faults:
        record.refuse()
    else:
        record.aside(reason)
