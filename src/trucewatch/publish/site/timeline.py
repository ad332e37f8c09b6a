"""Every duty against time: when each status holds, under every standard side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from trucewatch.model.agreement import Words
from trucewatch.model.finding import STATUSES, Finding
from trucewatch.publish import words
from trucewatch.publish.site import lanes
from trucewatch.publish.site.axis import Axis
from trucewatch.publish.site.context import Context
from trucewatch.publish.site.lanes import Stretch
from trucewatch.publish.site.views import BoundView
from trucewatch.publish.tongue import tr

UNCOVERED = "no_coverage"
"""Reason of a unit nobody is known to have watched."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One duty: its name, and a lane for every standard."""

    clause: str
    title: Words
    bound: str
    link: str
    lanes: list[tuple[str, Markup, str]]
    """Title of the standard, drawing, and the same in words."""


@dataclass(frozen=True, kw_only=True)
class Timeline:
    """All rows on one axis, with what its key has to explain."""

    rows: list[Row]
    axis: Markup
    statuses: list[str]
    """Statuses drawn, in the order of the vocabulary; ``uncovered`` after undetermined."""


def shape_of(f: Finding) -> str:
    """Status as drawn: what nobody could have seen is told apart from what was not reported."""
    return "uncovered" if f.status == "undetermined" and UNCOVERED in f.reasons else f.status


def stretches(
    units: Iterable[Finding], window: Finding | None, until: int
) -> list[Stretch]:
    """Times with one status, from findings of units or, without any, of the window."""
    found: list[Stretch] = []
    for f in units or ([window] if window else []):
        if f.from_ is None or f.from_ > until:
            continue
        hi = min(until, f.to if f.to is not None else until)
        last = found[-1] if found else None
        if last and last.status == shape_of(f) and f.from_ <= last.hi + 1:
            found[-1] = Stretch(lo=last.lo, hi=max(last.hi, hi), status=last.status)
        else:
            found.append(Stretch(lo=f.from_, hi=hi, status=shape_of(f)))
    return found


def timeline(
    ctx: Context, duties: Sequence[tuple[str, Words, str, BoundView]]
) -> Timeline | None:
    """Draw duties (clause id, title, file, bound); ``None`` where no window is dated."""
    until = ctx.release.standing.instant
    drawn: list[tuple[str, Words, str, BoundView, dict[str, list[Stretch]]]] = []
    for clause, title, file, bound in duties:
        if bound.base is None:
            continue
        by_standard = {
            s: stretches([by[s] for by in bound.units.values() if s in by], window, until)
            for s, window in bound.base.findings.items()
        }
        if any(by_standard.values()):
            drawn.append((clause, title, file, bound, by_standard))
    every = [s for *_, by in drawn for found in by.values() for s in found]
    if not every:
        return None
    axis = lanes.axis_of(min(s.lo for s in every), max(s.hi for s in every))
    used = {s.status for s in every}
    order = [s for status in STATUSES for s in ((status, "uncovered")
             if status == "undetermined" else (status,))]
    return Timeline(
        rows=[_row(ctx, axis, number, *one) for number, one in enumerate(drawn)],
        axis=lanes.ticks(axis, ctx.tz),
        statuses=[s for s in order if s in used and s in lanes.SHAPES],
    )


def _row(
    ctx: Context, axis: Axis, number: int, clause: str, title: Words, file: str, bound: BoundView,
    by_standard: dict[str, list[Stretch]],
) -> Row:
    shown = []
    for at, (standard, found) in enumerate(by_standard.items()):
        says = _says(ctx, bound, standard)
        label = ctx.standards.get(standard, words.plain(standard))
        drawn = lanes.lane(axis, found, tr("{head}: {rest}", head=label, rest=says),
                           f"tl-{number}-{at}")
        shown.append((label, drawn, says))
    return Row(clause=clause, title=title, bound=bound.name,
               link=f"clauses/{file}.html#{bound.anchor}", lanes=shown)


def _says(ctx: Context, bound: BoundView, standard: str) -> str:
    """Status of the window, and how its units share out."""
    f = bound.base.findings[standard] if bound.base else None
    if f is None:
        return ""
    label = words.STATUS_LABELS.get(f.status, words.plain(f.status))
    shares = words.shares(f.shares, *bound.noun) if f.shares else ""
    return f"{label} ({shares})" if shares else label
