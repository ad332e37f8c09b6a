"""UCDP Georeferenced Event Dataset: one lethal event a row (CSV, plain or gzipped).

Releases differ in their columns; the row of HXL tags below the header is told apart and left out.
All events of a release are one series (option ``series``, one for each release); a row's key is
the event's id. What is kept and how:

- Killed, in the event: from ``low`` to ``high``. ``best`` is not kept: it is UCDP's own choice
  within the range, and no column of ours holds one value for a contested number.
- Killed by category, each category a series of its own (``<series>/civilians``), so that nothing is
  counted twice: UCDP splits what it holds likeliest over the two sides, civilians and unknown, and
  gives no range there. The four add up to ``best``; a row where they do not is flagged. A category
  of 0 gives no claim of its own: no clause could use it, and the event's range stands.
- Time: the days from ``date_start`` to ``date_end``. Up to a week's imprecision (``date_prec`` 1
  and 2) the event happened within them (`instant`); beyond, the row is a period's deaths (`total`).
  One day with a ``date_prec`` that says the day is not known is widened as far as that precision
  can reach, both ways, so that it is never certain in a day.
- Place: a zone by the case's table ``coding/ged_zones.csv`` (country, adm_1, adm_2, place, zone,
  why), the closest line that fits; empty cells fit anything. No geometry; points are left aside.
- Sides: UCDP says who fought whom, not who killed whom. An actor is stated only for one-sided
  violence, where side A attacked; ``coding/ged_sides.csv`` (side, id, people, note) turns names
  into ids. The dead of a side are told by the target. ``dyad`` is UCDP's id of the pair.
- Scope is partial: only deadly events of dyads that meet UCDP's own definition are in the data.
- Headlines and articles are left aside: they can hold names of people, and their figures are
  already merged by UCDP.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import BinaryIO

from trucewatch.model.instant import TimeProblem, parse_date
from trucewatch.sources.audit import Audit, Record
from trucewatch.sources.forms import csv_lines, window
from trucewatch.sources.interface import BATCH_ROWS, Batch, Context, LocalFile, Rows

REQUIRED = (
    "id", "type_of_violence", "date_prec", "date_start", "date_end", "low", "high", "best",
    "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown",
)
ASIDE = (
    "source_article", "source_office", "source_date", "source_headline", "source_original",
    "where_description",  # free text that can name people
    "latitude", "longitude", "geom_wkt", "priogrid_gid",  # no clause reads points; none published
    "relid", "active_year", "start_year", "end_year", "region", "iso3", "country_id",
    "conflict_dset_id", "conflict_new_id", "conflict_name", "dyad_dset_id", "dyad_name",
    "side_a_dset_id", "side_a_new_id", "side_b_dset_id", "side_b_new_id", "gwnoa", "gwnob",
)
ONE_SIDED = 3
WIDTHS = {1: (1, 1), 2: (2, 6), 3: (7, 7), 4: (8, 31), 5: (32, 366)}
"""By ``date_prec``: least and greatest number of days from the first to the last."""
PRECISE = 2
"""Greatest ``date_prec`` at which a row tells of one happening, not of a period."""
PLACES = {
    3: "second-order district", 4: "first-order region", 5: "vague area", 6: "country",
    7: "sea or airspace",
}
CATEGORIES = {
    "deaths_a": "side_a", "deaths_b": "side_b", "deaths_civilians": "civilians",
    "deaths_unknown": "unknown",
}
_MIDNIGHT = re.compile(r"[ T]00:00:00(\.0+)?Z?")


@dataclass(frozen=True)
class Side:
    """What the case says about a side as UCDP names it."""

    id: str = ""
    people: str = ""
    """Group of its members, where they are the target."""


class Tables:
    """The case's decisions by hand; what they lack is named once."""

    def __init__(self, context: Context, audit: Audit) -> None:
        self._audit = audit
        self._named: set[tuple[str, ...]] = set()
        self._sides = {
            row.get("side", "").casefold(): Side(row.get("id", ""), row.get("people", ""))
            for row in context.coding.get("ged_sides", [])
        }
        self._zones = {
            tuple(row.get(name, "").casefold() for name in ("country", "adm_1", "adm_2", "place")):
                row.get("zone", "")
            for row in context.coding.get("ged_zones", [])
        }

    def side(self, name: str, line: int | None, field: str) -> Side:
        """Ids of a side; empty where the case does not know it."""
        found = self._sides.get(name.casefold())
        if found is None:
            self._name(line, field, "ged_sides", name)
        return found or Side()

    def zone(self, country: str, adm: tuple[str, str], place: str, line: int | None) -> str:
        """Zone of the closest line that fits; empty where none does."""
        for fit in (
            (country, *adm, place), (country, adm[0], "", place), (country, "", "", place),
            (country, *adm, ""), (country, adm[0], "", ""), (country, "", "", ""),
        ):
            zone = self._zones.get(tuple(cell.casefold() for cell in fit))
            if zone is not None:
                return zone
        self._name(line, "country", "ged_zones", country, *adm)
        return ""

    def _name(self, line: int | None, field: str, table: str, *key: str) -> None:
        if (table, *key) not in self._named:
            self._named.add((table, *key))
            self._audit.report(
                "not_coded", severity="warning", line=line, field=field,
                found=", ".join(part for part in key if part), expected=f"a line in coding/{table}",
                mend="until then it is read as not stated",
            )


