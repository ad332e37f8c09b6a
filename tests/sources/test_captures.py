"""Captures: digests are checked and added, altered parts named, nothing taken on trust."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.model.reports import REPORT_NAMES
from trucewatch.sources.audit import Audit
from trucewatch.sources.captures import wacz
from trucewatch.sources.captures.auto_archiver import is_sheet, read_sheet
from trucewatch.sources.captures.wacz import is_wacz, read_wacz
from trucewatch.sources.captures.warc import read_warc
from trucewatch.sources.interface import SourceError

pytest.importorskip("warcio")

BODY = b"<p>shells fell on the mill</p>"
ADDRESS = "https://example.org/report"


def record(body: bytes = BODY, sha1: bytes | None = None, kind: str = "response") -> bytes:
    """One WARC record, written by hand."""
    stated = base64.b32encode(hashlib.sha1(body if sha1 is None else sha1).digest()).decode()
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {ADDRESS}\r\n"
        "WARC-Date: 2031-03-04T14:30:00Z\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
        f"WARC-Payload-Digest: sha1:{stated}\r\n"
        f"Content-Type: application/http; msgtype={kind}\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


INFO = (b"WARC/1.0\r\nWARC-Type: warcinfo\r\nWARC-Date: 2031-03-04T14:30:00Z\r\n"
        b"WARC-Record-ID: <urn:uuid:0>\r\nContent-Length: 2\r\n\r\nhi\r\n\r\n")


def warc(data: bytes) -> tuple[list[dict[str, str]], Audit]:
    audit = Audit("a.warc")
    rows = list(read_warc(io.BytesIO(data), audit, "ff" * 32))
    assert audit.tally.missing == 0
    return rows, audit


def test_a_capture_is_a_row_with_both_digests() -> None:
    (row,), audit = warc(INFO + record())
    assert set(row) <= set(REPORT_NAMES)
    assert {k: v for k, v in row.items() if k != "report"} == {
        "kind": "capture", "address": ADDRESS, "stated_at": "2031-03-04T14:30:00Z",
        "payload": hashlib.sha256(BODY).hexdigest(), "media": "text/html", "object": "ff" * 32,
        "locator": f"record at byte {len(INFO)}", "status": "HTTP 200", "parser": "warc@1",
        "note": "stated sha1 of the payload checked",
    }
    assert audit.tally.aside == {"WARC records of type warcinfo": 1}
    assert [p for p in audit.problems() if p.severity != "note"] == []


def test_a_digest_that_differs_is_named_and_kept() -> None:
    (row,), audit = warc(record(sha1=b"other"))
    assert row["payload"] == hashlib.sha256(BODY).hexdigest()
    assert row["note"] == "stated sha1 of the payload DIFFERS"
    assert [p.code for p in audit.problems()] == ["digest_differs"]


def test_gzipped_by_record_and_torn() -> None:
    import gzip  # noqa: PLC0415

    whole = gzip.compress(INFO) + gzip.compress(record())
    assert len(warc(whole)[0]) == 1
    rows, audit = warc(gzip.compress(record()) + b"\x1f\x8b\x08junk")
    assert len(rows) == 1
    assert {p.code for p in audit.problems()} <= {"broken_warc", "left_aside"}


@pytest.mark.parametrize("data", [b"", b"\x1f\x8b\x08\0junk", b"<!doctype html>", b"\0" * 400])
def test_what_is_no_warc_is_refused(data: bytes) -> None:
    with pytest.raises(SourceError):
        warc(data)


def package(change: str = "", warc_data: bytes = b"") -> bytes:
    """A WACZ, written by hand; `change` alters one part after its digest was stated."""
    part, data = "archive/data.warc", warc_data or record()
    stated = {"name": "data.warc", "path": part, "bytes": len(data),
              "hash": f"sha256:{hashlib.sha256(data).hexdigest()}"}
    listed = json.dumps({"profile": "data-package", "resources": [stated]}).encode()
    own = {"path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(listed).hexdigest()}"}
    if change == "part":
        data = data.replace(b"shells", b"shalls")
    if change == "list":
        listed += b" "
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        if change != "missing":
            archive.writestr(part, data)
        archive.writestr("datapackage.json", listed)
        archive.writestr("datapackage-digest.json", json.dumps(own))
        if change == "more":
            archive.writestr("archive/more.warc", record(b"more"))
    return made.getvalue()


def read_package(data: bytes) -> tuple[list[dict[str, str]], Audit]:
    audit = Audit("a.wacz")
    assert is_wacz(io.BytesIO(data))
    rows = list(read_wacz(io.BytesIO(data), audit, "ff" * 32))
    assert audit.tally.missing == 0
    return rows, audit


def test_a_package_that_is_whole() -> None:
    (row,), audit = read_package(package())
    assert row["locator"] == "record at byte 0 of archive/data.warc"
    assert audit.problems() == []


@pytest.mark.parametrize(("change", "code", "field"), [
    ("part", "digest_differs", "archive/data.warc"), ("list", "digest_differs", "datapackage.json"),
    ("missing", "digest_differs", "archive/data.warc"),
    ("more", "part_not_listed", "archive/more.warc"),
])
def test_a_package_that_was_altered(change: str, code: str, field: str) -> None:
    rows, audit = read_package(package(change))
    assert (code, field) in {(p.code, p.field) for p in audit.problems()}
    if change in {"part", "more"}:
        assert any(f"the digest of {field} DIFFERS" in row["note"] for row in rows)


def test_bombs_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wacz, "MAX_UNPACKED", 100)
    with pytest.raises(SourceError) as error:
        read_package(package())
    assert error.value.problem.code == "file_too_large"


SHEET = (
    "Link,Archive status,Destination folder,Archive location,Archive date,Thumbnail,"
    "Upload timestamp,Upload title,Text content,Screenshot,Hash,Perceptual hashes,WACZ,"
    "ReplayWebpage,Analyst\n"
    "https://example.org/1,twitter: success,,https://store.example.org/1.html,"
    "2031-03-04T14:30:00+00:00,\"=IMAGE(\"\"x\"\")\",2031-03-04T12:00:00+00:00,Title,Words,"
    f"https://store.example.org/1.png,{'ab' * 32},,https://store.example.org/1.wacz,,x\n"
    "https://example.org/2,success but nothing archived,,,2031-03-04T14:30:00+00:00,,,,,,,,,,\n"
    ",,,,,,,,,,,,,,\n"
    "https://example.org/3,,,https://store.example.org/3.html,4 March 2031,,,,,,,,,,\n"
)


def test_a_sheet_gives_a_row_where_something_was_archived() -> None:
    audit = Audit("sheet.csv")
    assert is_sheet(SHEET.encode())
    first, third = read_sheet(io.BytesIO(SHEET.encode()), audit, "ee" * 32)
    assert {k: v for k, v in first.items() if k != "report"} == {
        "kind": "capture", "address": "https://example.org/1",
        "stated_at": "2031-03-04T14:30:00+00:00",
        "object": "ee" * 32, "locator": "row 2", "status": "twitter: success",
        "parser": "auto_archiver@1",
        "note": "archived at https://store.example.org/1.html; WACZ at "
        "https://store.example.org/1.wacz; screenshot at https://store.example.org/1.png; "
        f"digest its archiver states: {'ab' * 32}; posted 2031-03-04T12:00:00+00:00",
    }
    assert (third["stated_at"], third["locator"]) == ("", "row 5")
    assert audit.tally.aside == {"addresses that were not archived": 1,
                                 "rows without an address": 1}
    assert [(p.code, p.line, p.field) for p in audit.problems() if p.severity == "warning"] == [
        ("wrong_value", 5, "date"), ("not_understood", 2, "Analyst")]
    assert audit.tally.missing == 0


@given(data=st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for reader in (read_warc, read_wacz, read_sheet):
        for given_data in (data, record()[:200] + data):
            audit = Audit("x")
            try:
                list(reader(io.BytesIO(given_data), audit, "ff" * 32))
            except SourceError as error:
                assert error.problem.expected


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_what_two_columns_of_one_meaning_say_is_told(sign: str) -> None:
    heads = ("Link", "URL", "Archive location")
    cells = ("https://example.org/1", "https://example.org/2", "https://store.example.org/1")
    data = "\n".join(map(sign.join, (heads, cells))).encode()
    assert is_sheet(data)
    audit = Audit("sheet.csv")
    (row,) = read_sheet(io.BytesIO(data), audit, "ee" * 32)
    assert row["address"] == "https://example.org/1"
    assert [(p.code, p.field, p.found) for p in audit.problems()] == [
        ("not_understood", "URL", "1 row, first https://example.org/2")]


def test_records_of_very_many_types_are_counted_together() -> None:
    data = b"".join(
        f"WARC/1.0\r\nWARC-Type: kind{n}\r\nWARC-Record-ID: <urn:uuid:{n}>\r\n"
        "WARC-Date: 2031-03-04T14:30:00Z\r\nContent-Length: 0\r\n\r\n\r\n\r\n".encode()
        for n in range(50))
    audit = Audit("a.warc")
    assert list(read_warc(io.BytesIO(data), audit, "ee" * 32)) == []
    assert audit.tally.aside == {"WARC records of a type of their own": 50}
