"""PNG packed again: the renderer packs for speed, three times as large as it need be.

Only what is compressed is compressed anew; filters, pixels and all other chunks stay.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"
LEVEL = 6
"""Of zlib; higher ones take twice as long for a hundredth."""
_DATA = b"IDAT"


def packed(png: bytes) -> bytes:
    """Pack a PNG again; the pixels are the same.

    Parameters
    ----------
    png
        A whole file as a renderer of ours made it, not one from outside: it is not checked.
    """
    data = b"".join(body for kind, body in _chunks(png) if kind == _DATA)
    smaller = zlib.compress(zlib.decompress(data), LEVEL)
    out, written = [SIGNATURE], False
    for kind, body in _chunks(png):
        if kind != _DATA:
            out.append(_chunk(kind, body))
        elif not written:
            out.append(_chunk(kind, smaller))
            written = True
    return b"".join(out)


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Kind and body of each chunk."""
    at = len(SIGNATURE)
    while at < len(png):
        (size,) = struct.unpack_from(">I", png, at)
        yield png[at + 4:at + 8], png[at + 8:at + 8 + size]
        at += 12 + size


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
