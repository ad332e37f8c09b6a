"""The log: one JSON line per batch, each holding the digest of the line before it.

The chain shows alteration, reordering and removal of any line that has a successor. It cannot show
that the newest lines were removed: that needs a head somebody noted before (`head`).
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from trucewatch.model.claim import digest
from trucewatch.model.problem import Problem, shorten
from trucewatch.record.archive import is_digest, sha256
from trucewatch.record.errors import RecordError, problem

NAME = "log.jsonl"
FIELDS = ("seq", "time", "batch", "tables", "files", "previous", "tool")
TABLE_FIELDS = ("file", "rows", "digest", "sha256")

# Names that are devices on Windows, whatever their suffix.
_DEVICES = frozenset(
    {"con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(10))}
)
_TABLE = re.compile(r"[a-z][a-z0-9_]{0,31}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
_TRIES, _PAUSE = 5, 0.02


@dataclass(frozen=True)
class Table:
    """One segment of a batch."""

    file: str
    """Parquet file, relative to the record, with forward slashes."""
    rows: int
    """Number of rows."""
    digest: str
    """SHA-256 over the sorted digests of the canonical rows; also of the ``.rows`` file."""
    sha256: str
    """SHA-256 of the Parquet file as written."""

    @property
    def rows_file(self) -> str:
        """File with the row digests, one per line, sorted."""
        return self.file.removesuffix(".parquet") + ".rows"


@dataclass(frozen=True)
class Batch:
    """One line of the log."""

    seq: int
    """Counted from 1; also the line number."""
    time: datetime
    """When this record took it in (``recorded_at``), UTC."""
    batch: str
    """Identity by content: `batch_id`."""
    tables: Mapping[str, Table]
    files: Mapping[str, str]
    """SHA-256 of archived bytes, by the name they came under."""
    previous: str
    """SHA-256 of the line before; empty for the first."""
    tool: str

    def line(self) -> bytes:
        """Write the batch as its line of the log, without the line end."""
        data = {
            "seq": self.seq,
            "time": stamp(self.time),
            "batch": self.batch,
            "tables": {
                name: {field: getattr(table, field) for field in TABLE_FIELDS}
                for name, table in self.tables.items()
            },
            "files": dict(self.files),
            "previous": self.previous,
            "tool": self.tool,
        }
        return json.dumps(data, sort_keys=True, separators=(",", ":")).encode("ascii")


def stamp(moment: datetime) -> str:
    """Write an instant in UTC with microseconds, always in the same length."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def is_table_name(name: object) -> bool:
    """Tell whether a table's name can be a folder on every system."""
    return isinstance(name, str) and bool(_TABLE.fullmatch(name)) and name not in _DEVICES


def batch_id(tables: Mapping[str, str], files: Iterable[str]) -> str:
    """Identity of a batch: its tables' digests and the digests of its files, in no order."""
    return digest(
        [f"table {name} {rows}" for name, rows in sorted(tables.items())]
        + [f"file {sha}" for sha in sorted(set(files))]
    )


def head(lines: list[bytes]) -> str:
    """Digest of the newest line: what to note down to see a later removal; empty if none."""
    return sha256(lines[-1]) if lines else ""


def read_lines(path: Path) -> tuple[list[bytes], bytes]:
    """Read whole lines, and what stands after the last line end (a torn tail, or nothing).

    A writer may be in the middle of its line. A reader is never blocked by that: it looks again
    for a moment, after which a tail is what a crash left behind.
    """
    for attempt in range(_TRIES):
        lines = path.read_bytes().split(b"\n")
        if not lines[-1]:
            break
        if attempt < _TRIES - 1:
            time.sleep(_PAUSE)
    return lines[:-1], lines[-1]


def read_log(path: Path) -> list[Batch]:
    """Read the log whole, checked.

    Raises
    ------
    RecordError
        When a line cannot be read, the chain is broken or the tail is torn; every problem of the
        log is named, by line.
    """
    lines, tail = read_lines(path)
    problems = check_chain(lines)
    if tail:
        problems.append(torn(len(lines) + 1, tail))
    if problems:
        raise RecordError(*problems)
    return [parse(line) for line in lines]


def torn(line: int, tail: bytes) -> Problem:
    """Problem of a last line without its end."""
    return problem(
        NAME, "torn_tail", line,
        found=f"{len(tail)} bytes without a line end: "
              + shorten(tail.decode("ascii", "backslashreplace"), 60),
        expected="a whole line; the writer stopped before it ended",
        mend="open the record for writing with mend=True, which cuts these bytes and says so; "
             "then record the batch again",
    )


