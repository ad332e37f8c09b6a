"""A state absent from, or present in, a zone, per civil day or over the window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from trucewatch.assess import occurrence_sql
from trucewatch.model.clause import Act, Clause

VERSION = 2


@dataclass(frozen=True, kw_only=True)
class Presence(Clause):
    """Parameters: which state, and whether it must be there."""

    kind: Literal["presence"]
    state: Act
    must_be: Literal["absent", "present"]
    at_least: int = 1
    """How many must be present."""
    tolerance: int = 0
    """How many may be there although they must be absent."""
    per: Literal["day", "week", "month", "whole"] = "day"
    """``whole``: the window is one unit."""


def parts(clause: Presence) -> list[tuple[str, Act]]:
    """The state, under the part name ``all``."""
    return [("all", clause.state)]


MEASURE = occurrence_sql.MEASURE
"""From ``matched`` and ``unit`` to support; see `assess.occurrence_sql`."""
