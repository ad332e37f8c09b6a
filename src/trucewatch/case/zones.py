"""Which zone lies in which: by declaration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from trucewatch.case.names import Names
from trucewatch.case.sections import Item
from trucewatch.model.agreement import Zone
from trucewatch.model.case import Columns
from trucewatch.model.problem import Problem


def check_zones(items: list[Item], names: Names, problems: list[Problem]) -> list[Item]:
    """Leave out links to unknown zones, and the link that closes a circle."""
    above: dict[str, list[str]] = {}
    kept: list[Item] = []
    for view, zone in ((item.view, item.value) for item in items):
        within: list[str] = []
        for place, name in enumerate(zone.within):
            if not names.check(name, view, ("within", place), problems):
                continue
            if zone.id in ancestors(name, above):
                problems.append(view.problem(
                    "circular_zones", ("within", place), found=name,
                    expected=f"a zone that does not itself lie in '{zone.id}'",
                    mend="this link was left out",
                ))
                continue
            within.append(name)
        above[zone.id] = within
        kept.append(Item(view, replace(zone, within=within)))
    return [_partly(item, above, names, problems) for item in kept]


def _partly(
    item: Item, above: dict[str, list[str]], names: Names, problems: list[Problem]
) -> Item:
    """Leave out what a zone is said to lie in by a part only, and lies in whole."""
    view, zone = item.view, item.value
    whole, partly = ancestors(zone.id, above), list[str]()
    for place, name in enumerate(zone.partly_in):
        if not names.check(name, view, ("partly_in", place), problems):
            continue
        if name in whole:
            problems.append(view.problem(
                "zone_twice", ("partly_in", place), found=name,
                expected=f"a zone that '{zone.id}' does not lie in whole",
                mend="this link was left out; keep the one that is meant",
            ))
            continue
        partly.append(name)
    return Item(view, replace(zone, partly_in=partly))


def ancestors(zone: str, above: dict[str, list[str]]) -> set[str]:
    """Collect the zone itself and every zone it surely lies in."""
    found: set[str] = set()
    todo = [zone]
    while todo:
        here = todo.pop()
        if here not in found:
            found.add(here)
            todo.extend(above.get(here, []))
    return found


def levels(zones: Sequence[Zone]) -> dict[str, dict[str, int]]:
    """Say for every zone in which zones an act lies that is said to be in it: 2 surely, 1 possibly.

    An act in a zone is surely in every zone around it; possibly in what it, or a zone around it,
    overlaps in part; and possibly in every zone inside it or overlapping it.
    """
    above = {zone.id: zone.within for zone in zones}
    partly = {zone.id: zone.partly_in for zone in zones}
    around = {zone.id: ancestors(zone.id, above) for zone in zones}
    over = {
        zone.id: {
            far for near in around[zone.id] for other in partly[near]
            for far in ancestors(other, above)
        }
        for zone in zones
    }
    found = {}
    for zone in sorted(above):
        inside = {other for other in above if zone in around[other] or zone in over[other]}
        found[zone] = {
            name: 2 if name in around[zone] else 1
            for name in sorted(around[zone] | over[zone] | inside)
        }
    return found


def members(zones: Sequence[Zone]) -> Columns:
    """What `levels` says, as the columns of `Case.zone_members`.

    Zones no claim names are there too: who watched a zone watched every zone inside it.
    """
    columns: Columns = {"zone": [], "contains": [], "certain": []}
    for zone, contained in levels(zones).items():
        for name, level in contained.items():
            columns["zone"].append(zone)
            columns["contains"].append(name)
            columns["certain"].append(level == 2)  # noqa: PLR2004 (surely)
    return columns
