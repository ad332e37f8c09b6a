"""WARC files: one row a response or resource, its digests checked and SHA-256 added.

A payload is what the record holds after its headers, as stored (still compressed where the server
sent it so): what the SHA-1 of ``WARC-Payload-Digest`` is over. Needs the extra ``web``.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from typing import Any, BinaryIO

from trucewatch.model.claim import digest
from trucewatch.model.problem import Problem
from trucewatch.model.reports import CAPTURE
from trucewatch.sources.audit import Audit
from trucewatch.sources.interface import SourceError, not_this_form, too_large

PARSER = "warc@1"
TAKEN = {"response", "resource", "revisit"}
OTHERS = {"warcinfo", "request", "metadata", "conversion", "continuation"}
MAX_PAYLOAD = 2_000_000_000
"""All payloads of one file together, unpacked."""
_PIECE = 1 << 16


def read_warc(
    stream: BinaryIO, audit: Audit, name: str, container: str = ""
) -> Iterator[dict[str, str]]:
    """Read a WARC file, plain or gzipped by record.

    Parameters
    ----------
    stream
        Its bytes.
    audit
        Counts the records, and is told of digests that differ.
    name
        Digest of the archived original it lies in.
    container
        Name of the part of a WACZ; empty: the file itself.

    Yields
    ------
    dict
        Reports by column of `model.reports`.

    Raises
    ------
    SourceError
        When warcio is not installed, or the bytes are no WARC at all.
    """
    iterator = _library(audit.file).ArchiveIterator(stream, check_digests=True)
    total, count = 0, 0
    try:
        for record in iterator:
            count += 1
            row = audit.row({}, None)
            if record.rec_type not in TAKEN:
                row.aside(f"WARC records of type {record.rec_type}"
                          if record.rec_type in OTHERS else "WARC records of a type of their own")
                continue
            sums = hashlib.sha1(usedforsecurity=False), hashlib.sha256()
            while piece := record.raw_stream.read(_PIECE):
                total += len(piece)
                if total > MAX_PAYLOAD:
                    raise SourceError(too_large(audit.file, f"more than {MAX_PAYLOAD} bytes"))
                for one in sums:
                    one.update(piece)
            start = iterator.get_record_offset()
            place = f"record at byte {start}" + (f" of {container}" if container else "")
            yield _row(record, sums, place, name, audit)
            row.read()
    except SourceError:
        raise
    except Exception as error:
        # warcio raises whatever its readers raise; what stood before is kept.
        if not count:
            raise not_this_form(audit.file, type(error).__name__, "a WARC file") from error
        audit.lose()
        audit.report("broken_warc", found=f"{type(error).__name__} after {count} records",
                     expected="a whole WARC file", mend="what follows was not read")
    if not count:
        raise not_this_form(audit.file, "no record", "a WARC file")


def _library(file: str) -> Any:  # noqa: ANN401 - warcio ships no types
    try:
        from warcio import archiveiterator  # noqa: PLC0415 - an optional extra
    except ImportError as error:
        raise SourceError(Problem(
            severity="error", code="missing_extra", file=file, found="no warcio",
            expected="the package that reads WARC", mend="install trucewatch[web]",
        )) from error
    return archiveiterator


def _row(
    record: Any, sums: tuple[Any, Any], place: str, name: str, audit: Audit  # noqa: ANN401
) -> dict[str, str]:
    heads, http = record.rec_headers, record.http_headers
    address, at = heads.get_header("WARC-Target-URI") or "", heads.get_header("WARC-Date") or ""
    payload = "" if record.rec_type == "revisit" else sums[1].hexdigest()
    notes = [_checked(heads.get_header("WARC-Payload-Digest") or "", sums, record, place, audit)]
    if record.rec_type == "revisit":
        notes.append("a revisit: the same content as an earlier capture, not held here")
    status = http.get_statuscode() if http else ""
    media = (http.get_header("Content-Type") if http else heads.get_header("Content-Type")) or ""
    return {
        "report": digest([CAPTURE, address, at, payload, record.rec_type]), "kind": CAPTURE,
        "address": address, "stated_at": at, "payload": payload,
        "media": media.partition(";")[0].strip(),
        "object": name, "locator": place, "status": f"HTTP {status}" if status else "",
        "parser": PARSER, "note": "; ".join(note for note in notes if note),
    }


def _checked(
    stated: str, sums: tuple[Any, Any], record: Any, place: str, audit: Audit  # noqa: ANN401
) -> str:
    """What the digests stated in the file are worth."""
    if record.digest_checker.passed is False:
        audit.report("digest_differs", field="WARC digests", found=place,
                     expected="content with the digest its record states",
                     mend="it is kept as received; the capture says so")
    if record.rec_type == "revisit" or not stated:
        return "" if record.rec_type == "revisit" else "no digest of the payload is stated"
    kind, _, value = stated.partition(":")
    known = {"sha1": sums[0], "sha-1": sums[0], "sha256": sums[1], "sha-256": sums[1]}
    made = known.get(kind.lower())
    if made is None:
        return f"stated digest {stated[:100]} not checked: another kind"
    same = value.upper().rstrip("=") == base64.b32encode(made.digest()).decode().rstrip("=") or (
        value.lower() == made.hexdigest())
    shown = kind.lower().replace("-", "")
    return f"stated {shown} of the payload {'checked' if same else 'DIFFERS'}"
