"""The claim: one speaker's assertion about one property, and the tables that hold claims.

Two forms of one contract live here. `FIGURE_COLUMNS` is the tidy CSV a case folder carries and an
adapter's `parse` yields (text, readable by people). `CLAIM_COLUMNS` is the table the store holds
(integers and microseconds). `case.figures` turns one into the other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

STANCES = ("asserts", "denies", "retracts", "cannot_confirm", "claims_exception")
"""``claims_exception``: says it did it and that the agreement allows it."""
MEASURES = (
    "newly_occurred", "newly_reported", "recovered", "recognised_later", "cumulative",
    "extrapolated", "",
)
BASES = ("instant", "total", "each_day", "stock")
"""How to read the interval: happened within; total over; of each civil day of; as at."""
SCOPES = ("complete", "partial", "unstated")
CERTAINTIES = ("stated", "possible", "")
QUALIFIER_KEYS = frozenset(
    {
        "cargo", "category", "sex_age", "civil_status", "alive", "destination", "weapon",
        "calibre_mm", "crossing", "tranche", "nationality", "mechanism", "unit", "sentence",
        "counting_unit", "clause", "dyad",
    }
)
"""Closed set of qualifier keys; a new one is added here, with a use."""


@dataclass(frozen=True)
class Column:
    """One column of a table contract."""

    name: str
    type: str
    """``text``, ``int``, ``instant`` (microseconds UTC), ``flag`` (yes or no), or ``list``
    (in JSON only)."""
    meaning: str
    required: bool = False


FIGURE_COLUMNS: tuple[Column, ...] = (
    Column("key", "text", "the source's own id of the row; unique in the file", required=True),
    Column("source", "text", "body that published it (sources.yaml)", required=True),
    Column("speaker", "text", "body quoted as saying it; empty: the source's own words"),
    Column("origin", "text", "bodies the source's own words go back to, joined by '; '; "
           "empty: the source itself; 'unstated': not said"),
    Column("subject", "text", "the source's own id of the happening or series", required=True),
    Column("property", "text", "from the closed list", required=True),
    Column("measure", "text", "what the number measures"),
    Column("stance", "text", "asserts, denies, retracts, cannot_confirm, claims_exception",
           required=True),
    Column("in_reply_to", "text", "key of the claim or id of the subject it answers"),
    Column("low", "int", "at least this many; empty: unknown"),
    Column("high", "int", "at most this many, as stated; empty: unknown"),
    Column("approx", "text", "'yes' when the words say about"),
    Column("earliest", "text", "start of the interval, as people write it (model.instant)",
           required=True),
    Column("latest", "text", "end of the interval", required=True),
    Column("basis", "text", "instant, total, each_day or stock", required=True),
    Column("scope", "text", "complete, partial or unstated, by the account's own words",
           required=True),
    Column("qualifiers", "text", "key=value joined by '; ', closed keys"),
    Column("place", "text", "place as the source names it, or a point: 31.52,34.45 ±500 m"),
    Column("zone", "text", "zone of the case"),
    Column("actor", "text", "party or group said to have done it, or a name of it in actors.csv; "
           "empty: not stated"),
    Column("actor_certainty", "text", "stated or possible"),
    Column("target", "text", "group it was done to, or a name of it in actors.csv"),
    Column("original", "text", "words or value as given; a paraphrase where words may not be kept"),
    Column("lang", "text", "language of the original"),
    Column("locator", "text", "page, row or words in the archived bytes"),
    Column("published", "text", "date or instant this version was published; empty: unknown"),
    Column("address", "text", "address where it was read"),
    Column("copy", "text", "'original', 'copy' or 'unknown': what the address holds"),
    Column("parser", "text", "what read it, name@version; 'hand@1' when coded by hand",
           required=True),
    Column("note", "text", "what a reader must know about this row"),
    Column("withdrawn", "text", "date on which the row was found gone upstream"),
)

PERSON = Column("person", "text", "ids, joined by '; ', of the people a row tells of; by them it "
                "can be erased. A last column of figures that have any; never published")
"""Optional last column of a figures file."""
SEALED_COLUMNS = ("key", "place", "original", "locator", "address", "note")
"""Columns of a claim whose text is recorded sealed where the row is personal (`Case.persons`)."""

CLAIM_COLUMNS: tuple[Column, ...] = (
    Column("claim_id", "text", "SHA-256 over length-prefixed canonical fields", required=True),
    Column("report_id", "text", "the publication the claim stands in", required=True),
    Column("dataset", "text", "figures file it came from, without suffix", required=True),
    Column("key", "text", "the source's own id of the row", required=True),
    Column("source", "text", "body that published it", required=True),
    Column("speaker", "text", "body quoted; empty: own words"),
    Column("lineage", "text", "independence group of the speaker, or of the origins",
           required=True),
    Column("subject", "text", "happening or series", required=True),
    Column("property", "text", "closed list", required=True),
    Column("measure", "text", "what the number measures"),
    Column("stance", "text", "asserts, denies, ...", required=True),
    Column("in_reply_to", "text", "claim or subject answered"),
    Column("low", "int", "null: unknown"),
    Column("high", "int", "as stated; null: unknown"),
    Column("approx", "text", "'yes' or empty"),
    Column("earliest", "instant", "first instant of the interval", required=True),
    Column("latest", "instant", "last instant of the interval", required=True),
    Column("basis", "text", "instant, total, each_day, stock", required=True),
    Column("scope", "text", "complete, partial, unstated", required=True),
    Column("qualifiers", "text", "canonical key=value list", required=False),
    Column("place", "text", "as named"),
    Column("zone", "text", "zone of the case"),
    Column("actor", "text", "party or group; empty: not stated"),
    Column("actor_certainty", "text", "stated or possible"),
    Column("target", "text", "group"),
    Column("original", "text", "words or value"),
    Column("lang", "text", "language"),
    Column("locator", "text", "where in the bytes"),
    Column("published", "text", "as the figures row states it"),
    Column("public_at", "instant", "last instant of `published`; null: unknown"),
    Column("address", "text", "where it was read"),
    Column("copy", "text", "original, copy, unknown"),
    Column("parser", "text", "name@version"),
    Column("note", "text", "remark"),
)


def digest(fields: Iterable[str]) -> str:
    """SHA-256 over length-prefixed UTF-8 fields, so that no separator can be forged."""
    parts = [field.encode() for field in fields]
    return hashlib.sha256(
        b"".join([len(part).to_bytes(8, "big") + part for part in parts])
    ).hexdigest()


# What identifies a claim: what was said, by whom, of what, when published and where read.
# Our own remarks (`note`) and the time of retrieval are left out, so they can be mended.
IDENTITY = tuple(
    c.name for c in FIGURE_COLUMNS if c.name not in {"note", "withdrawn", "parser"}
)


def claim_id(row: Mapping[str, str]) -> str:
    """Identity of a claim, from the text of its figures row."""
    return digest(f"{name}={row.get(name, '')}" for name in IDENTITY)


def report_id(row: Mapping[str, str]) -> str:
    """Identity of the publication: source, address, date; never the time of retrieval."""
    return digest((row.get("source", ""), row.get("address", ""), row.get("published", "")))
