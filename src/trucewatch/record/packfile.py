"""The file of a pack: a ZIP whose every byte follows from what is in it.

Members are stored, not compressed again (Parquet and archived originals are compressed already),
the first is ``pack.json``, the others come by name, without times. So the same batches give the
same file on every computer, nothing in it can unpack to more than the file is long, and a change
of any byte shows. ZIP's own reader of the standard library passes over some of these bytes; this
one does not. Anybody can still look into the file with any ZIP program.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import secrets
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

from trucewatch.model.problem import shorten
from trucewatch.record.disk import TEMPORARY, make_folder, sync_folder
from trucewatch.record.errors import RecordError, error
from trucewatch.record.line import is_digest, is_table_name, parse_head

MANIFEST = "pack.json"
LINES = "lines.jsonl"
FORMAT = "trucewatch/pack@1"
MANIFEST_LARGEST = 64 << 20
LINES_LARGEST = 256 << 20
FILE_LARGEST = (4 << 30) - 1
"""Bytes of a pack: what a ZIP can say in its plain form, and a stick formatted FAT can hold."""
AGAIN = "copy the pack from the stick again, or have it packed again"

_CHUNK = 1 << 20
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_END64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR = struct.Struct("<4sLQL")
_VERSION, _FIRST_DAY, _MODE = 20, 33, 0o100644 << 16
_UNIX = 3 << 8
_MANY = 0xFFFF
_NAME = re.compile(
    rf"archive/([0-9a-f]{{2}})/\1[0-9a-f]{{62}}|proofs/[0-9a-f]{{64}}\.tsr|{re.escape(LINES)}"
    r"|segments/(?P<table>[a-z][a-z0-9_]{0,31})/[0-9]{8,15}\.parquet"
)

Source = bytes | Path


@dataclass(frozen=True)
class Member:
    """One file in a pack."""

    size: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What ``pack.json`` says."""

    record: str
    """Id of the sending record."""
    since: str
    """``SIZE:HEAD`` before the first line in the pack."""
    until: str
    """``SIZE:HEAD`` over the last line in the pack."""
    peaks: tuple[str, ...]
    """Peaks of the tree at `since`: from them and the lines every head follows."""
    path: tuple[str, ...]
    """Consistency proof from `since` to `until`."""
    members: Mapping[str, Member]
    format: str = FORMAT

    def text(self) -> bytes:
        """Write it in the one way it is written."""
        return json.dumps(asdict(self), indent=1, sort_keys=True).encode("ascii") + b"\n"


def write_pack(target: Path, manifest: Manifest, sources: Mapping[str, Source]) -> int:
    """Write a pack under a temporary name, bring it to the disk, then give it its name.

    Parameters
    ----------
    target
        File to write; one of that name is replaced.
    manifest
        What is in it, `members` included.
    sources
        Bytes or file of every member.

    Returns
    -------
    int
        Bytes of the pack.

    Raises
    ------
    RecordError
        When a member is no longer what the manifest says, or the pack would be too long.
    """
    temporary = target.with_name(f"{target.name[:40]}-{secrets.token_hex(4)}{TEMPORARY}")
    try:
        with temporary.open("xb") as stream:
            _write(stream, manifest, sources)
            stream.flush()
            os.fsync(stream.fileno())
            size = stream.tell()
        temporary.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
    sync_folder(target.parent)
    return size


def _write(stream: BinaryIO, manifest: Manifest, sources: Mapping[str, Source]) -> None:
    text = manifest.text()
    total = len(text) + sum(m.size + 300 for m in manifest.members.values()) + 1000
    if total > FILE_LARGEST or len(text) > MANIFEST_LARGEST:
        raise error(MANIFEST, "pack_too_large", found=f"about {total} bytes",
                    expected=f"at most {FILE_LARGEST}, what a stick formatted FAT can hold",
                    mend="pack a copy of the record as it was earlier first, then go on from its "
                         "head with --since")
    places = []
    wanted = {MANIFEST: measure(text), **manifest.members}
    for name in _in_order(wanted):
        source: Source = text if name == MANIFEST else sources[name]
        crc = 0
        for part in _parts(source):
            crc = zlib.crc32(part, crc)
        places.append((name, wanted[name].size, crc, stream.tell()))
        stream.write(_local(name, wanted[name].size, crc))
        state = hashlib.sha256()
        for part in _parts(source):
            state.update(part)
            stream.write(part)
        if state.hexdigest() != wanted[name].sha256:
            raise error(name, "altered_file", found="a file that changed while it was packed",
                        mend="verify the record, then pack again")
    stream.write(_directory(places, stream.tell()))


