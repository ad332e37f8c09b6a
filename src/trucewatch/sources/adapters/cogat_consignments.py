"""COGAT's list of consignments, as daily totals by route and class of cargo (CSV).

The consignments of a day that entered by land are summed over classes of cargo (fuel and gas are
in the list, so they are in the sum). Air drops and the sea route carry no trucks: they are counted
in one Problem and left aside. A day without a line gives no claim: no line is no zero. Tons are
left aside by name; no clause reads them yet. A day with a line that cannot be counted, or with a
line twice, is left out; a line that cannot be read makes every count partial.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import BinaryIO

from trucewatch.sources.audit import Audit, Record
from trucewatch.sources.forms import csv_records, window
from trucewatch.sources.interface import Batch, Context, LocalFile, Rows

LAND = "Land Crossings"
OTHER_ROUTES = ("Aerial Route", "Maritime Route (JLOTS)")
REQUIRED = ("date", "route", "classification", "consignments")


@dataclass
class Tally:
    """Consignments by day, and what stands in the way of counting them."""

    totals: dict[date, int] = field(default_factory=dict)
    seen: set[tuple[date, str, str]] = field(default_factory=set)
    doubtful: set[date] = field(default_factory=set)
    not_by_land: int = 0
    unread: int = 0

    def take(self, record: Record) -> None:
        """Count one line."""
        day, route = record.day("date"), record.text("route")
        kind, count = record.text("classification"), record.integer("consignments")
        record.ignore("tons", "tons_missing")
        record.close()
        if day is None:
            self.unread += 1
        elif count is None:
            self.doubtful.add(day)
        elif (day, route, kind) in self.seen:
            self.doubtful.add(day)
            record.audit.report(
                "duplicate_row", line=record.line, field="date, route, classification",
                found=f"{day}, {route}, {kind}", expected="each once",
                mend="the day is left out: which line holds is not known",
            )
        elif route == LAND:
            self.totals[day] = self.totals.get(day, 0) + count
        else:
            self.not_by_land += 1
            if route not in OTHER_ROUTES:
                record.audit.report(
                    "unknown_route", severity="warning", line=record.line, field="route",
                    found=route, expected=", ".join((LAND, *OTHER_ROUTES)),
                    mend="not counted as trucks",
                )
        if day is not None:
            self.seen.add((day, route, kind))


class CogatConsignments(LocalFile):
    """Adapter for the daily totals."""

    name = "cogat_consignments"
    version = 1

    def parse(self, stream: BinaryIO, context: Context) -> Iterator[Batch]:
        """Sum the consignments of each day, see the module."""
        first, last = window(context)
        audit = Audit(context.file)
        tally = Tally()
        for record in csv_records(stream, audit, REQUIRED):
            tally.take(record)
        if tally.not_by_land:
            audit.report(
                "not_by_land", severity="note", field="route", found=f"{tally.not_by_land} lines",
                expected=LAND, mend="air drops and the sea route are not counted as trucks",
            )
        rows = Rows(
            f"{self.name}@{self.version}", source="cogat", speaker="cogat", subject="cogat-list",
            property="trucks_entered", measure="newly_occurred", basis="total",
            scope="partial" if tally.unread or audit.rows_lost else "complete",
            place="Gaza Strip crossings", zone="gaza_strip", copy="copy",
            address=context.options.get("address", ""),
            published=context.options.get("published", ""),
            note="a consignment is not always a truck",
        )
        for day, total in sorted(tally.totals.items()):
            if day not in tally.doubtful and first <= day <= last:
                rows.add(
                    key=str(day), low=total, high=total, earliest=str(day), latest=str(day),
                    original=f"consignments={total}", locator=f"date {day}",
                )
        yield rows.batch(audit.problems())
