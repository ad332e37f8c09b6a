"""An act, quantity or list done by an instant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from trucewatch.assess import due_sql
from trucewatch.model.clause import Act, Anchor, Clause

VERSION = 3


@dataclass(frozen=True, kw_only=True)
class Deadline(Clause):
    """Parameters: what, how much, by when."""

    kind: Literal["deadline"]
    act: Act
    quantity: int = 1
    quantity_high: int | None = None
    """Where the text leaves the number open, the most it can mean; empty: `quantity` itself."""
    list_size: int | None = None
    """Size of the closed list the quantity is drawn from (20 of 20): what was surely done after
    an instant cannot have been done before it. Empty: no closed list."""
    due: Anchor | None = None
    """Empty: the text gives no date; the duty stays pending until it is done."""
    start_by: Anchor | None = None
    """By when it must have begun, where the text says so."""
    start_act: Act | None = None
    """What counts as having begun; empty: one of `act`."""


def parts(clause: Deadline) -> list[tuple[str, Act]]:
    """The act, under the part name ``all``; what counts as having begun, under ``start``."""
    begun = [("start", clause.start_act or clause.act)] if clause.start_by else []
    return [("all", clause.act), *begun]


PREPARE, MEASURE, DECIDE = due_sql.PREPARE, due_sql.MEASURE, due_sql.DECIDE
DELAY = due_sql.DELAY
