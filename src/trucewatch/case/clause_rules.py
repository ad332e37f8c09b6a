"""What the fields of one clause may say together, told by the fields, not by the kind."""

from __future__ import annotations

import re
from typing import Any

from trucewatch.case.document import View
from trucewatch.case.header import Known
from trucewatch.case.milestones import anchor_span
from trucewatch.case.typed import did_you_mean
from trucewatch.model.clause import Anchor, Clause
from trucewatch.model.condition import (
    Condition,
    ConditionProblem,
    IsDeclared,
    atoms,
    parse_condition,
)
from trucewatch.model.finding import STATUSES
from trucewatch.model.instant import MONTHS, TimeProblem, duration, iso
from trucewatch.model.problem import Problem

CONDITIONS = ("when", "suspended_if")
CIVIL = ("day", "week", "month")
HOURS_OF_A_DAY = 24

_HOURS = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|24:00)")
_WORDS = ("finding", "declared", "and", "or", "not", "in", *STATUSES)
_LEAST = {
    "each": 1, "at_least": 1, "quantity": 0, "quantity_high": 0, "tolerance": 0, "cap": 0,
}
_NEEDS = {
    "earned": ("earned_by", "adds"), "automatic": ("adds",), "by_consent": ("announced_by",),
    "announced": ("announced_by",), "waived": ("announced_by",), "conditional": ("earned_by",),
}
"""What an extension must say, by how it comes about."""


def check_rules(clause: Clause, view: View, known: Known, problems: list[Problem]) -> None:
    """Report what one clause says that cannot be meant."""
    said = vars(clause)
    _numbers(said, view, problems)
    for name in CONDITIONS:
        _condition(name, said[name], view, known, problems)
    _claimed(clause, view, known, problems)
    _hours(said, view, problems)
    if "every" in said:
        _every(said["every"], view, problems)
    for name in ("adds", "within", "notice"):
        if said.get(name):
            positive(said[name], view, name, problems)
    if "within" in said and not said["within"].strip():
        problems.append(view.problem(
            "missing_field", ("within",), found="nothing", expected="elapsed time, such as 72h"
        ))
    if "extends" in said:
        _extension(said, view, known, problems)


def parsed(text: str) -> Condition | None:
    """A condition, or nothing where there is none that can be read."""
    try:
        return parse_condition(text) if text.strip() else None
    except ConditionProblem:
        return None


def _condition(
    name: str, text: str, view: View, known: Known, problems: list[Problem]
) -> None:
    if not text.strip():
        return
    try:
        condition = parse_condition(text)
    except ConditionProblem as error:
        problems.append(view.problem(
            "bad_condition", (name,), found=error.found or "the end", expected=error.expected,
            mend=did_you_mean(error.found, _WORDS) if error.found else "", inside=error.at,
        ))
        return
    for atom in atoms(condition):
        if isinstance(atom, IsDeclared):
            at = text.index(atom.milestone, atom.at + len("declared"))
            known.milestones.check(atom.milestone, view, (name,), problems, inside=at)
        elif atom.bound:
            at = text.index(atom.bound, text.index(",", atom.at))
            known.actors.check(atom.bound, view, (name,), problems, inside=at)


def _numbers(said: dict[str, Any], view: View, problems: list[Problem]) -> None:
    size, quantity, high = (said.get(n) for n in ("list_size", "quantity", "quantity_high"))
    if size is not None and quantity is not None and size < quantity:
        problems.append(view.problem(
            "list_too_short", ("list_size",), found=size,
            expected=f"at least the quantity, {quantity}",
        ))
    if high is not None and quantity is not None and high < quantity:
        problems.append(view.problem(
            "low_above_high", ("quantity_high",), found=high,
            expected=f"at least the quantity, {quantity}",
        ))
    for name, least in _LEAST.items():
        number = said.get(name)
        if isinstance(number, int) and number < least:
            problems.append(view.problem(
                "negative_number", (name,), found=number,
                expected="zero or more" if not least else f"{least} or more",
            ))


