"""Pictures without what they say of place, device and person: JPEG and PNG, or refused.

Only what draws the picture is kept; every segment or chunk that could hold where, when, by which
device or by whom it was taken is left out, as is whatever follows the end of the picture. Other
types are refused: a file whose metadata this cannot take out is never stored. What can be *seen* in
a picture stays: faces, signs and skylines are for people to judge.
"""

from __future__ import annotations

import zlib

JPEG, PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
TYPES = {"image/jpeg": ".jpg", "image/png": ".png"}

_SOI, _EOI, _SOS, _TEM = 0xD8, 0xD9, 0xDA, 0x01
_RST = range(0xD0, 0xD8)
_ADOBE = 0xEE
_DRAWING = {
    0xC0, 0xC1, 0xC2, 0xC3, 0xC4, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCC, 0xCD, 0xCE, 0xCF,
    0xDB, 0xDC, 0xDD, 0xDE, 0xDF,
}
"""Frames, tables of coding and quantisation, restart intervals."""
_CHUNKS = {
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"bKGD",
    b"pHYs", b"acTL", b"fcTL", b"fdAT",
}
_JFIF = b"\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
"""A head that says nothing of the picture it came with (its own may hold a small picture)."""


class Unsafe(ValueError):
    """A file whose metadata cannot be taken out; the message says why."""


def bare(data: bytes) -> tuple[bytes, str]:
    """Return the picture without metadata, and its type.

    Raises
    ------
    Unsafe
        When it is no JPEG or PNG, or not whole.
    """
    if data.startswith(JPEG):
        return _jpeg(data), "image/jpeg"
    if data.startswith(PNG):
        return _png(data), "image/png"
    raise Unsafe("a type whose metadata cannot be taken out; only JPEG and PNG are kept")


def _jpeg(data: bytes) -> bytes:
    parts, at = [data[:2], _JFIF], 2
    while True:
        at, marker = _marker(data, at)
        if marker == _EOI:
            parts.append(b"\xff\xd9")
            return b"".join(parts)
        if marker == _TEM or marker in _RST:
            raise Unsafe("a JPEG with a marker out of place")
        length = int.from_bytes(data[at:at + 2], "big")
        if length < 2 or at + length > len(data):  # noqa: PLR2004 - a length counts itself
            raise Unsafe("a JPEG that is torn")
        segment = data[at - 2:at + length]
        adobe = marker == _ADOBE and data[at + 2:at + 7] == b"Adobe" and length == 14  # noqa: PLR2004
        if marker in _DRAWING or marker == _SOS or adobe:
            parts.append(b"\xff" + segment[1:])
        at += length
        if marker == _SOS:
            end = _scan(data, at)
            parts.append(data[at:end])
            at = end


def _marker(data: bytes, at: int) -> tuple[int, int]:
    """Place after the next marker, and which it is."""
    if at >= len(data) or data[at] != 0xFF:  # noqa: PLR2004 - how every marker begins
        raise Unsafe("a JPEG that is torn")
    while at < len(data) and data[at] == 0xFF:  # noqa: PLR2004 - fill bytes
        at += 1
    if at >= len(data) or data[at] in (0, _SOI):
        raise Unsafe("a JPEG that is torn, or two in one")
    return at + 1, data[at]


def _scan(data: bytes, at: int) -> int:
    """Where the coded picture ends: before the next marker that is none of its own."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0 or at + 1 >= len(data):
            raise Unsafe("a JPEG that is torn")
        if data[at + 1] != 0 and data[at + 1] not in _RST:
            return at
        at += 2


def _png(data: bytes) -> bytes:
    parts, at = [PNG], len(PNG)
    while at < len(data):
        length = int.from_bytes(data[at:at + 4], "big")
        kind, end = data[at + 4:at + 8], at + 12 + length
        if end > len(data):
            break
        chunk = data[at:end]
        if int.from_bytes(chunk[-4:], "big") != zlib.crc32(chunk[4:-4]):
            raise Unsafe("a PNG with a wrong checksum")
        if kind in _CHUNKS:
            parts.append(chunk)
        if kind == b"IEND":
            return b"".join(parts)
        at = end
    raise Unsafe("a PNG that is torn")
