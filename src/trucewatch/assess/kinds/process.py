"""A meeting, notification, access or document. Parameters only: not evaluated yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from trucewatch.model.clause import Act, Anchor, Clause


@dataclass(frozen=True, kw_only=True)
class Process(Clause):
    """Parameters: the step, and by when if the text says so."""

    kind: Literal["process"]
    act: Act
    due: Anchor | None = None
    every: str = ""
    """Repeated: elapsed time or ``6 months`` as the text has it; evaluated with this kind."""
