"""The stand-alone verifier: one readable file made of the modules that need nothing else.

The same code checks a record inside trucewatch and outside it; a second copy could differ.
"""

from __future__ import annotations

import ast
from importlib import resources

PARTS = (
    "model/problem.py", "record/errors.py", "record/tree.py", "record/line.py", "record/walk.py",
    "record/proof.py", "record/verify.py", "record/clerk.py",
)
"""Modules in the order in which they need one another; standard library only."""

HEAD = '''"""Verify a trucewatch record, or a proof from one. Needs Python 3.11 and nothing else.

    python verify.py record FOLDER [--against SIZE:HEAD]
    python verify.py proof FILE [--against SIZE:HEAD]

This file is put together from the modules of trucewatch {version} that verify, unchanged but for
their imports of each other, so that somebody who trusts neither trucewatch nor the keeper of a
record can read it and run it. What it relies on is SHA-256 and the hash tree of RFC 6962.

It does not check: the signatures of time stamps, what sealed (encrypted) values say, and whether a
table's Parquet file holds the rows that its log line counts. It cannot see that the newest batches
were removed, unless it is given a head that was taken after them (--against).
"""

from __future__ import annotations
'''


def source(version: str) -> str:
    """Text of the stand-alone verifier."""
    package = resources.files("trucewatch")
    parts = [HEAD.format(version=version)]
    for name in PARTS:
        text = package.joinpath(*name.split("/")).read_text(encoding="utf-8")
        parts.append(f"\n# --- {name} ---\n{_bare(text)}")
    return "\n".join(parts)


def _bare(text: str) -> str:
    """Source of a module without its docstring and its imports from trucewatch."""
    lines = text.splitlines()
    drop: set[int] = set()
    tree = ast.parse(text)
    for node in tree.body:
        ours = isinstance(node, ast.ImportFrom) and (
            node.module == "__future__" or (node.module or "").partition(".")[0] == "trucewatch"
        )
        if ours or node is tree.body[0]:
            drop.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return "\n".join(line for at, line in enumerate(lines, 1) if at not in drop).strip("\n") + "\n"
