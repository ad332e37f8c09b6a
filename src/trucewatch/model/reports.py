"""Reports a record holds before anybody claims anything of them: captures and messages.

A page somebody archived, a message of a chat: taken in with its digest, its time and where it comes
from. None becomes a claim by itself; a person codes it, and the claim names it by its address or by
the number of the message.
"""

from __future__ import annotations

from trucewatch.model.claim import Column

CAPTURE, MESSAGE = "capture", "message"

REPORT_COLUMNS: tuple[Column, ...] = (
    Column("report", "text", "SHA-256 that names it: of what it is, wherever it is met again",
           required=True),
    Column("kind", "text", "capture (of a page or file on the web) or message (of a chat)",
           required=True),
    Column("address", "text", "address captured; of a message: empty"),
    Column("stated_at", "text", "when it was captured or sent, first instant, as given"),
    Column("stated_until", "text", "the last instant it can have been; empty: the same"),
    Column("who", "text", "code of the sender of a message; never a name"),
    Column("payload", "text", "SHA-256 of its content, without what carries it; empty: not held"),
    Column("media", "text", "type of the content, as given"),
    Column("object", "text", "digest of the archived original it lies in; empty: none is kept"),
    Column("locator", "text", "where in the original: name of a part, byte, row, number"),
    Column("status", "text", "what its archiver says of it, or how the fetch ended"),
    Column("words", "text", "words of a message without names and numbers, sealed"),
    Column("parser", "text", "what read it, name@version", required=True),
    Column("note", "text", "anything a reader must know: digests that were checked, links given"),
)
"""Table ``reports`` of a record."""
REPORT_NAMES = tuple(column.name for column in REPORT_COLUMNS)
