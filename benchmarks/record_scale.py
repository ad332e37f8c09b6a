"""How the record grows: appending, verifying and proving, by the number of claims.

    python benchmarks/record_scale.py 1000000 10000000

Claims are invented, as wide as those of a daily series, in Parquet files that are made first and
not counted. Appending, verifying whole and proving run in processes of their own, so that peak
memory is theirs. An inclusion proof is measured by its hashes and by the time it takes to check.
"""

from __future__ import annotations

import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from measure import cost, size

from trucewatch.record.proof import check_proof
from trucewatch.store.duckdb import DuckStore
from trucewatch.store.ledger import CLAIMS

NUMBERS = {"low": "i % 400", "high": "i % 400 + i % 7",
           "earliest": "1700000000000000 + (i // 40) * 3600000000",
           "latest": "1700000000000000 + (i // 40) * 3600000000 + 86399999999",
           "public_at": "1700000000000000 + (i // 40) * 3600000000 + 172799999999"}
TEXTS = {
    "claim_id": "sha256('claim ' || i)", "report_id": "sha256('report ' || i // 4)",
    "dataset": "'daily-' || i % 40", "key": "'row-' || i || '/killed'",
    "source": "'office-' || i % 40", "speaker": "'ministry-' || i % 9",
    "lineage": "'ministry-' || i % 9", "subject": "'series-' || i % 40", "property": "'killed'",
    "measure": "'newly_reported'", "stance": "'asserts'", "basis": "'total'",
    "scope": "CASE i % 3 WHEN 0 THEN 'partial' ELSE 'unstated' END",
    "place": "'Northmark district ' || i % 97", "zone": "'northmark'",
    "target": "'southland-people'", "original": "'killed=' || i % 400", "lang": "'en'",
    "locator": "'report_date row ' || i // 40", "published": "'2023-11-16'",
    "address": "'https://office-' || i % 40 || '.example/daily/' || i // 4",
    "copy": "'copy'", "parser": "'daily@1'",
}


PIECE = 500_000
"""Claims in one file given, so in one batch."""


def make(folder: Path, count: int) -> None:
    """Write invented claims to Parquet files."""
    folder.mkdir()
    columns = ", ".join(f'{ {**NUMBERS, **TEXTS}.get(name, "CAST(NULL AS VARCHAR)")} AS "{name}"'
                        if name in NUMBERS or name in TEXTS else f"'' AS \"{name}\""
                        for name in CLAIMS)
    with DuckStore(threads=2, memory="1GB") as store:
        for number, at in enumerate(range(0, count, PIECE)):
            store.write_parquet(
                f"SELECT {columns} FROM range({at}, {min(at + PIECE, count)}) r(i)",
                folder / f"{number:04}.parquet")


APPEND = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from trucewatch.record import Record
from trucewatch.store.remember import FromParquet, remember
given = FromParquet(sorted(Path(sys.argv[2]).iterdir()))
with Record.open(Path(sys.argv[1]), write=True) as record:
    made = remember(record, given, datetime.now(UTC), "benchmark", large=True)
print(len(made), "batches", file=sys.stderr)
"""
VERIFY = """
import sys
from pathlib import Path
from trucewatch.pipeline.records import verify
verdict = verify(Path(sys.argv[1]))
assert not verdict.problems, verdict.problems[:3]
"""
PROVE = """
import hashlib, sys
from pathlib import Path
from trucewatch.pipeline.records import prove
made = prove(Path(sys.argv[1]), hashlib.sha256(b"report 77").hexdigest())
assert made.rows == 4, made
Path(sys.argv[2]).write_bytes(made.text)
"""


def main(counts: list[int]) -> None:
    """Measure each number of claims."""
    for count in counts:
        with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
            given, record, proof = (Path(folder) / n for n in ("given", "record", "proof"))
            make(given, count)
            run = [sys.executable, "-c"]
            print(f"{count:>11,} claims, {size(given):,.0f} MB given")
            print("  append ", cost([*run, APPEND, str(record), str(given)]))
            print("  record ", f"{size(record):,.0f} MB")
            print("  verify ", cost([*run, VERIFY, str(record)]))
            print("  prove  ", cost([*run, PROVE, str(record), str(proof)]))
            text = proof.read_bytes()
            begun = time.process_time()
            proven = check_proof(text, "proof")
            spent = time.process_time() - begun
            assert not proven.problems
            print(f"  a proof of {len(proven.rows)} rows: {len(text):,} bytes, checked in "
                  f"{spent * 1000:.1f} ms CPU "
                  f"({datetime.now(UTC):%Y-%m-%d})", flush=True)


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or [100_000, 1_000_000])
