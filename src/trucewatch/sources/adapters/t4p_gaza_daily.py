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
- A total names no actor. Scope is partial: the ministry counts what arrived at hospitals.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import BinaryIO

from trucewatch.sources.audit import Audit, Record
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
OTHER_PARTS = {
    "killed_recovered": ("recovered_bodies", "recovered", "moh-recovered"),
    "killed_committee": ("recognised_deaths", "recognised_later", "moh-recognised"),
    "killed_succumbed": ("succumbed", "newly_reported", "moh-succumbed"),
}
TOTALS = ("killed_cum", "injured_cum")


def newly_killed(killed: int | None, parts: Mapping[str, int | None]) -> tuple[int, int, str] | None:
    """Range of the newly killed, and a remark on how it was read; ``None``: not stated."""
    new = parts["killed_truce_new"]
    given = [value for value in parts.values() if value is not None]
    if new is not None:
        if killed is not None and sum(given) != killed:
            return new, max(new, new + killed - sum(given)), "the parts do not add up to the total"
        return new, new, ""
    if killed is None:
        return None
    left = killed - sum(given)
    if left <= 0:
        return 0, 0, "the parts given add up to the total" if given else ""
    return 0, left, f"{left} unclassified" if given else "unsplit"


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
        before: dict[str, int] = {}
        for record in json_records(stream, audit):
            day = record.day("report_date")
            named = record.text("report_source")
            speaker = self._speaker(record, named, speaker)
            period = record.integer("report_period")
            numbers = {
                field: record.integer(field) for field in ("killed", "injured", *PARTS, *TOTALS)
            }
            record.ignore(*ASIDE, prefix="ext_")
            record.close()
            _falling(record, numbers, before)
            if day is None or not first <= day <= last:
                continue
            empty_days += not period
            self._claims(rows, record, day, period, numbers, named == "missing", speaker)
        if empty_days:
            audit.report(
                "no_report_of_the_day", severity="note", field="report_period",
                found=f"{empty_days} days with a period of 0 hours",
                expected="a bulletin", mend="no claim is made for them; a zero there is no count",
            )
        yield rows.batch(audit.problems())

    @staticmethod
    def _speaker(record: Record, named: str, before: str) -> str:
        if named not in SPEAKERS and named != "missing":
            record.audit.report(
                "unknown_speaker", severity="warning", line=record.line, field="report_source",
                found=named or "nothing", expected=", ".join((*SPEAKERS, "missing")),
                mend="the row is read with the speaker of the row before",
            )
        return SPEAKERS.get(named, before)

    @staticmethod
    def _claims(
        rows: Rows, record: Record, day: date, period: int | None,
        numbers: Mapping[str, int | None], missing: bool, speaker: str,
    ) -> None:
        note = ""
        if missing and any(value is not None for value in numbers.values()):
            note = "the publisher marks the report of this day as missing; speaker as before it"
            record.audit.report(
                "figure_in_missing_row", severity="note", line=record.line,
                field="report_source", found=f"missing, on {day}, with figures",
                expected="a named source", mend="kept and flagged",
            )
        same: dict[str, str | int | None] = {
            "speaker": speaker, "origin": "" if speaker else "unstated", "latest": str(day),
            "published": str(day), "locator": f"report_date {day}",
        }
        for field in TOTALS:
            if (value := numbers[field]) is not None:
                rows.add(
                    **same, key=f"{day}/{field}", subject=f"moh-{field.replace('_cum', '')}-cumulative",
                    property=field.removesuffix("_cum"), measure="cumulative", low=value,
                    high=value, earliest=str(day), basis="stock", original=f"{field}={value}",
                    note=note,
                )
        if not period:
            _no_period(record, day, numbers)
            return
        if period > LONGEST_PERIOD or period % 24:
            record.audit.report(
                "odd_period", severity="note", line=record.line, field="report_period",
                found=period, expected=f"24 to {LONGEST_PERIOD} hours, in whole days",
                mend="kept, rounded up to whole days",
            )
        same["earliest"] = str(day - timedelta(days=-(-min(period, 24 * 366) // 24)))
        same["basis"] = "total"
        _counts(rows, day, numbers, same, note)


def _counts(
    rows: Rows, day: date, numbers: Mapping[str, int | None],
    same: Mapping[str, str | int | None], note: str,
) -> None:
    """Add what the report counts over its own period."""
    killed = numbers["killed"]
    parts = {field: numbers[field] for field in PARTS}
    original = "; ".join(
        f"{field}={numbers[field]}" for field in ("killed", *PARTS) if numbers[field] is not None
    )
    if day < PARTS_SINCE and not any(value is not None for value in parts.values()):
        if killed is not None:
            rows.add(
                **same, key=f"{day}/killed", subject="moh-killed", property="killed",
                measure="newly_reported", low=killed, high=killed, original=original, note=note,
            )
    elif (found := newly_killed(killed, parts)) is not None:
        low, high, remark = found
        rows.add(
            **same, key=f"{day}/killed_truce_new", subject="moh-newly-killed", property="killed",
            measure="newly_occurred", low=low, high=high, original=original,
            note="; ".join(text for text in (remark, note) if text),
        )
    for field, (property_id, measure, subject) in OTHER_PARTS.items():
        if (value := numbers[field]) is not None:
            rows.add(
                **same, key=f"{day}/{field}", subject=subject, property=property_id,
                measure=measure, low=value, high=value, original=f"{field}={value}", note=note,
            )
    if (injured := numbers["injured"]) is not None:
        rows.add(
            **same, key=f"{day}/injured", subject="moh-injured", property="injured",
            measure="newly_reported", low=injured, high=injured, original=f"injured={injured}",
            note=note,
        )


def _no_period(record: Record, day: date, numbers: Mapping[str, int | None]) -> None:
    for field in ("killed", "injured", *PARTS):
        if numbers[field]:
            record.audit.report(
                "figure_without_period", severity="warning", line=record.line, field=field,
                found=f"{numbers[field]} on {day} over 0 hours", expected="a period in hours",
                mend="no claim is made: what period it counts is not said",
            )


def _falling(record: Record, numbers: Mapping[str, int | None], before: dict[str, int]) -> None:
    for field in TOTALS:
        value = numbers[field]
        if value is None:
            continue
        if value < before.get(field, 0):
            record.audit.report(
                "falling_total", severity="note", line=record.line, field=field,
                found=f"{value} after {before[field]}", expected="a running total that never falls",
                mend="kept as stated",
            )
        before[field] = value
