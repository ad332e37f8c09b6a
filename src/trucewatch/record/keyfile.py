"""The files and the cipher of a vault; which key seals what, `trucewatch.record.vault` knows.

Files are read within bounds, written whole, and overwritten before they go.
"""

from __future__ import annotations

import base64 as b64
import contextlib
import json
import os
import re
import secrets
import stat
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeGuard

from trucewatch.model.problem import shorten
from trucewatch.record.disk import TEMPORARY, sync_folder, write_whole
from trucewatch.record.errors import RecordError, problem

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESSIV

NAME = "vault.json"
"""File with the wrapped master key; a folder that has one is a vault."""
KEYS = "keys"
LOCK = "vault.lock"
MAX_BYTES = 4096
"""No file of a vault is longer; a longer one is not read."""
LOCK_SECONDS = 30.0
"""How long a writer waits for another one."""

BLOCK = 32
"""Texts are padded to a multiple of so many bytes, so that their length tells little."""
MAX_SCRYPT = (2**21, 32, 4)
"""Most that is read of n times r (256 MiB), of r and of p."""

_OURS = re.compile(rf"{LOCK}|{NAME}-[0-9a-f]{{8}}{re.escape(TEMPORARY)}")
_KEY_ID = re.compile(r"[0-9a-f]{64}")
_RESTORE = "restore it from a copy of the key folder"


class VaultError(RecordError):
    """A key or a sealed value cannot be made or opened; says nothing of the value itself.

    Files of its Problems are relative to the key folder.
    """


def error(
    file: str, code: str, *, field: str = "", found: str = "", expected: str = "", mend: str = ""
) -> VaultError:
    """Make a `VaultError` about one file of the vault."""
    return VaultError(
        problem(file, code, field=field, found=found, expected=expected, mend=mend)
    )


@contextlib.contextmanager
def disk_errors(file: str, code: str) -> Iterator[None]:
    """Turn what the system refuses into a `VaultError` of that code."""
    try:
        yield
    except (OSError, RuntimeError, ValueError) as refused:
        # ValueError: a path no system can hold; RuntimeError: links in a circle.
        why = getattr(refused, "strerror", None) or str(refused)
        raise error(file, code, found=shorten(why),
                    expected="a folder this user can read and write",
                    mend="look at the permissions of the key folder and the space left") from None


def check_key_id(key_id: object) -> str:
    """Return a key id; the one place that lets a text become a path.

    Raises
    ------
    VaultError
        ``not_a_key_id``, when it is anything but 64 hexadecimal digits in lower case.
    """
    if isinstance(key_id, str) and _KEY_ID.fullmatch(key_id):
        return key_id
    # What was found is not shown: it may be the value of a person, passed by mistake.
    raise error(KEYS, "not_a_key_id", expected="64 hexadecimal digits in lower case")


def key_name(key_id: str) -> str:
    """Name of a key's file, relative to the key folder."""
    return f"{KEYS}/{key_id[:2]}/{key_id}"


def look(folder: Path) -> bool:
    """Tell whether a folder holds a vault; ``False`` where one could be made.

    Raises
    ------
    VaultError
        ``not_a_vault``, when it is no folder or holds other things: those are never touched.
    """
    with disk_errors(NAME, "unreadable"):
        if os.path.lexists(folder / NAME):
            return True
        if not os.path.lexists(folder):
            return False
        if folder.is_dir():
            others = sorted(p.name for p in folder.iterdir() if not _OURS.fullmatch(p.name))
            if not others:
                return False
        else:
            others = ["a file"]
    mend = "give an empty folder, or one that is not there yet"
    if KEYS in others:
        mend = f"restore {NAME} from a copy of the key folder: without it these keys open nothing"
    raise error(NAME, "not_a_vault", found=shorten(", ".join(others)),
                expected="a key folder, or an empty one", mend=mend)


def inside(folder: Path, record: Path) -> bool:
    """Tell whether a folder is the record or lies in it, as written or with its links followed."""
    with disk_errors(NAME, "unreadable"):
        outer = record.resolve()
        starts = (folder.resolve(), Path(os.path.abspath(folder)))  # noqa: PTH100 (links kept)
        places = {place for start in starts for place in (start, *start.parents)}
        return outer in places or any(_same(place, outer) for place in places)


def _same(one: Path, other: Path) -> bool:
    # By the file system's own word: names may differ in case, or by a mount.
    try:
        return one.samefile(other)
    except OSError:
        return False


