"""Plain English for editions: times, ranges, statuses, reasons. The same words for every party.

Nothing here knows a clause, a party or a page: each function turns one value of the model into
one phrase, so that the site, the tables and the terminal say the same thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from urllib.parse import urlsplit

from trucewatch.model.instant import MINUTE, Span, civil_day, local, moment, parse_date
from trucewatch.model.reasons import WORDS

UNKNOWN = "unknown"

STATUS_LABELS: dict[str, str] = {
    "breached": "breached",
    "contested": "contested",
    "undetermined": "undetermined",
    "kept_late": "kept late",
    "kept": "kept",
    "pending": "pending",
    "condition_open": "condition open",
    "suspended": "suspended by the text",
    "not_in_force": "not in force",
    "not_assessable": "not assessable",
}
"""The word printed for a status, in the order of `model.finding.STATUSES`."""

STATUS_MEANINGS: dict[str, str] = {
    "breached": "Firm evidence that the duty was not kept, and no credible evidence that it was.",
    "contested": "Firm or credible evidence both ways.",
    "undetermined": "Not enough evidence either way. The reason is always given.",
    "kept_late": "Not done by the due time, then done; the delay is printed beside it. "
                 "Never counted together with kept.",
    "kept": "Firm evidence that the duty was kept, and no credible evidence that it was not.",
    "pending": "Not due yet. A duty to which the text gives no date stays pending until done.",
    "condition_open": "The condition on which the duty hangs is not shown to be met. The status it "
                      "would have without the condition stands beside it.",
    "suspended": "The text itself suspends the duty while its condition holds. The status it would "
                 "have stands beside it. A party’s claim of a suspension is printed, and changes "
                 "nothing.",
    "not_in_force": "The clause does not bind at this time.",
    "not_assessable": "The text holds no agreed test. Listed so that nothing is left out, "
                      "and never evaluated.",
}
"""What each status means, for the legend."""

SUPPORT_LABELS: dict[str, str] = {
    "breached": "supports “breached”",
    "kept": "supports “kept”",
    "neither": "supports neither",
}

AFFILIATIONS: dict[str, str] = {
    "party": "party",
    "aligned": "aligned",
    "independent": "independent",
    "un": "UN",
    "media": "media",
    "community": "community",
}

TEXT_STATUSES: dict[str, str] = {
    "official_text": "official text",
    "leaked_text": "leaked text",
    "party_statement": "statement of a party",
    "mediator_statement": "statement of a mediator",
    "press_report": "press report",
}

TEXT_BASES: dict[str, str] = {
    "text": "words of the text read",
    "report": "known from a report describing it",
    "text_and_report": "words of the text read, and a report describing it",
    "memory": "from memory; no page was read",
}

SCOPES: dict[str, str] = {
    "mixed": "differs from claim to claim",
    "complete": "complete, by its own words",
    "partial": "a part only, by its own words",
    "unstated": "not stated",
}

BASES: dict[str, str] = {
    "instant": "happened within the period",
    "total": "total over the period",
    "each_day": "of each day in the period",
    "stock": "as at the period",
}

MEASURED: dict[str, str] = {
    "earned": "what earns it",
    "owed": "what is owed",
    "answer": "answers",
}
"""Parts of a clause whose code is no plain word for them."""

STANCES: dict[str, str] = {
    "asserts": "says",
    "denies": "denies",
    "retracts": "retracts",
    "cannot_confirm": "cannot confirm",
    "claims_exception": "says it did so and that it was allowed",
}

MEASURES: dict[str, str] = {
    "newly_occurred": "newly occurred",
    "newly_reported": "newly reported",
    "recovered": "recovered",
    "recognised_later": "recognised later",
    "cumulative": "running total",
    "extrapolated": "extrapolated, not a report",
}

READS = {"original": "the document itself", "copy": "a copy of it",
         "report": "reports about it, not the document"}
"""What of a document was read."""
COPIES: dict[str, str] = {
    "original": "read at the first publisher",
    "copy": "read in a copy",
    "unknown": "not known whether this is the original or a copy",
}

KINDS: dict[str, str] = {
    "prohibition": "prohibition",
    "presence": "presence",
    "deadline": "deadline",
    "rate": "quota over time",
    "response": "response to a trigger",
    "ratio": "exchange at a ratio",
    "schedule": "hours of the day",
    "extension": "extension",
    "process": "process",
    "not_assessable": "no agreed test",
}

SEVERITIES: dict[str, tuple[str, str]] = {
    "error": ("Errors", "left out of the result until mended"),
    "warning": ("Warnings", "used, but to be looked at"),
    "note": ("Notes", "for information"),
}

MODES: dict[str, str] = {
    "newest": "The newest publication in the record; the clock of the computer plays no part.",
    "as_of": "What this record held at that instant.",
    "published_by": "What had been published by that instant, reconstructed from the dates of "
                    "publication.",
}

# Marks that switch or override direction, and marks nobody sees; left-to-right and right-to-left
# marks and joiners are kept, since Arabic, Hebrew and Persian need them and they cannot reach
# beyond the isolated element every foreign text is printed in.
_HIDDEN = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u180e\u200b\u2028\u2029"
    "\u202a-\u202e\u2061-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
_LANG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
_SLUG = re.compile(r"[^a-z0-9]+")


def clean(text: str) -> str:
    """Replace control characters, direction overrides and lone surrogates by U+FFFD."""
    # Every character looked for is unprintable, and this test is many times faster.
    if text.isprintable():
        return text
    return _HIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)


def escape_hidden(text: str) -> str:
    """Write the same characters as JSON escapes: nothing lost, nothing hidden."""
    if text.isprintable():
        return text
    return _HIDDEN.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def safe_url(text: str) -> str:
    """Return the address if it may become a link (http or https, no tricks), else nothing."""
    if not text or _HIDDEN.search(text) or any(ch.isspace() for ch in text):
        return ""
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        return ""
    if parts.scheme.lower() not in {"http", "https"} or not host or parts.username is not None:
        return ""
    return text


def host(url: str) -> str:
    """Name of the site an address is on, for the text of a link."""
    return (urlsplit(url).hostname or url).removeprefix("www.")


def safe_lang(text: str) -> str:
    """Return a language code that may stand in a ``lang`` attribute, else nothing."""
    return text if _LANG.fullmatch(text) else ""


def slug(text: str) -> str:
    """Lower-case letters, digits and hyphens, for anchors; may be empty."""
    return _SLUG.sub("-", text.lower()).strip("-")


def plain(code: str) -> str:
    """Words of a code: underscores become spaces."""
    return code.replace("_", " ")


def number(value: int) -> str:
    """Write an integer with thousands separated: ``25,700``."""
    return f"{value:,}"


def bounds(low: int | None, high: int | None) -> str:
    """Write a closed interval of integers; an unknown end is said, never filled in."""
    if low is None and high is None:
        return UNKNOWN
    if low is None:
        return f"at most {number(high or 0)}"
    if high is None:
        return f"at least {number(low)}"
    return number(low) if low == high else f"{number(low)}–{number(high)}"


def count(value: int, one: str, many: str = "") -> str:
    """Write a number with its noun: ``1 day``, ``3 days``."""
    return f"{number(value)} {one if value == 1 else many or one + 's'}"


def listed(parts: Iterable[str]) -> str:
    """Join words the way a sentence does: ``a, b and c``."""
    words = list(parts)
    if len(words) < 2:  # noqa: PLR2004
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def listed_or(parts: Iterable[str]) -> str:
    """Join words of which each alone is meant: ``a, b or c``."""
    words = list(parts)
    return listed(words) if len(words) < 2 else f"{', '.join(words[:-1])} or {words[-1]}"  # noqa: PLR2004


def sentence(text: str) -> str:
    """First letter upper case, a full stop at the end."""
    text = text.strip()
    if not text:
        return ""
    return text[0].upper() + text[1:] + ("" if text[-1] in ".!?”" else ".")


@lru_cache(maxsize=8192)
def day(when: date) -> str:
    """Write a civil date: ``13 Oct 2025``."""
    return f"{when.day} {when:%b} {when.year}"


@lru_cache(maxsize=8192)
def days(first: date, last: date) -> str:
    """Write a run of civil days without repeating month and year."""
    if first == last:
        return day(first)
    if first.year != last.year:
        return f"{day(first)} – {day(last)}"
    if first.month != last.month:
        return f"{first.day} {first:%b} – {day(last)}"
    return f"{first.day}–{day(last)}"


@lru_cache(maxsize=8192)
def instant(value: int, tz: str) -> str:
    """Write one instant in local time, with UTC beside it."""
    here = local(value, tz)
    if civil_day(here.date(), tz).hi == value:
        return f"the end of {day(here.date())}, local"
    return f"{day(here.date())}, {_clock(here)} local ({_utc(value, here)})"


@lru_cache(maxsize=8192)
def as_of(value: int, tz: str) -> str:
    """Write the instant findings hold at; the last instant of a civil day is written as the day."""
    here = local(value, tz).date()
    return day(here) if civil_day(here, tz).hi == value else instant(value, tz)


def _clock(when: datetime) -> str:
    return f"{when:%H:%M:%S}" if when.second else f"{when:%H:%M}"


def _utc(value: int, here: datetime) -> str:
    there = moment(value)
    same = there.date() == here.date()
    return f"{_clock(there)} UTC" if same else f"{day(there.date())}, {_clock(there)} UTC"


def _whole_days(span: Span, tz: str) -> tuple[date, date] | None:
    first, last = local(span.lo, tz).date(), local(span.hi, tz).date()
    if civil_day(first, tz).lo == span.lo and civil_day(last, tz).hi == span.hi:
        return first, last
    return None


@lru_cache(maxsize=8192)
def interval(lo: int, hi: int, tz: str) -> str:
    """Write a closed interval of instants as whole days, one instant, or from-to."""
    if lo == hi:
        return instant(lo, tz)
    if lo > hi:
        return f"{instant(lo, tz)} to {instant(hi, tz)} (ends before it starts)"
    whole = _whole_days(Span(lo, hi), tz)
    if whole:
        return days(*whole)
    # A window ends one microsecond before the next begins: people write the whole minute.
    shown = hi + 1 if (hi + 1) % MINUTE == 0 else hi
    a, b = local(lo, tz), local(shown, tz)
    if a.date() == b.date():
        return f"{day(a.date())}, {_clock(a)}–{_clock(b)} local"
    left = day(a.date()) if civil_day(a.date(), tz).lo == lo else f"{day(a.date())}, {_clock(a)}"
    closing = civil_day(local(hi, tz).date(), tz).hi == hi
    right = day(local(hi, tz).date()) if closing else f"{day(b.date())}, {_clock(b)}"
    return f"{left} – {right} local"


@lru_cache(maxsize=8192)
def published(text: str) -> str:
    """Write a date of publication, or days from one to another; other forms are left as given."""
    first, _, last = text.partition("/")
    try:
        return days(parse_date(first), parse_date(last or first))
    except ValueError:
        return text


def measured(code: str) -> str:
    """Part of a clause an account measures; the whole needs no word."""
    return "" if code == "all" else MEASURED.get(code, plain(code))


def series(subject: str) -> str:
    """Name of a series of figures; single reports coded one by one share one subject."""
    return "single reports" if subject == "reports" else f"series {subject}"


def wording(parser: str) -> str:
    """Say whether recorded words are the source's or a coder's, by what read them."""
    coded = parser.startswith(("hand", "coded"))
    return "a coder’s paraphrase or the figure given" if coded else "as given by the source"


@lru_cache(maxsize=8192)
def unit(name: str) -> str:
    """Write a civil unit of time: ``13 Oct 2025``, ``week 42 of 2025``, ``October 2025``."""
    if name == "window":
        return "the whole window"
    week = re.fullmatch(r"(\d{4})-W(\d{2})", name)
    if week:
        return f"week {int(week[2])} of {week[1]}"
    try:
        if re.fullmatch(r"\d{4}-\d{2}", name):
            return f"{parse_date(name + '-01'):%B %Y}"
        return day(parse_date(name))
    except ValueError:
        return plain(name)


def reason(code: str) -> str:
    """Plain sentence for a reason code; a code with a detail is ``code: detail``."""
    head, _, detail = code.partition(":")
    text = sentence(WORDS.get(head.strip()) or plain(head.strip()))
    return f"{text} {sentence(detail)}" if detail.strip() else text


def conditions(standard: str, reading: str, start: str, as_of: str) -> str:
    """Under what a status holds: standard, reading, start, as-of, in one phrase."""
    begin = f", counted from “{start}”" if start else ""
    return f"under the standard “{standard}”, in the reading “{reading}”{begin}, as of {as_of}"


def shares(units: Mapping[str, int], noun: str, many: str = "", at: str = "on") -> str:
    """Units by status: ``breached on 3 of 50 days, undetermined on 47``; empty without units."""
    total = sum(units.values())
    parts = [(s, units[s]) for s in STATUS_LABELS if units.get(s)]
    parts += [(s, n) for s, n in sorted(units.items()) if n and s not in STATUS_LABELS]
    if not parts:
        return ""
    first, *rest = (f"{STATUS_LABELS.get(s, plain(s))} {at} {number(n)}" for s, n in parts)
    return ", ".join([f"{first} of {count(total, noun, many)}", *rest])
