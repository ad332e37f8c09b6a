"""Tech for Palestine, daily series for the West Bank (``west_bank_daily.json``).

One object a day, kept by the publisher from reports of UN OCHA. What is kept and how:

- ``verified``: figures of the day, and their running totals, of which the publisher says that OCHA
  verified them. What the figure of a day counts (deaths of the day, or deaths reported on it) the
  file does not say, so no measure is given.
- Running totals outside it are stocks as at the report date where ``flash_source`` is ``un``: an
  OCHA report of that day. Where it is ``fill`` the publisher carried the totals on; they are no
  reports and are left aside, and such a day without verified figures gives no claim.
- ``settler_attacks_cum`` is a running total of attacks by settlers as OCHA documents them. The
  actor is named where the option ``settlers`` gives the id the case has for them, else left open.
- ``displaced_*`` are left aside by name: the publisher's own sums over incidents OCHA tells of.
- The totals are the publisher's words and go back to OCHA; children are a part of all persons.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from trucewatch.sources.audit import Audit, Record
from trucewatch.sources.ending import OUTSIDE, end
from trucewatch.sources.forms import json_records, window
from trucewatch.sources.interface import Batch, Context, LocalFile, Rows

KINDS = ("killed", "injured")
REPORTED = ("un", "fill")
CHILDREN = "sex_age=children"
ASIDE = ("displaced_households_cum", "displaced_persons_cum", "displaced_children_cum")
FIELDS = {
    f"{kind}{group}{ending}": (kind, group, ending)
    for kind in KINDS for group in ("", "_children") for ending in ("", "_cum")
}
"""Field of ``verified``: property, group and ending."""
TOTALS = tuple(field for field in FIELDS if field.endswith("_cum"))
ATTACKS = "settler_attacks_cum"
VERIFIED = "the publisher says that OCHA verified it"
CARRIED = "carried on by the publisher; no report of the day"

Numbers = Mapping[str, int | None]


@dataclass(frozen=True)
class Day:
    """One row of the series, as read."""

    day: date
    verified: Numbers
    totals: Numbers
    reported: bool
    """Whether an OCHA report of the day stands behind the totals."""


class T4pWestBankDaily(LocalFile):
    """Adapter for the daily series."""

    name = "t4p_west_bank_daily"
    version = 1

    def parse(self, stream: BinaryIO, context: Context) -> Iterator[Batch]:
        """Turn the daily series into claims, see the module."""
        first, last = window(context)
        audit = Audit(context.file)
        rows = Rows(
            f"{self.name}@{self.version}", source="tech-for-palestine", origin="un-ocha",
            scope="unstated", place="West Bank", zone="west_bank", copy="copy",
            address=context.options.get("address", ""),
        )
        before: dict[str, int] = {}
        for record in json_records(stream, audit):
            made, faults = len(rows), audit.faults
            row = _read(record)
            if row is None:
                record.refuse()
            elif not first <= row.day <= last:
                record.aside(OUTSIDE)
            else:
                _falling(record, row, before)
                _verified(rows, record, row)
                _totals(rows, record, row, context.options.get("settlers", ""))
                end(record, made=len(rows) - made, faults=faults, reason=CARRIED)
        yield rows.last(audit)


def _read(record: Record) -> Day | None:
    """One row; ``None`` where it has no date (a Problem says so)."""
    day, source = record.day("report_date"), record.text("flash_source")
    if source not in REPORTED:
        record.audit.report(
            "unknown_source", severity="warning", line=record.line, field="flash_source",
            found=source or "nothing", expected=", ".join(REPORTED),
            mend="its totals are left out: whether a report stands behind them is not said",
        )
    inner = record.value("verified")
    if inner is not None and not isinstance(inner, dict):
        record.audit.report(
            "wrong_value", line=record.line, field="verified", found=type(inner).__name__,
            expected="an object", mend="the value is left out; the rest of the row is read",
        )
    part = Record(
        {f"verified.{field}": value for field, value in inner.items()}
        if isinstance(inner, dict) else {}, record.line, record.audit,
    )
    verified = {field: part.integer(f"verified.{field}") for field in FIELDS}
    part.close()
    totals = {field: record.integer(field) for field in (*TOTALS, ATTACKS)}
    record.ignore(*ASIDE)
    record.close()
    return Day(day, verified, totals, source == "un") if day is not None else None


def _verified(rows: Rows, record: Record, row: Day) -> None:
    for field, (kind, group, ending) in FIELDS.items():
        if (value := row.verified[field]) is not None:
            series = f"ocha-verified-{kind}{group}".replace("_", "-")
            _add(
                rows, record, row, f"verified/{field}", value, property=kind,
                subject=f"{series}-cumulative" if ending else series,
                basis="stock" if ending else "total", measure="cumulative" if ending else "",
                qualifiers=CHILDREN if group else "", note=VERIFIED,
            )


def _totals(rows: Rows, record: Record, row: Day, settlers: str) -> None:
    for field, value in row.totals.items():
        if value is None or not row.reported:
            continue
        kind, group, _ = FIELDS.get(field, ("attack", "", ""))
        attack = field == ATTACKS
        name = "settler-attacks" if attack else f"{kind}{group}".replace("_", "-")
        _add(
            rows, record, row, field, value, property=kind, basis="stock", measure="cumulative",
            subject=f"ocha-{name}-cumulative", qualifiers=CHILDREN if group else "",
            actor=settlers if attack else "",
            actor_certainty="stated" if attack and settlers else "",
            note="attacks by settlers, as OCHA documents them" if attack else "",
        )


def _add(
    rows: Rows, record: Record, row: Day, field: str, value: int, **columns: str
) -> None:
    rows.add(
        record, key=f"{row.day}/{field}", low=value, high=value, earliest=str(row.day),
        latest=str(row.day), published=str(row.day), locator=f"report_date {row.day}",
        original=f"{field.replace('/', '.')}={value}", **columns,
    )


def _falling(record: Record, row: Day, before: dict[str, int]) -> None:
    stated = {f"verified.{field}": row.verified[field] for field in TOTALS}
    if row.reported:
        stated |= row.totals
    for field, value in stated.items():
        if value is None:
            continue
        if value < before.get(field, 0):
            record.audit.report(
                "falling_total", severity="note", line=record.line, field=field,
                found=f"{value} after {before[field]}",
                expected="a running total that never falls", mend="kept as stated",
            )
        before[field] = value