def check_chain(lines: Iterable[bytes]) -> list[Problem]:
    """Walk the log and name every line that is not as it was written.

    Parameters
    ----------
    lines
        Lines of the log without their ends.

    Returns
    -------
    list[Problem]
        Empty when the chain holds. Checked, in this order: (1) the line can be read, and is
        written the way this module writes; (2) its number; (3) the digest of the line before it;
        (4) its time is not before that of the line before; (5) its batch id follows from its
        digests; (6) no earlier line has the same batch id. Not checked: files and segments, and
        whether newer lines were removed.
    """
    found: list[Problem] = []
    seen: dict[str, int] = {}
    before, before_time = b"", None
    for number, line in enumerate(lines, 1):
        # (1)
        try:
            batch = parse(line)
        except ValueError as reason:
            found.append(problem(NAME, "unreadable_line", number, expected=str(reason),
                                 found=shorten(line.decode("utf-8", "backslashreplace"))))
            before, before_time = line, None
            continue
        if batch.line() != line:
            found.append(problem(NAME, "altered_line", number, found="a line written otherwise",
                                 expected="sorted keys, no spaces, ASCII"))
        # (2) to (4)
        found += _follows(batch, number, before, before_time)
        # (5)
        due = batch_id({n: t.digest for n, t in batch.tables.items()}, batch.files.values())
        if batch.batch != due:
            found.append(problem(NAME, "altered_line", number, field="batch", found=batch.batch,
                                 expected=f"{due}, which follows from the line's digests"))
        # (6)
        if batch.batch in seen:
            found.append(problem(NAME, "repeated_batch", number, field="batch", found=batch.batch,
                                 expected=f"a batch that is not in line {seen[batch.batch]}"))
        seen.setdefault(batch.batch, number)
        before, before_time = line, batch.time
    return found


def _follows(
    batch: Batch, number: int, before: bytes, before_time: datetime | None
) -> list[Problem]:
    found = []
    if batch.seq != number:
        found.append(problem(NAME, "line_out_of_place", number, field="seq",
                             found=str(batch.seq), expected=str(number)))
    due = sha256(before) if before else ""
    if batch.previous != due:
        # The line before does not have the digest its successor noted: it is the altered one,
        # or a line between the two was taken out.
        found.append(problem(NAME, "altered_line" if number > 1 else "missing_line",
                             max(number - 1, 1),
                             found=f"digest {due}" if due else "the first line",
                             expected=f"digest {batch.previous}, as line {number} noted it",
                             mend="restore the log from a copy of the record"))
    if before_time is not None and batch.time < before_time:
        found.append(problem(NAME, "time_runs_back", number, field="time", found=stamp(batch.time),
                             expected=f"not before {stamp(before_time)}"))
    return found


def parse(line: bytes) -> Batch:
    """Read one line of the log.

    Raises
    ------
    ValueError
        When it is not such a line; the message says what was expected.
    """
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        raise ValueError("a JSON object on one line") from None
    if not isinstance(data, dict) or sorted(data) != sorted(FIELDS):
        raise ValueError("an object with exactly the fields " + ", ".join(FIELDS))
    seq, when, tables, files = (data[name] for name in ("seq", "time", "tables", "files"))
    checks = (
        (type(seq) is int and seq > 0, "seq: a number counted from 1"),
        (isinstance(when, str) and _TIME.fullmatch(when), "time: 2026-08-22T09:00:00.000000Z"),
        (is_digest(data["batch"]), "batch: a SHA-256"),
        (data["previous"] == "" or is_digest(data["previous"]), "previous: a SHA-256, or empty"),
        (isinstance(data["tool"], str), "tool: a text"),
        (isinstance(tables, dict) and all(map(is_table_name, tables)), "tables: by name"),
        (isinstance(files, dict) and all(map(is_digest, files.values())), "files: SHA-256 by name"),
    )
    for right, expected in checks:
        if not right:
            raise ValueError(expected)
    try:
        moment = datetime.fromisoformat(when)
    except ValueError:
        raise ValueError("time: an instant that exists") from None
    return Batch(seq, moment, data["batch"], {n: _table(n, seq, t) for n, t in tables.items()},
                 files, data["previous"], data["tool"])


def segment_name(table: str, seq: int) -> str:
    """Name of a segment's Parquet file, relative to the record."""
    return f"segments/{table}/{seq:08d}.parquet"


def _table(name: str, seq: int, data: object) -> Table:
    if not isinstance(data, dict) or sorted(data) != sorted(TABLE_FIELDS):
        raise ValueError(f"tables.{name}: exactly the fields " + ", ".join(TABLE_FIELDS))
    # The name follows from table and number, so that no line can point outside the record.
    if data["file"] != segment_name(name, seq):
        raise ValueError(f"tables.{name}.file: {segment_name(name, seq)}")
    if type(data["rows"]) is not int or data["rows"] < 1:
        raise ValueError(f"tables.{name}.rows: a number above 0")
    if not (is_digest(data["digest"]) and is_digest(data["sha256"])):
        raise ValueError(f"tables.{name}: digest and sha256 each a SHA-256")
    return Table(data["file"], data["rows"], data["digest"], data["sha256"])
