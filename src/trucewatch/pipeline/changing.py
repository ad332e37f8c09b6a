"""What changed since an earlier instant: findings then beside findings now.

Then is what had been published by an instant, reconstructed from the record and the case, or what
an earlier edition says. Neither the clock nor anything else outside of them plays a part.
"""

from __future__ import annotations

import calendar
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from trucewatch.assess.engine import assess
from trucewatch.model.change import Change, How, Since
from trucewatch.model.finding import STATUSES, Finding
from trucewatch.model.instant import (
    TimeProblem,
    civil_day,
    local,
    parse_span,
    wall_clock,
)
from trucewatch.model.problem import Problem
from trucewatch.pipeline.standing import Seen, earlier
from trucewatch.pipeline.step import problem
from trucewatch.publish.edition import MANIFEST
from trucewatch.publish.formats.json import FINDINGS_SCHEMA
from trucewatch.store.engines import Engine

WINDOW = "window"
FINDINGS = "findings.json"
NOTHING = "none"
"""Asked for in place of an instant: nothing is compared."""
FORMS = ("kept", "breached", "neither")
Key = tuple[str, str, str, str, str]
"""Clause, bound, reading, start, standard."""


@dataclass(frozen=True)
class Then:
    """One window finding as it was."""

    status: str
    claims: frozenset[str]


@dataclass(frozen=True)
class Past:
    """What is known of an earlier instant."""

    since: Since
    found: Mapping[Key, Then] = field(default_factory=dict)


def month_before(instant: int, tz: str) -> int:
    """Instant of the same local time a civil month earlier, or of the last day of that month.

    The last instant of a civil day gives the last instant of a civil day.
    """
    here = local(instant, tz)
    year, month = (here.year - 1, 12) if here.month == 1 else (here.year, here.month - 1)
    day = min(here.day, calendar.monthrange(year, month)[1])
    then = here.replace(year=year, month=month, day=day, tzinfo=None, fold=0)
    if civil_day(here.date(), tz).hi == instant:
        return civil_day(then.date(), tz).hi
    return wall_clock(then, tz)


def past(
    seen: Seen, asked: str | None, engine: Engine | None, problems: list[Problem]
) -> Past | None:
    """Find out what stood at the earlier instant asked for.

    Parameters
    ----------
    seen
        The case with the claims in view, and where the run stands.
    asked
        An instant as people write it, the folder of an edition, or ``none``; ``None``: a civil
        month before where the run stands.
    engine
        Where the queries run; ``None``: DuckDB.
    problems
        What is wrong with what was asked for is appended here.

    Returns
    -------
    Past or None
        ``None`` where nothing is asked for, or a problem says why nothing can be told.
    """
    if asked == NOTHING:
        return None
    tz = seen.case.agreement.tz
    if asked is None:
        return _published(seen, month_before(seen.standing.instant, tz), engine)
    folder = Path(asked)
    if folder.is_dir():
        return _edition(seen, folder, problems)
    try:
        instant = parse_span(asked, tz).hi
    except TimeProblem as error:
        problems.append(problem("unreadable_instant", "", asked, f"{error}, or the folder of an "
                                "edition", "give --since an instant or such a folder"))
        return None
    if instant >= seen.standing.instant:
        problems.append(problem(
            "end_before_start", "", asked, "an instant before the one the run stands at",
            "give --since an earlier instant"))
        return None
    return _published(seen, instant, engine)


def _published(seen: Seen, instant: int, engine: Engine | None) -> Past:
    """Findings from what had surely been published by an instant, as of it."""
    then = earlier(seen, instant)
    return Past(Since(instant=instant, how="published"),
                {key: Then(f.status, frozenset(_evidence(f)))
                 for key, f in _windows(assess(then, instant, engine)).items()})


def _edition(seen: Seen, folder: Path, problems: list[Problem]) -> Past | None:
    """Findings an earlier edition of the same case holds."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        whole = json.loads((folder / FINDINGS).read_text(encoding="utf-8"))
        of, instant = str(manifest["case"]), parse_span(str(manifest["as_of"]), "UTC").hi
        if whole["schema"] != FINDINGS_SCHEMA:
            raise ValueError(f"the form {whole['schema']}")
        found = {key: then for key, then in map(_read, whole["findings"]) if key[-1] == WINDOW}
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        problems.append(problem(
            "edition_not_read", folder.name, f"{type(error).__name__}: {error}",
            f"an edition: a folder with {MANIFEST} and {FINDINGS}",
            "give --since the folder an earlier run wrote, or an instant"))
        return None
    if of != seen.case.agreement.id:
        problems.append(problem(
            "other_case", folder.name, f"an edition of {of}",
            f"an edition of {seen.case.agreement.id}"))
        return None
    how: How = "edition"
    return Past(Since(instant=instant, how=how), {key[:5]: then for key, then in found.items()})


def _read(row: Mapping[str, object]) -> tuple[tuple[str, str, str, str, str, str], Then]:
    """One finding of ``findings.json``; anything else than that is an error of its own kind."""
    clause, bound, reading, start, standard, unit = (
        str(row[name]) for name in ("clause", "bound", "reading", "start", "standard", "unit"))
    status = str(row["status"])
    if status not in STATUSES:
        raise ValueError(f"the status {status[:40]}")
    claims = {str(c) for account in _list(row["accounts"]) for c in _list(account["claims"])}
    claims |= {str(c) for name in ("denials", "exceptions", "suspensions")
               for c in _list(row[name])}
    return (clause, bound, reading, start, standard, unit), Then(status, frozenset(claims))


def _list(value: object) -> list[dict[str, object]]:
    if not isinstance(value, list):
        raise TypeError("a list was expected")
    return value


def compare(then: Past, findings: Iterable[Finding]) -> list[Change]:
    """Every window finding of then and now, in a fixed order, whether its status moved or not."""
    now = _windows(findings)
    return [_change(key, then.found.get(key), now.get(key))
            for key in sorted(then.found.keys() | now.keys())]


def _windows(findings: Iterable[Finding]) -> dict[Key, Finding]:
    return {f.key[:5]: f for f in findings if f.unit == WINDOW}


def _change(key: Key, then: Then | None, now: Finding | None) -> Change:
    before = then.claims if then else frozenset()
    here = _evidence(now) if now else {}
    by_form: dict[str, set[str]] = {form: set() for form in FORMS}
    for claim, forms in here.items():
        if claim not in before:
            for form in forms:
                by_form[form].add(claim)
    kept, breached, neither = (tuple(sorted(by_form[form])) for form in FORMS)
    clause, bound, reading, start, standard = key
    return Change(
        clause=clause, bound=bound, reading=reading, start=start, standard=standard,
        was=then.status if then else "", now=now.status if now else "",
        kept=kept, breached=breached, neither=neither,
        went=tuple(sorted(before - here.keys())),
    )


def _evidence(finding: Finding) -> dict[str, set[str]]:
    """Claims a finding rests on or prints, and what the accounts they are in support."""
    found: dict[str, set[str]] = {}
    for account in finding.accounts:
        for claim in account.claims:
            found.setdefault(claim, set()).add(account.supports)
    for claim in (*finding.denials, *finding.exceptions, *finding.suspensions):
        found.setdefault(claim, set()).add("neither")
    return found
