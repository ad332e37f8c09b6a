"""The standards of proof that ship. None is the default."""

from __future__ import annotations

from trucewatch.model.standard import Standard

SHIPPED: tuple[Standard, ...] = (
    Standard(
        id="reported", lineages=1, pool="all", denial_disputes=True,
        asks="one lineage says so; a denial by the bound disputes it",
        favours="tends to favour whoever issues more statements",
    ),
    Standard(
        id="two_independent", lineages=2, pool="disinterested",
        asks="two independent lineages say so, neither of them affiliated with the side it serves",
        favours="tends to favour whoever keeps observers out",
    ),
    Standard(
        id="admitted", lineages=1, pool="admission",
        asks="a body says so against the interest of its own side",
        favours="tends to favour whoever announces least",
    ),
)
"""In the order they are shown."""
