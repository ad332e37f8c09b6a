"""``trucewatch diff``: what changed in a record between two instants, and which findings."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from trucewatch.cli import settings, show
from trucewatch.cli.show import Screen
from trucewatch.model.case import BASE_READING
from trucewatch.model.finding import Finding
from trucewatch.model.instant import iso
from trucewatch.pipeline.differing import Changed, Difference
from trucewatch.pipeline.differing import diff as compare
from trucewatch.publish import words
from trucewatch.store.moves import Move

SHOWN = 12


def diff(
    record: Path, /, *, since: Annotated[str, Parameter(name="--from")],
    until: Annotated[str, Parameter(name="--to")],
    every: Annotated[bool, Parameter(name="--all", negative="")] = False,
    engine: str | None = None, master: str | None = None,
    engine_option: list[str] | None = None,
) -> int:
    """Say what a record learned between two instants, what sources took back, what that changed.

    Instants are those at which the record took things in, not those of the happenings.

    Parameters
    ----------
    record
        Folder of a record, or of a case that holds one.
    since
        The earlier instant, for example 2026-10-01.
    until
        The later instant.
    every
        List everything, not the first of each list.
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
    where = settings.engine(engine, master, engine_option or ())
    with show.progress(screen.err) as step:
        made = compare(record, since, until, step, where)
    show.problems(screen.err, made.problems, SHOWN)
    if not made.until or made.since >= made.until:
        return 1
    limit = None if every else SHOWN
    screen.say(f"From {iso(made.since)} to {iso(made.until)}, as this record took things in.")
    _moves(screen, "Learned", made.learned, limit)
    _moves(screen, "No longer in view", made.lost, limit)
    _sources(screen, made, limit)
    if made.files:
        screen.heading("Case files")
        for name, what in made.files:
            screen.say(f"- {name}: {what}", 2, 2)
    _findings(screen, made, limit)
    return show.code(made.problems)


def _moves(screen: Screen, title: str, moves: list[Move], limit: int | None) -> None:
    screen.heading(f"{title}: {words.count(len(moves), 'claim')}")
    counts = Counter((str(m.claim["source"]), m.reason) for m in moves)
    for (source, reason), count in sorted(counts.items()):
        screen.say(f"- {show.clean(source)}: {count} ({reason})", 2, 2)
    for move in moves[:limit]:
        claim = move.claim
        numbers = words.bounds(_int(claim["low"]), _int(claim["high"]))
        gone = f"; taken back {iso(move.gone_at)}" if move.gone_at is not None else ""
        screen.say(f"  {show.clean(claim['dataset'])}/{show.clean(claim['key'])}: "
                   f"{show.clean(claim['property'])} {numbers}, {move.reason}{gone}", 2, 4)
    _more(screen, len(moves), limit)


def _sources(screen: Screen, made: Difference, limit: int | None) -> None:
    if not made.rewritten:
        return
    count = words.count(len(made.rewritten), "version")
    screen.heading(f"What sources changed after publication: {count}")
    for v in made.rewritten[:limit]:
        screen.say(f"- {v.series} {v.version}, published {iso(v.public_at)}: "
                   f"{words.count(v.cells_changed, 'cell')} changed, "
                   f"{words.count(v.rows_dropped, 'row')} dropped", 2, 2)
    _more(screen, len(made.rewritten), limit)


def _findings(screen: Screen, made: Difference, limit: int | None) -> None:
    base = [c for c in made.findings if c.key[2] == BASE_READING]
    windows = [c for c in base if c.key[5] == "window"]
    units = [c for c in base if c.key[5] != "window"]
    screen.heading(f"Findings: {len(made.findings):,} changed, {made.same:,} did not")
    if not made.findings:
        return
    screen.say("Base reading, whole window first; each under its standard and start.")
    for change in windows[:limit]:
        _finding(screen, change)
    _more(screen, len(windows), limit)
    if units:
        screen.say(f"Units: {len(units):,} changed.")
        for change in units[:limit]:
            _finding(screen, change)
        _more(screen, len(units), limit)
    others = len(made.findings) - len(base)
    if others:
        screen.say(f"Other readings: {others:,} changed.")


def _finding(screen: Screen, change: Changed) -> None:
    clause, bound, _, start, standard, unit = change.key
    where = f"{clause}, {bound}, {unit}" + (f", start {start}" if start else "")
    screen.say(f"- {where}, under {words.plain(standard)}: {_status(change.before)} -> "
               f"{_status(change.after)}. Why: {change.why}.", 2, 2)


def _status(finding: Finding | None) -> str:
    if finding is None:
        return "no finding"
    label = words.STATUS_LABELS.get(finding.status, words.plain(finding.status))
    if finding.low is None and finding.high is None:
        return label
    return f"{label} ({words.bounds(finding.low, finding.high)})"


def _more(screen: Screen, count: int, limit: int | None) -> None:
    if limit is not None and count > limit:
        screen.say(f"- and {count - limit:,} more: give --all", 2)


def _int(value: object) -> int | None:
    return value if isinstance(value, int) else None
