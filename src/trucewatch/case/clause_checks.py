"""What a clause refers to, and whether it can be meant as it stands.

Kinds are told apart by their fields, not by their class: this package does not know the kinds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from trucewatch.case.closed import check_properties
from trucewatch.case.document import Steps, View
from trucewatch.case.header import Known
from trucewatch.case.milestones import anchor_span, check_anchor
from trucewatch.case.names import good_id
from trucewatch.case.typed import did_you_mean, one_of
from trucewatch.model.claim import QUALIFIER_KEYS
from trucewatch.model.clause import Act, Anchor, Clause
from trucewatch.model.instant import TimeProblem, duration, iso
from trucewatch.model.problem import Problem


def check_clause(clause: Clause, view: View, known: Known, problems: list[Problem]) -> bool:
    """Tell whether a clause can be evaluated as it stands; everything wrong is reported."""
    before = len(problems)
    for name in ("bound", "beneficiary"):
        for place, actor in enumerate(getattr(clause, name)):
            known.actors.check(actor, view, (name, place), problems)
    for place, text in enumerate(clause.text):
        known.texts.check(text.ref, view, ("text", place, "ref"), problems)
    anchors_good = True
    for loc, part in parts_of(clause):
        if isinstance(part, Act):
            _check_act(part, view, loc, known, problems)
        elif isinstance(part, Anchor):
            good = check_anchor(part, view, loc, known.tz, problems)
            if part.after:
                good &= known.milestones.check(part.after, view, (*loc, "after"), problems)
            anchors_good &= good
        else:
            _check_quota(part, view, loc, problems)
            _check_where(getattr(part, "where", {}), view, loc, problems)
    _check_ids(clause, view, problems)
    _check_numbers(clause, view, problems)
    if anchors_good:
        _check_order(clause, view, known, problems)
    return len(problems) == before


def parts_of(value: object, loc: Steps = ()) -> Iterator[tuple[Steps, Any]]:
    """Walk every dataclass inside a clause, readings excepted, with its place."""
    if isinstance(value, list):
        for place, item in enumerate(value):
            yield from parts_of(item, (*loc, place))
    elif is_dataclass(value) and not isinstance(value, type):
        if loc:
            yield loc, value
        for field in fields(value):
            if field.name != "readings":
                yield from parts_of(getattr(value, field.name), (*loc, field.name))


def _check_act(act: Act, view: View, loc: Steps, known: Known, problems: list[Problem]) -> None:
    if not act.properties:
        problems.append(view.problem(
            "missing_field", (*loc, "properties"), found="an empty list",
            expected="at least one property",
        ))
    check_properties(act.properties, view, (*loc, "properties"), problems)
    check_properties(act.implies, view, (*loc, "implies"), problems)
    for name, also in (("actor", ("bound", "any")), ("target", ("any", "opposing"))):
        for place, actor in enumerate(getattr(act, name)):
            known.actors.check(actor, view, (*loc, name, place), problems, also)
    for place, zone in enumerate(act.zone):
        known.zones.check(zone, view, (*loc, "zone", place), problems)
    _check_where(act.where, view, loc, problems)


def _check_where(where: dict[str, str], view: View, loc: Steps, problems: list[Problem]) -> None:
    for name in where:
        _check_qualifier(name, view, (*loc, "where", name), problems)


def _check_qualifier(name: str, view: View, loc: Steps, problems: list[Problem]) -> None:
    if name not in QUALIFIER_KEYS:
        problems.append(view.problem(
            "unknown_qualifier", loc, key=True, found=name,
            expected=one_of(sorted(QUALIFIER_KEYS)), mend=did_you_mean(name, QUALIFIER_KEYS),
        ))


def _check_quota(part: object, view: View, loc: Steps, problems: list[Problem]) -> None:
    low, high = getattr(part, "low", None), getattr(part, "high", None)
    if isinstance(low, int) and isinstance(high, int) and low > high:
        problems.append(view.problem(
            "low_above_high", loc, found=f"low {low}, high {high}",
            expected="a low that is at most the high",
        ))


def _check_ids(clause: Clause, view: View, problems: list[Problem]) -> None:
    for name in ("exceptions", "parts"):
        seen: set[str] = set()
        for place, part in enumerate(getattr(clause, name, [])):
            good_id(part.id, view, (name, place, "id"), problems)
            if part.id in seen:
                problems.append(view.problem(
                    "duplicate_id", (name, place, "id"), found=part.id,
                    expected="an id of its own within the clause",
                ))
            seen.add(part.id)


def _check_numbers(clause: Clause, view: View, problems: list[Problem]) -> None:
    fields_of = vars(clause)
    size, quantity = fields_of.get("list_size"), fields_of.get("quantity")
    if size is not None and quantity is not None and size < quantity:
        problems.append(view.problem(
            "list_too_short", ("list_size",), found=size,
            expected=f"at least the quantity, {quantity}",
        ))
    for name in ("quantity", "tolerance", "cap", "each", "hours_per_day"):
        number = fields_of.get(name)
        if isinstance(number, int) and number < 0:
            problems.append(view.problem(
                "negative_number", (name,), found=number, expected="zero or more"
            ))
    if "weights" in fields_of:
        _check_weights(fields_of["weights"], view, problems)
    for place, name in enumerate(fields_of.get("correlate", [])):
        _check_qualifier(name, view, ("correlate", place), problems)
    for name in ("adds", "within"):
        if fields_of.get(name):
            _check_duration(fields_of[name], view, name, problems)


def _check_weights(weights: list[Any], view: View, problems: list[Problem]) -> None:
    if not weights:
        problems.append(view.problem(
            "missing_field", ("weights",), found="an empty list", expected="at least one weight"
        ))
    for place, weight in enumerate(weights):
        for name, least in (("owe", 0), ("per", 1)):
            if getattr(weight, name) < least:
                problems.append(view.problem(
                    "negative_number", ("weights", place, name), found=getattr(weight, name),
                    expected=f"{least} or more",
                ))


def _check_duration(text: str, view: View, name: str, problems: list[Problem]) -> None:
    try:
        duration(text)
    except TimeProblem as error:
        problems.append(view.problem("bad_time", (name,), found=text, expected=str(error)))


def _check_order(clause: Clause, view: View, known: Known, problems: list[Problem]) -> None:
    """Report an end before the start; falling due before the start is allowed."""
    if clause.in_force.end is None:
        return
    start = anchor_span(clause.in_force.start, known.resolved, known.tz)
    end = anchor_span(clause.in_force.end, known.resolved, known.tz)
    if start is not None and end is not None and end.hi < start.lo:
        problems.append(view.problem(
            "end_before_start", ("in_force", "end"), found=iso(end.hi),
            expected=f"an end after the start, {iso(start.lo)}",
        ))
