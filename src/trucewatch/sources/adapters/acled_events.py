"""ACLED exports a user downloaded: one event a row (CSV or JSON, plain or gzipped).

ACLED's rows may not be redistributed: this adapter reads a file its user may hold, and what it
makes of it must not be published or committed where ACLED's terms do not allow it. Read are the
export in CSV, an answer of the programming interface (rows in ``data``) and an array of rows. Of
each event:

- The act, by the table `ACTS` from ACLED's sub-event type to a property of ours: at least one,
  because an event may join several acts of one day and place. Types that are no act (agreements,
  changes within a group, other) are left aside, with their count.
- Killed: ACLED gives one number, and takes the lower where reports differ; it stands as low and
  high, and the note says so. 0 means that no death was reported: it stays in the words of the act
  and makes no claim.
- Actors carry no direction: ACLED says that the order of ``actor1`` and ``actor2`` tells neither
  attacker nor attacked. Both stand in the words, in alphabetical order; ``actor`` stays empty.
- Time: ``time_precision`` 1 is the day; 2 a week, so up to six days before or after the date; 3 the
  month of the date, of which it is a total. Another value is taken as a month, and flagged.
- Place: the names, and a zone by ``coding/acled_zones.csv`` (country, adm_1, adm_2, place, zone,
  why). ``geo_precision`` is in the note; points are left aside. Of sexual violence only the
  first-order region is kept.
- ``notes`` are not copied, nor are tags and associated actors: they can name people. The locator is
  ACLED's id. ``timestamp`` is when ACLED last published the row.
- An id met twice (the monadic export gives a row to each actor) is read once; the others are left
  aside, so that no event is counted twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import BinaryIO, NamedTuple

from trucewatch.model.instant import SECOND, TimeProblem, iso, parse_date
from trucewatch.sources.audit import Audit, Record
from trucewatch.sources.coded import Zones
from trucewatch.sources.forms import window
from trucewatch.sources.interface import BATCH_ROWS, Batch, Context, LocalFile, Rows
from trucewatch.sources.json_pages import Page, table_or_pages

REQUIRED = (
    "event_id_cnty", "event_date", "time_precision", "event_type", "sub_event_type", "fatalities",
)
TEXTS = (
    "disorder_type", "event_type", "sub_event_type", "actor1", "actor2", "civilian_targeting",
    "country", "admin1", "admin2", "admin3", "location", "geo_precision", "source", "timestamp",
)
ASIDE = frozenset(
    (
        "notes", "tags", "assoc_actor_1", "assoc_actor_2",  # free text and groups that name people
        "source_scale", "inter1", "inter2", "interaction", "iso", "iso3", "region",
        "latitude", "longitude", "data_id", "event_id_no_cnty",
    )
)
ACTS = {
    "Armed clash": "clash", "Government regains territory": "clash",
    "Non-state actor overtakes territory": "clash",
    "Air/drone strike": "strike", "Shelling/artillery/missile attack": "shelling",
    "Chemical weapon": "attack", "Grenade": "explosion", "Suicide bomb": "explosion",
    "Remote explosive/landmine/IED": "explosion",
    "Attack": "attack", "Abduction/forced disappearance": "abduction",
    "Sexual violence": "gender_based_violence",
    "Mob violence": "violent_event", "Excessive force against protesters": "attack",
    "Violent demonstration": "demonstration", "Peaceful protest": "demonstration",
    "Protest with intervention": "demonstration",
    "Disrupted weapons use": "violent_event", "Looting/property destruction": "violent_event",
    "Arrests": "detained", "Headquarters or base established": "position_held",
    "Non-violent transfer of territory": "line_moved_claimed",
}
"""Property of each sub-event type; a mapping for reading, never ACLED's own word."""
NO_ACT = ("Agreement", "Change to group/activity", "Other")
_REMARKS = (
    "status", "success", "last_update", "count", "messages", "filename", "data_query_restrictions",
)
"""What an answer of the programming interface says beside its rows."""
PERSONS = ("abduction", "detained")
"""Counted in persons, of whom an event gives no number."""
SENSITIVE = "gender_based_violence"
PLACES = {"2": "surroundings of a place", "3": "region"}
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september",
           "october", "november", "december")
