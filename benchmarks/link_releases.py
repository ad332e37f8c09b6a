"""Events of two releases of one dataset, linked: ``python benchmarks/link_releases.py OLD NEW``.

OLD and NEW are releases of UCDP GED (CSV, gzip). The ids of UCDP say which rows are one event; the
linker does not see them. Each release counts as a source of its own that tells of an event once.
Prints precision and recall of pairs over the two releases, and why pairs are wrong.
"""

from __future__ import annotations

import csv
import gzip
import sys
import tempfile
from collections import Counter
from itertools import product
from pathlib import Path

from trucewatch.link.clustering import members
from trucewatch.model.link import REPORT_COLUMNS
from trucewatch.pipeline.linking import Asked, link_table

NAMES = [column.name for column in REPORT_COLUMNS]
PRECISIONS = {"1": "exact", "2": "town"}
CHANGED = ("date_start", "date_end", "latitude", "longitude", "dyad_name", "best")
"""Columns a change of which makes a pair hard."""


def read(path: Path) -> dict[str, dict[str, str]]:
    """Rows by id; the row of HXL tags is none."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
        return {row["id"]: row for row in csv.DictReader(stream) if row["id"].isdigit()}


def cells(row: dict[str, str], release: str) -> dict[str, str]:
    """An event as the linker reads it."""
    first, last = row["date_start"][:10], row["date_end"][:10]
    low, high = (row[name].partition(".")[0] for name in ("low", "high"))
    return {
        **dict.fromkeys(NAMES, ""), "report_id": f"{release}-{row['id']}", "source": release,
        "date": first if first == last else f"{first}/{last}", "latitude": row["latitude"],
        "longitude": row["longitude"], "geo_precision": PRECISIONS.get(row["where_prec"], "area"),
        "place": row["where_coordinates"], "event_type": row["type_of_violence"],
        "actor": row["dyad_name"], "fatalities_min": low, "fatalities_max": high,
    }


def main() -> None:
    """Read, link, score, print."""
    old, new = (read(Path(name)) for name in sys.argv[1:3])
    with tempfile.TemporaryDirectory() as temporary:
        path = Path(temporary) / "reports.csv"
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, NAMES, lineterminator="\n")
            writer.writeheader()
            writer.writerows(cells(row, name) for name, rows in (("old", old), ("new", new))
                             for row in rows.values())
        made = link_table(Asked(reports=path))
    assert made.linked is not None, made.problems
    found: set[tuple[str, str]] = set()
    for group in members(made.linked.cluster).values():
        ids = {release: [made.reports.id[n][4:] for n in group
                         if made.reports.source[n] == release] for release in ("old", "new")}
        found.update(product(ids["old"], ids["new"]))
    near = {(made.reports.id[a][4:], made.reports.id[b][4:]) for a, b, _ in made.linked.pairs}
    true = {(name, name) for name in old.keys() & new.keys()}
    right = len(true & found)
    print(f"{len(old):,} and {len(new):,} events, {len(true):,} in both; "
          f"precision {right / max(1, len(found)):.3f}, recall {right / max(1, len(true)):.3f}")
    missed: Counter[str] = Counter()
    for name, _ in true - found:
        changed = [c for c in CHANGED if old[name][c][:10] != new[name][c][:10]]
        missed[f"{'weight' if (name, name) in near else 'no candidate, or p under .02'}; changed: "
               f"{', '.join(changed) or 'nothing'}"] += 1
    for reason, count in sorted(missed.items(), key=lambda item: (-item[1], item[0])):
        print(f"- missed {count}: {reason}")
    print(f"- false {len(found - true)}, of them {sum(b in old for _, b in found - true)} with an "
          "event of the new release that the old one has as well")


if __name__ == "__main__":
    main()
