"""Tech for Palestine, texts of OCHA's reports on the West Bank (``source_reports.jsonl.gz``).

Most lines of the series hold a link alone; some hold passages of OCHA's weekly report. A number is
taken only where one sentence says what it counts, over which days, and in digits:

- attacks by settlers "that resulted in casualties, property damage, or both" in the reporting
  period. "At least N" is a low alone. The actor is named where the option ``settlers`` gives the id
  the case has for them. The same words count "incidents involving Israeli settlers" in some weeks.
- Palestinians injured in the reporting period "by Israeli forces or settlers": no actor is named,
  since the sentence leaves open which.
- Palestinians killed since 7 October 2023, and children among them: a stock as at the end of the
  period.

Numbers in words ("three Palestinians") are left aside, and so is what the publisher made of the
texts (``front_matter``), which is the daily series, read by an adapter of its own; where it says
another number a note tells both. Each number says which characters of the text it was read from;
no texts are kept beyond the words a number stands in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from trucewatch.sources.audit import Audit, Record
from trucewatch.sources.ending import OUTSIDE, end
from trucewatch.sources.forms import json_line_records, window
from trucewatch.sources.interface import Batch, Context, LocalFile, Rows
from trucewatch.sources.words import Folded, fold, sentences, taken

SERIES = "west-bank-daily"
LINK = "a link to a page that is not kept"
NO_NUMBER = "words in which no number is certain"
MONTHS = {name: number for number, name in enumerate(
    ("January", "February", "March", "April", "May", "June", "July", "August", "September",
     "October", "November", "December"), 1,
)}
_DAYS = (
    rf"(?P<first>\d{{1,2}})(?: (?P<other>{'|'.join(MONTHS)}))? (?:and|to) (?P<last>\d{{1,2}}) "
    rf"(?P<month>{'|'.join(MONTHS)})"
)
PERIODS = (
    re.compile(rf"The reporting period for this section is {_DAYS}"),
    re.compile(rf"Between {_DAYS} \([^)\n]{{0,80}}reporting period[^)\n]{{0,80}}\)"),
    re.compile(rf"\A\s*(?:https?://\S+\s+)?Between {_DAYS},"),
)
"""How a text says which days it reports on, the surest first."""
IN_PERIOD = "reporting period"


@dataclass(frozen=True)
class Pattern:
    """What is looked for in one sentence."""

    name: str
    words: re.Pattern[str]
    columns: Mapping[str, str]
    needs: tuple[str, ...] = ()
    """Words the sentence must hold as well."""


ATTACKS = "attacks by settlers, as OCHA documents them"
BY_EITHER = "by Israeli forces or settlers: which of them is not said"
PATTERNS = (
    Pattern(
        "settler_attacks",
        re.compile(r"(?P<hedge>at least )?(?<![\d.])(?P<n>\d{1,5}) "
                   r"(?:settler attacks|incidents involving Israeli settlers)"),
        {"property": "attack", "measure": "newly_occurred", "basis": "total", "note": ATTACKS},
        (IN_PERIOD, "casualties, property damage"),
    ),
    Pattern(
        "injured",
        re.compile(r"(?P<hedge>about |over |more than |at least |nearly )?(?<![\d.])(?P<n>\d{1,5}) "
                   r"Palestinians(?:, including [\w, ]{1,60},)? were injured by Israeli forces or "
                   r"(?:Israeli )?settlers"),
        {"property": "injured", "measure": "newly_occurred", "basis": "total", "note": BY_EITHER},
        (IN_PERIOD,),
    ),
    Pattern(
        "killed_since",
        re.compile(r"number of Palestinians killed since 7 October 2023 to (?P<hedge>)"
                   r"(?P<n>\d{1,7}) Palestinians"),
        {"property": "killed", "measure": "cumulative", "basis": "stock", "note": BY_EITHER},
    ),
    Pattern(
        "killed_children_since",
        re.compile(r"number of Palestinians killed since 7 October 2023 to \d{1,7} Palestinians, "
                   r"including (?P<hedge>)(?P<n>\d{1,6}) children"),
        {"property": "killed", "measure": "cumulative", "basis": "stock", "note": BY_EITHER,
         "qualifiers": "sex_age=children"},
    ),
)
LOW_ONLY = ("at least ", "over ", "more than ")
APPROX = ("about ", "nearly ")


class T4pWestBankTexts(LocalFile):
    """Adapter for the texts of OCHA's reports."""

    name = "t4p_west_bank_texts"
    version = 2

    def parse(self, stream: BinaryIO, context: Context) -> Iterator[Batch]:
        """Turn words into claims, see the module."""
        first, last = window(context)
        audit = Audit(context.file)
        rows = Rows(
            f"{self.name}@{self.version}", source="tech-for-palestine", speaker="un-ocha",
            scope="unstated", place="West Bank", zone="west_bank", lang="en", copy="copy",
            address=context.options.get("address", ""),
        )
        for record in json_line_records(stream, audit):
            made, faults = len(rows), audit.faults
            series, body = record.text("series"), record.text("body")
            day = record.day("report_date")
            reading = taken(record.text("front_matter"))
            record.ignore("origin_path")
            record.close()
            if series != SERIES:
                record.aside("another series than the reports on the West Bank")
            elif day is None:
                record.refuse()
            elif not first <= day <= last:
                record.aside(OUTSIDE)
            elif re.fullmatch(r"\S*", body):
                record.aside(LINK)
            else:
                settlers = context.options.get("settlers", "")
                for name, match in _report(rows, record, day, fold(body), settlers).items():
                    _compare(record, day, name, match, reading)
                end(record, made=len(rows) - made, faults=faults, reason=NO_NUMBER)
        yield rows.last(audit)


