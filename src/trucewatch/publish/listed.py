"""The files of an edition as a reader meets them: what is in each, in which form, how big about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from trucewatch.publish.tongue import Terms, mark

ALONE = 3
"""Files of one folder and format that are listed one by one; more of them share a row."""
_KB = 1_000
SIZES = Terms({
    "10kb": "under 10 kB", "100kb": "under 100 kB", "1mb": "under 1 MB", "10mb": "under 10 MB",
    "more": "10 MB or more",
})
_LIMITS = {"10kb": 10 * _KB, "100kb": 100 * _KB, "1mb": _KB * _KB, "10mb": 10 * _KB * _KB}
CONTENTS = Terms({
    "findings": "every finding, with standard, reading, start and as-of",
    "claims": "every claim, used or not, with where it was read",
    "incidents": "incidents: reports held to tell of one happening",
    "searches": "what was looked for, and found or not",
    "statements": "statements and what the record shows for each",
    "counts": "totals of each source under every counting rule in use",
    "problems": "what is wrong or doubtful in the input",
    "coverage": "who could see what, and when",
    "grades": "grades of sources and claims, with their reasons",
    "baselines": "levels before, during and after",
    "replies": "replies beside the findings",
    "corrections": "what was asked to be corrected, and what was done",
    "changes": "findings with another status than at an earlier instant",
    "zones": "outlines of zones",
})
"""What is in a file, by its name up to the first point."""
PROOFS = mark("proofs that the record holds the files claims rest on")
ZIP = mark("everything in one file: pages, data, checksums, proofs and what to check them with")


@dataclass(frozen=True, kw_only=True)
class Listed:
    """One file, or files of one folder and format."""

    path: str
    """From the root of the edition; of several the pattern of their names."""
    count: int
    title: str
    """Title of the format, in English; said by `tongue.tr`."""
    media: str
    size: str
    """Code of `SIZES`: of all of them together; empty: not known where it is listed."""

    @property
    def stem(self) -> str:
        """Name up to the first point, a key of `CONTENTS` where it is known."""
        return PurePosixPath(self.path).name.partition(".")[0]


def listed(files: Mapping[str, int], title: str, media: str) -> list[Listed]:
    """Files of one format, those of a folder together where they are many.

    Parameters
    ----------
    files
        Bytes of each file the format made.
    title, media
        What it is, for people and for programs.
    """
    groups: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for name, size in files.items():
        path = PurePosixPath(name)
        groups[str(path.parent), path.suffix][name] = size
    found: list[Listed] = []
    for (folder, suffix), sizes in sorted(groups.items()):
        many = folder != "." and len(sizes) > ALONE
        shown = {f"{folder}/*{suffix}": sum(sizes.values())} if many else sizes
        found += [Listed(path=name, count=len(sizes) if many else 1, title=title, media=media,
                         size=size_class(size)) for name, size in sorted(shown.items())]
    return found


def size_class(size: int) -> str:
    """Code of `SIZES` for a number of bytes."""
    return next((code for code, limit in _LIMITS.items() if size < limit), "more")


def all_listed(
    parts: Mapping[tuple[str, str], Mapping[str, int]], proofs: Mapping[str, int],
    archives: Sequence[str],
) -> list[Listed]:
    """Every data file of an edition, by format in the order shown, then proofs and archives.

    Numbers are bytes.
    """
    rows = [row for (title, media), files in parts.items() for row in listed(files, title, media)]
    rows += listed(proofs, PROOFS, "application/json")
    return rows + [Listed(path=name, count=1, title=ZIP, media="application/zip", size="")
                   for name in archives]