def make_folder(folder: Path) -> None:
    """Make a folder only this user can enter, and bring its name to the disk."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _only_mine(folder, 0o700)
    sync_folder(folder.parent)


def _only_mine(path: Path, mode: int) -> None:
    if os.name == "posix":
        # A file system without modes (a memory stick) refuses; the keys are wrapped all the same.
        with contextlib.suppress(OSError):
            path.chmod(mode)


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the vault's lock: of two writers that need a new key, only one makes it."""
    from filelock import FileLock, Timeout  # noqa: PLC0415 (slow to load, and seldom needed)

    lock = FileLock(folder / LOCK, timeout=LOCK_SECONDS, mode=0o600)
    with disk_errors(LOCK, "cannot_write"):
        try:
            lock.acquire()
        except Timeout:
            raise error(LOCK, "vault_in_use", found="a lock held by another program",
                        expected="one writer at a time", mend="wait for it to end") from None
    try:
        yield
    finally:
        lock.release()


def line(value: Mapping[str, object]) -> bytes:
    """Write a value as the one line a file of a vault consists of."""
    return json.dumps(value, separators=(",", ":")).encode() + b"\n"


def parse(data: bytes) -> dict[str, Any] | None:
    """Read a line; ``None`` when it is not exactly as `line` writes it."""
    try:
        value = json.loads(data.decode("ascii"))
        return value if isinstance(value, dict) and line(value) == data else None
    except (ValueError, RecursionError):
        return None


def read(folder: Path, name: str, code: str) -> bytes | None:
    """Read a file of a vault; ``None`` when it is not there.

    Raises
    ------
    VaultError
        ``unreadable``, or `code` when it is no plain file or too long.
    """
    path = folder / name
    with disk_errors(name, "unreadable"):
        try:
            plain = stat.S_ISREG(path.lstat().st_mode)
        except FileNotFoundError:
            return None
        if plain:
            with path.open("rb") as stream:
                data = stream.read(MAX_BYTES + 1)
            if len(data) <= MAX_BYTES:
                return data
    raise error(name, code, found="more bytes than a vault writes" if plain else "no plain file",
                expected=f"a plain file of at most {MAX_BYTES} bytes", mend=_RESTORE)


def write(folder: Path, name: str, value: Mapping[str, object]) -> None:
    """Write a file of a vault, whole, for this user only."""
    path = folder / name
    with disk_errors(name, "cannot_write"):
        write_whole(path, line(value))
        _only_mine(path, 0o600)


def read_key(folder: Path, key_id: str) -> str | datetime | None:
    """Read a key's file: the wrapped key, the instant it was erased, or ``None``.

    Raises
    ------
    VaultError
        ``altered_key`` or ``unreadable``.
    """
    name = key_name(check_key_id(key_id))
    data = read(folder, name, "altered_key")
    if data is None:
        return None
    match parse(data):
        case {"wrapped": str(wrapped), **rest} if not rest:
            return wrapped
        case {"erased": str(text), **rest} if not rest and (when := _instant(text)):
            return when
    raise altered_key(key_id)


def altered_key(key_id: str) -> VaultError:
    """Say that a key's file is not as it was written."""
    return error(key_name(key_id), "altered_key", found="bytes that are no key of this vault",
                 expected="the key as written, or its tombstone",
                 mend=f"{_RESTORE}; if it was being erased, erase it again")


def write_key(folder: Path, key_id: str, wrapped: str) -> None:
    """Write a wrapped key; only under the lock."""
    make_key_folder(folder, key_id)
    write(folder, key_name(key_id), {"wrapped": wrapped})


def write_tombstone(folder: Path, key_id: str, when: str) -> bool:
    """Overwrite what a key's file holds, then replace it by a tombstone; only under the lock.

    Returns
    -------
    bool
        Whether there was a file.
    """
    place = make_key_folder(folder, key_id)
    name = key_name(key_id)
    path = folder / name
    there = os.path.lexists(path)
    with disk_errors(name, "cannot_write"):
        # Left by a writer that was killed: the lock is held, so nobody else is at it.
        for left in place.glob(f"{key_id[:40]}-*{TEMPORARY}"):
            _overwrite(left, name)
            left.unlink()
        if there:
            _overwrite(path, name)
    write(folder, name, {"erased": when})
    return there


def _overwrite(path: Path, name: str) -> None:
    found = path.lstat()
    if not stat.S_ISREG(found.st_mode) or found.st_size > MAX_BYTES:
        raise error(name, "altered_key", found="no plain file, or a long one",
                    expected="a key as written",
                    mend="see what was put in the place of the key and take it away by hand")
    with path.open("r+b") as stream:
        stream.write(secrets.token_bytes(max(found.st_size, 1)))
        stream.flush()
        os.fsync(stream.fileno())


