"""Tech for Palestine, reports of casualties in Lebanon (``lebanon_casualties_daily.json``).

One object a report of the Ministry of Public Health (``moph_lb``), or of the same count as relayed
by OCHA (``ocha``), read here in a copy. What is kept and how:

- Running totals are those published (``*_cum_reported``), stocks as at the report date, a series
  of their own in each ``phase``, since the ministry began its count anew. The totals without that
  ending are carried on across phases by the publisher of the file; they are no reports.
- ``killed`` and ``injured`` are newly reported over ``report_period`` hours before the end of the
  report date: within as many civil days, since the hour of issue is not known. They are not split,
  so they may hold bodies recovered and earlier deaths.
- Where they are missing no count is made: a running total that repeats is not a count of zero.
- Days that no report covers are named and stay without a claim; with the option ``coverage: gaps``
  they become rows of coverage (`sources.gaps`).
- A total names no actor, and says nothing on what part of all deaths it counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import BinaryIO

from trucewatch.model.problem import counted
from trucewatch.sources import gaps
from trucewatch.sources.audit import Audit, Record
from trucewatch.sources.ending import OUTSIDE, end
from trucewatch.sources.forms import json_records, window
from trucewatch.sources.interface import Batch, Context, LocalFile, Rows

SPEAKERS = {"moph_lb": "", "ocha": "the ministry's count, as relayed by OCHA"}
"""Who gave the report, and the remark to make of it."""
ASIDE = ("killed_cum", "injured_cum")
KINDS = ("killed", "injured")
TOTALS = tuple(f"{kind}_cum_reported" for kind in KINDS)
LONGEST_HOURS = 24 * 366

Numbers = Mapping[str, int | None]


@dataclass(frozen=True)
class Report:
    """One row of the series, as read."""

    day: date
    hours: int | None
    phase: int | None
    numbers: Numbers
    note: str

    @property
    def first_day(self) -> date | None:
        """First civil day its period may touch; ``None``: no period is stated."""
        if not self.hours:
            return None
        return self.day - timedelta(days=-(-min(self.hours, LONGEST_HOURS) // 24))

    def same(self) -> dict[str, str | int | None]:
        """Columns all claims of the row share."""
        return {
            "latest": str(self.day), "published": str(self.day),
            "locator": f"report_date {self.day}",
        }


class LebanonDaily(LocalFile):
    """Adapter for the reports of casualties in Lebanon."""

    name = "lebanon_daily"
    version = 1

    def parse(self, stream: BinaryIO, context: Context) -> Iterator[Batch]:
        """Turn the series into claims about report periods and dates, see the module."""
        first, last = window(context)
        audit = Audit(context.file)
        rows = Rows(
            f"{self.name}@{self.version}", source="tech-for-palestine", speaker="lebanon-moph",
            scope="unstated", place="Lebanon", zone="lebanese_territory",
            target="people_in_lebanon", copy="copy", address=context.options.get("address", ""),
        )
        option, covered = gaps.asked(context), list[gaps.Days]()
        before: Report | None = None
        for record in json_records(stream, audit):
            made, faults = len(rows), audit.faults
            report = _read(record)
            if report is None:
                record.refuse()
                continue
            inside = first <= report.day <= last
            if report.first_day is not None:
                covered.append((report.first_day + gaps.ONE, report.day))
            if before is not None:
                _compare(record, before, report, inside)
            before = report
            if inside:
                _claims(rows, record, report)
                end(record, made=len(rows) - made, faults=faults, reason="no figure")
            else:
                record.aside(OUTSIDE)
        yield replace(rows.last(audit), coverage=gaps.coverage(
            covered, (first, last), option,
            {"body": "tech-for-palestine", "zone": "lebanese_territory"}, KINDS,
        ))


def _read(record: Record) -> Report | None:
    """One report; ``None`` where it has no date (a Problem says so)."""
    day = record.day("report_date")
    named = record.text("report_source")
    if named not in SPEAKERS:
        record.audit.report(
            "unknown_speaker", severity="warning", line=record.line, field="report_source",
            found=named or "nothing", expected=", ".join(SPEAKERS),
            mend="the row is read as the ministry's count, and its claims say what the file has",
        )
    note = SPEAKERS.get(named, f"report_source in the file: {named or 'nothing'}")
    hours, phase = record.integer("report_period"), record.integer("phase")
    numbers = {field: record.integer(field) for field in (*KINDS, *TOTALS)}
    record.ignore(*ASIDE)
    record.close()
    return Report(day, hours, phase, numbers, note) if day is not None else None


def _claims(rows: Rows, record: Record, report: Report) -> None:
    """Add everything one report says, stocks first."""
    for kind, field in zip(KINDS, TOTALS, strict=True):
        if (value := report.numbers[field]) is not None:
            series = f"moph-{kind}-cumulative"
            rows.add(
                record, **report.same(), key=f"{report.day}/{field}", property=kind, basis="stock",
                subject=series if report.phase is None else f"{series}-phase-{report.phase}",
                measure="cumulative", low=value, high=value, earliest=str(report.day),
                original=f"{field}={value}", note=report.note,
            )
    for kind in KINDS:
        if (value := report.numbers[kind]) is None:
            continue
        if report.first_day is None:
            record.audit.report(
                "figure_without_period", severity="warning", line=record.line, field=kind,
                found=f"{value} on {report.day} over no stated hours",
                expected="a period in hours",
                mend="no claim is made: what period it counts is not said",
            )
            continue
        rows.add(
            record, **report.same(), key=f"{report.day}/{kind}", subject=f"moph-{kind}",
            property=kind,
            measure="newly_reported", low=value, high=value, earliest=str(report.first_day),
            basis="total", original=f"{kind}={value}; report_period={report.hours}",
            note=report.note,
        )


def _compare(record: Record, before: Report, report: Report, inside: bool) -> None:
    """Name what does not follow from the report before; nothing is mended."""
    if report.day < before.day:
        record.audit.report(
            "out_of_order", severity="warning", line=record.line, field="report_date",
            found=f"{report.day} after {before.day}", expected="reports in order of their dates",
            mend="kept; days without a report are not told here",
        )
    elif inside:
        _gap(record, before, report)
    if report.phase != before.phase:
        return
    for kind, field in zip(KINDS, TOTALS, strict=True):
        was, value, new = before.numbers[field], report.numbers[field], report.numbers[kind]
        if was is None or value is None:
            continue
        if value < was:
            record.audit.report(
                "falling_total", severity="note", line=record.line, field=field,
                found=f"{value} after {was}", expected="a running total that never falls",
                mend="kept as stated",
            )
        elif new is not None and new != value - was:
            record.audit.report(
                "differs_from_rise", severity="note", line=record.line, field=kind,
                found=f"{new}, the total rose by {value - was}",
                expected="newly reported as many as the total rose by", mend="both kept as stated",
            )


def _gap(record: Record, before: Report, report: Report) -> None:
    """Name days between two reports that the later one does not cover."""
    covered = report.first_day or report.day
    if (days := (covered - before.day).days) > 0:
        record.audit.report(
            "no_report_of_the_days", severity="note", line=record.line, field="report_date",
            found=f"{counted(days, 'day')} of time from {before.day} to {report.day}",
            expected="reports whose periods meet",
            mend="no count is made of it; a total that goes on is no count of the days between",
        )
