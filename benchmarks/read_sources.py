"""How long a source of real size takes to read, and how much memory: GED of the whole world.

``python benchmarks/read_sources.py [ROWS]`` resamples the parts of UCDP GED in the shared data into
one file with new ids (385,918 rows, as release 25.1 is said to have, unless told otherwise), as CSV
and as pages of JSON, and reads each in a process of its own. Goal: 20 s and 1,000 MB for the CSV
file on 2 cores. Needs the shared data (``TRUCEWATCH_SHARED``, else beside the checkout); POSIX.
"""

from __future__ import annotations

import csv
import gc
import gzip
import io
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

from measure import cost

ROWS = 385_918
PAGE = 1_000
PARTS = (
    "ucdp_ged_syria_2016_2019/ged_syria.csv.gz",
    "ucdp_ged_mexico_1989_2023/ged_mexico.csv.gz",
    "ucdp_ged_global_samples/ged_v23_sample_1000.csv",
    "ucdp_ged_ukraine_2014_2021/conflict_data_ukr_release_c_2021.csv.gz",
)


def events(folder: Path) -> list[dict[str, str]]:
    """Rows of the parts, HXL tags left out."""
    rows = []
    for part in PARTS:
        data = (folder / part).read_bytes()
        text = (gzip.decompress(data) if part.endswith(".gz") else data).decode("utf-8-sig")
        rows += [row for row in csv.DictReader(io.StringIO(text, newline="")) if row["id"]]
    return rows


def resampled(rows: list[dict[str, str]], count: int) -> Iterator[dict[str, str]]:
    """So many rows, in turn, with a stride that mixes the parts; each with an id of its own."""
    stride = next(n for n in range(7919, len(rows) * 2) if len(rows) % n)
    order = cycle([(n * stride) % len(rows) for n in range(len(rows))])
    for number, index in enumerate(islice(order, count), 1):
        yield rows[index] | {"id": str(number)}


def write(rows: list[dict[str, str]], count: int, table: Path, pages: Path) -> None:
    """Write both forms."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    with table.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(resampled(rows, count))
    with pages.open("w", encoding="utf-8", newline="\n") as stream:
        left = resampled(rows, count)
        while page := list(islice(left, PAGE)):
            head = {"TotalCount": count, "TotalPages": -(-count // PAGE), "NextPageUrl": ""}
            stream.write(json.dumps(head | {"Result": page}, ensure_ascii=False) + "\n")


def read(file: Path) -> None:
    """Read one file as `collect` does, batch by batch, and say what became of its rows."""
    from trucewatch.sources.interface import Context  # noqa: PLC0415 - in the measured process
    from trucewatch.sources.registry import ADAPTERS  # noqa: PLC0415

    gc.disable()  # as the command line does
    adapter, claims = ADAPTERS["ucdp_ged"], 0
    for fetched in adapter.fetch(file, {}):
        for batch in adapter.parse(fetched.stream, Context(tz="UTC", file=fetched.name)):
            claims += len(batch)
            told = batch.tally
    print(f"{told}; {claims} claims", file=sys.stderr)


def main(arguments: list[str]) -> None:
    """Measure both forms; or, called by itself, read one file."""
    if arguments[:1] == ["--read"]:
        read(Path(arguments[1]))
        return
    count = int(arguments[0]) if arguments else ROWS
    root = Path(__file__).resolve().parent.parent
    shared = Path(os.environ.get("TRUCEWATCH_SHARED") or root.parent / "shared")
    rows = events(shared / "data")
    with tempfile.TemporaryDirectory() as folder:
        files = Path(folder) / "ged.csv", Path(folder) / "ged.json"
        write(rows, count, *files)
        for file in files:
            done = cost([sys.executable, __file__, "--read", str(file)])
            print(f"{file.name}: {file.stat().st_size / 1e6:,.0f} MB  {done}  {done.said.strip()}")


if __name__ == "__main__":
    main(sys.argv[1:])
