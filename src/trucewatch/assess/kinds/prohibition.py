"""None, or at most a tolerance, of acts by the bound, per civil day and over the window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from trucewatch.model.clause import Act, Clause

VERSION = 1


@dataclass(frozen=True, kw_only=True)
class Prohibition(Clause):
    """Parameters: which acts, and how many of them are tolerated in a unit."""

    kind: Literal["prohibition"]
    act: Act
    tolerance: int = 0