class UcdpGed(LocalFile):
    """Adapter for GED files of any release."""

    name = "ucdp_ged"
    version = 1

    def parse(self, stream: BinaryIO, context: Context) -> Iterator[Batch]:
        """Turn every event into claims about who was killed, see the module."""
        first, last = window(context)
        audit = Audit(context.file)
        tables = Tables(context, audit)
        series = context.options.get("series") or "ucdp-ged"
        rows = Rows(
            f"{self.name}@{self.version}", source=context.options.get("source") or "ucdp",
            property="killed", measure="newly_occurred", scope="partial", copy="copy",
            address=context.options.get("address", ""),
            published=context.options.get("published", ""),
        )
        for record in csv_lines(stream, audit, REQUIRED):
            event = _event(record, tables)
            if event is None or event.last < first or event.first > last:
                continue
            for row in event.claims(series):
                rows.add(**row)
            if len(rows) >= BATCH_ROWS:
                yield rows.batch()
        yield rows.batch(audit.problems())


@dataclass(frozen=True)
class Event:
    """One row, as read."""

    id: str
    first: date
    last: date
    same: Mapping[str, str]
    """Columns all claims of the event share."""
    numbers: Mapping[str, int | None]
    sides: Mapping[str, Side]
    state_based: bool

    def claims(self, series: str) -> Iterator[dict[str, str | int | None]]:
        """The event's range, then each category that is not zero."""
        low, high = self.numbers["low"], self.numbers["high"]
        if low is not None or high is not None:
            given = [f"{name}={value}" for name, value in (("low", low), ("high", high))
                     if value is not None]
            yield {**self.same, "key": self.id, "subject": series, "low": low, "high": high,
                   "original": "; ".join(given), "target": self._attacked()}
        for field, category in CATEGORIES.items():
            if value := self.numbers[field]:
                yield {
                    **self.same, "key": f"{self.id}/{category}", "subject": f"{series}/{category}",
                    "low": value, "high": value, "original": f"{field}={value}",
                    "target": self._target(category),
                    "qualifiers": "; ".join((self._qualifiers(category), self.same["qualifiers"])),
                }

    def _attacked(self) -> str:
        return self.sides["side_b"].people if self.same["actor"] else ""

    def _target(self, category: str) -> str:
        side = self.sides.get(category)
        return side.people if side else self._attacked()

    def _qualifiers(self, category: str) -> str:
        """UCDP's category, and the civil status it implies: members of an army or its opponent."""
        status = {"civilians": "civilian", "unknown": "unknown"}.get(category, "")
        if self.state_based and not status:
            status = "combatant"
        return f"category={category}" + (f"; civil_status={status}" if status else "")


def _event(record: Record, tables: Tables) -> Event | None:
    """One event, or ``None`` where the row cannot be one (a Problem or a note says why)."""
    key = record.text("id")
    if not key:
        _no_event(record)
        return None
    violence, precision = record.integer("type_of_violence"), record.integer("date_prec")
    days = _days(record, precision)
    numbers = {name: record.integer(name) for name in ("low", "high", "best", *CATEGORIES)}
    _check_numbers(record, numbers)
    sides = {
        name: tables.side(record.text(name), record.line, name) for name in ("side_a", "side_b")
    }
    one_sided = violence == ONE_SIDED
    notes, place = _notes(record), record.text("where_coordinates")
    country, adm = record.text("country"), (record.text("adm_1"), record.text("adm_2"))
    dyad = record.text("dyad_new_id")
    record.ignore(*ASIDE)
    record.close()
    if days is None or _unknown_violence(record, violence):
        return None
    if not one_sided:
        notes.append("who killed whom is not said")
    actor = sides["side_a"].id if one_sided else ""
    same = {
        "earliest": str(days[0]), "latest": str(days[1]),
        "basis": "instant" if precision is not None and precision <= PRECISE else "total",
        "place": place, "zone": tables.zone(country, adm, place, record.line),
        "actor": actor, "actor_certainty": "stated" if actor else "",
        "qualifiers": f"dyad={dyad}" if dyad.isdigit() else "", "locator": f"id {key}",
        "note": "; ".join(notes),
    }
    return Event(key, *days, same, numbers, sides, state_based=violence == 1)


