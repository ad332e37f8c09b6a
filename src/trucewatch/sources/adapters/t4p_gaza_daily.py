"""Tech for Palestine, daily series for Gaza (``casualties_daily.json``).

One object a day: what the Ministry of Health (``mohtel``) or the government media office
(``gmotel``) published that day, read here in a copy. What is kept and how:

- Period: a bulletin of day d over 24 h lies within d-1 00:00 and d 24:00 local time, since the
  hour of issue is not known; over 48 h within d-2 and d, and so on. ``report_period`` 0 means no
  report of that day: no claim about the day, and the longer bulletin after it is one period.
- Newly killed: where parts are given (``killed_truce_new`` and the others), an absent part is 0
  only if the parts add up to ``killed``; else what is left is unclassified and widens the range.
  Where no part is given, newly killed is anything from 0 to ``killed``. Before the parts existed
  (11 January 2025) ``killed`` is taken as newly reported.
- Running totals are stocks as at the report date; a repeated one stays what it is and is never
  turned into a count of zero.
- ``ext_*`` fields are values the publisher filled in; they are no reports and are left aside.
- A row marked ``missing`` that carries figures is kept and flagged; its speaker is that of the
  last row that names one, and the note says so.
- With the option ``coverage: gaps`` days without a report become rows of coverage (`sources.gaps`).
- A total names no actor. Scope is partial: the ministry counts what arrived at hospitals.
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

PARTS = ("killed_truce_new", "killed_recovered", "killed_committee", "killed_succumbed")
PARTS_SINCE = date(2025, 1, 11)
SPEAKERS = {"mohtel": "gaza-moh", "gmotel": "gaza-media-office"}
LONGEST_PERIOD = 96
ASIDE = (
    "aid_seeker_injured_cum", "aid_seeker_killed_cum", "child_famine_cum", "civdef_killed_cum",
    "famine_cum", "killed_children_cum", "killed_women_cum", "massacres_cum", "med_killed_cum",
    "press_killed_cum",
)
"""Running totals of groups: no clause reads them yet."""
OTHERS = {
    "killed_recovered": ("recovered_bodies", "recovered", "moh-recovered"),
    "killed_committee": ("recognised_deaths", "recognised_later", "moh-recognised"),
    "killed_succumbed": ("succumbed", "newly_reported", "moh-succumbed"),
    "injured": ("injured", "newly_reported", "moh-injured"),
}
COUNTED = ("killed", "injured")
"""What its bulletins count; an input may ask for its days as coverage (`sources.gaps`)."""
TOTALS = ("killed_cum", "injured_cum")
NUMBERS = ("killed", "injured", *PARTS, *TOTALS)
NO_FIGURE = "no report of the day, and no running total of all killed or injured"


Numbers = Mapping[str, int | None]


def newly_killed(killed: int | None, parts: Numbers) -> tuple[int, int, str] | None:
    """Range of the newly killed, and a remark on how it was read; ``None``: not stated."""
    new = parts["killed_truce_new"]
    given = [value for value in parts.values() if value is not None]
    if new is not None:
        left = 0 if killed is None else max(0, killed - sum(given))
        odd = killed is not None and sum(given) != killed
        return new, new + left, "the parts do not add up to the total" if odd else ""
    if killed is None:
        return None
    left = killed - sum(given)
    if left <= 0:
        return 0, 0, "the parts given add up to the total" if given else ""
    return 0, left, f"{left} unclassified" if given else "unsplit"


@dataclass(frozen=True)
class Bulletin:
    """One row of the series, as read."""

    day: date
    hours: int | None
    numbers: Numbers
    speaker: str
    missing: bool

    @property
    def note(self) -> str:
        """Remark on rows the publisher marks as missing."""
        return (
            "the publisher marks the report of this day as missing; speaker as before it"
            if self.missing else ""
        )

    def same(self) -> dict[str, str | int | None]:
        """Columns all claims of the row share."""
        return {
            "speaker": self.speaker, "origin": "" if self.speaker else "unstated",
            "latest": str(self.day), "published": str(self.day),
            "locator": f"report_date {self.day}",
        }


class T4pGazaDaily(LocalFile):
    """Adapter for the daily series."""

    name = "t4p_gaza_daily"
    version = 1

    def parse(self, stream: BinaryIO, context: Context) -> Iterator[Batch]:
        """Turn the daily series into claims about the report periods, see the module."""
        first, last = window(context)
        audit = Audit(context.file)
        rows = Rows(
            f"{self.name}@{self.version}", source="tech-for-palestine", scope="partial",
            place="Gaza Strip", zone="gaza_strip", target="gaza_residents", copy="copy",
            address=context.options.get("address", ""),
        )
        speaker, empty_days = "", 0
        option, covered = gaps.asked(context), list[gaps.Days]()
        before: dict[str, int] = {}
        for record in json_records(stream, audit):
            made, faults = len(rows), audit.faults
            day = record.day("report_date")
            named = record.text("report_source")
            speaker = _speaker(record, named, speaker)
            hours = record.integer("report_period")
            numbers = {field: record.integer(field) for field in NUMBERS}
            record.ignore(*ASIDE, prefix="ext_")
            record.close()
            _falling(record, numbers, before)
            if day is not None and hours:
                covered.append((day - timedelta(days=_whole_days(hours) - 1), day))
            if day is None:
                record.refuse()
            elif not first <= day <= last:
                record.aside(OUTSIDE)
            else:
                empty_days += not hours
                _claims(rows, record, Bulletin(day, hours, numbers, speaker, named == "missing"))
                end(record, made=len(rows) - made, faults=faults, reason=NO_FIGURE)
        if empty_days:
            audit.report(
                "no_report_of_the_day", severity="note", field="report_period",
                found=f"{counted(empty_days, 'day')} with a period of 0 hours or none",
                expected="a bulletin", mend="no count is made of them; a zero there is no count",
            )
        yield replace(rows.last(audit), coverage=gaps.coverage(
            covered, (first, last), option,
            {"body": "tech-for-palestine", "zone": "gaza_strip"}, COUNTED,
        ))


def _speaker(record: Record, named: str, before: str) -> str:
    if named not in SPEAKERS and named != "missing":
        record.audit.report(
            "unknown_speaker", severity="warning", line=record.line, field="report_source",
            found=named or "nothing", expected=", ".join((*SPEAKERS, "missing")),
            mend="the row is read with the speaker of the row before",
        )
    return SPEAKERS.get(named, before)


def _claims(rows: Rows, record: Record, row: Bulletin) -> None:
    """Add everything one row says, stocks first."""
    if row.missing and any(value is not None for value in row.numbers.values()):
        record.audit.report(
            "figure_in_missing_row", severity="note", line=record.line, field="report_source",
            found=f"missing, on {row.day}, with figures", expected="a named source",
            mend="kept and flagged",
        )
    for field in TOTALS:
        if (value := row.numbers[field]) is not None:
            kind = field.removesuffix("_cum")
            rows.add(
                record, **row.same(), key=f"{row.day}/{field}",
                subject=f"moh-{kind}-cumulative", property=kind, measure="cumulative",
                low=value, high=value, earliest=str(row.day), basis="stock",
                original=f"{field}={value}", note=row.note,
            )
    if not row.hours:
        _no_period(record, row)
        return
    if row.hours > LONGEST_PERIOD or row.hours % 24:
        record.audit.report(
            "odd_period", severity="note", line=record.line, field="report_period",
            found=row.hours, expected=f"24 to {LONGEST_PERIOD} hours, in whole days",
            mend="kept, rounded up to whole days; longer than a year is cut to a year",
        )
    _counts(rows, record, row, _whole_days(row.hours))


def _whole_days(hours: int) -> int:
    """Days of a period, rounded up; longer than a year is cut to a year."""
    return -(-min(hours, 24 * 366) // 24)


def _counts(rows: Rows, record: Record, row: Bulletin, days: int) -> None:
    """Add what the report counts over its own period."""
    numbers, killed = row.numbers, row.numbers["killed"]
    same = {**row.same(), "earliest": str(row.day - timedelta(days=days)), "basis": "total"}
    parts = {field: numbers[field] for field in PARTS}
    original = "; ".join(
        f"{field}={numbers[field]}" for field in ("killed", *PARTS) if numbers[field] is not None
    )
    if row.day < PARTS_SINCE and all(value is None for value in parts.values()):
        if killed is not None:
            rows.add(
                record, **same, key=f"{row.day}/killed", subject="moh-killed", property="killed",
                measure="newly_reported", low=killed, high=killed, original=original,
                note=row.note,
            )
    elif (found := newly_killed(killed, parts)) is not None:
        low, high, remark = found
        rows.add(
            record, **same, key=f"{row.day}/killed_truce_new", subject="moh-newly-killed",
            property="killed", measure="newly_occurred", low=low, high=high, original=original,
            note="; ".join(text for text in (remark, row.note) if text),
        )
    for field, (property_id, measure, subject) in OTHERS.items():
        if (value := numbers[field]) is not None:
            rows.add(
                record, **same, key=f"{row.day}/{field}", subject=subject, property=property_id,
                measure=measure, low=value, high=value, original=f"{field}={value}",
                note=row.note,
            )


def _no_period(record: Record, row: Bulletin) -> None:
    for field in ("killed", "injured", *PARTS):
        if value := row.numbers[field]:
            record.audit.report(
                "figure_without_period", severity="warning", line=record.line, field=field,
                found=f"{value} on {row.day} over 0 hours", expected="a period in hours",
                mend="no claim is made: what period it counts is not said",
            )


def _falling(record: Record, numbers: Numbers, before: dict[str, int]) -> None:
    for field in TOTALS:
        value = numbers[field]
        if value is None:
            continue
        if value < before.get(field, 0):
            record.audit.report(
                "falling_total", severity="note", line=record.line, field=field,
                found=f"{value} after {before[field]}",
                expected="a running total that never falls", mend="kept as stated",
            )
        before[field] = value
