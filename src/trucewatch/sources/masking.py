"""Numbers of phones, addresses of mail and mentions in free text: found and put out of the text.

Wide on purpose: a count of seven digits lost is a nuisance, the number of a witness left in is
not. Dates, hours, instants, amounts with commas and plain small numbers stay. Names cannot be found
by a machine; only those the caller knows are looked for. People have to read what is to be shown.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable
from operator import itemgetter

from trucewatch.sources.instants import after_clock, instants

NUMBER, MAIL, MENTION, NAME = "number", "mail", "mention", "name"
FEWEST_DIGITS = 7
BESIDE_DATES = 4
"""Digits that may stand beside a date, such as those of an hour."""

_MARKS = "\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_SPACES = "\u0020\u00a0\u2000-\u200a\u202f"
# Each pattern reads a text in one go, whatever it holds: a text of strangers is no reason to hang.
_MAIL_LEFT = re.compile(r"[\w.+-]")
_MAIL = re.compile(rf"(?<={_MAIL_LEFT.pattern})@[\w-]+(?:\.[\w-]+)+")
# "name (at) host (dot) example", as people write to hide from machines.
_SPELT = re.compile(
    r"(?<=[\w])\s?[\[({]\s?(?:at|@)\s?[\])}]\s?[\w-]+"
    r"(?:\s?(?:[\[({]\s?(?:dot|\.)\s?[\])}]|\.)\s?[\w-]+)+", re.IGNORECASE)
_MENTION = re.compile("@(?:\u2068(?P<told>[^\u2069]{0,200})\u2069|"
                      f"[{_MARKS}]*(?P<word>[+\\w][\\w.~-]*))")
_RUN = rf"[{_MARKS}]*\d(?:[().\-\u2010-\u2015/{_SPACES}{_MARKS}]{{0,3}}\d){{6,}}"
_START = r"(?<![\w.])(?<!\bp-)[+(]?"
_NUMBER = re.compile(rf"{_START}{_RUN}(?!\w)")
# Beside instants a number also begins stuck to the end of one, and ends stuck to the beginning.
_AFTER = "|".join([
    r"(?<=:\d\dZ)", *(rf"(?<=\.\d{{{n}}}Z)" for n in range(1, 7)),
    r"(?<=\dZ[._])", r"(?<=:\d\d_)", r"(?<=[a-z\d]\][._])"])
_BESIDE_INSTANTS = re.compile(
    rf"(?:{_START}|(?<=[Z._])(?:{_AFTER})){_RUN}(?:(?!\w)|(?=_\d{{4}}-\d\d-\d\dT\d))")
# What every spelt-out address and every number has at least, in ASCII: quick to look for.
_BRACKET_AT = re.compile(r"[\[({]\s?at\s?[\])}]", re.IGNORECASE)
_SEVEN = re.compile(r"[0-9](?:[().\-/ ]{0,3}[0-9]){6}")
_PART, _WORD, _WORD_OR_POINT = re.compile(r"\w+|\W"), re.compile(r"\w"), re.compile(r"[\w.]")
_LINK = re.compile(r"(?:https?://)?(?:wa\.me|t\.me|api\.whatsapp\.com)/\S+", re.IGNORECASE)
_HOSTS = ("wa.me/", "t.me/", "api.whatsapp.com/")
_DAY, _MONTH = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])"
# Neither part of a longer run: a number written 05.06.07.12.34 is none.
_DATE = re.compile(
    rf"(?<![\d.])(?<!\d[-/])(?:\d{{4}}[-/.]{_MONTH}[-/.]{_DAY}"
    rf"|{_DAY}[-/.]{_DAY}[-/.](?:(?:19|20|21)\d\d|\d\d))(?![-/.]?\d)")

Code = Callable[[str, str], str]
"""Given what was found (`NUMBER` ...) and its plain form, what stands in its place."""


def digits(text: str) -> str:
    """The digits of a text, whatever script they are in, as 0 to 9."""
    return "".join(str(unicodedata.digit(ch)) for ch in text if ch.isdigit())


def quiet(text: str) -> bool:
    """Tell, quickly, that nothing would be put out of a text; ``False`` says nothing.

    Only printable ASCII text is looked at: any other may hold hidden or compatibility forms.
    """
    if not (text.isascii() and text.isprintable()):
        return False
    if text.isalnum():
        # One word: an id, a digest, a plain number.
        return not text.isdigit() or len(text) < FEWEST_DIGITS
    if "@" in text or _BRACKET_AT.search(text):
        return False
    if "/" in text and any(host in text.lower() for host in _HOSTS) and _LINK.search(text):
        return False
    return _SEVEN.search(text) is None or (
        all(map(_Instants(text).hold, _BESIDE_INSTANTS.finditer(text))) if _may_tell_instants(text)
        else _NUMBER.search(text) is None)


def looks_like_number(text: str) -> bool:
    """Tell whether a whole text is the number of a phone."""
    bare = re.sub(f"[{_MARKS}]", "", text).strip()
    return _NUMBER.fullmatch(bare) is not None and not _DATE.fullmatch(bare)


class Names:
    """Names to look for, the longest first; how many there are costs a text next to nothing."""

    def __init__(self, names: Iterable[str]) -> None:
        self._known = {name.strip().casefold(): name for name in sorted(set(names)) if name.strip()}
        lengths: dict[str, set[int]] = {}
        for name in (one.strip() for one in self._known.values()):
            lengths.setdefault(_PART.findall(name)[0].casefold(), set()).add(len(name))
        self._lengths = {part: sorted(found, reverse=True) for part, found in lengths.items()}

    def put_out(self, text: str, put: Code) -> str:
        """Text with something else in the place of each name that stands in it as a whole."""
        made: list[str] = []
        done = 0
        for part in _PART.finditer(text):
            at = part.start()
            if at < done or (at and _WORD.match(text[at - 1])):
                continue
            for length in self._lengths.get(part[0].casefold(), ()):
                name = self._known.get(text[at:at + length].casefold())
                if name is not None and not _WORD.match(text[at + length:at + length + 1]):
                    made += [text[done:at], put(NAME, name)]
                    done = at + length
                    break
        return "".join([*made, text[done:]])


def mask(
    text: str, code: Code, names: Iterable[str] | Names = (), *,
    spare: Callable[[str], bool] = lambda _: False, mentions: bool = True,
) -> tuple[str, list[str]]:
    """Put out of a text what may identify a person.

    Parameters
    ----------
    text
        Any text.
    code
        What stands in the place of each.
    names
        Names that are known, such as those of the senders of a chat; for many texts `Names`.
    spare
        Which runs of digits, as they stand, are known to be no numbers of phones.
    mentions
        Whether mentions are put out too.

    Returns
    -------
    tuple
        The text, and what was found in it, in order of kind.
    """
    found: list[str] = []

    def put(kind: str, plain: str) -> str:
        found.append(kind)
        return code(kind, plain)

    text = _LINK.sub(lambda m: put(NUMBER, digits(m[0])), text)
    text = _without_mail(_without_mail(text, put, _SPELT), put, _MAIL)
    if mentions:
        text = _MENTION.sub(lambda m: put(MENTION, m["told"] or m["word"] or ""), text)
    text = (names if isinstance(names, Names) else Names(names)).put_out(text, put)
    known = _Instants(text)

    def number(m: re.Match[str]) -> str:
        if _stuck(m):
            spared = _DATE.fullmatch(m[0]) is not None
        else:
            spared = _dates_only(m[0]) or _spared(m, spare)
        return m[0] if spared or known.hold(m) else put(NUMBER, digits(m[0]))

    pattern = _BESIDE_INSTANTS if _may_tell_instants(text) else _NUMBER
    return pattern.sub(number, text), found


def _may_tell_instants(text: str) -> bool:
    return "T" in text and ":" in text


class _Instants:
    """Instants of one text, looked for once and only where there is a run of digits."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._spans: list[tuple[int, int]] | None = None

    def hold(self, run: re.Match[str]) -> bool:
        """Whether a run of digits is part of an instant, or of a range of two, and no more."""
        if self._spans is None:
            self._spans = instants(self._text)
        at = bisect_right(self._spans, run.start(), key=itemgetter(0)) - 1
        return at >= 0 and run.end() <= self._spans[at][1]


