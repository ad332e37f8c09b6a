"""Variants of a clause: one bound, one reading, one set of starts, varied one at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from trucewatch.assess.kinds.not_assessable import NotAssessable
from trucewatch.model.case import BASE_READING, Case, ResolvedMilestone
from trucewatch.model.clause import Anchor, Clause
from trucewatch.model.instant import (
    Span,
    add_calendar_days,
    duration,
    numbered_day,
    parse_span,
)

NOBODY = "-"
"""Bound of a clause whose text names nobody."""


@dataclass(frozen=True, kw_only=True)
class Variant:
    """One combination that is evaluated; `number` identifies it within a run."""

    number: int
    clause: Clause
    bound: str
    reading: str
    start_id: str
    base: bool
    start: Span | None
    """Interval of the first instant in force; ``None``: nobody gives one yet."""
    end: Span | None
    """Interval of the last instant in force; ``None``: open."""
    due: Span | None
    open_end: bool = False
    """True when its window ends only because the record does."""


def expand(case: Case) -> list[Variant]:
    """All variants of all clauses, in the order of the agreement."""
    found: list[Variant] = []
    for clause in case.clauses:
        for reading, starts, start_id in _combinations(case, clause):
            read = clause if reading == BASE_READING else case.readings[clause.id][reading]
            for bound in clause.bound or [NOBODY]:
                found.append(
                    _variant(case, read, bound, reading, starts, start_id, len(found))
                )
    return found


def _variant(
    case: Case, clause: Clause, bound: str, reading: str, starts: Mapping[str, str],
    start_id: str, number: int,
) -> Variant:
    tz = case.agreement.tz
    end = clause.in_force.end
    due = getattr(clause, "due", None)
    return Variant(
        number=number,
        clause=clause,
        bound=bound,
        reading=reading,
        start_id=start_id,
        base=reading == BASE_READING and starts == _base_starts(case, clause),
        start=resolve(clause.in_force.start, case.milestones, starts, tz),
        end=resolve(end, case.milestones, starts, tz, last=True) if end else None,
        due=resolve(due, case.milestones, starts, tz, last=True) if due else None,
    )


def _combinations(case: Case, clause: Clause) -> Iterator[tuple[str, dict[str, str], str]]:
    base = _base_starts(case, clause)
    primary = primary_milestone(clause)
    base_id = base.get(primary, "")
    yield BASE_READING, base, base_id
    if isinstance(clause, NotAssessable):
        return
    for reading in case.readings.get(clause.id, {}):
        read = case.readings[clause.id][reading]
        yield reading, _base_starts(case, read), _base_starts(case, read).get(
            primary_milestone(read), ""
        )
    for milestone, chosen in base.items():
        for candidate in case.milestones[milestone].spans:
            if candidate == chosen:
                continue
            name = candidate if milestone == primary else f"{milestone}={candidate}"
            yield BASE_READING, {**base, milestone: candidate}, name


def anchors(clause: Clause) -> list[Anchor]:
    """The clause's anchors: due first, then start and end of force."""
    due = getattr(clause, "due", None)
    found = [due, clause.in_force.start, clause.in_force.end]
    return [anchor for anchor in found if isinstance(anchor, Anchor)]


def primary_milestone(clause: Clause) -> str:
    """The milestone whose candidates name the variants: that of `due`, else of the start."""
    return next((anchor.after for anchor in anchors(clause) if anchor.after), "")


def _base_starts(case: Case, clause: Clause) -> dict[str, str]:
    names = dict.fromkeys(anchor.after for anchor in anchors(clause) if anchor.after)
    return {
        name: case.milestones[name].base
        for name in names
        if name in case.milestones and case.milestones[name].base
    }


def resolve(
    anchor: Anchor, milestones: Mapping[str, ResolvedMilestone], starts: Mapping[str, str],
    tz: str, *, last: bool = False,
) -> Span | None:
    """Interval of instants an anchor stands for.

    Parameters
    ----------
    anchor
        Fixed time, or a milestone with an offset.
    milestones, starts
        Resolved milestones, and the candidate chosen for each.
    tz
        Time zone of civil days.
    last
        True for an end or a due instant: a civil day then means its last instant, and it means
        its first for a start.

    Returns
    -------
    Span or None
        ``None`` when nobody gives an instant for the milestone yet.
    """
    if anchor.at:
        return parse_span(anchor.at, tz)
    chosen = starts.get(anchor.after, "")
    if not chosen:
        return None
    span = milestones[anchor.after].spans[chosen]
    if anchor.plus:
        shift = duration(anchor.plus)
        return Span(span.lo + shift, span.hi + shift)
    if anchor.calendar_days is not None:
        return Span(*(add_calendar_days(t, anchor.calendar_days, tz) for t in span))
    if anchor.day is not None:
        early, late = (numbered_day(t, anchor.day, tz) for t in span)
        return Span(early.hi, late.hi) if last else Span(early.lo, late.lo)
    return span
