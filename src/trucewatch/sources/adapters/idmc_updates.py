"""IDMC's Internal Displacement Updates: one figure of displacement a row (CSV, as on HDX).

A displacement is a movement, not a person: who moves twice is counted twice, and movement after a
truce is counted as well. No figure here is a breach of anything by itself. Of each row:

- ``displaced``, as a total of the days from start to end. ``total`` is stated as such,
  ``approximately`` as about, ``more than``, ``at least``, ``up to`` and ``less than`` as one end of
  a range. Subject is IDMC's own event, so figures of unlike happenings are not added; within one,
  figures can overlap in time and place.
- ``role``: recommended figures, and those used for triangulation as a series of their own.
- Displacement by disasters is left aside.
- The description is compared with the row and left out of the words: where its number or its dates
  differ, a warning says so and the columns are kept.
- Who IDMC took it from: ``coding/idmc_sources.csv`` (name, id). Zones: ``coding/idmc_zones.csv``
  (country, adm_1, adm_2, place, zone, why), by the name of the place. Points are left aside.
- Scope is unstated. The feed holds the last 180 days, and a row that is too old for it has not been
  withdrawn: each file that is kept is an input of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import BinaryIO

from trucewatch.model.instant import TimeProblem, parse_date
from trucewatch.sources.audit import Audit, Record
from trucewatch.sources.coded import Names, Zones
from trucewatch.sources.forms import csv_lines, window
from trucewatch.sources.interface import BATCH_ROWS, Batch, Context, LocalFile, Rows

REQUIRED = (
    "id", "role", "displacement_type", "qualifier", "figure", "displacement_start_date",
    "displacement_end_date", "event_id",
)
TEXTS = (
    "role", "displacement_type", "qualifier", "event_id", "event_name", "country", "sources",
    "locations_name", "locations_accuracy", "locations_type", "created_at", "description",
)
ASIDE = frozenset(
    (
        "iso3", "latitude", "longitude", "centroid", "displacement_date", "event_codes",
        "event_code_types", "event_start_date", "event_end_date", "category", "subcategory", "type",
        "subtype", "old_id", "source_url", "link", "locations_coordinates",
        "displacement_occurred", "combined_type",
    )
)
BOUNDS = {
    "total": ("same", "same"), "approximately": ("same", "same"), "more than": ("above", ""),
    "at least": ("same", ""), "up to": ("", "same"), "less than": ("", "below"),
}
"""Which ends of the range a qualifier states."""
STEP = {"same": 0, "above": 1, "below": -1}
ROLES = {"Recommended figure": "", "Triangulation": "/triangulation"}
"""What each role adds to the subject."""
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september",
           "october", "november", "december")
_SPAN = re.compile(
    r"\b(?:between|from) (\d{1,2})(?: ([A-Z][a-z]+))? (?:and|to) (\d{1,2}) ([A-Z][a-z]+)"
)
_ON = re.compile(r"\bon (\d{1,2}) ([A-Z][a-z]+)")
_HEAD = re.compile(r"[^:]+: ([\d,]{1,20}) displacements?\b(?: \(([a-z ]+)\))?,")
_PEOPLE = re.compile(
    r"\b(?i:total of|approximately) ([\d,]{1,20}) (?:people|persons?|displacements?)\b")


class IdmcUpdates(LocalFile):
    """Adapter for the event data of the updates."""

    name = "idmc_updates"
    version = 1
    max_bytes = 100_000_000

    def parse(self, stream: BinaryIO, context: Context) -> Iterator[Batch]:
        """Turn every figure into a claim, see the module."""
        first, last = window(context)
        audit = Audit(context.file)
        reader = _Reader(context, audit)
        rows = Rows(
            f"{self.name}@{self.version}", source=context.options.get("source") or "idmc",
            property="displaced", measure="newly_occurred", basis="total", scope="unstated",
            copy=context.options.get("copy", "unknown"),
            address=context.options.get("address", ""),
        )
        for record in csv_lines(stream, audit, REQUIRED, self.max_bytes):
            row = reader.row(record)
            if row is None:
                continue
            if row["latest"] < str(first) or row["earliest"] > str(last):
                record.aside("outside the period asked for")
            else:
                rows.add(record, **row)
                record.read()
            if len(rows) >= BATCH_ROWS:
                yield rows.batch()
        yield rows.last(audit)


class _Reader:
    def __init__(self, context: Context, audit: Audit) -> None:
        self._names = Names(context.coding, "idmc_sources", "name", audit)
        self._zones = Zones(context.coding, "idmc_zones", audit)
        self._series = context.options.get("series") or "idmc-idu"

    def row(self, record: Record) -> dict[str, str] | None:
        """Columns of one claim, or ``None``; then the row has been ended."""
        key = record.text("id")
        if not key:
            _no_figure(record)
            return None
        (
            role, kind, qualifier, event, event_name, country, sources, place, accuracy, types,
            created, description,
        ) = record.texts_of(TEXTS)
        figure, year = record.integers_of(("figure", "year"))
        days = _days(record, year)
        record.close(ASIDE)
        if kind == "Disaster":
            record.aside("displaced by a disaster")
            return None
        if not _sound(record, figure, {"displacement_type": kind, "qualifier": qualifier,
                                       "role": role, "event_id": event}) or days is None:
            record.refuse()
            return None
        category = _compare(record, description, figure or 0, days)
        low, high = (
            str((figure or 0) + STEP[end]) if end else "" for end in BOUNDS[qualifier]
        )
        origins = dict.fromkeys(
            self._names.of(name.strip(), record.line, "sources").get("id", "unstated")
            for name in sources.split(";") if name.strip()
        )
        notes = (
            event_name, accuracy and f"place known as {accuracy}", types and f"counted at: {types}",
        )
        return {
            "key": key, "subject": f"{self._series}/{event}{ROLES[role]}", "low": low, "high": high,
            "approx": "yes" if qualifier == "approximately" else "",
            "earliest": str(days[0]), "latest": str(days[1]), "place": place,
            "zone": self._zones.of(country, ("", ""), place, record.line, "locations_name"),
            "origin": "; ".join(filter(None, origins)),
            "qualifiers": f"category={category.replace(' ', '_')}" if category else "",
            "original": f"figure={figure}; qualifier={qualifier}", "published": _published(created),
            "locator": f"id {key}", "note": "; ".join(filter(None, notes)),
        }


def _no_figure(record: Record) -> None:
    """End a row without an id: HXL tags, or an error."""
    cells = [text for text in record.texts().values() if text]
    if cells and all(cell.startswith("#") for cell in cells):
        record.aside("a row of HXL tags")
        return
    record.audit.report(
        "no_id", line=record.line, field="id", found="nothing", expected="a figure's id",
        mend="the row is left out",
    )
    record.refuse()


def _wrong(record: Record, field: str, found: object, expected: str) -> None:
    record.audit.report(
        "wrong_value", line=record.line, field=field, found=found or "nothing", expected=expected,
        mend="the row is left out",
    )


def _sound(record: Record, figure: int | None, said: dict[str, str]) -> bool:
    """Whether a row says what it must; each that it does not is a Problem."""
    faults = [
        ("displacement_type", "Conflict or Disaster", said["displacement_type"] != "Conflict"),
        ("qualifier", f"one of {', '.join(BOUNDS)}", said["qualifier"] not in BOUNDS),
        ("role", f"one of {', '.join(ROLES)}", said["role"] not in ROLES),
        ("event_id", "IDMC's id of the event", not said["event_id"]),
        ("figure", "a number of displacements", figure is None
         or (figure == 0 and said["qualifier"] == "less than")),
    ]
    for field, expected, bad in faults:
        if bad:
            _wrong(record, field, said.get(field, figure), expected)
    return not any(bad for _, _, bad in faults)


def _days(record: Record, year: int | None) -> tuple[date, date] | None:
    """First and last day; ``None`` where they cannot be told."""
    start, end = record.day("displacement_start_date"), record.day("displacement_end_date")
    if start is None or end is None:
        return None
    if start > end:
        _wrong(record, "displacement_end_date", end, f"a day from {start} on")
        return None
    if year is not None and not start.year <= year <= end.year:
        record.audit.report(
            "year_differs", severity="warning", line=record.line, field="year", found=year,
            expected=f"{start.year} to {end.year}", mend="the dates are kept",
        )
    return start, end


def _published(created: str) -> str:
    """Day a figure was made, as IDMC writes it; empty where it is none."""
    try:
        return str(parse_date(created[:10]))
    except TimeProblem:
        return ""


def _compare(record: Record, words: str, figure: int, days: tuple[date, date]) -> str:
    """Flag a description that says another number or other days; how IDMC classes it."""
    head = _HEAD.match(words)
    for told in filter(None, (head, _PEOPLE.search(words))):
        if told[1].strip(",") and int(told[1].replace(",", "")) != figure:
            _differs(record, told[1], str(figure))
    said_days = _told(words)
    meant = [(day.day, day.month) for day in days]
    if said_days and said_days != meant:
        said = " to ".join(f"{day} {_MONTHS[month - 1]}" for day, month in said_days)
        _differs(record, said, f"{days[0]} to {days[1]}")
    return head[2] or "" if head else ""


def _told(words: str) -> list[tuple[int, int]]:
    """Day and month the sentence of a description says first and last; empty where none."""
    if span := _SPAN.search(words):
        parts = [(span[1], span[2] or span[4]), (span[3], span[4])]
    elif on := _ON.search(words):
        parts = [(on[1], on[2])] * 2
    else:
        return []
    if any(month.lower() not in _MONTHS for _, month in parts):
        return []
    return [(int(day), _MONTHS.index(month.lower()) + 1) for day, month in parts]


def _differs(record: Record, found: str, expected: str) -> None:
    record.audit.report(
        "description_differs", severity="warning", line=record.line, field="description",
        found=found, expected=f"{expected}, as the columns say", mend="the columns are kept",
    )
