"""Readers see whole batches only, and never wait or take a lock, while somebody writes."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NoReturn

import pytest
from crashing import LONG, append, numbers_in, wrong_in
from filelock import BaseFileLock

from trucewatch.record import Record, RecordLocked
from trucewatch.record.line import read_line
from trucewatch.record.lock import Lock
from trucewatch.record.tree import leaf_hash, root_of
from trucewatch.record.verify import verify

APPENDS = 1000 if LONG else 200
STRIDE = 50 if LONG else 25
"""The writer waits after so many, until the reader has looked: so that there is much to see."""
CRASHING = Path(__file__).with_name("crashing.py")


class Waited(BaseException):
    """A reader took a lock, or slept. No handler of errors takes it."""


def never(*_: object, **__: object) -> NoReturn:
    raise Waited


def sleep(seconds: float, *, sleep: Callable[[float], None] = time.sleep) -> None:
    """Raise for the reader; a library's own thread (an engine's, once started) may sleep."""
    if threading.current_thread() is threading.main_thread():
        raise Waited
    sleep(seconds)


@pytest.fixture
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make every way to take a lock, and to sleep, raise for the reader in this process."""
    monkeypatch.setattr(BaseFileLock, "acquire", never)
    monkeypatch.setattr(Lock, "take", never)
    monkeypatch.setattr(time, "sleep", sleep)
    if sys.platform != "win32":
        import fcntl  # noqa: PLC0415 (not on every system)

        for name in ("flock", "lockf"):
            monkeypatch.setattr(fcntl, name, never)


@contextmanager
def writer(root: Path, last: int) -> Iterator[tuple[subprocess.Popen[str], IO[str]]]:
    """A process that appends batches 1 to `last`, `STRIDE` for every line it is given."""
    words = [sys.executable, str(CRASHING), "append", str(root), "1", str(last), str(STRIDE)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                          encoding="utf-8") as process:
        assert process.stdin
        try:
            yield process, process.stdin
        finally:
            process.stdin.close()


class Reader:
    """Looks at a record again and again, and keeps what it saw."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.counts: list[int] = []
        self.heads: dict[int, str] = {}
        self.tails = 0
        """How often a line was just being written."""

    def look(self) -> int:
        """Open the record, look at every batch whole; the number of batches is returned."""
        record = Record.open(self.root)
        batches = record.batches
        assert numbers_in(batches) == list(range(1, len(batches) + 1))
        assert wrong_in(record) == []
        assert len(batches) >= (self.counts[-1] if self.counts else 0), "batches vanished"
        for batch in batches:
            assert self.heads.setdefault(batch.seq, batch.head) == batch.head, "another history"
        self.counts.append(len(batches))
        self.tails += bool(record.log.tail)
        return len(batches)


@pytest.mark.usefixtures("no_waiting")
def test_a_reader_sees_whole_batches_only_and_never_waits(
    tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    root = tmp_path / "r"
    started = time.monotonic()
    with writer(root, APPENDS) as (process, wake):
        while not (root / "log.jsonl").exists():
            assert process.poll() is None
        reader = Reader(root)
        assert reader.look() == 0
        for upto in range(STRIDE, APPENDS + 1, STRIDE):
            wake.write("go on\n")
            wake.flush()
            while reader.look() < upto:
                assert process.poll() is None or upto == APPENDS, "the writer has ended early"
            # The writer still holds the record here, but for the end of all.
            verdict = verify(root, [f"{upto}:{reader.heads[upto]}"], working=lambda: True)
            assert verdict.problems == []
        assert process.wait() == 0
    assert reader.look() == APPENDS
    assert len(set(reader.counts)) > APPENDS // STRIDE
    assert verify(root).problems == []
    # The tree once more, from the lines alone.
    lines = (root / "log.jsonl").read_bytes().split(b"\n")[:-1]
    leaves = b"".join(leaf_hash(read_line(line).leaf_data()) for line in lines)
    assert root_of(leaves).hex() == reader.heads[APPENDS]
    if LONG:
        with pytestconfig.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
            print(f"\nreaders: {APPENDS} appends, {len(reader.counts)} looks, "
                  f"{len(set(reader.counts))} different states, {reader.tails} lines seen being "
                  f"written, {time.monotonic() - started:.0f} s")


def test_a_reader_in_the_middle_of_every_step_of_an_append(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between any two changes of the disk, and in the middle of every write."""
    from crashing import Job, Steps  # noqa: PLC0415 (its patches are undone below)

    root = tmp_path / "r"
    with Record.open(root, write=True) as record:
        for number in (1, 2):
            append(record, number)
    looks: list[list[int]] = []

    class Looking(Steps):
        busy = False

        def due(self, name: str, what: object = "") -> bool:
            if not self.busy:
                self.busy = True
                seen = Record.open(root)
                assert wrong_in(seen) == []
                looks.append(numbers_in(seen.batches))
                verdict = verify(root, working=lambda: True)
                assert verdict.problems == [], (name, what)
                self.busy = False
            return False

    with monkeypatch.context() as patch:
        undo(patch)
        Looking(Job(root=str(root), numbers=[])).install()
        with Record.open(root, write=True) as record:
            for number in (3, 4, 5):
                assert append(record, number)
                with pytest.raises(RecordLocked):
                    Record.open(root, write=True)
    assert looks == sorted(looks)
    assert {len(look) for look in looks} == {2, 3, 4, 5}
    assert len(looks) > 100


def undo(patch: pytest.MonkeyPatch) -> None:
    """Let everything that `Steps.install` wraps be put back at the end."""
    import builtins  # noqa: PLC0415
    import io  # noqa: PLC0415
    import os  # noqa: PLC0415

    from crashing import CHANGES  # noqa: PLC0415

    from trucewatch.store.duckdb import DuckStore  # noqa: PLC0415

    for name in (*CHANGES, "open"):
        patch.setattr(os, name, getattr(os, name))
    patch.setattr(io, "open", io.open)
    patch.setattr(builtins, "open", builtins.open)
    patch.setattr(DuckStore, "write_parquet", DuckStore.write_parquet)


@pytest.mark.usefixtures("no_waiting")
def test_the_guard_against_waiting_guards(tmp_path: Path) -> None:
    with pytest.raises(Waited):
        Record.open(tmp_path / "r", write=True)
