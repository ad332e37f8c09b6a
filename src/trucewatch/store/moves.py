"""What moved in the ledger between two instants, and the life of one claim."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from trucewatch.record.record import Record
from trucewatch.store.duckdb import DuckStore
from trucewatch.store.ledger import CLAIMS, open_ledger
from trucewatch.store.rows import ROW

Claim = Mapping[str, object]
_PLAIN = ", ".join(f'"{name}"' for name in CLAIMS)
_NAMES = ", ".join(f'c."{name}"' for name in CLAIMS)


@dataclass(frozen=True)
class Move:
    """One row of a claim that came into view or went out of it; microseconds UTC."""

    row: str
    """The row's leaf, in hexadecimal."""
    claim: Claim
    state: str
    """``open`` or ``closed``."""
    reason: str
    """``new``, ``said`` (held again), ``withdrawn``, ``replaced``, ``read again``, ..."""
    holder: str
    recorded_at: int
    gone_at: int | None
    """When its source took it back, if it said so."""


def moves(record: Record, after: int, until: int) -> list[Move]:
    """Moves recorded after one instant and up to another, by time, dataset and key."""
    return _moves(record, f"l.known_from > {after}", until)


def life_of(record: Record, dataset: str, key: str) -> list[Move]:
    """Every move of every row with that key of a dataset, oldest first."""
    return _moves(record, f"c.dataset = {_text(dataset)} AND c.key = {_text(key)}", None)


def _moves(record: Record, condition: str, until: int | None) -> list[Move]:
    with DuckStore() as store:
        open_ledger(store, record, until)
        rows = store.rows(f"""
            SELECT lower(hex(l.subject)), l.state,
                   CASE WHEN l.n = 0 THEN 'new' ELSE l.reason END, l.holder,
                   l.known_from, l.gone_at, {_NAMES}
            FROM ledger l JOIN (SELECT DISTINCT {ROW}, {_PLAIN} FROM recorded_claims) c
                ON c.{ROW} = l.subject
            WHERE {condition}
            ORDER BY l.known_from, c.dataset, c.key, l.seq, l.n, l.subject
        """)
    return [
        Move(str(row), dict(zip(CLAIMS, values, strict=True)), str(state), str(reason),
             str(holder), int(str(at)), None if gone is None else int(str(gone)))
        for row, state, reason, holder, at, gone, *values in rows
    ]


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
