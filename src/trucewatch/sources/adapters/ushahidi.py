"""Reports of an Ushahidi map (CSV of versions 2 and 3, GeoJSON).

Deployments name and fill their columns as they like, so the case decides: ``coding/`` has
``ushahidi_categories.csv`` (category, property, actor, target, why; an empty property: not used)
and ``ushahidi_zones.csv`` (place, zone, why). Options: ``source``; ``date_column``,
``category_column`` and ``place_column`` where the columns have other names; ``aside``, further
columns left aside, joined by ``;``.

- One claim a report and property. Reports have no counts: only kinds that are acts can be coded.
- Time: the day of the report's own date, in the time zone of the case where an hour with a zone is
  given. The hour is left out (the form fills it in by itself), and the date of posting is never
  taken for the date of the act unless the case says so.
- Not approved, not published: left aside. Who told the platform is not stated.
- The title is the original, without numbers, addresses and mentions. Descriptions, contacts and
  points are left aside: they can name people, and no clause reads points.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from trucewatch.model.instant import TimeProblem, civil_date, parse_date, parse_span
from trucewatch.model.properties import PROPERTIES
from trucewatch.sources.audit import Audit, Record
from trucewatch.sources.coded import indexed
from trucewatch.sources.forms import csv_records
from trucewatch.sources.geojson import GEOMETRY, ID, feature_records
from trucewatch.sources.interface import BATCH_ROWS, Batch, Context, LocalFile, Rows, not_this_form
from trucewatch.sources.masking import mask

NAMES: Mapping[str, str] = {
    "#": "id", "id": "id", "post id": "id", "incident title": "title", "title": "title",
    "incident date": "date", "location": "place", "category": "category",
    "categories": "category", "approved": "approved", "verified": "verified",
    "post status": "status", "status": "status", "url": "url",
}
"""Our names of the columns that are read, by theirs without regard to case."""
ASIDE = frozenset({
    "description", "unstructured description", "latitude", "longitude", "lat", "lon",
    "location.lat", "location.lon", "first name", "last name", "email", "contact", "contact id",
    "contact type", "author", "author email", "author name", "source", "sets", "survey",
    "survey id", "survey status", "form", "created (utc)", "updated (utc)", "post date (utc)",
    "created", "updated", "post date", "marker-color", "marker-size", "resource",
    "data_source_message_id", GEOMETRY, ID,
})
WAITING = frozenset({"draft", "archived", "responded", "under review"})
_DAY = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?")


class Ushahidi(LocalFile):
    """Adapter for exports of an Ushahidi deployment."""

    name = "ushahidi"
    version = 1

    def parse(self, stream: BinaryIO, context: Context) -> Iterator[Batch]:
        """Turn every report into claims, see the module."""
        audit = Audit(context.file)
        source = context.options.get("source", "")
        if not source:
            raise not_this_form(context.file, "no option 'source'", "the body that runs the map")
        reader = _Reader(context, audit)
        rows = Rows(
            f"{self.name}@{self.version}", source=source, origin="unstated", subject="reports",
            measure="newly_occurred", basis="instant", scope="unstated", copy="original",
        )
        for record in reader.records(stream):
            for row in reader.claims(record):
                rows.add(record, **row)
            if len(rows) >= BATCH_ROWS:
                yield rows.batch()
        yield rows.last(audit)


class _Reader:
    """Reads the rows of one file by the decisions of the case."""

    def __init__(self, context: Context, audit: Audit) -> None:
        self._audit, self._context = audit, context
        options = context.options
        asked = {"date_column": "date", "category_column": "category", "place_column": "place"}
        own = {options[option].strip().casefold(): name for option, name in asked.items()
               if options.get(option)}
        self._names = {theirs: name for theirs, name in NAMES.items() if name not in own.values()}
        self._names |= own
        self._aside = {part.strip().casefold() for part in options.get("aside", "").split(";")}
        self._kinds = {key: row for (key,), row in indexed(
            context.coding, "ushahidi_categories", ("category",),
            ("property", "actor", "target")).items()}
        self._zones = {key: row.get("zone", "") for (key,), row in indexed(
            context.coding, "ushahidi_zones", ("place",), ("zone",)).items()}
        self._utc = "Z" if "(utc)" in options.get("date_column", "").casefold() else ""
        self._named: set[tuple[str, str]] = set()

    def records(self, stream: BinaryIO) -> Iterator[Record]:
        """Rows under our names of columns."""
        start = stream.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
        stream.seek(0)
        rows = feature_records(stream, self._audit) if start == b"{" else csv_records(
            stream, self._audit, (), ",;\t")
        for row in rows:
            values: dict[str, object] = {}
            for name, value in row.values().items():
                ours = self._names.get(name.strip().casefold())
                if ours and values.get(ours) in (None, ""):
                    values[ours] = value
                elif ours:
                    # Another column of the same meaning: what it says else is not passed over.
                    if value not in (None, "", values[ours]):
                        values[name] = value
                elif name.strip().casefold() not in ASIDE | self._aside:
                    values[name] = value
            if missing := [name for name in ("id", "date", "category") if name not in values]:
                raise not_this_form(
                    self._context.file, f"no column for {', '.join(missing)}",
                    "an Ushahidi export; name its columns with the options date_column and "
                    "category_column", row.line)
            yield Record(values, row.line, row.audit, row.extent)
        if not self._audit.tally.met and start != b"{":
            raise not_this_form(self._context.file, "no report", "an export with at least one")

    def claims(self, record: Record) -> list[dict[str, str]]:
        """Claims of one report; ends its row."""
        key, url = _text(record.value("id")), record.text("url")
        day, named = self._day(record), _list(record.value("category"))
        approved, status = record.text("approved").casefold(), record.text("status").casefold()
        verified = record.text("verified").casefold() in {"yes", "1", "true"}
        title, place = self._words(record, "title"), self._words(record, "place")
        for name, value in record.values().items():
            self._audit.left_over(name, record.line, "a value, not shown" if value else "")
        if approved in {"no", "0", "false"} or status in WAITING:
            record.aside("not approved or not published on the map")
            return []
        if not key or day is None or status not in {"", "published"}:
            if status not in {"", "published"}:
                self._audit.report("unknown_status", line=record.line, field="status",
                                   found=status, expected="published, draft or archived",
                                   mend="the report is left out")
            if not key:
                self._audit.report("no_id", line=record.line, field="id", found="nothing",
                                   expected="the id of a report", mend="the report is left out")
            record.refuse()
            return []
        kinds = self._coded(named, record)
        if not kinds:
            return []
        zone = self._zone(place, record)
        record.read()
        return [
            {"key": f"{key}/{kind}", "property": kind, "earliest": day, "latest": day,
             "place": place, "zone": zone, "actor": row.get("actor", ""),
             "actor_certainty": "stated" if row.get("actor") else "",
             "target": row.get("target", ""), "original": title or "; ".join(named),
             "locator": f"report {key}", "address": url,
             "note": "marked as verified on the map" if verified else ""}
            for kind, row in kinds.items()
        ]

    def _coded(self, named: list[str], record: Record) -> dict[str, Mapping[str, str]]:
        """Properties of a report's categories; ends the row where there are none."""
        kinds: dict[str, Mapping[str, str]] = {}
        unknown = False
        for name in named:
            row = self._kinds.get(name.casefold())
            if row is None:
                unknown = True
                self._name(record, "category", "ushahidi_categories", name, "error")
            elif kind := row.get("property", ""):
                if kind in PROPERTIES and PROPERTIES[kind].event:
                    kinds.setdefault(kind, row)
                else:
                    unknown = True
                    self._name(record, "category", "ushahidi_categories with an act", kind, "error")
        if kinds:
            return kinds
        if unknown or not named:
            if not named:
                self._audit.report("no_category", line=record.line, field="category",
                                   found="nothing", expected="a category",
                                   mend="the report is left out")
            record.refuse()
        else:
            record.aside("categories the case does not use")
        return {}

    def _zone(self, place: str, record: Record) -> str:
        zone = self._zones.get(place.casefold())
        if zone is None and place:
            self._name(record, "place", "ushahidi_zones", place, "warning")
        return zone or ""

    def _name(self, record: Record, field: str, table: str, found: str, severity: str) -> None:
        if (table, found) not in self._named:
            self._named.add((table, found))
            self._audit.report(
                "not_coded", severity="error" if severity == "error" else "warning",
                line=record.line, field=field, found=found,
                expected=f"a line in coding/{table}.csv",
                mend="until then it is left out" if severity == "error"
                else "until then no zone is known")

    def _day(self, record: Record) -> str | None:
        text = record.text("date")
        match = _DAY.fullmatch(text)
        try:
            if match and match[2] and (zone := match[3] or self._utc):
                instant = parse_span(f"{match[1]}T{match[2]}{zone}", self._context.tz).lo
                return str(civil_date(instant, self._context.tz))
            return str(parse_date(match[1] if match else text))
        except TimeProblem as wrong:
            self._audit.report("wrong_value", line=record.line, field="date",
                               found=text or "nothing", expected=str(wrong),
                               mend="the report is left out")
            return None

    def _words(self, record: Record, field: str) -> str:
        text, found = mask(record.text(field), lambda kind, _: f"[{kind} removed]")
        if found:
            self._audit.report(
                "personal_text", severity="warning", line=record.line, field=field,
                found=", ".join(sorted(set(found))), expected="no number, address or mention",
                mend="put out of the text")
        return " ".join(text.split())


def _text(value: object) -> str:
    return str(value).strip() if isinstance(value, str | int) else ""


def _list(value: object) -> list[str]:
    parts = value if isinstance(value, list) else re.split(r"[,;]", _text(value))
    return [part.strip() for part in map(str, parts) if part.strip()]
