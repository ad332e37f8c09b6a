"""``trucewatch verify``: walk a record whole and say what is not as it was written."""

from __future__ import annotations

from pathlib import Path

from trucewatch.cli import settings, show
from trucewatch.pipeline import records
from trucewatch.publish import words

PROBLEMS_SHOWN = 20


def verify(
    record: Path, /, *, against: list[str] | None = None, roots: Path | None = None
) -> int:
    """Verify a record: every line, original, table and time stamp.

    Nothing is changed. The first thing named is the first that is altered, missing, extra or out
    of its place. `trucewatch verifier` writes a verifier that needs nothing but Python.

    Parameters
    ----------
    record
        Folder of a record, or of a case that holds one.
    against
        A head noted before, as SIZE:HEAD or a file that holds it; may be given several times.
        Without one it cannot be
        seen that the newest batches were removed.
    roots
        Certificates of time-stamping authorities you trust: a PEM file, or a folder of them.
    """
    screen = show.screen()
    with show.progress(screen.err) as step:
        verdict = records.verify(record, [settings.head(h) for h in against or ()], roots, step)
    for done in verdict.steps:
        screen.say(f"{done.number}. {done.name}: {'no' if done.problems else 'yes'}", hang=3)
        for found in done.problems[:PROBLEMS_SHOWN]:
            show.problems(screen.out, [found])
        more = len(done.problems) - PROBLEMS_SHOWN
        if more > 0:
            screen.say(f"and {words.count(more, 'problem')} more", 3)
    if verdict.head:
        screen.say(f"{words.count(verdict.batches, 'batch', 'batches')}; head, to be noted where "
                   "others can see it:")
        screen.out.print(verdict.head, soft_wrap=True)
    for text in verdict.not_checked:
        screen.say(f"Not checked: {text}.", hang=2)
    screen.say("Verified." if not verdict.problems else "NOT verified.")
    return int(bool(verdict.problems))
