"""WACZ files: a ZIP of WARC files with the digests of its parts, which are verified.

What ``datapackage.json`` states of each part (bytes, SHA-256) is compared with the part, and its
own digest with ``datapackage-digest.json`` where there is one. A signature is named, not checked.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterator, Mapping
from typing import BinaryIO, cast

from trucewatch.model.strict_json import strict_json
from trucewatch.sources.audit import Audit
from trucewatch.sources.captures.warc import read_warc
from trucewatch.sources.interface import SourceError, not_this_form, too_large

PACKAGE, SIGNED = "datapackage.json", "datapackage-digest.json"
MAX_UNPACKED = 2_000_000_000
MAX_JSON = 20_000_000
MAX_PARTS = 100_000
_PIECE = 1 << 20


def is_wacz(stream: BinaryIO) -> bool:
    """Tell whether bytes are a ZIP with a data package."""
    try:
        with zipfile.ZipFile(stream) as archive:
            return PACKAGE in archive.namelist()
    except Exception:
        return False
    finally:
        stream.seek(0)


def read_wacz(stream: BinaryIO, audit: Audit, name: str) -> Iterator[dict[str, str]]:
    """Verify a WACZ and read the WARC files in it.

    Parameters
    ----------
    stream, audit, name
        As for `warc.read_warc`.

    Yields
    ------
    dict
        Reports by column of `model.reports`.

    Raises
    ------
    SourceError
        When it is no WACZ, or unpacks to more than it may.
    """
    try:
        with zipfile.ZipFile(stream) as archive:
            entries = {e.filename: e for e in archive.infolist() if not e.is_dir()}
            size = sum(entry.file_size for entry in entries.values())
            if size > MAX_UNPACKED or len(entries) > MAX_PARTS:
                raise SourceError(too_large(audit.file, f"{size} bytes unpacked"))
            wrong = _verify(archive, entries, audit)
            for part in sorted(entries):
                if part.lower().endswith((".warc", ".warc.gz")):
                    # Read as it is unpacked: a part may be larger than the memory.
                    with archive.open(entries[part]) as unpacked:
                        for row in read_warc(cast("BinaryIO", unpacked), audit, name, part):
                            if part in wrong:
                                row["note"] = f"the digest of {part} DIFFERS; {row['note']}"
                            yield row
    except SourceError:
        raise
    except Exception as error:  # zipfile raises whatever its parsers raise
        raise not_this_form(audit.file, type(error).__name__, "a whole WACZ file") from error


def _verify(
    archive: zipfile.ZipFile, entries: Mapping[str, zipfile.ZipInfo], audit: Audit
) -> set[str]:
    """Parts that are not what the package says."""
    package = _json(archive, entries, PACKAGE, audit)
    listed = package.get("resources")
    if not isinstance(listed, list):
        raise not_this_form(audit.file, f"no resources in {PACKAGE}", "a WACZ file")
    wrong, seen = set(), {PACKAGE, SIGNED}
    for item in listed:
        path = item.get("path") if isinstance(item, dict) else None
        if not isinstance(path, str):
            audit.report("wrong_value", field="resources", found="a part without a path",
                         expected="path, hash and bytes", mend="it is not verified")
            continue
        seen.add(path)
        if found := _differs(archive, entries.get(path), item):
            wrong.add(path)
            audit.report("digest_differs", field=path, found=found,
                         expected="the part as the package states it",
                         mend="it is kept as received; its captures say so")
    for path in sorted(entries.keys() - seen):
        wrong.add(path)
        audit.report("part_not_listed", severity="warning", field=path, found="a part",
                     expected=f"parts {PACKAGE} lists", mend="it is kept; nothing vouches for it")
    _signed(archive, entries, audit)
    return wrong


def _differs(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo | None, item: Mapping[str, object]
) -> str:
    if entry is None:
        return "no such part"
    kind, _, value = str(item.get("hash") or "").partition(":")
    made = {"sha256": hashlib.sha256, "sha512": hashlib.sha512, "md5": _md5}.get(kind.lower())
    if made is None:
        return "no digest that can be checked"
    state = made()
    with archive.open(entry) as stream:
        while piece := stream.read(_PIECE):
            state.update(piece)
    if state.hexdigest() != value.lower():
        return f"{kind} {state.hexdigest()}"
    size = item.get("bytes")
    return "" if size in (None, entry.file_size) else f"{entry.file_size} bytes"


def _md5() -> hashlib._Hash:
    return hashlib.md5(usedforsecurity=False)


def _signed(
    archive: zipfile.ZipFile, entries: Mapping[str, zipfile.ZipInfo], audit: Audit
) -> None:
    if SIGNED not in entries:
        audit.report("not_vouched_for", severity="note", field=PACKAGE, found=f"no {SIGNED}",
                     expected="the digest of the package", mend="nothing vouches for the list")
        return
    signed = _json(archive, entries, SIGNED, audit)
    own = f"sha256:{hashlib.sha256(archive.read(PACKAGE)).hexdigest()}"
    if signed.get("hash") != own:
        audit.report("digest_differs", field=PACKAGE, found=own,
                     expected=f"the digest {SIGNED} states", mend="it is kept as received")
    if signed.get("signedData"):
        audit.report("signature_not_checked", severity="note", field=SIGNED, found="a signature",
                     mend="it is kept with the file: check it with a tool for WACZ signatures")


def _json(
    archive: zipfile.ZipFile, entries: Mapping[str, zipfile.ZipInfo], name: str, audit: Audit
) -> dict[str, object]:
    if name not in entries or entries[name].file_size > MAX_JSON:
        raise not_this_form(audit.file, f"no usable {name}", "a WACZ file")
    try:
        value = strict_json().decode(archive.read(name).decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise not_this_form(audit.file, f"{name}: {error}", "JSON") from error
    if not isinstance(value, dict):
        raise not_this_form(audit.file, f"{name} holds no object", "a WACZ file")
    return value
