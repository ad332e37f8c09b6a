"""The standards of proof that ship; a case may add its own."""

from __future__ import annotations

from trucewatch.model.case import Case
from trucewatch.model.standard import Standard

SHIPPED: tuple[Standard, ...] = (
    Standard(
        id="reported", lineages=1, denial_disputes=True,
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
"""The standards that ship, in the order they are shown."""


def standards_of(case: Case) -> tuple[Standard, ...]:
    """The shipped standards, then those of the case."""
    return (*SHIPPED, *case.standards)
