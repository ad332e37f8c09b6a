"""What may identify a person is put out of the words of a release, in any script.

A text is looked at in its plain form (compatibility forms unified, hidden characters taken out), so
that digits of another script, wide letters and marks nobody sees hide nothing. Where nothing is
found the text stays as it was, to the character.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from urllib.parse import unquote

from trucewatch.model.claim import digest
from trucewatch.model.publishing import Protected
from trucewatch.publish.release import Removal
from trucewatch.publish.release.table import Row, Table
from trucewatch.sources.masking import MAIL, MENTION, NAME, NUMBER, digits, mask, quiet

FREE = ("original", "note", "place")
"""Columns of free text."""
STRUCTURED = ("key", "subject", "in_reply_to", "locator", "qualifiers")
"""Columns of ids: in these a number is one of a phone only where it begins like one."""
_TEXTS = (*FREE, *STRUCTURED)
ADDRESS = "address"
SHOWN = {kind: f"[{kind} withheld]" for kind in (NUMBER, MAIL, MENTION, NAME)}
LONGEST = 6
"""Words a protected name has at most."""

_MARKS = r"\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670"
_TOKEN = re.compile(rf"(?:[^\W_]|[{_MARKS}])+")
# Letters that are written onto the front of a name: and, to, in, the, of.
_BEFORE = re.compile("[\u0648\u0641\u0628\u0644\u0643]{1,2}"
                     "|[\u05d5\u05d1\u05dc\u05db\u05de\u05e9\u05d4]{1,2}")
_DAY = re.compile(r"(?:19|20|21)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_CALLED = re.compile(
    r"(?:whatsapp|tel|sms|mailto|signal)(?:\.com|\.me)?[:/]|wa\.me/", re.IGNORECASE)
_CALLING = ("whatsapp", "tel", "sms", "mailto", "signal", "wa.me/")
_DOCUMENT = re.compile(r"(?:19|20)\d\d/\d{1,4}")
_ROUND = re.compile(r"[1-9]\d?0{5,}")
FEWEST_BARE = 9
"""Digits of a number that begins with 0 in an id, without anything between them: fewer than this
are the ids of many a source."""
_REMEMBERED = 16_384
_UNQUOTED = 3
"""Times an address may have been percent-encoded."""


def plain(text: str) -> str:
    """A text with compatibility forms unified and hidden characters taken out."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(ch for ch in unicodedata.normalize("NFKC", text)
                   if unicodedata.category(ch) not in {"Cf", "Cc", "Cs"} or ch in "\n\t\r")


def name_form(name: str) -> str:
    """A name as it is compared: letters and digits alone, without case, marks and spaces."""
    bare = unicodedata.normalize("NFKD", plain(name).casefold())
    return "".join(ch for ch in bare if ch.isalnum() and ch != "\u0640")


def name_digest(salt: str, name: str) -> str:
    """Digest by which a protected name is known."""
    return digest(("protected", salt, name_form(name)))


