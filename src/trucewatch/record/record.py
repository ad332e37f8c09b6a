"""A record on disk: whole batches appended by one writer, read by any number of readers."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from trucewatch.model.problem import shorten
from trucewatch.record import archive, lock, log
from trucewatch.record.archive import Archive, is_digest, sha256
from trucewatch.record.disk import sync_folder, write_whole
from trucewatch.record.errors import error
from trucewatch.record.log import Batch, Table, batch_id, segment_name

FOLDERS = frozenset({archive.FOLDER, "segments", "proofs", log.NAME, lock.NAME})


@dataclass(frozen=True)
class Segment:
    """Rows of one table, as handed to `Record.append`."""

    rows: Sequence[str]
    """SHA-256 of every canonical row (a claim's id is one)."""
    data: bytes
    """The rows as the bytes of a Parquet file."""


class Record:
    """An open record; made by `Record.open`, closed by `close` or at the end of ``with``."""

    def __init__(self, root: Path, writer: lock.Lock | None) -> None:
        self.root = root
        self.archive = Archive(root)
        self.cut = ""
        """What `open` cut off a torn log, in words; empty when nothing was."""
        self._lock = writer

    @classmethod
    def open(cls, path: Path, write: bool = False, mend: bool = False) -> Record:
        """Open a record, and with `write` make it if there is none.

        Parameters
        ----------
        path
            Folder of the record.
        write
            Take the writer's lock. Readers need none and are never blocked.
        mend
            With `write`: cut a torn last line, and say so in `Record.cut`.

        Raises
        ------
        RecordLocked
            When another writer holds it.
        RecordError
            When it is no record, or its log is not as it was written.
        """
        if not write:
            record = cls(path, None)
            record.batches()
            return record
        _make(path)
        writer = lock.Lock(path)
        writer.take()
        record = cls(path, writer)
        try:
            if not record._log.exists():
                write_whole(record._log, b"")
            if mend:
                record.cut = record._mend()
            record.batches()
        except BaseException:
            record.close()
            raise
        return record

    def close(self) -> None:
        """Give the writer's lock back, if this record holds it."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def __enter__(self) -> Record:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def _log(self) -> Path:
        return self.root / log.NAME

    def batches(self) -> list[Batch]:
        """Every whole batch, oldest first; the chain is checked each time.

        Raises
        ------
        RecordError
            When there is no record, or the log is not as it was written.
        """
        try:
            return log.read_log(self._log)
        except FileNotFoundError:
            raise error(log.NAME, "no_record", found=f"no {log.NAME} in {self.root}",
                        expected="the folder of a record") from None

    def rows(self, table: str) -> set[str]:
        """Digests of every row of a table that is recorded already."""
        return {
            row
            for batch in self.batches() if table in batch.tables
            for row in self._rows(batch.tables[table])
        }

    def read(self, segment: Table) -> bytes:
        """Bytes of a segment's Parquet file, verified against the log."""
        return self._verified(segment.file, segment.sha256)

    def append(
        self, tables: Mapping[str, Segment], files: Mapping[str, bytes], now: datetime, tool: str
    ) -> Batch | None:
        """Append one batch, whole or not at all.

        Parameters
        ----------
        tables
            Segments by table; one without rows is left out.
        files
            Bytes exactly as received, by the name they came under.
        now
            When this record takes them in; must be aware, and not before the newest batch.
        tool
            Name and version of what writes.

        Returns
        -------
        Batch | None
            The batch, once it is on the disk; `None` when it, or every row and file in it, is
            recorded already.

        Raises
        ------
        RecordError
            When the record is not open for writing or an argument is not as above. What was
            written before the log line is not part of the record.
        """
        if self._lock is None:
            raise error(log.NAME, "not_open_for_writing", mend="open the record with write=True")
        tables = {name: segment for name, segment in sorted(tables.items()) if segment.rows}
        _check(tables, now)
        lines, _ = log.read_lines(self._log)
        known = self.batches()
        if known and now < known[-1].time:
            raise error(log.NAME, "time_runs_back", found=log.stamp(now),
                        expected=f"not before {log.stamp(known[-1].time)}, the newest batch",
                        mend="set the clock of this computer")
        digests = {name: sha256(_listing(segment.rows)) for name, segment in tables.items()}
        shas = {name: sha256(data) for name, data in files.items()}
        identity = batch_id(digests, shas.values())
        if any(batch.batch == identity for batch in known) or self._holds(known, tables, shas):
            return None
        seq = len(known) + 1
        for data in files.values():
            self.archive.put(data)
        batch = Batch(
            seq=seq, time=now.astimezone(UTC), batch=identity,
            tables={n: self._write(n, seq, s, digests[n]) for n, s in tables.items()},
            files=dict(sorted(shas.items())), previous=log.head(lines), tool=tool,
        )
        self._append_line(batch.line())
        return batch

    def _holds(
        self, known: list[Batch], tables: Mapping[str, Segment], shas: Mapping[str, str]
    ) -> bool:
        stored = {sha for batch in known for sha in batch.files.values()}
        return stored.issuperset(shas.values()) and all(
            self.rows(name).issuperset(segment.rows) for name, segment in tables.items()
        )

    def _rows(self, segment: Table) -> list[str]:
        return self._verified(segment.rows_file, segment.digest).decode("ascii").splitlines()

    def _verified(self, name: str, digest: str) -> bytes:
        try:
            data = (self.root / name).read_bytes()
        except FileNotFoundError:
            raise error(name, "missing_segment", expected="a file the log names",
                        mend="restore it from a copy of the record") from None
        if sha256(data) != digest:
            raise error(name, "altered_segment", found=f"digest {sha256(data)}",
                        expected=f"digest {digest}", mend="restore it from a copy of the record")
        return data

    def _write(self, name: str, seq: int, segment: Segment, digest: str) -> Table:
        table = Table(segment_name(name, seq), len(segment.rows), digest, sha256(segment.data))
        # A crash may have left files of this number that no line names: they are replaced.
        write_whole(self.root / table.file, segment.data)
        write_whole(self.root / table.rows_file, _listing(segment.rows))
        return table

    def _append_line(self, line: bytes) -> None:
        # Unbuffered: what one write left out is known at once, and nothing comes later.
        with self._log.open("ab", buffering=0) as stream:
            size = stream.tell()
            try:
                if stream.write(line + b"\n") != len(line) + 1:
                    raise OSError("the disk took a part of a line only")
                os.fsync(stream.fileno())
            except OSError:
                # For example a full disk: leave the log as it was, if that much still works.
                with contextlib.suppress(OSError):
                    stream.truncate(size)
                raise

    def _mend(self) -> str:
        lines, tail = log.read_lines(self._log)
        if not tail:
            return ""
        size = sum(len(line) + 1 for line in lines)
        with self._log.open("r+b") as stream:
            stream.truncate(size)
            os.fsync(stream.fileno())
        return f"cut line {len(lines) + 1} of {log.NAME}, torn after {len(tail)} bytes: " + shorten(
            tail.decode("ascii", "backslashreplace"), 200
        )


def _make(path: Path) -> None:
    path.mkdir(parents=True, exist_ok=True)
    foreign = sorted(entry.name for entry in path.iterdir() if entry.name not in FOLDERS)
    if foreign and not (path / log.NAME).exists():
        raise error(log.NAME, "not_a_record", found=shorten(", ".join(foreign)),
                    expected="an empty folder, or the folder of a record",
                    mend="name another folder")
    sync_folder(path)


def _check(tables: Mapping[str, Segment], now: datetime) -> None:
    if now.tzinfo is None:
        raise error(log.NAME, "time_without_zone", found=str(now), expected="an aware datetime")
    for name, segment in tables.items():
        if not log.is_table_name(name):
            raise error(log.NAME, "bad_table_name", found=shorten(name),
                        expected="lower-case letters, digits and _, at most 32, no device name")
        wrong = next((row for row in segment.rows if not is_digest(row)), None)
        if wrong is not None:
            raise error(log.NAME, "not_a_digest", found=shorten(wrong),
                        expected=f"a SHA-256 for every row of {name}")


def _listing(rows: Sequence[str]) -> bytes:
    return "".join(f"{row}\n" for row in sorted(rows)).encode("ascii")
