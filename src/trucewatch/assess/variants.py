"""Variants of a clause: one bound, one reading, one set of starts, varied one at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

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
DUE = ".due"
"""Ending of an anchor that names another clause's due instant."""
EXTENDED = "extended:"
"""Start id of a variant whose end an extension moves: this, and the extension's id."""
CLAIMED = "bound_"
"""Reading id of a bound that is only said to be bound: this, and the bound."""


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
    start_by: Span | None = None
    """By when it must have begun, where the text says so."""
    open_end: bool = False
    """True when its window ends only because the record does."""
    without: str = ""
    """Lineage left out of everything: such a variant shows only what another hinges on."""
    shadows: int = -1
    """Number of the variant it shows that for."""
    as_of: int = 0
    """Instant it is cut at, microseconds UTC, once it is (`plan.in_force`)."""

    def numbered(self, more: int) -> Variant:
        """The same under a number greater by `more`."""
        shadows = self.shadows + more if self.shadows >= 0 else self.shadows
        return replace(self, number=self.number + more, shadows=shadows)


@dataclass(frozen=True)
class Moved:
    """The end of a clause as an extension moves it."""

    extension: str
    clause: str
    end: Span | None
    """``None``: nobody gives an end at all."""
    open: bool
    """True when no last instant is known."""
    without: tuple[tuple[str, Span | None, bool], ...] = ()
    """Where a lineage taken away moves the end otherwise: lineage, end, open."""


def expand(case: Case, moved: Sequence[Moved] = ()) -> list[Variant]:
    """All variants of all clauses, in the order of the agreement."""
    found: list[Variant] = []
    for clause in case.clauses:
        for reading, starts, start_id in _combinations(case, clause):
            read = clause if reading == BASE_READING else case.readings[clause.id][reading]
            for bound in clause.bound or [NOBODY]:
                found.append(
                    _variant(case, read, bound, reading, starts, start_id, len(found))
                )
        if isinstance(clause, NotAssessable):
            continue
        base = base_starts(case, clause)
        start_id = base.get(primary_milestone(case, clause), "")
        for claimed in clause.claimed_bounds:
            name = CLAIMED + claimed.bound
            found.append(
                _variant(case, clause, claimed.bound, name, base, start_id, len(found))
            )
        for move in moved:
            if move.clause == clause.id:
                found.extend(_with_shadows(case, clause, move, base, len(found)))
    return found


def _with_shadows(
    case: Case, clause: Clause, move: Moved, base: Mapping[str, str], number: int
) -> list[Variant]:
    """The variants of a moved end, and those that show what they hinge on."""
    found = real = list(_extended(case, clause, move, base, number))
    for lineage, end, is_open in move.without:
        other = Moved(move.extension, clause.id, end, is_open)
        shadows = _extended(case, clause, other, base, number + len(found))
        found = found + [
            replace(shadow, without=lineage, shadows=shown.number)
            for shadow, shown in zip(shadows, real, strict=True)
        ]
    return found


def _extended(
    case: Case, clause: Clause, move: Moved, base: Mapping[str, str], number: int
) -> Iterator[Variant]:
    for place, bound in enumerate(clause.bound or [NOBODY]):
        plain = _variant(case, clause, bound, BASE_READING, base, "", number + place)
        due_moves = clause.in_force.end is None and plain.due is not None
        yield Variant(
            number=plain.number, clause=clause, bound=bound, reading=BASE_READING,
            start_id=EXTENDED + move.extension, base=False, start=plain.start,
            end=None if due_moves else move.end, due=move.end if due_moves else plain.due,
            start_by=plain.start_by, open_end=move.open,
        )


def _variant(
    case: Case, clause: Clause, bound: str, reading: str, starts: Mapping[str, str],
    start_id: str, number: int,
) -> Variant:
    end, due = clause.in_force.end, getattr(clause, "due", None)
    start_by = getattr(clause, "start_by", None)
    base = reading == BASE_READING and starts == base_starts(case, clause)
    return Variant(
        number=number, clause=clause, bound=bound, reading=reading, start_id=start_id, base=base,
        start=resolve(case, clause.in_force.start, starts),
        end=resolve(case, end, starts, last=True) if end else None,
        due=resolve(case, due, starts, last=True) if due else None,
        start_by=resolve(case, start_by, starts, last=True) if start_by else None,
    )


