"""Texts of cells: as they stand, through a code list, or of a closed list."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from decimal import Decimal
from difflib import get_close_matches

from trucewatch.model.claim import QUALIFIER_KEYS
from trucewatch.model.problem import shorten
from trucewatch.sources.mapping.memo import Fault, Judge, Memo, Wrong, is_missing, shown
from trucewatch.sources.tables.table import Cells, Nested

MAX_EXPONENT = 30
"""Numbers of more digits before or behind the point are written with their exponent."""
_MARKS = re.compile("[\u200e\u200f\u061c\ufeff]")
"""Marks of direction: ordinary beside Arabic and Hebrew, and no part of a number or a code."""
HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_QUICK = re.compile("(?:^|\x1f)[=+\\-@\t\r]|[\x00-\x08\x0b\x0c\x0e-\x1e\x7f\u202a-\u202e"
                    "\u2066-\u2069\ud800-\udfff]")
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)*%?")
_FORMULA_LIKE = Fault("formula_like", "plain text",
                      "kept as it is; neutralised wherever it is shown", "warning")
_HIDDEN_LIKE = Fault("hidden_characters", "text that shows all it holds",
                     "replaced by a visible mark", "warning")
_MARKED = Fault("direction_marks", "a value without marks of direction",
                "read without them", "warning")


def as_text(cell: object) -> str:
    """Text of a cell of any type."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, Decimal):
        # Written out, 1e999999999 would fill the memory.
        return format(cell, "f") if abs(cell.adjusted()) <= MAX_EXPONENT else str(cell)
    if isinstance(cell, Nested):
        raise Wrong("wrong_value", "a plain value, no list or object")
    return str(cell)


def bare(cell: object, noted: list[Fault]) -> str:
    """Text of a number, date or code: no spaces around it, no marks of direction, none hidden."""
    text = as_text(cell).strip()
    if text.isascii() and text.isprintable():
        return text
    if HIDDEN.search(text):
        raise Wrong("hidden_characters", "a value that shows all it holds")
    if _MARKS.search(text):
        noted.append(_MARKED)
        text = _MARKS.sub("", text).strip()
    return text


class Verbatim:
    """A column of text, kept as it stands."""

    def __init__(self, field: str, missing: frozenset[str]) -> None:
        self.field, self._missing = field, missing

    def read(self, cells: Cells, judge: Judge) -> list[str]:
        """Texts of a column; what is hidden in them is made visible, and told."""
        try:
            texts = [cell if type(cell) is str else as_text(cell) for cell in cells]
        except Wrong:
            texts = [self._text(at, cell, judge) for at, cell in enumerate(cells)]
        if self._missing:
            texts = ["" if text.strip() in self._missing else text for text in texts]
        if _QUICK.search("\x1f".join(texts)):
            texts = [self._clean(at, text, judge) for at, text in enumerate(texts)]
        return texts

    def _text(self, at: int, cell: object, judge: Judge) -> str:
        try:
            return as_text(cell)
        except Wrong as wrong:
            judge.say(at, self.field, shown(cell), wrong.fault)
            return ""

    def _clean(self, at: int, text: str, judge: Judge) -> str:
        if text.startswith(_FORMULA) and len(text) > 1 and not _NUMBER.fullmatch(text):
            judge.say(at, self.field, text, _FORMULA_LIKE)
        if hidden := HIDDEN.search(text):
            judge.say(at, self.field, f"U+{ord(hidden[0]):04X}", _HIDDEN_LIKE)
            return HIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)
        return text


def coded(
    field: str, codes: Mapping[str, str], missing: frozenset[str], *, where: str = "codes"
) -> Memo:
    """A column through a code list; a value not listed is refused, an empty cell is empty."""
    known = {code.strip(): word for code, word in codes.items()}

    def resolve(cell: object, noted: list[Fault]) -> str:
        text = bare(cell, noted)
        if text in known:
            return known[text]
        if is_missing(text, missing):
            return known.get("", "")
        near = get_close_matches(text, known, n=1)
        hint = f"; '{near[0]}' is" if near else ""
        raise Wrong("not_coded", f"a value listed under '{where}'{hint}",
                    "list it in the mapping; the row is left out until then")

    return Memo(field, resolve)


def closed(field: str, words: Collection[str], missing: frozenset[str]) -> Memo:
    """A column whose cells must be words of a closed list."""

    def resolve(cell: object, noted: list[Fault]) -> str:
        text = bare(cell, noted)
        if is_missing(text, missing):
            return ""
        if text in words:
            return text
        near = get_close_matches(text, list(words), n=1)
        some = shorten(", ".join(word for word in words if word), 120)
        raise Wrong("not_coded", f"one of {some}" + (f"; did you mean '{near[0]}'?" if near
                                                     else ""),
                    "give codes in the mapping; the row is left out until then")

    return Memo(field, resolve)


def qualified(field: str, missing: frozenset[str]) -> Memo:
    """A column of qualifiers as the figures write them."""

    def resolve(cell: object, noted: list[Fault]) -> str:
        text = as_text(cell)
        if is_missing(text, missing):
            return ""
        for item in text.split(";"):
            key, sign, value = (part.strip() for part in item.partition("="))
            if not sign or not value or key not in QUALIFIER_KEYS:
                raise Wrong("bad_qualifier", "key=value joined by '; ', keys of the closed list")
        return text

    return Memo(field, resolve)
