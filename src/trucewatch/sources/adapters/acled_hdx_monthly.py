"""ACLED's totals by month and area, as published openly on HDX (JSON, plain or gzipped).

One file a kind of event (political violence, civilian targeting, demonstrations), one row a month
and second-level area, in the array ``rows`` of an object that says where it comes from. ACLED's
terms of use hold for these totals as well; they name no actor, so nothing is attributed.

- Events and fatalities are series of their own, by kind: civilian targeting is a part of political
  violence, and the two must not be added.
- 0 is ACLED's count and is kept as such: it counted, and no event was reported. No number (null:
  demonstrations have no fatalities) gives no claim.
- The month is a total. Where the address says "as of" a day within the month, the total ends on
  that day: the month was not over, and the note says so.
- Scope is partial: what was reported and coded. ACLED revises; the day "as of" is the publication.
- Zones by ``coding/acled_zones.csv`` (country, adm_1, adm_2, place, zone, why).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import BinaryIO

from trucewatch.model.instant import FIRST_YEAR, LAST_YEAR
from trucewatch.sources.audit import Audit, Record
from trucewatch.sources.coded import Zones
from trucewatch.sources.forms import window
from trucewatch.sources.interface import Batch, Context, LocalFile, Rows, not_this_form
from trucewatch.sources.json_pages import Page, paged_records, refused

REQUIRED = ("admin2_pcode", "date_period", "events", "fatalities")
KINDS = {
    "political-violence": ("violent_event", "political_violence"),
    "civilian-targeting": ("violent_event", "civilian_targeting"),
    "demonstrations": ("demonstration", ""),
}
"""Property and category of each kind of event."""
REMARKS = ("event_type", "source_dataset", "source_url", "attribution", "row_count")
_AS_OF = re.compile(r"as-of-(\d{1,2})([a-z]{3})(\d{4})")
_PERIOD = re.compile(r"(\d{4})-(\d{2})")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class AcledHdxMonthly(LocalFile):
    """Adapter for the monthly totals."""

    name = "acled_hdx_monthly"
    version = 1
    max_bytes = 50_000_000

    def parse(self, stream: BinaryIO, context: Context) -> Iterator[Batch]:
        """Turn every month and area into totals, see the module."""
        audit = Audit(context.file)
        told: list[Record] = []
        page = Page(rows=("rows",), remarks=frozenset(REMARKS), ended=_keep(told))
        # What the file says of itself may stand below the rows, so they are read first.
        records = list(paged_records(stream, audit, page, self.max_bytes))
        kind, as_of = _head(told, audit, len(records), context.file)
        rows = Rows(
            f"{self.name}@{self.version}", source=context.options.get("source") or "acled",
            measure="newly_occurred", basis="total", scope="partial",
            copy=context.options.get("copy", "unknown"),
            address=context.options.get("address", ""),
            published=str(as_of) if as_of else context.options.get("published", ""),
        )
        series = f"{context.options.get('series') or 'acled-hdx'}/{kind}"
        zones = Zones(context.coding, "acled_zones", audit)
        first, last = window(context)
        for record in records:
            if refused(record, REQUIRED):
                continue
            _read(record, rows, KINDS[kind], zones, (series, as_of, first, last))
        yield rows.last(audit)


def _keep(told: list[Record]) -> Callable[[Record, int], None]:
    """Keep what the file says of itself until its rows were met."""
    return lambda remarks, rows: told.append(remarks)


def _head(
    told: list[Record], audit: Audit, rows: int, file: str
) -> tuple[str, date | None]:
    """Kind of event of a file, and the day it is as of."""
    kind, as_of = "", None
    for remarks in told:
        kind = remarks.text("event_type")
        address, count = remarks.text("source_url"), remarks.integer("row_count")
        remarks.close(frozenset(REMARKS))
        if match := _AS_OF.search(address):
            as_of = _day(match)
        if count is not None and count != rows:
            audit.report(
                "rows_missing", line=remarks.line, field="row_count", found=f"{rows} rows",
                expected=f"{count}, as the file says", mend="fetch the file again",
            )
    if kind not in KINDS:
        raise not_this_form(file, kind or "no event_type", f"one of {', '.join(KINDS)}")
    return kind, as_of


def _day(match: re.Match[str]) -> date | None:
    try:
        return date(int(match[3]), _MONTHS.index(match[2]) + 1, int(match[1]))
    except ValueError:
        return None


def _read(
    record: Record, rows: Rows, kind: tuple[str, str], zones: Zones,
    asked: tuple[str, date | None, date, date],
) -> None:
    """Turn one row into its totals, and end it."""
    series, as_of, first, last = asked
    country, admin1, admin2, code, period = record.texts_of(
        ("country", "admin1", "admin2", "admin2_pcode", "date_period")
    )
    year, month, events, killed = record.integers_of(("year", "month", "events", "fatalities"))
    record.close(frozenset(("admin1_pcode",)))
    days = _month(record, period, year, month)
    if days is None or not code:
        if not code:
            _wrong(record, "admin2_pcode", "nothing", "code of an area")
        record.refuse()
        return
    begun, ended = days
    if ended < first or begun > last:
        record.aside("outside the period asked for")
        return
    if events is None and killed is None:
        _wrong(record, "events", "nothing", "a number of events or of fatalities")
        record.refuse()
        return
    running = as_of is not None and begun <= as_of < ended
    same = {
        "earliest": str(begun), "latest": str(as_of if running else ended),
        "place": ", ".join(part for part in (admin2, admin1) if part),
        "zone": zones.of(country, (admin1, admin2), "", record.line),
        "locator": f"{code} {period}",
        "note": f"a month not over: as of {as_of}" if running else "",
    }
    prop, category = kind
    qualifiers = f"category={category}" if category else ""
    if events is not None:
        rows.add(
            record, **same, key=f"{code}/{period}/events", subject=f"{series}/events",
            property=prop, low=events, high=events, original=f"events={events}",
            qualifiers=qualifiers,
        )
    if killed is not None:
        rows.add(
            record, **same, key=f"{code}/{period}/killed", subject=f"{series}/killed",
            property="killed", low=killed, high=killed, original=f"fatalities={killed}",
            qualifiers=qualifiers,
        )
    record.read()


def _month(
    record: Record, period: str, year: int | None, month: int | None
) -> tuple[date, date] | None:
    """First and last day of a row's month, where its columns agree on it."""
    match = _PERIOD.fullmatch(period)
    if not match or (int(match[1]), int(match[2])) != (year, month):
        _wrong(record, "date_period", period or "nothing", f"month {month} of {year}")
        return None
    try:
        first = date(int(match[1]), int(match[2]), 1)
    except ValueError:
        _wrong(record, "date_period", period, "a month of the calendar")
        return None
    if not FIRST_YEAR <= first.year <= LAST_YEAR:
        _wrong(record, "date_period", period, f"a year from {FIRST_YEAR} to {LAST_YEAR}")
        return None
    return first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def _wrong(record: Record, field: str, found: str, expected: str) -> None:
    record.audit.report(
        "wrong_value", line=record.line, field=field, found=found, expected=expected,
        mend="the row is left out",
    )
