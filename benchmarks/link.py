"""How well and how fast reports are linked: ``python benchmarks/link.py GENERATOR``.

GENERATOR is the program that makes reports with known truth (``make``) and scores a linking
(``score``). Seeds are fresh: none was used to learn the weights that ship (see link_fit.py). Every
run is a process of its own, so that CPU and memory are its own; Splink is run on the same tables
where it can be imported, and is no dependency. Prints a table for README.md.
"""

from __future__ import annotations

import argparse
import csv
import importlib.util
import json
import random
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from statistics import mean

from measure import cost

GOALS = {1000: (.86, .88, 3, 500), 5000: (.82, .88, 5, 500), 20000: (.76, .84, 8, 700),
         50000: (.68, .78, 20, 1200), 200000: (None, None, 180, 4000)}
"""F1 without and with labels, CPU seconds, MB."""
MOST_LABELS = 1500
MIXED = ("--dup", ".05", "--aggregates", ".5", "--sources", "6")
LINK = """
import sys
from pathlib import Path
from trucewatch.pipeline.linking import Asked, link_table, write
from trucewatch.store.engines import Engine
folder, out = map(Path, sys.argv[1:3])
optional = {n: Path(p) for n, p in zip(("labels", "weights"), sys.argv[3:5]) if p}
asked = Asked(reports=folder / "reports.csv", taxonomy=folder / "taxonomy.csv",
              actors=folder / "actors.csv", **optional)
made = link_table(asked, Engine(memory="4GB"))
assert made.linked is not None, made.problems
write(made, out / "clusters.csv", out / "pairs.csv", out / "contains.csv", out / "weights.json")
"""
SPLINK = Path(__file__).with_name("link_splink.py")


def run(program: str | Path, generator: Path, folder: Path, labels: str = "",
        weights: str = "") -> dict[str, float]:
    """Link one folder in a process of its own, and score it."""
    with tempfile.TemporaryDirectory() as temporary:
        out = Path(temporary)
        named = [str(program)] if isinstance(program, Path) else ["-c", program]
        spent = cost([sys.executable, *named, str(folder), temporary, labels, weights])
        more = ["--links", str(out / "contains.csv")] if (out / "contains.csv").exists() else []
        said = subprocess.run(
            [sys.executable, str(generator), "score", str(folder), str(out / "clusters.csv"),
             "--pairs", str(out / "pairs.csv"), *more], check=True, capture_output=True,
            encoding="utf-8").stdout
        if labels:
            (folder / "weights.json").write_bytes((out / "weights.json").read_bytes())
    score = json.loads(said)
    return {"f1": score["pairwise"]["f1"], "ece": score["ece"],
            "exact": score["exact_multi_incidents"], "best": score["best_pair_f1"],
            "contains": score.get("containment", {}).get("f1", 0.0),
            "cpu": spent.cpu, "wall": spent.wall, "mb": spent.peak}


def make(generator: Path, folder: Path, seed: int, count: int, *more: str) -> Path:
    """Make a table of one seed."""
    subprocess.run([sys.executable, str(generator), "make", str(folder), "--seed", str(seed),
                    "--incidents", str(count), *more], check=True, stdout=subprocess.DEVNULL)
    return folder


def judge(folder: Path, seed: int) -> Path:
    """Labels of a table as its truth has them, of candidates drawn at random."""
    with tempfile.TemporaryDirectory() as temporary:
        subprocess.run([sys.executable, "-c", LINK, str(folder), temporary], check=True)
        with (Path(temporary) / "pairs.csv").open(encoding="utf-8", newline="") as stream:
            pairs = list(csv.DictReader(stream))
    with (folder / "truth.csv").open(encoding="utf-8", newline="") as stream:
        truth = {r["report_id"]: r["incident_id"] for r in csv.DictReader(stream)}
    chosen = random.Random(seed).sample(pairs, min(MOST_LABELS, len(pairs)))
    path = folder / "labels.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["report_id_l", "report_id_r", "judgement"])
        for pair in chosen:
            one, other = pair["report_id_l"], pair["report_id_r"]
            writer.writerow([one, other, "same" if truth[one] == truth[other] else "different"])
    return path


def row(name: str, count: int, seeds: list[dict[str, float]], goal: float | None) -> None:
    """One row of the table: means over the seeds."""
    seen = {key: mean(s[key] for s in seeds) for key in seeds[0]}
    limits = GOALS.get(count, (None, None, 0, 0))
    f1 = f"{seen['f1']:.3f}" + (f" (goal {goal:.2f})" if goal else "")
    contained = f"{seen['contains']:.3f}" if name == "mixed" else ""
    print(f"| {name} | {count:,} | {f1} | {seen['exact']:.3f} | {max(s['ece'] for s in seeds):.3f} "
          f"| {contained} | {seen['cpu']:.1f} ({limits[2]}) | {seen['wall']:.1f} "
          f"| {max(s['mb'] for s in seeds):,.0f} ({limits[3]:,}) |", flush=True)


def main() -> None:
    """Make, link, score, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("generator", type=Path)
    parser.add_argument("--seeds", type=int, nargs="+", default=[401, 402, 403])
    parser.add_argument("--incidents", type=int, nargs="+", default=[1000, 5000, 20000, 50000])
    parser.add_argument("--learn", type=int, default=0,
                        help="refit on at most 1,500 labels of a table of this seed as well")
    parser.add_argument("--mixed", action="store_true", help="updates, aggregates and six sources")
    asked = parser.parse_args()
    splink = importlib.util.find_spec("splink") is not None
    print("| run | incidents | pairwise F1 | exact multi-report incidents | ECE, worst "
          "| contained, F1 | CPU s (goal) | wall s | MB, worst (goal) |\n"
          + "|---" * 9 + "|")
    with tempfile.TemporaryDirectory() as temporary:
        learned = ""
        if asked.learn:
            taught = make(asked.generator, Path(temporary) / "taught", asked.learn, 5000)
            labels = judge(taught, asked.learn)
            run(LINK, asked.generator, taught, str(labels))
            learned = str(taught / "weights.json")
        for count in asked.incidents:
            more = MIXED if asked.mixed else ()
            folders = [
                make(asked.generator, Path(temporary) / f"{count}-{seed}", seed, count, *more)
                for seed in asked.seeds]
            goals = GOALS.get(count, (None, None))
            plain = [run(LINK, asked.generator, f) for f in folders]
            row("mixed" if more else "shipped weights", count, plain, None if more else goals[0])
            if learned:
                row("refitted", count, [run(LINK, asked.generator, f, "", learned)
                                        for f in folders], goals[1])
            if splink and not asked.mixed:
                row(f"Splink {version('splink')}, no labels", count,
                    [run(SPLINK, asked.generator, f) for f in folders], None)
    if not splink:
        print("Splink is left out: it is not installed (uv sync --group bench, or "
              "uv run --group bench python benchmarks/link.py).")


if __name__ == "__main__":
    main()
