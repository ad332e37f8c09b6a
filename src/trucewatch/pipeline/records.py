"""What can be done with a record: verify, prove, mend, stamp, receive a series."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from trucewatch.model.problem import Problem, in_order
from trucewatch.pipeline.keep import TOOL, Keeping, custody, stamp
from trucewatch.pipeline.places import record_of
from trucewatch.pipeline.step import Step, problem, quiet
from trucewatch.record import line
from trucewatch.record.errors import RecordError
from trucewatch.record.line import Batch
from trucewatch.record.lock import writer_at_work
from trucewatch.record.proof import Proven, check_proof
from trucewatch.record.prove import make_proof
from trucewatch.record.record import Record
from trucewatch.record.verify import Step as Look
from trucewatch.record.verify import Verdict
from trucewatch.record.verify import verify as walk_record
from trucewatch.record.walk import Tick, plain
from trucewatch.sources.interface import SourceError
from trucewatch.sources.registry import SERIES
from trucewatch.store.reports import report_ids, report_rows
from trucewatch.store.rows import checking_store, wrong_contents
from trucewatch.store.series import receive as receive_series

UNTRUSTED = ("the chains of certificates behind time stamps: give the authorities' roots with "
             "--roots FILE")
SEALED = "what sealed (encrypted) values say"


def verify(
    record: Path, against: Sequence[str] = (), roots: Path | None = None, step: Step = quiet
) -> Verdict:
    """Verify a record whole, what its tables hold and its time stamps included.

    Parameters
    ----------
    record
        Folder of the record, or of its case.
    against
        Heads noted before, as ``SIZE:HEAD``.
    roots
        Certificates of time-stamping authorities a person trusts; a PEM file or a folder.
    step
        Told how many files were looked at, of how many.

    Raises
    ------
    RecordError
        When the certificates cannot be read.
    """
    place = record_of(record)
    trusted: list[bytes] = []
    if roots is not None:
        from trucewatch.record.timestamp import load_roots  # noqa: PLC0415 (loads the network)

        trusted = load_roots(roots)
    looks: list[Look] = [
        ("every table holds the rows its log line counts", _contents),
        ("every time stamp is over the head it names", lambda root, batches, tick: _stamps(
            root, batches, trusted)),
    ]
    verdict = walk_record(place, against, looks, lambda: writer_at_work(place),
                          _counted(place, step))
    verdict.not_checked.append(SEALED)
    if not trusted:
        verdict.not_checked.append(UNTRUSTED)
    return verdict


def _counted(place: Path, step: Step) -> Tick:
    try:
        log = line.read_log((place / line.LOG).read_bytes())
    except OSError:
        return lambda count: None
    total = sum(len(b.objects) + 2 * len(b.tables) for b in log.batches)
    done = 0

    def tick(count: int) -> None:
        nonlocal done
        done += count
        step("looking at every file", min(done, total), total)

    return tick


def _contents(root: Path, batches: list[Batch], tick: Tick) -> Iterable[Problem]:
    """Check every table, two at a time: the engine computes leaves while Python hashes a tree."""
    todo = [(batch, table) for batch in batches for table in sorted(batch.tables)]
    with checking_store() as store, ThreadPoolExecutor(2) as pool:
        def look(item: tuple[Batch, str]) -> Problem | None:
            with store.twin() as own:
                return wrong_contents(root, *item, own)

        for found in pool.map(look, todo):
            if found is not None:
                yield found
            tick(1)


def _stamps(root: Path, batches: list[Batch], trusted: list[bytes]) -> Iterable[Problem]:
    for batch in batches:
        for row in batch.stamps:
            path = plain(root, line.token_name(row.token)) if row.token else None
            if path is None:
                continue
            from trucewatch.record.timestamp import check  # noqa: PLC0415 (loads the network)

            checked = check(path.read_bytes(), row.size, row.head, trusted)
            if checked.problem and (trusted or checked.time is None):
                yield problem("bad_time_stamp", line.token_name(row.token), checked.problem,
                              f"a time stamp over {row.size}:{row.head}")


@dataclass(frozen=True)
class Proof:
    """A proof made, or why there is none."""

    text: bytes
    rows: int
    head: str
    problems: list[Problem]


def prove(record: Path, report: str) -> Proof:
    """Make a proof that a report stands in a record.

    Parameters
    ----------
    record
        Folder of the record, or of its case.
    report
        Id of the report, or the beginning of one that no other report shares.
    """
    try:
        opened = Record.open(record_of(record))
        ids = report_ids(opened, report)
        if len(ids) != 1:
            return Proof(b"", 0, "", [problem(
                "no_such_report" if not ids else "several_reports", "segments", report,
                "the id of one report" + (f": {', '.join(ids)}" if ids else " the record holds"),
                "reports are named by their report_id in claims.csv")])
        found = report_rows(opened, ids)[ids[0]]
        text = make_proof(opened, ids[0], found)
        return Proof(text, sum(len(item.texts) for item in found), opened.head, [])
    except RecordError as error:
        return Proof(b"", 0, "", list(error.problems))


@dataclass(frozen=True)
class CheckedProof:
    """What a proof shows, and what its time stamps say."""

    proven: Proven
    stamped: list[str]
    """Each time stamp in words."""


def verify_proof(file: Path, against: str = "", roots: Path | None = None) -> CheckedProof:
    """Check a proof without the record.

    Raises
    ------
    RecordError
        When the certificates cannot be read.
    OSError
        When the file cannot be read.
    """
    from trucewatch.record.timestamp import check, load_roots  # noqa: PLC0415 (loads the network)

    proven = check_proof(file.read_bytes(), file.name, against)
    trusted = load_roots(roots) if roots is not None else []
    stamped = []
    for item in proven.stamps:
        size, head = line.parse_head(str(item["head"]))
        try:
            token = base64.b64decode(str(item["token"]), validate=True)
        except ValueError:
            token = b""
        checked = check(token, size, head, trusted)
        if checked.problem and (trusted or checked.time is None):
            proven.problems.append(problem(
                "bad_time_stamp", file.name, checked.problem, f"a time stamp over {item['head']}"))
        elif checked.time is not None:
            stamped.append(f"{item['authority']} stamped head {item['head']} at "
                           f"{checked.time.isoformat()}"
                           + ("" if checked.trusted else ", its signature not checked to a root"))
    return CheckedProof(proven, stamped)


@dataclass(frozen=True)
class Mended:
    """What opening a record for writing cleared and cut."""

    cut: list[str]
    problems: list[Problem]
    head: str = ""


def mend(record: Path, keeping: Keeping) -> Mended:
    """Open a record for writing, clear what a dead writer left, cut a torn last line."""
    place = record_of(record)
    if not (place / line.LOG).exists():
        return Mended([], [problem("no_record", line.LOG, f"no {line.LOG} in {place.name}",
                                   "the folder of a record")])
    try:
        with Record.open(place, write=True, mend=True, now=keeping.clock()) as opened:
            return Mended(opened.cut, [], opened.head)
    except RecordError as error:
        return Mended([], list(error.problems))


def stamp_now(record: Path, keeping: Keeping) -> tuple[str, list[Problem]]:
    """Have the newest head stamped; the head, and what went wrong."""
    try:
        with Record.open(record_of(record), write=True) as opened:
            if not opened.batches:
                return "", [problem("empty_record", line.LOG, "no batch", "at least one")]
            head = opened.head
            return head, stamp(opened, keeping)
    except RecordError as error:
        return "", list(error.problems)


@dataclass
class Received:
    """What receiving a series added."""

    series: list[tuple[str, int, int, bool]] = field(default_factory=list)
    """Name, versions, cells, and whether anything was new."""
    problems: list[Problem] = field(default_factory=list)
    head: str = ""


def receive(
    record: Path, source: Path, adapter: str, keeping: Keeping, step: Step = quiet
) -> Received:
    """Read every version of published series into a record, at the times they were published.

    Parameters
    ----------
    record
        Folder of the record, or of its case; made if there is none.
    source
        Folder of the files.
    adapter
        Name in `sources.registry.SERIES`.
    keeping
        How the record is kept.
    step
        Told which series is read.
    """
    received = Received()
    reader = SERIES.get(adapter)
    if reader is None:
        received.problems.append(problem("unknown_adapter", "", adapter, ", ".join(sorted(SERIES))))
        return received
    try:
        with Record.open(record_of(record), write=True) as opened:
            changed = False
            for name, pieces in reader.fetch(source):
                step(f"reading {name}", len(received.series), len(received.series) + 1)
                batch = reader.parse(name, pieces)
                received.problems += batch.problems
                files = {piece.name: piece.data for piece in pieces.values()}
                now = keeping.clock()
                tables = {"versions": batch.versions, "cells": batch.cells,
                          "custody": custody(opened, files, "recorded", now, keeping.office)}
                made = receive_series(opened, name, tables, files, now, TOOL)
                received.series.append((name, len(batch.versions["version"]),
                                        len(batch.cells["row"]), made is not None))
                changed |= made is not None
            if changed:
                received.problems += stamp(opened, keeping)
            received.head = opened.head
    except SourceError as error:
        received.problems.append(error.problem)
    except RecordError as error:
        received.problems += error.problems
    received.problems = in_order(received.problems)
    return received
