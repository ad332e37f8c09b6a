"""The line a problem stands in, and which part of it is meant, so that nothing in it is hidden.

Control characters, marks of direction and odd blanks are written out; a long line is shortened
around the part that is meant. Columns are counted in cells of a terminal: wide characters take
two, combining ones none. A terminal that turns right-to-left words around shows each run of them
in the same cells as one that does not, so the mark always covers such a run whole.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import NamedTuple

NEAR = 600
"""Characters looked at on either side of the part meant: more fit on no screen."""
CUT = "..."
FIRST_SURROGATE, LAST_SURROGATE = 0xDC80, 0xDCFF
"""How a byte that is no UTF-8 comes through."""
_TURNED = {"R", "AL", "AN", "RLE", "RLO", "RLI"}
_ISOLATE = ("\N{LEFT-TO-RIGHT ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}")


@dataclass(frozen=True)
class Marked:
    """A line as it stands in the file, and the part of it that is meant."""

    text: str
    start: int = 0
    """Characters before the part meant."""
    length: int = 0
    """Its characters; 0: the line as a whole."""


@dataclass(frozen=True)
class Excerpt:
    """A line as it is shown."""

    text: str
    before: int
    """Cells before the mark."""
    width: int
    """Cells under the mark; 0: no part is marked."""


class _Cell(NamedTuple):
    shown: str
    width: int
    turned: bool
    """Belongs to a right-to-left run, or can stand inside one."""
    strong: bool
    """Makes a run right to left."""
    marked: bool


def excerpt(marked: Marked, width: int, encoding: str = "utf-8") -> Excerpt:
    """Show a line in at most `width` cells, with everything in it visible.

    Parameters
    ----------
    marked
        The line and the part of it that is meant.
    width
        Cells there is room for.
    encoding
        What can be printed: other characters are written out.
    """
    first = max(marked.start - NEAR, 0)
    last = marked.start + marked.length + NEAR
    cells = [
        _cell(char, encoding, marked=first + at in range(
            marked.start, marked.start + marked.length))
        for at, char in enumerate(marked.text[first:last])
    ]
    if marked.length and marked.start >= len(marked.text):  # what is missing at the end
        cells.append(_Cell(" ", 1, turned=False, strong=False, marked=True))
    cells = _whole_runs(cells)
    begin, end = _window(cells, width)
    cut_left = bool(begin or first)
    cut_right = end < len(cells) or last < len(marked.text)
    kept = cells[begin:end]
    text = "".join(cell.shown for cell in kept)
    if any(cell.strong for cell in kept):
        text = text.join(_ISOLATE)
    places = [at for at, cell in enumerate(kept) if cell.marked]
    before = sum(cell.width for cell in kept[: places[0]]) if places else 0
    under = sum(cell.width for cell in kept if cell.marked)
    return Excerpt(
        text=(CUT if cut_left else "") + text + (CUT if cut_right else ""),
        before=before + (len(CUT) if cut_left else 0),
        width=max(under, 1) if places else 0,
    )


def isolated(text: str) -> str:
    """Set a text with right-to-left words apart, so that it turns nothing around it."""
    turned = any(unicodedata.bidirectional(char) in _TURNED for char in text)
    return text.join(_ISOLATE) if turned else text


def written_out(char: str) -> str:
    """How a character is shown: itself, or its name where it could not be seen."""
    code = ord(char)
    if FIRST_SURROGATE <= code <= LAST_SURROGATE:
        return f"<byte {code - 0xDC00:02X}>"
    if char == "\t":
        return "<TAB>"
    kind = unicodedata.category(char)
    if char != " " and kind in {"Cc", "Cf", "Cs", "Co", "Cn", "Zs", "Zl", "Zp"}:
        return f"<U+{code:04X}>"
    return char


def _cell(char: str, encoding: str, *, marked: bool) -> _Cell:
    shown = written_out(char)
    try:
        shown.encode(encoding)
    except (UnicodeError, LookupError):
        shown = f"<U+{ord(char):04X}>"
    if shown != char:
        return _Cell(shown, len(shown), turned=False, strong=False, marked=marked)
    if unicodedata.category(char) in {"Mn", "Me"}:
        width = 0
    else:
        width = 2 if unicodedata.east_asian_width(char) in "WF" else 1
    way = unicodedata.bidirectional(char)
    return _Cell(char, width, turned=way != "L", strong=way in _TURNED, marked=marked)


def _whole_runs(cells: list[_Cell]) -> list[_Cell]:
    """Mark the whole of every right-to-left run of which a part is meant."""
    found = list(cells)
    at = 0
    while at < len(cells):
        if not cells[at].strong:
            at += 1
            continue
        end = at
        while end < len(cells) and cells[end].turned:
            end += 1
        # Blanks and signs after the last right-to-left word are outside the run.
        while not (cells[end - 1].strong or cells[end - 1].shown.isdigit()
                   or cells[end - 1].width == 0):
            end -= 1
        if any(cell.marked for cell in cells[at:end]):
            found[at:end] = [cell._replace(marked=True) for cell in cells[at:end]]
        at = end
    return found


def _window(cells: list[_Cell], width: int) -> tuple[int, int]:
    """First cell shown and the one after the last, with the mark, or its beginning, inside."""
    if sum(cell.width for cell in cells) <= width:
        return 0, len(cells)
    room = max(width - 2 * len(CUT), 8)
    begin = next((at for at, cell in enumerate(cells) if cell.marked), 0)
    under = sum(cell.width for cell in cells if cell.marked)
    ahead = max(min((room - under) // 2, room // 3), 0)
    while begin > 0 and ahead >= cells[begin - 1].width:
        begin -= 1
        ahead -= cells[begin].width
    while begin < len(cells) and cells[begin].width == 0:
        begin += 1  # a combining mark without its letter
    end, used = begin, 0
    while end < len(cells) and used + cells[end].width <= room:
        used += cells[end].width
        end += 1
    while begin > 0 and cells[begin - 1].width and used + cells[begin - 1].width <= room:
        begin -= 1
        used += cells[begin].width
    return begin, end
