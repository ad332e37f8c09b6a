"""Learn the weights that ship: ``python benchmarks/link_fit.py GENERATOR OUT``.

GENERATOR is the program that makes reports with known truth. Seeds and settings are below; figures
in README.md are of other seeds. Every setting counts alike, however many pairs it has, from thin
to crowded. In some, cells are left empty at random, so that what is not told gets a weight of its
own. Levels that made-up reports never have are filled by rules written here. Needs numpy, which
the product does not.
"""

from __future__ import annotations

import csv
import random
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from trucewatch.link.candidates import FIELDS, KILOMETRES
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
    ("--incidents", "20000", "--width-km", "150", "--height-km", "150"),
    ("--incidents", "1000", "--multi", ".6", "--sources", "6"),
    ("--incidents", "3000"), ("--incidents", "8000"),
)
MASKED = 2
"""Settings, from the end, in which cells are left empty."""
EMPTY = {"point": .35, "place": .2, "event_type": .2}
"""Share of reports without each; a report keeps its place or its point."""
SEEDS = (9001, 9002)
PRIOR = 2.0
ALIKE = 100_000
"""Pairs each setting counts as."""
MERGE, REPEAT = 900, -8000
RATES = 14


Rows = list[tuple[tuple[int, ...], int, float]]
"""Levels, whether it is the same incident, and how much pairs like that count."""


def mask(path: Path, seed: int) -> None:
    """Leave cells of a table empty at random."""
    by = random.Random(seed)
    with path.open(encoding="utf-8", newline="") as stream:
        told = list(csv.DictReader(stream))
    for row in told:
        without = {name for name, share in EMPTY.items() if by.random() < share}
        if "point" in without:
            row["latitude"] = row["longitude"] = row["geo_precision"] = ""
        for name in without - {"point"}:
            if name != "place" or "point" not in without:
                row[name] = ""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(told[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(told)


def levels(folder: Path) -> Rows:
    """Rows of a table."""
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
    every = sum(int(str(row[-1])) for row in rows)
    return [(tuple(int(str(v)) for v in row[:-2]), int(str(row[-2])),
             int(str(row[-1])) * ALIKE / every) for row in rows]


def fit(rows: Rows) -> Weights:
    """A logistic model with a prior at zero, by Newton's method."""
    index: dict[tuple[int, int], int] = {}
    columns = np.array([[index.setdefault((f, v), len(index)) for f, v in enumerate(r[0])]
                        for r in rows])
    truth = np.array([r[1] for r in rows], float)
    many = np.array([r[2] for r in rows], float)
    size = len(index)
    held = np.full(size + 1, PRIOR)
    held[size] = 1e-6
    w = np.zeros(size + 1)
    for _ in range(40):
        slope, curve = held * w, np.diag(held + 1e-9)
        for start in range(0, len(rows), 50_000):
            part = slice(start, start + 50_000)
            x = np.zeros((len(columns[part]), size + 1))
            x[np.arange(len(x))[:, None], columns[part]] = 1
            x[:, size] = 1
            p = 1 / (1 + np.exp(-np.clip(x @ w, -30, 30)))
            slope += x.T @ (many[part] * (p - truth[part]))
            curve += (x * (many[part] * p * (1 - p))[:, None]).T @ x
        step = np.linalg.solve(curve, slope)
        w -= step
        if np.abs(step).max() < 1e-6:
            break
    of: dict[str, dict[int, int]] = {f: {} for f in FIELDS}
    for (f, v), place in index.items():
        of[FIELDS[f]][v] = round(1000 * float(w[place]))
    fill(of)
    return Weights(constant=round(1000 * float(w[size])), of=of, merge=MERGE, repeat=REPEAT,
                   name="learned from made-up reports")


def fill(of: dict[str, dict[int, int]]) -> None:
    """Give a weight to levels no made-up report has."""
    # One name within the other, or most of its words: for neither, as if it were not told.
    of["name"][4] = of["name"][3]
    # "At least 5" and 7: nothing against, and little for. "At least 5" and 3: who says "at least"
    # expects more to come, so an earlier number that is lower says little.
    of["toll"][32], of["toll"][33] = of["toll"][0], of["toll"][0] + of["toll"][41]
    of["same_source"].setdefault(2, of["same_source"][1])
    # Two points equal to the metre, one of them of an area, are of one table of places: like two
    # of one town. Others are as near as the nearest told.
    of["place"].update(dict.fromkeys((200, 500, 800), of["place"][400]))
    for pair in (0, 1, 2, 4, 5, 8):
        seen = [level for level in of["place"] if level // 100 == pair]
        for level in range(100 * pair, 100 * pair + len(KILOMETRES) + 1):
            nearest = min(seen, key=lambda other: (abs(other - level), other))
            of["place"].setdefault(level, of["place"][nearest])
    # Where more happens than in any table made, the weight falls on as it fell.
    last = max(of["rate"])
    fall = min(0, of["rate"][last] - of["rate"][last - 1])
    for level in range(last + 1, RATES + 1):
        of["rate"][level] = of["rate"][level - 1] + fall


def main() -> None:
    """Make, learn, write."""
    generator, out = map(Path, sys.argv[1:3])
    rows: Rows = []
    with tempfile.TemporaryDirectory() as temporary:
        for seed in SEEDS:
            for n, setting in enumerate(SETTINGS):
                folder = Path(temporary) / f"{seed}-{n}"
                subprocess.run([sys.executable, str(generator), "make", str(folder), "--seed",
                                str(seed + n), *setting], check=True, stdout=subprocess.DEVNULL)
                if n >= len(SETTINGS) - MASKED:
                    mask(folder / "reports.csv", seed)
                rows += levels(folder)
                print(folder.name, len(rows), flush=True)
    out.write_text(fit(rows).text(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
