"""Hours of the day without an act, or so many hours a day."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from trucewatch.assess import occurrence_sql
from trucewatch.model.clause import Act, Clause

VERSION = 2


@dataclass(frozen=True, kw_only=True)
class Schedule(Clause):
    """Parameters: the act, and its hours."""

    kind: Literal["schedule"]
    act: Act
    daily: list[str] = field(default_factory=list)
    """Hours of local time without the act, ``10:00-16:00``; ``22:00-06:00`` passes midnight and
    belongs to the day it starts on. Each is a unit of its own; or"""
    hours_per_day: int | None = None
    """so many hours in a row without the act, on each civil day, whenever they begin."""
    tolerance: int = 0
    """Acts tolerated within the hours of one day."""

    def __post_init__(self) -> None:
        if bool(self.daily) == (self.hours_per_day is not None):
            raise ValueError("exactly one of daily and hours_per_day")


def parts(clause: Schedule) -> list[tuple[str, Act]]:
    """The act, under the part name ``all``."""
    return [("all", clause.act)]


MEASURE = occurrence_sql.MEASURE
"""From ``matched`` and ``unit`` to support; see `assess.occurrence_sql`."""
