"""UNRWA's list of consignments received at the crossings of Gaza (XLSX).

One row of the list is one consignment, not always one truck; rows are counted by date received.
By UNRWA's own words (sheet "data disclaimer") all aid was monitored and counted until 5 May 2024,
so the count is complete up to then, and partial from 6 May 2024 on. A day without a row gives no
claim: no row is no zero. With the option ``detail: cargo`` the rows of a day are counted by their
category of cargo as well, each category a series of its own; the list has none for fuel. Needs the
extra ``xlsx``; without it the file is refused with a Problem.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, BinaryIO

from trucewatch.sources.audit import Audit, Record
from trucewatch.sources.ending import OUTSIDE
from trucewatch.sources.forms import window
from trucewatch.sources.interface import (
    Batch,
    Context,
    LocalFile,
    Rows,
    SourceError,
    not_this_form,
)
from trucewatch.sources.tally import Extent
from trucewatch.sources.workbooks import open_workbook

PARTIAL_FROM = date(2024, 5, 6)
RECEIVED = "Received Date"
CATEGORY = "Cargo Category"
CARGO = {
    "Food Items": "food", "Medical Supplies": "medical", "Medical Supply": "medical",
    "Mixed Items": "mixed", "Non-Food Items": "non_food",
}
ASIDE = (
    "ID", "Last Edited Time", "Data Source", "Manifest of", "Description of Cargo",
    "Time of Opening Gate", "Quantity", "Units",
    "Donating Country/ Organization", "Donation Type", "Crossing",
    "Destination Recipient/ Partner", "Data Period",
)
"""Not read by any clause yet; the names of donors and recipients stay outside."""


def _rows(workbook: Any, audit: Audit) -> Iterator[Record]:  # noqa: ANN401
    """Rows of the sheet that has the list; the others are prose."""
    for sheet in workbook.worksheets:
        try:
            cells = sheet.iter_rows(values_only=True)
            header = [str(cell) if cell is not None else "" for cell in next(cells, ())]
            if RECEIVED not in header:
                continue
            for line, row in enumerate(cells, 2):
                values = {
                    name or f"column {number}": value
                    for number, (name, value) in enumerate(zip(header, row, strict=False), 1)
                    if name or value is not None
                }
                if any(value is not None for value in values.values()):
                    where = Extent(None, None, f"sheet {sheet.title}, row {line}")
                    yield audit.row(values, line, where)
            return
        except SourceError:
            raise
        except Exception as error:  # openpyxl raises whatever its parsers raise
            raise not_this_form(audit.file, type(error).__name__, "an XLSX workbook") from error
    raise not_this_form(audit.file, "no such sheet", f"a sheet with the column '{RECEIVED}'")


class UnrwaConsignments(LocalFile):
    """Adapter for the list."""

    name = "unrwa_consignments"
    version = 1

    def parse(self, stream: BinaryIO, context: Context) -> Iterator[Batch]:
        """Count rows by date received, see the module."""
        first, last = window(context)
        asked = context.options.get("detail", "")
        if asked not in ("", "cargo"):
            raise not_this_form(context.file, f"option detail: {asked}", "detail: cargo, or none")
        audit = Audit(context.file)
        received: dict[date, list[tuple[Record, str]]] = {}
        undated = 0
        workbook = open_workbook(stream, context.file)
        try:
            for record in _rows(workbook, audit):
                day = _day(record)
                status = record.text("Status")
                cargo = _cargo(record) if asked else ""
                record.ignore(CATEGORY, *ASIDE)
                record.close()
                if day is None:
                    undated += 1
                    record.refuse()
                elif status != "Received":
                    audit.report(
                        "unknown_status", severity="warning", line=record.line, field="Status",
                        found=status or "nothing", expected="Received",
                        mend="the row is not counted",
                    )
                    record.refuse()
                elif first <= day <= last:
                    received.setdefault(day, []).append((record, cargo))
                    record.read()
                else:
                    record.aside(OUTSIDE)
        finally:
            workbook.close()
        rows = Rows(
            f"{self.name}@{self.version}", source="unrwa", speaker="unrwa",
            property="trucks_entered", measure="newly_occurred", basis="total",
            place="Gaza Strip crossings", zone="gaza_strip",
            address=context.options.get("address", ""), copy="copy",
            published=context.options.get("published", ""),
            note="a row is a consignment, not always a truck",
        )
        for day, given in sorted(received.items()):
            scope = "partial" if undated or day >= PARTIAL_FROM else "complete"
            _count(rows, day, "", [record for record, _ in given], scope)
            for cargo in sorted({kind for _, kind in given if kind}):
                _count(rows, day, cargo, [one for one, kind in given if kind == cargo], scope)
        yield rows.last(audit)


def _count(rows: Rows, day: date, cargo: str, records: list[Record], scope: str) -> None:
    count = len(records)
    rows.add(
        records, key=f"{day}/{cargo}" if cargo else str(day), low=count, high=count,
        subject=f"unrwa-list/{cargo}" if cargo else "unrwa-list", earliest=str(day),
        latest=str(day), scope=scope, qualifiers=f"cargo={cargo}" if cargo else "",
        original=f"rows={count}",
        locator=f"{RECEIVED} {day}" + (f", {CATEGORY} {cargo}" if cargo else ""),
    )


def _cargo(record: Record) -> str:
    category = record.text(CATEGORY)
    if category not in CARGO:
        record.audit.report(
            "unknown_class", severity="warning", line=record.line, field=CATEGORY,
            found=category or "nothing", expected=", ".join(CARGO),
            mend="counted in the day's total alone",
        )
    return CARGO.get(category, "")


def _day(record: Record) -> date | None:
    value = record.value(RECEIVED)
    if isinstance(value, datetime) and date(1900, 1, 1) <= value.date() <= date(2199, 12, 31):
        return value.date()
    record.audit.report(
        "wrong_value", line=record.line, field=RECEIVED,
        found="nothing" if value is None else value, expected="a date",
        mend="the row is left out, and the counts become partial",
    )
    return None
