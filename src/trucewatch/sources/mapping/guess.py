"""What the columns of an unknown table may be, by their names, tags and first cells.

Nothing here decides anything: each guess is told with its reason, and waits for a person.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from trucewatch.model.mapping import LAT, LON
from trucewatch.model.patterns import PLAIN, reader
from trucewatch.model.properties import PROPERTIES
from trucewatch.sources.tables.names import same_tag
from trucewatch.sources.tables.table import Cells, Table

WORDS: dict[str, tuple[str, ...]] = {
    "key": ("id", "ref", "reference", "key", "uuid", "_uuid", "event_id", "incident_id",
            "event_id_cnty", "instance_id", "(id)", "_id", "fid"),
    "earliest": ("date", "day", "when", "event_date", "date_start", "start_date", "report_date",
                 "reporting_date", "incident_date", "start"),
    "latest": ("date_end", "end_date", "until", "end", "to_date"),
    "lat": ("lat", "latitude", "y", LAT),
    "lon": ("lon", "lng", "long", "longitude", "x", LON),
    "place": ("place", "location", "village", "city", "town", "site", "locality", "crossing"),
    "zone": ("zone", "district", "governorate", "region", "admin1", "adm1", "adm_1", "province",
             "admin1_name", "state"),
    "address": ("url", "link", "address", "source_url"),
    "killed": ("killed", "dead", "deaths", "fatalities", "best", "persons_killed"),
    "injured": ("injured", "wounded", "hurt", "injuries", "persons_injured"),
    "trucks_entered": ("trucks", "truck_count", "number_of_trucks"),
}
"""Names of columns, in small letters with ``_`` for spaces, by what they may hold."""
TAGS: dict[str, tuple[str, ...]] = {
    "key": ("#event+id", "#meta+id", "#id"),
    "earliest": ("#date", "#date+start", "#date+occurred", "#date+reported", "#date+event"),
    "latest": ("#date+end",),
    "lat": ("#geo+lat",), "lon": ("#geo+lon",),
    "place": ("#loc", "#loc+name"),
    "zone": ("#adm1", "#adm1+name", "#region"),
    "address": ("#meta+url", "#meta+source+url"),
    "killed": ("#affected+killed", "#affected+dead"),
    "injured": ("#affected+injured", "#affected+wounded"),
}
"""The same by HXL tags, attributes sorted."""
PATTERNS = (
    "DD/MM/YYYY", "MM/DD/YYYY", "D/M/YYYY", "M/D/YYYY", "DD.MM.YYYY", "D.M.YYYY", "DD-MM-YYYY",
    "MM-DD-YYYY", "D MON YYYY", "DD-MON-YYYY", "MON D, YYYY", "YYYY/MM/DD", "YYYY-MM", "YYYY",
    "DD/MM/YYYY hh:mm", "MM/DD/YYYY hh:mm",
)
SAMPLE = 200


@dataclass
class Found:
    """What was guessed of one table."""

    roles: dict[str, str] = field(default_factory=dict)
    """Column by what it may hold."""
    numbers: dict[str, str] = field(default_factory=dict)
    """Column by property."""
    aside: list[str] = field(default_factory=list)
    """Columns nothing was recognised in."""
    formats: list[str] = field(default_factory=list)
    """Forms of the dates; empty: as declared by nobody."""
    orders: list[str] = field(default_factory=list)
    """Orders of day and month that are both possible."""
    zones: list[str] = field(default_factory=list)
    """Distinct values of the column of zones."""


def guess(table: Table, columns: Sequence[Cells]) -> Found:
    """Guess what the columns hold.

    Parameters
    ----------
    table
        Names and tags.
    columns
        The first cells of each column.
    """
    found = Found()
    for at, name in enumerate(table.names):
        if not name:
            continue
        role = _by_tag(table.tags[at]) if at < len(table.tags) else ""
        role = role or _by_name(name)
        if role in PROPERTIES:
            found.numbers.setdefault(role, name)
        elif role and role not in found.roles:
            found.roles[role] = name
        if name not in (*found.roles.values(), *found.numbers.values()):
            found.aside.append(name)
    if day := found.roles.get("earliest"):
        cells = columns[table.names.index(day)] if columns else []
        found.formats, found.orders = _dates(cells)
    if zone := found.roles.get("zone"):
        cells = columns[table.names.index(zone)] if columns else []
        found.zones = sorted({str(cell).strip() for cell in cells if cell not in (None, "")})
    return found


def _by_name(name: str) -> str:
    plain = "_".join(name.lower().replace("-", " ").split())
    if plain in PROPERTIES:
        return plain
    return next((role for role, words in WORDS.items() if plain in words), "")


def _by_tag(tag: str) -> str:
    if not tag:
        return ""
    plain = same_tag(tag)
    return next((role for role, tags in TAGS.items() if plain in tags), "")


def _dates(cells: Cells) -> tuple[list[str], list[str]]:
    """The one form all dates have; or the orders that are all possible."""
    texts = [str(cell).strip() for cell in cells
             if cell not in (None, "") and not isinstance(cell, date)]
    if not texts or any(_all(pattern, texts) for pattern in PLAIN):
        return [], []
    fitting = list(_fitting(texts))
    return (fitting, []) if len(fitting) == 1 else ([], fitting)


def _fitting(texts: list[str]) -> Iterator[str]:
    """Forms that fit every text, each order once: a 3 March in figures is both orders."""
    seen: set[str] = set()
    for pattern in PATTERNS:
        order = pattern.replace("DD", "D").replace("MM", "M")
        if order not in seen and _all(pattern, texts):
            seen.add(order)
            yield pattern


def _all(pattern: str, texts: list[str]) -> bool:
    read = reader(pattern)
    return all(read(text) is not None for text in texts)
