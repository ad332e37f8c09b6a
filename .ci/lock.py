"""Rewrite requirements.lock and the constraints in pyproject.toml from the newest releases.

``uv.lock`` names the package index of the machine that made it, so it is not kept. What is kept is
``requirements.lock`` (versions and hashes, no hosts; for ``pip install --require-hashes``) and the
same versions as ``[tool.uv] constraint-dependencies``, which ``uv run`` does read. Run this by
hand, ``uv run python .ci/lock.py``; look at the difference, run the tests, commit both.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
PROJECT = ROOT / "pyproject.toml"

RESOLVE = ("uv", "lock", "--upgrade", "--quiet")
EXPORT = (
    "uv", "export", "--quiet", "--no-header", "--no-annotate", "--no-emit-project",
    "--all-extras", "--all-groups", "--format", "requirements-txt",
)
HEADER = """\
# Made by .ci/lock.py: every version the tests ran with, with its hashes and without any host.
# python -m pip install --require-hashes -r requirements.lock
"""
BLOCK = re.compile(r"\n# Made by \.ci/lock\.py[^\n]*\n\[tool\.uv\]\n.*?\n\]\n", re.DOTALL)
PIN = re.compile(r"^(?P<pin>[A-Za-z0-9._-]+==[^ ;\\]+)(?P<marker> ; [^\\]+)?", re.MULTILINE)


def pins(lock: str) -> list[str]:
    """Versions in a lock file, without hashes, with their markers."""
    return [(m["pin"] + (m["marker"] or "")).rstrip() for m in PIN.finditer(lock)]


def block(lock: str) -> str:
    """Constraints as a part of pyproject.toml."""
    lines = "".join(f'  "{pin.replace(chr(34), chr(39))}",\n' for pin in pins(lock))
    return (
        "\n# Made by .ci/lock.py from requirements.lock: what `uv run` installs.\n"
        f"[tool.uv]\nconstraint-dependencies = [\n{lines}]\n"
    )


def main() -> int:
    """Resolve anew and write both files."""
    before = PROJECT.read_text(encoding="utf-8")
    free = BLOCK.sub("", before)
    PROJECT.write_text(free, encoding="utf-8", newline="\n")
    try:
        for command in (RESOLVE, EXPORT):
            done = subprocess.run(  # noqa: S603
                command, cwd=ROOT, check=True, stdout=subprocess.PIPE, encoding="utf-8"
            )
    except (OSError, subprocess.CalledProcessError) as error:
        PROJECT.write_text(before, encoding="utf-8", newline="\n")
        sys.stderr.write(f"{error}; nothing was changed\n")
        return 1
    made = HEADER + done.stdout
    if "://" in made:
        PROJECT.write_text(before, encoding="utf-8", newline="\n")
        sys.stderr.write("the export names a host; nothing was changed\n")
        return 1
    LOCK.write_text(made, encoding="utf-8", newline="\n")
    PROJECT.write_text(free + block(made), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
