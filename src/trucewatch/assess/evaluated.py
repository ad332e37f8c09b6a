"""What the queries of all kinds gave, as rows."""

from __future__ import annotations

from dataclasses import dataclass, field

from trucewatch.assess.variants import Variant

Rows = list[tuple[object, ...]]

ABSENT = "absent"
"""Status of a unit that is not there without a lineage."""
ROWS = (
    "result", "accounts", "account_claims", "units", "shares", "done", "dues", "denials", "counted",
    "triggers",
)
"""Fields of `Evaluated` that hold rows, each beginning with the number of a variant."""


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
        for name in ROWS:
            getattr(self, name).extend(getattr(other, name))

    def numbered(self, first: int, last: int) -> Evaluated:
        """Rows of the variants numbered from `first` to before `last`, counted from 0 again."""
        found = Evaluated()
        for name in ROWS:
            found_rows = getattr(found, name)
            found_rows.extend(
                (number - first, *row[1:]) for row in getattr(self, name)
                if first <= (number := int(str(row[0]))) < last
            )
        found.variants = {
            n - first: v.numbered(-first) for n, v in self.variants.items() if first <= n < last
        }
        found.evaluated = {n - first for n in self.evaluated if first <= n < last}
        return found

    def without_copies(self, first: int) -> None:
        """Leave out rows of variants numbered from `first` on: they only served others."""
        for name in ROWS:
            kept = [row for row in getattr(self, name) if int(str(row[0])) < first]
            setattr(self, name, kept)
        self.variants = {n: v for n, v in self.variants.items() if n < first}
        self.evaluated = {n for n in self.evaluated if n < first}

    def unshadow(self) -> None:
        """Turn the results of variants without a lineage into what the real ones hinge on."""
        shadows = {n: v for n, v in self.variants.items() if v.shadows >= 0}
        if not shadows:
            return
        told = {(row[0], row[2]): row[4] for row in self.result
                if row[1] == "window" and row[3] == "" and row[0] in shadows}
        standards = {row[2] for row in self.result}
        replaced = {(v.shadows, v.without) for v in shadows.values()}
        self.result = [
            row for row in self.result
            if row[0] not in shadows and (row[0], row[3]) not in replaced
        ]
        for number, variant in shadows.items():
            for standard in sorted(map(str, standards)):
                status = told.get((number, standard), ABSENT)
                self.result.append(
                    (variant.shadows, "window", standard, variant.without, status, "")
                )
        for number in shadows:
            del self.variants[number]
        self.evaluated -= set(shadows)
        for name in ("accounts", "account_claims", "units", "shares", "done", "dues", "denials"):
            kept = [row for row in getattr(self, name) if row[0] not in shadows]
            setattr(self, name, kept)
