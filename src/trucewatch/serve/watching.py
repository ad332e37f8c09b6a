"""Notices that a case folder changed, by names, sizes and times of change of its files."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path

Snapshot = frozenset[tuple[str, int, int]]


def snapshot(folder: Path, apart: Collection[Path] = ()) -> Snapshot:
    """Name, size and time of change of every file, those below `apart` and hidden ones aside."""
    aside = [path.resolve() for path in apart]
    found: set[tuple[str, int, int]] = set()
    for path in folder.rglob("*"):
        name = path.relative_to(folder)
        if any(part.startswith(".") for part in name.parts) or any(
                path.resolve().is_relative_to(one) for one in aside):
            continue
        try:
            facts = path.stat()
        except OSError:
            # Gone, or being written: the next look sees what became of it.
            continue
        if not path.is_dir():
            found.add((name.as_posix(), facts.st_size, facts.st_mtime_ns))
    return frozenset(found)


@dataclass
class Watch:
    """A case folder, and what makes its edition."""

    folder: Path
    rebuild: Callable[[], bool]
    """Makes the edition and says what is wrong; whether there is a new one. A failed one leaves
    the last good edition in place."""
    apart: Collection[Path] = ()
    built: int = 0
    """How often a new edition was made."""
    _last: Snapshot = field(default_factory=frozenset)

    def look(self) -> bool:
        """Make the edition if the folder changed since the last look; whether it was tried."""
        here = snapshot(self.folder, self.apart)
        if here == self._last:
            return False
        # What changes while it is made is seen by the next look.
        self._last = here
        self.built += self.rebuild()
        return True
