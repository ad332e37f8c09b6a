"""Writing files so that a crash leaves the old or the new state, never half of one."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from pathlib import Path

TEMPORARY = ".tmp"
"""Suffix of a file being written; a reader passes over it, the next writer too."""


def write_whole(path: Path, data: bytes) -> None:
    """Write a file under a temporary name, bring it to the disk, then give it its name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name[:40]}-{secrets.token_hex(4)}{TEMPORARY}")
    try:
        write_new(temporary, data)
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def write_new(path: Path, data: bytes) -> None:
    """Write a file that is not there yet and bring it to the disk."""
    with path.open("xb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def sync_file(path: Path) -> None:
    """Bring a file somebody else wrote to the disk."""
    with path.open("r+b") as stream:
        os.fsync(stream.fileno())


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk, where the system can open a folder at all."""
    flag = getattr(os, "O_DIRECTORY", None)
    if flag is None:
        return
    handle = os.open(folder, os.O_RDONLY | flag)
    try:
        os.fsync(handle)
    except OSError as refused:
        # Some network file systems cannot sync a folder at all; the files themselves are synced.
        if refused.errno not in {errno.EINVAL, errno.ENOTSUP, errno.EBADF}:
            raise
    finally:
        os.close(handle)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, and bring their names to the disk."""
    missing = []
    while not folder.is_dir():
        missing.append(folder)
        folder = folder.parent
    for made in reversed(missing):
        made.mkdir(exist_ok=True)
        sync_folder(made.parent)
