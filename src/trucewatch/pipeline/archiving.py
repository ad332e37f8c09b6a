"""Captures of the web into a record: originals under their digest, one report a capture."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from trucewatch.model.problem import Problem, in_order
from trucewatch.pipeline.intake import take_reports
from trucewatch.pipeline.keep import Keeping, record_folder, stamp
from trucewatch.pipeline.step import Step, problem, quiet
from trucewatch.record.errors import RecordError
from trucewatch.record.line import sha256
from trucewatch.record.record import Record
from trucewatch.sources.audit import Audit
from trucewatch.sources.captures.auto_archiver import is_sheet, read_sheet
from trucewatch.sources.captures.wacz import is_wacz, read_wacz
from trucewatch.sources.captures.warc import read_warc
from trucewatch.sources.interface import MAX_BYTES, SourceError, not_this_form, too_large

GZIP = b"\x1f\x8b"


@dataclass(frozen=True)
class Archived:
    """What was taken in."""

    files: list[tuple[str, int, int, str]] = field(default_factory=list)
    """Name, captures met, captures new to the record, digest."""
    problems: list[Problem] = field(default_factory=list)
    head: str = ""


def archive(
    case: Path, files: Sequence[Path], keeping: Keeping, step: Step = quiet
) -> Archived:
    """Take captures into the record of a case; nothing becomes a claim.

    Parameters
    ----------
    case
        Folder of the case.
    files
        WARC, WACZ, or CSV sheets of the auto-archiver.
    keeping
        How the record is kept.
    step
        Told which file is read.

    Returns
    -------
    Archived
        A file that cannot be read at all gives a problem and is not kept; one whose digests differ
        is kept as received, with a problem.
    """
    made = Archived()
    head = ""
    try:
        with Record.open(record_folder(case, None, keeping.record), write=True) as record:
            for number, path in enumerate(files):
                step(f"reading {path.name}", number, len(files))
                _one(record, path, keeping, made)
            step("reading", len(files), len(files))
            if any(new for _, _, new, _ in made.files):
                made.problems.extend(stamp(record, keeping))
            head = record.head
    except RecordError as error:
        made.problems.extend(error.problems)
    return Archived(made.files, in_order(made.problems), head)


def _one(record: Record, path: Path, keeping: Keeping, made: Archived) -> None:
    audit = Audit(path.name)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise SourceError(too_large(path.name, f"{path.stat().st_size} bytes"))
        data = path.read_bytes()
        found = sha256(data)
        suffix, rows = _read(data, found, audit)
        listed = list(rows)
    except SourceError as error:
        made.problems.extend([*audit.problems(), error.problem])
        return
    except OSError as error:
        made.problems.append(problem("unreadable_file", path.name, str(error.strerror or error),
                                     "a file to read"))
        return
    made.problems.extend(audit.problems())
    name = f"captures/{found[:16]}{suffix}"
    new, _ = take_reports(record, listed, {name: data}, f"captures:{found[:16]}", keeping.clock(),
                          keeping.office, note=f"captures handed over as {path.name}"[:200])
    made.files.append((path.name, len(listed), new, found))


def _read(data: bytes, found: str, audit: Audit) -> tuple[str, Iterator[dict[str, str]]]:
    """Ending of the archived name, and the reader of this form."""
    stream = io.BytesIO(data)
    if is_wacz(stream):
        return ".wacz", read_wacz(stream, audit, found)
    if data.startswith(GZIP):
        return ".warc.gz", read_warc(stream, audit, found)
    if data.startswith(b"WARC/"):
        return ".warc", read_warc(stream, audit, found)
    if is_sheet(data[:65536]):
        return ".csv", read_sheet(stream, audit, found)
    raise not_this_form(audit.file, "another form",
                        "a WARC, a WACZ, or a CSV sheet of the auto-archiver")
