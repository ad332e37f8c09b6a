"""Tech for Palestine, how four daily series were changed after publication, cell by cell.

The revisions say each later change of a cell (``old_value``, ``new_value``; empty: absent) and
each removal of a row, the list of first publications when a row appeared or came back, and the
newest file what the cells hold at the end. From these the value of a cell at every version
follows: at the start of a row's stay in the series a cell held the ``old_value`` of its first
change in that stay or, never changed and still there, what the newest file says.

- A stay that ended with a removal is known only in the cells changed during it; for the others
  there is no row here, and a note says so. That the row was there is always known: its
  ``report_date`` is a cell of its own.
- What disagrees (a chain, the newest file, a row that is not there) is a Problem; the cell keeps
  what the revisions say. Where a line of the revisions could not be read, cells it may have been
  about are told only from their next stated change on.
- Versions are taken in the order of both files; where the time of a version runs against that
  order, the order stands. Rows of the oldest version may have been published before it.
- The revisions write absent and empty alike, so an empty text in the newest file is absent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path

from trucewatch.model.instant import TimeProblem, parse_span
from trucewatch.model.problem import Problem
from trucewatch.sources.audit import Audit, Record
from trucewatch.sources.forms import csv_records
from trucewatch.sources.history import ROW, History, Line, rebuild
from trucewatch.sources.interface import SourceError, not_this_form
from trucewatch.sources.series import (
    Piece,
    SeriesBatch,
    flat_rows,
    read_piece,
    unpack,
    usable_name,
    verbatim,
)

FOLDER = "published_series_revisions"
REPOSITORY = "https://github.com/TechForPalestine/palestine-datasets"
NEWEST = {
    "gaza_daily": "gaza_west_bank_daily/casualties_daily.json",
    "west_bank_daily": "gaza_west_bank_daily/west_bank_daily.json",
    "lebanon_daily": "lebanon_daily/lebanon_casualties_daily.json",
    "infrastructure": "gaza_west_bank_daily/infrastructure-damaged.json",
}
"""Series, and where its newest file lies beside the folder of the revisions."""
KEY = "report_date"
FIRST = ("commit", "published_at", KEY)
REVISIONS = (*FIRST, "field", "old_value", "new_value")

_COMMIT = re.compile(r"[0-9a-f]{7,40}")
_WHEN = re.compile(r"[\d-]{10}T[\d:.]{8,15}(?:Z|[+-]\d\d:\d\d)")


class T4pRevisions:
    """Adapter for the revisions of the four series."""

    name = "t4p_revisions"
    version = 1

    def fetch(self, path: Path) -> Iterator[tuple[str, dict[str, Piece]]]:
        """Yield the series under `path`: the folder itself, or the one it lies in."""
        folder = path / FOLDER if (path / FOLDER).is_dir() else path
        found = False
        for series, newest in NEWEST.items():
            files = {
                "revisions": folder / f"{series}_revisions.csv.gz",
                "first_published": folder / f"{series}_first_published.csv.gz",
            }
            if any(file.exists() for file in files.values()):
                found = True
                if (file := folder.resolve().parent / newest).exists():
                    files["newest"] = file
                yield series, {role: read_piece(file) for role, file in files.items()}
        if not found:
            raise not_this_form(path.name, "none", "files such as gaza_daily_revisions.csv.gz")

    def parse(self, series: str, pieces: Mapping[str, Piece]) -> SeriesBatch:
        """Rebuild versions and cells, see the module."""
        history = History(
            series, "tech-for-palestine", f"{self.name}@{self.version}", KEY,
            f"{REPOSITORY}/blob/{{commit}}/{Path(NEWEST.get(series, '')).name}",
            {role: Audit(pieces[role].name if role in pieces else f"{series} ({role})")
             for role in ("first_published", "revisions", "newest")},
        )
        refused: list[Problem] = []
        first = _read(history, pieces, "first_published", FIRST, refused)
        revisions = _read(history, pieces, "revisions", REVISIONS, refused)
        if "newest" in pieces:
            _read_newest(history, pieces["newest"], refused)
        batch = rebuild(history, first, revisions)
        found = chain.from_iterable(audit.problems() for audit in history.audits.values())
        return SeriesBatch(
            batch.versions, batch.cells, [*refused, *found, *batch.problems],
            {role: audit.tally for role, audit in history.audits.items()},
        )


def _read(
    history: History, pieces: Mapping[str, Piece], role: str, columns: tuple[str, ...],
    refused: list[Problem],
) -> list[Line]:
    """Read the lines of one list; a revision that cannot be read leaves a doubt."""
    audit, lines = history.audits[role], []
    try:
        if role not in pieces:
            raise not_this_form(audit.file, "no such file", "the list of this series")
        for record in csv_records(unpack(pieces[role]), audit, columns):
            commit, day = _commit(history, record, role), record.day(KEY)
            name, old, new = _change(record) if role == "revisions" else ("", "", "")
            record.close()
            if commit and day and old is not None and new is not None:
                lines.append(Line(commit, str(day), name, old, new, record.line or 0))
                record.read()
                continue
            record.refuse()
            if role == "revisions":
                history.doubt.add((str(day) if day else None, None if name == ROW else name))
    except SourceError as error:
        refused.append(error.problem)
        audit.rows_lost += 1
    if role == "revisions" and audit.rows_lost:
        history.doubt.add((None, None))
    return lines


def _commit(history: History, record: Record, role: str) -> str | None:
    commit, published = record.text("commit"), record.text("published_at")
    expected = ""
    try:
        if not _COMMIT.fullmatch(commit):
            expected = "a commit of 7 to 40 hexadecimal digits"
        elif not _WHEN.fullmatch(published):
            expected = "an instant with its zone, such as 2024-01-15T12:11:40-05:00"
        elif commit not in history.times:
            history.times[commit] = published, parse_span(published, "UTC").lo
        elif history.times[commit][0] != published:
            expected = f"{history.times[commit][0]}, as the first line of this version says"
    except TimeProblem as problem:
        expected = str(problem)
    if expected:
        record.audit.report(
            "wrong_value", line=record.line, field="commit, published_at",
            found=f"{commit or 'nothing'}, {published or 'nothing'}", expected=expected,
            mend="the line is left out",
        )
        return None
    history.met.setdefault(commit, (role, record.line or 0))
    return commit


def _change(record: Record) -> tuple[str, str | None, str | None]:
    """Field, old and new value; of a line that cannot be used the whole row is in doubt."""
    name = record.value("field")
    old, new = verbatim(record, "old_value"), verbatim(record, "new_value")
    known = isinstance(name, str) and usable_name(name) and name != KEY and name[0] != "*"
    if not known and (name, old, new) != (ROW, "present", "removed"):
        record.audit.report(
            "wrong_value", line=record.line, field="field", found=f"{name}: {old} to {new}",
            expected=f"a field other than {KEY}, or {ROW} from present to removed",
            mend="the line is left out",
        )
        return ROW, None, None
    return str(name), old, new


def _read_newest(history: History, piece: Piece, refused: list[Problem]) -> None:
    """Read what the cells hold at the end of the history; of a row met twice, nothing."""
    audit = history.audits["newest"]
    rows: dict[str, tuple[int, dict[str, str | None]]] = {}
    twice: dict[str, dict[str, str | None]] = {}
    records: dict[str, Record] = {}
    try:
        for line, values in flat_rows(piece, audit):
            record = audit.row(values, line)
            if (day := record.day(KEY)) is None:
                record.refuse()
                continue
            fields = {name: verbatim(record, name) for name in list(values) if name != KEY}
            first, before = rows.setdefault(str(day), (line, fields))
            if before is fields:
                records[str(day)] = record
            else:
                record.refuse()
                audit.report("duplicate_row", line=line, field=KEY, found=day,
                             expected=f"each row once; it stands in line {first} too",
                             mend="no value of either is taken")
                before.update(dict.fromkeys(fields))
                twice.setdefault(str(day), before)
    except SourceError as error:
        refused.append(error.problem)
        audit.rows_lost += 1
    for day_text, record in records.items():
        if day_text in twice:
            record.refuse()
        else:
            record.read()
    for before in twice.values():
        before.update(dict.fromkeys(before))
    history.newest = rows or None
