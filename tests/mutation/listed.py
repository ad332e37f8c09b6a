"""Mutants that change no finding, as ``equivalent.yaml`` names them, each with the reason.

An entry is a reason and the mutants it holds for: the statements (tables, or ``module:table``),
the old text and the new one; three dots stand for any text; `nth` where only one of several
equal places is meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mutation.operators import Mutant


@dataclass(frozen=True)
class Listed:
    """One line of the list."""

    statements: tuple[str, ...]
    old: str
    new: str
    nth: int
    """0: any place."""

    def holds_for(self, mutant: Mutant) -> bool:
        """Whether the mutant is meant."""
        names = {mutant.statement, mutant.statement.partition(":")[2]}
        return (
            any(_fits(meant, name) for meant in self.statements for name in names)
            and self.nth in {0, mutant.nth}
            and _fits(self.old, mutant.old) and _fits(self.new, mutant.new)
        )

    def __str__(self) -> str:
        return f"{', '.join(self.statements)}: {self.old} -> {self.new}"


def listed(entries: Iterable[Mapping[str, Any]]) -> Iterator[Listed]:
    """Every mutant meant, entry by entry.

    Raises
    ------
    ValueError
        Where an entry gives no reason.
    """
    for entry in entries:
        if not str(entry.get("reason", "")).strip():
            raise ValueError("equivalent.yaml: an entry without a reason")
        for one in entry["mutants"]:
            names = one["statements"]
            yield Listed(
                tuple([names] if isinstance(names, str) else names),
                str(one["old"]), str(one.get("new", "...")), int(one.get("nth", 0)),
            )


def _fits(pattern: str, text: str) -> bool:
    parts = map(re.escape, pattern.split("..."))
    return re.fullmatch(".*".join(parts), text, re.DOTALL) is not None
