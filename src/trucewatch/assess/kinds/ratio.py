"""A weighted exchange: so much owed for each that was given."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, Literal

from trucewatch.model.agreement import STRICT
from trucewatch.model.clause import Act, Clause

VERSION = 1


@dataclass(frozen=True, kw_only=True)
class Weight:
    """`owe` for each `per` given; a rest smaller than `per` is rounded as stated."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    owe: int
    per: int = 1
    rounding: Literal["down", "up"] = "down"
    where: dict[str, str] = field(default_factory=dict)
    """Category of what was given; a claim without the key is possibly in it."""


@dataclass(frozen=True, kw_only=True)
class Ratio(Clause):
    """Parameters: what is given, what is owed for it, at which weights."""

    kind: Literal["ratio"]
    given: Act
    owed: Act
    weights: list[Weight]
    cap: int | None = None
    """At most this many are owed in all."""