def measure(source: Source) -> Member:
    """Size and digest of bytes or of a file."""
    state, size = hashlib.sha256(), 0
    for part in _parts(source):
        state.update(part)
        size += len(part)
    return Member(size, state.hexdigest())


def _parts(source: Source) -> Iterator[bytes]:
    if isinstance(source, bytes):
        yield source
        return
    with source.open("rb") as stream:
        while part := stream.read(_CHUNK):
            yield part


def _in_order(names: Iterable[str]) -> list[str]:
    return sorted(names, key=lambda name: (name != MANIFEST, name))


def _local(name: str, size: int, crc: int) -> bytes:
    data = name.encode("ascii")
    return _LOCAL.pack(b"PK\x03\x04", _VERSION, 0, 0, 0, _FIRST_DAY, crc, size, size, len(data),
                       0) + data


def _directory(places: list[tuple[str, int, int, int]], start: int) -> bytes:
    """ZIP's list of members, which stands at the end."""
    entries = bytearray()
    for name, size, crc, at in places:
        data = name.encode("ascii")
        entries += _CENTRAL.pack(
            b"PK\x01\x02", _UNIX | _VERSION, _VERSION, 0, 0, 0, _FIRST_DAY, crc, size, size,
            len(data), 0, 0, 0, 0, _MODE, at) + data
    count, length = len(places), len(entries)
    more = b""
    if count >= _MANY:
        more = _END64.pack(b"PK\x06\x06", _END64.size - 12, _UNIX | 45, 45, 0, 0, count, count,
                           length, start)
        more += _LOCATOR.pack(b"PK\x06\x07", 0, start + length, 1)
    shown = min(count, _MANY)
    return bytes(entries) + more + _END.pack(b"PK\x05\x06", 0, 0, shown, shown, length, start, 0)


def looks_like_pack(file: Path) -> bool:
    """Tell whether a file begins as a pack does."""
    with file.open("rb") as stream:
        head = stream.read(_LOCAL.size + len(MANIFEST))
    return head[:4] == b"PK\x03\x04" and head[_LOCAL.size :] == MANIFEST.encode("ascii")


def unpack(file: Path, into: Path) -> Manifest:
    """Check the file of a pack byte for byte and lay its members in an empty folder.

    Raises
    ------
    RecordError
        ``not_a_pack``, ``newer_format``, ``altered_pack`` or ``odd_member``.
    """
    with file.open("rb") as stream:
        text = _first(stream, file.name)
        manifest = read_manifest(text, file.name)
        wanted = {MANIFEST: measure(text), **manifest.members}
        _check_length(stream, wanted, file.name)
        stream.seek(0)
        places = []
        for name in _in_order(wanted):
            at = stream.tell()
            crc = _lay(stream, name, wanted[name], into, file.name)
            places.append((name, wanted[name].size, crc, at))
        expected = _directory(places, stream.tell())
        if stream.read(len(expected) + 1) != expected:
            raise _altered(file.name, "", "a list of members, as it was written")
    return manifest


def _first(stream: BinaryIO, file: str) -> bytes:
    head = stream.read(_LOCAL.size + len(MANIFEST))
    if head[:4] != b"PK\x03\x04" or head[_LOCAL.size :] != MANIFEST.encode("ascii"):
        raise error(file, "not_a_pack", found="a file that does not begin as a pack does",
                    expected="what trucewatch pack wrote",
                    mend="name the file itself; a pack is passed on whole, never zipped again")
    size = _LOCAL.unpack(head[: _LOCAL.size])[8]
    if size > MANIFEST_LARGEST:
        raise _altered(file, MANIFEST, f"at most {MANIFEST_LARGEST} bytes")
    text = stream.read(size)
    if head != _local(MANIFEST, len(text), zlib.crc32(text)):
        raise _altered(file, MANIFEST, "what its check sum says")
    return text


