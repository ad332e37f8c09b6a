"""Carry new batches from one record to another without a network: pack and take.

A batch taken over keeps its rows, its files and its line of the log, under a holder of its own;
everything is checked before anything is written, and what is held already is not taken twice.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from trucewatch.model.problem import Problem, in_order
from trucewatch.pipeline.keep import TOOL, Keeping, append_custody, stamp
from trucewatch.pipeline.places import record_of
from trucewatch.pipeline.step import Step, problem, quiet
from trucewatch.pipeline.taking import Held, Planned, check_rows, plan
from trucewatch.record import line
from trucewatch.record.archive import Archive
from trucewatch.record.errors import RecordError
from trucewatch.record.line import Batch, stamp_of
from trucewatch.record.origin import holder_of, origin_of, place_of
from trucewatch.record.pack import BEGINNING, Pack, check_since, make_pack, read_pack
from trucewatch.record.packfile import looks_like_pack
from trucewatch.record.record import Record, Segment

HANDED, TAKEN = "handed_over", "taken_over"


@dataclass
class Packed:
    """What was packed, or why nothing was."""

    problems: list[Problem] = field(default_factory=list)
    batches: int = 0
    bytes: int = 0
    until: str = ""
    """``SIZE:HEAD`` to note down: the next pack is made since then."""
    since: str = ""
    record_id: str = ""


@dataclass
class Taken:
    """What was taken over, or why nothing was."""

    problems: list[Problem] = field(default_factory=list)
    new: int = 0
    known: int = 0
    record_id: str = ""
    """Id of the record the batches come from."""
    until: str = ""
    """Its newest head that is held here now: the next pack is to be made since then."""


# Pack


def pack(record: Path, target: Path, since: str, keeping: Keeping, to: str) -> Packed:
    """Write the batches of a record after a head to one file, the hand-over itself among them.

    Parameters
    ----------
    record
        Folder of the record, or of its case.
    target
        File to write; an older pack of that name is replaced.
    since
        ``SIZE:HEAD`` noted before; empty: everything.
    keeping
        Office and clock.
    to
        Whom it is for, an office or role.

    Returns
    -------
    Packed
        Never raises for bad input.
    """
    place, packed = record_of(record), Packed()
    try:
        reader = Record.open(place)
        packed.since, packed.problems = check_since(reader, since or BEGINNING)
        packed.problems += _target(target, place)
        if not packed.problems and packed.since == reader.head:
            packed.problems.append(problem(
                "nothing_to_pack", line.LOG, f"no batch after {packed.since}",
                "at least one that is new"))
        if packed.problems:
            return packed
        opened, said = _handed_over(place, keeping, to)
        packed.problems += said
        opened = opened or reader
        packed.bytes = make_pack(opened, packed.since, target)
        packed.until, packed.record_id = opened.head, opened.id
        packed.batches = len(opened.batches) - line.parse_head(packed.since)[0]
    except RecordError as error:
        packed.problems += error.problems
    except OSError as error:
        packed.problems.append(_refused("pack_not_written", target.name, error))
    packed.problems = in_order(packed.problems)
    return packed


def _refused(code: str, file: str, error: OSError) -> Problem:
    return problem(code, file, str(error.strerror or error),
                   "a file or folder that can be read, or written, and room for it")


def _target(target: Path, place: Path) -> list[Problem]:
    if target.resolve().is_relative_to(place.resolve()):
        return [problem("inside_record", target.name, "a place inside the record",
                        "a file outside of it, on a stick for example")]
    if target.exists() and not (target.is_file() and looks_like_pack(target)):
        return [problem("not_a_pack", target.name, "a folder, or a file that is no pack",
                        "a new name, or an older pack", "it was left as it is; name another file")]
    if not target.parent.is_dir():
        return [problem("no_folder", target.name, f"no folder {target.parent}",
                        "a folder that is there", "is the stick plugged in?")]
    return []


def _handed_over(place: Path, keeping: Keeping, to: str) -> tuple[Record | None, list[Problem]]:
    """Note the hand-over in the record, unless it is what was noted last; then the record."""
    notes = {HANDED: to, "office": keeping.office}
    try:
        with Record.open(place, write=True, now=keeping.clock()) as record:
            said = _cleared(record)
            last = record.batches[-1] if record.batches else None
            if last is None or dict(last.notes) != notes:
                _custody(record, HANDED, record.head, keeping, to, notes)
            return record, said
    except RecordError as error:
        words = "; ".join(str(found) for found in error.problems)
    except OSError as error:
        words = str(error.strerror or error)
    return None, [replace(problem(
        "hand_over_not_noted", "record", words, "a record that can be written to",
        "the pack is complete but for the row that says it was handed over"), severity="warning")]


def _cleared(record: Record) -> list[Problem]:
    return [replace(problem("record_cleared", "record", words), severity="note")
            for words in record.cut]


def _custody(
    record: Record, event: str, head: str, keeping: Keeping, note: str, notes: Mapping[str, str]
) -> None:
    now = keeping.clock()
    row = (head, "", event, stamp_of(now), keeping.office, TOOL, note)
    append_custody(record, [row], now, notes)


# Take


def take(file: Path, record: Path, keeping: Keeping, step: Step = quiet) -> Taken:
    """Take over the batches of a pack that a record does not hold yet, each whole and once.

    Parameters
    ----------
    file
        The pack.
    record
        Folder of the record, or of its case; made if there is none.
    keeping
        Office, clock and time-stamping authorities.
    step
        Told how many batches are done.

    Returns
    -------
    Taken
        Never raises for bad input. After an interruption the same again goes on where it ended.
    """
    taken, place = Taken(), record_of(record)
    try:
        with tempfile.TemporaryDirectory(prefix="trucewatch-take-") as temporary:
            given = read_pack(file, Path(temporary))
            taken.record_id = given.manifest.record
            taken.problems += check_rows(given, file.name)
            # Without a record none is made before the pack is known to fit.
            if not taken.problems and not (place / line.LOG).exists():
                made = plan(given, Held(place), file.name)
                taken.problems += made.problems if made.refused else []
            if not taken.problems:
                _into(given, place, keeping, taken, file.name, step)
    except RecordError as error:
        taken.problems += error.problems
    except OSError as error:
        taken.problems.append(_refused("not_taken", file.name, error))
    taken.problems = in_order(taken.problems)
    return taken


def _into(
    given: Pack, place: Path, keeping: Keeping, taken: Taken, file: str, step: Step
) -> None:
    with Record.open(place, write=True, now=keeping.clock()) as record:
        taken.problems += _cleared(record)
        made = plan(given, Held(place, record), file)
        taken.problems += made.problems
        if made.refused:
            return
        taken.known = len(given.lines) - len(made.new)
        for number, planned in enumerate(made.new):
            step("taking over batches", number, len(made.new))
            _append(record, given, planned, keeping)
            taken.new += 1
        taken.until = made.until
        sender = given.manifest.record
        noted = {f"{TAKEN}_from": sender, TAKEN: made.until}
        # Once for every head a pack ended with; a take that was interrupted here does it now.
        if made.until == given.manifest.until and not any(b.notes == noted for b in record.batches):
            _custody(record, TAKEN, made.until, keeping, f"from record {sender}", noted)
        if made.new:
            taken.problems += stamp(record, keeping)


def _append(record: Record, given: Pack, planned: Planned, keeping: Keeping) -> None:
    batch, sender = planned.batch, given.manifest.record
    origin = origin_of(batch, sender)
    if planned.left_out:
        notes = {"leaf": place_of(batch, sender).leaf, "left_out": planned.left_out}
        if planned.through:
            notes["through"] = "; ".join(at.text() for at in planned.through)
        record.append({}, {}, keeping.clock(), TOOL, kind="take", holder=f"record:{sender}",
                      notes=notes, origin=origin)
        return
    tables = {}
    for name, table in batch.tables.items():
        copy = record.scratch(f"{name}.parquet")
        shutil.copyfile(given.root / line.segment_name(name, batch.seq), copy)
        tables[name] = Segment(table.columns, table.root, table.rows, copy)
    made = record.append(
        tables, _bytes(record, given, batch), keeping.clock(), TOOL, kind="take",
        holder=holder_of(batch, sender), keys=batch.keys,
        notes={"line": batch.line().decode("ascii")}, origin=origin)
    if made is None:
        raise RecordError(problem("not_taken", line.LOG, f"line {batch.seq} of the pack",
                                  "a batch that is not recorded yet"))


def _bytes(record: Record, given: Pack, batch: Batch) -> dict[str, bytes]:
    """Files of a batch, each compared with its digest."""
    carried, files = Archive(given.root), {}
    for name, digest in batch.files.items():
        files[name] = (carried if carried.has(digest) else record.archive).get(digest)
    for row in batch.stamps:
        if row.token:
            token = line.token_name(row.token)
            files[token] = (given.root / token).read_bytes()
    return files