def _combinations(case: Case, clause: Clause) -> Iterator[tuple[str, dict[str, str], str]]:
    base = base_starts(case, clause)
    primary = primary_milestone(case, clause)
    yield BASE_READING, base, base.get(primary, "")
    readings = case.readings.get(clause.id, {})
    if isinstance(clause, NotAssessable) and not readings:
        return
    for reading, read in readings.items():
        starts = base_starts(case, read)
        yield reading, starts, starts.get(primary_milestone(case, read), "")
    if isinstance(clause, NotAssessable):
        return
    for milestone, chosen in base.items():
        for candidate in case.milestones[milestone].spans:
            if candidate == chosen:
                continue
            name = candidate if milestone == primary else f"{milestone}={candidate}"
            yield BASE_READING, {**base, milestone: candidate}, name


def anchors(clause: Clause) -> list[Anchor]:
    """The clause's anchors: due first, then start and end of force, then the others."""
    named = [getattr(clause, name, None) for name in ("start_by", "original", "cap")]
    found = [getattr(clause, "due", None), clause.in_force.start, clause.in_force.end, *named]
    return [anchor for anchor in found if isinstance(anchor, Anchor)]


def due_clause(case: Case, anchor: Anchor) -> Clause | None:
    """The clause whose due instant an anchor names, if it names one."""
    if not anchor.after.endswith(DUE):
        return None
    name = anchor.after.removesuffix(DUE)
    return next((clause for clause in case.clauses if clause.id == name), None)


def milestones_of(case: Case, clause: Clause) -> list[str]:
    """Milestones a clause hangs on: its own, then those of the clauses its anchors name."""
    own = [a.after for a in anchors(clause) if a.after and not a.after.endswith(DUE)]
    foreign: list[str] = []
    for anchor in anchors(clause):
        foreign += _behind(case, anchor, set())
    return list(dict.fromkeys([*own, *foreign]))


def _behind(case: Case, anchor: Anchor, seen: set[str]) -> list[str]:
    """Milestones by which another clause's due instant is reached."""
    other = due_clause(case, anchor)
    due = getattr(other, "due", None)
    if other is None or not isinstance(due, Anchor) or other.id in seen:
        return []
    if due.after.endswith(DUE):
        return _behind(case, due, {*seen, other.id})
    return [due.after] if due.after else []


def primary_milestone(case: Case, clause: Clause) -> str:
    """The milestone whose candidates name the variants: that of `due`, else of the start."""
    return next(iter(milestones_of(case, clause)), "")


def base_starts(case: Case, clause: Clause) -> dict[str, str]:
    """Base candidate of every milestone a clause hangs on that has one."""
    return {
        name: case.milestones[name].base
        for name in milestones_of(case, clause)
        if name in case.milestones and case.milestones[name].base
    }


def resolve(
    case: Case, anchor: Anchor, starts: Mapping[str, str], *, last: bool = False
) -> Span | None:
    """Interval of instants an anchor stands for.

    Parameters
    ----------
    case
        The case: its milestones, clauses and time zone.
    anchor
        Fixed time, or a milestone or another clause's due instant with an offset.
    starts
        The candidate chosen for each milestone.
    last
        True for an end or a due instant: a civil day then means its last instant, and it means
        its first for a start.

    Returns
    -------
    Span or None
        ``None`` when nobody gives an instant for it yet.
    """
    tz = case.agreement.tz
    if anchor.at:
        return parse_span(anchor.at, tz)
    span = _from(case, anchor, starts)
    if span is None:
        return None
    if anchor.plus:
        shift = duration(anchor.plus)
        return Span(span.lo + shift, span.hi + shift)
    if anchor.calendar_days is not None:
        return Span(*(add_calendar_days(t, anchor.calendar_days, tz) for t in span))
    if anchor.day is not None:
        early, late = (numbered_day(t, anchor.day, tz) for t in span)
        return Span(early.hi, late.hi) if last else Span(early.lo, late.lo)
    return span


def _from(case: Case, anchor: Anchor, starts: Mapping[str, str]) -> Span | None:
    if anchor.after.endswith(DUE):
        due = getattr(due_clause(case, anchor), "due", None)
        return resolve(case, due, starts, last=True) if isinstance(due, Anchor) else None
    chosen = starts.get(anchor.after, "")
    milestone: ResolvedMilestone | None = case.milestones.get(anchor.after)
    return milestone.spans[chosen] if milestone is not None and chosen else None
