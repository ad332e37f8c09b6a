"""``trucewatch archive``: captures of the web into the record of a case."""

from __future__ import annotations

from pathlib import Path

from trucewatch import pipeline
from trucewatch.cli import settings, show
from trucewatch.pipeline import archiving
from trucewatch.publish import words


def archive(
    case: str, /, *files: Path, record: Path | None = None, office: str | None = None,
    authority: list[str] | None = None,
) -> int:
    """Take captures of the web into the record of a case, their digests checked.

    WARC and WACZ files, and CSV sheets of the auto-archiver. Each is archived as received under its
    SHA-256, with a row of custody, and each capture in it gets a row of the table reports: address,
    time, digest. Nothing becomes a claim.

    Parameters
    ----------
    case
        Folder of a case.
    files
        The files.
    record
        Folder of the record. [TRUCEWATCH_RECORD]
    office
        Office or role that hands them over, for the custody rows; never a person's name.
        [TRUCEWATCH_OFFICE]
    authority
        Address of a time-stamping authority (RFC 3161); may be given several times.
        [TRUCEWATCH_AUTHORITIES]
    """
    if not files:
        raise settings.Usage("expected at least one file: WARC, WACZ, or a sheet as CSV")
    screen = show.screen()
    with show.progress(screen.err) as step:
        made = archiving.archive(
            pipeline.find_case(case), files,
            settings.keeping(record, office=office, authority=authority or ()), step)
    show.problems(screen.err, made.problems)
    for name, met, new, digest in made.files:
        screen.out.print(f"{show.clean(name)}: {words.count(met, 'capture')}, {new} new; "
                         f"SHA-256 {digest}", soft_wrap=True)
    if made.head:
        screen.out.print(f"Head: {made.head}", soft_wrap=True)
    return show.code(made.problems) or int(not made.files)
