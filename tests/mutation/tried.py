"""Verdicts as they come, one JSON object a line: a run can be stopped and go on where it was."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path

from mutation.operators import Mutant


@dataclass
class Tried:
    """What is known of the mutants tried so far; without a path nothing is kept."""

    path: Path | None = None
    known: dict[str, dict[str, str]] = field(default_factory=dict)
    """By key of the mutant: what noticed it (`by`, empty for none) and what else is known."""

    def __post_init__(self) -> None:
        if self.path is not None and self.path.exists():
            for line in self.path.read_text(encoding="utf-8").splitlines():
                one = json.loads(line)
                self.known[one["key"]] = one

    def of(self, mutant: Mutant) -> dict[str, str] | None:
        """What is known of one that was tried."""
        return self.known.get(key(mutant))

    def add(self, mutant: Mutant, by: str, why: str) -> None:
        """Keep a verdict."""
        one = {"key": key(mutant), "mutant": str(mutant), "by": by, "why": why}
        self.known[one["key"]] = one
        if self.path is not None:
            with self.path.open("a", encoding="utf-8") as out:
                out.write(json.dumps(one, ensure_ascii=False) + "\n")


def key(mutant: Mutant) -> str:
    """The statement and its mutant: what either is called may change, or be said of two."""
    return hashlib.sha256(f"{mutant.original}\0{mutant.sql}".encode()).hexdigest()[:24]
