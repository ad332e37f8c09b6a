"""The archive: bytes exactly as received, named by their digest, compressed at rest."""

from __future__ import annotations

import gzip
import hashlib
import re
import zlib
from pathlib import Path

from trucewatch.model.problem import shorten
from trucewatch.record.disk import write_whole
from trucewatch.record.errors import error

FOLDER = "archive"
_DIGEST = re.compile(r"[0-9a-f]{64}")


def sha256(data: bytes) -> str:
    """SHA-256 of bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def is_digest(text: object) -> bool:
    """Tell whether a value is a SHA-256 in lower-case hexadecimal."""
    return isinstance(text, str) and _DIGEST.fullmatch(text) is not None


class Archive:
    """Objects of a record under ``archive/<aa>/<sha256>``.

    Parameters
    ----------
    root
        Folder of the record.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, data: bytes) -> str:
        """Keep bytes, once; return their SHA-256.

        Raises
        ------
        RecordError
            When an object of that name is there already and holds something else: it was altered,
            and overwriting it would hide that.
        """
        digest = sha256(data)
        if self.has(digest):
            self.get(digest)
        else:
            # No time and no file name in the header: the same bytes make the same object.
            write_whole(self._path(digest), gzip.compress(data, 6, mtime=0))
        return digest

    def get(self, digest: str) -> bytes:
        """Return the bytes of that digest, verified.

        Raises
        ------
        RecordError
            When there is no such object, or its content no longer has that digest.
        """
        path = self._path(digest)
        name = _name(digest)
        try:
            data = gzip.decompress(path.read_bytes())
        except FileNotFoundError:
            raise error(name, "missing_object", expected="the archived bytes of that digest",
                        mend="restore it from a copy of the record") from None
        except (gzip.BadGzipFile, EOFError, zlib.error):
            raise error(name, "altered_object", found="bytes that do not decompress",
                        expected="a gzip file as written",
                        mend="restore it from a copy of the record") from None
        if sha256(data) != digest:
            raise error(name, "altered_object", found=f"content with digest {sha256(data)}",
                        expected=f"content with digest {digest}",
                        mend="restore it from a copy of the record")
        return data

    def has(self, digest: str) -> bool:
        """Tell whether an object of that digest is there; its content is not read."""
        return self._path(digest).is_file()

    def _path(self, digest: str) -> Path:
        # Checked here, in the one place that makes a path of it: no name can climb out.
        if not is_digest(digest):
            raise error(FOLDER, "not_a_digest", found=shorten(digest),
                        expected="64 hexadecimal digits in lower case")
        return self.root / FOLDER / digest[:2] / digest


def _name(digest: str) -> str:
    return f"{FOLDER}/{digest[:2]}/{digest}"
