"""Tech for Palestine, buildings damaged in Gaza (``infrastructure-damaged.json``).

One object a day with running totals of buildings destroyed and damaged, by kind. What is kept:

- Totals as reported (``destroyed``, ``damaged``, ``mosques_destroyed`` ...): stocks as at the
  report date. ``ext_*`` are values the publisher filled in; they are no reports and are left
  aside, and a day that has nothing else gives no claim.
- The file does not say who reported a total, so its origin is unstated, and not whether
  ``residential`` counts buildings or the homes in them; the note of such a claim says so.
- A total names no actor, and says nothing on what part of all damage it counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import BinaryIO

from trucewatch.sources.audit import Audit, Record
from trucewatch.sources.ending import OUTSIDE, end
from trucewatch.sources.forms import json_records, window
from trucewatch.sources.interface import Batch, Context, LocalFile, Rows

FIELDS = {
    "civic_buildings": {"destroyed": "civic"},
    "educational_buildings": {"destroyed": "educational", "damaged": "educational"},
    "places_of_worship": {
        "mosques_destroyed": "mosque", "mosques_damaged": "mosque",
        "churches_destroyed": "church",
    },
    "residential": {"destroyed": "residential"},
}
"""Group and field, and the kind of building it counts."""
FILLED = "nothing but values the publisher filled in"
HOMES = "whether buildings or the homes in them are counted is not said"


class T4pInfrastructure(LocalFile):
    """Adapter for the totals of damaged buildings."""

    name = "t4p_infrastructure"
    version = 1

    def parse(self, stream: BinaryIO, context: Context) -> Iterator[Batch]:
        """Turn reported totals into stocks, see the module."""
        first, last = window(context)
        audit = Audit(context.file)
        rows = Rows(
            f"{self.name}@{self.version}", source="tech-for-palestine", origin="unstated",
            measure="cumulative", basis="stock", scope="unstated", place="Gaza Strip",
            zone="gaza_strip", copy="copy", address=context.options.get("address", ""),
        )
        before: dict[str, int] = {}
        for record in json_records(stream, audit):
            made, faults = len(rows), audit.faults
            day = record.day("report_date")
            totals = _totals(record)
            record.close()
            if day is None:
                record.refuse()
            elif not first <= day <= last:
                record.aside(OUTSIDE)
            else:
                for field, value in totals.items():
                    _falling(record, field, value, before)
                    _add(rows, record, day, field, value)
                end(record, made=len(rows) - made, faults=faults, reason=FILLED)
        yield rows.last(audit)


def _totals(record: Record) -> dict[str, int]:
    """Reported totals by dotted field."""
    found: dict[str, int] = {}
    for group, fields in FIELDS.items():
        inner = record.value(group)
        if inner is None:
            continue
        if not isinstance(inner, dict):
            record.audit.report(
                "wrong_value", line=record.line, field=group, found=type(inner).__name__,
                expected="an object", mend="the value is left out; the rest of the row is read",
            )
            continue
        dotted = {f"{group}.{field}": value for field, value in inner.items()}
        part = Record(dotted, record.line, record.audit)
        for field in fields:
            if (value := part.integer(f"{group}.{field}")) is not None:
                found[f"{group}.{field}"] = value
        part.ignore(prefix=f"{group}.ext_")
        part.close()
    return found


def _add(rows: Rows, record: Record, day: date, field: str, value: int) -> None:
    group, _, name = field.partition(".")
    kind, state = FIELDS[group][name], name.rpartition("_")[2]
    rows.add(
        record, key=f"{day}/{field}", subject=f"buildings-{kind}-{state}", low=value, high=value,
        property="building_destroyed" if state == "destroyed" else "building_damaged",
        earliest=str(day), latest=str(day), published=str(day), qualifiers=f"category={kind}",
        original=f"{field}={value}", locator=f"report_date {day}",
        note=HOMES if kind == "residential" else "",
    )


def _falling(record: Record, field: str, value: int, before: dict[str, int]) -> None:
    if value < before.get(field, 0):
        record.audit.report(
            "falling_total", severity="note", line=record.line, field=field,
            found=f"{value} after {before[field]}",
            expected="a running total that never falls", mend="kept as stated",
        )
    before[field] = value
