"""How long an agreement of 578 clauses takes to read, check and evaluate.

``python benchmarks/many_clauses.py [--clauses N] [--claims N] [--days N] [--times N]``: an invented
agreement of all ten kinds (`tests/case/many.py`), read from its folder, in a process of its own
each time; medians. ``check`` is the command, its start included.
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from statistics import median

from measure import cost, middle

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from case.many import CLAIMS, CLAUSES, DAYS, FIRST, write
from trucewatch.assess.engine import assess
from trucewatch.assess.registry import KINDS
from trucewatch.case.load import load
from trucewatch.model.instant import parse_span


def one(folder: Path, as_of: str) -> None:
    """Load and assess once; print wall and CPU seconds of both, as JSON."""
    gc.disable()  # as the command line does
    said: dict[str, float] = {}

    def note(name: str, since: tuple[float, float]) -> tuple[float, float]:
        now = (time.perf_counter(), time.process_time())
        said[f"{name} wall"], said[f"{name} CPU"] = now[0] - since[0], now[1] - since[1]
        return now

    begun = (time.perf_counter(), time.process_time())
    loaded = load(folder, KINDS)
    if loaded.case is None or loaded.problems:
        sys.exit(f"the invented agreement is not good: {loaded.problems[:3]}")
    then = note("load", begun)
    findings = assess(loaded.case, parse_span(as_of, loaded.case.agreement.tz).hi)
    note("assess", then)
    print(json.dumps(said | {"findings": len(findings)}), file=sys.stderr)


def main(arguments: list[str]) -> int:
    """Print what loading, checking and assessing take."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, number in (("clauses", CLAUSES), ("claims", CLAIMS), ("days", DAYS), ("times", 3)):
        parser.add_argument(f"--{name}", type=int, default=number)
    parser.add_argument("--one", nargs=2, metavar=("FOLDER", "AS_OF"))
    asked = parser.parse_args(arguments)
    if asked.one:
        one(Path(asked.one[0]), asked.one[1])
        return 0
    with tempfile.TemporaryDirectory() as work:
        folder = write(Path(work) / "many-2031", clauses=asked.clauses, claims=asked.claims,
                       days=asked.days)
        print(f"{asked.clauses} clauses, {asked.claims} claims, {asked.days} days")
        command = (sys.executable, "-m", "trucewatch", "check", str(folder))
        print(f"check           {middle(asked.times, lambda: cost(command))}", flush=True)
        told: list[dict[str, float]] = []
        last = FIRST + timedelta(days=asked.days + 1)
        again = (sys.executable, __file__, "--one", str(folder), last.isoformat())
        for _ in range(asked.times):
            told.append(json.loads(cost(again).said.splitlines()[-1]))
    for name in ("load", "assess"):
        wall, cpu = (median(t[f"{name} {what}"] for t in told) for what in ("wall", "CPU"))
        print(f"{name:15} {wall:6.2f} s wall  {cpu:6.2f} s CPU")
    print(f"findings        {told[-1]['findings']:,.0f}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
