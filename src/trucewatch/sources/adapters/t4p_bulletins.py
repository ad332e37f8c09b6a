"""Tech for Palestine, texts of the Ministry of Health's bulletins (``source_reports.jsonl.gz``).

The bulletins kept from 15 June 2026 on are headed "as a result of the Israeli aggression": words
of the speaker that name an actor, so the newly killed and injured are accusations. They tell of
the same happenings as the daily series, in another account of the same lineage. Read in Arabic;
where a number is not found there, the English half is read; where both give a number and they
differ, the range covers both and a Problem says so. The ministry's own running totals since the
ceasefire (11 October) stand in the same bulletin, under the same heading.

With the option ``detail: totals`` the ministry's totals since 7 October 2023, at the end of each
bulletin, are claims as well, each with the characters of the text it was read from.

The publisher's own reading of the same words (``front_matter``, which is the daily series) is never
taken; where it says another number, or a number where the words say none, a note tells both.

Lines of other series (the West Bank) are left aside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import BinaryIO

from trucewatch.sources.audit import Audit, Record
from trucewatch.sources.ending import OUTSIDE, end
from trucewatch.sources.forms import json_line_records, window
from trucewatch.sources.interface import Batch, Context, LocalFile, Rows, not_this_form
from trucewatch.sources.words import Number, bounded, fold, numbers, taken

SERIES = "gaza-daily"
SINCE = "2025-10-11"
ENGLISH = "Ministry of Health"
LONGEST_PERIOD = 24 * 366
TOTALS = {
    "killed": (
        ("ar", re.compile(bounded(r"العدد التراكمي للشهداء\s*:?\s*(\d+)"))),
        ("en", re.compile(bounded(r"cumulative number of martyrs\s*:?\s*(\d+)"), re.IGNORECASE)),
    ),
    "injured": (
        ("ar", re.compile(bounded(r"العدد التراكمي للاصابات\s*:?\s*(\d+)"))),
        ("en", re.compile(
            bounded(r"cumulative number of (?:injuries|injured|wounded)\s*:?\s*(\d+)"),
            re.IGNORECASE,
        )),
    ),
}
"""Totals since 7 October 2023, by language."""
READINGS = {"killed": ("killed_truce_new", "killed"), "injured": ("injured",)}
"""What the publisher made of a number: the first of its fields that is there."""
STRIP = " *\\•▪\ufe0f🔴⭕-\t\r"


@dataclass(frozen=True)
class Words:
    """How one language writes what is looked for; group 1 is the number."""

    lang: str
    heading: re.Pattern[str]
    since: re.Pattern[str]
    stocks: re.Pattern[str]
    hours: re.Pattern[str]
    total: re.Pattern[str]
    new: re.Pattern[str]
    parts: tuple[re.Pattern[str], ...]
    injured: re.Pattern[str]
    sums: dict[str, re.Pattern[str]]


def _words(lang: str, sums: dict[str, str], parts: tuple[str, ...], **patterns: str) -> Words:
    def compiled(text: str) -> re.Pattern[str]:
        return re.compile(bounded(text), re.IGNORECASE)

    return Words(
        lang=lang, parts=tuple(map(compiled, parts)),
        sums={name: compiled(text) for name, text in sums.items()},
        **{name: compiled(text) for name, text in patterns.items()},
    )


ARABIC = _words(
    "ar",
    sums={
        "killed": r"عدد الشهداء *: *(\d+)", "injured": r"عدد الاصابات *: *(\d+)",
        "recovered_bodies": r"حالات الانتشال *: *(\d+)",
    },
    parts=(
        r"(\d+) *شه\w+ *(?:جري *)?انتشال", r"(\d+) *شه\w+ *متاثر", r"شهيد (\d+) *متاثر",
        r"شهيد (\d+) *انتشال",
    ),
    heading="جراء العدوان الاسرائيلي", since="منذ وقف اطلاق النار", stocks="الاحصائية التراكمية",
    hours=r"(?:ال *(\d+) *ساعة|ساعة الماضية *(\d+))", total=r"عدد الشهداء *:? *(\d+)",
    new=r"(\d+) *(?:شهيد|شهداء)? *(?:جدد|جديد)",
    injured=r"عدد الاصابات *: *(\d+)|(\d+) *اصاب(?:ة|ات)",
)
ENGLISH_WORDS = _words(
    "en",
    sums={
        "killed": r"of martyrs *: *(\d+)", "injured": r"of injuries *: *(\d+)",
        "recovered_bodies": r"(?:recovered|rescued)[a-z ]* *: *(\d+)",
    },
    parts=(
        r"(\d+)[a-z (]*\b(?:recovered|rescued)", r"(\d+)[a-z ]*\b(?:succumbed|injured with)",
    ),
    heading="(?:as a result of|due to) the Israeli aggression", since=r"since the ceasefire",
    stocks="cumulative statistics", hours=r"past (\d+) hours", total=r"of martyrs *: *(\d+)",
    new=r"(\d+) \(?new(?:ly)?\b", injured=r"of injuries *: *(\d+)|(\d+) (?:injuries|wounded)",
)


@dataclass(frozen=True)
class Found:
    """A number as read: the range, and where in the text it stands."""

    low: int
    high: int
    at: int
    lang: str


@dataclass(frozen=True)
class Reading:
    """What one language of a bulletin says."""

    numbers: dict[str, Found | None]
    hours: int | None
    heading: int | None
    """Where the words stand that name an actor."""


def _number(match: re.Match[str]) -> int:
    return int(next(group for group in match.groups() if group))


def _one(pattern: re.Pattern[str], text: str, start: int, end: int, lang: str) -> Found | None:
    match = pattern.search(text, start, end)
    if match is None:
        return None
    return Found(_number(match), _number(match), match.start(), lang)


def _newly_killed(text: str, start: int, end: int, words: Words) -> Found | None:
    """Newly killed: the last number called new, else the total less the parts that are named."""
    if matches := list(words.new.finditer(text, start, end)):
        number = _number(matches[-1])
        return Found(number, number, matches[-1].start(), words.lang)
    named = [match for part in words.parts for match in part.finditer(text, start, end)]
    total = words.total.search(text, start, end)
    if total is None and not named:
        return None
    parts = sum(map(_number, named))
    left = max(0, _number(total) - parts) if total else 0
    return Found(0, left, (total or named[0]).start(), words.lang)


def _starts(pattern: re.Pattern[str], text: str, start: int, end: int) -> int:
    match = pattern.search(text, start, end)
    return match.start() if match else end


def read(text: str, start: int, end: int, words: Words) -> Reading:
    """Read one language of a bulletin: the part of `text` from `start` to `end`."""
    since = _starts(words.since, text, start, end)
    # A bulletin may lack the part since the ceasefire: the day's part never runs into the totals.
    day = min(since, _starts(words.stocks, text, start, end), *(
        _starts(pattern, text, start, end)
        for patterns in TOTALS.values() for _, pattern in patterns
    ))
    stocks = _starts(words.stocks, text, since, end)
    numbers = {
        "killed": _newly_killed(text, start, day, words),
        "injured": _one(words.injured, text, start, day, words.lang),
        **{
            f"since/{name}": _one(pattern, text, since, stocks, words.lang)
            for name, pattern in words.sums.items()
        },
    }
    hours = words.hours.search(text, start, day)
    heading = words.heading.search(text, start, end)
    return Reading(
        numbers, _number(hours) if hours else None, heading.start() if heading else None
    )


class T4pBulletins(LocalFile):
    """Adapter for the bulletins."""

    name = "t4p_bulletins"
    version = 1

    def parse(self, stream: BinaryIO, context: Context) -> Iterator[Batch]:
        """Turn bulletins into claims, see the module."""
        first, last = window(context)
        asked = context.options.get("detail", "")
        if asked not in ("", "totals"):
            raise not_this_form(context.file, f"option detail: {asked}", "detail: totals, or none")
        audit = Audit(context.file)
        rows = Rows(
            f"{self.name}@{self.version}", source="tech-for-palestine", speaker="gaza-moh",
            place="Gaza Strip", zone="gaza_strip", target="gaza_residents", copy="copy",
            address=context.options.get("address", ""), basis="total",
        )
        for record in json_line_records(stream, audit):
            made, faults = len(rows), audit.faults
            series, body = record.text("series"), record.text("body")
            day, reading = record.day("report_date"), taken(record.text("front_matter"))
            record.ignore("origin_path")
            record.close()
            if series != SERIES:
                record.aside("another series than the Gaza bulletins")
            elif day is None:
                record.refuse()
            elif not first <= day <= last:
                record.aside(OUTSIDE)
            else:
                _bulletin(rows, record, day, body, reading)
                if asked:
                    _totals(rows, record, day, body)
                end(record, made=len(rows) - made, faults=faults, reason="no number in its words")
        yield rows.last(audit)


def _bulletin(
    rows: Rows, record: Record, day: date, body: str, reading: dict[str, int]
) -> None:
    text = fold(body).text
    lines = body.split("\n")
    cut = text.find(ENGLISH) if ENGLISH in text else len(text)
    arabic, english = read(text, 0, cut, ARABIC), read(text, cut, len(text), ENGLISH_WORDS)
    _differ(record, day, "hours", arabic.hours, english.hours)
    hours = arabic.hours or english.hours
    if not hours or hours > LONGEST_PERIOD:
        record.audit.report(
            "no_period", line=record.line, field="body", found=f"bulletin of {day}",
            expected="the hours it covers", mend="its counts are left out",
        )
        hours = None

    def said(at: int) -> str:
        """Line of the original in which a place of the plain text stands."""
        return lines[text.count("\n", 0, at)].strip(STRIP)[:120]

    heading = arabic.heading if arabic.heading is not None else english.heading
    for name in arabic.numbers:
        found = _agree(record, day, name, arabic.numbers[name], english.numbers[name])
        since = name.startswith("since/")
        _told(record, day, name, found, reading)
        if found is None or not (since or hours):
            continue
        start = SINCE if since else str(day - timedelta(days=-(-(hours or 0) // 24)))
        kind = name.removeprefix("since/")
        # Recovered bodies tell of earlier deaths; nobody is accused of them by this heading.
        actor = "israel" if heading is not None and kind != "recovered_bodies" else ""
        rows.add(
            record, key=f"{day}/{name}", property=kind, low=found.low, high=found.high,
            subject="moh-bulletin-since-ceasefire" if since else f"moh-bulletin-{kind}",
            measure="cumulative" if since else "newly_occurred",
            scope="unstated" if since else "partial", earliest=start, latest=str(day),
            actor=actor, actor_certainty="stated" if actor else "", published=str(day),
            original=said(found.at), lang=found.lang,
            locator=f"bulletin of {day}" + (f"; heading: {said(heading or 0)}" if actor else ""),
            note="includes people who died of earlier wounds" if name == "since/killed" else "",
        )


def _told(
    record: Record, day: date, name: str, found: Found | None, reading: dict[str, int]
) -> None:
    """Name a number of the publisher's reading that the words do not say."""
    field = next((field for field in READINGS.get(name, ()) if field in reading), "")
    # Without a number of its own the total of the day is no reading of the newly killed.
    if not field or (found is not None and field == "killed"):
        return
    value = reading[field]
    if found is None or not found.low <= value <= found.high:
        said = "nothing" if found is None else str(found.low)
        record.audit.report(
            "differs_from_series", severity="note", line=record.line, field=field,
            found=f"the words say {said}, the publisher's series {value}, on {day}",
            expected="the same number", mend="the words are kept here, the other in its series",
        )


