"""Latent classes: figures, effective draws per CPU second, and the hard table of 20 lists.

``python benchmarks/estimate_latent.py kosovo --shared ../shared`` (or ``colombia``, ``particles``;
``coverage 500`` needs no files but the designs). POSIX only, for the memory.
"""

from __future__ import annotations

import argparse
import csv
import resource
from pathlib import Path

import numpy as np
import numpy.typing as npt

from trucewatch.estimate.latent import Draws, diagnose, sample, simulate
from trucewatch.estimate.latent.monte_carlo import monte_carlo

KOSOVO = "kosovo_1999.csv"
COLOMBIA = "colombia_recruitment_men_1999_r1_20lists.csv"
COLOMBIA_CLASSES = 15
DIP = 1700
"""Between the modes of Colombia."""
TOTAL = 2000
"""Individuals of each design."""


def read(file: Path) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
    """Patterns and counts of a table."""
    with file.open(encoding="utf-8", newline="") as stream:
        rows = [[int(cell) for cell in row] for row in list(csv.reader(stream))[1:]]
    table = np.array(rows, np.int64)
    return table[:, :-1].astype(np.uint8), table[:, -1]


def say(draws: Draws) -> None:
    """Print figures, diagnosis and cost."""
    found = diagnose(draws)
    print(f"median {found.median:.0f} (+- {found.mcse_median:.0f}), "
          f"95 %: {found.lower:.0f} (+- {found.mcse_lower:.0f}) to "
          f"{found.upper:.0f} (+- {found.mcse_upper:.0f})")
    print(f"R-hat {found.rhat:.4f}, effective draws {found.bulk:.0f} bulk, {found.tail:.0f} tail")
    print(f"CPU {draws.cpu:.1f} s, of which drawing {draws.drawing:.1f}; "
          f"compiling or loading {draws.compiling:.1f} s apart")
    print(f"per CPU second, warming up included: {found.bulk / draws.cpu:.0f} bulk, "
          f"{found.tail / draws.cpu:.0f} tail")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    print(f"peak memory {peak:.0f} MB; cannot be used because: {list(found.reasons) or 'nothing'}")


def shares(used: npt.NDArray[np.int64]) -> str:
    """How often each number of classes is in use."""
    return ", ".join(f"{k}: {n / len(used):.3f}" for k, n in enumerate(np.bincount(used)) if n)


def kosovo(folder: Path, draws: int) -> None:
    """Four lists, against the figures measured when the project was founded."""
    say(sample(*read(folder / KOSOVO), draws=draws or 20_000, warmup=1000, seed=1))


def colombia(folder: Path, draws: int) -> None:
    """Twenty lists, eight chains; modes chain by chain."""
    found = sample(*read(folder / COLOMBIA), classes=COLOMBIA_CLASSES, draws=draws or 7000,
                   warmup=5000, chains=8, seed=1)
    for chain, used in zip(found.total, found.classes, strict=True):
        print(f"median {np.median(chain):.0f}, below {DIP} {(chain < DIP).mean():.3f}, "
              f"classes in use {shares(used)}")
    print(f"below {DIP}: {(found.total < DIP).mean():.3f}")
    say(found)


def particles(folder: Path, number: int) -> None:
    """The same table by particles, four runs."""
    patterns, counts = read(folder / COLOMBIA)
    for seed in range(4):
        cloud = monte_carlo(patterns, counts, classes=COLOMBIA_CLASSES, particles=number or 200,
                            seed=seed)
        low, median, high = np.quantile(cloud.total, (0.025, 0.5, 0.975))
        print(f"{median:.0f} ({low:.0f} to {high:.0f}), below {DIP} "
              f"{(cloud.total < DIP).mean():.3f}, classes in use "
              f"{shares(cloud.classes)}, log evidence "
              f"{cloud.evidence:.1f}, {cloud.stages} stages, CPU {cloud.cpu:.0f} s", flush=True)


def coverage(folder: Path, number: int) -> None:
    """How often the 95 % limits hold the 2,000 that each design is made of."""
    designs: dict[str, list[tuple[int, list[float]]]] = {}
    with (folder / "simulation_designs.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            chances = [float(p) for p in row["capture_probabilities"].split(";")]
            designs.setdefault(row["design"], []).append((int(row["size"]), chances))
    for place, (name, classes) in enumerate(sorted(designs.items())):
        sizes = np.array([size for size, _ in classes])
        rates = np.array([row for _, row in classes]).T
        held, unfit, cpu = 0, 0, 0.0
        for i in range(number or 500):
            table = simulate.table(np.random.default_rng([place, i]), sizes, rates)
            draws = sample(*table, draws=1200, warmup=400, chains=4, seed=i)
            found = diagnose(draws)
            held += found.lower <= TOTAL <= found.upper
            unfit += not found.usable
            cpu += draws.cpu
        share = held / (number or 500)
        print(f"{name}: {share:.3f} hold it, {unfit} cannot be used, CPU {cpu:.0f} s", flush=True)


QUESTIONS = {"kosovo": kosovo, "colombia": colombia, "particles": particles, "coverage": coverage}


def main() -> None:
    """Answer one question."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("question", choices=QUESTIONS)
    parser.add_argument("number", nargs="?", type=int, default=0)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    given = parser.parse_args()
    QUESTIONS[given.question](given.shared / "data" / "mse", given.number)


if __name__ == "__main__":
    main()
