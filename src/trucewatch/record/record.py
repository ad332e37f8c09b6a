"""A record on disk: whole batches appended by one writer, read by any number of readers."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from trucewatch.model.problem import shorten
from trucewatch.record import line, lock, opening, walk
from trucewatch.record.archive import Archive, compressed
from trucewatch.record.disk import (
    sync_file,
    write_new,
    write_whole,
)
from trucewatch.record.errors import RecordError, error
from trucewatch.record.line import Batch, Log, StampRow, Table, sha256, stamp_of
from trucewatch.record.pending import Pending

NO_AUTHORITY = "no time-stamping authority is configured"


@dataclass(frozen=True)
class Segment:
    """Rows of one table, as handed to `Record.append`."""

    columns: tuple[str, ...]
    """Names of the columns, in the order in which a row's values are hashed."""
    root: str
    """Root over the rows' leaf hashes, sorted."""
    rows: int
    file: Path
    """Parquet file with the rows, in `Record.scratch`; it is moved from there."""


class Record:
    """An open record; made by `Record.open`, closed by `close` or at the end of ``with``."""

    def __init__(self, root: Path, log: Log, writer: lock.Lock | None) -> None:
        self.root = root
        self.archive = Archive(root)
        self.cut: list[str] = []
        """What `open` cleared or cut, in words; empty when there was nothing."""
        self._log = log
        self._lock = writer
        self._pending = Pending(root)
        self._identities: set[str] | None = None

    @classmethod
    def open(
        cls, path: Path, write: bool = False, mend: bool = False, now: datetime | None = None
    ) -> Record:
        """Open a record, and with `write` make it if there is none.

        Parameters
        ----------
        path
            Folder of the record.
        write
            Take the writer's lock, and clear what a writer left that ended without closing (never
            anything the log names); `Record.cut` says what. Readers need no lock, are never
            blocked and pass over a line that is being written.
        mend
            With `write`: cut a torn last line; what was cut is noted in a line of its own.
        now
            The time of that line; the clock's if left out.

        Raises
        ------
        RecordLocked
            When another writer holds it.
        RecordError
            When it is no record of this format, or its log is not as it was written.
        """
        if not write:
            return cls(path, opening.read(path), None)
        opening.refuse(path)
        writer = lock.Lock(path)
        writer.take()
        try:
            opening.make(path)
            return cls._opened(path, writer, mend, now or datetime.now(UTC))
        except BaseException:
            writer.release()
            raise

    @classmethod
    def _opened(cls, path: Path, writer: lock.Lock, mend: bool, now: datetime) -> Record:
        log = opening.read(path)
        if log.tail and not mend:
            raise RecordError(line.torn(log))
        record = cls(path, log, writer)
        if log.tail:
            record._check_time(now)
        if writer.left:
            record.cut.append(f"the last writer ended without closing: {writer.left}")
        removed = record._pending.clear(record._named)
        if removed:
            record.cut.append("cleared files of a batch that was never finished: "
                              + shorten(", ".join(removed), 300))
        if log.tail:
            record._cut_tail(now)
        return record

    def close(self) -> None:
        """Give the writer's lock back, if this record holds it."""
        if self._lock is not None:
            with contextlib.suppress(OSError):
                self._pending.close()
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
    def batches(self) -> list[Batch]:
        """Every whole batch as of when the record was opened, and those appended since."""
        return self._log.batches

    @property
    def log(self) -> Log:
        """The log as read, with the hash of every line."""
        return self._log

    @property
    def head(self) -> str:
        """Head over every batch, as ``SIZE:HEAD``."""
        return self._log.head

    @property
    def id(self) -> str:
        """What names the record wherever its batches go: the first head; empty before that."""
        return self.batches[0].head if self.batches else ""

    @property
    def writable(self) -> bool:
        """Whether it was opened for writing, and not closed."""
        return self._lock is not None

    def standing(self, holder: str = "", until: str = "") -> Batch | None:
        """Newest batch that lists the files of a holder, as of an instant if given."""
        for batch in reversed(self.batches):
            if batch.holder == holder and batch.files and not (until and batch.time > until):
                return batch
        return None

    def files(self, holder: str = "", until: str = "") -> Mapping[str, str]:
        """Digest by name of the files of a holder that stand, as of an instant if given."""
        batch = self.standing(holder, until)
        return batch.files if batch else {}

    def segment(self, batch: Batch, table: str, verify: bool = True) -> Path:
        """Path of a table's Parquet file, compared with the log.

        Raises
        ------
        RecordError
            When it is missing, or no longer what it was.
        """
        name = line.segment_name(table, batch.seq)
        if verify:
            found = walk.check_file(self.root, name, batch.tables[table].sha256, "segment")
            if found is not None:
                raise RecordError(found)
        return self.root / name

    def scratch(self, name: str) -> Path:
        """Path of a file to write in the record's own staging folder, before `append`."""
        self._must_write()
        return self._pending.scratch(name)

    def append(
        self, tables: Mapping[str, Segment], files: Mapping[str, bytes], now: datetime, tool: str,
        *, kind: str = "data", holder: str = "", keys: Mapping[str, str] | None = None,
        notes: Mapping[str, str] | None = None, origin: Mapping[str, str] | None = None,
        stamps: Sequence[tuple[StampRow, bytes]] = (), keep_sealed: bool = False,
    ) -> Batch | None:
        """Append one batch, whole or not at all.

        Parameters
        ----------
        tables
            Segments by table.
        files
            Bytes exactly as received, by the name they came under: all files of the holder that
            stand now. Those the archive has are not stored again.
        now
            When this record takes them in; must be aware, and not before the newest batch.
        tool
            Name and version of what writes.
        kind, holder, keys, notes, origin
            As in `line.Batch`.
        stamps
            Time stamps over earlier heads, each with its token (empty where there is none).
        keep_sealed
            Let the sealed files that stand go on standing, where none of that name is given.

        Returns
        -------
        Batch or None
            The batch, once it is on the disk; ``None`` when the same batch is recorded already,
            or when nothing but files is given and they stand already.

        Raises
        ------
        RecordError
            When the record is not open for writing or an argument is not as above. What was
            written before the log line is not part of the record and is cleared.
        OSError
            When the disk is full or refuses; the record is as it was before.
        """
        self._must_write()
        self._check(tables, now)
        shas, sealed = self._standing_too(files, keys or {}, holder if keep_sealed else None)
        batch = Batch(
            seq=len(self.batches) + 1, time=stamp_of(now), kind=kind, holder=holder,
            files=dict(sorted(shas.items())), keys=dict(sorted(sealed.items())),
            stamps=(*self._unstamped(kind), *(row for row, _ in stamps)),
            notes=dict(notes or {}), origin=dict(origin or {}), tool=tool,
        )
        if not (tables or stamps or notes) and (not shas or shas == self.files(holder)):
            return None
        try:
            batch = replace(batch, tables=self._stage_tables(tables, batch.seq))
            if self._repeats(batch):
                return None
            batch = replace(batch, objects=self._stage_files(shas, files))
            self._stage_tokens(stamps)
            return self._commit(batch)
        finally:
            # After a batch nothing is left to undo; without one, whatever was written so far is.
            with contextlib.suppress(OSError):
                self._pending.undo(self._named)

    def _standing_too(
        self, files: Mapping[str, bytes], keys: Mapping[str, str], holder: str | None
    ) -> tuple[dict[str, str], dict[str, str]]:
        """Digests and key ids of the files given, and of sealed ones that go on standing."""
        shas, sealed = {name: sha256(data) for name, data in files.items()}, dict(keys)
        before = None if holder is None else self.standing(holder)
        for name, key in before.keys.items() if before else ():
            if name not in shas and before:
                shas[name], sealed[name] = before.files[name], key
        return shas, sealed

    def _commit(self, batch: Batch) -> Batch:
        # The log on disk is what was read: nobody appended past the lock, nothing was cut.
        path = self.root / line.LOG
        if path.stat().st_size != self._log.size:
            raise error(line.LOG, "log_changed", found="a log that changed while it was open",
                        expected="no other writer", mend="verify the record")
        self._pending.place()
        batch, tree = line.sealed(batch, self._log.tree)
        self._append_line(batch.line())
        self._log = self._log.grown(batch, tree)
        if self._identities is not None and batch.tables:
            self._identities.add(_identity(batch))
        # The batch is there, whatever becomes of the list: the next one clears what is left of it.
        with contextlib.suppress(OSError):
            self._pending.done()
        return batch

    def _named(self) -> set[str]:
        # As the disk has it: a line may have been written before what went wrong did.
        return walk.named(line.read_log((self.root / line.LOG).read_bytes()).batches)

    def _must_write(self) -> None:
        if self._lock is None:
            raise error(line.LOG, "not_open_for_writing", mend="open the record with write=True")

    def _unstamped(self, kind: str) -> tuple[StampRow, ...]:
        """Row that says why the newest head has no time stamp, unless that is being mended."""
        if not self.batches or kind == "stamp" or self.batches[-1].kind == "stamp":
            return ()
        last = self.batches[-1]
        return (StampRow(last.seq, last.head, "", "", NO_AUTHORITY),)

    def _repeats(self, batch: Batch) -> bool:
        if not batch.tables:
            return False
        if self._identities is None:
            self._identities = {_identity(known) for known in self.batches if known.tables}
        return _identity(batch) in self._identities

    def _stage_tables(self, tables: Mapping[str, Segment], seq: int) -> dict[str, Table]:
        made = {}
        for name, segment in sorted(tables.items()):
            self._pending.add(line.segment_name(name, seq), segment.file)
            sync_file(segment.file)
            made[name] = Table(segment.columns, segment.root, segment.rows,
                               walk.digest_of(segment.file))
        return made

    def _stage_files(
        self, shas: Mapping[str, str], files: Mapping[str, bytes]
    ) -> dict[str, str]:
        stored = {digest for batch in self.batches for digest in batch.objects}
        objects: dict[str, str] = {}
        for name, digest in sorted(shas.items()):
            if digest in objects:
                continue
            if digest in stored:
                # An object of that name that holds something else was altered: never hidden.
                self.archive.get(digest)
                continue
            data = compressed(files[name])
            self._stage(walk.archive_name(digest), self._pending.scratch(digest), data)
            objects[digest] = sha256(data)
        return objects

    def _stage_tokens(self, stamps: Sequence[tuple[StampRow, bytes]]) -> None:
        for row, token in stamps:
            if row.token:
                self._stage(line.token_name(row.token), self._pending.scratch(row.token), token)

    def _stage(self, name: str, file: Path, data: bytes) -> None:
        # Known before it is written, so that half a file is cleared too.
        self._pending.add(name, file)
        write_new(file, data)

    def _append_line(self, data: bytes) -> None:
        # Unbuffered: what one write left out is known at once, and nothing comes later.
        with (self.root / line.LOG).open("ab", buffering=0) as stream:
            size = stream.tell()
            try:
                if stream.write(data + b"\n") != len(data) + 1:
                    raise OSError("the disk took a part of a line only")
                os.fsync(stream.fileno())
            except BaseException:
                # For example a full disk: leave the log as it was, if that much still works.
                with contextlib.suppress(OSError):
                    stream.truncate(size)
                    os.fsync(stream.fileno())
                raise

    def _cut_tail(self, now: datetime) -> None:
        tail = self._log.tail
        words = (f"cut line {len(self.batches) + 1} of {line.LOG}, torn after {len(tail)} bytes: "
                 + shorten(tail[:400].decode("utf-8", "backslashreplace"), 200))
        notes = {"cut": words, "bytes": str(len(tail)), "sha256": sha256(tail)}
        batch, tree = line.sealed(Batch(
            seq=len(self.batches) + 1, time=stamp_of(now), kind="mend", notes=notes,
            stamps=self._unstamped("mend")), self._log.tree)
        # Cut and noted in one step: never the one without the other.
        whole = (self.root / line.LOG).read_bytes()[: self._log.size]
        write_whole(self.root / line.LOG, whole + batch.line() + b"\n")
        self._log = replace(self._log, tail=b"").grown(batch, tree)
        self.cut.append(words)

    def _check_time(self, now: datetime) -> None:
        if now.tzinfo is None:
            raise error(line.LOG, "time_without_zone", found=str(now), expected="an aware datetime")
        if self.batches and stamp_of(now) < self.batches[-1].time:
            raise error(line.LOG, "time_runs_back", found=stamp_of(now),
                        expected=f"not before {self.batches[-1].time}, the newest batch",
                        mend="set the clock of this computer")

    def _check(self, tables: Mapping[str, Segment], now: datetime) -> None:
        self._check_time(now)
        for name, segment in tables.items():
            if not line.is_table_name(name):
                raise error(line.LOG, "bad_table_name", found=shorten(name),
                            expected="lower-case letters, digits and _, at most 32, no device name")
            if segment.rows < 1 or not line.is_digest(segment.root):
                raise error(line.LOG, "bad_segment", found=f"{segment.rows} rows of {name}",
                            expected="at least one row, and the root over all")


def _identity(batch: Batch) -> str:
    # Rows that say why there is no stamp tell of the line before, not of the content.
    return line.batch_id(replace(batch, stamps=()))
