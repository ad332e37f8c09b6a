"""The log: one JSON line per batch, each with the head of the tree over all lines up to it.

What is hashed into the tree is the line without its own ``head``; so every byte of every line is
covered, the newest one too. Standard library only: part of the stand-alone verifier.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from trucewatch.model.problem import Problem, shorten
from trucewatch.record.errors import problem
from trucewatch.record.tree import EMPTY, Frontier, leaf_hash

LOG = "log.jsonl"
KINDS = ("data", "erase", "mend", "stamp", "take")
"""What a batch is: rows and files; an erasure; a note of what an open cut; time stamps; batches
taken over from another record."""

# Names that are devices on Windows, whatever their suffix.
_DEVICES = frozenset(
    {"con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(10))}
)
_TABLE = re.compile(r"[a-z][a-z0-9_]{0,31}")
_HEX = re.compile(r"[0-9a-f]{64}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
_DIGITS = 15


@dataclass(frozen=True)
class Table:
    """One segment of a batch."""

    columns: tuple[str, ...]
    """Names of the columns, in the order in which a row's values are hashed."""
    root: str
    """Root of the tree over the rows' leaf hashes, sorted; each leaf is the row as a JSON list."""
    rows: int
    sha256: str
    """SHA-256 of the Parquet file as written."""


@dataclass(frozen=True)
class StampRow:
    """A time stamp over an earlier head, or why there is none."""

    size: int
    head: str
    authority: str
    """Address of the time-stamping authority; empty: none is configured."""
    token: str
    """SHA-256 of the file in ``proofs``; empty: there is none."""
    reason: str
    """Why there is no token; empty where there is one."""


@dataclass(frozen=True, kw_only=True)
class Batch:
    """One line of the log."""

    seq: int
    """Counted from 1; also the line number."""
    time: str
    """When this record took it in (``recorded_at``), UTC, as `stamp_of` writes it."""
    kind: str = "data"
    holder: str = ""
    """Whose rows these are: empty for the case folder, else ``series:NAME``, ``record:ID``,
    ``captures:DIGEST`` or ``chat:ID``."""
    batch: str = ""
    """Identity by content: `batch_id`."""
    tables: Mapping[str, Table] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    """Digest of archived bytes by the name they came under; all files that stand, not only new."""
    objects: Mapping[str, str] = field(default_factory=dict)
    """What the batch added to the archive: digest of the stored (compressed) form, by digest."""
    keys: Mapping[str, str] = field(default_factory=dict)
    """Key id of every file among `files` that is sealed, by name."""
    stamps: tuple[StampRow, ...] = ()
    notes: Mapping[str, str] = field(default_factory=dict)
    origin: Mapping[str, str] = field(default_factory=dict)
    """Where a batch taken over stood: ``record``, ``seq``, ``time``, ``head``, ``batch``."""
    previous: str = EMPTY.hex()
    """Head over all lines before."""
    head: str = ""
    """Head over all lines up to this one."""
    tool: str = ""

    @cached_property
    def moment(self) -> datetime:
        """When this record took it in, as an aware datetime."""
        return moment_of(self.time)

    def leaf_data(self) -> bytes:
        """Bytes that are hashed into the tree: all of the line but its own head."""
        data = _plain(self)
        del data["head"]
        return canonical(data)

    def line(self) -> bytes:
        """Write the batch as its line of the log, without the line end."""
        return canonical(_plain(self))


def _plain(batch: Batch) -> dict[str, Any]:
    data = {name: getattr(batch, name) for name in _FIELDS}
    data["tables"] = {name: vars(table) for name, table in batch.tables.items()}
    data["stamps"] = [vars(stamp) for stamp in batch.stamps]
    return data


_FIELDS = tuple(f.name for f in fields(Batch))


def sha256(data: bytes) -> str:
    """SHA-256 of bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def is_digest(value: object) -> bool:
    """Tell whether a value is a SHA-256 in lower-case hexadecimal."""
    return isinstance(value, str) and _HEX.fullmatch(value) is not None


def is_table_name(name: object) -> bool:
    """Tell whether a table's name can be a folder on every system."""
    return isinstance(name, str) and bool(_TABLE.fullmatch(name)) and name not in _DEVICES


def canonical(data: Mapping[str, Any]) -> bytes:
    """Write JSON in the one way it is hashed: sorted keys, no spaces, ASCII."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), default=dict).encode("ascii")


def prefixed(texts: Iterable[str]) -> str:
    """SHA-256 over length-prefixed UTF-8 texts, so that no separator can be forged."""
    parts = [text.encode("utf-8", "surrogatepass") for text in texts]
    return sha256(b"".join([len(part).to_bytes(8, "big") + part for part in parts]))


def stamp_of(moment: datetime) -> str:
    """Write an instant in UTC with microseconds, always in the same length."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def moment_of(text: str) -> datetime:
    """Read what `stamp_of` wrote; ValueError for anything else."""
    if _TIME.fullmatch(text) is None:
        raise ValueError("an instant like 2026-01-31T00:00:00.000000Z")
    moment = datetime.fromisoformat(text)
    if stamp_of(moment) != text:
        # For example 24:00, which some versions of Python take for the next day.
        raise ValueError("an instant like 2026-01-31T00:00:00.000000Z")
    return moment


