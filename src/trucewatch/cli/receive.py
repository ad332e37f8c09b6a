"""``trucewatch receive``: every published version of a series into a record."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from trucewatch.cli import settings, show
from trucewatch.pipeline import records
from trucewatch.publish import words

PROBLEMS_SHOWN = 12


def receive(
    record: Path, /, *, source: Annotated[Path, Parameter(name="--from")],
    adapter: str = "t4p_revisions", office: str | None = None,
) -> int:
    """Read every published version of series into a record, cell by cell.

    Each version keeps the time at which it was published; the record notes when it took them in.
    Asking again appends only what is new.

    Parameters
    ----------
    record
        Folder of a record, or of a case that holds one; made if there is none.
    source
        Folder the files are in.
    adapter
        What reads them.
    office
        Office or role that records, for the custody rows; never a person's name.
        [TRUCEWATCH_OFFICE]
    """
    screen = show.screen()
    if not source.exists():
        raise settings.Usage(f"--from: found no file or folder {str(source)!r}")
    with show.progress(screen.err) as step:
        received = records.receive(
            record, source, adapter, settings.keeping(None, office=office), step)
    show.problems(screen.err, received.problems, PROBLEMS_SHOWN, "give `2>&1 | less`")
    for name, versions, cells, new in received.series:
        screen.say(f"{name}: {words.count(versions, 'version')}, {words.count(cells, 'cell value')}"
                   f"{'' if new else ', recorded already'}")
    total = sum(versions for _, versions, _, _ in received.series)
    screen.say(f"{words.count(total, 'version')} in all; {show.severities(received.problems)}")
    if received.head:
        screen.out.print(f"Head: {received.head}", soft_wrap=True)
    return show.code(received.problems) or int(not received.series)
