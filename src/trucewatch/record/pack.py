"""Packs: the newest batches of a record in one file, to be carried to another record.

A pack holds the log lines byte for byte, every file they add, and what it takes to compute every
head anew without the lines before. Nothing in it needs to be believed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from trucewatch.model.problem import Problem, shorten
from trucewatch.record import line, walk
from trucewatch.record.errors import RecordError, problem
from trucewatch.record.line import Batch
from trucewatch.record.packfile import (
    AGAIN,
    LINES,
    MANIFEST,
    Manifest,
    Source,
    measure,
    unpack,
    write_pack,
)
from trucewatch.record.record import Record
from trucewatch.record.tree import EMPTY, HASH, Frontier, consistent, path_between

BEGINNING = f"0:{EMPTY.hex()}"
"""Head of a record without a batch: a pack since then holds everything."""
ORIGINAL_LARGEST = 512 << 20
"""Bytes one original may unpack to; a longer one is not carried."""
BATCH_LARGEST = 1 << 30
"""Bytes all files of one batch may have together: a batch is taken over whole, in memory."""
_ISIZE = 4


@dataclass(frozen=True)
class Pack:
    """A pack that was checked, laid out in a folder."""

    manifest: Manifest
    lines: Sequence[Batch]
    root: Path
    """Folder with the members, by the names they have in the sending record."""

    @property
    def since(self) -> tuple[int, str]:
        """Number of batches before the first in the pack, and their head."""
        return line.parse_head(self.manifest.since)


def make_pack(record: Record, since: str, target: Path) -> int:
    """Write every batch after a head of a record to a pack.

    Parameters
    ----------
    record
        Open in any way.
    since
        ``SIZE:HEAD`` of this record, as `check_since` found right.
    target
        File to write.

    Returns
    -------
    int
        Bytes of the pack.

    Raises
    ------
    RecordError
        When a file is missing or altered: found here, at the sending office, it can be mended.
    """
    size, _ = line.parse_head(since)
    lines = record.batches[size:]
    leaves = bytes(record.log.leaves)
    wrong = list(check_files(record.root, lines)) or list(
        check_sizes(lines, lambda digest: _stored(record.root, digest)))
    if wrong:
        raise RecordError(wrong[0], *wrong[1:])
    sources: dict[str, Source] = {
        name: record.root / name for name in sorted(walk.named(lines))}
    sources[LINES] = b"".join(batch.line() + b"\n" for batch in lines)
    tree = Frontier()
    for at in range(0, size * HASH, HASH):
        tree = tree.with_leaf(leaves[at : at + HASH])
    manifest = Manifest(
        record=record.id, since=since, until=record.head,
        peaks=tuple(peak.hex() for peak in tree.peaks),
        path=tuple(node.hex() for node in path_between(size, leaves)),
        members={name: measure(source) for name, source in sources.items()},
    )
    return write_pack(target, manifest, sources)


def check_since(record: Record, since: str) -> tuple[str, list[Problem]]:
    """Read a head that was noted before; also what keeps it from being one of this record."""
    try:
        size, head = line.parse_head(since)
    except ValueError as reason:
        return since, [problem(line.LOG, "unreadable_head", found=shorten(since),
                               expected=str(reason), mend="give the head as it was printed")]
    return f"{size}:{head}", line.check_against(record.log, size, head)


def read_pack(file: Path, into: Path) -> Pack:
    """Check a pack by itself: every byte, every line, every file, and how the lines go on.

    Parameters
    ----------
    file
        The pack.
    into
        Empty folder to lay its members in.

    Raises
    ------
    RecordError
        With everything wrong that was found.
    """
    manifest = unpack(file, into)
    lines = _lines(manifest, (into / LINES).read_bytes(), file.name)
    expected = {LINES, *walk.named(lines)}
    odd = sorted(expected ^ set(manifest.members))
    if odd:
        raise RecordError(*(
            problem(file.name, "missing_member" if name in expected else "odd_member", found=name,
                    expected="exactly the files its lines name", mend=AGAIN) for name in odd))
    wrong = list(check_files(into, lines))
    if wrong:
        raise RecordError(wrong[0], *wrong[1:])
    return Pack(manifest, lines, into)


def _lines(manifest: Manifest, data: bytes, file: str) -> list[Batch]:
    """Read the lines and compute every head from the peaks; RecordError at the first fault."""
    size, head = line.parse_head(manifest.since)
    tree = Frontier(size, tuple(map(bytes.fromhex, manifest.peaks)))
    if len(tree.peaks) != size.bit_count() or tree.root().hex() != head:
        raise _fault(file, MANIFEST, "peaks", "peaks of another tree", f"a tree with head {head}")
    *texts, tail = data.split(b"\n")
    lines: list[Batch] = []
    for number, text in enumerate(texts, 1):
        try:
            batch = line.read_line(text)
        except ValueError as reason:
            raise _fault(file, f"{LINES}:{number}", "", shorten(
                text[:200].decode("utf-8", "backslashreplace")), str(reason)) from None
        again, grown = line.sealed(batch, tree)
        if again != batch or batch.seq != tree.size + 1:
            raise _fault(file, f"{LINES}:{number}", "", f"a line {batch.seq} with head "
                         f"{batch.head}", f"line {tree.size + 1} with head {again.head}, which "
                         "follows from the lines before it")
        if lines and batch.time < lines[-1].time:
            raise _fault(file, f"{LINES}:{number}", "time", batch.time,
                         f"not before {lines[-1].time}")
        tree = grown
        lines.append(batch)
    until, last = line.parse_head(manifest.until)
    path = [bytes.fromhex(node) for node in manifest.path]
    if tail or not lines or (tree.size, tree.root().hex()) != (until, last):
        raise _fault(file, LINES, "", f"lines that end at {tree.size}:{tree.root().hex()}",
                     f"whole lines up to {manifest.until}")
    if not consistent(size, bytes.fromhex(head), until, bytes.fromhex(last), path):
        raise _fault(file, MANIFEST, "path", "a proof that does not hold",
                     f"a proof that {manifest.until} goes on from {manifest.since}")
    if size == 0 and lines[0].head != manifest.record:
        raise _fault(file, MANIFEST, "record", manifest.record, f"{lines[0].head}, the first head")
    return lines


def _fault(file: str, place: str, field: str, found: str, expected: str) -> RecordError:
    return RecordError(problem(file, "altered_pack", field=f"{place} {field}".strip(), found=found,
                               expected=expected, mend=AGAIN))


def check_files(root: Path, lines: Sequence[Batch]) -> Iterator[Problem]:
    """Compare every file that lines add with its digest, as stored and unpacked."""
    yield from walk.check_segments(root, lines, lambda count: None)
    for batch in lines:
        for digest, stored in batch.objects.items():
            name = walk.archive_name(digest)
            found = walk.check_file(root, name, stored, "object")
            found = found or _original(root / name, name, digest)
            if found is not None:
                yield found
        for stamp in batch.stamps:
            if stamp.token:
                found = walk.check_file(root, line.token_name(stamp.token), stamp.token,
                                        "time_stamp")
                if found is not None:
                    yield found


def _original(path: Path, name: str, digest: str) -> Problem | None:
    """What is wrong with a stored original: too long, or not what its name says."""
    size = _size(path)
    if size > ORIGINAL_LARGEST:
        return problem(name, "original_too_large", found=f"{size} bytes",
                       expected=f"at most {ORIGINAL_LARGEST}", mend="carry it in another way")
    try:
        found = walk.unpacked(path)
    except ValueError as reason:
        return problem(name, "altered_object", found=str(reason), mend=walk.RESTORE,
                       expected=f"content with digest {digest}")
    # The length is kept in four bytes: nothing and exactly 4 GiB look the same.
    if found == digest and (size or digest == line.sha256(b"")):
        return None
    return problem(name, "altered_object", found=f"content with digest {found}",
                   expected=f"content with digest {digest}", mend=walk.RESTORE)


def _size(path: Path) -> int:
    """Bytes an original unpacks to, as its last four bytes say; `walk.unpacked` holds it to it."""
    with path.open("rb") as stream:
        stream.seek(0, 2)
        stream.seek(max(stream.tell() - _ISIZE, 0))
        return int.from_bytes(stream.read(_ISIZE), "little")


def _stored(root: Path, digest: str) -> Path | None:
    return walk.plain(root, walk.archive_name(digest))


def check_sizes(
    lines: Iterable[Batch], where: Callable[[str], Path | None]
) -> Iterator[Problem]:
    """Tell of files that lines name and that are nowhere, and of batches too large to carry.

    Parameters
    ----------
    lines
        Batches.
    where
        Stored form of an original, by digest.
    """
    for batch in lines:
        total = 0
        for name, digest in batch.files.items():
            path = where(digest)
            if path is None:
                yield problem(line.LOG, "missing_object", batch.seq, mend=walk.RESTORE,
                              field=f"files.{shorten(name)}", found=f"no original {digest}",
                              expected="an original this or an earlier batch added")
            else:
                total += _size(path)
        if total > BATCH_LARGEST:
            yield problem(line.LOG, "batch_too_large", batch.seq, found=f"{total} bytes of files",
                          expected=f"at most {BATCH_LARGEST}", mend="carry it in another way")
