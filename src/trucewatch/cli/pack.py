"""``trucewatch pack``: the newest batches of a record in one file, to carry to another."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from trucewatch.cli import settings, show
from trucewatch.pipeline import carry
from trucewatch.publish import words

KIB = 1024


def pack(
    record: Path, /, *, out: Path, since: str | None = None,
    recipient: Annotated[str, Parameter(name="--for")] = "main office", office: str | None = None,
) -> int:
    """Write the batches of a record to one file, to carry to another record without a network.

    The file holds every line, original and table since a head, and the proof that they go on from
    it. `trucewatch take` takes it into the other record. It is not encrypted: only sealed values
    are, and their keys are not in it. The hand-over is noted in the record, and is in the file.

    Parameters
    ----------
    record
        Folder of a record, or of a case that holds one.
    out
        File to write, on a stick for example; an older pack of that name is replaced.
    since
        Head the last pack ended with, as SIZE:HEAD; without it everything is packed.
    recipient
        Office or role it is for; never a person's name.
    office
        Office or role that hands it over; never a person's name. [TRUCEWATCH_OFFICE]
    """
    screen = show.screen()
    packed = carry.pack(record, out, since or "", settings.keeping(None, office=office), recipient)
    show.problems(screen.err, packed.problems)
    if not packed.bytes:
        return show.code(packed.problems)
    size = words.number(-(-packed.bytes // KIB))
    screen.say(f"{words.count(packed.batches, 'batch', 'batches')} of record {packed.record_id}, "
               f"{size} KiB")
    screen.say("Note down this head; the next pack is made with --since and it:")
    screen.out.print(packed.until, soft_wrap=True)
    screen.say("Tell the other office this head in another way than with the file, by telephone "
               "for example. There it is taken over with:")
    screen.out.print(f"trucewatch take {show.clean(out.name)} --record RECORD", soft_wrap=True)
    screen.out.print(f"Pack: {show.clean(out)}", soft_wrap=True)
    return show.code(packed.problems)
