"""Each trigger answered within a duration. Parameters only: not evaluated yet."""

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
    within: str = ""
    correlate: list[str] = field(default_factory=list)
