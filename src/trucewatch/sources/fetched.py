"""A fetched file and what is remembered of it: address, instant, digest and validators.

Beside ``NAME`` lies ``NAME.fetched.json``; while it arrives it is ``NAME.part``.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal

from trucewatch.model.problem import Problem, shorten
from trucewatch.sources.interface import SourceError
from trucewatch.sources.looks import unlike

NOTE, PART = ".fetched.json", ".part"


@dataclass(frozen=True)
class Note:
    """What is remembered of a file that was fetched."""

    address: str
    retrieved: str
    """Instant of the transfer, UTC."""
    sha256: str
    size: int
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True)
class Got:
    """What came of a fetch."""

    state: Literal["new", "changed", "unchanged"]
    note: Note


def read_note(target: Path) -> Note | None:
    """Read what is remembered of a file; ``None`` where the file is not the one fetched."""
    note = read_one(target.with_name(target.name + NOTE))
    if note is None or not target.is_file() or digest(target) != note.sha256:
        return None
    return note


def read_one(path: Path) -> Note | None:
    """A note as it stands; ``None`` where it is none."""
    try:
        given = json.loads(path.read_text(encoding="utf-8"))
        note = Note(**given)
        texts = (note.address, note.retrieved, note.sha256, note.etag, note.last_modified)
        right = all(isinstance(text, str) for text in texts) and type(note.size) is int
    except (OSError, ValueError, TypeError):
        return None
    return note if right else None


def place(part: Path, target: Path, note: Note, before: Note | None) -> Got:
    """Put what arrived in the target's place, if it looks like it."""
    if wrong := unlike(part, target.name):
        forget(part)
        raise refused(
            target.name, "not_the_data", wrong, f"a file of the form of {target.name}",
            "open the address in a browser: a page may ask for consent or a login",
        )
    whole = replace(note, sha256=digest(part), size=part.stat().st_size)
    was = digest(target) if target.is_file() else ""
    part.replace(target)
    write_note(target, whole)
    forget(part)
    if was == whole.sha256:
        return Got("unchanged", whole)
    return Got("changed" if was or before else "new", whole)


def write_note(file: Path, note: Note) -> None:
    """Write down what is remembered of a file."""
    text = json.dumps(asdict(note), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    file.with_name(file.name + NOTE).write_text(text, encoding="utf-8", newline="\n")


def forget(part: Path) -> None:
    """Remove what has arrived of a file."""
    part.with_name(part.name + NOTE).unlink(missing_ok=True)
    part.unlink(missing_ok=True)


def forget_note(file: Path) -> None:
    """Remove what is remembered of a file, so that it is asked for anew."""
    file.with_name(file.name + NOTE).unlink(missing_ok=True)


def digest(file: Path) -> str:
    """SHA-256 of a file."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def refused(name: str, code: str, found: str, expected: str, mend: str = "") -> SourceError:
    """Error about a file that cannot be had."""
    return SourceError(
        Problem(
            severity="error", code=code, file=name, found=shorten(found, 200), expected=expected,
            mend=mend,
        )
    )
