"""Text that tries to be more than text: formulas, scripts, hidden changes of direction.

It is kept as the text it is and named; whoever writes a page or a table neutralises it.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Hazard(NamedTuple):
    """What a text looks like, and what was expected."""

    code: str
    expected: str


FORMULA = Hazard("formula_in_text", "words; a cell starting with =, +, - or @ runs as a formula")
MARKUP = Hazard("script_in_text", "words without tags or script addresses")
DIRECTION = Hazard("hidden_direction", "words without invisible changes of writing direction")

# A plain number with a sign, or a dash that stands for "nothing", is no formula.
_FORMULA = re.compile(r"\s*[=@]|[\t\r]|\s*[+-](?!\s*$)(?!\d+(?:[.,]\d+)*\s*%?$)")
_MARKUP = re.compile(r"<\s*[a-zA-Z/!?]|(?:javascript|vbscript)\s*:|data:text/html", re.IGNORECASE)
# Embeddings, overrides and isolates; the left-to-right and right-to-left marks are ordinary.
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
_QUICK = re.compile(
    "(?:^|\x1f)\\s*[=+@\\-\t\r]|<\\s*[a-zA-Z/!?]|script\\s*:|data:text|[\u202a-\u202e\u2066-\u2069]",
    re.IGNORECASE,
)


def maybe(cells: list[str]) -> bool:
    """Tell quickly whether any of many cells needs a closer look."""
    return _QUICK.search("\x1f".join(cells)) is not None


def hazard(text: str, *, table: bool) -> Hazard | None:
    """Look closely at one text; formulas matter only in tables."""
    if table and _FORMULA.match(text):
        return FORMULA
    if _MARKUP.search(text):
        return MARKUP
    if _DIRECTION.search(text):
        return DIRECTION
    return None
