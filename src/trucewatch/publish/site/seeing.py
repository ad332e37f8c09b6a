"""Rows and drawings of the pages of coverage and effort."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from markupsafe import Markup

from trucewatch.model.grade import Grade, in_turn
from trucewatch.publish import seeing, words
from trucewatch.publish.seeing import Calendar, Denials, Effort
from trucewatch.publish.site import chart
from trucewatch.publish.site.context import Context
from trucewatch.publish.terms import GRADE_MEANINGS
from trucewatch.publish.tongue import Terms, tr

STATE_LABELS = Terms({
    "alive": "could see", "partly": "in part", "blind": "could not see", "unknown": "not known",
})
_ABOUT = Terms({"body": "{name}", "claim": "claim {name}", "subject": "subject {name}"})
STATE_MEANINGS = Terms({
    "alive": "a row says that it could see, for the whole day",
    "partly": "for a part of the day, or rows say both",
    "blind": "a row says that it could not",
    "unknown": "no row says; this is neither calm nor silence",
})


@dataclass(frozen=True, kw_only=True)
class CalendarRow:
    """One calendar as the page shows it."""

    calendar: Calendar
    zone: str
    kinds: str
    stretches: list[tuple[str, str]]
    """State and days of each stretch, in order."""


@dataclass(frozen=True, kw_only=True)
class BodyCalendars:
    """Everything one body could see."""

    body: str
    name: str
    rows: list[CalendarRow]
    svg: Markup


def body_calendars(ctx: Context) -> list[BodyCalendars]:
    """Calendars by body, both in alphabetical order of the names shown."""
    grouped: dict[str, list[Calendar]] = {}
    for calendar in seeing.calendars(ctx.release):
        grouped.setdefault(calendar.body, []).append(calendar)
    order = sorted(grouped, key=lambda body: (ctx.body_name(body).casefold(), body))
    return [_body(ctx, body, grouped[body], f"cal-{n}") for n, body in enumerate(order)]


def _body(ctx: Context, body: str, found: list[Calendar], chart_id: str) -> BodyCalendars:
    rows = sorted((_row(ctx, c) for c in found), key=lambda r: (r.zone.casefold(), r.kinds))
    name = ctx.body_name(body)
    return BodyCalendars(body=body, name=name, rows=rows, svg=_drawn(name, rows, chart_id))


def _row(ctx: Context, calendar: Calendar) -> CalendarRow:
    titles = [words.title(p) for p in calendar.properties]
    return CalendarRow(
        calendar=calendar, zone=ctx.name(calendar.zone), kinds=words.listed(titles),
        stretches=[(s.state, words.days(s.first, s.last)) for s in calendar.stretches],
    )


def _drawn(name: str, rows: list[CalendarRow], chart_id: str) -> Markup:
    first = rows[0].calendar.stretches[0].first
    total = sum(s.days for s in rows[0].calendar.stretches)
    days = [(first + timedelta(days=n)).isoformat() for n in range(total)]
    bands = []
    for row in rows:
        runs, at = [], 0
        for stretch, (state, said) in zip(row.calendar.stretches, row.stretches, strict=True):
            runs.append(chart.Run(
                first=at, size=stretch.days, status=state,
                title=tr("{head}: {rest}", head=said, rest=STATE_LABELS[state]),
            ))
            at += stretch.days
        bands.append((tr("{head}: {rest}", head=row.zone, rest=row.kinds), runs))
    desc = tr("What {body} could see by day; the table below says the same", body=name)
    return chart.strip(chart_id, bands, days, desc)


@dataclass(frozen=True, kw_only=True)
class DenialRow:
    """What is said of one party having denied access."""

    name: str
    row: Denials
    sayers: list[tuple[str, int]]
    """Body and its claims, in alphabetical order of the names shown."""


def denial_rows(ctx: Context) -> list[DenialRow]:
    """A row for every party, in alphabetical order of the name shown; then where none is named."""
    found = [
        DenialRow(
            name=ctx.name(row.party) if row.party else tr("no party named"), row=row,
            sayers=sorted(row.sayers.items(), key=lambda s: (ctx.body_name(s[0]).casefold(), s)),
        )
        for row in seeing.denials(ctx.release)
    ]
    return sorted(found, key=lambda r: (not r.row.party, r.name.casefold(), r.row.party))


def effort_rows(ctx: Context) -> dict[str, list[tuple[str, Effort]]]:
    """By clause: name and effort of every party, in alphabetical order of the name shown."""
    return {
        clause: sorted(
            ((ctx.name(e.party), e) for e in rows),
            key=lambda pair: (pair[0].casefold(), pair[1].party),
        )
        for clause, rows in seeing.efforts(ctx.release).items()
    }


def looked(ctx: Context, clause: str, bound: str) -> str:
    """What a page of a clause says of the searches for one party's acts; empty without any."""
    found = next(
        (e for e in seeing.efforts(ctx.release).get(clause, ()) if e.party == bound), None)
    if found is None or not found.searches:
        return ""
    times = words.count(len(found.searches), "time")
    places = words.count(len(found.places), "place")
    if found.empty == len(found.searches):
        outcome = tr("and nothing was found")
    elif found.empty:
        outcome = tr("nothing was found {times}", times=words.count(found.empty, "time"))
    else:
        outcome = tr("and something was found each time")
    return tr("Acts of {party} were looked for {times} in {places}, last on {day}; {outcome}. "
              "A search that found nothing is no coverage: it keeps no clause.",
              party=ctx.name(bound), times=times, places=places,
              day=words.published(found.last), outcome=outcome)


@dataclass(frozen=True, kw_only=True)
class GradeRow:
    """Every grade of one thing, the newest last."""

    name: str
    meaning: str
    grades: list[Grade]
    body: str = ""
    """The body graded; empty where it is a row or a subject."""


def grade_rows(ctx: Context) -> list[GradeRow]:
    """Bodies in alphabetical order of the name shown, then rows and subjects by name."""
    found: dict[tuple[str, str], list[Grade]] = {}
    for grade in in_turn(ctx.release.grades):
        found.setdefault((grade.about, grade.name), []).append(grade)
    rows = [
        (about != "body", GradeRow(
            name=ctx.body_name(name) if about == "body" else _ABOUT[about].format(name=name),
            meaning=GRADE_MEANINGS[grades[-1].grade], grades=grades,
            body=name if about == "body" else "",
        ))
        for (about, name), grades in found.items()
    ]
    return [row for _, row in sorted(rows, key=lambda r: (r[0], r[1].name.casefold()))]
