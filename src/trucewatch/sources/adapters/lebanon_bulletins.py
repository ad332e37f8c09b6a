"""Tech for Palestine, texts of reports on Lebanon (``source_reports.jsonl.gz`` of that series).

One line a report: most often the headline of the Ministry of Public Health with a link, sometimes
only a link, in three cases the ministry's sentence in Arabic or English. What is kept and how:

- Running totals, stocks as at the report date, where the words say that the toll of the aggression
  is told: "total toll ... N martyrs and M wounded", "death toll rises to N", "since the start of
  the aggression", and the sentence in Arabic. Where nothing but a link is kept, the words of the
  ministry's own headline in it are read.
- "Exceeds N" is a low alone. A headline that names a number and not what it adds up ("Daily Report
  on the Aggression: N Martyrs") gives no claim, and neither does a link to a page of OCHA.
- Each number says which characters of the text it was read from. Where the words of one report
  differ among themselves the range covers both; where they name another day than the report date,
  or another number than the publisher took from them, both stand in a Problem.
- Lines of other series are left aside. No texts are kept beyond the words a number stands in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import BinaryIO

from trucewatch.sources.audit import Audit, Record
from trucewatch.sources.ending import OUTSIDE, end
from trucewatch.sources.forms import json_line_records, window
from trucewatch.sources.interface import Batch, Context, LocalFile, Rows
from trucewatch.sources.words import Number, bounded, fold, numbers, taken

SERIES = "lebanon-daily"
KINDS = ("killed", "injured")
_TOLL = (
    r"(?<!\d)(?<!\d-)(?P<killed>\d{1,7})[ -]+martyrs[ -]+and[ -]+(?P<injured>\d{1,7})[ -]+wounded"
)
PATTERNS = tuple(
    (lang, low_only, re.compile(bounded(text), re.IGNORECASE))
    for lang, low_only, text in (
        ("en", False, r"toll[ -]+(?:of|from)[ -]+the[ -]+aggression(?:[ -]+has[ -]+risen[ -]+to|:)?"
                      r"[ -]+" + _TOLL),
        ("en", False, _TOLL + r"[ -]+since[ -]+the[ -]+start[ -]+of[ -]+the[ -]+aggression"),
        ("en", False, _TOLL + r",? the total updated toll"),
        ("en", False, r"cumulative total of casualties [a-z0-9 ]{0,80} is as follows: " + _TOLL),
        ("en", False, r"death toll rises to (?P<killed>\d{1,7})(?!\d)"),
        ("en", True, r"death toll (?:from the aggression )?exceeds (?P<killed>\d{1,7})(?!\d)"),
        ("ar", False, r"الحصيلة التراكمية الاجمالية [^\d\n]{0,60}(?:\d{1,2} [^\d\n]{0,40}){0,2}"
                      r"كالتالي *: *(?P<killed>\d{1,7}) *شهيدا? *و *(?P<injured>\d{1,7}) *جريحا?"),
    )
)
"""Language, whether the words give a low alone, and the words."""
MONTHS = {
    "january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7,
    "august": 8, "september": 9, "october": 10, "november": 11, "december": 12,
    "كانون الثاني": 1, "شباط": 2, "اذار": 3, "نيسان": 4, "ايار": 5, "حزيران": 6, "تموز": 7, "اب": 8,
    "ايلول": 9, "تشرين الاول": 10, "تشرين الثاني": 11, "كانون الاول": 12,
}
_NAMES = "|".join(sorted(MONTHS, key=len, reverse=True))
UNTIL = re.compile(
    rf"\bto (?P<name>{_NAMES}) (?P<day>\d{{1,2}})|"
    rf"حتي {{1,9}}(?P<day_ar>\d{{1,2}}) {{1,9}}(?P<name_ar>{_NAMES})",
    re.IGNORECASE,
)
"""The day up to which the words count."""
NO_NUMBER = "words without a toll, or a link to a page that is not kept"

_TITLE = re.compile(r"Source: \[([^\]\n]{0,400})\]\([^)\n]{0,900}\)")

Found = tuple[Number, str, bool]
"""A number, its language, and whether it is a low alone."""


class LebanonBulletins(LocalFile):
    """Adapter for the texts of the reports."""

    name = "lebanon_bulletins"
    version = 1

    def parse(self, stream: BinaryIO, context: Context) -> Iterator[Batch]:
        """Turn words into running totals, see the module."""
        first, last = window(context)
        audit = Audit(context.file)
        rows = Rows(
            f"{self.name}@{self.version}", source="tech-for-palestine", speaker="lebanon-moph",
            measure="cumulative", basis="stock", scope="unstated", place="Lebanon",
            zone="lebanese_territory", target="people_in_lebanon", copy="copy",
            address=context.options.get("address", ""),
        )
        days: dict[date, int] = {}
        for record in json_line_records(stream, audit):
            made, faults = len(rows), audit.faults
            series, body = record.text("series"), record.text("body")
            day, reading = record.day("report_date"), taken(record.text("front_matter"))
            record.ignore("origin_path")
            record.close()
            if series != SERIES:
                record.aside("another series than the reports on Lebanon")
            elif day is None:
                record.refuse()
            elif not first <= day <= last:
                record.aside(OUTSIDE)
            else:
                count = days[day] = days.get(day, 0) + 1
                again = f"#{count}" if count > 1 else ""
                _report(rows, record, day, again, body=body, reading=reading)
                end(record, made=len(rows) - made, faults=faults, reason=NO_NUMBER)
        yield rows.last(audit)


def _shown(body: str) -> str:
    """The text to read: of a headline that is a link the headline, its characters in place."""
    return _TITLE.sub(lambda m: (" " * len("Source: [") + m[1]).ljust(len(m[0])), body)


def _report(
    rows: Rows, record: Record, day: date, again: str, *, body: str, reading: dict[str, int]
) -> None:
    folded = fold(_shown(body))
    found: dict[str, list[Found]] = {kind: [] for kind in KINDS}
    for lang, low_only, pattern in PATTERNS:
        for kind in KINDS:
            if kind in pattern.groupindex:
                found[kind] += [(n, lang, low_only) for n in numbers(folded, pattern, kind)]
    until = _until(folded.text, day) if any(found.values()) else None
    if until not in (None, day):
        record.audit.report(
            "other_day_in_words", severity="warning", line=record.line, field="report_date",
            found=f"{day}, the words count up to {until}", expected="one day",
            mend="the claim is as at either day",
        )
    for kind, told in found.items():
        if told:
            _agree(record, day, kind, told, reading.get(f"{kind}_cum"))
            first = told[0][0]
            rows.add(
                record, key=f"{day}{again}/{kind}", subject=f"moph-bulletin-{kind}-cumulative",
                property=kind, low=min(number.value for number, _, _ in told),
                high=None if any(low_only for _, _, low_only in told)
                else max(number.value for number, _, _ in told),
                earliest=str(min(day, until or day)), latest=str(max(day, until or day)),
                published=str(day), original=first.words, lang=told[0][1],
                locator=f"report_date {day}, {first.locator}",
                note="" if until in (None, day) else f"the words count up to {until}",
            )


def _until(text: str, day: date) -> date | None:
    """The day the words count up to; the year is that of the report."""
    if (match := UNTIL.search(text)) is None:
        return None
    name = (match["name"] or match["name_ar"]).casefold()
    try:
        return date(day.year, MONTHS[name], int(match["day"] or match["day_ar"]))
    except ValueError:
        return None


def _agree(
    record: Record, day: date, kind: str, told: list[Found], published: int | None
) -> None:
    """Name numbers of one report that differ among themselves, or from what was made of them."""
    values = sorted({number.value for number, _, _ in told})
    if len(values) > 1:
        record.audit.report(
            "words_differ", severity="warning", line=record.line, field=kind,
            found=f"{' and '.join(map(str, values))} on {day}", expected="one number",
            mend="the range covers both",
        )
    low_only = any(low for _, _, low in told)
    if published is None or published in values or (low_only and published >= values[0]):
        return
    record.audit.report(
        "differs_from_series", severity="note", line=record.line, field=kind,
        found=f"the words say {values[0]}, the publisher's series {published}, on {day}",
        expected="the same number", mend="both are kept, each in its own series",
    )
