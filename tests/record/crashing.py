"""A writer of numbered batches that dies, or whose disk refuses, at a chosen step.

As a program, by path:

    crashing.py append ROOT FIRST LAST [EVERY]   append these batches, say each number on stdout;
                                                 with EVERY, wait for a line before so many
    crashing.py serve                            a job per line of stdin, each in a forked process

A **step** is whatever changes the disk: a file made, bytes written, a name given or taken away, a
sync. Steps are counted by wrapping what Python calls for them, so that "the 17th step" is the same
one in every run. `Nursery` keeps one warmed-up ``serve`` process: a fork costs a hundredth of an
interpreter's start. SIGKILL at a random moment comes from there, too.
"""

from __future__ import annotations

import builtins
import errno
import hashlib
import io
import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any, TypeVar

import duckdb

from trucewatch.model.claim import CLAIM_COLUMNS
from trucewatch.record import Archive, Batch, Record, RecordError, Segment
from trucewatch.record.line import StampRow, sha256
from trucewatch.record.tree import leaf_hash
from trucewatch.store.duckdb import DuckStore
from trucewatch.store.ledger import held_at
from trucewatch.store.remember import Aside, FromColumns, remember
from trucewatch.store.rows import CUSTODY_COLUMNS, check_contents

T = TypeVar("T")
LONG = bool(int(os.environ.get("TRUCEWATCH_EXAMPLES", "0")))
"""Whether this is the long run."""
NOW = datetime(2026, 8, 22, 9, tzinfo=UTC)
TOOL = "trucewatch 0.1.0"

CHANGES = ("fsync", "mkdir", "unlink", "remove", "rmdir", "rename", "replace", "truncate",
           "ftruncate")
"""Functions of `os` that change the disk or wait for it."""
NEED_ROOM = frozenset({"open", "write", "mkdir", "fsync", "rename", "replace", "parquet"})
TAKE_AWAY = frozenset({"unlink", "remove", "rmdir"})
EVERYTHING = frozenset({*CHANGES, *NEED_ROOM})
LASTING: Mapping[str, frozenset[str]] = {
    "full": NEED_ROOM,
    # File systems that copy on write need room to shorten a file as well.
    "full, copy on write": EVERYTHING - TAKE_AWAY,
    "refused": EVERYTHING,
}
"""What fails from the chosen step on, until the append has returned, by kind of trouble."""


@dataclass(frozen=True, kw_only=True)
class Job:
    """What a forked writer is to do, and what is to happen to it."""

    root: str
    numbers: list[int]
    by: str = "append"
    """``append``, or ``remember``: claims through the store."""
    mend: bool = False
    at: int = 0
    """Number of the step at which it happens; 0: never."""
    part: float = 0.5
    """Share of the bytes that a write struck by it leaves behind."""
    fault: str = "SIGKILL"
    """Or the name of an error number."""
    lasting: str = ""
    """Key of `LASTING`; empty: this one step only."""
    kill_after: int = -1
    """Kill it from outside, after so many acknowledgements; -1: never."""
    busy: int = 0
    """Work to do between that acknowledgement and the kill."""


@dataclass
class Reply:
    """What became of a forked writer."""

    signal: int = 0
    """What ended it; 0: it came to its end."""
    acked: list[int] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    """Errors it met and what its opens cut, in its own order."""
    steps: list[str] = field(default_factory=list)


# What is in a batch


def noise(number: int, size: int) -> bytes:
    """Bytes that do not compress, the same for a number."""
    return random.Random(number).randbytes(size)


def _own_bytes(number: int) -> bytes:
    return b"batch %d\n" % number * (1 + number % 7)


def files_of(number: int) -> dict[str, bytes]:
    """Files that stand with a batch; ``own.csv`` tells its number."""
    own = _own_bytes(number)
    files = {"all.csv": b"the same in every batch\n", "own.csv": own, "copy.csv": own,
             "empty.csv": b""}
    if number % 3 == 0:
        files["more.bin"] = noise(number, 256 * (number % 307))
    return files


