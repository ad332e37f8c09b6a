"""A state absent or present in a zone or behind a line. Parameters only: not evaluated yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from trucewatch.model.clause import Act, Clause


@dataclass(frozen=True, kw_only=True)
class Presence(Clause):
    """Parameters: which state, and whether it must be there."""

    kind: Literal["presence"]
    state: Act
    must_be: Literal["absent", "present"]
