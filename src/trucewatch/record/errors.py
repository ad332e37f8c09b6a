"""What a record may raise; every one carries Problems, so that a caller can print them."""

from __future__ import annotations

from collections.abc import Sequence

from trucewatch.model.problem import Problem


class RecordError(Exception):
    """The record cannot be read or written as asked; no batch was added by the attempt."""

    def __init__(self, first: Problem, *others: Problem) -> None:
        problems = (first, *others)
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems: Sequence[Problem] = problems
        """What is wrong, by file (relative to the record) and line."""

    @property
    def problem(self) -> Problem:
        """The first of the problems."""
        return self.problems[0]


class RecordLocked(RecordError):
    """Another writer holds the record."""


def error(
    file: str, code: str, *, found: str = "", expected: str = "", mend: str = ""
) -> RecordError:
    """Make a `RecordError` about one whole file of the record."""
    return RecordError(problem(file, code, found=found, expected=expected, mend=mend))


def problem(
    file: str, code: str, line: int | None = None, *, field: str = "", found: str = "",
    expected: str = "", mend: str = "",
) -> Problem:
    """Make an error Problem about a file of the record."""
    return Problem(severity="error", code=code, file=file, line=line, field=field, found=found,
                   expected=expected, mend=mend)
