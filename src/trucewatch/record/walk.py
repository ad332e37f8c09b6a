"""Every file of a record against its log: altered, missing, extra, or not a plain file.

Standard library only: part of the stand-alone verifier. Reads, never writes.
"""

from __future__ import annotations

import hashlib
import os
import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from trucewatch.model.problem import Problem, shorten
from trucewatch.record.errors import problem
from trucewatch.record.line import LOG, Batch, segment_name, token_name

FORMAT_FILE = "format"
FORMAT_LEAD = b"trucewatch record "
FORMAT = FORMAT_LEAD + b"2\n"
LOCK, NOTE, PENDING, STAGING = "writer.lock", "writer.json", "pending.json", "staging"
FOLDERS = ("archive", "proofs", "segments")
TOP = frozenset({FORMAT_FILE, LOG, LOCK, NOTE, PENDING, STAGING, *FOLDERS})
LARGEST = 4 << 30
"""Bytes an archived original may unpack to; more is a bomb."""
STRAY = re.compile(r"(pending\.json|writer\.json|format|log\.jsonl)-[0-9a-f]{8}\.tmp")
"""Files a writer was about to give their name when it ended."""
RESTORE = "restore it from a copy of the record"
_CHUNK = 1 << 20

Tick = Callable[[int], None]
"""Told how many files were looked at since the last time."""


def archive_name(digest: str) -> str:
    """Name of an archived original, relative to the record."""
    return f"archive/{digest[:2]}/{digest}"


def check_format(root: Path) -> list[Problem]:
    """Tell what keeps a folder from being a record of the form this program knows."""
    if not root.is_dir():
        return [problem(root.name or ".", "no_record", found="no such folder",
                        expected="the folder of a record")]
    file = root / FORMAT_FILE
    if any((root / name).is_symlink() for name in TOP):
        return list(_links(root))
    if not file.is_file():
        if not (root / LOG).exists():
            return [problem(LOG, "no_record", found=f"no {LOG} in {root.name or '.'}",
                            expected="the folder of a record")]
        return [problem(FORMAT_FILE, "missing_file", found="no file that names the format",
                        expected=shorten(FORMAT.decode()),
                        mend="restore it from a copy; a record made before format 2 is kept as it "
                             "is: name another folder, and the case is recorded anew")]
    data = file.read_bytes()[:80]
    if data == FORMAT:
        return [] if plain(root, LOG) else [problem(
            LOG, "missing_file", found="no log", expected="the log of this record", mend=RESTORE)]
    version = re.fullmatch(rb"trucewatch record (\d{1,6})\n", data)
    newer = version is not None and int(version[1]) > 2  # noqa: PLR2004 (of this format)
    return [problem(FORMAT_FILE, "newer_format" if newer else "altered_file",
                    found=shorten(data.decode("ascii", "backslashreplace").strip()),
                    expected=FORMAT.decode().strip(),
                    mend="install the newer trucewatch it was written with" if newer else RESTORE)]


def _links(root: Path) -> Iterator[Problem]:
    for name in sorted(TOP):
        if (root / name).is_symlink():
            yield problem(name, "symbolic_link", found="a link to somewhere else",
                          expected="a file or folder of the record itself",
                          mend="copy what it leads to in its place, if that is the record's")


def plain(root: Path, name: str) -> Path | None:
    """Path of a file of the record, or ``None`` where it is missing or reached by a link."""
    path = root
    for part in name.split("/"):
        path = path / part
        if path.is_symlink():
            return None
    return path if path.is_file() else None


