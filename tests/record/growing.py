"""Records for tests: grown a batch at a time, forged, or filled with a case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from trucewatch.assess.registry import KINDS
from trucewatch.case.load import load
from trucewatch.record import Batch, Record, Segment
from trucewatch.record.line import Table, sealed
from trucewatch.record.prove import Found, make_proof
from trucewatch.record.tree import Frontier, leaf_hash, root_of
from trucewatch.store.duckdb import DuckStore
from trucewatch.store.remember import FromColumns, remember
from trucewatch.store.rows import ROW, TABLES, schema, text_sql

NOW = datetime(2026, 8, 22, 9, tzinfo=UTC)
TOOL = "trucewatch 0.1.0"
REPO = Path(__file__).resolve().parents[2]
SMALL = REPO / "tests" / "case" / "fixture"
REAL = REPO / "cases" / "gaza-2023-11"
REPORT = "0123456789abcdef" * 4
"""A report of nothing."""


def after(seconds: int) -> datetime:
    """Instant some seconds after the first."""
    return NOW + timedelta(seconds=seconds)


def root_over(*rows: str) -> str:
    """Root of a table with these rows."""
    return root_of(b"".join(sorted(leaf_hash(row.encode()) for row in rows))).hex()


def segment(record: Record, *rows: str, by: str = "one writer") -> Segment:
    """Rows as `Record.append` takes them; to the record a table's file is bytes and no more."""
    file = record.scratch(f"{root_over(*rows)[:16]}.parquet")
    file.write_bytes(f"PAR1 {by}: {', '.join(rows)}".encode())
    return Segment(("text",), root_over(*rows), len(rows), file)


def put(
    record: Record, rows: Sequence[str] = (), files: Mapping[str, bytes] | None = None,
    now: datetime = NOW, tool: str = TOOL,
) -> Batch | None:
    """Append claims, files, or both."""
    tables = {"claims": segment(record, *rows)} if rows else {}
    return record.append(tables, files or {}, now, tool)


def grow(root: Path, batches: int) -> list[Batch]:
    """Make a record of some batches, each with a row and a file of its own."""
    with Record.open(root, write=True) as record:
        for number in range(batches):
            put(record, [f"row {number}"], {f"f{number}.csv": b"bytes %d" % number}, after(number))
        return list(record.batches)


def lines(root: Path) -> list[bytes]:
    """Lines of a record's log."""
    return (root / "log.jsonl").read_bytes().splitlines()


def write_lines(root: Path, texts: Iterable[bytes]) -> None:
    """Put a log in the place of the one that is there."""
    (root / "log.jsonl").write_bytes(b"".join(text + b"\n" for text in texts))


def forge(root: Path, batches: Iterable[Batch]) -> list[Batch]:
    """Write a record whose log is in order, as a keeper could who writes it by hand."""
    root.mkdir(parents=True, exist_ok=True)
    (root / "format").write_bytes(b"trucewatch record 2\n")
    tree, made = Frontier(), []
    for number, batch in enumerate(batches, 1):
        whole, tree = sealed(replace(batch, seq=number), tree)
        made.append(whole)
    write_lines(root, [batch.line() for batch in made])
    return made


def everything(root: Path) -> dict[str, bytes | None]:
    """Every file of a folder with its bytes, every folder with none; the empty lock aside."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes() if path.is_file() else None
        for path in sorted(root.rglob("*")) if path.name != "writer.lock"
    }


def claims_of(case: Path) -> FromColumns:
    """What a case folder says."""
    loaded = load(case, KINDS).case
    assert loaded is not None
    return FromColumns(loaded.claims, loaded.withdrawn)


def read_again(said: FromColumns, at: int) -> FromColumns:
    """The same, but for the note of one claim: another reading of the same report."""
    notes = [*said.claims["note"]]
    notes[at] = "read again"
    return FromColumns({**said.claims, "note": notes}, said.withdrawn)


def fill(root: Path, case: Path, reread: int | None = None) -> str:
    """Make a record of a case, with files before and after; gives the report of the claim read

    again, or of the first.
    """
    said = claims_of(case)
    with Record.open(root, write=True) as record:
        put(record, files={"first.html": b"first"})
        remember(record, said, after(100), TOOL)
        if reread is not None:
            remember(record, read_again(said, reread), after(200), TOOL)
        put(record, files={"last.html": b"last"}, now=after(300))
    return str(said.claims["report_id"][reread or 0])


def reports(record: Record) -> list[str]:
    """Every report of a record, sorted."""
    with DuckStore() as store:
        found = [
            row for batch in record.batches if "claims" in batch.tables for row in store.rows(
                "SELECT DISTINCT report_id FROM "
                + store.parquet(record.segment(batch, "claims")))
        ]
    return sorted({str(report) for (report,) in found})


def find(record: Record, report: str) -> list[Found]:
    """Rows of a report, with the leaves of the tables they stand in."""
    found = []
    for batch in record.batches:
        if "claims" not in batch.tables:
            continue
        with DuckStore() as store:
            source = store.parquet(record.segment(batch, "claims"))
            texts = [str(text) for (text,) in store.rows(
                f"SELECT {text_sql(schema(TABLES['claims']))} FROM {source} "
                f"WHERE report_id = '{report}' ORDER BY 1")]
            leaves = sorted(bytes.fromhex(str(leaf)) for (leaf,) in store.rows(
                f"SELECT hex({ROW}) FROM {source}"))
            if texts:
                found.append(Found(batch.seq, "claims", texts, b"".join(leaves)))
    return found


def own(row: str, *columns: str) -> dict[str, object]:
    """A proof of a record that somebody wrote by hand: one line, one row, all hashes in order."""
    leaf = leaf_hash(row.encode("utf-8", "surrogatepass"))
    batch, tree = sealed(Batch(seq=1, time="2026-01-01T00:00:00.000000Z", tables={
        "claims": Table(columns, leaf.hex(), 1, REPORT)}), Frontier())
    return {
        "format": "trucewatch/proof@1", "head": f"1:{tree.root().hex()}", "report": REPORT,
        "record": batch.head, "record_path": [], "stamps": [],
        "lines": [{"text": batch.line().decode(), "path": []}],
        "rows": [{"seq": 1, "table": "claims", "text": row, "index": 0, "path": []}],
    }


def proof_of(record: Record, report: str) -> bytes:
    """Make a proof of all rows of a report."""
    return make_proof(record, report, find(record, report))
