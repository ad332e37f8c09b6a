"""``trucewatch stamp``: have the newest head time-stamped."""

from __future__ import annotations

from pathlib import Path

from trucewatch.cli import settings, show
from trucewatch.pipeline import records


def stamp(record: Path, /, *, authority: list[str] | None = None) -> int:
    """Have the newest head of a record stamped by time-stamping authorities (RFC 3161).

    The only command but `run --authority` that uses the network. Only the head is sent: 64
    hexadecimal digits and the number of batches, as a digest. A failure is noted in the record.

    Parameters
    ----------
    record
        Folder of a record, or of a case that holds one.
    authority
        Address of an authority; may be given several times. [TRUCEWATCH_AUTHORITIES]
    """
    screen = show.screen()
    keeping = settings.keeping(None, authority=authority or ())
    if not keeping.authorities:
        raise settings.Usage("no authority: give --authority ADDRESS or TRUCEWATCH_AUTHORITIES")
    head, problems = records.stamp_now(record, keeping)
    show.problems(screen.err, problems)
    if head:
        stamped = len(keeping.authorities) - len(problems)
        screen.say(f"{stamped} of {len(keeping.authorities)} authorities stamped the head")
        screen.out.print(head, soft_wrap=True)
    return int(bool(problems))
