"""``searches.csv``: what was looked for, and found or not."""

from __future__ import annotations

import re
from collections.abc import Collection

from trucewatch.case.header import Known
from trucewatch.case.listed import Entry, rows
from trucewatch.model.problem import Problem
from trucewatch.model.search import Search
from trucewatch.model.tables import SEARCH_COLUMNS

NAME = "searches.csv"
COLUMNS = tuple(column.name for column in SEARCH_COLUMNS)
_NUMBER = re.compile(r"[0-9]{1,9}")


def read_searches(
    data: bytes, known: Known, clauses: Collection[str], problems: list[Problem]
) -> list[Search]:
    """Read the file; a row with an error is left out.

    Parameters
    ----------
    data
        Bytes of the file.
    known
        Ids and the time zone of the case.
    clauses
        Ids of its clauses.
    problems
        Everything found wrong is appended here.
    """
    found = (_search(entry, known, clauses) for entry in rows(NAME, data, COLUMNS, problems))
    return [search for search in found if search is not None]


def _search(entry: Entry, known: Known, clauses: Collection[str]) -> Search | None:
    cells = entry.cells
    entry.needs(*COLUMNS[:-1])
    entry.office("office")
    entry.known("party", known.parties)
    if cells["clause"] and cells["clause"] not in clauses:
        entry.say("unknown_reference", "clause", cells["clause"], "a clause of clauses.yaml",
                  near=clauses)
    if cells["found"] and not _NUMBER.fullmatch(cells["found"]):
        entry.say("wrong_type", "found", cells["found"],
                  "a whole number; 0 when nothing was found")
    span = entry.when("date", known.tz)
    if not entry.good or span is None:
        return None
    return Search(
        clause=cells["clause"], party=cells["party"], query=cells["query"], place=cells["place"],
        date=cells["date"], at=span.lo, office=cells["office"], found=int(cells["found"]),
        note=cells["note"], line=entry.line,
    )
