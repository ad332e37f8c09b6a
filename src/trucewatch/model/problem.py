"""Problems: errors as data, each with a position."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "note"]

_ORDER: dict[str, int] = {"error": 0, "warning": 1, "note": 2}


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One thing wrong, doubtful or worth knowing in the input, and how to mend it."""

    severity: Severity
    """``error``: left out of the result; ``warning``: used, but look; ``note``: for information."""
    code: str
    """Stable short name of the kind of problem, for example ``unknown_field``."""
    file: str
    """File name relative to the case folder, with forward slashes."""
    line: int | None = None
    """Line in the file, counted from 1; ``None`` when the whole file is meant."""
    column: int | None = None
    """Column in the line, counted from 1."""
    field: str = ""
    """Field or column concerned, as a dotted path."""
    found: str = ""
    """What the file says, shortened."""
    expected: str = ""
    """What would have been understood."""
    mend: str = ""
    """What to do about it."""

    def __str__(self) -> str:
        where = ":".join(str(p) for p in (self.file, self.line, self.column) if p is not None)
        field = f" {self.field}:" if self.field else ""
        parts = [f"{where}: {self.severity}:{field} {self.code.replace('_', ' ')}"]
        if self.found:
            parts.append(f"found {self.found}")
        if self.expected:
            parts.append(f"expected {self.expected}")
        if self.mend:
            parts.append(self.mend)
        return "; ".join(parts)


def shorten(value: object, limit: int = 80) -> str:
    """Show a found value on one line, without control characters, at most `limit` long."""
    text = "".join(ch if ch.isprintable() else "\N{REPLACEMENT CHARACTER}" for ch in str(value))
    return text if len(text) <= limit else text[: limit - 1] + "…"


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun: ``1 row``, ``3,000 rows``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Sort problems by severity, then file and line; the order of every output."""
    return sorted(
        set(problems),
        key=lambda p: (
            _ORDER[p.severity], p.file, p.line or 0, p.column or 0, p.field, p.code, p.found,
        ),
    )


def by_place(problems: Iterable[Problem]) -> list[Problem]:
    """Sort problems for mending: files with errors first, each from its top to its end."""
    listed = set(problems)
    worst: dict[str, int] = {}
    for problem in listed:
        rank = _ORDER[problem.severity]
        worst[problem.file] = min(rank, worst.get(problem.file, rank))
    return sorted(
        listed,
        key=lambda p: (
            worst[p.file], p.file, p.line or 0, p.column or 0, _ORDER[p.severity], p.field, p.code,
            p.found,
        ),
    )
