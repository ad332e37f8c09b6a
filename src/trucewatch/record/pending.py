"""What a batch is going to put in place, written down first, so that the next open can clear it.

A batch's files are written to ``staging``, then renamed into place, then the log line names them.
A writer that ends in between leaves files no line names. ``pending.json`` lists them beforehand:
the next writer removes those, and nothing else.
"""

from __future__ import annotations

import contextlib
import json
import re
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

from trucewatch.record import walk
from trucewatch.record.disk import make_folder, sync_folder, write_whole
from trucewatch.record.errors import error

_OURS = re.compile(
    r"archive/[0-9a-f]{2}/[0-9a-f]{64}|proofs/[0-9a-f]{64}\.tsr"
    r"|segments/[a-z][a-z0-9_]{0,31}/\d{8,}\.parquet"
)


class Pending:
    """Files of a batch on their way into a record."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.staging = root / walk.STAGING
        self._moves: dict[str, Path] = {}

    def scratch(self, name: str) -> Path:
        """Path in the staging folder to write a file to."""
        make_folder(self.staging)
        path = self.staging / name
        if path.is_file():
            # Left by an attempt that failed, and that could not even be undone.
            path.unlink()
        return path

    def add(self, name: str, source: Path) -> None:
        """Take a file, written or about to be, for a place in the record, relative to it."""
        self._moves[name] = source

    def place(self) -> None:
        """Move every file in its place; whatever happens, `undo` can undo it.

        Raises
        ------
        RecordError
            When a folder on the way is a link to somewhere else.
        """
        if not self._moves:
            return
        for name in self._moves:
            self._refuse_links(name)
        listed = json.dumps(sorted(self._moves), separators=(",", ":")).encode("ascii")
        write_whole(self.root / walk.PENDING, listed)
        for name in self._moves:
            make_folder((self.root / name).parent)
        for name, source in self._moves.items():
            source.replace(self.root / name)
        for folder in sorted({(self.root / name).parent for name in self._moves}):
            sync_folder(folder)

    def _refuse_links(self, name: str) -> None:
        folder = self.root
        for part in name.split("/")[:-1]:
            folder /= part
            if folder.is_symlink():
                raise error(folder.relative_to(self.root).as_posix(), "symbolic_link",
                            found="a link to somewhere else", expected="a folder of the record",
                            mend="copy what it leads to in its place, if that is the record's")

    def done(self) -> None:
        """Forget the list, once the log names the files."""
        # What fails here must not reach into the next batch: its own files first.
        self._moves.clear()
        (self.root / walk.PENDING).unlink(missing_ok=True)

    def undo(self, named: Callable[[], set[str]]) -> list[str]:
        """Remove what a batch that did not come about put in place; nothing the log names.

        Parameters
        ----------
        named
            Gives every file the log names; asked only where there is something to remove.

        Returns
        -------
        list of str
            What was removed from its place, relative to the record.
        """
        removed: list[str] = []
        listed = self._listed()
        kept = named() if listed else set()
        for name in listed:
            path = walk.plain(self.root, name) if name not in kept else None
            if path is not None:
                path.unlink()
                removed.append(name)
        for source in self._moves.values():
            source.unlink(missing_ok=True)
        # Before the list is forgotten: who ends in between leaves it for the next to sweep by.
        self._sweep(listed)
        self.done()
        return removed

    def clear(self, named: Callable[[], set[str]]) -> list[str]:
        """Remove whatever a dead writer left, staged or in place; nothing the log names."""
        removed = self.undo(named)
        removed += sorted(f"{walk.STAGING}/{entry}" for entry in self._staged())
        self.close()
        for stray in sorted(self.root.glob("*.tmp")):
            if walk.STRAY.fullmatch(stray.name):
                stray.unlink()
                removed.append(stray.name)
        return removed

    def close(self) -> None:
        """Remove the staging folder with all that is in it."""
        with contextlib.suppress(FileNotFoundError):
            shutil.rmtree(self.staging)

    def _sweep(self, names: Iterable[str]) -> None:
        """Remove folders that an unfinished batch made and that are empty."""
        for folder in {(self.root / name).parent for name in names}:
            with contextlib.suppress(OSError):
                folder.rmdir()

    def _listed(self) -> list[str]:
        try:
            listed = json.loads((self.root / walk.PENDING).read_bytes())
        except (FileNotFoundError, ValueError, RecursionError):
            return []
        if not isinstance(listed, list):
            return []
        # A list somebody else wrote may name anything: only files of the record's own forms count.
        return [n for n in listed if isinstance(n, str) and _OURS.fullmatch(n)]

    def _staged(self) -> list[str]:
        try:
            return [entry.name for entry in self.staging.iterdir()]
        except FileNotFoundError:
            return []
