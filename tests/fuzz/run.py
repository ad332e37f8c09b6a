"""Fuzz the adapters, one after the other: ``python tests/fuzz/run.py [--seconds N] [NAME ...]``.

Each in a process of its own, of at most 500 MB and 20 seconds for one input. Fails if one crashes;
the input that did it is kept in the folder named, to become a test.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from trucewatch.sources.registry import ADAPTERS

TESTS = Path(__file__).resolve().parents[1]
MEGABYTES, HANG = 500, 20
RUNS = re.compile(r"^Done (\d+) runs|^#(\d+)\s", re.MULTILINE)


def fuzz(name: str, seconds: int, keep: Path) -> tuple[bool, str]:
    """Fuzz one adapter; whether it held, and what was said."""
    with tempfile.TemporaryDirectory() as corpus:
        done = subprocess.run(
            [sys.executable, "-m", "fuzz.one", name, corpus, f"-max_total_time={seconds}",
             f"-rss_limit_mb={MEGABYTES}", f"-timeout={HANG}", "-max_len=65536",
             f"-artifact_prefix={keep}{os.sep}{name}-", "-verbosity=1"],
            cwd=TESTS, capture_output=True, check=False, timeout=seconds + 300,
        )
    said = (done.stdout + done.stderr).decode("utf-8", "replace")
    runs = [int(a or b) for a, b in RUNS.findall(said)]
    if done.returncode == 0 and runs:
        return True, f"{max(runs):,} runs"
    return False, said[-4000:]


def main() -> int:
    """Run, print, and return the exit code."""
    wanted = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    wanted.add_argument("names", nargs="*", default=sorted(ADAPTERS))
    wanted.add_argument("--seconds", type=int, default=60, help="for each adapter")
    wanted.add_argument("--keep", type=Path, help="folder for inputs that crash")
    asked = wanted.parse_args()
    keep = asked.keep or Path(tempfile.mkdtemp())
    keep.mkdir(parents=True, exist_ok=True)
    failed = 0
    for name in asked.names:
        held, said = fuzz(name, asked.seconds, keep)
        print(f"{name}: {said}", flush=True)
        failed += not held
    print(f"{len(asked.names) - failed} adapters held, {failed} did not"
          + (f"; inputs in {keep}" if failed else ""))
    return int(failed > 0)


if __name__ == "__main__":
    raise SystemExit(main())
