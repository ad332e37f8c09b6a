"""Whether a file begins like what its name says: a login page is no table."""

from __future__ import annotations

from pathlib import Path

PEEK = 4096
MAGIC = {
    ".gz": b"\x1f\x8b", ".zip": b"PK", ".xlsx": b"PK", ".wacz": b"PK", ".parquet": b"PAR1",
    ".gpkg": b"SQLite format 3\0",
}
"""How files of a form begin."""
JSON = (".json", ".geojson")
TEXT = (".csv", ".tsv", ".txt", ".jsonl", *JSON)
PAGE = (b"<!doctype", b"<html", b"<?xml", b"<head", b"<body", b"<script")


def unlike(file: Path, name: str) -> str:
    """Say how a file begins, if not like one of its name; empty: nothing against it.

    Parameters
    ----------
    file
        The file to look at.
    name
        Name it is to have; its ending tells the form.
    """
    with file.open("rb") as stream:
        start = stream.read(PEEK)
    suffix = Path(name).suffix.lower()
    bare = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if bare.lower().startswith(PAGE):
        return "a web page"
    if not start:
        return "an empty file"
    magic = MAGIC.get(suffix)
    wrong = (
        (magic is not None and not start.startswith(magic))
        or (suffix in JSON and not bare.startswith((b"[", b"{")))
        or (suffix in TEXT and b"\0" in start)
    )
    if not wrong:
        return ""
    shown = start[:16].decode("ascii", "backslashreplace")
    return f"bytes that begin with {shown!r}"
