"""``trucewatch verify-proof``: check a proof without the record."""

from __future__ import annotations

from pathlib import Path

from trucewatch.cli import settings, show
from trucewatch.pipeline import records
from trucewatch.publish import words


def verify_proof(
    file: Path, /, *, against: str | None = None, roots: Path | None = None
) -> int:
    """Check a proof that a report stands in a record. The record itself is not needed.

    Parameters
    ----------
    file
        The proof, as `trucewatch prove` wrote it.
    against
        The record's head as you know it from elsewhere, as SIZE:HEAD or a file that holds it. The
        proof leads to the head it names; without this you compare the two by eye.
    roots
        Certificates of time-stamping authorities you trust: a PEM file, or a folder of them.
    """
    screen = show.screen()
    checked = records.verify_proof(file, settings.head(against) if against else "", roots)
    proven = checked.proven
    show.problems(screen.out, proven.problems)
    if proven.problems:
        screen.say("NOT verified.")
        return 1
    what = (f"Report {proven.report} of record {proven.record}: "
            f"{words.count(len(proven.rows), 'row')}" if proven.report else
            f"File {proven.file} with SHA-256 {proven.sha256}, of record {proven.record}")
    screen.say(f"{what}, recorded {', '.join(proven.recorded)} by the clock of whoever keeps it.")
    for row in proven.rows:
        shown = "; ".join(f"{name}={value}" for name, value in row.items()
                          if value not in ("", None))
        screen.say(f"- {shown}", 2, 2)
    for text in checked.stamped:
        screen.say(f"Time stamp: {text}.", hang=2)
    screen.say("It leads to the head")
    screen.out.print(proven.head, soft_wrap=True)
    if not against:
        screen.say("Not checked: whether that head is the record's; compare it with one you know "
                   "(--against).")
    screen.say("Not checked: what sealed (encrypted) values say, and whether what a source said "
               "is true.")
    screen.say("Verified.")
    return 0
