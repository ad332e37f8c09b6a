"""``trucewatch mend``: clear what a dead writer left, cut a torn last line, and say so."""

from __future__ import annotations

from pathlib import Path

from trucewatch.cli import settings, show
from trucewatch.pipeline import records


def mend(record: Path, /) -> int:
    """Mend a record after a crash: clear leftovers, cut a torn last line, note what was cut.

    Nothing that a whole line of the log names is touched. What was cut is noted in a line of its
    own. Do this only when you know why the line is torn: somebody may have cut it.

    Parameters
    ----------
    record
        Folder of a record, or of a case that holds one.
    """
    screen = show.screen()
    mended = records.mend(record, settings.keeping(None))
    show.problems(screen.err, mended.problems)
    for text in mended.cut:
        screen.say(f"{text[:1].upper()}{text[1:]}.")
    if not mended.problems:
        if not mended.cut:
            screen.say("There was nothing to mend.")
        screen.out.print(f"Head: {mended.head}", soft_wrap=True)
    return show.code(mended.problems)
