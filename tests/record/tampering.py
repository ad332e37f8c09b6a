"""Every way to tamper with a record that these tests know, and a record to do it to.

A mutation is applied to a copy whose files are hard links: a file is never changed in place, always
written anew under its name.
"""

from __future__ import annotations

import gzip
import json
import os
import random
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from trucewatch.model.claim import CLAIM_COLUMNS
from trucewatch.record import Record, Segment
from trucewatch.record.line import StampRow, sha256
from trucewatch.record.tree import leaf_hash
from trucewatch.store.remember import Aside, FromColumns, remember

LONG = bool(int(os.environ.get("TRUCEWATCH_EXAMPLES", "0")))
"""Whether this is the long run."""
NOW = datetime(2026, 8, 22, 9, tzinfo=UTC)
TOOL = "trucewatch 0.1.0"
LOG = "log.jsonl"
LOCK = "writer.lock"
"""Always empty, held while somebody writes. A copy of a record may lack it: it tells nothing."""


@dataclass(frozen=True)
class Mutation:
    """What was done to a copy."""

    what: str
    items: frozenset[str]
    """Files or folders it was done to, relative to the record: verify must name each, or something
    in it. Where the log is among them it is enough to name its first line that differs."""


# The record


def build(root: Path) -> Path:
    """Make a record with every kind of line, and of file, that there is."""
    with Record.open(root, write=True) as record:
        _claims(record, 1)
        _plain(record, 2, {"posts": 2, "reports": 1}, {"a.csv": b"a" * 90, "same.csv": b"a" * 90})
        _stamp(record, 3, b"token of a head\x00\xff" * 9)
        _plain(record, 4, {"reports": 3}, {"empty.bin": b"", "b.pdf": b"%PDF " * 300})
        _plain(record, 5, {"posts": 2}, {"theirs.csv": b"x,y\n1,2\n"}, holder="record:" + "c" * 64,
               kind="take", origin={"record": "c" * 64, "seq": "1", "head": "d" * 64})
        _claims(record, 6)
        _stamp(record, 7, b"another token" * 7)
        _plain(record, 8, {"reports": 2, "coverage": 1}, {}, keys={"sealed.bin": "e" * 64})
    whole = (root / LOG).read_bytes()
    (root / LOG).write_bytes(whole + b'{"a line that was never":"finished')
    with Record.open(root, write=True, mend=True, now=NOW + timedelta(seconds=9)) as record:
        _plain(record, 10, {}, {"a.csv": b"a" * 90, "new.csv": "ü\r\n".encode() * 40})
        _plain(record, 11, {"posts": 1}, {"a.csv": b"a" * 90}, kind="erase",
               notes={"why": "asked for"})
        _claims(record, 12)
    return root


def _plain(
    record: Record, number: int, tables: Mapping[str, int], files: Mapping[str, bytes],
    *, kind: str = "data", holder: str = "", keys: Mapping[str, str] | None = None,
    notes: Mapping[str, str] | None = None, origin: Mapping[str, str] | None = None,
) -> None:
    segments = {}
    for table, rows in tables.items():
        data = b"PAR1" + f"{table} of {number}".encode() * 8 * rows + b"PAR1"
        file = record.scratch(f"{table}.parquet")
        file.write_bytes(data)
        segments[table] = Segment(("one", "two"), leaf_hash(data).hex(), rows, file)
    assert record.append(segments, files, NOW + timedelta(seconds=number), TOOL, kind=kind,
                         holder=holder, keys=keys, notes=notes, origin=origin)


def _claims(record: Record, number: int) -> None:
    count = range(number + 1)
    claims: dict[str, list[object]] = {
        c.name: [f"{c.name} {n}" if c.type == "text" else n for n in count] for c in CLAIM_COLUMNS}
    files = {"figures.csv": b"%d rows" % number, "a.csv": b"a" * 90}
    assert remember(record, FromColumns(claims), NOW + timedelta(seconds=number), TOOL,
                    aside=Aside(files=files))