_WORDS = re.compile(r"(\d{1,2})[ -]([A-Za-z]{3,9})[ -](\d{4})")
ONE_NUMBER = "ACLED gives one number, the lower where reports differ: no range is known"


class AcledEvents(LocalFile):
    """Adapter for row-level exports."""

    name = "acled_events"
    version = 1
    max_bytes = 3_000_000_000
    """The whole world since 1997; the rows are read one by one."""

    def parse(self, stream: BinaryIO, context: Context) -> Iterator[Batch]:
        """Turn every event into an act and the number killed, see the module."""
        first, last = window(context)
        audit = Audit(context.file)
        zones = Zones(context.coding, "acled_zones", audit)
        series = context.options.get("series") or "acled"
        rows = Rows(
            f"{self.name}@{self.version}", source=context.options.get("source") or "acled",
            measure="newly_occurred", scope="partial", copy=context.options.get("copy", "unknown"),
            address=context.options.get("address", ""),
        )
        page = Page(rows=("data",), remarks=frozenset(_REMARKS), ended=_ended)
        met: set[str] = set()
        for record in table_or_pages(stream, audit, REQUIRED, page, self.max_bytes):
            event = _event(record, zones)
            if event is None:
                continue
            if event.last < first or event.first > last:
                record.aside("outside the period asked for")
            elif event.id in met:
                record.aside("an event that was read already, of another actor or once more")
            else:
                met.add(event.id)
                event.tell(rows, record, series)
            if len(rows) >= BATCH_ROWS:
                yield rows.batch()
        yield rows.last(audit)


def _ended(remarks: Record, rows: int) -> None:
    """Check what an answer says of itself."""
    count = remarks.integer("count")
    if count is not None and count != rows:
        remarks.audit.report(
            "rows_missing", line=remarks.line, field="count", found=f"{rows} rows",
            expected=f"{count}, as the answer says", mend="save the whole answer, unaltered",
        )
    remarks.ignore(*_REMARKS)
    remarks.close()


class Event(NamedTuple):
    """One row, as read."""

    id: str
    first: date
    last: date
    act: str
    words: str
    fatalities: int | None
    category: str
    same: dict[str, str | int | None]

    def tell(self, rows: Rows, record: Record, series: str) -> None:
        """Add the act, then the number killed, and end the row."""
        killed = self.fatalities
        if not self.act and not killed:
            record.aside("no act: an agreement, a change within a group, or other")
            return
        if self.act:
            rows.put(record, {
                **self.same, "key": self.id, "subject": series, "property": self.act,
                "low": None if self.act in PERSONS else 1,
                "original": self.words + ("" if killed is None else f"; fatalities={killed}"),
                "qualifiers": self.category,
            })
        if killed:
            rows.put(record, {
                **self.same, "key": f"{self.id}/killed", "subject": f"{series}/killed",
                "property": "killed", "low": killed, "high": killed,
                "original": f"fatalities={killed}", "qualifiers": self.category,
                "note": "; ".join((ONE_NUMBER, str(self.same["note"]))),
            })
        record.read()


