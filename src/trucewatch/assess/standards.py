"""Standards of proof: declared profiles that say which support is firm. None is the default."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Standard:
    """What it takes for a support to be firm; credible is one lineage of any kind."""

    id: str
    lineages: int
    """Independent lineages needed."""
    disinterested: bool
    """Only lineages without interest in the side they support count."""
    admission: bool
    """Only claims against the speaker's own interest count."""
    denial_disputes: bool
    """A bare denial by the bound disputes the firm breach it answers."""
    asks: str
    """What it asks for, in plain words."""
    favours: str
    """Whom it tends to favour."""


SHIPPED: tuple[Standard, ...] = (
    Standard(
        id="reported", lineages=1, disinterested=False, admission=False, denial_disputes=True,
        asks="one lineage says so; a denial by the bound disputes it",
        favours="tends to favour whoever issues more statements",
    ),
    Standard(
        id="two_independent", lineages=2, disinterested=True, admission=False,
        denial_disputes=False,
        asks="two independent lineages say so, neither of them affiliated with the side it serves",
        favours="tends to favour whoever keeps observers out",
    ),
    Standard(
        id="admitted", lineages=1, disinterested=False, admission=True, denial_disputes=False,
        asks="a body says so against the interest of its own side",
        favours="tends to favour whoever announces least",
    ),
)
"""The standards that ship, in the order they are shown."""
