"""``trucewatch link-table`` and ``why``: reports of anybody's table into incidents, explained."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from trucewatch import pipeline
from trucewatch.cli import settings, show
from trucewatch.cli.show import Screen
from trucewatch.link.explaining import Step, percent, waterfall
from trucewatch.model.incident import Incident
from trucewatch.model.judgement import VERDICTS
from trucewatch.model.problem import Problem, shorten
from trucewatch.pipeline import linking, reviewing
from trucewatch.pipeline.linking import Asked, LinkResult

PROBLEMS_SHOWN = 10
MOST_SIZES = 6
APART = ("more than 20 km or 4 days apart, without a day, or without a point and of another place")


def link_table(
    reports: Path,
    /,
    *,
    out: Path,
    pairs: Path | None = None,
    contains: Path | None = None,
    labels: Path | None = None,
    taxonomy: Path | None = None,
    actors: Path | None = None,
    weights: Path | None = None,
    save_weights: Path | None = None,
    updates: list[str] | None = None,
    engine: str | None = None,
    master: str | None = None,
    engine_option: list[str] | None = None,
) -> int:
    """Link the reports of a table: which tell of one incident, and which contain others.

    Parameters
    ----------
    reports
        CSV with the columns report_id, source, kind, date, time, latitude, longitude,
        geo_precision, place, event_type, actor, fatalities_min, fatalities_max, n_events, text,
        published; all but report_id may be missing.
    out
        CSV to write: report_id, cluster_id.
    pairs
        CSV to write: pairs with the probability that they are one incident.
    contains
        CSV to write: reports of several incidents, and what they contain.
    labels
        CSV with report_id_l, report_id_r, judgement (same, different, unsure): what people
        decided. It is followed, and the weights are refitted to it.
    taxonomy
        CSV with source, code, level1 (finest), level2, level3: what codes of kinds mean.
    actors
        CSV with spelling, actor, side: whom a spelling means.
    weights
        Weights saved before, in place of those that ship.
    save_weights
        File to save the weights to that were used.
    updates
        A source that tells of an incident again when more is known; may be given several times.
    engine
        Where the queries run: duckdb (the default) or spark. [TRUCEWATCH_ENGINE]
    master
        Spark's address of a cluster, for example spark://host:7077; this computer by default.
        [TRUCEWATCH_MASTER]
    engine_option
        A setting of Spark as key=value; may be given several times.
        [TRUCEWATCH_ENGINE_OPTIONS]
    """
    screen = show.screen()
    result = linking.link_table(
        Asked(reports=reports, taxonomy=taxonomy, actors=actors, labels=labels, weights=weights,
              updates=frozenset(updates or ())),
        settings.engine(engine, master, engine_option or ()),
    )
    show.problems(screen.err, result.problems, PROBLEMS_SHOWN)
    if result.linked is None:
        screen.err.print("error: nothing could be linked")
        return 1
    linking.write(result, out, pairs, contains, save_weights)
    _summary(show.screen(), result)
    for path in filter(None, (out, pairs, contains, save_weights)):
        screen.out.print(f"Wrote: {show.clean(path)}", soft_wrap=True)
    return show.code(result.problems)


def _summary(screen: show.Screen, result: LinkResult) -> None:
    aggregates = sum(result.reports.aggregate)
    screen.say(f"{len(result.reports):,} reports: {result.incidents:,} incidents"
               + (f", {aggregates:,} reports of several incidents" if aggregates else "") + ".")
    sizes = sorted(result.sizes.items())
    told = ", ".join(f"{count:,} of {size}" for size, count in sizes[:MOST_SIZES])
    more = sum(count for _, count in sizes[MOST_SIZES:])
    screen.say(f"Incidents by number of reports: {told}" + (f", {more:,} of more" if more else "")
               + ".")
    if result.labels:
        screen.say(f"{result.labels:,} labels were followed, and the weights refitted to them.")


def why(
    reports: str,
    one: str,
    other: str,
    /,
    *,
    taxonomy: Path | None = None,
    actors: Path | None = None,
    weights: Path | None = None,
    updates: list[str] | None = None,
) -> int:
    """Say why two reports are, or are not, held to be one incident: what each comparison weighs.

    Parameters
    ----------
    reports
        A table of reports, or a case: its folder, or the name of one that ships with trucewatch.
    one
        Id of a report; of a case: DATASET/KEY of a row, or the first characters of a claim's id.
    other
        Another.
    taxonomy
        What codes of kinds mean.
    actors
        Whom spellings mean.
    weights
        Weights saved before, in place of those that ship.
    updates
        A source that tells of an incident again when more is known.
    """
    screen = show.screen()
    path = Path(reports)
    if not path.is_file():
        return _of_case(screen, pipeline.find_case(reports), one, other)
    asked = Asked(reports=path, taxonomy=taxonomy, actors=actors, weights=weights,
                  updates=frozenset(updates or ()))
    result = linking.link_table(asked)
    if result.linked is None or result.weights is None:
        show.problems(screen.err, result.problems, PROBLEMS_SHOWN)
        return 1
    place = {name: n for n, name in enumerate(result.reports.id)}
    for name in (one, other):
        if name not in place:
            raise settings.Usage(f"found no report {shorten(name, 60)!r} in {path.name}")
    pair = (min(place[one], place[other]), max(place[one], place[other]))
    levels = linking.levels_of(result.reports, [pair], asked.updates, None).get(pair)
    together = result.linked.cluster[pair[0]] == result.linked.cluster[pair[1]]
    _steps(screen, one, other, waterfall(result.weights, levels) if levels else [])
    screen.say(f"They are held to be {'one incident' if together else 'two incidents'}.")
    return 0


def _steps(screen: Screen, one: str, other: str, steps: list[Step]) -> None:
    if not steps:
        screen.say(f"{show.clean(one)} and {show.clean(other)} are no candidates: {APART}.")
        return
    table = screen.table("Comparison", "Found", "Weight", "Odds so far")
    so_far = 0
    for step in steps:
        so_far += step.weight
        table.add_row(step.title, step.said, f"{step.weight / 1000:+.1f}", percent(so_far))
    screen.out.print(table)
    screen.say("Weights are log-odds: +0.7 doubles the odds, -0.7 halves them.")


def _of_case(screen: Screen, folder: Path, one: str, other: str) -> int:
    problems: list[Problem] = []
    found = reviewing.why(folder, one, other, problems)
    if found is None:
        show.problems(screen.err, problems, PROBLEMS_SHOWN)
        return 1
    _steps(screen, one, other, found.steps)
    for j in found.judged:
        screen.say(f"{show.clean(j.by)} judged on {show.clean(j.date)}: {j.verdict}, "
                   f"{VERDICTS[j.verdict]}. {show.clean(j.reason)}")
    first, second = found.incidents
    if first is None or second is None:
        screen.say("One of them tells of several incidents: it contains them, and is none.")
    elif first.id != second.id:
        screen.say(f"They are held to be two incidents: {first.id} and {second.id}.")
    else:
        screen.say(f"They are held to be one incident: {first.id}, of "
                   f"{len(first.tellings)} reports.")
        _weakest(screen, first, found.names)
    return 0


def _weakest(screen: Screen, incident: Incident, names: Mapping[str, str]) -> None:
    if incident.weakest is None:
        return
    one, other, odds = incident.weakest
    held = "by other reports alone" if odds is None else f"at {percent(odds)}"
    screen.say(f"Its weakest link is {show.clean(names[one])} and {show.clean(names[other])}, "
               f"held {held}; judged different, they split it.")
