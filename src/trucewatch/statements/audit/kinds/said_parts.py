"""Parts named in a sentence against the total it names, before them or after them."""

from __future__ import annotations

import itertools
import re
from decimal import Decimal

from trucewatch.statements.audit import limits
from trucewatch.statements.audit.cells import Number
from trucewatch.statements.audit.model import shown, signed
from trucewatch.statements.audit.said import Passage
from trucewatch.statements.audit.text import Amount
from trucewatch.statements.audit.words import INCLUDING, TOTAL_AFTER, TOTAL_BEFORE

KIND = "parts"
LESS = ("The parts named do not make up the total named: the sentence may not name every part, or "
        "a number may have been taken down otherwise than it was said.")
MORE = ("The parts named are more than the total named: something may be in two parts, or a number "
        "may have been taken down otherwise than it was said.")
_OPEN = re.compile(r"[:(\[–—]\s{0,2}$|\s-\s$")
_SEPARATOR = re.compile(
    r"(?:[,;،؛+/&(\[:–—]|\band\b|\by\b|\bet\b|\bи\b|\bта\b|\bі\b|(?<!\w)و)\s{0,2}"
    r"(?:(?:and|another|some|about|also|then|а также|и|та|et|y|و|كذلك)\s{0,2}){0,2}$",
    re.IGNORECASE)
_PLUS = re.compile(r"\+")
_CLOSE = re.compile(r"[)\]]")
_BREAK = re.compile(r"[;؛]")
_JOINED = re.compile(r"[,،+&]|\b(?:and|y|et|и|та)\b|(?<!\w)و", re.IGNORECASE)
_PERSONS = re.compile(
    r"\b(?:killed|dead|deaths|injured|wounded|hurt|died|martyrs|detained|arrested|missing)\b",
    re.IGNORECASE)
_ACTS = re.compile(
    r"\b(?:incidents?|attacks?|violations?|breaches|strikes?|shootings?|cases|raids?|events?|"
    r"trucks?|vehicles|buildings|homes|houses|sites|places)\b", re.IGNORECASE)
_NO_NUMBER = re.compile(
    r"(?:[,;،]|\band\b|\by\b|\bet\b)\s{0,2}(?:and\s)?(?:an?|several|some|others?|many|various|"
    r"une?|una?|otros|d'autres|другие|آخرون|آخرين)\s", re.IGNORECASE)
_LEAD = 100
"""Characters between a total and the list of its parts."""
_AFTER = 40
"""Characters after the last number in which its item may go on to one without a number."""
MIN_PARTS = 2


def check(passage: Passage) -> None:
    """Look for a total with its parts in one sentence."""
    text = passage.text
    for start, end in text.sentences():
        amounts = text.within(start, end)
        if len(amounts) > MIN_PARTS:
            _listed(passage, amounts, end)
            _totalled(passage, amounts, start)


def _listed(passage: Passage, amounts: list[Amount], end: int) -> None:
    """A total, then a colon or a bracket, then the parts."""
    plain = passage.text.text
    for at, total in enumerate(amounts[:-2]):
        between = plain[total.end:amounts[at + 1].start]
        opened = _OPEN.search(between)
        if opened is None or len(between) > _LEAD or _BREAK.search(between) \
                or not passage.free(total.start, total.end):
            continue
        stop = end
        if "(" in opened[0] or "[" in opened[0]:
            close = _CLOSE.search(plain, amounts[at + 1].start, end)
            stop = close.start() if close else end
        elif semi := _BREAK.search(plain, amounts[at + 1].start, end):
            joined = _JOINED.search(plain, amounts[at + 1].start, semi.start())
            stop = semi.start() if joined else end
        parts = _items(plain, [a for a in amounts[at + 1:] if a.start < stop])
        if len(parts) >= MIN_PARTS:
            lead = plain[total.end:parts[-1].end + 30]
            _judge(passage, total, parts, bool(INCLUDING.search(between)),
                   _other_things(plain, total, parts, lead))