class Masker:
    """Puts numbers, addresses, mentions and protected names out of texts.

    Parameters
    ----------
    contacts
        Whether numbers, addresses of mail and mentions are put out.
    protected
        Names that are, by their digests.
    """

    def __init__(self, *, contacts: bool, protected: Protected | None) -> None:
        self._contacts = contacts
        self._salt = protected.salt if protected else ""
        self._digests = frozenset(protected.digests) if protected else frozenset[str]()
        # Rows of one report share an address, and texts share words.
        self.address = lru_cache(maxsize=_REMEMBERED)(self._address)
        """Withhold an address that tells a number, an address of mail or a protected name."""
        self._words = lru_cache(maxsize=_REMEMBERED)(self._of_any_row)
        self._is_name = lru_cache(maxsize=_REMEMBERED)(self._hashes_to_name)

    def free(self, text: str, spared: Iterable[object] = ()) -> tuple[str, list[str]]:
        """Mask words; `spared`: numbers that are counts of the row they stand in."""
        # Most texts that are suspected at all, such as places, hold nothing whatever is spared.
        masked, found = self._words(text)
        if NUMBER not in found:
            return masked, [*found]
        counts = {str(value) for value in spared if value is not None}
        return self._masked(text, lambda run: _no_phone(run, counts), mentions=True)

    def _of_any_row(self, text: str) -> tuple[str, tuple[str, ...]]:
        masked, found = self._masked(text, lambda run: _no_phone(run, set()), mentions=True)
        return masked, tuple(found)

    def structured(self, text: str) -> tuple[str, list[str]]:
        """Mask ids and remarks that are full of numbers of other kinds."""
        spaced = text.replace("_", " ")
        masked, found = self._masked(spaced, lambda run: not _called(run), mentions=False)
        return (masked, found) if found else (text, [])

    def _address(self, text: str) -> tuple[str, tuple[str, ...]]:
        told = text
        for _ in range(_UNQUOTED):
            told = unquote(told)
        _, found = self.structured(told)
        if self._contacts and _CALLED.search(told) and len(digits(told)) > 0:
            found = [*found, NUMBER]
        return (SHOWN[found[0]], (found[0],)) if found else (text, ())

    def quiet_words(self, text: str) -> bool:
        """Tell, quickly, that nothing stands in words; ``False`` says nothing."""
        return not self._digests and (not self._contacts or quiet(text))

    def quiet_ids(self, text: str) -> bool:
        """Tell the same of ids and remarks."""
        return self.quiet_words(text) and ("_" not in text or quiet(text.replace("_", " ")))

    def quiet_address(self, text: str) -> bool:
        """Tell the same of an address."""
        lower = text.lower()
        return self.quiet_ids(text) and "%" not in text and not (
            any(word in lower for word in _CALLING) and _CALLED.search(text))

    def _masked(
        self, text: str, spare: Callable[[str], bool], *, mentions: bool
    ) -> tuple[str, list[str]]:
        # Nearly every text: nothing to look at twice.
        if not text or self.quiet_words(text):
            return text, []
        bare, found = plain(text), list[str]()
        if self._digests:
            bare, found = self._without_names(bare)
        if self._contacts:
            bare, more = mask(bare, lambda kind, _: SHOWN[kind], spare=spare, mentions=mentions)
            found += more
        return (bare, found) if found else (text, [])

    def _without_names(self, text: str) -> tuple[str, list[str]]:
        tokens = list(_TOKEN.finditer(text))
        forms = [name_form(token[0]) for token in tokens]
        made: list[str] = []
        found: list[str] = []
        done = at = 0
        while at < len(tokens):
            size, cut = self._known(tokens, forms, at)
            if size:
                made += [text[done:tokens[at].start() + cut], SHOWN[NAME]]
                found.append(NAME)
                done, at = tokens[at + size - 1].end(), at + size
            else:
                at += 1
        return "".join([*made, text[done:]]), found

    def _known(
        self, tokens: list[re.Match[str]], forms: list[str], at: int
    ) -> tuple[int, int]:
        """Words of the longest protected name that begins here, and letters before it."""
        before = _BEFORE.match(tokens[at][0])
        cuts = range((before.end() if before else 0) + 1)
        for size in range(min(LONGEST, len(tokens) - at), 0, -1):
            rest = "".join(forms[at + 1:at + size])
            for cut in cuts:
                first = name_form(tokens[at][0][cut:])
                if self._is_name(first + rest):
                    return size, cut
        return 0, 0

    def _hashes_to_name(self, form: str) -> bool:
        return digest(("protected", self._salt, form)) in self._digests


def _called(run: str) -> bool:
    """Whether a run of digits in an id or address begins as numbers of phones do."""
    told = digits(run)
    bare = run.isdigit()
    return run.lstrip("( ").startswith("+") or (
        told.startswith("0") and (not bare or len(told) >= FEWEST_BARE))


def _no_phone(run: str, counts: set[str]) -> bool:
    """Whether a run of digits in words is a count of its row, a day, a document or a round sum."""
    told = digits(run)
    if _DOCUMENT.fullmatch(run):
        return True
    return run.isdigit() and not told.startswith("0") and (
        told in counts or _DAY.fullmatch(told) is not None or _ROUND.fullmatch(told) is not None)


def mask_rows(table: Table, masker: Masker, titles: dict[str, str]) -> list[Removal]:
    """Mask the texts of claims, in place.

    Parameters
    ----------
    table
        Claims as they are to be published.
    masker
        What puts out.
    titles
        Words of the rule that counts it, by what was found (`number`, `name` ...).

    Returns
    -------
    list of Removal
        How many pieces were put out, by rule and column.
    """
    counts: dict[tuple[str, str], int] = {}
    for column in (*_TEXTS, ADDRESS):
        for place, text in _suspects(table, masker, column):
            masked, found = _masked(table.row(place), masker, column, text)
            if found:
                table.put(place, column, masked)
            for kind in found:
                at = (titles[kind], f"claims.{column}")
                counts[at] = counts.get(at, 0) + 1
    return [Removal(rule=rule, kind=kind, count=count)
            for (rule, kind), count in sorted(counts.items())]


def _suspects(table: Table, masker: Masker, column: str) -> list[tuple[int, str]]:
    """Texts of a column that have to be looked at, and where they stand."""
    quick = (masker.quiet_address if column == ADDRESS
             else masker.quiet_words if column in FREE else masker.quiet_ids)
    texts = table.suspected(column, quick)
    return [(place, str(table.column(column)[place])) for place in table.where(column, texts)]


def _masked(row: Row, masker: Masker, column: str, text: str) -> tuple[str, Sequence[str]]:
    if column in FREE:
        return masker.free(text, (row.get("low"), row.get("high")))
    return masker.address(text) if column == ADDRESS else masker.structured(text)


def fingerprint(text: str) -> str:
    """SHA-256 of words that are not shown, for whoever has them."""
    return hashlib.sha256(text.encode()).hexdigest()
