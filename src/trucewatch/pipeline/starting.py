"""A new case folder on the disk: whole or not at all, and never over something that is there."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from trucewatch.case.starter import Ask, folder_name_problem, gather, make
from trucewatch.model.problem import Problem
from trucewatch.pipeline.cases import CheckResult, check


@dataclass(frozen=True)
class Started:
    """What became of it."""

    problems: list[Problem]
    """Why there is no folder; empty when there is one."""
    files: list[Path]
    checked: CheckResult | None
    """What `check` says of the new folder."""


def start(folder: Path, given: Mapping[str, Sequence[str]], ask: Ask | None) -> Started:
    """Write a case folder from answers.

    Parameters
    ----------
    folder
        Where; its last part is the id of the case. Nothing may be there.
    given
        Answers by option.
    ask
        How to ask a person for the others; ``None``: nobody is there.

    Returns
    -------
    Started
        Problems instead of files where an answer is missing or the place is taken.
    """
    bad = folder_name_problem(folder.name) or _taken(folder)
    if bad is not None:
        return Started([bad], [], None)
    answers, problems = gather(folder.name, given, ask)
    if answers is None:
        return Started(problems, [], None)
    files = make(answers)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(
        prefix=".new-", dir=folder.parent, ignore_cleanup_errors=True
    ) as work:
        fresh = Path(work, "case")
        for name, text in files.items():
            path = fresh.joinpath(*PurePosixPath(name).parts)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        # Somebody may have made it while the questions were answered.
        bad = _taken(folder)
        if bad is not None:
            return Started([bad], [], None)
        fresh.rename(folder)
    written = [folder.joinpath(*PurePosixPath(name).parts) for name in files]
    return Started([], written, check(folder))


def _taken(folder: Path) -> Problem | None:
    if not folder.exists() and not folder.is_symlink():
        return None
    found = "a folder" if folder.is_dir() else "a file"
    return Problem(severity="error", code="exists_already", file="", field="CASE",
                   found=f"{found} {folder.name!r}", expected="a name that is free",
                   mend="nothing was changed: choose another name")
