"""What a clause refers to, and whether it can be meant as it stands.

Kinds are told apart by their fields, not by their class: this package does not know the kinds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from trucewatch.case.clause_rules import check_order, check_rules
from trucewatch.case.closed import check_properties, check_qualifier
from trucewatch.case.document import Steps, View, sound
from trucewatch.case.header import Known
from trucewatch.case.milestones import anchor_span, check_anchor
from trucewatch.case.names import good_id
from trucewatch.model.clause import Act, Anchor, Clause
from trucewatch.model.instant import iso
from trucewatch.model.problem import Problem

DUE = ".due"
"""Ending of an anchor that counts from a clause's due instant."""


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
            if part.after and not due_of(part, known):
                good &= known.milestones.check(part.after, view, (*loc, "after"), problems)
            anchors_good &= good
        else:
            _check_quota(part, view, loc, problems)
            _check_where(getattr(part, "where", {}), view, loc, problems)
    _check_ids(clause, view, problems)
    _check_lists(clause, view, problems)
    check_rules(clause, view, known, problems)
    if anchors_good:
        _check_order(clause, view, known, problems)
    return sound(problems, before)


def due_of(anchor: Anchor, known: Known) -> str:
    """Clause whose due instant an anchor counts from; empty: a milestone, or a fixed time."""
    name = anchor.after.removesuffix(DUE)
    return name if name != anchor.after and anchor.after not in known.milestones.declared else ""


def parts_of(value: object, loc: Steps = ()) -> Iterator[tuple[Steps, Any]]:
    """Walk every dataclass inside a clause, readings excepted, with its place."""
    if isinstance(value, list):
        for place, item in enumerate(value):
            yield from parts_of(item, (*loc, place))
    elif is_dataclass(value) and not isinstance(value, type):
        if loc:
            yield loc, value
        for field in fields(value):
            inner = getattr(value, field.name)
            if field.name != "readings" and not isinstance(inner, str):
                yield from parts_of(inner, (*loc, field.name))


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
        check_qualifier(name, view, (*loc, "where", name), problems)


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


def _check_lists(clause: Clause, view: View, problems: list[Problem]) -> None:
    said = vars(clause)
    if "weights" in said:
        _check_weights(said["weights"], view, problems)
    for place, name in enumerate(said.get("correlate", [])):
        check_qualifier(name, view, ("correlate", place), problems)


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


def _check_order(clause: Clause, view: View, known: Known, problems: list[Problem]) -> None:
    """Report an end before the start; falling due before the start is allowed."""
    force = clause.in_force
    if force.end is not None:
        check_order(force.start, force.end, view, ("in_force", "end"), known, problems)
    start_by, due = vars(clause).get("start_by"), vars(clause).get("due")
    if start_by is not None and due is not None:
        begun, done = (anchor_span(at, known.resolved, known.tz) for at in (start_by, due))
        if begun is not None and done is not None and begun.lo > done.hi:
            problems.append(view.problem(
                "end_before_start", ("start_by",), found=iso(begun.lo),
                expected=f"a beginning that is not after the due instant, {iso(done.hi)}",
            ))
