"""One answer to the form, whatever it came by: a claim, or a row of coverage, or why neither.

What was answered and how it becomes a claim:

- no consent: nothing is kept of it;
- an act: one claim, of the kind chosen, with the range of the counts given; an act without a count
  tells of at least one. How it was observed is the qualifier ``observed``; the kind of person who
  told it and the consent stand in the note;
- went, saw nothing: coverage, ``alive`` from hour to hour; where only a day is told, ``unknown``,
  since how long anybody watched is not said;
- could not go: coverage, ``blind``, and never a claim: who was turned back reports that as an act.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import NoReturn

from trucewatch.model.instant import TimeProblem, parse_date, parse_span
from trucewatch.model.properties import PROPERTIES
from trucewatch.sources.audit import Audit, Record
from trucewatch.sources.coverage import CoverageRows
from trucewatch.sources.interface import Batch, Context, Rows, not_this_form
from trucewatch.sources.kit.form import (
    ACT,
    CERTAINTIES,
    CONSENT,
    DAY,
    DAYS,
    EXACT,
    FORM,
    HOURS,
    HOW,
    NOTHING,
    OUTCOMES,
    PRECISIONS,
    REASONS,
    STAMP,
    TOLD_BY,
)
from trucewatch.sources.masking import FEWEST_DIGITS, digits, mask

WENT = "a field team went there and saw nothing of these kinds"
WHY = {
    "denied": "access was denied", "unsafe": "it was not safe", "road": "the road was closed",
    "transport": "there was no transport or fuel", "other": "for another reason",
}
MOST = 100_000
"""No field team counts more; a longer number stands in the wrong field."""
SUBJECT = "reports"
"""Subject of reports that stand each by itself."""

_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::\d{2}(?:\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})?")
_RISKY = ("=", "+", "-", "@")


class Wrong(Exception):
    """An answer that cannot be read; a Problem has been reported."""


@dataclass(frozen=True, kw_only=True)
class Given:
    """What came with an answer, whoever carried it."""

    key: str
    locator: str
    """Where in the raw file it stands; in the open beside coverage, so never an id."""
    published: str = ""
    notes: Sequence[str] = ()
    original: str = ""
    """Words the answer was coded from; empty: the answer's own."""