def _stamp(record: Record, number: int, token: bytes) -> None:
    last = record.batches[-1]
    rows = [(StampRow(last.seq, last.head, "https://tsa.invalid", sha256(token), ""), token),
            (StampRow(1, record.batches[0].head, "https://b.invalid", "", "no answer"), b"")]
    assert record.append({}, {}, NOW + timedelta(seconds=number), TOOL, kind="stamp", stamps=rows)


def copy(root: Path, to: Path) -> Path:
    """A copy whose files are links to those of the record, where the system has such links."""
    shutil.copytree(root, to, copy_function=_link)
    return to


def _link(source: str, to: str) -> None:
    try:
        os.link(source, to)
    except OSError:
        shutil.copy2(source, to)


def files_in(root: Path) -> list[str]:
    """Every file, relative to the record, but for the lock."""
    found = (p.relative_to(root).as_posix() for p in root.rglob("*") if p.is_file())
    return sorted(name for name in found if name != LOCK)


def folders_in(root: Path) -> list[str]:
    """Every folder, relative to the record."""
    return sorted(p.relative_to(root).as_posix() for p in root.rglob("*") if p.is_dir())


def lines_of(root: Path) -> list[bytes]:
    """Lines of the log, with their ends; the last has none if it is torn."""
    *whole, tail = (root / LOG).read_bytes().split(b"\n")
    return [*(line + b"\n" for line in whole), *([tail] if tail else [])]


def first_differing(old: Sequence[bytes], new: Sequence[bytes]) -> int:
    """Number of the first line of the log in which they differ."""
    for number, pair in enumerate(zip(old, new, strict=False), 1):
        if pair[0] != pair[1]:
            return number
    return min(len(old), len(new)) + 1


def named_by(*lines: bytes) -> set[str]:
    """Files that lines of the log brought with them. Written apart from the code under test."""
    names: set[str] = set()
    for data in map(json.loads, lines):
        names |= {f"segments/{table}/{data['seq']:08d}.parquet" for table in data["tables"]}
        names |= {f"archive/{digest[:2]}/{digest}" for digest in data["objects"]}
        names |= {f"proofs/{s['token']}.tsr" for s in data["stamps"] if s["token"]}
    return names


def without_newest(root: Path, keep: int) -> None:
    """Remove the newest lines of a copy, and everything only they name, leaving no trace."""
    lines = lines_of(root)
    kept, gone = named_by(*lines[:keep]), named_by(*lines[keep:])
    write(root, LOG, b"".join(lines[:keep]))
    for name in gone - kept:
        (root / name).unlink()
    for folder in sorted(folders_in(root), reverse=True):
        if not any((root / folder).iterdir()):
            (root / folder).rmdir()


def write(root: Path, name: str, data: bytes) -> None:
    """Write a file of a copy anew."""
    path = root / name
    path.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


# Mutations: each changes a copy and says what it did; None: it would have changed nothing.

Mutate = Callable[[Path, random.Random], Mutation | None]
ODD_NAMES = ("00000099.parquet", "x.tmp", "Thumbs.db", ".hidden", "a b.csv", "log.jsonl", "ümlaut",
             "f" * 64, "00" * 32 + ".tsr", "pending.json-0123abcd.tmp", "new\nline")
ROOM = ("", "archive", "archive/00", "segments", "segments/claims", "segments/other", "proofs",
        "staging", "photos")


def _pick(root: Path, rng: random.Random) -> str:
    """A file; the log a quarter of the time, since most is to be done there."""
    return LOG if rng.random() < 0.25 else rng.choice(files_in(root))


def _done(root: Path, name: str, old: bytes, new: bytes, what: str) -> Mutation | None:
    if old == new:
        return None
    write(root, name, new)
    return Mutation(f"{what} of {name}", frozenset({name}))


def flip_bit(root: Path, rng: random.Random) -> Mutation | None:
    name = _pick(root, rng)
    data = bytearray(old := (root / name).read_bytes())
    at = rng.randrange(len(data))
    data[at] ^= 1 << rng.randrange(8)
    return _done(root, name, old, bytes(data), f"bit flipped in byte {at}")


