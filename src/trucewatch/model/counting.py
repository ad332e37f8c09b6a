"""Counting rules: what one "violation" is, declared as data, so that a total can be counted anew.

Sources count unlike things: a monitor each explosion and shot it hears, a headquarters each case of
fire on a place, an office each round. A rule says which claims it is about, what counts as one,
and what may be said of a claim that counts in another unit: at least one of the rule's own where
one of the other unit surely holds one, never a number and never a most. No rule is the default.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from trucewatch.model.language import STRICT, Words

UNITS: Mapping[str, str] = {
    "shot": "each shot",
    "burst": "each burst of fire",
    "round": "each round fired",
    "trajectory": "each projectile seen in flight",
    "explosion": "each explosion",
    "single_observation": "each explosion, projectile, flare, burst or shot by itself",
    "firing_case": "each case of fire on one place, of any number of rounds",
    "strike_event": "each strike",
    "incident": "each incident, as the source delimits it",
    "mixed_listed": "fire, flights, works and movements added up",
    "overflight": "each flight over the area",
    "flight": "each flight",
    "mine": "each mine",
    "place": "each place hit",
    "position": "each position",
    "target": "each target",
    "day": "each day",
    "unspecified": "the source does not say what it counts as one",
    "not_applicable": "no count of breaches",
}
"""What one unit is in a source (qualifier ``counting_unit``), in words. A closed list."""

FIRE = ("shot", "burst", "round", "trajectory", "explosion", "single_observation", "firing_case",
        "strike_event", "incident", "place", "target")
"""Units one of which is surely an act of fire, or an incident that holds one."""

NATURAL: Mapping[str, str] = {
    "shot": "shot", "burst": "burst", "round": "round", "trajectory": "trajectory",
    "explosion": "explosion", "overflight": "overflight", "mine_laid": "mine",
    "strike": "strike_event", "shelling": "firing_case", "shooting": "firing_case",
    "rocket_or_fire_attack": "firing_case", "naval_fire": "firing_case", "ied": "explosion",
    "attack": "incident", "ground_incursion": "incident", "vessel_attacked": "target",
    "energy_facility_hit": "target", "port_hit": "target", "medical_facility_hit": "target",
    "ceasefire_violation": "unspecified", "breaches_claimed": "unspecified",
}
"""Properties that count breaches, and the unit of one where the source states none."""

WHY: Mapping[str, str] = {
    "own_number": "counts in the rule's unit: the number it states",
    "own_act": "counts in the rule's unit and gives no number: at least one",
    "own_one": "counts in the rule's unit: each claim counts one",
    "holds_one": "counts in another unit, one of which holds at least one: at least one, no most",
    "says_nothing": "counts in another unit, which says nothing of this one",
    "no_number": "gives no number and tells of no single happening",
    "qualifier_missing": "does not say whether it belongs to what is counted: possible, no least",
    "left_out": "another value of a qualifier than those counted: left out",
    "merged_gap": "each lies within the gap of another: one together",
    "merged_day": "within one civil day: one day",
    "several_days": "reaches over several civil days: at least one of them",
    "reached": "as many as the rule asks for lie within the gap: one",
    "not_reached": "does not show as many as the rule asks for within the gap: no least, no most",
    "extrapolated": "extrapolated, not a report: in no total",
}
"""Why a claim counts as it does, by code."""

Relation = Literal["own", "holds", "says_nothing"]


@dataclass(frozen=True, kw_only=True)
class CountingRule:
    """What one violation is, and how claims that count otherwise are read."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    id: str
    title: Words
    """What one is, in plain words."""
    properties: list[str] = field(default_factory=list)
    """Properties it counts; empty: every property that counts breaches."""
    units: list[str] = field(default_factory=list)
    """Units whose numbers it takes; empty: each source's own unit, whatever it is."""
    holds_one: list[str] = field(default_factory=list)
    """Other units one of which surely holds at least one: at least one, never a most."""
    where: dict[str, list[str]] = field(default_factory=dict)
    """Qualifiers a claim must have, each with the values that count; others are left out."""
    counts: Literal["number", "one"] = "number"
    """`number`: a claim counts the number it states; `one`: each claim counts one."""
    merge: Literal["none", "gap", "day"] = "none"
    """`gap`: what lies within `gap` of one another is one; `day`: a civil day is one."""
    gap: str = ""
    """Elapsed time for `merge: gap`: `1h`."""
    same: list[Literal["zone", "place", "actor", "target"]] = field(
        default_factory=lambda: ["zone", "actor"])
    """What must be the same for claims of one lineage and property to be merged."""
    at_least: int = 1
    """How many units within `gap` make one: 30 rounds within an hour."""

    @property
    def unit(self) -> str:
        """Unit of what comes out: the unit counted, or the rule's own id where it merges."""
        if self.merge == "none" and len(self.units) == 1:
            return self.units[0]
        return self.id

    def about(self, property_id: str) -> bool:
        """Tell whether the rule counts claims of a property."""
        return property_id in (self.properties or NATURAL)

    def relation(self, unit: str) -> Relation:
        """How a unit stands to the rule's own."""
        if not self.units or unit in self.units:
            return "own"
        return "holds" if unit in self.holds_one else "says_nothing"


def unit_of(property_id: str, qualifiers: Mapping[str, str]) -> str:
    """Unit a claim counts in: as its source states it, else the one its property names."""
    return qualifiers.get("counting_unit") or NATURAL.get(property_id, "unspecified")


def _others(*own: str, among: Iterable[str] = FIRE) -> list[str]:
    return [unit for unit in among if unit not in own]


OWN = "own_unit"
"""Rule of every source's own unit."""

SHIPPED: tuple[CountingRule, ...] = (
    CountingRule(
        id=OWN,
        title={"en": "each source's own unit; totals of unlike units stand side by side"},
    ),
    CountingRule(id="shot", title={"en": "a shot"}, units=["shot"], holds_one=["burst"]),
    CountingRule(id="burst", title={"en": "a burst of fire"}, units=["burst"]),
    CountingRule(
        id="round", title={"en": "a round, however it was seen or heard"}, units=["round"],
        holds_one=["shot", "burst", "trajectory", "firing_case"],
    ),
    CountingRule(
        id="trajectory", title={"en": "a projectile seen in flight"}, units=["trajectory"],
    ),
    CountingRule(id="explosion", title={"en": "an explosion"}, units=["explosion"]),
    CountingRule(
        id="single_observation",
        title={"en": "each explosion, projectile, flare, burst or shot counted alone"},
        units=["single_observation"], holds_one=_others("single_observation"),
    ),
    CountingRule(
        id="incident", title={"en": "an incident: one case of fire or one strike on one place"},
        units=["incident", "firing_case", "strike_event"],
        holds_one=[unit for unit in UNITS
                   if unit not in ("incident", "firing_case", "strike_event", "not_applicable")],
    ),
    CountingRule(
        id="incidents_within_hour",
        title={"en": "incidents of one zone and actor within an hour of one another are one"},
        units=["incident", "firing_case", "strike_event"],
        holds_one=_others("incident", "firing_case", "strike_event"), merge="gap", gap="1h",
    ),
    CountingRule(
        id="day_with_fire", title={"en": "a civil day with any fire, in one zone by one actor"},
        units=list(FIRE), merge="day",
    ),
)
"""The rules that ship, in the order they are shown."""


def rules(own: Iterable[CountingRule]) -> dict[str, CountingRule]:
    """Every rule a case can be counted by, its own after those that ship."""
    return {rule.id: rule for rule in (*SHIPPED, *own)}
