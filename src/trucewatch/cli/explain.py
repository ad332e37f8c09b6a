"""``trucewatch explain``: one clause in words, with every account and claim behind the finding."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from trucewatch import pipeline
from trucewatch.cli import account, settings, show
from trucewatch.cli.summary import header
from trucewatch.model.case import BASE_READING
from trucewatch.model.problem import shorten
from trucewatch.publish import measure, words
from trucewatch.publish.release import ClauseView, Release

PROBLEMS_SHOWN = 3
CLAIMS_SHOWN = 20
"""Claims in each list for a whole window, which may rest on thousands."""


def explain(
    case: str,
    clause: str,
    /,
    *,
    unit: str | None = None,
    every: Annotated[bool, Parameter(name="--all", negative="")] = False,
    as_of: str | None = None,
    published_by: str | None = None,
    record: Path | None = None,
    keys: Path | None = None,
    engine: str | None = None,
    master: str | None = None,
    engine_option: list[str] | None = None,
) -> int:
    """Explain one clause: the finding in words, the accounts side by side, the claims.

    No edition is written.

    Parameters
    ----------
    case
        Folder of a case, or the name of one that ships with trucewatch.
    clause
        Id of the clause, for example G25B-10.
    unit
        One unit of the clause, for example the day 2025-10-19; the whole window by default.
    every
        List every claim of the whole window, not the first of each list.
    as_of
        Show what the record held at this instant. [TRUCEWATCH_AS_OF]
    published_by
        Reconstruct what had been published by this instant. [TRUCEWATCH_PUBLISHED_BY]
    record
        Folder of the record to read from. [TRUCEWATCH_RECORD]
    keys
        Folder of the keys personal data are sealed with. [TRUCEWATCH_KEYS]
    engine
        Where the queries run: duckdb (the default) or spark. The findings are the same.
        [TRUCEWATCH_ENGINE]
    master
        Spark's address of a cluster, for example spark://host:7077; this computer by default.
        [TRUCEWATCH_MASTER]
    engine_option
        A setting of Spark as key=value; may be given several times.
        [TRUCEWATCH_ENGINE_OPTIONS]
    """
    screen = show.screen()
    asked = settings.standing(as_of, published_by)
    where = settings.engine(engine, master, engine_option or ())
    folder = pipeline.find_case(case)
    with show.progress(screen.err) as step:
        result = pipeline.run(
            folder, None, as_of=asked.as_of, published_by=asked.published_by,
            keeping=settings.keeping(record, keys), engine=where, step=step,
        )
    if result.release is None:
        show.problems(screen.err, result.problems)
        screen.err.print("error: nothing could be assessed")
        return 1
    view = find_clause(result.release, clause)
    chosen = find_unit(result.release, view, unit)
    show.problems(screen.err, result.problems, PROBLEMS_SHOWN)
    header(screen, result.release)
    limit = None if every or chosen != "window" else CLAIMS_SHOWN
    account.explain(screen, result.release, view, chosen, limit)
    return show.code(result.problems)


def find_clause(release: Release, clause: str) -> ClauseView:
    """Clause of that id.

    Raises
    ------
    Usage
        When there is none; with the nearest ids.
    """
    views = {view.clause.id: view for view in release.clauses}
    if clause in views:
        return views[clause]
    folded = {name.casefold(): name for name in views}
    near = difflib.get_close_matches(clause.casefold(), folded, n=3, cutoff=0.6)
    hint = f"; did you mean {' or '.join(folded[name] for name in near)}?" if near else ""
    raise settings.Usage(
        f"found no clause {shorten(clause, 40)!r} in {release.agreement.id}{hint}\n"
        f"Its clauses: {', '.join(views) or 'none'}"
    )


def find_unit(release: Release, view: ClauseView, unit: str | None) -> str:
    """Name of the unit, checked; the window if none is asked for.

    Raises
    ------
    Usage
        When the clause has no such unit; with the units there are.
    """
    units = sorted({
        f.unit for f in release.findings
        if f.clause == view.clause.id and f.reading == BASE_READING
    } - {"window"})
    if unit is None or unit == "window" or unit in units:
        return unit or "window"
    name, one = view.clause.id, measure.noun(view, BASE_READING)
    if not units:
        raise settings.Usage(f"{name} has no units, only the whole window: leave --unit out")
    raise settings.Usage(
        f"--unit: found {shorten(unit, 40)!r}, expected one of the "
        f"{words.count(len(units), *one)} of {name}, {units[0]} to {units[-1]}"
    )