def change_byte(root: Path, rng: random.Random) -> Mutation | None:
    name = _pick(root, rng)
    data = bytearray(old := (root / name).read_bytes())
    at = rng.randrange(len(data))
    data[at] = rng.choice(b"\0\n\r \"{}0:" + bytes([rng.randrange(256)]))
    return _done(root, name, old, bytes(data), f"byte {at} changed to {data[at]}")


def delete_bytes(root: Path, rng: random.Random) -> Mutation | None:
    name = _pick(root, rng)
    old = (root / name).read_bytes()
    at, count = rng.randrange(len(old)), rng.choice((1, 1, 1, 2, 7, 4096))
    return _done(root, name, old, old[:at] + old[at + count :], f"{count} bytes deleted at {at}")


def insert_bytes(root: Path, rng: random.Random) -> Mutation | None:
    name = _pick(root, rng)
    old = (root / name).read_bytes()
    at = rng.choice((0, len(old), rng.randrange(len(old))))
    more = rng.choice((b"\0", b"\n", b" ", b"\xef\xbb\xbf", b"\r", rng.randbytes(5), b"{}\n",
                       gzip.compress(b"more", mtime=0)))
    return _done(root, name, old, old[:at] + more + old[at:], f"{more!r} inserted at {at}")


def swap_bytes(root: Path, rng: random.Random) -> Mutation | None:
    name = _pick(root, rng)
    data = bytearray(old := (root / name).read_bytes())
    one, two = rng.randrange(len(data)), rng.randrange(len(data))
    data[one], data[two] = data[two], data[one]
    return _done(root, name, old, bytes(data), f"bytes {one} and {two} swapped")


def truncate(root: Path, rng: random.Random) -> Mutation | None:
    name = _pick(root, rng)
    old = (root / name).read_bytes()
    size = rng.choice((0, len(old) - 1, rng.randrange(len(old))))
    return _done(root, name, old, old[:size], f"cut to {size} bytes")


def append_bytes(root: Path, rng: random.Random) -> Mutation | None:
    name = _pick(root, rng)
    old = (root / name).read_bytes()
    more = rng.choice((b"\n", b"x", old, b"\0" * 512))
    return _done(root, name, old, old + more, f"{len(more)} bytes appended")


def overwrite_run(root: Path, rng: random.Random) -> Mutation | None:
    name = _pick(root, rng)
    old = (root / name).read_bytes()
    at = rng.randrange(len(old))
    run = bytes(min(rng.choice((4, 16, 512)), len(old) - at))
    return _done(root, name, old, old[:at] + run + old[at + len(run) :], f"zeros at {at}")


def delete_file(root: Path, rng: random.Random) -> Mutation | None:
    name = rng.choice(files_in(root))
    (root / name).unlink()
    return Mutation(f"{name} deleted", frozenset({name}))


def delete_folder(root: Path, rng: random.Random) -> Mutation | None:
    name = rng.choice(folders_in(root))
    shutil.rmtree(root / name)
    return Mutation(f"folder {name} deleted", frozenset({name}))


def insert_file(root: Path, rng: random.Random) -> Mutation | None:
    name = f"{rng.choice(ROOM)}/{rng.choice(ODD_NAMES)}".lstrip("/")
    if (root / name).exists():
        return None
    write(root, name, rng.choice((b"", b"x", rng.randbytes(40))))
    return Mutation(f"{name!r} inserted", frozenset({name}))


def insert_folder(root: Path, rng: random.Random) -> Mutation | None:
    new = rng.choice(("00", "zz", "more", "staging", "pending.json", "writer.json", LOCK, "Ä"))
    name = f"{rng.choice(ROOM)}/{new}".lstrip("/")
    if (root / name).exists():
        if name != LOCK:
            return None
        (root / name).unlink()
    (root / name).mkdir(parents=True)
    return Mutation(f"folder {name!r} inserted", frozenset({name}))


