"""A claim as recounting sees it: the columns it reads, typed, and the numbers it changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from trucewatch.model.claim import digest
from trucewatch.model.counting import CountingRule, unit_of
from trucewatch.model.properties import PROPERTIES
from trucewatch.recount.trace import Part, Traced

Cells = Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class Row:
    """One claim, or several merged into one."""

    cells: Cells
    """The row it stands in, or that of the first claim merged."""
    parts: tuple[Part, ...]
    unit: str
    low: int | None
    high: int | None
    earliest: int
    latest: int
    basis: str
    scope: str
    why: str
    answered: bool = False
    """Another claim names it in `in_reply_to`."""
    changed: bool = False

    def text(self, column: str) -> str:
        """Text of a column."""
        return str(self.cells[column] or "")

    def counted(self, low: int | None, high: int | None, unit: str, why: str) -> Row:
        """The same claim with the numbers it has under a rule."""
        same = (low, high, unit) == (self.low, self.high, self.unit)
        return replace(self, low=low, high=high, unit=unit, why=why,
                       changed=self.changed or not same)

    @property
    def least(self) -> int:
        """At least this many: a report of an act without a number still tells of one."""
        if self.low is None:
            return int(PROPERTIES[self.text("property")].event)
        return self.low

    @property
    def qualifiers(self) -> dict[str, str]:
        """Qualifiers by key."""
        return qualifiers(self.text("qualifiers"))

    def traced(self, claim_id: str) -> Traced:
        """What the trace says of it."""
        return Traced(claim_id=claim_id, parts=self.parts, unit=self.unit, low=self.low,
                      high=self.high, why=self.why)

    def written(self, rule: CountingRule) -> dict[str, object]:
        """Cells of the table that comes out."""
        if not self.changed:
            return dict(self.cells)
        ids = [part.claim_id for part in self.parts]
        told = self.qualifiers | {"counting_unit": self.unit}
        return {
            **self.cells, "low": self.low, "high": self.high, "earliest": self.earliest,
            "latest": self.latest, "basis": self.basis, "scope": self.scope,
            "qualifiers": "; ".join(f"{key}={told[key]}" for key in sorted(told)),
            # One claim keeps its id: findings still name what was said.
            "claim_id": ids[0] if len(ids) == 1 else digest(("recount", rule.id, *ids)),
        }


def qualifiers(text: str) -> dict[str, str]:
    """Read a canonical list of qualifiers."""
    pairs = (item.partition("=") for item in text.split("; ") if item)
    return {key: value for key, _, value in pairs}


def read(cells: Cells, answered: frozenset[str] = frozenset()) -> Row:
    """A claim as its source states it; `answered`: keys that other claims name."""
    unit = unit_of(str(cells["property"]), qualifiers(str(cells["qualifiers"] or "")))
    low, high = number(cells["low"]), number(cells["high"])
    part = Part(claim_id=str(cells["claim_id"]), unit=unit, low=low, high=high)
    return Row(
        cells=cells, parts=(part,), unit=unit, low=low, high=high,
        earliest=int(str(cells["earliest"])), latest=int(str(cells["latest"])),
        basis=str(cells["basis"]), scope=str(cells["scope"]), why="",
        answered=str(cells["key"]) in answered,
    )


def number(value: object) -> int | None:
    """A whole number of the claims table, or unknown."""
    return None if value is None else int(str(value))