def make_key_folder(folder: Path, key_id: str) -> Path:
    """Make the folder of a key's file, which must not be a link to somewhere else."""
    place = folder / KEYS / check_key_id(key_id)[:2]
    with disk_errors(KEYS, "cannot_write"):
        if place.resolve() != folder.resolve() / KEYS / key_id[:2]:
            raise error(KEYS, "altered_vault", found="a link in the place of a folder",
                        expected="folders of the vault's own", mend=_RESTORE)
        if not place.is_dir():
            for part in (place.parent, place):
                make_folder(part)
    return place


def stored_keys(folder: Path) -> list[str]:
    """Ids that have a key or a tombstone, sorted; other files are passed over."""
    with disk_errors(KEYS, "unreadable"):
        return sorted(
            path.name for path in (folder / KEYS).glob("*/*")
            if _KEY_ID.fullmatch(path.name) and path.parent.name == path.name[:2]
        )


def _instant(text: str) -> datetime | None:
    try:
        when = datetime.fromisoformat(text)
        return when if stamp(when) == text else None
    except (ValueError, VaultError):
        return None


def kdf_in_bounds(kdf: object) -> TypeGuard[Mapping[str, Any]]:
    """Tell whether a hostile file asks for no more memory and time than a machine has."""
    match kdf:
        case {"name": "none", **rest}:
            return not rest
        case {"name": "scrypt", "n": int(n), "r": int(r), "p": int(p), **rest}:
            small = r <= MAX_SCRYPT[1] and p <= MAX_SCRYPT[2] and n * r <= MAX_SCRYPT[0]
            number = all(type(part) is int and part > 0 for part in (n, r, p))
            return not rest and number and small and n > 1 and n & (n - 1) == 0
    return False


def stamp(when: datetime) -> str:
    """Write an instant in UTC with microseconds.

    Raises
    ------
    VaultError
        ``no_time_zone``.
    """
    # Its zone can move the first or the last day there is out of the calendar.
    with contextlib.suppress(OverflowError):
        if when.utcoffset() is not None:
            exact = when.astimezone(UTC).replace(tzinfo=None)
            return exact.isoformat(timespec="microseconds") + "Z"
    raise error(KEYS, "no_time_zone", found=shorten(when), expected="an instant with a time zone")


def _siv(key: bytes) -> AESSIV:
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415 (slow to load)
    from cryptography.hazmat.primitives.ciphers.aead import AESSIV  # noqa: PLC0415

    try:
        return AESSIV(key)
    except UnsupportedAlgorithm:
        raise error(NAME, "no_encryption", found="a cryptography library without AES-SIV",
                    expected="one built on OpenSSL 3", mend="install its own wheel") from None


def encrypt(key: bytes, data: bytes, *about: bytes) -> bytes:
    """Encrypt bytes by AES-256-SIV, bound to what they are about."""
    try:
        return _siv(key).encrypt(data, list(about))
    except OverflowError:
        raise error(KEYS, "too_large", found=f"{len(data)} bytes", expected="less than 2 GiB",
                    mend="split it before it is recorded") from None


def decrypt(key: bytes, data: bytes, *about: bytes) -> bytes | None:
    """Decrypt bytes; ``None`` when anything differs from what was encrypted."""
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415 (slow to load)

    try:
        return _siv(key).decrypt(data, list(about))
    except (InvalidTag, ValueError, OverflowError):
        return None


def utf8(text: str) -> bytes:
    """Encode a text; a lone surrogate, from broken JSON or a file name, is kept as it is."""
    return text.encode("utf-8", "surrogatepass")


def pad(data: bytes) -> bytes:
    """Add one 0x80 and zeros up to a multiple of `BLOCK` (ISO/IEC 7816-4)."""
    return data + b"\x80" + bytes(-(len(data) + 1) % BLOCK)


def unpad(data: bytes) -> bytes | None:
    """Take off what `pad` added."""
    end = data.rstrip(b"\0")
    return end[:-1] if end.endswith(b"\x80") else None


def base64(data: bytes) -> str:
    """Write bytes in the base64 of web addresses, without padding."""
    return b64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_base64(text: str) -> bytes | None:
    """Read what `base64` wrote; ``None`` for any other spelling of the same bytes."""
    try:
        data = b64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return None
    return data if base64(data) == text else None
