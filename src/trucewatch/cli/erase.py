"""``trucewatch erase``: one person, or one sealed file, for ever."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from trucewatch.cli import settings, show
from trucewatch.pipeline.erasing import Erased, Target
from trucewatch.pipeline.erasing import erase as erase_now
from trucewatch.pipeline.places import record_of
from trucewatch.publish import words

BEYOND = (
    "copies and backups of the key folder (they open everything still: delete or overwrite them), "
    "and old blocks of the disk it lies on",
    "editions published before, and packs and copies handed out",
    "the plain files of the case folder: delete the rows there, and those that answer them; until "
    "then a run leaves them out and says so",
    "what the record holds in the open: coded facts of these rows, without the sealed text",
)
"""What destroying keys does not reach."""


def erase(
    record: Path,
    /,
    *,
    person: Annotated[str | None, Parameter(allow_leading_hyphen=True)] = None,
    document: str | None = None,
    reason: str,
    keys: Path | None = None,
    office: str | None = None,
    authority: list[str] | None = None,
    even_if_unknown: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Erase a person, or a sealed file, from a record by destroying keys. It cannot be undone.

    Every proof stays valid. Of an original that tells of others too, a copy without the rows that
    tell of this person is sealed anew and kept; rows shared with others go with it. If it is cut
    short, give the same command again.

    Parameters
    ----------
    record
        Folder of a record, or of the case it lies in.
    person
        Id of a person, exactly as the column person of the figures has it; - reads it from
        standard input, so that it stands in no list of commands.
    document
        Name of a sealed file, such as figures/forms.csv, to erase as a whole with every older
        version. Text of rows that name people is under their keys: erase these too.
    reason
        Why. It is written into the log for ever and must identify nobody: no name, no id, no
        place, nothing that only one person can be.
    keys
        Folder of the keys. Its passphrase is taken from TRUCEWATCH_PASSPHRASE. [TRUCEWATCH_KEYS]
    office
        Office or role that erases, for the custody rows; never a person's name.
        [TRUCEWATCH_OFFICE]
    authority
        Address of a time-stamping authority (RFC 3161) that stamps the record's new head; may be
        given several times. [TRUCEWATCH_AUTHORITIES]
    even_if_unknown
        Also where nothing was sealed under this id: make sure that nothing ever is.
    """
    screen = show.screen()
    if person == "-":
        person = sys.stdin.readline().strip()
    done = erase_now(
        record_of(record), Target(person=person or "", document=document or ""), reason,
        settings.keeping(None, keys, office, authority or ()), even_if_unknown=even_if_unknown,
    )
    show.problems(screen.err, done.problems)
    _report(screen, done)
    return show.code(done.problems)


def _report(screen: show.Screen, done: Erased) -> None:
    if done.unknown:
        screen.say("Nothing was sealed under this id; from now on nothing can be.")
    elif done.batch is None and not done.destroyed:
        screen.say("Erased before: nothing was left to do, and nothing was appended.")
    else:
        _say_what(screen, done)
    if done.others:
        screen.say(f"Not looked at: {words.count(done.others, 'sealed original')} under keys that "
                   "are not in this folder.")
    screen.say("Not reached:")
    for text in BEYOND:
        screen.say(f"- {text}", 2, 2)


def _say_what(screen: show.Screen, done: Erased) -> None:
    said = f"Erased; batch {done.batch} says so." if done.batch else (
        "Erased; the log said so before, and this completes it.")
    screen.say(f"{said} {words.count(done.destroyed, 'key')} destroyed.")
    screen.say(
        f"{words.count(done.originals, 'sealed original')} cannot be opened any more; of "
        f"{done.derivatives} something remains, sealed anew under another key.")
    if done.rows:
        screen.say(
            f"{words.count(done.rows, 'row')} taken out of the files that stand, of which "
            f"{done.shared} told of others too or could not be told apart, and {done.answers} "
            "only answered such a row.")