def _claimed(clause: Clause, view: View, known: Known, problems: list[Problem]) -> None:
    seen = set(clause.bound)
    for place, claimed in enumerate(clause.claimed_bounds):
        loc = ("claimed_bounds", place, "bound")
        known.actors.check(claimed.bound, view, loc, problems)
        if claimed.bound in seen:
            problems.append(view.problem(
                "duplicate_id", loc, found=claimed.bound,
                expected="somebody who is not bound by the text, each once",
            ))
        seen.add(claimed.bound)
        known.addresses.known(
            claimed.sources, view, ("claimed_bounds", place, "sources"), problems
        )


def _hours(said: dict[str, Any], view: View, problems: list[Problem]) -> None:
    seen: set[str] = set()
    for place, text in enumerate(said.get("daily", ())):
        loc, match = ("daily", place), _HOURS.fullmatch(text)
        if match is None:
            problems.append(view.problem(
                "bad_time", loc, found=text or "nothing",
                expected="hours of local time such as 10:00-16:00, from 00:00 to 24:00",
            ))
        elif text[:5] == text[6:]:
            problems.append(view.problem(
                "empty_hours", loc, found=text, expected="an end other than the beginning",
                mend="write 00:00-24:00 for the whole day",
            ))
        elif text in seen:
            problems.append(view.problem(
                "duplicate_id", loc, found=text, expected="the same hours once"
            ))
        seen.add(text)
    hours = said.get("hours_per_day")
    if hours is not None and not 1 <= hours <= HOURS_OF_A_DAY:
        problems.append(view.problem(
            "bad_time", ("hours_per_day",), found=hours,
            expected=f"whole hours from 1 to {HOURS_OF_A_DAY}",
        ))


def _every(text: str, view: View, problems: list[Problem]) -> None:
    if not text or text in CIVIL or MONTHS.fullmatch(text):
        return
    try:
        if duration(text) > 0:
            return
        expected = "more than nothing"
    except TimeProblem:
        expected = "day, week, month, a number such as 6 months, or a duration such as 72h"
    problems.append(view.problem(
        "bad_time", ("every",), found=text, expected=expected, mend=did_you_mean(text, CIVIL),
    ))


def positive(text: str, view: View, name: str, problems: list[Problem]) -> None:
    """Report an elapsed time that cannot be read, or is none."""
    try:
        if duration(text) > 0:
            return
        expected = "more than nothing"
    except TimeProblem as error:
        expected = str(error)
    problems.append(view.problem("bad_time", (name,), found=text, expected=expected))


def _extension(
    said: dict[str, Any], view: View, known: Known, problems: list[Problem]
) -> None:
    manner, cap = said["manner"], said["cap"]
    for name in _NEEDS[manner]:
        if said[name]:
            continue
        if name == "adds" and manner == "automatic" and cap is None:
            problems.append(view.problem(
                "never_ends", ("manner",), found="automatic, without 'adds' and without 'cap'",
                expected="how much each renewal adds, or the latest end",
                mend="give 'adds', such as 720h; 'cap' too if the text has a latest end",
            ))
            continue
        problems.append(view.problem(
            "missing_field", (name,), found="nothing",
            expected=f"the field '{name}': the manner is '{manner}'",
        ))
    for place, actor in enumerate(said["by"]):
        known.actors.check(actor, view, ("by", place), problems)
    if isinstance(said["original"], Anchor) and isinstance(cap, Anchor):
        check_order(said["original"], cap, view, ("cap",), known, problems,
                    "a cap that is not before the original end")


def check_order(
    first: Anchor, last: Anchor, view: View, loc: tuple[str, ...], known: Known,
    problems: list[Problem], words: str = "an end after the start",
) -> None:
    """Report an anchor that surely lies before another, where instants are given for both."""
    start, end = (anchor_span(anchor, known.resolved, known.tz) for anchor in (first, last))
    if start is not None and end is not None and end.hi < start.lo:
        problems.append(view.problem(
            "end_before_start", loc, found=iso(end.hi), expected=f"{words}, {iso(start.lo)}",
        ))