def tables_of(number: int) -> dict[str, bytes]:
    """Tables of a batch made by hand: a standing one, and in some a new one; in some none."""
    if number % 5 == 0:
        return {}
    tables = {"claims": b"PAR1 claims of %d " % number * 40}
    if number % 2:
        tables[f"made_{number}"] = b"PAR1 more of %d" % number
    return tables


def claims_of(number: int) -> dict[str, list[object]]:
    """Claims that are said when a batch comes through the store: three more with every number."""
    count = range(3 * number)
    return {c.name: [f"{c.name} {n}" if c.type == "text" else n for n in count]
            for c in CLAIM_COLUMNS}


def time_of(number: int) -> datetime:
    """When a batch is taken in."""
    return NOW + timedelta(seconds=number)


def append(record: Record, number: int, by: str = "append") -> bool:
    """Append one numbered batch; false when it is recorded already."""
    newest = record.batches[-1].moment if record.batches else NOW
    now = max(time_of(number), newest)
    files = files_of(number)
    if by == "remember":
        # As the pipeline does: custody of what is new.
        custody: dict[str, list[object]] = {
            c.name: [f"{c.name} {number}"] for c in CUSTODY_COLUMNS}
        known = record.files().get("own.csv") == _own(number)
        aside = Aside(files=files, tables={} if known else {"custody": custody})
        return bool(remember(record, FromColumns(claims_of(number)), now, TOOL, aside=aside))
    segments = {}
    for table, data in tables_of(number).items():
        file = record.scratch(f"{table}.parquet")
        with file.open("wb") as stream:
            stream.write(data)
        segments[table] = Segment(("value",), leaf_hash(data).hex(), 1, file)
    stamps = []
    if number % 2 == 0 and segments and record.batches:
        token, last = b"token %d" % number, record.batches[-1]
        row = StampRow(last.seq, last.head, "https://tsa.invalid", sha256(token), "")
        stamps.append((row, token))
    return record.append(segments, files, now, TOOL, stamps=stamps) is not None


@cache
def _own(number: int) -> str:
    return sha256(_own_bytes(number))


@cache
def _numbers() -> dict[str, int]:
    return {_own(number): number for number in range(1, 2001)}


def number_of(batch: Batch) -> int:
    """Number of a batch, from the digest of its own file; 0: not one of these."""
    return _numbers().get(batch.files.get("own.csv", ""), 0)


_PROVEN: set[object] = set()
"""Tables whose rows were looked at before: the same digests need the engine once only."""


def numbers_in(batches: list[Batch]) -> list[int]:
    """Numbers of the batches, in the order of the log; lines that note a cut are passed over."""
    return [number_of(batch) for batch in batches if batch.kind == "data"]


def wrong_in(record: Record, by: str = "append") -> list[str]:
    """Say in words what of any batch is not exactly as it was handed over."""
    wrong = []
    original = cache(Archive(record.root).get)
    for batch in record.batches:
        if batch.kind != "data":
            continue
        number = number_of(batch)
        for name, data in files_of(number).items():
            if original(batch.files[name]) != data:
                wrong.append(f"batch {number}: {name}")
        if set(batch.files) != set(files_of(number)):
            wrong.append(f"batch {number}: files {sorted(batch.files)}")
        if by == "remember":
            if set(batch.tables) != {"claims", "custody"} or batch.tables["claims"].rows != 3:
                wrong.append(f"batch {number}: tables {batch.tables}")
            for name, table in batch.tables.items():
                path = record.segment(batch, name)
                if table not in _PROVEN and (text := check_contents(path, table)):
                    wrong.append(f"batch {number}: {text}")
                _PROVEN.add(table)
            continue
        found = {table: record.segment(batch, table).read_bytes() for table in batch.tables}
        if found != tables_of(number):
            wrong.append(f"batch {number}: tables {sorted(found)}")
    tables = tuple(table for batch in record.batches for table in batch.tables.values())
    if by == "remember" and tables and tables not in _PROVEN:
        newest = max(numbers_in(record.batches))
        held = held_at(record, int(record.batches[-1].moment.timestamp()) * 1_000_000)
        if held["claim_id"] != sorted(map(str, claims_of(newest)["claim_id"])):
            wrong.append(f"claims held: {len(held['claim_id'])}")
        _PROVEN.add(tables)
    return wrong


