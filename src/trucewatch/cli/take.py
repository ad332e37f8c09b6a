"""``trucewatch take``: a pack of another record into this one."""

from __future__ import annotations

from pathlib import Path

from trucewatch.cli import settings, show
from trucewatch.pipeline import carry, taking
from trucewatch.publish import words


def take(
    file: Path, /, *, record: Path | None = None, office: str | None = None,
    authority: list[str] | None = None,
) -> int:
    """Take over the batches of a pack that a record does not hold yet, each whole and once.

    Everything is checked before anything is written. Taking the same pack again adds nothing;
    after an interruption it goes on where it ended.

    Parameters
    ----------
    file
        What `trucewatch pack` wrote.
    record
        Folder of the record to take it into, or of a case that holds one; made if there is none.
        [TRUCEWATCH_RECORD]
    office
        Office or role that takes it over; never a person's name. [TRUCEWATCH_OFFICE]
    authority
        Address of a time-stamping authority (RFC 3161) that stamps the record's new head; may be
        given several times. [TRUCEWATCH_AUTHORITIES]
    """
    screen = show.screen()
    keeping = settings.keeping(record, office=office, authority=authority or ())
    if keeping.record is None:
        raise settings.Usage("no record: give --record FOLDER or TRUCEWATCH_RECORD")
    with show.progress(screen.err) as step:
        taken = carry.take(file, keeping.record, keeping, step)
    show.problems(screen.err, taken.problems)
    if taken.until:
        screen.say(f"Record {taken.record_id}: {words.count(taken.new, 'batch', 'batches')} new, "
                   f"{words.number(taken.known)} held already")
        screen.say("Held of it now; ask whether it is the head the other office noted down, and "
                   "give it back for the next pack:")
        screen.out.print(taken.until, soft_wrap=True)
        screen.out.print(f"{taking.PACK_COMMAND} {taken.until}", soft_wrap=True)
    elif taken.new:
        screen.say(f"Interrupted after {words.count(taken.new, 'new batch', 'new batches')}, which "
                   "are whole; give the same command again.")
    return show.code(taken.problems) or int(not taken.until)
