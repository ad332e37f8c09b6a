"""``trucewatch link``, ``queue`` and ``judge``: incidents of a case, and people's word on them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from trucewatch import pipeline
from trucewatch.cli import settings, show
from trucewatch.cli.show import Screen
from trucewatch.cli.summary import header, names
from trucewatch.link.explaining import percent
from trucewatch.link.queue import Asked
from trucewatch.model.incident import Incident, Telling
from trucewatch.model.judgement import VERDICTS
from trucewatch.model.problem import Problem
from trucewatch.pipeline import judging, reviewing
from trucewatch.publish import words
from trucewatch.publish.formats import csv
from trucewatch.publish.formats import incidents as as_json
from trucewatch.publish.incidents import by_clause, joined
from trucewatch.publish.release import Release

PROBLEMS_SHOWN = 5
SHOWN = 12
LONG = 160


def link(
    case: str,
    /,
    *,
    as_text: Annotated[bool, Parameter(name="--json", negative="")] = False,
    out: Path | None = None,
    export: Path | None = None,
    as_of: str | None = None,
    published_by: str | None = None,
) -> int:
    """Show the incidents of a case: which reports tell of one happening, and how sure that is.

    `trucewatch run` links as well, and writes the same as pages and tables.

    Parameters
    ----------
    case
        Folder of a case, or the name of one that ships with trucewatch.
    as_text
        As JSON, for programs, with every claim and judgement.
    out
        CSV to write: one incident a row.
    export
        Folder to write reports.csv, taxonomy.csv and labels.csv to, for link-table. They name
        exact places where the case has them: not to be published.
    as_of
        Show what the record held at this instant. [TRUCEWATCH_AS_OF]
    published_by
        Reconstruct what had been published by this instant. [TRUCEWATCH_PUBLISHED_BY]
    """
    screen = show.screen()
    folder = pipeline.find_case(case)
    with show.progress(screen.err) as step:
        result = pipeline.run(
            folder, None, as_of=settings.text(as_of, "AS_OF"),
            published_by=settings.text(published_by, "PUBLISHED_BY"), step=step)
    release = result.release
    if release is None:
        show.problems(screen.err, result.problems)
        return 1
    if as_text:
        screen.out.file.write(as_json.text(release, by_clause(release)))
    else:
        _overview(screen, release)
    _write(screen, release, folder, out, export, quiet=as_text)
    show.problems(screen.err, result.problems, PROBLEMS_SHOWN)
    return show.code(result.problems)


def _write(
    screen: Screen, release: Release, folder: Path, out: Path | None, export: Path | None, *,
    quiet: bool,
) -> None:
    written = []
    if out is not None:
        out.write_text(csv.incidents(release), encoding="utf-8", newline="\n")
        written.append(out)
    if export is not None:
        written += reviewing.export(folder, export, [])
    for path in written:
        (screen.err if quiet else screen.out).print(f"Wrote: {show.clean(path)}", soft_wrap=True)


def _overview(screen: Screen, release: Release) -> None:
    header(screen, release)
    linking = release.linking
    columns = ["When", "Where", "What", "Killed", "Reports", "Grade", "Attribution"]
    shown = len(columns) if screen.wide else len(columns) - 1
    table = screen.table(*columns[:shown])
    named = names(release)
    for incident in linking.incidents:
        table.add_row(*_cells(incident, release, named)[:shown])
    screen.out.print(table)
    screen.out.print()
    several = sum(len(i.tellings) > 1 for i in linking.incidents)
    screen.say(f"{words.count(len(linking.incidents), 'incident')}, {several} of them told of more "
               f"than once; {words.count(len(linking.followed), 'judgement')} followed.")
    screen.say("Findings add only what an account itself, or a person, keeps apart. "
               "`trucewatch queue CASE` lists pairs worth a look.")


def _cells(incident: Incident, release: Release, named: Mapping[str, str]) -> list[str]:
    claims = [release.claims[c] for c in incident.claims if c in release.claims]
    low, high = incident.killed
    held = f", together {incident.together * 100:.0f} %" if len(incident.tellings) > 1 else ""
    return [show.clean(cell) for cell in (
        words.interval(incident.earliest, incident.latest, release.agreement.tz),
        joined(claims, "place") or "; ".join(
            sorted({named.get(str(c["zone"]), str(c["zone"])) for c in claims if c["zone"]})),
        joined(claims, "property").replace("_", " "),
        "" if incident.killed == (None, None) else words.bounds(low, high),
        f"{len({t.report for t in incident.tellings})}{held}", incident.grade,
        incident.attribution.replace("_", " "),
    )]


def queue(
    case: str,
    /,
    *,
    most: int = SHOWN,
) -> int:
    """List pairs of reports worth a person's look, those first that move published numbers most.

    Parameters
    ----------
    case
        Folder of a case, or the name of one that ships with trucewatch.
    most
        How many to list.
    """
    screen = show.screen()
    with show.progress(screen.err) as step:
        found = reviewing.queued(pipeline.find_case(case), step)
    if found.release is None:
        show.problems(screen.err, found.problems)
        return 1
    worth = [asked for asked in found.pairs if asked.change > 0]
    for asked in worth[:most]:
        _asked(screen, asked, found.release)
    screen.out.print()
    screen.say(f"{words.count(len(worth), 'pair')} whose answer would move a number"
               + (f"; {len(worth) - most:,} more: give --most" if len(worth) > most else "")
               + f"; {len(found.pairs) - len(worth):,} undecided pairs would move none.")
    screen.say("Look at both reports, then: trucewatch judge CASE ONE OTHER same|different|unsure "
               "--reason WHY --office OFFICE")
    return show.code(found.problems)


def _asked(screen: Screen, asked: Asked, release: Release) -> None:
    stand = "one incident now" if asked.together else "two incidents now"
    screen.heading(f"{percent(asked.odds)} that they tell of one incident; {stand}")
    for telling in (asked.one, asked.other):
        _report(screen, telling, release)
    moves = [f"same: {asked.if_same:+d} incidents", f"different: {asked.if_different:+d} incidents"]
    if asked.rivals == 1:
        moves.append("different: the two are added in findings of their account")
    elif asked.rivals:
        moves.append(f"one of {asked.rivals} pairs between them and being added in findings")
    screen.say(f"{'; '.join(moves)}. Clauses it bears on, by bound: {asked.clauses}.", 2, 2)


def _report(screen: Screen, telling: Telling, release: Release) -> None:
    claim = release.claims[telling.claims[0]]
    body = release.bodies.get(str(claim["speaker"] or claim["source"]))
    name = body.name.get("en", body.id) if body else str(claim["source"])
    when = words.interval(telling.earliest, telling.latest, release.agreement.tz)
    screen.say(f"- {name}, {when}, {claim['place'] or 'no place'}: "
               f"{claim['dataset']}/{claim['key']}", 2, 2)
    text = str(claim["original"] or "").replace("\n", " / ")
    screen.say(f"\"{text[:LONG]}{'...' if len(text) > LONG else ''}\"", 4, 1)


def judge(
    case: str,
    one: str = "",
    other: str = "",
    judgement: str = "",
    /,
    *,
    labels: Path | None = None,
    reason: str,
    office: str | None = None,
    date: str = "",
) -> int:
    """Judge whether two reports tell of one incident; the judgement is always followed.

    It is appended to judgements.jsonl of the case. A later judgement of the same two takes its
    place; none is ever changed. Nothing is appended that could not be read back.

    Parameters
    ----------
    case
        Folder of a case.
    one
        A report: DATASET/KEY of a row, or the first characters of the id of a claim.
    other
        Another.
    judgement
        same, different, unsure, or withdrawn: what was judged before holds no more.
    labels
        Judgements from a table, in place of one: CSV with report_id_l, report_id_r, judgement.
    reason
        Why. It is published.
    office
        Office or role that judges, never a person's name; published as well. [TRUCEWATCH_OFFICE]
    date
        From when on it holds, for example 2026-10-01; today by default.
    """
    screen = show.screen()
    by = settings.text(office, "OFFICE")
    if not by:
        raise settings.Usage("--office: who judges? an office or role, never a person's name")
    problems: list[Problem] = []
    verdicts = (judging.read_verdicts(labels, problems) if labels is not None
                else [_verdict(one, other, judgement)])
    if not problems:
        made = judging.judge(pipeline.find_case(case), verdicts, reason=reason, office=by,
                             date=date)
        problems = made.problems
        for line in made.lines:
            screen.out.print(show.clean(line), soft_wrap=True)
        if made.case is not None:
            show.problems(screen.err, problems)
            screen.say(f"Appended to {made.file}; followed from now on. `trucewatch link CASE` "
                       "shows the incidents, `diff` which findings moved.")
            return 0
    show.problems(screen.err, problems)
    return 1


def _verdict(one: str, other: str, judgement: str) -> judging.Verdict:
    if not (one and other and judgement):
        raise settings.Usage("two reports and a judgement, or --labels FILE")
    if judgement not in VERDICTS:
        raise settings.Usage(
            f"found {judgement!r}, expected one of {', '.join(VERDICTS)}")
    return judging.Verdict(one=one, other=other, judgement=judgement)