def segment_name(table: str, seq: int) -> str:
    """Name of a segment's Parquet file, relative to the record."""
    return f"segments/{table}/{seq:08d}.parquet"


def token_name(digest: str) -> str:
    """Name of a time stamp's file, relative to the record."""
    return f"proofs/{digest}.tsr"


def batch_id(batch: Batch) -> str:
    """Identity by content: not the number, the time, the tool or how bytes were compressed."""
    same = ("kind", "holder", "files", "keys", "stamps", "notes", "origin")
    plain = _plain(batch)
    data = {name: plain[name] for name in same}
    data["tables"] = {name: [t.columns, t.root] for name, t in batch.tables.items()}
    return sha256(canonical(data))


def sealed(batch: Batch, tree: Frontier) -> tuple[Batch, Frontier]:
    """Give a batch its identity and heads; also the tree with its leaf, the old one unchanged."""
    named = replace(batch, batch=batch_id(batch), previous=tree.root().hex(), head="")
    grown = tree.with_leaf(leaf_hash(named.leaf_data()))
    return replace(named, head=grown.root().hex()), grown


def read_line(text: bytes) -> Batch:
    """Read one line of the log strictly; ValueError says what was expected."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError("a JSON object on one line") from None
    if not isinstance(data, dict) or sorted(data) != sorted(_FIELDS):
        raise ValueError("exactly the fields " + ", ".join(sorted(_FIELDS)))
    for right, expected in _shapes(data):
        if not right:
            raise ValueError(expected)
    tables = {name: Table(**{**t, "columns": tuple(t["columns"])})
              for name, t in data["tables"].items()}
    batch = Batch(**{**data, "tables": tables,
                     "stamps": tuple(StampRow(**stamp) for stamp in data["stamps"])})
    if batch.line() != text:
        raise ValueError("sorted keys, no spaces, ASCII")
    return batch


def _shapes(data: Mapping[str, Any]) -> Iterator[tuple[bool, str]]:
    yield type(data["seq"]) is int and data["seq"] > 0, "seq: a number above 0"
    yield isinstance(data["time"], str), "time: a text"
    moment_of(data["time"])
    for name in ("batch", "head", "previous"):
        yield is_digest(data[name]), f"{name}: a SHA-256"
    yield data["kind"] in KINDS, "kind: one of " + ", ".join(KINDS)
    for name in ("holder", "tool"):
        yield isinstance(data[name], str), f"{name}: a text"
    for name in ("files", "objects", "keys", "notes", "origin"):
        yield _texts(data[name]), f"{name}: texts by name"
    for name in ("files", "objects", "keys"):
        yield all(map(is_digest, data[name].values())), f"{name}: SHA-256 by name"
    yield all(map(is_digest, data["objects"])), "objects: by SHA-256"
    tables = data["tables"]
    yield isinstance(tables, dict) and all(map(is_table_name, tables)), "tables: by name"
    yield all(map(_table_ok, tables.values())), "tables: columns, root, rows above 0, sha256"
    yield isinstance(data["stamps"], list), "stamps: a list"
    yield all(map(_stamp_ok, data["stamps"])), "stamps: size, head, and a token or a reason"


def _texts(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(v, str) for v in value.values())


def _has(value: object, of: type) -> bool:
    return isinstance(value, dict) and sorted(value) == sorted(f.name for f in fields(of))


def _table_ok(table: Mapping[str, Any]) -> bool:
    return (
        _has(table, Table) and is_digest(table["root"]) and is_digest(table["sha256"])
        and isinstance(table["columns"], list) and all(isinstance(c, str) for c in table["columns"])
        and type(table["rows"]) is int and table["rows"] > 0
    )


def _stamp_ok(stamp: Mapping[str, Any]) -> bool:
    return (
        _has(stamp, StampRow) and type(stamp["size"]) is int and is_digest(stamp["head"])
        and isinstance(stamp["authority"], str) and isinstance(stamp["reason"], str)
        and (is_digest(stamp["token"]) or (stamp["token"] == "" and stamp["reason"] != ""))
    )


@dataclass(frozen=True)
class Log:
    """A log as far as it could be read."""

    batches: list[Batch]
    leaves: bytearray
    """Hash of every line, 32 bytes each."""
    tree: Frontier
    size: int
    """Bytes of the whole lines that were read."""
    problems: list[Problem]
    """Of the first line that is not as it was written; nothing after it can be tied to it."""
    tail: bytes
    """What stands after the last line end: a torn line, or one being written."""

    @property
    def head(self) -> str:
        """Head over all lines, as `SIZE:HEAD`: what to note down to see a later removal."""
        return f"{self.tree.size}:{self.tree.root().hex()}"

    def grown(self, batch: Batch, tree: Frontier) -> Log:
        """Log with one line more; the lists are shared, so keep the new one only."""
        self.batches.append(batch)
        self.leaves.extend(leaf_hash(batch.leaf_data()))
        return replace(self, tree=tree, size=self.size + len(batch.line()) + 1)


def read_log(data: bytes) -> Log:
    """Read a log and check its chain.

    Checked of each line, in this order: it can be read and is written the way `Batch.line` writes;
    its number; the head before it; its own head; its time is not before that of the line before;
    its batch id follows from its content; no earlier line with rows has the same. Not checked:
    files, and whether newer lines were removed.
    """
    *texts, tail = data.split(b"\n")
    log = Log([], bytearray(), Frontier(), 0, [], tail)
    known: dict[str, int] = {}
    before: Batch | None = None
    for number, text in enumerate(texts, 1):
        try:
            batch = read_line(text)
        except ValueError as reason:
            log.problems.append(problem(
                LOG, "unreadable_line", number, expected=str(reason),
                found=shorten(text[:200].decode("utf-8", "backslashreplace"))))
            break
        tree = log.tree.with_leaf(leaf_hash(batch.leaf_data()))
        log.problems.extend(_faults(
            batch, number, log.tree.root().hex(), tree.root().hex(), before, known))
        if log.problems:
            break
        log, before = log.grown(batch, tree), batch
    return log


def torn(log: Log) -> Problem:
    """Problem of a last line without its end."""
    return problem(
        LOG, "torn_tail", len(log.batches) + 1,
        found=f"{len(log.tail)} bytes without a line end: "
              + shorten(log.tail[:200].decode("utf-8", "backslashreplace"), 60),
        expected="a whole line; the writer stopped before it ended",
        mend="trucewatch mend RECORD cuts these bytes and notes what they were; then record the "
             "batch again",
    )


def _faults(
    batch: Batch, number: int, previous: str, head: str, before: Batch | None,
    known: dict[str, int],
) -> Iterator[Problem]:
    mend = "restore the log from a copy of the record"
    if batch.seq != number:
        second = " (was a second record put behind the first?)" if batch.seq == 1 else ""
        yield problem(LOG, "line_out_of_place", number, field="seq",
                      found=f"{batch.seq}{second}", expected=str(number), mend=mend)
    elif batch.previous != previous:
        yield problem(LOG, "another_history", number, field="previous",
                      found=f"a line written after head {batch.previous}",
                      expected=f"one written after head {previous}", mend=mend)
    elif batch.head != head:
        yield problem(LOG, "altered_line", number, found=f"content with head {head}",
                      expected=f"content with head {batch.head}, as the line says", mend=mend)
    if before is not None and batch.time < before.time:
        yield problem(LOG, "time_runs_back", number, field="time", found=batch.time,
                      expected=f"not before {before.time}", mend=mend)
    if batch.batch != batch_id(batch):
        yield problem(LOG, "altered_line", number, field="batch", found=batch.batch,
                      expected=f"{batch_id(batch)}, which follows from the line", mend=mend)
    elif batch.tables and known.setdefault(batch.batch, number) != number:
        yield problem(LOG, "repeated_batch", number, field="batch", found=batch.batch,
                      expected=f"a batch that is not in line {known[batch.batch]}", mend=mend)


def parse_head(text: str) -> tuple[int, str]:
    """Read ``SIZE:HEAD``; ValueError says what was expected."""
    size, _, head = text.strip().partition(":")
    if not (size.isascii() and size.isdigit() and len(size) <= _DIGITS and is_digest(head)):
        raise ValueError("SIZE:HEAD, a number of batches and 64 hexadecimal digits")
    return int(size), head


def check_against(log: Log, size: int, head: str) -> list[Problem]:
    """Compare with a head that somebody noted down before."""
    if size > len(log.batches):
        return [problem(
            LOG, "newest_batches_missing", found=f"{len(log.batches)} batches",
            expected=f"the {size} that the given head was taken over",
            mend="restore the log from a copy of the record")]
    found = log.batches[size - 1].head if size else EMPTY.hex()
    if found == head:
        return []
    return [problem(
        LOG, "another_history", size or None, field="head", found=f"head {found} over {size}",
        expected=f"head {head}, as given", mend="compare with a copy of the record from whoever "
        "gave you the head")]
