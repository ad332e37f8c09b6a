"""A sheet of Bellingcat's auto-archiver (CSV): one row an address somebody asked it to archive.

Whether anything was archived is told by the place of the archive, not by words in the status, which
are kept as they are. The archived files themselves are not in the sheet: their digest is noted as
the archiver states it, and proves nothing until the file is taken in. Titles and texts of posts are
left aside: they can hold names of people.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import BinaryIO

from trucewatch.model.claim import digest
from trucewatch.model.reports import CAPTURE
from trucewatch.sources.audit import Audit, Record
from trucewatch.sources.forms import csv_records
from trucewatch.sources.interface import not_this_form

PARSER = "auto_archiver@1"
SEPARATORS = ",;\t"
COLUMNS: Mapping[str, str] = {
    "link": "url", "url": "url", "archive status": "status", "archive location": "archive",
    "archive date": "date", "upload timestamp": "posted", "timestamp": "posted", "hash": "hash",
    "screenshot": "screenshot", "wacz": "wacz", "replaywebpage": "replay",
    "upload title": "title", "title": "title", "text content": "text", "text": "text",
    "thumbnail": "thumbnail", "destination folder": "folder", "perceptual hashes": "perceptual",
    "perceptual hash": "perceptual",
}
"""Names of columns, old and new, without regard to case."""
ASIDE = ("title", "text", "thumbnail", "folder", "perceptual")
LINKS = {"archive": "archived at", "wacz": "WACZ at", "screenshot": "screenshot at",
         "replay": "replay at"}
_HASH = re.compile(r"[0-9a-f]{64}|[0-9a-f]{128}", re.IGNORECASE)


def is_sheet(start: bytes) -> bool:
    """Tell from its first bytes whether a CSV file is such a sheet."""
    heads = start.partition(b"\n")[0].decode("utf-8-sig", "replace").casefold()
    return any(
        {"url", "archive"} <= {COLUMNS.get(head.strip().strip('"')) for head in heads.split(sign)}
        for sign in SEPARATORS
    )


def read_sheet(stream: BinaryIO, audit: Audit, name: str) -> Iterator[dict[str, str]]:
    """Read a sheet.

    Parameters
    ----------
    stream
        Its bytes.
    audit
        Counts the rows, and is told what is wrong.
    name
        Digest of the sheet as archived.

    Yields
    ------
    dict
        Reports by column of `model.reports`.

    Raises
    ------
    SourceError
        When it is no such sheet.
    """
    for row in csv_records(stream, audit, (), SEPARATORS):
        values: dict[str, object] = {}
        for head, value in row.values().items():
            known = COLUMNS.get(head.strip().casefold(), head)
            if values.get(known) in (None, ""):
                values[known] = value
            elif value not in (None, "", values[known]) and known not in ASIDE:
                values[head] = value  # Of the same meaning; what it says else is not passed over.
        if "url" not in values or "archive" not in values:
            raise not_this_form(audit.file, ", ".join(values)[:80], "columns Link and "
                                "Archive location of an auto-archiver sheet", 1)
        record = Record(values, row.line, audit, row.extent)
        found = _capture(record, name)
        if found is not None:
            yield found


def _capture(record: Record, name: str) -> dict[str, str] | None:
    address, status = record.text("url"), record.text("status")
    links = {key: record.text(key) for key in LINKS}
    at, posted = _instant(record, "date"), _instant(record, "posted")
    stated = record.text("hash")
    record.ignore(*ASIDE)
    record.close()
    if not address:
        record.aside("rows without an address")
        return None
    if not links["archive"]:
        record.aside("addresses that were not archived")
        return None
    notes = [f"{words} {links[key]}" for key, words in LINKS.items() if links[key]]
    if _HASH.fullmatch(stated):
        notes.append(f"digest its archiver states: {stated.lower()}")
    else:
        notes.append("no digest is stated")
    if posted:
        notes.append(f"posted {posted}")
    record.read()
    return {
        "report": digest([CAPTURE, address, at, stated, links["archive"]]), "kind": CAPTURE,
        "address": address, "stated_at": at, "object": name, "locator": f"row {record.line}",
        "status": status, "parser": PARSER, "note": "; ".join(notes),
    }


def _instant(record: Record, field: str) -> str:
    """An instant with its zone, as given; one without is told and left out."""
    text = record.text(field)
    if not text:
        return ""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        record.audit.report(
            "wrong_value", severity="warning", line=record.line, field=field, found=text,
            expected="an instant with its zone", mend="when it was stays unknown")
        return ""
    return text
