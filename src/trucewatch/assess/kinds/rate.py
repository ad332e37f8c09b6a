"""At least or at most N per civil day, week or month, with parts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, Literal

from trucewatch.model.agreement import STRICT
from trucewatch.model.clause import Act, Clause

VERSION = 1


@dataclass(frozen=True, kw_only=True)
class Quota:
    """A number owed; a text that leaves it open gives a range."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    low: int
    high: int


@dataclass(frozen=True, kw_only=True)
class Part:
    """A part of the quantity with a quota of its own (50 fuel, 300 to the north)."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    id: str
    act: Act
    at_least: Quota


@dataclass(frozen=True, kw_only=True)
class PartialUnits:
    """What is owed in the first and last unit, where the window cuts them.

    ``whole``: the whole civil unit counts and the whole quota is owed; ``prorated``: the quota is
    owed in proportion to elapsed time, rounded down; ``skip``: it is no unit.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    first: Literal["whole", "prorated", "skip"] = "whole"
    last: Literal["whole", "prorated", "skip"] = "skip"


@dataclass(frozen=True, kw_only=True)
class Rate(Clause):
    """Parameters: the act, the quota per unit, its parts."""

    kind: Literal["rate"]
    act: Act
    per: Literal["day", "week", "month"]
    at_least: Quota | None = None
    at_most: Quota | None = None
    parts: list[Part] = field(default_factory=list)
    partial_units: PartialUnits = field(default_factory=PartialUnits)
