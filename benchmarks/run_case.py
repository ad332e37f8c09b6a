"""How long `trucewatch run` of each case that ships takes, and how much memory it needs.

``python benchmarks/run_case.py [CASE ...]``: five runs each, medians. The record and the edition go
to a folder that is removed.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from measure import Cost, cost, middle

from trucewatch.pipeline import shipped_cases

TIMES = 5


def one_case(case: str, work: Path) -> Cost:
    """Median cost of a run."""
    out, record = str(work / "out"), str(work / "record")
    command = (sys.executable, "-m", "trucewatch", "run", case, "--out", out, "--record", record)
    return middle(TIMES, lambda: cost(command))


def main(cases: list[str]) -> int:
    """Print a line per case."""
    for case in cases or shipped_cases():
        with tempfile.TemporaryDirectory() as work:
            print(f"{case:14} {one_case(case, Path(work))}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