def swap_files(root: Path, rng: random.Random) -> Mutation | None:
    one, two = rng.sample(files_in(root), 2)
    return _swap(root, one, two)


def swap_alike(root: Path, rng: random.Random) -> Mutation | None:
    """Two files of one kind: a segment for that of another batch, an original for another."""
    kind = rng.choice(("archive/", "segments/", "segments/claims/", "proofs/"))
    one, two = rng.sample([name for name in files_in(root) if name.startswith(kind)], 2)
    return _swap(root, one, two)


def _swap(root: Path, one: str, two: str) -> Mutation | None:
    first, second = (root / one).read_bytes(), (root / two).read_bytes()
    if first == second:
        return None
    write(root, one, second)
    write(root, two, first)
    return Mutation(f"{one} and {two} swapped", frozenset({one, two}))


def copy_over(root: Path, rng: random.Random) -> Mutation | None:
    """A file replaced by what another of its kind holds."""
    kind = rng.choice(("", "archive/", "segments/", "segments/claims/", "proofs/"))
    one, two = rng.sample([name for name in files_in(root) if name.startswith(kind)], 2)
    return _done(root, one, (root / one).read_bytes(), (root / two).read_bytes(),
                 f"content of {two} in place")


def duplicate_file(root: Path, rng: random.Random) -> Mutation | None:
    name = rng.choice(files_in(root))
    to = f"{rng.choice(ROOM)}/{rng.choice(('copy', Path(name).name, *ODD_NAMES))}".lstrip("/")
    if (root / to).exists():
        return None
    write(root, to, (root / name).read_bytes())
    return Mutation(f"{name} copied to {to!r}", frozenset({to}))


def move_file(root: Path, rng: random.Random) -> Mutation | None:
    name = rng.choice(files_in(root))
    to = f"{rng.choice(ROOM)}/{rng.choice(('moved', Path(name).name))}".lstrip("/")
    if (root / to).exists():
        return None
    (root / to).parent.mkdir(parents=True, exist_ok=True)
    (root / name).rename(root / to)
    return Mutation(f"{name} moved to {to!r}", frozenset({name}))


def change_case(root: Path, rng: random.Random) -> Mutation | None:
    name = rng.choice([*files_in(root), *folders_in(root), LOCK])
    path = root / name
    other = path.with_name(path.name.swapcase() if rng.random() < 0.5 else path.name.title())
    if other.name == path.name or other.exists():
        return None
    path.rename(other)
    new = other.relative_to(root).as_posix()
    return Mutation(f"{name} renamed {new}", frozenset({new if name == LOCK else name}))


def by_a_link(root: Path, rng: random.Random) -> Mutation | None:
    """A file or folder moved out of the record and replaced by a link to where it is."""
    name = rng.choice([*files_in(root), *folders_in(root), LOCK])
    away = root.parent / f"{root.name}-away-{rng.randrange(10**9)}"
    try:
        (root / name).rename(away)
        (root / name).symlink_to(away)
    except OSError:
        return None
    return Mutation(f"{name} replaced by a link", frozenset({name}))


def by_a_folder(root: Path, rng: random.Random) -> Mutation | None:
    name = rng.choice([*files_in(root), LOCK])
    (root / name).unlink()
    (root / name).mkdir()
    return Mutation(f"{name} replaced by a folder", frozenset({name}))


def by_a_file(root: Path, rng: random.Random) -> Mutation | None:
    name = rng.choice(folders_in(root))
    shutil.rmtree(root / name)
    (root / name).write_bytes(b"")
    return Mutation(f"folder {name} replaced by a file", frozenset({name}))


def packed_anew(root: Path, rng: random.Random) -> Mutation | None:
    """An original packed in another way: the same bytes inside, not those that were stored."""
    name = rng.choice([name for name in files_in(root) if name.startswith("archive/")])
    old = (root / name).read_bytes()
    new = gzip.compress(gzip.decompress(old), rng.choice((1, 6, 9)), mtime=rng.choice((0, 7)))
    return _done(root, name, old, new, "packed anew, the bytes")