@dataclass
class Answers:
    """Reads the answers of one file."""

    parser: str
    context: Context
    audit: Audit
    rows: Rows = field(init=False)
    coverage: CoverageRows = field(init=False)

    def __post_init__(self) -> None:
        source = self.context.options.get("source", "")
        if not source:
            raise not_this_form(self.context.file, "no option 'source'",
                                "the body that collected the answers, marked sensitive")
        self.rows = Rows(self.parser, source=source, subject=SUBJECT, copy="original",
                         measure="newly_occurred", scope="unstated")
        self.coverage = CoverageRows(body=source)

    def batch(self) -> Batch:
        """Hand over what was collected; to be called before `last`."""
        return replace(self.rows.batch(), coverage=self.coverage.take())

    def last(self) -> Batch:
        """Hand over the last batch, with every problem and what became of the rows."""
        return replace(self.rows.last(self.audit), coverage=self.coverage.take())

    def take(self, record: Record, given: Given) -> None:
        """Read one answer and end its row."""
        try:
            consent = self._consent(record)
            if not consent:
                record.values()
                record.aside("no consent to use it")
                return
            outcome = self._choice(record, "outcome", OUTCOMES, needed=True)
            first, last, watched = self._when(record)
            zone = self._id(record, "zone", needed=True)
            told = _Told(given, consent, first, last, zone)
            if outcome == ACT:
                self._act(record, told)
            else:
                self._watch(record, told, outcome, watched)
        except Wrong:
            record.values()
            record.refuse()
            return
        for name, value in record.values().items():
            # Whatever it is, nobody of this project knows it: it may be a name.
            self.audit.left_over(name, record.line, "a value, not shown" if value else "")
        record.read()

    def _act(self, record: Record, told: _Told) -> None:
        kind = self._kind(record.value("kind"), record, "kind")
        low, high = self._count(record, "count_low"), self._count(record, "count_high")
        if low is not None and high is not None and low > high:
            self._wrong(record, "low_above_high", "count_high", high, f"{low} or more")
        how = self._choice(record, "how", tuple(HOW), needed=True)
        by = self._choice(record, "told_by", TOLD_BY, needed=how == "told")
        actor, certainty = self._id(record, "actor"), self._choice(
            record, "actor_certainty", CERTAINTIES)
        words, place = self._words(record, "words"), self._words(record, "place")
        record.ignore("watched_kinds", "reason", "photo")
        event = PROPERTIES[kind].event or PROPERTIES[kind].implies_act
        coded = [f"{name}={value}" for name, value in
                 (("kind", kind), ("low", low), ("high", high)) if value is not None]
        notes = [f"told by: {by.replace('_', ' ')}" if by else "", *told.given.notes,
                 f"consent: {told.consent}"]
        self.rows.add(
            record, key=told.given.key, property=kind, low=low, high=high,
            earliest=told.first, latest=told.last, basis="instant" if event else "total",
            qualifiers=f"observed={HOW[how]}", place=place, zone=told.zone, actor=actor,
            actor_certainty=certainty if actor else "", target=self._id(record, "target"),
            original=words or told.given.original or "; ".join(coded),
            locator=told.given.locator, published=told.given.published,
            note="; ".join(note for note in notes if note),
        )

    def _watch(self, record: Record, told: _Told, outcome: str, watched: bool) -> None:
        named = re.split(r"[;,\s]+", str(record.value("watched_kinds") or "").strip())
        kinds = [self._kind(name, record, "watched_kinds") for name in named]
        reason = self._choice(record, "reason", REASONS, needed=outcome != NOTHING)
        record.ignore("kind", "count_low", "count_high", "actor", "actor_certainty", "target",
                      "how", "told_by", "words", "place", "photo")
        state = "alive" if watched else "unknown"
        why = WENT if watched else f"{WENT}; from which hour to which is not told"
        if outcome != NOTHING:
            state, why = "blind", f"a field team could not go: {WHY[reason]}"
        period = told.first if told.first == told.last else f"{told.first}/{told.last}"
        self.coverage.add(properties=kinds, zone=told.zone, period=period, state=state, why=why,
                          locator=told.given.locator)

    def _consent(self, record: Record) -> str:
        """Consent in words; empty: there is none. An answer without that question has none."""
        self._stamp(record)
        consent = self._choice(record, "consent", CONSENT, needed=True)
        until = self._day(record, "consent_until")
        if consent == "no":
            return ""
        words = {"record": "to be recorded and counted",
                 "publish": "to be recorded and counted, coded facts to be published"}[consent]
        return words + (f", until {until}" if until else "")

    def _stamp(self, record: Record) -> None:
        stamp = str(record.value(STAMP) or "").strip()
        case, _, rest = stamp.partition("/")
        newest = self.context.options.get("kit", "")
        if not rest:
            self._wrong(record, "other_form", STAMP, stamp or "nothing",
                        "an answer to the form 'trucewatch kit' makes")
        if rest.partition("/")[0] != FORM or (newest and case != newest.partition("/")[0]):
            self._wrong(record, "other_form", STAMP, stamp, newest or f"version {FORM} of the form",
                        "read it with the trucewatch and the case it was made with")
        if newest and stamp != newest:
            self.audit.report(
                "earlier_form", severity="note", line=record.line, field=STAMP, found=stamp,
                expected=newest, mend="the answer is read; choices that are no more are named")

    def _when(self, record: Record) -> tuple[str, str, bool]:
        """First and last instant as text, and whether they are hours somebody can have watched."""
        precision = self._choice(record, "precision", PRECISIONS, needed=True)
        start = self._day(record, "date_from", needed=True)
        end = self._day(record, "date_to", needed=precision == DAYS)
        clocks = [self._clock(record, name, needed=precision in wanted) for name, wanted in
                  (("time_from", (EXACT, HOURS)), ("time_to", (HOURS,)))]
        first, last = str(start), str(end or start)
        if precision == DAY:
            last = first
        elif precision == EXACT:
            first = last = f"{start}T{clocks[0]}"
        elif precision == HOURS:
            first, last = f"{start}T{clocks[0]}", f"{end or start}T{clocks[1]}"
        try:
            parse_span(f"{first}/{last}", self.context.tz)
        except TimeProblem as wrong:
            self._wrong(record, "bad_time", "date_from", f"{first} to {last}", str(wrong))
        return first, last, precision in (EXACT, HOURS)

    def _day(self, record: Record, name: str, needed: bool = False) -> date | None:
        value = record.value(name)
        if isinstance(value, datetime):
            value = str(value.date())
        if value in (None, "") and not needed:
            return None
        try:
            return parse_date(str(value or ""))
        except TimeProblem as wrong:
            self._wrong(record, "wrong_value", name, value or "nothing", str(wrong))

    def _clock(self, record: Record, name: str, needed: bool) -> str:
        value = record.value(name)
        if isinstance(value, datetime):
            value = value.time()
        if isinstance(value, time):
            value = f"{value:%H:%M}"
        if value in (None, ""):
            if needed:
                self._wrong(record, "missing_answer", name, "nothing", "an hour such as 14:30")
            return ""
        match = _CLOCK.fullmatch(str(value).strip())
        if match is None:
            self._wrong(record, "wrong_value", name, value, "an hour such as 14:30")
        zone = match[3] or f"[{self.context.tz}]"
        return f"{int(match[1]):02d}:{match[2]}{zone}"

    def _choice(
        self, record: Record, name: str, options: Sequence[str], needed: bool = False
    ) -> str:
        value = str(record.value(name) or "").strip()
        if not value and needed:
            self._wrong(record, "missing_answer", name, "nothing", ", ".join(options))
        if value and value not in options:
            self._wrong(record, "wrong_value", name, "another value", ", ".join(options),
                        "export ids of choices (XML values), not their labels")
        return value

    def _count(self, record: Record, name: str) -> int | None:
        value = record.value(name)
        text = str(int(value) if isinstance(value, float) and value.is_integer() else value or "")
        text = "0" if value == 0 and not isinstance(value, bool) else text.strip()
        if not text:
            return None
        if not re.fullmatch(r"[0-9]{1,7}", text) or int(text) > MOST:
            # Not shown: a long number may be that of a phone.
            self._wrong(record, "wrong_value", name, "another value",
                        f"a whole number from 0 to {MOST}")
        return int(text)

    def _kind(self, value: object, record: Record, name: str) -> str:
        kind = str(value or "").strip()
        if kind not in PROPERTIES:
            self._wrong(record, "unknown_property", name, _safe(kind) or "nothing",
                        "a property of the closed list")
        return kind

    def _id(self, record: Record, name: str, needed: bool = False) -> str:
        value = str(record.value(name) or "").strip()
        if (needed and not value) or (value and _safe(value) != value):
            self._wrong(record, "wrong_value", name, "another value" if value else "nothing",
                        "an id of the case")
        return value

    def _words(self, record: Record, name: str) -> str:
        """Free text, without what may identify a person; a Problem says that there was some."""
        value = record.value(name)
        text, found = mask(str(value or "").strip(), lambda kind, _: f"[{kind} removed]")
        if found:
            self.audit.report(
                "personal_text", severity="warning", line=record.line, field=name,
                found=", ".join(sorted(set(found))), expected="no name, number or address",
                mend="put out of the text; delete it where the answers are kept, too",
            )
        if text.startswith(_RISKY):
            self.audit.report(
                "formula_like", severity="warning", line=record.line, field=name, found=text[:1],
                expected="plain text", mend="kept as it is; neutralised wherever it is shown",
            )
        return " ".join(text.split())

    def _wrong(
        self, record: Record, code: str, name: str, found: object, expected: str, mend: str = ""
    ) -> NoReturn:
        self.audit.report(code, line=record.line, field=name, found=found, expected=expected,
                          mend=mend or "the answer is left out")
        raise Wrong


@dataclass(frozen=True)
class _Told:
    """What every answer has."""

    given: Given
    consent: str
    first: str
    last: str
    zone: str


def _safe(value: str) -> str:
    """A value as it is where it can be an id; free text may hold a name, digits a number."""
    is_id = re.fullmatch(r"[\w.-]{1,64}", value) and len(digits(value)) < FEWEST_DIGITS
    return value if is_id or not value else "another value"
