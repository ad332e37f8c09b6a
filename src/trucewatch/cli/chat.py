"""``trucewatch chat``: an exported chat into a workbook to code it in."""

from __future__ import annotations

from pathlib import Path

from trucewatch import pipeline
from trucewatch.cli import settings, show
from trucewatch.model.instant import TimeProblem, zone
from trucewatch.pipeline import chats
from trucewatch.publish import words


def chat(
    case: str, export: Path, /, *, out: Path, tz: str, dates: str = "", record: Path | None = None,
    keys: Path | None = None, office: str | None = None,
) -> int:
    """Read a WhatsApp export into a workbook with one row a message, people by code.

    Names and numbers of senders are replaced by keyed codes, in the text too; pictures are kept
    sealed, without place or device. The export itself is kept nowhere. Nothing becomes a claim
    until a person codes a message in the workbook.

    Parameters
    ----------
    case
        Folder of a case.
    export
        The export: a text, or a ZIP with media.
    out
        Workbook to write.
    tz
        Time zone of the phone that made the export, for example Asia/Beirut.
    dates
        Order of its dates: dmy, mdy or ymd. Left out: only if the dates themselves prove it.
    record
        Folder of the record that keeps the messages. [TRUCEWATCH_RECORD]
    keys
        Folder of the keys, outside the record; made if there is none. Its passphrase is taken from
        TRUCEWATCH_PASSPHRASE. [TRUCEWATCH_KEYS]
    office
        Office or role that reads it, for the custody rows; never a person's name.
        [TRUCEWATCH_OFFICE]
    """
    screen = show.screen()
    if not export.is_file():
        # Not named: the name of an export is often that of a person.
        raise settings.Usage("found no file of that name to read as an export")
    try:
        zone(tz)
    except TimeProblem as problem:
        raise settings.Usage(f"--tz: expected {problem}") from None
    with show.progress(screen.err) as step:
        made = chats.code_chat(pipeline.find_case(case), export, out, order=dates, tz=tz,
                               keeping=settings.keeping(record, keys, office), step=step)
    show.problems(screen.err, made.problems)
    if made.tally:
        screen.say(f"{words.count(made.messages, 'message')} of {made.people} people by code; "
                   f"{words.count(made.media, 'picture')} kept, sealed; {made.tally}")
        screen.out.print(str(out), soft_wrap=True)
    return show.code(made.problems) or int(not made.tally)