def _items(plain: str, amounts: list[Amount]) -> list[Amount]:
    """The numbers that begin an item of a list; one in the middle of an item is none."""
    items = amounts[:1]
    for last, amount in itertools.pairwise(amounts):
        between = plain[last.end:amount.start]
        if _PLUS.search(between) or _SEPARATOR.search(between):
            items.append(amount)
    return items


def _other_things(plain: str, total: Amount, parts: list[Amount], lead: str) -> bool:
    """Whether the total counts acts or objects and the parts count people, or the reverse."""
    head = plain[total.end:parts[0].start]
    tail = lead[len(head):]
    return bool(_ACTS.search(head) and not _PERSONS.search(head) and _PERSONS.search(tail)) or \
        bool(_PERSONS.search(head) and not _ACTS.search(head) and _ACTS.search(tail)
             and not _PERSONS.search(tail))


def _totalled(passage: Passage, amounts: list[Amount], start: int) -> None:
    """The parts, then a word for a total, then the total."""
    plain = passage.text.text
    for at, total in enumerate(amounts):
        if at < MIN_PARTS or not passage.free(total.start, total.end):
            continue
        before = plain[max(start, total.start - 40):total.start]
        after = plain[total.end:total.end + 60]
        if not (TOTAL_AFTER.search(before) or TOTAL_BEFORE.match(after)):
            continue
        parts = amounts[:at]
        for size in range(at, MIN_PARTS - 1, -1):
            if sum(a.value for a in amounts[at - size:at]) == total.value:
                parts = amounts[at - size:at]
                break
        else:
            parts = _joined(plain, parts)
        if len(parts) >= MIN_PARTS:
            including = INCLUDING.search(plain, parts[0].start, total.start)
            _judge(passage, total, parts, bool(including), False)


def _joined(plain: str, amounts: list[Amount]) -> list[Amount]:
    """The last numbers before a total that are joined to each other as a list."""
    kept = amounts[-1:]
    for last, amount in zip(reversed(amounts[:-1]), reversed(amounts), strict=False):
        between = plain[last.end:amount.start]
        if not _JOINED.search(between):
            break
        kept.insert(0, last)
    return kept


def _breakdown(given: Number, total: Amount, parts: list[Amount]) -> bool:
    least, most = (Decimal(str(share)) * total.value for share in limits.BREAKDOWN)
    return least <= given <= most and all(part.value < total.value for part in parts)


def _judge(
    passage: Passage, total: Amount, parts: list[Amount], including: bool, other: bool
) -> None:
    named = " + ".join(shown(part.value) for part in parts)
    given: Number = sum(part.value for part in parts)
    what = f"{named} = {shown(total.value)}"
    off = total.value - given
    first = min(total.start, parts[0].start)
    last = max(total.end, parts[-1].end)
    if any(part.unsure for part in (total, *parts)):
        passage.report.leave(KIND, what, "a number may be a thousand or a decimal")
    elif given == total.value:
        passage.report.hold(KIND, what)
    elif not _breakdown(given, total, parts):
        # Numbers after a colon or in brackets that are far from the total are of something else.
        return
    elif other:
        passage.report.leave(KIND, what, "the parts count other things than the total")
        return
    elif off > 0 and _NO_NUMBER.search(passage.text.text, parts[0].start, last + _AFTER):
        passage.report.leave(KIND, what, "an item of the list has no number")
    elif including:
        passage.report.leave(KIND, what, "the sentence says that it names only some parts")
    else:
        side = "in no part named" if off > 0 else "more in the parts than in the total"
        passage.tell(
            KIND, "difference", found=f"the total named is {shown(total.value)}",
            computed=f"the parts named give {named} = {shown(given)}: {shown(abs(off))} {side}",
            difference=signed(off), meaning=LESS if off > 0 else MORE,
        )
    passage.take(first, last)
