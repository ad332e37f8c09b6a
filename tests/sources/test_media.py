"""Pictures lose what they say of place, device and person, and keep every byte that draws."""

from __future__ import annotations

import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.sources.media import Unsafe, bare


def segment(marker: int, data: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(data) + 2) + data


def exif() -> bytes:
    """EXIF with an invented device and a place (latitude N 52 13 37)."""
    entries = [
        struct.pack(">HHII", 0x010F, 2, 12, 38),
        struct.pack(">HHII", 0x8825, 4, 1, 50),
    ]
    ifd = struct.pack(">H", 2) + b"".join(entries) + struct.pack(">I", 0)
    gps = struct.pack(">H", 2) + struct.pack(">HHI", 1, 2, 2) + b"N\0\0\0" + struct.pack(
        ">HHII", 2, 5, 3, 80) + struct.pack(">I", 0)
    place = struct.pack(">6I", 52, 1, 13, 1, 37, 1)
    return b"Exif\0\0" + b"MM\0*\0\0\0\x08" + ifd + b"SecretPhone\0" + gps + place


TABLE = segment(0xDB, b"\0" + b"\x01" * 64)
FRAME = segment(0xC0, b"\x08\0\x01\0\x01\x01\x01\x11\0")
SCAN = segment(0xDA, b"\x01\x01\0\0\x3f\0") + b"\x12\xff\0\x34\xff\xd0\x56"
ADOBE = segment(0xEE, b"Adobe\0d\0\0\0\0\x01")
JPEG = (
    b"\xff\xd8" + segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0") + segment(0xE1, exif())
    + segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<exif:GPSLatitude>52</exif:GPSLatitude>")
    + segment(0xED, b"Photoshop 3.0\0City") + segment(0xFE, b"taken by SecretPhone")
    + ADOBE + TABLE + FRAME + SCAN + b"\xff\xd9" + b"SecretPhone trailer"
)


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


DRAWS = [chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)),
         chunk(b"IDAT", zlib.compress(b"\0\0")), chunk(b"IEND", b"")]
PNG = (b"\x89PNG\r\n\x1a\n" + DRAWS[0] + chunk(b"eXIf", exif()[6:])
       + chunk(b"tEXt", b"Author\0SecretPhone") + DRAWS[1] + DRAWS[2] + b"SecretPhone")


def test_a_jpeg_keeps_what_draws_and_nothing_else() -> None:
    clean, kind = bare(JPEG)
    assert kind == "image/jpeg"
    head = segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0")
    assert clean == b"\xff\xd8" + head + ADOBE + TABLE + FRAME + SCAN + b"\xff\xd9"
    for secret in (b"Secret", b"GPS", b"Exif", b"City", b"adobe.com"):
        assert secret not in clean


def test_a_png_keeps_what_draws_and_nothing_else() -> None:
    assert bare(PNG) == (b"\x89PNG\r\n\x1a\n" + b"".join(DRAWS), "image/png")


def test_once_clean_stays_as_it_is() -> None:
    for data in (JPEG, PNG):
        clean, kind = bare(data)
        assert bare(clean) == (clean, kind)


@pytest.mark.parametrize("data", [
    b"", b"GIF89a" + b"\0" * 20, b"RIFF\0\0\0\0WEBPVP8 ", b"\0\0\0\x18ftypmp42", b"OggS",
    JPEG[:60], JPEG[:-30], b"\xff\xd8\xff\xd8\xff\xd9", PNG[:40], PNG.replace(b"Author", b"Buthor"),
    b"%PDF-1.7",
])
def test_what_cannot_be_cleaned_is_refused(data: bytes) -> None:
    with pytest.raises(Unsafe):
        bare(data)


@given(cut=st.integers(0, len(JPEG)), junk=st.binary(max_size=40))
def test_any_bytes_are_cleaned_or_refused(cut: int, junk: bytes) -> None:
    for data in (JPEG[:cut] + junk + JPEG[cut:], PNG[:cut] + junk + PNG[cut:]):
        try:
            clean, _ = bare(data)
        except Unsafe:
            continue
        assert bare(clean)[0] == clean
