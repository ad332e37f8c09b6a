"""The file of a WhatsApp export: a text, or a ZIP with the text and the media.

Names of exports and of media hold names of people, so no Problem shows any: the export is called
`NAME`, and a file of it by its number.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from trucewatch.sources.forms import read_all
from trucewatch.sources.interface import SourceError, not_this_form, too_large

NAME = "export"
MAX_TEXT = 50_000_000
MAX_MEDIA = 20_000_000
"""A picture larger than this is not looked at."""
MAX_EXPORT = 2_000_000_000


@dataclass
class Export:
    """An opened export."""

    text: str
    digest: str
    """SHA-256 of the file handed over."""
    _archive: zipfile.ZipFile | None = None
    _entries: Mapping[str, Sequence[zipfile.ZipInfo]] = field(default_factory=dict)

    def media(self, name: str) -> bytes | None:
        """Bytes of a file a message names; ``None`` where the export does not hold it.

        Raises
        ------
        ValueError
            When it is too large, cannot be unpacked, or which of several is meant is not told.
        """
        entry, *others = self._entries.get(name, (None,))
        if entry is None or self._archive is None:
            return None
        if others:
            raise ValueError("one of several files of one name")
        try:
            with self._archive.open(entry) as stream:
                data = stream.read(MAX_MEDIA + 1)
        except Exception as error:  # zipfile raises whatever its parsers raise
            raise ValueError("a file that cannot be unpacked") from error
        if len(data) > MAX_MEDIA:
            raise ValueError(f"a file of more than {MAX_MEDIA} bytes")
        return data

    def close(self) -> None:
        """Close the ZIP, if it is one."""
        if self._archive is not None:
            self._archive.close()

    @property
    def names(self) -> set[str]:
        """Names of all media it holds."""
        return set(self._entries)


def open_export(path: Path) -> Export:
    """Open an export, a text or a ZIP.

    Raises
    ------
    SourceError
        When it is too large, torn, holds no single text, or is no text in UTF-8.
    OSError
        When the file cannot be read.
    """
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
        stream.seek(0)
        packed = stream.read(2) == b"PK"
        stream.seek(0)
        if not packed:
            return Export(_text(stream), digest)
    try:
        archive = zipfile.ZipFile(path)
    except Exception as error:
        raise not_this_form(NAME, type(error).__name__, "a whole ZIP file") from error
    try:
        return _unpacked(archive, digest)
    except BaseException:
        archive.close()
        raise


def _unpacked(archive: zipfile.ZipFile, digest: str) -> Export:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if (size := sum(entry.file_size for entry in entries)) > MAX_EXPORT:
        raise SourceError(too_large(NAME, f"{size} bytes unpacked"))
    texts = [entry for entry in entries if entry.filename.lower().endswith(".txt")]
    chats = [e for e in texts if PurePosixPath(e.filename).name == "_chat.txt"] or texts
    if len(chats) != 1:
        raise not_this_form(NAME, f"{len(chats)} texts", "one text with the messages")
    try:
        with archive.open(chats[0]) as member:
            text = _text(cast("BinaryIO", member))
    except SourceError:
        raise
    except Exception as error:
        raise not_this_form(NAME, type(error).__name__, "a ZIP that can be unpacked") from error
    media: dict[str, list[zipfile.ZipInfo]] = {}
    for entry in entries:
        if entry is not chats[0]:
            media.setdefault(PurePosixPath(entry.filename).name, []).append(entry)
    return Export(text, digest, archive, media)


def _text(stream: BinaryIO) -> str:
    """The text of an export, of one size at most however it came."""
    data = stream.read(MAX_TEXT + 1)
    if len(data) > MAX_TEXT:
        raise SourceError(too_large(NAME, f"a text of more than {MAX_TEXT} bytes", MAX_TEXT))
    return read_all(io.BytesIO(data), NAME)
