"""Milestones and anchors as intervals of instants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from trucewatch.case.document import Steps, View, sound
from trucewatch.case.names import first_only, good_id
from trucewatch.case.sections import Item
from trucewatch.case.typed import did_you_mean
from trucewatch.model.agreement import Candidate, Milestone
from trucewatch.model.case import ResolvedMilestone
from trucewatch.model.clause import Anchor
from trucewatch.model.instant import (
    DAY,
    Span,
    TimeProblem,
    add_calendar_days,
    duration,
    numbered_day,
    parse_span,
    twice,
)
from trucewatch.model.problem import Problem

ONCE = "a time that comes once; until then it is read as the interval from one to the other"

LONGEST_DAYS = 36_525
"""A century: farther from its milestone no clause is due; it keeps dates inside the calendar."""


def span(text: str, tz: str, view: View, loc: Steps, problems: list[Problem]) -> Span | None:
    """Read a time, or report why it cannot be read."""
    try:
        found = parse_span(text, tz)
    except TimeProblem as error:
        problems.append(view.problem("bad_time", loc, found=text or "nothing", expected=str(error)))
        return None
    either = twice(text, tz)
    if either:
        problems.append(view.problem(
            "time_comes_twice", loc, found=text, expected=ONCE, mend=f"write {either}",
            severity="warning",
        ))
    return found


def resolve(
    items: list[Item], declared: set[str], tz: str, problems: list[Problem]
) -> tuple[list[Item], dict[str, ResolvedMilestone]]:
    """Read every candidate of every milestone.

    Returns
    -------
    tuple
        The milestones with unreadable candidates left out, and their instants by id. A milestone
        whose base cannot be used is left out of both.
    """
    kept: list[Item] = []
    resolved: dict[str, ResolvedMilestone] = {}
    for item in items:
        milestone: Milestone = item.value
        candidates, spans = _candidates(milestone, item.view, declared, tz, problems)
        if _base_is_known(milestone, spans, item.view, problems):
            kept.append(Item(item.view, replace(milestone, candidates=candidates)))
            resolved[milestone.id] = ResolvedMilestone(
                id=milestone.id, base=milestone.base, spans=spans
            )
    return kept, resolved


def _candidates(
    milestone: Milestone, view: View, declared: set[str], tz: str, problems: list[Problem]
) -> tuple[list[Candidate], dict[str, Span]]:
    kept: list[Candidate] = []
    spans: dict[str, Span] = {}
    seen: dict[str, int] = {}
    for place, candidate in enumerate(milestone.candidates):
        here = view.child("candidates", place)
        if not good_id(candidate.id, here, ("id",), problems):
            continue
        if not first_only(candidate.id, seen, here, ("id",), problems):
            continue
        if candidate.at.removeprefix("after ").strip() in declared:
            problems.append(here.problem(
                "circular_anchors", ("at",), found=candidate.at,
                expected="a fixed time: no milestone hangs on another, so that no circle arises",
            ))
            continue
        when = span(candidate.at, tz, here, ("at",), problems)
        if when is not None:
            kept.append(candidate)
            spans[candidate.id] = when
    return kept, spans


def _base_is_known(
    milestone: Milestone, spans: dict[str, Span], view: View, problems: list[Problem]
) -> bool:
    if milestone.base in spans or (not milestone.base and not milestone.candidates):
        return True
    named = milestone.base in {candidate.id for candidate in milestone.candidates}
    problems.append(view.problem(
        "unknown_base", ("base",), found=milestone.base or "nothing",
        expected="the id of one of its candidates",
        mend="mend that candidate first" if named else did_you_mean(milestone.base, spans),
    ))
    return False


def check_anchor(
    anchor: Anchor, view: View, loc: Steps, tz: str, problems: list[Problem]
) -> bool:
    """Tell whether an anchor says one thing; the milestone it names is checked elsewhere."""
    before = len(problems)
    counted = [
        name for name in ("plus", "calendar_days", "day") if getattr(anchor, name) not in ("", None)
    ]
    if bool(anchor.at) == bool(anchor.after):
        both = "'at' and 'after'" if anchor.at else "neither"
        problems.append(view.problem(
            "anchor", loc, found=both,
            expected="either 'at' (a fixed time) or 'after' (a milestone)",
        ))
    if len(counted) > 1:
        problems.append(view.problem(
            "anchor", loc, found=" and ".join(f"'{name}'" for name in counted),
            expected="at most one of 'plus', 'calendar_days' and 'day'",
        ))
    if counted and not anchor.after:
        problems.append(view.problem(
            "anchor", (*loc, counted[0]), found=f"'{counted[0]}' without 'after'",
            expected="a milestone to count from, under 'after'",
        ))
    if anchor.at:
        span(anchor.at, tz, view, (*loc, "at"), problems)
    _check_counts(anchor, view, loc, problems)
    return sound(problems, before)


def _check_counts(anchor: Anchor, view: View, loc: Steps, problems: list[Problem]) -> None:
    if anchor.plus:
        try:
            if duration(anchor.plus) > LONGEST_DAYS * DAY:
                raise TimeProblem(f"at most {LONGEST_DAYS:,} days")
        except TimeProblem as error:
            problems.append(view.problem(
                "bad_time", (*loc, "plus"), found=anchor.plus, expected=str(error)
            ))
    for name in ("calendar_days", "day"):
        days = getattr(anchor, name)
        if days is not None and not 1 <= days <= LONGEST_DAYS:
            problems.append(view.problem(
                "bad_time", (*loc, name), found=days,
                expected=f"a number from 1 to {LONGEST_DAYS:,}",
            ))


def anchor_span(
    anchor: Anchor, resolved: Mapping[str, ResolvedMilestone], tz: str
) -> Span | None:
    """Interval of a checked anchor under the base combination; ``None``: nobody gives one yet."""
    if anchor.at:
        return parse_span(anchor.at, tz)
    milestone = resolved.get(anchor.after)
    base = milestone.spans.get(milestone.base) if milestone else None
    if base is None:
        return None
    if anchor.plus:
        return Span(base.lo + duration(anchor.plus), base.hi + duration(anchor.plus))
    if anchor.calendar_days is not None:
        days = anchor.calendar_days
        return Span(add_calendar_days(base.lo, days, tz), add_calendar_days(base.hi, days, tz))
    if anchor.day is not None:
        first, last = (numbered_day(end, anchor.day, tz) for end in base)
        return Span(first.lo, last.hi)
    return base
