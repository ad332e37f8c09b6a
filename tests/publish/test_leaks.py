"""The search for secrets finds one in every form, so that finding none means something."""

from __future__ import annotations

import base64
import gzip
import html
import io
import json
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import duckdb
import pytest

from .leaks import leaks

SECRETS = ["Mirela Vantor", "رامي الزهار", "דנה כרמון", "+999 70 412 733"]


def zipped(data: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inner.txt", data)
    return buffer.getvalue()


WRITTEN: dict[str, Callable[[str], bytes]] = {
    "plain": str.encode,
    "base64": lambda s: base64.b64encode(s.encode()),
    "base64 shifted by one": lambda s: base64.b64encode(b"x" + s.encode()),
    "base64 shifted by two": lambda s: base64.b64encode(b"xy" + s.encode()),
    "hex": lambda s: s.encode().hex().encode(),
    "HEX": lambda s: s.encode().hex().upper().encode(),
    "percent": lambda s: quote(s).encode(),
    "decimal entities": lambda s: "".join(f"&#{ord(c)};" for c in s).encode(),
    "hex entities": lambda s: "".join(f"&#x{ord(c):X};" for c in s).encode(),
    "entities of all but ASCII": lambda s: s.encode("ascii", "xmlcharrefreplace"),
    "named entities": lambda s: html.escape(s).replace(" ", "&nbsp;").encode(),
    "JSON escapes": lambda s: json.dumps(s).encode(),
    "compatibility forms": lambda s: "".join(
        chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in s).encode(),
    "decomposed": lambda s: unicodedata.normalize("NFD", s).encode(),
    "upper case": lambda s: s.upper().encode(),
    "reversed": lambda s: s[::-1].encode(),
    "without spaces": lambda s: s.replace(" ", "").encode(),
    "with dots": lambda s: s.replace(" ", ".").encode(),
    "UTF-16": lambda s: s.encode("utf-16-le"),
    "zipped": lambda s: zipped(s.encode()),
    "zipped twice": lambda s: zipped(zipped(s.encode())),
    "gzipped": lambda s: gzip.compress(s.encode()),
}


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("how", WRITTEN)
def test_a_planted_leak_is_found(how: str, secret: str, tmp_path: Path) -> None:
    data = WRITTEN[how](secret)
    packed = data[:2] in {b"PK", b"\x1f\x8b"}
    (tmp_path / "page.html").write_bytes(data if packed else b"words before " + data + b" after")
    assert {(name, found) for name, found, _ in leaks(tmp_path, SECRETS)} == {
        ("page.html", secret)}


@pytest.mark.parametrize("secret", SECRETS)
def test_a_leak_in_parquet_is_found(secret: str, tmp_path: Path) -> None:
    duckdb.connect().execute(
        f"COPY (SELECT $s AS cell FROM range(9)) TO '{tmp_path / 'a.parquet'}' "
        "(FORMAT parquet, COMPRESSION zstd)", {"s": f"it was {secret}"})
    assert {found for _, found, _ in leaks(tmp_path, SECRETS)} == {secret}


def test_a_leak_in_the_name_of_a_file_is_found(tmp_path: Path) -> None:
    (tmp_path / "mirela-vantor.html").write_bytes(b"nothing")
    assert {found for _, found, _ in leaks(tmp_path, SECRETS)} == {"Mirela Vantor"}


def test_where_there_is_none_none_is_found(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("Mirela of Vantor; 999 and 70; رامي", encoding="utf-8")
    assert leaks(tmp_path, SECRETS) == []
