"""A search: what was looked for, where, by which office, and how much was found."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Search:
    """One row of ``searches.csv``. One that found nothing is no coverage: it decides nothing."""

    clause: str
    party: str
    """Party whose acts were looked for."""
    query: str
    """What was asked, word for word."""
    place: str
    """Body whose publications were searched, or the archive."""
    date: str
    at: int
    """First instant of `date`, microseconds UTC."""
    office: str
    found: int
    """Items found; 0: nothing."""
    note: str
    line: int
