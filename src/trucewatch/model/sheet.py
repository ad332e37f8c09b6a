"""A clause in plain words, for confirmation by somebody who knows the text."""

from __future__ import annotations

from dataclasses import dataclass, field

BORROWED, END = "\ue000", "\ue001"
"""Set around words that stand in English because nobody has put them into the language yet."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One statement; `level` 1 belongs to the line above it."""

    text: str
    level: int = 0


@dataclass(frozen=True, kw_only=True)
class Section:
    """What is said about one side of a clause."""

    heading: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, kw_only=True)
class ClauseSheet:
    """One clause."""

    id: str
    title: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """The clauses of a case in plain words."""

    case: str
    title: str
    lang: str
    rtl: bool
    intro: tuple[str, ...]
    clauses: tuple[ClauseSheet, ...]
    labels: dict[str, str] = field(default_factory=dict)
    """Words of the form itself: agree, differs, what differs, checked by."""
