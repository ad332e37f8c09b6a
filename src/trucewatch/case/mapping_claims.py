"""Claims of a mapping: what each must say, and whether its units can become those of the list."""

from __future__ import annotations

from collections.abc import Iterator

from trucewatch.case.closed import check_qualifier
from trucewatch.case.document import Steps, View
from trucewatch.case.mapping_parts import check_cell, check_number, check_point, check_time
from trucewatch.case.typed import did_you_mean
from trucewatch.model.mapping import (
    CELLS,
    NUMBERS,
    TIMES,
    Cell,
    Claimed,
    Number,
    Point,
    Said,
    TableMapping,
    Time,
    columns_of,
    joined,
    suffix,
)
from trucewatch.model.problem import Problem
from trucewatch.model.properties import PROPERTIES

NEEDED = ("source", "property", "earliest", "basis")


def check_claims(mapping: TableMapping, view: View, problems: list[Problem]) -> None:
    """Check what stands under ``every`` and ``claims``, alone and together."""
    _said(mapping.every, view, ("every",), problems)
    seen: dict[str, int] = {}
    for place, claim in enumerate(mapping.claims):
        loc = ("claims", place)
        _said(claim, view, loc, problems)
        whole = joined(mapping.every, claim)
        for name in NEEDED:
            if whole[name] is None:
                problems.append(view.problem(
                    "missing_field", loc, found="nothing",
                    expected=f"the field '{name}', here or under 'every'",
                ))
        if whole["number"] is not None and (whole["low"], whole["high"]) != (None, None):
            problems.append(view.problem(
                "rule_of_the_kind", loc, found="number beside low or high",
                expected="one number for both, or low and high",
            ))
        problems.extend(_units(mapping, whole, view, loc))
        if len(mapping.claims) > 1:
            _apart(claim, seen, place, view, loc, problems)
    _aside(mapping, view, problems)


def _apart(
    claim: Claimed, seen: dict[str, int], place: int, view: View, loc: Steps,
    problems: list[Problem],
) -> None:
    name = suffix(claim)
    first = seen.setdefault(name, place)
    if not name or first != place:
        problems.append(view.problem(
            "missing_field" if not name else "duplicate_id", (*loc, "id"), found=name or "nothing",
            expected="an id of its own for each claim of a row"
            + ("" if not name else f"; claim {first + 1} has it"),
        ))


def _said(said: Said, view: View, loc: Steps, problems: list[Problem]) -> None:
    for name in (*CELLS, *TIMES, *NUMBERS, "point"):
        part = getattr(said, name)
        at = (*loc, name)
        if isinstance(part, Cell):
            check_cell(name, part, view, at, problems)
        elif isinstance(part, Time):
            check_time(part, view, at, problems)
        elif isinstance(part, Number):
            check_number(part, view, at, problems)
        elif isinstance(part, Point):
            check_point(part, view, at, problems)
    if said.qualified is not None and said.qualifiers:
        problems.append(view.problem(
            "rule_of_the_kind", loc, found="qualified beside qualifiers", expected="one of them",
        ))
    for key, cell in said.qualifiers.items():
        check_qualifier(key, view, (*loc, "qualifiers", key), problems)
        check_cell("", cell, view, (*loc, "qualifiers", key), problems)


def _units(
    mapping: TableMapping, whole: dict[str, object], view: View, loc: Steps
) -> Iterator[Problem]:
    """Units that are neither that of the property nor have a conversion to it."""
    cell = whole["property"]
    if not isinstance(cell, Cell):
        return
    named = [cell.value] if cell.value else [*cell.codes.values()] or [*PROPERTIES]
    wanted = {PROPERTIES[name].unit for name in named if name in PROPERTIES}
    for name in NUMBERS:
        number = whole[name]
        if not isinstance(number, Number) or not number.unit or number.unit in wanted:
            continue
        gives = {unit.gives for unit in mapping.units if unit.unit == number.unit}
        if not gives & wanted:
            known = [*wanted, *(unit.unit for unit in mapping.units)]
            yield view.problem(
                "unknown_unit", (*loc, name, "unit"), found=number.unit,
                expected=f"{' or '.join(sorted(wanted)[:3])}, or a line under 'units' that says "
                "how it becomes that",
                mend=did_you_mean(number.unit, known),
            )


def _aside(mapping: TableMapping, view: View, problems: list[Problem]) -> None:
    taken = set(columns_of(mapping))
    problems.extend(
        view.problem(
            "rule_of_the_kind", ("aside", place), found=name,
            expected="a column nothing is taken from; this one is taken above",
        )
        for place, name in enumerate(mapping.aside) if name in taken
    )
