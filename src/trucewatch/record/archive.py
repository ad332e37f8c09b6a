"""The archive: bytes exactly as received, named by their digest, compressed at rest."""

from __future__ import annotations

import gzip
from pathlib import Path

from trucewatch.model.problem import shorten
from trucewatch.record import walk
from trucewatch.record.errors import error
from trucewatch.record.line import is_digest, sha256


def compressed(data: bytes) -> bytes:
    """Stored form of an original: gzip without time or name, so that the same bytes repeat."""
    return gzip.compress(data, 6, mtime=0)


class Archive:
    """Originals of a record, to read. They are written by `Record.append`.

    Parameters
    ----------
    root
        Folder of the record.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def get(self, digest: str) -> bytes:
        """Return the bytes of that digest, verified.

        Raises
        ------
        RecordError
            When there is no such object, or its content no longer has that digest.
        """
        name = self._name(digest)
        path = walk.plain(self.root, name)
        if path is None:
            raise error(name, "missing_object", expected="the archived bytes of that digest",
                        mend=walk.RESTORE)
        try:
            data = b"".join(walk.unpack(path))
        except ValueError as reason:
            raise error(name, "altered_object", found=str(reason),
                        expected="a gzip file as written", mend=walk.RESTORE) from None
        if sha256(data) != digest:
            raise error(name, "altered_object", found=f"content with digest {sha256(data)}",
                        expected=f"content with digest {digest}", mend=walk.RESTORE)
        return data

    def has(self, digest: str) -> bool:
        """Tell whether an object of that digest is there; its content is not read."""
        return walk.plain(self.root, self._name(digest)) is not None

    @staticmethod
    def _name(digest: str) -> str:
        # Checked here, in the one place that makes a path of it: no name can climb out.
        if not is_digest(digest):
            raise error("archive", "not_a_digest", found=shorten(digest),
                        expected="64 hexadecimal digits in lower case")
        return walk.archive_name(digest)
