"""How often the ranges of estimates hold the true total, in designs where it is known.

Designs: `simulation_designs.csv` (latent classes, N = 2,000 each), and one in which a fifth of
the incidents can be recorded by no list. For each replicate the lists are drawn, every method
asked for estimates the total, and the range is held against the truth. The range of all methods
together is what `trucewatch estimate` prints.
"""

from __future__ import annotations

import argparse
import csv
import statistics
import sys
import time
from pathlib import Path

import numpy as np

from trucewatch.estimate import classes, graphs
from trucewatch.estimate.candidates import candidates
from trucewatch.estimate.families import hierarchical
from trucewatch.estimate.loglinear import averaged
from trucewatch.estimate.refusing import refuse
from trucewatch.estimate.running import Result
from trucewatch.estimate.saying import sentence
from trucewatch.model.estimate import LEVEL, REACH, Outcome, OverlapTable, table_of

Classes = list[tuple[int, list[float]]]
UNREACHABLE = "a fifth unreachable"
METHODS = ("loglinear", "graphs", "latent")


def designs(file: Path) -> dict[str, Classes]:
    """Classes of each design, and the design in which no list reaches a fifth."""
    found: dict[str, Classes] = {}
    with file.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            chances = [float(p) for p in row["capture_probabilities"].split(";")]
            found.setdefault(row["design"], []).append((int(row["size"]), chances))
    found[UNREACHABLE] = [(1600, [0.5, 0.4, 0.45, 0.35, 0.3]), (400, [0.0] * 5)]
    return found


def draw(rng: np.random.Generator, design: Classes) -> OverlapTable:
    """One table of a design."""
    counts: dict[int, int] = {}
    for size, chances in design:
        seen = rng.random((size, len(chances))) < np.array(chances)
        for pattern in (seen @ (1 << np.arange(len(chances)))).tolist():
            counts[pattern] = counts.get(pattern, 0) + 1
    return table_of(tuple("abcde"), counts)


def by(method: str, table: OverlapTable, order: int) -> Outcome:
    """One method on one table."""
    if method == "graphs":
        return graphs.estimate(table)
    if method == "latent":
        return classes.estimate(table)
    return averaged(table, candidates(table, hierarchical(5, order)), LEVEL)


def main(arguments: list[str]) -> int:
    """Print coverage and width by design and method."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--designs", type=Path, required=True, help="simulation_designs.csv")
    parser.add_argument("--replicates", type=int, default=500)
    parser.add_argument("--methods", nargs="+", default=["loglinear", "graphs"], choices=METHODS)
    parser.add_argument("--only", nargs="+", default=[], help="names of designs")
    parser.add_argument("--order", type=int, default=4,
                        help="largest group of lists in a log-linear model")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    for name, design in designs(asked.designs).items():
        if not asked.only or name in asked.only:
            one_design(name, design, asked)
    return 0


def one_design(name: str, design: Classes, asked: argparse.Namespace) -> None:
    """Print a line for each method, and one for all together."""
    rng, truth = np.random.default_rng(asked.seed), sum(size for size, _ in design)
    ranges: dict[str, list[tuple[float, float]]] = {m: [] for m in (*asked.methods, "together")}
    said = refused = 0
    started = time.process_time()
    for _ in range(asked.replicates):
        table = draw(rng, design)
        if refuse(table) is not None:
            refused += 1
            continue
        result = Result(table=table, outcomes=tuple(
            by(method, table, asked.order) for method in asked.methods))
        said += REACH in sentence(result)
        for one in result.estimates:
            ranges[one.method].append((one.low, one.high))
        if result.estimates:
            ranges["together"].append((min(one.low for one in result.estimates),
                                       max(one.high for one in result.estimates)))
    for method, found in ranges.items():
        held = sum(low <= truth <= high for low, high in found)
        ends = [statistics.median(end) for end in zip(*found, strict=True)] if found else []
        print(f"{name}, {method}: {held} of {len(found)} hold {truth:,}; "
              f"median range {' to '.join(f'{end:,.0f}' for end in ends)}")
    print(f"{name}: the limit of reach was said {said} of {asked.replicates} times, {refused} "
          f"refused, {time.process_time() - started:.0f} s CPU", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
