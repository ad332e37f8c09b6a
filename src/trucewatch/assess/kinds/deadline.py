"""An act, quantity or list done by an instant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from trucewatch.model.clause import Act, Anchor, Clause

VERSION = 1


@dataclass(frozen=True, kw_only=True)
class Deadline(Clause):
    """Parameters: what, how much, by when."""

    kind: Literal["deadline"]
    act: Act
    quantity: int = 1
    list_size: int | None = None
    """Size of the closed list the quantity is drawn from (20 of 20): what was surely done after
    an instant cannot have been done before it. Empty: no closed list."""
    due: Anchor | None = None
    """Empty: the text gives no date; the duty stays pending until it is done."""
