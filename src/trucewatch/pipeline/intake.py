"""Reports into a record: rows it does not hold yet, and the originals they lie in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from trucewatch.model.reports import REPORT_NAMES
from trucewatch.pipeline.keep import TOOL, as_columns, custody
from trucewatch.record.line import Batch, sha256
from trucewatch.record.record import Record, Segment
from trucewatch.store.duckdb import DuckStore
from trucewatch.store.rows import CUSTODY_COLUMNS, load_rows, open_table, segment

ReportRow = Mapping[str, str]
CustodyRow = Sequence[object]


def known_reports(record: Record) -> set[str]:
    """Names of the reports a record holds."""
    with DuckStore() as store:
        table = open_table(store, record, "reports", verify=False)
        return {str(row[0]) for row in store.rows(f"SELECT DISTINCT report FROM {table}")}


def take_reports(
    record: Record, rows: Iterable[ReportRow], files: Mapping[str, bytes], holder: str,
    now: datetime, office: str, *, keys: Mapping[str, str] | None = None, note: str = "",
    read: Iterable[CustodyRow] = (),
) -> tuple[int, Batch | None]:
    """Append reports with their originals, whole or not at all.

    Parameters
    ----------
    record
        Open for writing.
    rows
        Reports by column of `model.reports`; those the record holds are passed over.
    files
        Originals by name, as they are to be archived.
    holder
        Whose they are, ``captures:DIGEST`` or ``chat:ID``: one a taking, so that none is replaced.
    now, office
        For the rows of custody.
    keys
        Key id of every file that is sealed.
    note
        Of the rows of custody.
    read
        Further rows of custody, such as of a file that was read and not kept.

    Returns
    -------
    tuple
        How many reports were new, and the batch; ``None`` where nothing was.
    """
    known = known_reports(record)
    new = {row["report"]: row for row in rows if row["report"] not in known}
    held = {digest for batch in record.batches for digest in batch.files.values()}
    if not new and not [1 for data in files.values() if sha256(data) not in held]:
        return 0, None
    made: dict[str, Segment] = {}
    custodied = custody(record, files, "recorded", now, office, note)
    names = [c.name for c in CUSTODY_COLUMNS]
    listed = [*zip(*(custodied[name] for name in names), strict=True), *read]
    with DuckStore() as store:
        for table, columns in (
            ("reports", as_columns(REPORT_NAMES, [[row.get(name, "") for name in REPORT_NAMES]
                                                  for row in new.values()])),
            ("custody", as_columns(names, listed)),
        ):
            found = segment(store, table, load_rows(store, table, columns),
                            record.scratch(f"{table}.parquet"))
            if found is not None:
                made[table] = found
    return len(new), record.append(made, files, now, TOOL, holder=holder, keys=keys)