# Steps, and what happens at one


class Steps:
    """Counts every change of the disk, and lets one of them come to grief."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.over = False
        """Whether the trouble has passed."""
        self.names: list[str] = []

    def due(self, name: str, what: object = "") -> bool:
        """Note a step; true when it is one that comes to grief."""
        text = Path(str(what)).name[:40] if isinstance(what, str | Path) else ""
        self.names.append(f"{name} {text}".strip())
        if self.over or not self.job.at:
            return False
        if self.job.lasting:
            return len(self.names) >= self.job.at and name in LASTING[self.job.lasting]
        return len(self.names) == self.job.at

    def strike(self) -> None:
        """Die, or fail."""
        if self.job.fault == "SIGKILL":
            os.kill(os.getpid(), signal.SIGKILL)
        number = getattr(errno, self.job.fault)
        raise OSError(number, os.strerror(number))

    def share(self, size: int) -> int:
        """How many bytes of so many are written all the same."""
        return min(size, int(size * self.job.part))

    def install(self) -> None:
        """Wrap what changes the disk, for the rest of this process."""
        for name in CHANGES:
            setattr(os, name, self._counted(name, getattr(os, name)))
        real_open, real_os_open = io.open, os.open

        def counted_open(file: Any, mode: str = "r", *rest: Any, **more: Any) -> Any:
            if not set(mode) & set("wxa+"):
                return real_open(file, mode, *rest, **more)
            if self.due("open", file):
                self.strike()
            return Stream(real_open(file, mode, *rest, **more), self, file)

        def counted_os_open(path: Any, flags: int, *rest: Any, **more: Any) -> int:
            if flags & os.O_CREAT and self.due("open", path):
                self.strike()
            return real_os_open(path, flags, *rest, **more)

        io.open = builtins.open = counted_open
        os.open = counted_os_open
        self._install_store()

    def _counted(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def counted(what: Any, *rest: Any, **more: Any) -> Any:
            if self.due(name, what):
                self.strike()
            return real(what, *rest, **more)

        return counted

    def _install_store(self) -> None:
        """The engine writes by itself: here, part of its file and then the end."""
        real = DuckStore.write_parquet

        def counted(store: DuckStore, query: str, file: Path) -> None:
            due = self.due("parquet", file)
            real(store, query, file)
            if due:
                size = file.stat().st_size
                with suppress(OSError):
                    os.truncate(file, self.share(size))
                try:
                    self.strike()
                except OSError as reason:
                    raise duckdb.IOException(str(reason)) from None

        setattr(DuckStore, "write_parquet", counted)  # noqa: B010 (mypy takes it for a method)


class Stream:
    """A file open for writing whose every write is a step, and may stop in the middle."""

    def __init__(self, real: Any, steps: Steps, file: object) -> None:
        self._real, self._steps, self._file = real, steps, file

    def __enter__(self) -> Stream:
        return self

    def __exit__(self, *rest: object) -> None:
        self._real.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def write(self, data: bytes) -> int:
        """Write all, or on trouble a part."""
        if not self._steps.due("write", self._file):
            return int(self._real.write(data))
        count = self._steps.share(len(data))
        self._real.write(data[:count])
        self._real.flush()
        if count and isinstance(self._real, io.FileIO) and self._steps.job.fault != "SIGKILL":
            # What a system call does on a disk that is nearly full.
            return count
        self._steps.strike()
        raise AssertionError("unreachable")

    def truncate(self, size: int) -> int:
        """Shorten the file."""
        if self._steps.due("truncate", self._file):
            self._steps.strike()
        return int(self._real.truncate(size))


# A job


def work(job: Job, say: Callable[[str, Any], None]) -> None:
    """Do a job in this process, which is struck by what the job says."""
    steps = Steps(job)
    steps.install()
    root = Path(job.root)
    record = _persist(steps, lambda: Record.open(
        root, write=True, mend=job.mend, now=time_of(job.numbers[0])), say)
    for text in record.cut:
        say("said", f"cut: {text}")
    for number in job.numbers:
        try:
            done = _persist(steps, partial(append, record, number, job.by), say)
        except RecordError as reason:
            # It may say that the log has to be read anew; nothing else, and once only.
            say("said", f"refused: {reason}")
            record.close()
            record = Record.open(root, write=True, mend=True, now=time_of(number))
            done = append(record, number, job.by)
        say("acked", number)
        if not done:
            say("said", f"{number} was there")
    record.close()
    if steps.due("end"):
        steps.strike()
    say("steps", steps.names)


def _persist(steps: Steps, attempt: Callable[[], T], say: Callable[[str, Any], None]) -> T:
    """Try, and once more when the trouble is over."""
    try:
        return attempt()
    except (OSError, duckdb.Error) as reason:
        say("said", f"error: {reason}")
        steps.over = True
        return attempt()


def serve() -> None:
    """Do the jobs that come in, one after the other, each in a process of its own."""
    for text in sys.stdin:
        job = Job(**json.loads(text))
        out, into = os.pipe()
        child = os.fork()
        if not child:
            _child(job, out, into)
        os.close(into)
        reply = Reply()
        with os.fdopen(out, encoding="utf-8") as stream:
            if not job.kill_after:
                _kill(child, job.busy)
            for line in stream:
                kind, value = json.loads(line)
                if kind == "steps":
                    reply.steps = value
                else:
                    getattr(reply, kind).append(value)
                if kind == "acked" and len(reply.acked) == job.kill_after:
                    _kill(child, job.busy)
        status = os.waitpid(child, 0)[1]
        reply.signal = status & 0x7F
        if status & 0xFF00:
            reply.said.append(f"exit code {status >> 8}")
        print(json.dumps(asdict(reply)), flush=True)


def _child(job: Job, out: int, into: int) -> None:
    code = 1
    try:
        os.close(out)
        send = os.write

        def say(kind: str, value: object) -> None:
            # One system call for a line: it is there whole or not at all.
            send(into, json.dumps([kind, value]).encode() + b"\n")

        try:
            work(job, say)
            code = 0
        except BaseException as reason:
            say("said", f"failed: {type(reason).__name__}: {reason}")
    finally:
        os._exit(code)


def _kill(child: int, busy: int) -> None:
    data = b""
    for _ in range(busy):
        data = hashlib.sha256(data).digest()
    with suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)


class Nursery:
    """The process that forks writers; end it with `close`."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, __file__, "serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            encoding="utf-8")

    def run(self, job: Job) -> Reply:
        """Let a writer do a job, and tell what became of it."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(asdict(job)) + "\n")
        self._process.stdin.flush()
        text = self._process.stdout.readline()
        assert text, "the process that forks writers has ended"
        return Reply(**json.loads(text))

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()


def main(words: list[str]) -> None:
    """Run as a program."""
    if words == ["serve"]:
        serve()
        return
    root, first, last, every = words[1], *map(int, [*words[2:], "0"][:3])
    with Record.open(Path(root), write=True) as record:
        for number in range(first, last + 1):
            if every and (number - first) % every == 0 and not sys.stdin.readline():
                break  # Whoever watched has gone.
            append(record, number)
            print(number, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