def digest_of(path: Path) -> str:
    """SHA-256 of a file, read in pieces."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def check_file(root: Path, name: str, expected: str, kind: str) -> Problem | None:
    """Compare a stored file with its digest; `kind` is the word for it in the code."""
    path = plain(root, name)
    if path is None:
        return problem(name, f"missing_{kind}", expected="a file the log names", mend=RESTORE)
    found = digest_of(path)
    if found == expected:
        return None
    return problem(name, f"altered_{kind}", found=f"digest {found}",
                   expected=f"digest {expected}", mend=RESTORE)


def unpack(path: Path) -> Iterator[bytes]:
    """Yield what an archived original unpacks to, in pieces; ValueError when it does not."""
    state, size = zlib.decompressobj(31), 0
    try:
        with path.open("rb") as stream:
            while data := state.unconsumed_tail or stream.read(_CHUNK):
                part = state.decompress(data, _CHUNK)
                size += len(part)
                if size > LARGEST:
                    raise ValueError(f"more than {LARGEST} bytes")
                if state.unused_data:
                    raise ValueError("more than one original")
                yield part
    except zlib.error:
        raise ValueError("bytes that do not unpack") from None
    if not state.eof:
        raise ValueError("bytes that end too early")


def unpacked(path: Path) -> str:
    """SHA-256 of what an archived original unpacks to; ValueError when it does not."""
    state = hashlib.sha256()
    for part in unpack(path):
        state.update(part)
    return state.hexdigest()


def check_objects(root: Path, batches: Iterable[Batch], tick: Tick) -> Iterator[Problem]:
    """Compare every archived original with its digest, as stored and unpacked."""
    known: set[str] = set()
    for batch in batches:
        for digest, stored in batch.objects.items():
            name = archive_name(digest)
            found = check_file(root, name, stored, "object")
            if found is None and digest not in known:
                found = _content(root / name, name, digest)
            if found is not None:
                yield found
            known.add(digest)
            tick(1)
        for file, digest in sorted(batch.files.items()):
            if digest not in known:
                yield problem(LOG, "unknown_object", batch.seq, field=f"files.{shorten(file)}",
                              found=digest, expected="an original this or an earlier line added")


def _content(path: Path, name: str, digest: str) -> Problem | None:
    try:
        found = f"content with digest {unpacked(path)}"
    except ValueError as reason:
        found = str(reason)
    if found == f"content with digest {digest}":
        return None
    return problem(name, "altered_object", found=found, expected=f"content with digest {digest}",
                   mend=RESTORE)


def check_segments(root: Path, batches: Iterable[Batch], tick: Tick) -> Iterator[Problem]:
    """Compare every table's file with its digest."""
    for batch in batches:
        for table, segment in sorted(batch.tables.items()):
            found = check_file(root, segment_name(table, batch.seq), segment.sha256, "segment")
            if found is not None:
                yield found
            tick(1)


def check_tokens(root: Path, batches: list[Batch], tick: Tick) -> Iterator[Problem]:
    """Compare every time stamp's file with its digest, and its head with the log."""
    for batch in batches:
        for stamp in batch.stamps:
            if not 0 < stamp.size < batch.seq or batches[stamp.size - 1].head != stamp.head:
                yield problem(LOG, "altered_line", batch.seq, field="stamps",
                              found=f"a stamp over {stamp.size}:{stamp.head}",
                              expected="a head of this log before that line")
            if stamp.token:
                found = check_file(root, token_name(stamp.token), stamp.token, "time_stamp")
                if found is not None:
                    yield found
                tick(1)


def named(batches: Iterable[Batch]) -> set[str]:
    """Every file the log names, relative to the record."""
    files: set[str] = set()
    for batch in batches:
        files.update(segment_name(table, batch.seq) for table in batch.tables)
        files.update(map(archive_name, batch.objects))
        files.update(token_name(stamp.token) for stamp in batch.stamps if stamp.token)
    return files


def check_rest(root: Path, batches: list[Batch], working: bool) -> Iterator[Problem]:
    """Name everything that no line of the log names.

    Parameters
    ----------
    root
        Folder of the record.
    batches
        Of its log.
    working
        Whether a writer is at work: then what it is writing is passed over.
    """
    wanted = named(batches)
    folders = {name.rpartition("/")[0] for name in wanted}
    for entry in _entries(root, ""):
        inside = entry.partition("/")[0]
        if entry in wanted or entry in {FORMAT_FILE, LOG}:
            continue
        path = root / entry
        if path.is_symlink():
            yield problem(shorten(entry, 160), "symbolic_link", found="a link to somewhere else",
                          expected="a plain file", mend="remove it")
        elif path.is_dir():
            ours = entry in FOLDERS or entry in folders
            # What lies in the staging folder is named by itself.
            ours |= entry == STAGING and any(path.iterdir())
            if not ours and not (working and inside in {*FOLDERS, STAGING}):
                yield _leftover(entry) if entry == STAGING else _extra(entry, "folder")
        elif entry == LOCK:
            if path.stat().st_size:
                yield problem(LOCK, "altered_file", found="bytes in it", expected="an empty file",
                              mend="delete it")
        elif not working:
            ours = inside in {NOTE, PENDING, STAGING} or STRAY.fullmatch(entry) is not None
            yield _leftover(entry) if ours else _extra(entry, "file")


def _extra(name: str, kind: str) -> Problem:
    return problem(shorten(name, 160), f"extra_{kind}", expected="nothing there",
                   found=f"a {kind} that no line of the log names",
                   mend="find out who put it there; then move it away")


def _leftover(name: str) -> Problem:
    return problem(shorten(name, 160), "leftover", expected="nothing there",
                   found="what a writer left that ended without closing",
                   mend="open the record for writing (trucewatch mend RECORD), which clears it and "
                        "says what it cut")


def _entries(root: Path, below: str) -> Iterator[str]:
    """Names of everything below a folder, with forward slashes; links are not followed."""
    with os.scandir(root / below if below else root) as entries:
        listed = sorted(entries, key=lambda entry: entry.name)
    for entry in listed:
        name = f"{below}/{entry.name}" if below else entry.name
        yield name
        if entry.is_dir(follow_symlinks=False):
            yield from _entries(root, name)