def _stuck(run: re.Match[str]) -> bool:
    """Whether a run begins or ends where a word goes on: stuck to an instant."""
    start, end = run.span()
    return _WORD_OR_POINT.search(run.string[max(0, start - 1):start]) is not None \
        or _WORD.match(run.string, end) is not None


def _spared(run: re.Match[str], spare: Callable[[str], bool]) -> bool:
    """Whether a run is known to be no number, with and without digits of a clock before it."""
    # A plus that is glued to what stands before is of the number all the same.
    plus = "+" if run.string.startswith("+", run.start() - 1) and run.start() else ""
    rest = after_clock(run.string, *run.span())
    if rest is None:
        return spare(plus + run[0])
    # Parts of a second that belong to no instant may be anything.
    return not rest.startswith(".") and spare(run[0]) and spare(rest)


def _without_mail(text: str, put: Code, pattern: re.Pattern[str]) -> str:
    made: list[str] = []
    done = 0
    for match in pattern.finditer(text):
        start = match.start()
        while start > done and _MAIL_LEFT.match(text[start - 1]):
            start -= 1
        if start < match.start():
            made += [text[done:start], put(MAIL, text[start:match.end()].casefold())]
            done = match.end()
    return "".join([*made, text[done:]])


def _dates_only(text: str) -> bool:
    """Whether nothing but dates and a few digits are left of a run of digits."""
    rest = _DATE.sub(" ", text)
    return rest != text and len(digits(rest)) <= BESIDE_DATES