def _check_length(stream: BinaryIO, wanted: Mapping[str, Member], file: str) -> None:
    """Compare the length that follows from the manifest, before anything is laid anywhere."""
    stream.seek(0, os.SEEK_END)
    body = sum(_LOCAL.size + len(name) + member.size for name, member in wanted.items())
    expected = body + len(_directory([(name, 0, 0, 0) for name in wanted], 0))
    if stream.tell() != expected:
        raise error(file, "altered_pack", found=f"{stream.tell()} bytes",
                    expected=f"{expected}, as its {MANIFEST} says", mend=AGAIN)


def _lay(stream: BinaryIO, name: str, member: Member, into: Path, file: str) -> int:
    """Lay one member in the folder, compared with its digest; its check sum is returned."""
    head = stream.read(_LOCAL.size + len(name))
    path = into / name
    make_folder(path.parent)
    state, crc, left = hashlib.sha256(), 0, member.size
    with path.open("xb") as out:
        while left and (part := stream.read(min(_CHUNK, left))):
            left -= len(part)
            state.update(part)
            crc = zlib.crc32(part, crc)
            out.write(part)
    if left or state.hexdigest() != member.sha256:
        raise _altered(file, name, f"content with digest {member.sha256}")
    if head != _local(name, member.size, crc):
        raise _altered(file, name, "a head of this member, as it was written")
    return crc


def _altered(file: str, name: str, expected: str) -> RecordError:
    return error(file, "altered_pack", found=f"{name or 'an end'} that is something else",
                 expected=expected, mend=AGAIN)


def read_manifest(text: bytes, file: str) -> Manifest:
    """Read ``pack.json`` strictly.

    Raises
    ------
    RecordError
        When its format is newer, or it is not in the form `Manifest.text` writes.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        data = None
    said = data.get("format") if isinstance(data, dict) else None
    version = re.fullmatch(r"trucewatch/pack@([0-9]{1,6})", said) if isinstance(said, str) else None
    if version is not None and int(version[1]) > 1:
        raise error(file, "newer_format", found=version[0], expected=FORMAT,
                    mend="install the newer trucewatch it was packed with")
    if not isinstance(data, dict) or said != FORMAT:
        raise error(file, "not_a_pack", found=shorten(said), expected=FORMAT, mend=AGAIN)
    for what, right in _SHAPES.items():
        if what not in data or not right(data[what]):
            raise _altered(file, f"{MANIFEST}, {what},", "as trucewatch pack writes it")
    for name in data["members"]:
        found = _NAME.fullmatch(name)
        if found is None or (found["table"] and not is_table_name(found["table"])):
            raise error(file, "odd_member", found=shorten(name), mend=AGAIN,
                        expected="only names of the record's own forms")
    try:
        made = Manifest(**{
            **data, "peaks": tuple(data["peaks"]), "path": tuple(data["path"]),
            "members": {name: Member(**member) for name, member in data["members"].items()}})
    except TypeError:
        raise _altered(file, MANIFEST, "exactly the fields trucewatch pack writes") from None
    if made.text() != text:
        raise _altered(file, MANIFEST, "sorted names, each once")
    if made.members.get(LINES, Member(LINES_LARGEST + 1, "")).size > LINES_LARGEST:
        raise error(file, "odd_member", found="no lines, or too many", mend=AGAIN,
                    expected=f"{LINES} of at most {LINES_LARGEST} bytes")
    return made


def _head_ok(value: object) -> bool:
    try:
        size, head = parse_head(value if isinstance(value, str) else "")
    except ValueError:
        return False
    return value == f"{size}:{head}"


def _member_ok(value: object) -> bool:
    return (
        isinstance(value, dict) and type(value.get("size")) is int
        and 0 <= value["size"] <= FILE_LARGEST and is_digest(value.get("sha256"))
    )


def _hashes(value: object) -> bool:
    return isinstance(value, list) and all(map(is_digest, value))


def _members(value: object) -> bool:
    return isinstance(value, dict) and all(map(_member_ok, value.values()))


_SHAPES: Mapping[str, Callable[[Any], bool]] = {
    "record": is_digest, "since": _head_ok, "until": _head_ok, "peaks": _hashes, "path": _hashes,
    "members": _members,
}