def _period(text: str, year: int) -> tuple[date, date] | None:
    """Days a text says it reports on; the year is that of the report."""
    for pattern in PERIODS:
        if match := pattern.search(text):
            month = MONTHS[match["month"]]
            start = MONTHS[match["other"] or match["month"]]
            try:
                return (
                    date(year - (start > month), start, int(match["first"])),
                    date(year, month, int(match["last"])),
                )
            except ValueError:
                return None
    return None


def _report(
    rows: Rows, record: Record, day: date, folded: Folded, settlers: str
) -> dict[str, re.Match[str]]:
    """Add what one report says, and return what was found by its name."""
    found: dict[str, re.Match[str]] = {}
    period = _period(folded.text, day.year)
    if period is None or period[0] > period[1]:
        record.audit.report(
            "no_period", severity="warning", line=record.line, field="body",
            found=f"report of {day}", expected="the days it reports on",
            mend="its numbers are left out",
        )
        return found
    if period[1] != day:
        record.audit.report(
            "other_day_in_words", severity="note", line=record.line, field="report_date",
            found=f"{day}, the words report up to {period[1]}", expected="one day",
            mend="the days of the words are kept",
        )
    for pattern in PATTERNS:
        told = _told(pattern, folded)
        if len({match["n"] for match in told}) > 1:
            record.audit.report(
                "words_differ", severity="warning", line=record.line, field=pattern.name,
                found=f"{' and '.join(match['n'] for match in told)} on {day}",
                expected="one number", mend="none is taken: which holds is not known",
            )
        elif told:
            found[pattern.name] = told[0]
            _add(rows, record, day, period, pattern, told[0], folded, settlers)
    return found


def _compare(
    record: Record, day: date, name: str, match: re.Match[str], reading: dict[str, int]
) -> None:
    """Name a number of the publisher's reading that differs from the words."""
    if name in reading and reading[name] != int(match["n"]):
        record.audit.report(
            "differs_from_series", severity="note", line=record.line, field=name,
            found=f"the words say {match['n']}, the publisher {reading[name]}, on {day}",
            expected="the same number", mend="the words are kept",
        )


def _told(pattern: Pattern, folded: Folded) -> list[re.Match[str]]:
    return [
        match for start, stop in sentences(folded)
        if all(word in folded.text[start:stop] for word in pattern.needs)
        for match in pattern.words.finditer(folded.text, start, stop)
    ]


def _add(
    rows: Rows, record: Record, day: date, period: tuple[date, date], pattern: Pattern,
    match: re.Match[str], folded: Folded, settlers: str,
) -> None:
    number, hedge = int(match["n"]), match["hedge"] or ""
    attack = pattern.name == "settler_attacks"
    start, stop = folded.span(*match.span())
    stock = pattern.columns["basis"] == "stock"
    rows.add(
        record, **pattern.columns, key=f"{day}/text/{pattern.name}",
        subject=f"ocha-text-{pattern.name}".replace("_", "-"),
        low=None if hedge == "nearly " else number, high=None if hedge in LOW_ONLY else number,
        approx="yes" if hedge in APPROX else "", earliest=str(period[1] if stock else period[0]),
        latest=str(period[1]), published=str(day), original=folded.words(*match.span())[:160],
        locator=f"report_date {day}, characters {start}-{stop} of the text",
        actor=settlers if attack else "",
        actor_certainty="stated" if attack and settlers else "",
    )
