"""Hours of the day without an act, or so many hours a day. Parameters only: not evaluated yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from trucewatch.model.clause import Act, Clause


@dataclass(frozen=True, kw_only=True)
class Schedule(Clause):
    """Parameters: the act, and its hours."""

    kind: Literal["schedule"]
    act: Act
    daily: list[str] = field(default_factory=list)
    """Windows of local time, ``10:00-16:00``."""
    hours_per_day: int | None = None