def _event(record: Record, zones: Zones) -> Event | None:
    """One event, or ``None`` where the row cannot be one; then it has been ended."""
    key = record.text("event_id_cnty")
    day = _day(record)
    precision = record.text("time_precision")
    (
        disorder, event_type, sub_type, actor1, actor2, targeting, country, *places, geo, source,
        timestamp,
    ) = record.texts_of(TEXTS)
    fatalities = record.integer("fatalities")
    year = record.integer("year")
    record.close(ASIDE)
    if not key or day is None:
        if not key:
            record.audit.report(
                "no_id", line=record.line, field="event_id_cnty", found="nothing",
                expected="an event's id", mend="the row is left out",
            )
        record.refuse()
        return None
    if year is not None and year != day.year:
        record.audit.report(
            "year_differs", severity="warning", line=record.line, field="year", found=year,
            expected=str(day.year), mend="the date is kept",
        )
    act = _act(record, sub_type, disorder)
    first, last = _interval(record, day, precision)
    place, adm = _place(places, act)
    actors = ", ".join(sorted({actor for actor in (actor1, actor2) if actor}))
    same: dict[str, str | int | None] = {
        "earliest": str(first), "latest": str(last),
        "basis": "instant" if precision in ("1", "2") else "total", "place": place,
        "zone": zones.of(country, adm, "" if act == SENSITIVE else places[3], record.line),
        "published": _published(record, timestamp), "locator": f"event {key}",
        "note": _note(precision, geo, source, act),
    }
    words = "; ".join(
        part for part in (event_type, sub_type, f"actors in no order: {actors}" if actors else "")
        if part
    )
    category = "category=civilian_targeting" if targeting else ""
    return Event(key, first, last, act, words, fatalities, category, same)


def _act(record: Record, sub_type: str, disorder: str) -> str:
    """Property an event is an act of; empty where it is none."""
    if sub_type in ACTS:
        return ACTS[sub_type]
    if sub_type in NO_ACT:
        return ""
    act = "violent_event" if "Political violence" in disorder else ""
    record.audit.report(
        "unknown_type", severity="warning", line=record.line, field="sub_event_type",
        found=sub_type or "nothing", expected="a type of ACLED's codebook",
        mend=f"read as {act}" if act else "read as no act",
    )
    return act


def _day(record: Record) -> date | None:
    """Date of an event, as 2031-05-01 or as the older exports write it, 01 May 2031."""
    text = record.text("event_date")
    if words := _WORDS.fullmatch(text):
        month = next(
            (n for n, name in enumerate(_MONTHS, 1) if name.startswith(words[2].lower())), 0
        )
        written = f"{words[3]}-{month:02d}-{int(words[1]):02d}"
    else:
        written = text
    try:
        return parse_date(written)
    except TimeProblem as problem:
        record.audit.report(
            "wrong_value", line=record.line, field="event_date", found=text or "nothing",
            expected=str(problem), mend="the row is left out",
        )
        return None


def _interval(record: Record, day: date, precision: str) -> tuple[date, date]:
    """Days an event can lie on, by ``time_precision``."""
    if precision == "1":
        return day, day
    if precision == "2":
        return day - timedelta(days=6), day + timedelta(days=6)
    if precision != "3":
        record.audit.report(
            "unknown_precision", severity="warning", line=record.line, field="time_precision",
            found=precision or "nothing", expected="1, 2 or 3", mend="read as known to the month",
        )
    first = day.replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def _place(places: list[str], act: str) -> tuple[str, tuple[str, str]]:
    """Name of a place, and its regions; of sexual violence the first-order region alone."""
    admin1, admin2, admin3, location = places
    if act == SENSITIVE:
        return admin1, (admin1, "")
    names = (location, admin3, admin2, admin1)
    return ", ".join(dict.fromkeys(name for name in names if name)), (admin1, admin2)


def _published(record: Record, timestamp: str) -> str:
    if not timestamp:
        return ""
    if timestamp.isascii() and timestamp.isdecimal() and len(timestamp) <= 10:  # noqa: PLR2004
        return iso(int(timestamp) * SECOND)
    record.audit.report(
        "wrong_value", line=record.line, field="timestamp", found=timestamp,
        expected="seconds since 1970", mend="read as not known",
    )
    return ""


def _note(precision: str, geo: str, source: str, act: str) -> str:
    sources = len([name for name in source.split(";") if name.strip()])
    return "; ".join(
        part for part in (
            f"place known to the {PLACES[geo]}" if geo in PLACES else "",
            "date known to the week" if precision == "2" else
            "" if precision == "1" else "date known to the month",
            f"number of sources {sources}" if sources else "sources not stated",
            "place given to the region only, to protect people" if act == SENSITIVE else "",
            "who did what to whom is not said",
        ) if part
    )
