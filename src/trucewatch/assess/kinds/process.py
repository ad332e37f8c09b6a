"""A meeting, notification, access or document, by a date or again and again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from trucewatch.model.clause import Act, Anchor, Clause


@dataclass(frozen=True, kw_only=True)
class Process(Clause):
    """Parameters: the step, and by when or how often if the text says so."""

    kind: Literal["process"]
    act: Act
    due: Anchor | None = None
    every: str = ""
    """Repeated: ``day``, ``week``, ``month`` (civil units), or elapsed time counted from the
    start (``72h``); the first period begins with the duty."""
    quantity: int = 1
    """How many steps, by the date or in each period."""
