"""Standards of proof: declared profiles that say which support is firm. None is the default."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from trucewatch.model.agreement import STRICT

SHIPPED_IDS = ("reported", "two_independent", "admitted")
"""Standards every case is shown under; no case may give one of these names another meaning."""

GRADES = range(1, 7)
"""Information credibility, from 1 (confirmed) to 6 (cannot be judged)."""

Pool = Literal["all", "disinterested", "admission"]


@dataclass(frozen=True, kw_only=True)
class Standard:
    """What it takes for a support to be firm; credible is one lineage of any kind.

    It holds for every party alike.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    id: str
    asks: str
    """What it asks for, in plain words."""
    favours: str
    """Whom it tends to favour."""
    lineages: int = 1
    """Independent lineages needed."""
    pool: Pool = "all"
    """``disinterested``: only lineages without interest in the side they support count;
    ``admission``: only claims against the speaker's own interest."""
    denial_disputes: bool = False
    """A bare denial by the bound disputes the firm breach it answers."""
    burden_on_bound: bool = False
    """A duty to perform that nothing shows performed counts as not performed."""
    max_grade: int | None = None
    """Only claims of this information credibility (1 best, 6 worst) or better are firm; a claim
    without a grade is never left out for want of one. See `grades.jsonl`."""
