"""COGAT's list of consignments, as daily totals by route and class of cargo (CSV).

The consignments of a day that entered by land are summed over classes of cargo (fuel and gas are
in the list, so they are in the sum). Air drops and the sea route carry no trucks and are left
aside. A day without a line gives no claim: no line is no zero. A day with a line that cannot be
counted, or with a line twice, is left out; a line that cannot be read makes every count partial.

With the option ``detail: cargo`` each line by land gives claims of its own as well, in a series of
its cargo: its consignments as trucks, those of fuel and gas as fuel trucks, and its tons. A claim
holds whole numbers, so tons go from the whole number below to the one above what the list states;
where some of its rows state none (``tons_missing``), what is stated is a low alone. Without the
option tons are left aside.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import BinaryIO

from trucewatch.sources.audit import Audit, Record
from trucewatch.sources.ending import OUTSIDE
from trucewatch.sources.forms import csv_records, window
from trucewatch.sources.interface import Batch, Context, LocalFile, Rows, not_this_form

LAND = "Land Crossings"
OTHER_ROUTES = ("Aerial Route", "Maritime Route (JLOTS)")
REQUIRED = ("date", "route", "classification", "consignments")
CARGO = {
    "Combined Aid": "combined", "Essential infrastructure equipment": "infrastructure",
    "Food": "food", "Fuel": "fuel", "Gas": "gas", "Medical Supplies": "medical",
    "Shelter Equipment": "shelter", "UN and NGO equipment": "un_ngo_equipment", "Water": "water",
}
FUELS = ("fuel", "gas")
NO_TRUCK = "air drops and the sea route carry no trucks"

_TONS = re.compile(r"\d{1,12}(?:\.\d{1,6})?")


@dataclass(frozen=True)
class Line:
    """One line by land, as read."""

    record: Record
    kind: str
    count: int
    tons: str
    missing: int


@dataclass
class Days:
    """Consignments by day, and what stands in the way of counting them."""

    lines: dict[date, list[Line]] = field(default_factory=dict)
    seen: set[tuple[date, str, str]] = field(default_factory=set)
    doubtful: set[date] = field(default_factory=set)
    unread: int = 0

    def take(self, record: Record, detail: bool) -> None:
        """Take one line; lines by land are ended when their day is whole."""
        day, route, kind = record.day("date"), record.text("route"), record.text("classification")
        told = record.audit.faults
        count = record.integer("consignments")
        told = record.audit.faults - told
        tons, missing = _tons(record, detail)
        record.close()
        if day is None:
            self.unread += 1
            record.refuse()
            return
        if count is None:
            self.doubtful.add(day)
            if not told:
                record.audit.report(
                    "no_count", severity="warning", line=record.line, field="consignments",
                    found=f"nothing on {day}", expected="how many consignments",
                    mend="the day is left out",
                )
            record.refuse()
        elif (day, route, kind) in self.seen:
            self.doubtful.add(day)
            record.audit.report(
                "duplicate_row", line=record.line, field="date, route, classification",
                found=f"{day}, {route}, {kind}", expected="each once",
                mend="the day is left out: which line holds is not known",
            )
            record.refuse()
        elif route == LAND:
            self.lines.setdefault(day, []).append(Line(record, kind, count, tons, missing))
        elif route in OTHER_ROUTES:
            record.aside(NO_TRUCK)
        else:
            record.audit.report(
                "unknown_route", severity="warning", line=record.line, field="route",
                found=route, expected=", ".join((LAND, *OTHER_ROUTES)),
                mend="not counted as trucks",
            )
            record.refuse()
        self.seen.add((day, route, kind))


def _tons(record: Record, detail: bool) -> tuple[str, int]:
    """Tons as stated, and how many rows behind them state none."""
    if not detail:
        record.ignore("tons", "tons_missing")
        return "", 0
    tons = record.text("tons")
    if tons and not _TONS.fullmatch(tons):
        record.audit.report(
            "wrong_value", line=record.line, field="tons", found=tons,
            expected="a number such as 12.5", mend="no tons are taken from the line",
        )
        tons = ""
    return tons, record.integer("tons_missing") or 0


class CogatConsignments(LocalFile):
    """Adapter for the daily totals."""

    name = "cogat_consignments"
    version = 1

    def parse(self, stream: BinaryIO, context: Context) -> Iterator[Batch]:
        """Sum the consignments of each day, see the module."""
        first, last = window(context)
        asked = context.options.get("detail", "")
        if asked not in ("", "cargo"):
            raise not_this_form(context.file, f"option detail: {asked}", "detail: cargo, or none")
        audit, days = Audit(context.file), Days()
        for record in csv_records(stream, audit, REQUIRED):
            days.take(record, bool(asked))
        rows = Rows(
            f"{self.name}@{self.version}", source="cogat", speaker="cogat",
            measure="newly_occurred", basis="total",
            place="Gaza Strip crossings", zone="gaza_strip", copy="copy",
            address=context.options.get("address", ""),
            published=context.options.get("published", ""),
        )
        scope = "partial" if days.unread or audit.rows_lost else "complete"
        for day, lines in sorted(days.lines.items()):
            records = [line.record for line in lines]
            if day in days.doubtful:
                for record in records:
                    record.refuse()
            elif not first <= day <= last:
                for record in records:
                    record.aside(OUTSIDE)
            else:
                total = sum(line.count for line in lines)
                rows.add(
                    records, key=str(day), low=total, high=total, earliest=str(day),
                    latest=str(day), subject="cogat-list", property="trucks_entered", scope=scope,
                    original=f"consignments={total}", locator=f"date {day}",
                    note="a consignment is not always a truck",
                )
                for line in lines if asked else ():
                    _cargo(rows, day, line, scope)
                for record in records:
                    record.read()
        yield rows.last(audit)


def _cargo(rows: Rows, day: date, line: Line, scope: str) -> None:
    """Claims of one line: its trucks and its tons."""
    cargo = CARGO.get(line.kind)
    if cargo is None:
        line.record.audit.report(
            "unknown_class", severity="warning", line=line.record.line, field="classification",
            found=line.kind, expected=", ".join(CARGO), mend="counted in the day's total alone",
        )
        return
    same = {
        "subject": f"cogat-list/{cargo}", "earliest": str(day), "latest": str(day),
        "qualifiers": f"cargo={cargo}",
        "locator": f"date {day}, route {LAND}, classification {line.kind}",
    }
    rows.add(
        line.record, **same, key=f"{day}/{cargo}/trucks", low=line.count, high=line.count,
        property="fuel_trucks_entered" if cargo in FUELS else "trucks_entered", scope=scope,
        original=f"consignments={line.count}", note="a consignment is not always a truck",
    )
    if line.tons:
        tons, whole = Decimal(line.tons), not line.missing
        rows.add(
            line.record, **same, key=f"{day}/{cargo}/tons", low=math.floor(tons),
            high=math.ceil(tons) if whole else None, property="aid_tons_entered",
            scope=scope if whole else "partial",
            original=f"tons={line.tons}" + ("" if whole else f"; tons_missing={line.missing}"),
            note="" if whole else f"{line.missing} consignments state no tons",
        )
