"""How the order tells a person what it is doing."""

from __future__ import annotations

from collections.abc import Callable

from trucewatch.model.extras import MissingExtra
from trucewatch.model.problem import Problem, shorten
from trucewatch.publish.files import NotMade
from trucewatch.store.engines import EngineMissing

Step = Callable[[str, int, int], None]
"""Told the name of the step, how many are done, how many there are."""


def quiet(name: str, done: int, total: int) -> None:
    """Tell nobody."""


def problem(code: str, file: str, found: str, expected: str = "", mend: str = "") -> Problem:
    """Make an error about a whole file or command."""
    return Problem(
        severity="error", code=code, file=file, found=shorten(found, 300), expected=expected,
        mend=mend,
    )


def missing_engine(missing: EngineMissing) -> Problem:
    """Say that what an engine needs is not there, and how to get it."""
    said, _, mend = str(missing).partition(": ")
    return problem("engine_missing", "", said, "an engine that can be used", mend)


def missing_extra(missing: MissingExtra) -> Problem:
    """Say that a library a format needs is not there, and how to get it."""
    said, _, mend = str(missing).partition(": ")
    return problem("extra_missing", "", said, "the libraries of the extra", mend)


def not_made(refused: NotMade) -> Problem:
    """Say that a format cannot be made of this case."""
    return problem("format_not_made", refused.format, refused.found, refused.expected,
                   refused.mend)
