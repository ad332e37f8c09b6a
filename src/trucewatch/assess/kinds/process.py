"""A meeting, notification, access or document, by a date or again and again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from trucewatch.assess import due_sql, occurrence_sql
from trucewatch.model.clause import Act, Anchor, Clause

VERSION = 2


@dataclass(frozen=True, kw_only=True)
class Process(Clause):
    """Parameters: the step, and by when or how often if the text says so."""

    kind: Literal["process"]
    act: Act
    due: Anchor | None = None
    every: str = ""
    """Repeated: ``day``, ``week``, ``month`` (civil units), or elapsed time (``72h``) or
    months of the calendar (``6 months``) counted from the start; the first period begins with the
    duty."""
    quantity: int = 1
    """How many steps, by the date or in each period."""


def parts(clause: Process) -> list[tuple[str, Act]]:
    """The step, under the part name ``all``."""
    return [("all", clause.act)]


PREPARE, DUE_MEASURE, DECIDE = due_sql.PREPARE, due_sql.MEASURE, due_sql.DECIDE
"""For a step by a date."""
MEASURE = occurrence_sql.MEASURE
"""For a step in every period."""
