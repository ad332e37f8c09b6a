"""``trucewatch recount``: the same claims counted by another rule of what one violation is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from trucewatch import pipeline
from trucewatch.case.placing import stated
from trucewatch.cli import settings, show
from trucewatch.cli.show import Screen
from trucewatch.cli.summary import english
from trucewatch.model.case import BASE_READING, Case
from trucewatch.model.counting import OWN, WHY, CountingRule
from trucewatch.model.finding import Finding
from trucewatch.pipeline.recounting import (
    MovedFinding,
    Recount,
    Under,
    recount_case,
)
from trucewatch.pipeline.recounting_json import as_json
from trucewatch.publish import words
from trucewatch.recount.totals import Total
from trucewatch.recount.trace import Traced

SHOWN = 20
PROBLEMS_SHOWN = 3


def recount(
    case: str,
    /,
    *,
    rule: str,
    against: str = OWN,
    by: str = "period",
    trace: Annotated[bool, Parameter(negative="")] = False,
    every: Annotated[bool, Parameter(name="--all", negative="")] = False,
    json: Annotated[bool, Parameter(negative="")] = False,
    as_of: str | None = None,
    published_by: str | None = None,
    record: Path | None = None,
    keys: Path | None = None,
) -> int:
    """Count a case by another rule: how totals move, and which findings.

    Nothing is written and no evidence is changed. No rule is the default of a finding; totals in
    unlike units stand side by side and are never added.

    Parameters
    ----------
    case
        Folder of a case, or the name of one that ships with trucewatch.
    rule
        Counting rule: one that ships, for example incident or day_with_fire, or one of the case.
    against
        Counting rule it is set against.
    by
        Totals by day, month or year of the case, or over the whole period.
    trace
        Say of every count which claims it is made of, and why it counts so.
    every
        List everything, not the first of each list.
    json
        Print everything as JSON.
    as_of
        Count what the record held at this instant. [TRUCEWATCH_AS_OF]
    published_by
        Count what had been published by this instant. [TRUCEWATCH_PUBLISHED_BY]
    record
        Folder of the record to read from. [TRUCEWATCH_RECORD]
    keys
        Folder of the keys personal data are sealed with. [TRUCEWATCH_KEYS]
    """
    screen = show.screen()
    asked = settings.standing(as_of, published_by)
    folder = pipeline.find_case(case)
    with show.progress(screen.err) as step:
        made = recount_case(
            folder, rule, against, by=by, as_of=asked.as_of, published_by=asked.published_by,
            keeping=settings.keeping(record, keys), step=step,
        )
    show.problems(screen.err, made.problems, PROBLEMS_SHOWN)
    if made.case is None or made.before is None or made.after is None:
        screen.err.print("error: nothing could be counted")
        return 1
    if json:
        screen.out.file.write(as_json(made, trace=trace))
        return show.code(made.problems)
    limit = None if every else SHOWN
    _header(screen, made, made.case, made.before.rule, made.after.rule)
    _totals(screen, made, made.case, limit)
    _findings(screen, made, limit)
    if trace:
        for under in (made.before, made.after):
            _trace(screen, made.case, under, limit)
    return show.code(made.problems)


def _header(
    screen: Screen, made: Recount, case: Case, before: CountingRule, after: CountingRule
) -> None:
    screen.heading(english(case.agreement.title))
    stands = words.as_of(made.instant, case.agreement.tz)
    screen.say(f"{words.sentence(made.standing)} Counted as of {stands}.")
    for title, rule in (("Rule", after), ("Against", before)):
        screen.say(f"{title} {rule.id}: {show.clean(english(rule.title))}.")
    screen.say("Neither is preferred. What a source counts in another unit gives at least one, "
               "where one of its units surely holds one, and never a most. Periods are each "
               "source's own.")


def _totals(screen: Screen, made: Recount, case: Case, limit: int | None) -> None:
    screen.heading(f"Totals as stated, by {made.by}: {words.number(len(made.moved))}")
    names = _lineages(case)
    for moved in made.moved[:limit]:
        when, property_id, zone, actor, lineage = moved.of
        screen.say(f"- {when}, {_zone(zone)}, {words.plain(property_id)}, "
                   f"{names.get(lineage, lineage)} of {actor or 'nobody named'}: "
                   f"{_side(moved.before, case.agreement.tz)} -> "
                   f"{_side(moved.after, case.agreement.tz)}", 2, 2)
    _more(screen, len(made.moved), limit)


def _zone(zone: str) -> str:
    return stated(zone) or ("a place of its own" if zone else "place not stated")


def _side(totals: Sequence[Total], tz: str) -> str:
    """Totals in each unit side by side, each with the period its claims state."""
    return " | ".join(
        f"{words.bounds(t.low, t.high)} ({words.plain(t.unit)}; "
        f"{words.interval(t.from_, t.to, tz)})" for t in totals
    ) or "nothing said in this unit"


def _lineages(case: Case) -> dict[str, str]:
    found: dict[str, str] = {}
    for body in case.bodies.values():
        lineage = body.lineage or body.id
        if lineage == body.id or lineage not in found:
            found[lineage] = english(body.name)
    return found


def _findings(screen: Screen, made: Recount, limit: int | None) -> None:
    status = [moved for moved in made.findings if moved.status_changed]
    other = len(made.findings) - len(status)
    screen.heading(f"Findings: {words.number(len(status))} of another status, "
                   f"{words.number(other)} of other numbers, {words.number(made.same)} the same")
    base = [moved for moved in status if moved.after.reading == BASE_READING]
    base.sort(key=lambda moved: moved.after.unit != "window")
    for moved in base[:limit]:
        _finding(screen, moved)
    _more(screen, len(base), limit)
    if len(status) > len(base):
        screen.say(f"Other readings: {words.number(len(status) - len(base))} of another status.")


def _finding(screen: Screen, moved: MovedFinding) -> None:
    found = moved.after
    where = f"{found.clause}, {found.bound}, {found.unit}" + (
        f", start {found.start}" if found.start else "")
    screen.say(f"- {where}, under {words.plain(found.standard)}: {_status(moved.before)} -> "
               f"{_status(moved.after)}", 2, 2)


def _status(finding: Finding) -> str:
    label = words.STATUS_LABELS.get(finding.status, words.plain(finding.status))
    if finding.low is None and finding.high is None:
        return label
    return f"{label} ({words.bounds(finding.low, finding.high)})"


def _trace(screen: Screen, case: Case, under: Under, limit: int | None) -> None:
    screen.heading(f"Trace of {under.rule.id}: {words.count(len(under.counted.trace), 'count')}, "
                   f"{words.count(under.counted.untouched, 'claim')} it is not about")
    named = {
        str(claim): f"{dataset}/{key}" for claim, dataset, key in zip(
            case.claims["claim_id"], case.claims["dataset"], case.claims["key"], strict=True)
    }
    for traced in under.counted.trace[:limit]:
        screen.say(f"- {_counted(traced)}: {WHY[traced.why]}.", 2, 2)
        for part in traced.parts:
            stated = words.bounds(part.low, part.high)
            screen.say(f"{show.clean(named.get(part.claim_id, part.claim_id))}: {stated} "
                       f"({words.plain(part.unit)})", 4, 2)
    _more(screen, len(under.counted.trace), limit)


def _counted(traced: Traced) -> str:
    if not traced.claim_id:
        return "left out"
    return f"{words.bounds(traced.low, traced.high)} ({words.plain(traced.unit)})"


def _more(screen: Screen, count: int, limit: int | None) -> None:
    if limit is not None and count > limit:
        screen.say(f"- and {count - limit:,} more: give --all", 2)
