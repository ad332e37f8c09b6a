"""Where the record is that somebody means."""

from __future__ import annotations

from pathlib import Path

from trucewatch.pipeline.cases import CaseNotFound, find_case
from trucewatch.pipeline.keep import record_folder
from trucewatch.record.line import LOG


def record_of(path: Path) -> Path:
    """Folder of a record: the one named, or that of the case named by folder or by name.

    Where there is none, the path as given comes back, so that what refuses it names it.
    """
    if (path / LOG).exists():
        return path
    try:
        place = record_folder(find_case(str(path)), None, None)
    except CaseNotFound:
        return path
    return place if (place / LOG).exists() else path
