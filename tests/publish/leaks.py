"""Looks for secrets in every byte of a folder, however they are written down."""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import io
import json
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote, unquote

DEEPEST = 4
"""Archives within archives are opened as deep as this."""
FEWEST = 6
"""Letters and digits a secret has at least, to be looked for without what stands between them."""


def leaks(folder: Path, secrets: Iterable[str]) -> list[tuple[str, str, str]]:
    """File, secret and form of every secret found in a folder, in names of files too."""
    wanted = [(secret, list(forms(secret))) for secret in dict.fromkeys(secrets)]
    found = []
    clean: set[bytes] = set()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        name = path.relative_to(folder).as_posix()
        hits: dict[str, set[str]] = {}
        # A part at a time for all secrets: reading it in every way is what takes long. An archive
        # of the folder holds again what was found clean.
        for part in (name.encode(), *opened(name, path.read_bytes())):
            mark = hashlib.sha256(part).digest()
            if mark in clean:
                continue
            told = {secret: {form for form, needle in needles if needle in part}
                    | set(_read(part, secret)) for secret, needles in wanted}
            if not any(told.values()):
                clean.add(mark)
            for secret, seen in told.items():
                hits.setdefault(secret, set()).update(seen)
        found += [(name, secret, form) for secret, _ in wanted
                  for form in sorted(hits.get(secret, ()))]
    return found


def forms(secret: str) -> Iterator[tuple[str, bytes]]:
    """A secret as bytes, in every form looked for as it stands."""
    for kind in ("NFC", "NFKC", "NFD"):
        text = unicodedata.normalize(kind, secret)
        yield "plain", text.encode()
        yield "reversed", text[::-1].encode()
        yield "utf-16", text.encode("utf-16-le")
        yield "percent", quote(text, safe="").encode()
        yield "percent", "".join(f"%{b:02x}" for b in text.encode()).encode()
        yield "percent", "".join(f"%{b:02X}" for b in text.encode()).encode()
        yield "hex", text.encode().hex().encode()
        yield "hex", text.encode().hex().upper().encode()
        yield "escaped", json.dumps(text)[1:-1].encode()
        yield "entities", "".join(f"&#{ord(ch)};" for ch in text).encode()
        yield "entities", "".join(f"&#x{ord(ch):x};" for ch in text).encode()
        yield "entities", "".join(f"&#x{ord(ch):X};" for ch in text).encode()
        yield "entities", text.encode("ascii", "xmlcharrefreplace")
        yield "entities", html.escape(text).encode()
        for shift in range(3):
            yield "base64", _inside(text.encode(), shift)
            yield "base64", _inside(text.encode(), shift).translate(
                bytes.maketrans(b"+/", b"-_"))


def _inside(data: bytes, shift: int) -> bytes:
    """Base64 of bytes at one of three alignments, without what its neighbours would change."""
    coded = base64.b64encode(b"\0" * shift + data).rstrip(b"=")
    first = -(-shift * 8 // 6)
    last = (shift + len(data)) * 8 // 6
    return coded[first:last]


def _read(part: bytes, secret: str) -> Iterator[str]:
    """Forms in which a secret stands in a text once it is read as people or programs read it."""
    if not (text := part.decode("utf-8", "ignore")):
        return
    bare = squeezed(secret)
    for form, seen in _views(text):
        if len(bare) >= FEWEST and bare in seen:
            yield form


_SEEN: dict[int, list[tuple[str, str]]] = {}


def _views(text: str) -> list[tuple[str, str]]:
    """The letters and digits of a text, as it stands and unescaped, forwards and backwards."""
    key = hash(text)
    if key not in _SEEN:
        if len(_SEEN) > 64:
            _SEEN.clear()
        read = {"without spaces": text, "entities": html.unescape(text), "percent": unquote(text),
                "escaped": re.sub(r"\\u([0-9a-fA-F]{4})", lambda m: chr(int(m[1], 16)), text)}
        made = {form: squeezed(seen) for form, seen in read.items()}
        _SEEN[key] = [*made.items(), ("reversed", made["without spaces"][::-1])]
    return _SEEN[key]


def squeezed(text: str) -> str:
    """Letters and digits of a text alone: compatibility forms unified, digits as 0 to 9."""
    if text.isascii():
        return re.sub("[^a-z0-9]", "", text.lower())
    return "".join(
        str(unicodedata.digit(ch)) if ch.isdigit() else ch
        for ch in unicodedata.normalize("NFKD", text).casefold() if ch.isalnum())


def opened(name: str, data: bytes, depth: int = 0) -> Iterator[bytes]:
    """The bytes of a file, and of everything packed into it."""
    yield data
    if depth >= DEEPEST:
        return
    if data[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for inner in archive.namelist():
                yield inner.encode()
                yield from opened(inner, archive.read(inner), depth + 1)
    elif data[:2] == b"\x1f\x8b":
        yield from opened(name, gzip.decompress(data), depth + 1)
    elif data[:2] in {b"x\x01", b"x\x9c", b"x\xda"}:
        try:
            yield from opened(name, zlib.decompress(data), depth + 1)
        except zlib.error:
            return
    elif data[:4] == b"PAR1":
        yield _table(data)


def _table(data: bytes) -> bytes:
    """Every cell of a Parquet file as text."""
    import tempfile  # noqa: PLC0415 (for Parquet alone)

    import duckdb  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "one.parquet")
        path.write_bytes(data)
        rows = duckdb.connect().execute(
            "SELECT * FROM read_parquet(?)", [str(path)]).fetchall()
    return "\n".join(str(cell) for row in rows for cell in row).encode()