def _totals(rows: Rows, record: Record, day: date, body: str) -> None:
    """Add the totals since 7 October 2023."""
    folded = fold(body)
    heading = any(words.heading.search(folded.text) for words in (ARABIC, ENGLISH_WORDS))
    for kind, patterns in TOTALS.items():
        told: list[tuple[str, Number]] = [
            (lang, number) for lang, pattern in patterns for number in numbers(folded, pattern)
        ]
        if not told:
            continue
        values = [number.value for _, number in told]
        if len(set(values)) > 1:
            record.audit.report(
                "words_differ", severity="warning", line=record.line, field=f"total/{kind}",
                found=f"{' and '.join(map(str, values))} on {day}", expected="one number",
                mend="the range covers both",
            )
        lang, first = told[0]
        rows.add(
            record, key=f"{day}/total/{kind}", property=kind, low=min(values), high=max(values),
            subject=f"moh-bulletin-{kind}-cumulative", measure="cumulative", basis="stock",
            scope="unstated", earliest=str(day), latest=str(day), published=str(day),
            actor="israel" if heading else "", actor_certainty="stated" if heading else "",
            original=first.words, lang=lang, locator=f"bulletin of {day}, {first.locator}",
        )


def _differ(record: Record, day: date, name: str, left: object, right: object) -> None:
    if left != right:
        missing = left is None or right is None
        record.audit.report(
            "not_found_in_one_language" if missing else "languages_differ",
            severity="note" if missing else "warning", line=record.line, field=name,
            found=f"Arabic {left}, English {right}, on {day}", expected="the same number in both",
        )


def _agree(
    record: Record, day: date, name: str, arabic: Found | None, english: Found | None
) -> Found | None:
    """Prefer the Arabic number; where one language leaves a range the other narrows, narrow it.

    Where the two cannot both hold, the range covers both.
    """
    spans = [f"{found.low} to {found.high}" if found else None for found in (arabic, english)]
    _differ(record, day, name, *spans)
    if arabic is None or english is None:
        return arabic or english
    low, high = max(arabic.low, english.low), min(arabic.high, english.high)
    if low > high:
        low, high = min(arabic.low, english.low), max(arabic.high, english.high)
    only_english = (english.low, english.high) == (low, high) != (arabic.low, arabic.high)
    shown = english if only_english else arabic
    return Found(low, high, shown.at, shown.lang)
