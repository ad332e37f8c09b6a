"""Wall time, CPU seconds and peak memory of a program. POSIX only; nothing here is a test."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median


@dataclass(frozen=True)
class Cost:
    """What one run of a program took."""

    wall: float
    """Seconds."""
    cpu: float
    """Seconds of all cores, user and system."""
    peak: float
    """Greatest resident memory, MB of 1,000,000 bytes."""
    said: str = ""
    """What the program wrote on stderr."""

    def __str__(self) -> str:
        return f"{self.wall:6.2f} s wall  {self.cpu:6.2f} s CPU  {self.peak:6.0f} MB peak"


def cost(
    command: Sequence[str], cwd: Path | None = None, env: Mapping[str, str] | None = None
) -> Cost:
    """Run a program and measure it.

    Raises
    ------
    SystemExit
        When the program fails; a failed run has no time.
    """
    # Compiled modules are kept between runs, as they are on a reader's computer.
    kept = {k: v for k, v in (env or os.environ).items() if k != "PYTHONDONTWRITEBYTECODE"}
    begun = time.perf_counter()
    with subprocess.Popen(
        command, cwd=cwd, env=kept, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as child:
        said = child.stderr.read() if child.stderr else b""
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - begun
    if child.returncode:
        sys.exit(f"{' '.join(command)} failed ({child.returncode}):\n{said.decode()[-2000:]}")
    unit = 1 if sys.platform == "darwin" else 1024
    return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss * unit / 1_000_000,
                said.decode(errors="replace"))


def middle(times: int, run: Callable[[], Cost]) -> Cost:
    """Median of several runs, figure by figure; a first one, to warm the caches, is left out."""
    run()
    costs = [run() for _ in range(times)]
    return Cost(*(median(getattr(c, name) for c in costs) for name in ("wall", "cpu", "peak")))


def size(folder: Path) -> float:
    """MB of the files below a folder."""
    return sum(f.stat().st_size for f in folder.rglob("*") if f.is_file()) / 1_000_000
