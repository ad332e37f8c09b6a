"""None, or at most a tolerance, of acts by the bound, per civil day and over the window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from trucewatch.assess import occurrence_sql
from trucewatch.model.clause import Act, Clause

VERSION = 3


@dataclass(frozen=True, kw_only=True)
class Prohibition(Clause):
    """Parameters: which acts, and how many of them are tolerated in a unit."""

    kind: Literal["prohibition"]
    act: Act
    tolerance: int = 0


def parts(clause: Prohibition) -> list[tuple[str, Act]]:
    """The act, under the part name ``all``."""
    return [("all", clause.act)]


MEASURE = occurrence_sql.MEASURE
"""From ``matched`` and ``unit`` to support; see `assess.occurrence_sql`."""
