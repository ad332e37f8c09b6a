"""Claims into the record and back: what is held, since when, until when, by whom.

The record's tables are only ever appended to. ``claims`` has a row for every reading of a claim
(a remark that was mended makes another row of the same claim); ``states`` says of rows recorded
before that a holder no longer holds them, or holds them again. From both the ledger derives, for
every row and holder, ``known_from`` and ``known_to``; "as of" is a filter on these.

A **holder** is whoever's rows these are: the case folder (empty), or a record whose batches were
taken over. A claim is in view when any holder holds it.
"""

from __future__ import annotations

from trucewatch.model.case import Columns
from trucewatch.model.claim import CLAIM_COLUMNS
from trucewatch.model.instant import micros, moment
from trucewatch.record.line import stamp_of
from trucewatch.record.record import Record
from trucewatch.store.duckdb import DuckStore
from trucewatch.store.rows import ROW, open_table, schema

CLAIMS = schema(CLAIM_COLUMNS)
_NAMES = ", ".join(f'"{name}"' for name in CLAIMS)
OWN = ""
"""Holder of the rows of the case folder itself."""

LEDGER = f"""
CREATE TABLE ledger AS
WITH moves AS (
    SELECT c.{ROW} AS subject, b.holder, CAST(0 AS BIGINT) AS n, 'open' AS state, c.seq,
           b.recorded_at, CAST(NULL AS BIGINT) AS gone_at, '' AS reason
    FROM recorded_claims c JOIN batches b ON b.seq = c.seq
    UNION ALL
    SELECT unhex(s.subject), b.holder, s.n, s.state, s.seq, b.recorded_at, s.public_at, s.reason
    FROM recorded_states s JOIN batches b ON b.seq = s.seq
)
SELECT subject, holder, n, state, gone_at, reason, seq, recorded_at AS known_from,
       LEAD(recorded_at) OVER (PARTITION BY subject, holder ORDER BY n) AS known_to,
       ROW_NUMBER() OVER (PARTITION BY subject, holder ORDER BY n DESC) = 1 AS newest
FROM moves
"""
"""One row per move of a row and holder, instants in microseconds UTC. With state ``open`` it is
held from `known_from` to `known_to` (exclusive; NULL: still held); with state ``closed``
`gone_at` is when its source took it back, if it said so."""


def open_ledger(store: DuckStore, record: Record, until: int | None = None) -> None:
    """Make ``recorded_claims``, ``recorded_states``, ``batches`` and ``ledger``.

    Parameters
    ----------
    store
        Where to make them.
    record
        Open in any way.
    until
        Leave out what was recorded later, microseconds UTC.
    """
    limit = "" if until is None else stamp_of(moment(until))
    open_table(store, record, "claims", limit)
    open_table(store, record, "states", limit)
    batches = [b for b in record.batches if not (limit and b.time > limit)]
    store.load("batches", {"seq": "BIGINT", "recorded_at": "BIGINT", "holder": "VARCHAR"}, {
        "seq": [b.seq for b in batches], "recorded_at": [micros(b.moment) for b in batches],
        "holder": [b.holder for b in batches],
    })
    store.run(LEDGER)


def _claims(store: DuckStore, condition: str) -> Columns:
    """Claims with a move that meets a condition, once each: own reading, then the newest."""
    rows = store.rows(f"""
        WITH chosen AS (
            SELECT c.*, ROW_NUMBER() OVER (
                PARTITION BY c.claim_id ORDER BY l.holder, l.seq DESC, l.subject) AS nth
            FROM ledger l JOIN recorded_claims c ON c.{ROW} = l.subject
            WHERE {condition}
        )
        SELECT {_NAMES} FROM chosen WHERE nth = 1 ORDER BY claim_id
    """)
    turned = zip(*rows, strict=True) if rows else ((),) * len(CLAIMS)
    return dict(zip(CLAIMS, map(list, turned), strict=True))


def held_at(record: Record, instant: int) -> Columns:
    """Claims that any holder held at an instant: recorded by then, and not closed by then."""
    with DuckStore() as store:
        open_ledger(store, record, instant)
        return _claims(store, "l.state = 'open' AND l.newest")


def of_others(record: Record, published_by: int | None = None) -> Columns:
    """Claims that holders other than the case folder hold, or had published by an instant."""
    condition = f"l.holder <> '{OWN}' AND l.newest"
    if published_by is None:
        condition += " AND l.state = 'open'"
    else:
        condition += (f" AND c.public_at <= {published_by} AND (l.state = 'open' "
                      f"OR l.gone_at > {published_by})")
    with DuckStore() as store:
        open_ledger(store, record)
        return _claims(store, condition)
