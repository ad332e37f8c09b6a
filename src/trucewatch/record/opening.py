"""What a folder has to be before it is opened as a record."""

from __future__ import annotations

from pathlib import Path

from trucewatch.model.problem import shorten
from trucewatch.record import line, walk
from trucewatch.record.disk import TEMPORARY, make_folder, write_whole
from trucewatch.record.errors import RecordError, error
from trucewatch.record.line import Log


def read(path: Path) -> Log:
    """Read the log of a record, checked; a tail that is not whole is left in `Log.tail`."""
    wrong = walk.check_format(path)
    if wrong:
        raise RecordError(*wrong)
    log = line.read_log((path / line.LOG).read_bytes())
    if log.problems:
        raise RecordError(*log.problems)
    return log


def refuse(path: Path) -> None:
    """Refuse a folder that is neither a record nor fit to become one, before anything is done."""
    if (path / line.LOG).exists() or (path / line.LOG).is_symlink():
        wrong = walk.check_format(path)
        if wrong:
            raise RecordError(*wrong)
        return
    make_folder(path)
    kept = {walk.FORMAT_FILE, walk.LOCK, walk.NOTE}
    foreign = sorted(entry.name for entry in path.iterdir() if entry.name not in kept
                     and not entry.name.endswith(TEMPORARY))
    if not foreign:
        return
    lost = any(name in walk.FOLDERS for name in foreign)
    raise error(line.LOG, "missing_log" if lost else "not_a_record",
                found=shorten(", ".join(foreign)),
                expected="the log of these files" if lost
                else "an empty folder, or the folder of a record",
                mend=walk.RESTORE if lost else "name another folder")


def make(path: Path) -> None:
    """Make the files of an empty record, under the lock."""
    if not (path / line.LOG).exists():
        write_whole(path / walk.FORMAT_FILE, walk.FORMAT)
        write_whole(path / line.LOG, b"")
