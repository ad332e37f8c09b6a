"""What the queries of all kinds gave, as rows."""

from __future__ import annotations

from dataclasses import dataclass, field

from trucewatch.assess.variants import Variant

Rows = list[tuple[object, ...]]

ABSENT = "absent"
"""Status of a unit that is not there without a lineage."""


@dataclass
class Evaluated:
    """Rows of every kind, for `assess.findings` to put together."""

    variants: dict[int, Variant] = field(default_factory=dict)
    """Every variant, cut at the as-of instant and at its edges where it is in force."""
    evaluated: set[int] = field(default_factory=set)
    """Variants the queries evaluated."""
    result: Rows = field(default_factory=list)
    """v, unit, standard, removed, status, reason."""
    accounts: Rows = field(default_factory=list)
    """v, unit, cell, part, lineage, subject, basis, sub, p1, p2, low, high, stated_low,
    stated_high, quota_low, quota_high, days, unit_days, says, interested, admission, disputed."""
    account_claims: Rows = field(default_factory=list)
    """v, unit, part, lineage, subject, basis, sub, claim."""
    units: Rows = field(default_factory=list)
    """v, unit, first instant, last instant; of base variants."""
    shares: Rows = field(default_factory=list)
    """v, standard, status, number of units."""
    done: Rows = field(default_factory=list)
    """v, unit, not_before, by_then."""
    dues: Rows = field(default_factory=list)
    """v, unit, due1, due2: of units that fall due by themselves."""
    denials: Rows = field(default_factory=list)
    """v, claim, earliest, latest."""
    counted: Rows = field(default_factory=list)
    """v, low, high: a measure of the whole variant that no account gives by itself."""
    triggers: Rows = field(default_factory=list)
    """v, unit, claim: what called for an answer."""

    def add(self, other: Evaluated) -> None:
        """Take over what another set of queries gave."""
        self.variants.update(other.variants)
        self.evaluated |= other.evaluated
        for name in (
            "result", "accounts", "account_claims", "units", "shares", "done", "dues", "denials",
            "counted", "triggers",
        ):
            getattr(self, name).extend(getattr(other, name))
