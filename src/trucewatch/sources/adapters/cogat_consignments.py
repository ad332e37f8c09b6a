"""COGAT's list of consignments, as daily totals by route and class of cargo (CSV).

The consignments of a day that entered by land are summed over classes of cargo (fuel and gas are
in the list, so they are in the sum). Air drops and the sea route carry no trucks: they are counted
in one Problem and left aside. A day without a line gives no claim: no line is no zero. Tons are
left aside by name; no clause reads them yet.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import BinaryIO

from trucewatch.sources.audit import Audit
from trucewatch.sources.forms import csv_records, window
from trucewatch.sources.interface import Batch, Context, LocalFile, Rows

LAND = "Land Crossings"
OTHER_ROUTES = ("Aerial Route", "Maritime Route (JLOTS)")
REQUIRED = ("date", "route", "classification", "consignments")


class CogatConsignments(LocalFile):
    """Adapter for the daily totals."""

    name = "cogat_consignments"
    version = 1

    def parse(self, stream: BinaryIO, context: Context) -> Iterator[Batch]:
        """Sum the consignments of each day, see the module."""
        first, last = window(context)
        audit = Audit(context.file)
        totals: dict[date, int] = {}
        lines: dict[date, list[int]] = {}
        seen: set[tuple[date, str, str]] = set()
        doubtful: set[date] = set()
        other = broken = 0
        for record in csv_records(stream, audit, REQUIRED):
            day, route = record.day("date"), record.text("route")
            kind, count = record.text("classification"), record.integer("consignments")
            record.ignore("tons", "tons_missing")
            record.close()
            if day is None or count is None:
                broken += 1
            elif (day, route, kind) in seen:
                broken += 1
                audit.report(
                    "duplicate_row", line=record.line, field="date, route, classification",
                    found=f"{day}, {route}, {kind}", expected="each once",
                    mend="the day is left out: which line holds is not known",
                )
                doubtful.add(day)
            elif route == LAND and first <= day <= last:
                totals[day] = totals.get(day, 0) + count
                lines.setdefault(day, []).append(record.line or 0)
            elif route != LAND:
                other += 1
                if route not in OTHER_ROUTES:
                    audit.report(
                        "unknown_route", severity="warning", line=record.line, field="route",
                        found=route, expected=", ".join((LAND, *OTHER_ROUTES)),
                        mend="not counted as trucks",
                    )
            if day is not None:
                seen.add((day, route, kind))
        if other:
            audit.report(
                "not_by_land", severity="note", field="route", found=f"{other} lines",
                expected=LAND, mend="air drops and the sea route are not counted as trucks",
            )
        rows = Rows(
            f"{self.name}@{self.version}", source="cogat", speaker="cogat", subject="cogat-list",
            property="trucks_entered", measure="newly_occurred", basis="total",
            scope="partial" if broken else "complete", place="Gaza Strip crossings",
            zone="gaza_strip", copy="copy",
            address=context.options.get("address", ""), published=context.options.get("published", ""),
        )
        for day, total in sorted(totals.items()):
            if day in doubtful:
                continue
            rows.add(
                key=str(day), low=total, high=total, earliest=str(day), latest=str(day),
                original=f"consignments={total}", locator=f"lines {lines[day][0]} to {lines[day][-1]}",
                note="a consignment is not always a truck",
            )
        yield rows.batch(audit.problems())