def _lines(root: Path, change: Callable[[list[bytes]], str]) -> Mutation | None:
    old = [line.removesuffix(b"\n") for line in lines_of(root)]
    new = list(old)
    what = change(new)
    if new == old:
        return None
    write(root, LOG, b"".join(line + b"\n" for line in new))
    return Mutation(what, frozenset({LOG}))


def delete_line(root: Path, rng: random.Random) -> Mutation | None:
    def change(lines: list[bytes]) -> str:
        at = rng.randrange(len(lines))
        del lines[at]
        return f"line {at + 1} deleted"

    return _lines(root, change)


def swap_lines(root: Path, rng: random.Random) -> Mutation | None:
    def change(lines: list[bytes]) -> str:
        one, two = rng.sample(range(len(lines)), 2)
        lines[one], lines[two] = lines[two], lines[one]
        return f"lines {one + 1} and {two + 1} swapped"

    return _lines(root, change)


def shuffle_lines(root: Path, rng: random.Random) -> Mutation | None:
    def change(lines: list[bytes]) -> str:
        rng.shuffle(lines)
        return "lines shuffled"

    return _lines(root, change)


def repeat_line(root: Path, rng: random.Random) -> Mutation | None:
    def change(lines: list[bytes]) -> str:
        one, to = rng.randrange(len(lines)), rng.randrange(len(lines) + 1)
        lines.insert(to, lines[one])
        return f"line {one + 1} repeated at {to + 1}"

    return _lines(root, change)


def insert_line(root: Path, rng: random.Random) -> Mutation | None:
    def change(lines: list[bytes]) -> str:
        to = rng.randrange(len(lines) + 1)
        lines.insert(to, rng.choice((b"", b"{}", b"null", b"[" * 3000, b"\xff\xfe", b"1e999")))
        return f"a foreign line inserted at {to + 1}"

    return _lines(root, change)


def change_value(root: Path, rng: random.Random) -> Mutation | None:
    """A line that still is JSON, written as a line is, with one value changed."""
    def change(lines: list[bytes]) -> str:
        at = rng.randrange(len(lines))
        data = json.loads(lines[at])
        name = rng.choice(sorted(data))
        data[name] = rng.choice((
            None, 0, True, -1, 1.5, "", "x", [], {}, "0" * 64, {"a": "b"}, [None], {"claims": {}},
            data["head"], data["previous"], data["seq"] + 1, [{"size": 1}], "\ud800", 10**30))
        lines[at] = json.dumps(data, sort_keys=True, separators=(",", ":")).encode("ascii")
        return f"{name} of line {at + 1} changed to {data[name]!r}"

    return _lines(root, change)


def write_otherwise(root: Path, rng: random.Random) -> Mutation | None:
    """A line that says the same in other words of JSON."""
    def change(lines: list[bytes]) -> str:
        at = rng.randrange(len(lines))
        data = json.loads(lines[at])
        lines[at] = rng.choice((
            json.dumps(data, sort_keys=True).encode(),
            json.dumps(dict(reversed(data.items())), separators=(",", ":")).encode(),
            lines[at].replace(b'"seq":', b'"seq":99,"seq":', 1),
            lines[at].replace(b'"tool"', b'"t\\u006fol"', 1),
            lines[at].decode().encode("utf-16"), lines[at] + b"\r", b"\xef\xbb\xbf" + lines[at]))
        return f"line {at + 1} written otherwise"

    return _lines(root, change)


MUTATIONS: tuple[Mutate, ...] = (
    flip_bit, change_byte, delete_bytes, insert_bytes, swap_bytes, truncate, append_bytes,
    overwrite_run, delete_file, delete_folder, insert_file, insert_folder, swap_files, swap_alike,
    copy_over, duplicate_file, move_file, change_case, by_a_link, by_a_folder, by_a_file,
    packed_anew, delete_line, swap_lines, shuffle_lines, repeat_line, insert_line, change_value,
    write_otherwise,
)
