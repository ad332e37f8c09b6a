"""Performance or an announcement moves another clause's end. Parameters only: not evaluated yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from trucewatch.model.clause import Act, Anchor, Clause


@dataclass(frozen=True, kw_only=True)
class Extension(Clause):
    """Parameters: what earns how much, of which milestone, up to which cap."""

    kind: Literal["extension"]
    extends: list[str]
    """Clauses whose end moves."""
    earned_by: Act | None = None
    each: int = 1
    adds: str = ""
    """Elapsed time each unit adds: ``24h``."""
    cap: Anchor | None = None
    manner: Literal["earned", "by_consent", "automatic", "announced", "conditional"] = "earned"
