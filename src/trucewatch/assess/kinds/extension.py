"""Performance, consent or an announcement moves the end of other clauses."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from trucewatch.model.clause import Act, Anchor, Clause

VERSION = 1


@dataclass(frozen=True, kw_only=True)
class Extension(Clause):
    """Parameters: what moves the end, by how much, up to which cap."""

    kind: Literal["extension"]
    extends: list[str]
    """Clauses whose end moves."""
    manner: Literal[
        "earned", "by_consent", "automatic", "announced", "waived", "conditional"
    ] = "earned"
    """``earned``: by each unit of `earned_by`; ``by_consent``: by an announcement of every bound;
    ``announced``: by one of `by`; ``waived``: by the beneficiary; ``automatic``: unless one of `by`
    gives notice; ``conditional``: while `earned_by` goes on, which no date settles."""
    original: Anchor | None = None
    """The end without any extension; empty: that of the clauses it extends."""
    earned_by: Act | None = None
    each: int = 1
    adds: str = ""
    """Elapsed time each unit, announcement or renewal adds: ``24h``."""
    announced_by: Act | None = None
    """Which claims are the consent, the announcement, the waiver or the notice."""
    by: list[str] = field(default_factory=list)
    """Who announces or gives notice; empty: every bound, for a waiver every beneficiary."""
    notice: str = ""
    """Notice must come at least so long before the end: ``4380h``."""
    cap: Anchor | None = None
    """The end moves no further than this."""
