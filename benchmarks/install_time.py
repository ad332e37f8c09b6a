"""How long it is from a fresh clone to the first result, and how large a core install is.

``python benchmarks/install_time.py``: copies the checkout as it is (ignored files left out), gives
uv an empty cache, and runs the README's first command. Needs git, uv and the network.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from measure import cost, size

ROOT = Path(__file__).resolve().parent.parent
CASE = "cases/gaza-2025-10"


def fresh(place: Path) -> None:
    """Copy what a clone would hold."""
    listed = subprocess.run(
        ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"),
        cwd=ROOT, check=True, capture_output=True, encoding="utf-8",
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, place / name)


def main() -> int:
    """Print the times and the size."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        for title, more in (("with the tools of the tests", []), ("core only", ["--no-dev"])):
            clone = work / title.replace(" ", "-")
            fresh(clone)
            left_out = {"UV_PROJECT_ENVIRONMENT", "VIRTUAL_ENV"}
            env = {k: v for k, v in os.environ.items() if k not in left_out}
            env["UV_CACHE_DIR"] = str(work / f"cache-{len(more)}")
            took = cost(("uv", "run", *more, "trucewatch", "run", CASE), cwd=clone, env=env)
            print(f"clone to first result, {title}: {took}")
            print(f"  installed: {size(clone / '.venv'):.0f} MB", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
