"""How many planted errors the audit finds, and how many of its alarms are none.

``python benchmarks/audit.py`` reports on 200 tables of seeds nobody looked at while the limits of
the audit were chosen (`REPORTED`); ``--seeds 0 200`` are those the work was done with. A finding
is right where it names a planted cell: its column, on its row or, since a step has two ends, the
row beside it. Everything else is a false alarm.
"""

from __future__ import annotations

import argparse
import io
import time
from collections import Counter
from pathlib import Path
from typing import Any

import yaml
from planted import Plant, Planted, table

from trucewatch.statements.audit.model import Finding
from trucewatch.statements.audit.reading import audit_file

FORMS = ("data/*/*.csv", "data/*/*.json", "data/*/*.gz", "reports/*/*.csv")
REPORTED = (70_000, 70_200)


def main() -> None:
    """Count, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, nargs=2, default=REPORTED)
    parser.add_argument("--show", action="store_true", help="print what was missed or is false")
    parser.add_argument("--shared", type=Path,
                        help="folder of the real files: count their alarms instead")
    asked = parser.parse_args()
    if asked.shared:
        judged(asked.shared)
        return
    started = time.process_time()
    planted: Counter[str] = Counter()
    found: Counter[str] = Counter()
    false: Counter[str] = Counter()
    right = clean = 0
    for seed in range(*asked.seeds):
        made = table(seed)
        report = audit_file("planted.csv", io.BytesIO(made.text().encode()))
        hits = [matched(made, finding) for finding in report.findings]
        met = {plant for plants in hits for plant in plants}
        clean += not made.plants
        for plant in made.plants:
            planted[plant.kind] += 1
            found[plant.kind] += plant in met
            if asked.show and plant not in met:
                print("missed", seed, plant, made.names)
        for finding, plants in zip(report.findings, hits, strict=True):
            right += bool(plants)
            false[finding.kind] += not plants
            if asked.show and not plants:
                print("false", seed, made.family, finding.kind, finding.line, finding.columns,
                      finding.found, "|", finding.computed)
    alarms = sum(false.values())
    print(f"seeds {asked.seeds[0]} to {asked.seeds[1] - 1}: {clean} tables without a planted error")
    for kind, count in sorted(planted.items()):
        print(f"  {kind}: {found[kind]} of {count}")
    print(f"recall {sum(found.values())} of {planted.total()} = "
          f"{sum(found.values()) / max(planted.total(), 1):.3f}")
    print(f"precision {right} of {right + alarms} = {right / max(right + alarms, 1):.3f}; false: "
          f"{dict(+false) or 'none'}")
    print(f"{time.process_time() - started:.1f} s CPU")


def judged(shared: Path) -> None:
    """Count the differences of the real files by what was judged of them (`audit_judged.yaml`)."""
    listed: list[dict[str, Any]] = yaml.safe_load(
        Path(__file__).with_name("audit_judged.yaml").read_text(encoding="utf-8"))
    left = {(one["file"], one["kind"], one["column"], str(one.get("row", "")), one["verdict"]):
            one["count"] for one in listed}
    verdicts: Counter[str] = Counter()
    rows = texts = files = held = 0
    started = time.process_time()
    for path in sorted(p for form in FORMS for p in shared.glob(form)):
        with path.open("rb") as stream:
            report = audit_file(path.name, stream)
        files, rows, texts = files + 1, rows + report.rows, texts + report.texts
        held += sum(report.held.values())
        for finding in report.differences:
            key = next((key for key, count in left.items() if count and key[:3] == (
                path.name, finding.kind, finding.columns[0]) and key[3] in {"", finding.row}), None)
            if key is None:
                print("not judged:", path.name, finding.kind, finding.line, finding.columns[:1],
                      finding.found, "|", finding.computed)
            else:
                left[key] -= 1
            verdicts[key[4] if key else "not judged"] += 1
    print(f"{files} files, {rows:,} rows, {texts:,} texts: {held:,} checks held; differences: "
          + ", ".join(f"{count} {verdict}" for verdict, count in sorted(verdicts.items())))
    for key, count in left.items():
        if count:
            print("not found any more:", *key, count)
    print(f"{time.process_time() - started:.0f} s CPU")


def matched(made: Planted, finding: Finding) -> list[Plant]:
    """Planted cells a finding names."""
    row = (finding.line or 0) - 2
    return [plant for plant in made.plants
            if plant.column in finding.columns and abs(plant.row - row) <= 1]


if __name__ == "__main__":
    main()
