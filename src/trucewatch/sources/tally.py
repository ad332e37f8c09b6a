"""What became of every row of a source, and where in the original a claim stands.

Each row met ends in exactly one of three ways: it was *read* (its content stands in at least one
claim, also as part of a sum), left *aside* on purpose for a reason that is told, or *refused*,
where a Problem says why. The three add up to the rows met; a difference is itself a Problem.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from trucewatch.model.problem import counted


class Extent(NamedTuple):
    """Where in the original a row stands.

    `start` and `end` are byte offsets, `end` exclusive, in the file as published, unpacked if it
    is gzipped. A row inside a container (a sheet of a workbook, a member of an archive) has the
    part's name instead, and no offsets.
    """

    start: int | None
    end: int | None
    part: str = ""

    def __str__(self) -> str:
        return self.part if self.start is None else f"bytes {self.start}-{self.end}"


@dataclass
class Tally:
    """Rows met, and how each ended."""

    met: int = 0
    read: int = 0
    refused: int = 0
    aside: dict[str, int] = field(default_factory=dict)
    """Rows of which nothing was made on purpose, by reason."""

    @property
    def missing(self) -> int:
        """Rows met that ended in no way; 0 where all add up."""
        return self.met - self.read - self.refused - sum(self.aside.values())

    def add(self, other: Tally) -> None:
        """Count another file of the same source in."""
        self.met += other.met
        self.read += other.read
        self.refused += other.refused
        for reason, count in other.aside.items():
            self.aside[reason] = self.aside.get(reason, 0) + count

    def __str__(self) -> str:
        aside = sum(self.aside.values())
        told = (
            f"{counted(self.met, 'row')} met: {self.read:,} read, {self.refused:,} refused, "
            f"{aside:,} left aside"
        )
        return told + (f", {self.missing:,} unaccounted for" if self.missing else "")


def total(tallies: Iterable[Tally]) -> Tally:
    """All of them as one."""
    found = Tally()
    for tally in tallies:
        found.add(tally)
    return found
