"""Plain English for editions: times, ranges, statuses, reasons. The same words for every party.

Nothing here knows a clause, a party or a page: each function turns one value of the model into
one phrase, so that the site, the tables and the terminal say the same thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Literal
from urllib.parse import urlsplit

from trucewatch.model.language import ENGLISH
from trucewatch.model.properties import PROPERTIES
from trucewatch.publish.terms import (
    AFFILIATIONS,
    BASES,
    COPIES,
    KINDS,
    MEASURED,
    MEASURES,
    MODES,
    NOUNS,
    READS,
    REASONS,
    SCOPES,
    SEVERITIES,
    SEVERITY_MEANINGS,
    SHARES,
    STANCES,
    STANDARDS,
    STATUS_LABELS,
    STATUS_MEANINGS,
    SUPPORT_LABELS,
    TEXT_BASES,
    TEXT_STATUSES,
)
from trucewatch.publish.times import (
    as_of,
    clocks,
    day,
    day_in_year,
    days,
    instant,
    interval,
    month,
    month_short,
    published,
    unit,
)
from trucewatch.publish.tongue import language, locale, mark, tr, trn

__all__ = [
    "AFFILIATIONS", "BASES", "COPIES", "KINDS", "MEASURED", "MEASURES", "MODES", "NOUNS",
    "READS", "REASONS", "SCOPES", "SEVERITIES", "SEVERITY_MEANINGS", "SHARES", "STANCES",
    "STANDARDS", "STATUS_LABELS", "STATUS_MEANINGS", "SUPPORT_LABELS", "TEXT_BASES",
    "TEXT_STATUSES", "UNKNOWN", "as_of", "bounds", "clean", "clocks", "conditions", "count",
    "counted_in", "day", "day_in_year", "days", "escape_hidden", "host", "instant", "interval",
    "listed", "listed_or", "measured", "month", "month_short", "number", "plain", "published",
    "reason", "safe_lang", "safe_url", "sentence", "sentence_end", "series", "shares", "slug",
    "span", "standard", "title", "unit", "wording",
]

UNKNOWN = mark("unknown")
BEGUN, ANNOUNCED = "begun, ", "announced by "
"""What the parts a process and an extension measure begin with."""

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
    if not text or _HIDDEN.search(text) or text.split() != [text]:
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
    """Write an integer with thousands separated: ``25,700``; in Western digits everywhere."""
    lang = language()
    if lang == ENGLISH:
        return f"{value:,}"
    from babel.numbers import format_decimal  # noqa: PLC0415

    return str(format_decimal(value, locale=locale(lang), numbering_system="latn"))


def bounds(low: int | None, high: int | None) -> str:
    """Write a closed interval of integers; an unknown end is said, never filled in."""
    if low is None and high is None:
        return tr(UNKNOWN)
    if low is None:
        return tr("at most {number}", number=number(high or 0))
    if high is None:
        return tr("at least {number}", number=number(low))
    return number(low) if low == high else span(number(low), number(high))


def span(low: str, high: str) -> str:
    """Write two ends of a range, the low one first."""
    return tr("{low}–{high}", low=low, high=high)


def count(value: int, one: str, many: str = "") -> str:
    """Write a number with its noun, one of `terms.NOUNS`: ``1 day``, ``3 days``."""
    return trn(f"{{n}} {one}", f"{{n}} {many or NOUNS.get(one, one + 's')}", value,
               n=number(value))


def listed(parts: Iterable[str]) -> str:
    """Join words the way a sentence does: ``a, b and c``."""
    return _joined(list(parts), "standard", "and")


def listed_or(parts: Iterable[str]) -> str:
    """Join words of which each alone is meant: ``a, b or c``."""
    return _joined(list(parts), "or", "or")


def _joined(words: list[str], style: Literal["standard", "or"], english: str) -> str:
    if len(words) < 2:  # noqa: PLR2004
        return "".join(words)
    lang = language()
    if lang == ENGLISH:
        return f"{', '.join(words[:-1])} {english} {words[-1]}"
    from babel.lists import format_list  # noqa: PLC0415

    return format_list(words, style=style, locale=locale(lang))


def sentence(text: str) -> str:
    """First letter upper case, a full stop at the end."""
    text = text.strip()
    if not text:
        return ""
    return text[0].upper() + text[1:] + ("" if text[-1] in ".!?”" else ".")


def sentence_end(text: str) -> str:
    """A full stop at the end, where there is none."""
    return text if text[-1:] in set(".!?”") else f"{text}."


def measured(code: str) -> str:
    """Part of a clause an account measures; the whole needs no word."""
    if code == "all":
        return ""
    if code in MEASURED:
        return MEASURED[code]
    if code.startswith(BEGUN):
        return tr("begun, {when}", when=measured(code.removeprefix(BEGUN)))
    if code.startswith(ANNOUNCED):
        return tr("announced by {who}", who=plain(code.removeprefix(ANNOUNCED)))
    return plain(code)


def title(code: str) -> str:
    """What a property is called."""
    return tr(PROPERTIES[code].title) if code in PROPERTIES else plain(code)


def counted_in(code: str) -> str:
    """What the number of a property counts."""
    return tr(PROPERTIES[code].unit)


def standard(code: str) -> str:
    """What a standard of proof is called."""
    return STANDARDS.get(code, plain(code))


def series(subject: str) -> str:
    """Name of a series of figures; single reports coded one by one share one subject."""
    return tr("single reports") if subject == "reports" else tr("series {name}", name=subject)


def wording(parser: str) -> str:
    """Say whether recorded words are the source's or a coder's, by what read them."""
    coded = parser.startswith(("hand", "coded"))
    return tr("a coder’s paraphrase or the figure given") if coded \
        else tr("as given by the source")


def reason(code: str) -> str:
    """Plain sentence for a reason code; a code with a detail is ``code: detail``."""
    head, _, detail = code.partition(":")
    text = sentence(REASONS.get(head.strip()) or plain(head.strip()))
    return f"{text} {sentence(detail)}" if detail.strip() else text


def conditions(standard: str, reading: str, start: str, as_of: str) -> str:
    """Under what a status holds: standard, reading, start, as-of, in one phrase."""
    if start:
        return tr("under the standard “{standard}”, in the reading “{reading}”, counted from "
                  "“{start}”, as of {as_of}", standard=standard, reading=reading, start=start,
                  as_of=as_of)
    return tr("under the standard “{standard}”, in the reading “{reading}”, as of {as_of}",
              standard=standard, reading=reading, as_of=as_of)


def shares(units: Mapping[str, int], noun: str, many: str = "", at: str = "on") -> str:
    """Units by status: ``breached on 3 of 50 days, undetermined on 47``; empty without units."""
    total = sum(units.values())
    parts = [(s, units[s]) for s in STATUS_LABELS if units.get(s)]
    parts += [(s, n) for s, n in sorted(units.items()) if n and s not in STATUS_LABELS]
    if not parts:
        return ""
    first, *rest = (SHARES.get(at, SHARES["on"]).format(
        status=STATUS_LABELS.get(s, plain(s)), number=number(n)) for s, n in parts)
    return tr(", ").join([tr("{share} of {total}", share=first, total=count(total, noun, many)),
                          *rest])
