"""One writer at a time, by a lock of the operating system and a note that says who holds it.

The system lets the lock go when its process ends, however it ends; so a dead process holds nothing.
The note stays then, and tells the next writer that the last one did not close. A note from another
computer is another matter: not every shared folder passes locks on, so that one is not set aside
without a person.
"""

from __future__ import annotations

import contextlib
import json
import os
import platform
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from trucewatch.model.problem import Problem, shorten
from trucewatch.record import walk
from trucewatch.record.disk import write_whole
from trucewatch.record.errors import RecordLocked

if TYPE_CHECKING:
    from filelock import BaseFileLock


def _lock_file(root: Path) -> BaseFileLock:
    # Loads much that a reader has no use for.
    from filelock import FileLock  # noqa: PLC0415

    return FileLock(root / walk.LOCK, thread_local=False)


def _got(file: BaseFileLock) -> bool:
    """Take a lock if nobody holds it."""
    from filelock import Timeout  # noqa: PLC0415

    try:
        file.acquire(timeout=0)
    except Timeout:
        return False
    return True


class Lock:
    """The writer's lock of a record.

    Parameters
    ----------
    root
        Folder of the record.
    """

    def __init__(self, root: Path) -> None:
        self.note = root / walk.NOTE
        self.left = ""
        """Who ended without closing, in words; empty when nobody did."""
        self._lock = _lock_file(root)

    def take(self) -> None:
        """Take the lock.

        Raises
        ------
        RecordLocked
            When somebody else holds it; the message says who, since when and what to do.
        """
        if not _got(self._lock):
            raise RecordLocked(self._held())
        try:
            if self.note.exists():
                host, words = self._holder()
                if host != platform.node():
                    raise RecordLocked(self._elsewhere(words))
                self.left = words
            write_whole(self.note, json.dumps({
                "pid": os.getpid(), "host": platform.node(),
                "since": datetime.now(UTC).isoformat(timespec="microseconds"),
            }).encode("utf-8"))
        except BaseException:
            self._lock.release()
            raise

    def release(self) -> None:
        """Give the lock back."""
        if self._lock.is_locked:
            with contextlib.suppress(OSError):
                self.note.unlink(missing_ok=True)
            self._lock.release()

    def _holder(self) -> tuple[str, str]:
        """Host of the one who left the note, and who it is in words."""
        try:
            note = json.loads(self.note.read_text(encoding="utf-8"))
            words = f"process {note['pid']} on {note['host']} since {note['since']}"
            return str(note["host"]), shorten(words, 160)
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            # Just taken and not yet written, or damaged.
            return "", "somebody who left no note that can be read"

    def _held(self) -> Problem:
        return Problem(
            severity="error", code="record_in_use", file=walk.LOCK,
            found=f"a lock held by {self._holder()[1]}", expected="no other writer",
            mend="wait for it to end, or end it; readers are not kept waiting",
        )

    def _elsewhere(self, words: str) -> Problem:
        return Problem(
            severity="error", code="record_in_use", file=walk.NOTE,
            found=f"a note of {words}", expected="no writer on another computer",
            mend="make sure that no trucewatch runs there on this record any more; then delete "
                 f"{walk.NOTE} in the record and try again",
        )


def writer_at_work(root: Path) -> bool:
    """Tell whether a writer on this computer holds the record now; nothing is changed."""
    if not (root / walk.NOTE).exists():
        return False
    file = _lock_file(root)
    try:
        if not _got(file):
            return True
    except OSError:
        return False  # A folder that cannot be written to has no writer.
    file.release()
    return False
