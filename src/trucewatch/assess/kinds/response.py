"""Each trigger answered within a duration."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from trucewatch.model.clause import Act, Clause


@dataclass(frozen=True, kw_only=True)
class Response(Clause):
    """Parameters: trigger, answer, time allowed, how they are paired."""

    kind: Literal["response"]
    trigger: Act
    answer: Act
    within: str
    """Elapsed time from the trigger: ``72h``."""
    correlate: list[str] = field(default_factory=list)
    """Qualifiers an answer shares with its trigger. Empty: any answer after a trigger answers it.
    """
