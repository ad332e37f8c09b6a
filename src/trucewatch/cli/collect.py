"""``trucewatch collect``: raw source files into the figures of a case."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from trucewatch import pipeline
from trucewatch.cli import settings, show
from trucewatch.publish import words


def collect(
    case: str, /, *, source: Annotated[Path, Parameter(name="--from")],
    record: Path | None = None, office: str | None = None,
) -> int:
    """Read raw source files through the adapters into the case's figures.

    Each figures file is rewritten whole and sorted.
    A row that has vanished from its source becomes a withdrawal, never a deletion.

    Parameters
    ----------
    case
        Folder of a case.
    source
        Folder the raw files are in.
    record
        Folder of the record that notes what was collected. [TRUCEWATCH_RECORD]
    office
        Office or role that collects, for the custody rows; never a person's name.
        [TRUCEWATCH_OFFICE]
    """
    screen = show.screen()
    folder = pipeline.find_case(case)
    if not source.exists():
        raise settings.Usage(f"--from: found no file or folder {str(source)!r}")
    with show.progress(screen.err) as step:
        result = pipeline.collect(
            folder, source, step, settings.keeping(record, office=office))
    show.problems(screen.err, result.problems)
    for name, rows in result.written:
        tally = result.tallies[name]
        met = f" from {tally}" if tally.met else ""
        screen.say(f"{name}: {words.count(rows, 'row')}{met}")
    for name, rows in result.coverage:
        screen.say(f"{name}: {words.count(rows, 'row')} of coverage")
    files = words.count(len(result.written), "figures file")
    screen.say(f"{files} written; {show.severities(result.problems)}")
    return show.code(result.problems) or int(not result.written)