def _no_event(record: Record) -> None:
    cells = [text for text in record.texts().values() if text]
    tags = bool(cells) and all(cell.startswith("#") for cell in cells)
    record.audit.report(
        "hxl_row" if tags else "no_id", severity="note" if tags else "error", line=record.line,
        field="id", found="a row of HXL tags" if tags else "nothing", expected="an event's id",
        mend="the row is no event" if tags else "the row is left out",
    )


def _unknown_violence(record: Record, violence: int | None) -> bool:
    if violence in (1, 2, ONE_SIDED):
        return False
    record.audit.report(
        "unknown_violence", line=record.line, field="type_of_violence",
        found="nothing" if violence is None else violence, expected="1, 2 or 3",
        mend="the row is left out: who attacked whom cannot be told",
    )
    return True


def _notes(record: Record) -> list[str]:
    """What a reader must know about the row: how well place, date and event are known."""
    notes = []
    if words := PLACES.get(record.integer("where_prec") or 0):
        notes.append(f"place known to the {words}")
    if record.text("event_clarity") == "2":
        notes.append("several events reported together")
    sources = record.text("number_of_sources")
    notes.append("number of sources not recorded" if sources in ("-1", "")
                 else f"number of sources {sources}")
    status = record.text("code_status")
    if status not in ("", "Clear"):
        notes.append(f"status {status}")
    return notes


def _day(record: Record, field: str) -> date | None:
    text = _MIDNIGHT.sub("", record.text(field))
    try:
        return parse_date(text)
    except TimeProblem as problem:
        record.audit.report(
            "wrong_value", line=record.line, field=field, found=text or "nothing",
            expected=str(problem), mend="the row is left out",
        )
        return None


def _days(record: Record, precision: int | None) -> tuple[date, date] | None:
    """First and last day the event can lie on; ``None`` where they cannot be told."""
    first, last = _day(record, "date_start"), _day(record, "date_end")
    year = record.integer("year")
    if first is None or last is None:
        return None
    if first > last:
        record.audit.report(
            "end_before_start", line=record.line, field="date_end", found=last,
            expected=f"a day from {first} on", mend="the row is left out",
        )
        return None
    if year is not None and not first.year <= year <= last.year:
        record.audit.report(
            "year_differs", severity="warning", line=record.line, field="year", found=year,
            expected=f"{first.year} to {last.year}", mend="the dates are kept",
        )
    least, most = WIDTHS.get(precision or 0, (0, 0))
    days = (last - first).days + 1
    if least <= days <= most:
        return first, last
    vague = days == 1 and most > 1
    record.audit.report(
        "date_precision_differs", severity="warning", line=record.line, field="date_prec",
        found=f"{precision} for {days} days", expected=f"{least} to {most} days" if most else
        "1 to 5", mend=f"widened by {most - 1} days both ways" if vague else "the dates are kept",
    )
    wide = timedelta(days=most - 1 if vague else 0)
    return first - wide, last + wide


def _check_numbers(record: Record, numbers: Mapping[str, int | None]) -> None:
    """Flag an order or a sum that is not as it must be; everything is kept as stated."""
    low, best, high = (numbers[name] for name in ("low", "best", "high"))
    if low is None and high is None:
        record.audit.report(
            "no_range", severity="warning", line=record.line, field="low, high", found="nothing",
            expected="how many were killed", mend="no claim is made of the event as a whole",
        )
    if low is None or best is None or high is None:
        return
    if not low <= best <= high:
        record.audit.report(
            "low_above_high" if low > high else "best_outside_range", severity="warning",
            line=record.line, field="low, best, high", found=f"{low}, {best}, {high}",
            expected="low up to best up to high", mend="low and high are kept as stated",
        )
    parts = [numbers[field] for field in CATEGORIES]
    total = sum(part for part in parts if part is not None)
    if None not in parts and total != best:
        record.audit.report(
            "parts_differ", severity="warning", line=record.line, field=", ".join(CATEGORIES),
            found=f"{total} in all", expected=f"{best}, as best", mend="kept as stated",
        )
