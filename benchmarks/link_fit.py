"""Learn the weights that ship: ``python benchmarks/link_fit.py GENERATOR OUT``.

GENERATOR is the program that makes reports with known truth. Seeds and settings are below; figures
in README.md are of other seeds. Needs numpy, which the product does not.
"""

from __future__ import annotations

import csv
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from trucewatch.link.candidates import FIELDS
from trucewatch.link.linking import compare
from trucewatch.link.tables import meanings, read_reports
from trucewatch.link.weights import Weights
from trucewatch.store import DuckStore

SETTINGS: tuple[tuple[str, ...], ...] = (
    ("--incidents", "1000"), ("--incidents", "3000"), ("--incidents", "8000"),
    ("--incidents", "20000"),
    ("--incidents", "5000", "--sources", "6", "--dup", ".05"),
    ("--incidents", "5000", "--miscode", ".1", "--max-km", "8"),
    ("--incidents", "5000", "--multi", ".5", "--sources", "5"),
    ("--incidents", "5000", "--towns", "100", "--repeat", ".3"),
)
SEEDS = (9001, 9002)
PRIOR = 2.0
MERGE, REPEAT = 900, -6000


def levels(folder: Path) -> list[tuple[tuple[int, ...], int, int]]:
    """Levels, whether it is the same incident, and how many pairs are like that."""
    meant = meanings(("t", (folder / "taxonomy.csv").read_bytes()),
                     ("a", (folder / "actors.csv").read_bytes()), [])
    reports = read_reports("r", (folder / "reports.csv").read_bytes(), meant, [])
    with (folder / "truth.csv").open(encoding="utf-8", newline="") as stream:
        truth = {r["report_id"]: r["incident_id"] for r in csv.DictReader(stream)}
    with DuckStore(threads=2, memory="4GB") as store:
        compare(reports, store)
        store.load("truth", {"id": "BIGINT", "incident": "VARCHAR"}, {
            "id": range(len(reports)), "incident": [truth.get(r) for r in reports.id]})
        rows = store.rows(
            f"SELECT {', '.join(FIELDS)}, CASE WHEN x.incident = y.incident THEN 1 ELSE 0 END, "
            "COUNT(*) FROM level JOIN truth x ON x.id = a JOIN truth y ON y.id = b GROUP BY ALL")
    return [(tuple(int(str(v)) for v in row[:-2]), int(str(row[-2])), int(str(row[-1])))
            for row in rows]


def fit(rows: list[tuple[tuple[int, ...], int, int]]) -> Weights:
    """A logistic model with a prior at zero, by Newton's method."""
    index: dict[tuple[int, int], int] = {}
    columns = np.array([[index.setdefault((f, v), len(index)) for f, v in enumerate(r[0])]
                        for r in rows])
    truth = np.array([r[1] for r in rows], float)
    many = np.array([r[2] for r in rows], float)
    size = len(index)
    x = np.zeros((len(rows), size + 1))
    x[np.arange(len(rows))[:, None], columns] = 1
    x[:, size] = 1
    held = np.full(size + 1, PRIOR)
    held[size] = 1e-6
    w = np.zeros(size + 1)
    for _ in range(40):
        p = 1 / (1 + np.exp(-np.clip(x @ w, -30, 30)))
        slope = x.T @ (many * (p - truth)) + held * w
        curve = (x * (many * p * (1 - p))[:, None]).T @ x + np.diag(held + 1e-9)
        step = np.linalg.solve(curve, slope)
        w -= step
        if np.abs(step).max() < 1e-6:
            break
    of: dict[str, dict[int, int]] = {f: {} for f in FIELDS}
    for (f, v), place in index.items():
        of[FIELDS[f]][v] = round(1000 * float(w[place]))
    return Weights(constant=round(1000 * float(w[size])), of=of, merge=MERGE, repeat=REPEAT,
                   name="learned from made-up reports")


def main() -> None:
    """Make, learn, write."""
    generator, out = map(Path, sys.argv[1:3])
    rows = []
    with tempfile.TemporaryDirectory() as temporary:
        for seed in SEEDS:
            for n, setting in enumerate(SETTINGS):
                folder = Path(temporary) / f"{seed}-{n}"
                subprocess.run([sys.executable, str(generator), "make", str(folder), "--seed",
                                str(seed + n), *setting], check=True, stdout=subprocess.DEVNULL)
                rows += levels(folder)
                print(folder.name, len(rows), flush=True)
    out.write_text(fit(rows).text(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
