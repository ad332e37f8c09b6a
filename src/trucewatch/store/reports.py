"""Rows of reports, and of small tables, as the record holds them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from trucewatch.model.claim import CLAIM_COLUMNS
from trucewatch.record.prove import Found
from trucewatch.record.record import Record
from trucewatch.store.duckdb import DuckStore
from trucewatch.store.rows import ROW, TABLES, leaves_of, open_table, text_sql

SHOWN = 10


def report_ids(record: Record, beginning: str) -> list[str]:
    """Ids of reports among the claims that begin so, at most ten."""
    if not (beginning.isascii() and beginning.isalnum()):
        return []
    with DuckStore() as store:
        open_table(store, record, "claims")
        rows = store.rows("SELECT DISTINCT report_id FROM recorded_claims "
                          f"WHERE starts_with(report_id, '{beginning}') ORDER BY 1 LIMIT {SHOWN}")
    return [str(row[0]) for row in rows]


def report_rows(record: Record, reports: Iterable[str]) -> dict[str, list[Found]]:
    """Rows of reports, with the leaves of the tables they stand in, by report.

    Parameters
    ----------
    record
        Open in any way.
    reports
        Ids of reports; one the record does not hold has no entry.
    """
    wanted = ", ".join("'" + report.replace("'", "''") + "'" for report in reports)
    if not wanted:
        return {}
    texts: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    with DuckStore() as store:
        open_table(store, record, "claims")
        for report, seq, text in store.rows(
            f"SELECT report_id, seq, {text_sql(c.name for c in CLAIM_COLUMNS)} "
            f"FROM recorded_claims WHERE report_id IN ({wanted}) ORDER BY 1, 2, 3"
        ):
            texts[str(report)][int(str(seq))].append(str(text))
        seqs = sorted({seq for by_seq in texts.values() for seq in by_seq})
        leaves = {seq: leaves_of(store, f"(SELECT {ROW} FROM recorded_claims WHERE seq = {seq})")
                  for seq in seqs}
    return {report: [Found(seq, "claims", rows, leaves[seq]) for seq, rows in by_seq.items()]
            for report, by_seq in texts.items()}


def table_rows(record: Record, table: str) -> list[dict[str, object]]:
    """Every row of a small table, with ``seq``, the batch it stands in; in that order."""
    names = [column.name for column in TABLES[table]]
    chosen = ", ".join(f'"{name}"' for name in names)
    with DuckStore() as store:
        open_table(store, record, table)
        rows = store.rows(f"SELECT {chosen}, seq FROM recorded_{table} ORDER BY seq, {chosen}")
    return [dict(zip((*names, "seq"), row, strict=True)) for row in rows]
