"""Overlap tables: read from a CSV, or counted from linked incidents. Standard library only."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from trucewatch.model.estimate import OverlapTable, Scope, table_of
from trucewatch.model.problem import Problem, counted, shorten

COUNT = "count"
MOST_LISTS = 40
"""A table of more columns is something else; no source landscape has so many lineages."""
MOST_BYTES = 100_000_000
MISSING = frozenset({"", "missing", "unknown", "na", "nan"})
"""What a column that splits a table says where the value is not known."""

_WHOLE = re.compile(r"\d{1,12}")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_NAN = frozenset({"nan", "na", "null", "none", "inf", "-inf"})


@dataclass(frozen=True)
class Row:
    """One line of a table: how many incidents of one kind have one pattern."""

    stratum: tuple[str, ...]
    """Value of each stratum column; ``""`` where it is missing."""
    linkage: tuple[str, ...]
    pattern: int
    count: int


@dataclass
class Counts:
    """A table as it was read, not yet split."""

    lists: tuple[str, ...] = ()
    strata: tuple[str, ...] = ()
    rows: list[Row] = field(default_factory=list)
    scope: Scope = Scope()  # noqa: RUF009 (frozen)

    def pooled(self) -> OverlapTable:
        """One table of all strata."""
        return _summed(self.lists, self.rows, self.scope)

    def linkages(self) -> dict[tuple[str, ...], Counts]:
        """The same incidents under each of several linkages, by its values."""
        split: dict[tuple[str, ...], Counts] = {}
        for row in self.rows:
            one = split.setdefault(row.linkage, Counts(self.lists, self.strata, [], self.scope))
            one.rows.append(row)
        return split

    @property
    def incomplete(self) -> int:
        """Incidents without a value in some stratum column."""
        return sum(row.count for row in self.rows if "" in row.stratum)


def _summed(lists: tuple[str, ...], rows: Iterable[Row], scope: Scope) -> OverlapTable:
    counts: dict[int, int] = {}
    for row in rows:
        counts[row.pattern] = counts.get(row.pattern, 0) + row.count
    return table_of(lists, counts, scope)


def from_incidents(
    incidents: Iterable[tuple[str, Iterable[str]]], scope: Scope,
    lists: Sequence[str] | None = None,
) -> OverlapTable:
    """Count linked incidents by the lineages that reported them.

    Parameters
    ----------
    incidents
        Id of each incident, and the lineages (never the outlets) of its reports. An incident of
        no lineage counts nowhere: nobody recorded it.
    scope
        What the incidents are; refused later if something of it is not known.
    lists
        Order of the lists; by name if left out.

    Raises
    ------
    ValueError
        When an id comes twice: it would be counted twice.
    """
    seen: set[str] = set()
    found: dict[frozenset[str], int] = {}
    for incident, lineages in incidents:
        if incident in seen:
            raise ValueError(f"the incident {shorten(incident, 60)!r} comes twice")
        seen.add(incident)
        key = frozenset(lineages)
        found[key] = found.get(key, 0) + 1
    names = tuple(lists) if lists is not None else tuple(sorted({n for key in found for n in key}))
    place = {name: 1 << n for n, name in enumerate(names)}
    counts: dict[int, int] = {}
    for key, count in found.items():
        pattern = sum(place[name] for name in key if name in place)
        counts[pattern] = counts.get(pattern, 0) + count
    return table_of(names, counts, scope)


def read_table(
    file: str, data: bytes, strata: Sequence[str] = (), linkages: Sequence[str] = (),
    scope: Scope = Scope(),  # noqa: B008 (frozen)
) -> tuple[Counts | None, list[Problem]]:
    """Read a CSV with a 0/1 column per list and a column ``count``.

    Parameters
    ----------
    file
        Name to give in problems.
    data
        Its bytes.
    strata
        Columns that split the incidents (age group, week); a missing value is imputed later.
    linkages
        Columns that tell apart several linkages of the same incidents.
    scope
        What is counted, if that is known.

    Returns
    -------
    tuple
        The table, ``None`` after any error; and every problem found.
    """
    reader = _Reader(file, tuple(strata), tuple(linkages), scope)
    counts = reader.read(data)
    wrong = any(p.severity == "error" for p in reader.problems)
    return (None if wrong else counts), reader.problems


class _Reader:
    """Reads one file, and keeps every problem."""

    def __init__(
        self, file: str, strata: tuple[str, ...], linkages: tuple[str, ...], scope: Scope
    ) -> None:
        self.file, self.strata, self.linkages = file, strata, linkages
        self.problems: list[Problem] = []
        self.counts = Counts(strata=strata, scope=scope)
        self.first: dict[tuple[tuple[str, ...], tuple[str, ...], int], int] = {}

    def say(
        self, code: str, line: int, column: str, found: str, expected: str, mend: str = "",
    ) -> None:
        self.problems.append(Problem(
            severity="error", code=code, file=self.file, line=line, field=shorten(column, 60),
            found=shorten(found) or "nothing", expected=expected, mend=mend))

    def read(self, data: bytes) -> Counts:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            self.say("not_utf8", data.count(b"\n", 0, error.start) + 1, "",
                     f"a byte that is no UTF-8, at {error.start}", "UTF-8")
            return self.counts
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        try:
            header = [cell.strip() for cell in next(reader, [])]
            if self._header(header):
                self._rows(reader, header)
        except csv.Error as error:
            self.say("not_csv", reader.line_num, "", str(error), "CSV")
        return self.counts

    def _header(self, header: list[str]) -> bool:
        """Check the columns; whether the rows can be read."""
        before = len(self.problems)
        if not any(header):
            self.say("empty_table", 1, "", "", "a line with the names of the lists and count")
            return False
        if all(_NUMBER.fullmatch(cell) for cell in header):
            self.say("missing_header", 1, "", ",".join(header),
                     "a first line with the names of the lists and count",
                     "put the names above the rows")
            return False
        if "" in header:
            self.say("nameless_column", 1, "", f"no name in column {header.index('') + 1}",
                     "a name for every list")
        for name in sorted({name for name in header if name and header.count(name) > 1}):
            self.say("column_twice", 1, name, f"{header.count(name)} columns of this name",
                     "every list once", "name each list apart, or leave the copy out")
        for name in (COUNT, *self.strata, *self.linkages):
            if name not in header:
                self.say("missing_column", 1, name, ", ".join(header), f"a column {name}")
        aside = {COUNT, *self.strata, *self.linkages}
        self.counts.lists = tuple(name for name in header if name not in aside)
        if len(self.counts.lists) > MOST_LISTS:
            self.say("too_many_lists", 1, "", counted(len(self.counts.lists), "list"),
                     f"at most {MOST_LISTS}", "put copies of one account together as one lineage")
        return len(self.problems) == before

    def _rows(self, reader: Iterator[list[str]], header: list[str]) -> None:
        lists = [n for n, name in enumerate(header) if name in set(self.counts.lists)]
        strata = [header.index(name) for name in self.strata]
        linkages = [header.index(name) for name in self.linkages]
        any_row = False
        for cells in reader:
            line: int = reader.line_num  # type: ignore[attr-defined]
            if not cells:
                continue
            any_row = True
            if len(cells) != len(header):
                self.say("ragged_row", line, "", counted(len(cells), "cell"),
                         counted(len(header), "cell"))
                continue
            pattern = self._pattern(cells, lists, header, line)
            count = self._count(cells[header.index(COUNT)].strip(), line)
            if pattern is not None and count is not None:
                self._add(Row(
                    tuple(_value(cells[n]) for n in strata),
                    tuple(cells[n].strip() for n in linkages), pattern, count), line)
        if not any_row:
            self.say("empty_table", 1, "", "no rows", "a row for every pattern that was seen")

    def _pattern(
        self, cells: list[str], lists: list[int], header: list[str], line: int
    ) -> int | None:
        pattern, right = 0, True
        for bit, n in enumerate(lists):
            cell = cells[n].strip()
            if cell == "1":
                pattern |= 1 << bit
            elif cell != "0":
                right = False
                self.say("cell_not_0_or_1", line, header[n], cell, "0 or 1",
                         "if the column splits the table, name it as a stratum")
        return pattern if right else None

    def _count(self, cell: str, line: int) -> int | None:
        if _WHOLE.fullmatch(cell):
            return int(cell)
        expected, mend = "a whole number of at most 12 digits", ""
        if not cell or cell.lower() in _NAN:
            code, mend = "count_missing", "leave a pattern that was not seen out, or write 0"
        elif not _NUMBER.fullmatch(cell):
            code = "count_not_a_number"
        elif cell.startswith("-"):
            code = "count_negative"
        elif float(cell) % 1:
            code, mend = "count_fractional", "rates and weights are no counts of incidents"
        else:
            code = "count_not_whole"
        self.say(code, line, COUNT, cell, expected, mend)
        return None

    def _add(self, row: Row, line: int) -> None:
        key = (row.linkage, row.stratum, row.pattern)
        if not row.pattern:
            self.say("pattern_of_no_list", line, "", f"{row.count} incidents no list recorded",
                     "patterns with at least one 1",
                     "how many no list recorded is what is estimated; leave the row out")
        elif key in self.first:
            self.say("pattern_twice", line, "", f"the pattern of line {self.first[key]} again",
                     "each pattern once", "add the two counts if both are right")
        else:
            self.first[key] = line
            self.counts.rows.append(row)


def _value(cell: str) -> str:
    found = cell.strip()
    return "" if found.lower() in MISSING else found
