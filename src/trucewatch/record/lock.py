"""One writer at a time, by a lock file that says who holds it."""

from __future__ import annotations

import contextlib
import json
import os
import socket
from datetime import UTC, datetime
from pathlib import Path

from trucewatch.model.problem import Problem, shorten
from trucewatch.record.errors import RecordLocked

NAME = "writer.lock"


class Lock:
    """The writer's lock of a record.

    A process that is killed leaves the file behind. Whether the holder still runs cannot be asked
    in the same way on every system (nor on another host), so a person decides; the message says
    what to look for.
    """

    def __init__(self, root: Path) -> None:
        self.path = root / NAME
        self._held = ""

    def take(self) -> None:
        """Take the lock.

        Raises
        ------
        RecordLocked
            When somebody else holds it; the message says who, since when and what to do.
        """
        note = json.dumps({
            "pid": os.getpid(),
            "host": socket.gethostname(),
            "since": datetime.now(UTC).isoformat(timespec="microseconds"),
        })
        try:
            handle = os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644)
        except FileExistsError:
            raise RecordLocked(self._taken()) from None
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(note)
        self._held = note

    def release(self) -> None:
        """Give the lock back; a lock somebody else took meanwhile is left alone."""
        if not self._held:
            return
        with contextlib.suppress(OSError):
            if self.path.read_text(encoding="utf-8") == self._held:
                self.path.unlink()
        self._held = ""

    def _taken(self) -> Problem:
        holder = "somebody who left no note"
        try:
            note = json.loads(self.path.read_text(encoding="utf-8"))
            holder = shorten(
                f"process {note['pid']} on {note['host']} since {note['since']}", 160
            )
        except (OSError, ValueError, KeyError, TypeError):
            pass  # Just taken and not yet written, or damaged: still held.
        return Problem(
            severity="error", code="record_in_use", file=NAME,
            found=f"a lock held by {holder}",
            expected="no other writer",
            mend="wait for it to end; if no such process runs any more (a crash leaves the lock "
                 f"behind), delete {NAME} in the record and try again",
        )
