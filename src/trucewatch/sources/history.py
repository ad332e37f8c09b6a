"""The history of a series from what was said about its changes: pure, and of no publisher.

Given are the appearances of rows, the changes and removals a publisher's versions made, and what
the cells hold at the end. At the start of a row's stay in the series a cell held the old value of
its first change in that stay or, never changed and still there, what it holds at the end. What
disagrees is a Problem, and what is not said is not told.
"""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, pairwise
from typing import Any, NamedTuple

from trucewatch.model.claim import Column
from trucewatch.model.problem import Problem, Severity, counted, shorten
from trucewatch.model.series import CELL_COLUMNS, VERSION_COLUMNS
from trucewatch.sources.audit import Audit
from trucewatch.sources.series import SeriesBatch

LISTED = 500
"""Problems about the publisher's conduct that are shown one by one, for each series."""
ROW = "*row*"
"""In the place of a field: the whole row was removed."""


class Line(NamedTuple):
    """One thing said of a version: a row appeared (no field), was removed, or a cell changed."""

    commit: str
    row: str
    field: str
    old: str
    new: str
    line: int


class Change(NamedTuple):
    """A change of a cell; empty: absent."""

    place: int
    old: str
    new: str
    line: int


@dataclass
class Stay:
    """One stay of a row in the series: places in the order of versions, and lines."""

    since: int
    line: int
    until: int | None = None
    gone: int = 0
    changes: dict[str, list[Change]] = field(default_factory=dict)


@dataclass
class History:
    """What was read of one series, and what follows."""

    series: str
    source: str
    parser: str
    key: str
    """Field that names the row; it is a cell too, so that every stay is told."""
    address: str
    """Address of a version, with ``{commit}`` in its place."""
    audits: Mapping[str, Audit]
    """By role: ``first_published``, ``revisions``, ``newest``."""
    times: dict[str, tuple[str, int]] = field(default_factory=dict)
    met: dict[str, tuple[str, int]] = field(default_factory=dict)
    """Role and line where a version is first named."""
    order: list[str] = field(default_factory=list)
    rows: dict[str, list[Stay]] = field(default_factory=dict)
    newest: dict[str, tuple[int, dict[str, str | None]]] | None = None
    """Line and fields of each row; a value that could not be read is ``None``."""
    doubt: set[tuple[str | None, str | None]] = field(default_factory=set)
    """Row and field that an unreadable line may have been about; ``None``: any."""

    def doubtful(self, row: str, name: str) -> bool:
        """Whether an unreadable line may have been about this cell."""
        return not self.doubt.isdisjoint(((row, name), (row, None), (None, name), (None, None)))

    def stays(self) -> Iterator[tuple[str, int, Stay, Stay | None]]:
        """Every stay with its row, its number and the stay after it."""
        for row, stays in self.rows.items():
            for number, (stay, then) in enumerate(zip(stays, [*stays[1:], None], strict=True)):
                yield row, number, stay, then

    def at(self, role: str, line: int) -> str:
        """Locator: file and line."""
        return f"{self.audits[role].file}:{line}"


def rebuild(history: History, first: list[Line], revisions: list[Line]) -> SeriesBatch:
    """Versions and cells that follow from the lines and from `History.newest`.

    Problems about the input are in the audits of the history; those of the batch are about the
    publisher's conduct.
    """
    if first:  # without one no row has a version, and every other line would be a Problem
        _in_order(history, first, revisions)
        _replay(history, first, revisions)
        _check_newest(history)
        _say_unknown(history)
    versions, cells = _versions(history), _cells(history)
    return SeriesBatch(
        _columns(VERSION_COLUMNS, versions), _columns(CELL_COLUMNS, cells), _conduct(history)
    )


def _columns(contract: Iterable[Column], rows: list[tuple[object, ...]]) -> dict[str, list[Any]]:
    return {column.name: [row[at] for row in rows] for at, column in enumerate(contract)}


def _in_order(history: History, *files: list[Line]) -> None:
    """Order the versions as each file does, and by time where the files leave it open."""
    after: dict[str, set[str]] = {commit: set() for commit in history.met}
    for lines in files:
        for one, other in pairwise(dict.fromkeys(line.commit for line in lines)):
            after[one].add(other)
    waits = Counter(chain.from_iterable(after.values()))
    ready = [(history.times[commit][1], commit) for commit in after if not waits[commit]]
    heapq.heapify(ready)
    while ready:
        commit = heapq.heappop(ready)[1]
        history.order.append(commit)
        for other in after.pop(commit):
            waits[other] -= 1
            if not waits[other]:
                heapq.heappush(ready, (history.times[other][1], other))
    stuck = sorted((history.times[commit][1], commit) for commit in after)
    for _, commit in stuck[:1]:
        _at(history, commit, "order_of_versions", "warning", counted(len(stuck), "version"),
            "one order of versions in both files", "these are put in the order of their times")
    history.order += [commit for _, commit in stuck]
    for before, commit in pairwise(history.order):
        if history.times[commit][1] <= history.times[before][1]:
            _at(history, commit, "time_runs_backwards", "note",
                f"{commit} of {history.times[commit][0]}",
                f"a time after {history.times[before][0]} of {before}, the version before it",
                "the order of the file stands; as known at a time may differ from it")


def _at(
    history: History, commit: str, code: str, severity: Severity, found: str, expected: str,
    mend: str,
) -> None:
    role, line = history.met[commit]
    history.audits[role].report(code, severity=severity, line=line, field="published_at",
                                found=found, expected=expected, mend=mend)


def _replay(history: History, first: list[Line], revisions: list[Line]) -> None:
    """Follow every row through the versions; within one: removals, changes, appearances."""
    places = {commit: place for place, commit in enumerate(history.order)}
    rank = {ROW: 0, "": 2}
    for line in sorted(
        chain(first, revisions),
        key=lambda line: (places[line.commit], rank.get(line.field, 1), line.line),
    ):
        place, stays = places[line.commit], history.rows.get(line.row)
        if not line.field:
            _appear(history, place, line)
        elif not stays or stays[-1].until is not None or stays[-1].since >= place:
            _report(history, line, "change_of_absent_row", line.row,
                    "a row that the version before carried")
        elif line.field == ROW:
            stays[-1].until, stays[-1].gone = place, line.line
        else:
            _follow(history, stays[-1], place, line)


def _report(
    history: History, line: Line, code: str, found: str, expected: str,
    mend: str = "",
) -> None:
    history.audits["revisions" if line.field else "first_published"].report(
        code, severity="warning" if mend else "error", line=line.line,
        field="field" if line.field else history.key, found=found, expected=expected,
        mend=mend or "the line is left out",
    )


def _appear(history: History, place: int, line: Line) -> None:
    stays = history.rows.setdefault(line.row, [])
    last = stays[-1] if stays else Stay(-1, 0, until=-1)
    if last.since == place:
        _report(history, line, "duplicate_row", line.row, "each row of a version once")
        return
    if last.until in (None, place):
        there = any(changes[-1].place == place for changes in last.changes.values())
        _report(history, line, "row_already_there", line.row, "a removal in an earlier version",
                "" if there else "taken as come back; of the values before, changed ones are told")
        if there:
            return
        last.until = None
    stays.append(Stay(place, line.line))


def _follow(history: History, stay: Stay, place: int, line: Line) -> None:
    before = stay.changes.get(line.field)
    values = f"{shorten(line.old, 20) or 'nothing'} to {shorten(line.new, 20) or 'nothing'}"
    shown = f"{line.row}, {shorten(line.field, 40)}: {values}"
    if before and before[-1].place == place:
        _report(history, line, "duplicate_row", shown, "each cell of a version once")
    elif line.old == line.new:
        _report(history, line, "no_change", shown, "two values that differ")
    else:
        if before and before[-1].new != line.old:
            _report(
                history, line, "broken_chain", shown,
                f"from {shorten(before[-1].new) or 'nothing'}, as line {before[-1].line} left it",
                "both are kept as stated; when it changed in between is not known",
            )
        stay.changes.setdefault(line.field, []).append(Change(place, *line[3:]))


def _check_newest(history: History) -> None:
    """Compare where the revisions end with the newest file."""
    audit = history.audits["newest"]
    for row, (line, values) in (history.newest or {}).items():
        stay = history.rows[row][-1] if row in history.rows else None
        if stay is None or stay.until is not None:
            audit.report("row_not_published", line=line, field=history.key, found=row,
                         expected="a version that carries it and no later removal",
                         mend="its values are left out: since when they held is not said")
            continue
        for name, changes in stay.changes.items():
            value = values.get(name, "")
            if value is not None and value != changes[-1].new:
                audit.report(
                    "newest_differs", line=line,
                    found=f"{row}, {shorten(name, 40)}: {value or 'nothing'}",
                    expected=f"{shorten(changes[-1].new) or 'nothing'}, as "
                             f"{history.at('revisions', changes[-1].line)} left it",
                    mend="the revisions are kept; look which of the files is older",
                )
    if history.newest is not None and not audit.rows_lost:
        for row, stays in history.rows.items():
            if stays[-1].until is None and row not in history.newest:
                place = history.at("first_published", stays[-1].line)
                audit.report("row_missing", severity="warning", field=history.key, found=row,
                             expected=f"the row of {place}", mend="only changed cells are told")


def _start(history: History, row: str, stay: Stay, last: bool) -> dict[str, tuple[str, str]]:
    """Value and locator of the cells known from the start of a stay."""
    known = {history.key: (row, history.at("first_published", stay.line))}
    for name, changes in stay.changes.items():
        if changes[0].old and not history.doubtful(row, name):
            known[name] = changes[0].old, history.at("revisions", changes[0].line)
    if last and stay.until is None and history.newest:
        line, values = history.newest.get(row, (0, {}))
        for name, value in values.items():
            if value and name not in stay.changes and not history.doubtful(row, name):
                known[name] = value, history.at("newest", line)
    return known


def _cells(history: History) -> list[tuple[object, ...]]:
    """Every value that is known, from the version on from which it held."""
    found: list[tuple[int, str, str, str | None, str, str]] = []
    for row, number, stay, then in history.stays():
        held, event = {}, "returned" if number else "first"
        for name, (value, locator) in _start(history, row, stay, then is None).items():
            held[name] = value
            found.append((stay.since, row, name, value, event, locator))
        for name, changes in stay.changes.items():
            held[name] = changes[-1].new
            for change in changes:
                locator = history.at("revisions", change.line)
                found.append((change.place, row, name, change.new or None, "changed", locator))
        if stay.until is not None:
            locator = history.at("revisions", stay.gone)
            found += [(stay.until, row, name, None, "dropped", locator)
                      for name, value in held.items() if value]
    found.sort(key=lambda cell: cell[:3])
    return [
        (history.series, row, name, value, history.order[place],
         history.times[history.order[place]][1], event, locator, history.parser)
        for place, row, name, value, event, locator in found
    ]


def _versions(history: History) -> list[tuple[object, ...]]:
    added, changed, dropped = Counter[int](), Counter[int](), Counter[int | None]()
    for _, _, stay, _ in history.stays():
        added[stay.since] += 1
        dropped[stay.until] += 1
        changed.update(change.place for change in chain.from_iterable(stay.changes.values()))
    return [
        (history.series, commit, history.source, *history.times[commit], added[place],
         changed[place], dropped[place], "", history.address.replace("{commit}", commit))
        for place, commit in enumerate(history.order)
    ]


def _conduct(history: History) -> list[Problem]:
    """One Problem for each version that changed published cells, or removed published rows."""
    changed: dict[int, list[tuple[int, str, str, Change]]] = defaultdict(list)
    removed: dict[int, list[tuple[int, Stay | None]]] = defaultdict(list)
    for row, _, stay, then in history.stays():
        for name, changes in stay.changes.items():
            for change in changes:
                changed[change.place].append((change.line, row, name, change))
        if stay.until is not None:
            removed[stay.until].append((stay.gone, then))
    found = []
    for place in sorted({*changed, *removed}):
        if cells := changed.get(place):
            line = min(line for line, *_ in cells)
            found.append(_silent(history, "silent_rewrite", line, _changes(cells)))
        if rows := removed.get(place):
            text = f"{counted(len(rows), 'row')} removed, {_came_back(history, rows)}"
            found.append(_silent(history, "silent_drop", min(line for line, _ in rows), text))
    if len(found) > LISTED:
        rest = _silent(history, "more_of_the_same", None, f"{len(found) - LISTED} more of these")
        found[LISTED:] = [rest]
    return found


def _silent(history: History, code: str, line: int | None, found: str) -> Problem:
    return Problem(
        severity="warning", code=code, file=history.audits["revisions"].file, line=line,
        field=history.series, found=found, expected="a notice of correction",
        mend="nothing to mend here: versions and cells say what was published when",
    )


def _changes(cells: list[tuple[int, str, str, Change]]) -> str:
    """Say how many cells of how many rows changed, and in which way."""
    added = sum(not change.old for *_, change in cells)
    taken = sum(not change.new for *_, change in cells)
    text = (
        f"{counted(len(cells), 'cell')} of {counted(len({row for _, row, _, _ in cells}), 'row')} "
        f"changed: {len(cells) - added - taken} to another value, {added} added, {taken} removed"
    )
    names = _renamed(cells)
    return text + (f"; {counted(names, 'field')} only renamed" if names else "")


def _renamed(cells: list[tuple[int, str, str, Change]]) -> int:
    """How many fields went while exactly one other came, with the same values in the same rows."""
    went: dict[str, set[tuple[str, str]]] = defaultdict(set)
    came: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for _, row, name, change in cells:
        if not change.new:
            went[name].add((row, change.old))
        elif not change.old:
            came[name].add((row, change.new))
    gone, new = (Counter(map(frozenset, side.values())) for side in (went, came))
    return sum(gone[values] == new[values] == 1 for values in gone)


def _came_back(history: History, rows: list[tuple[int, Stay | None]]) -> str:
    if not (back := [then.since for _, then in rows if then is not None]):
        return "none came back"
    last = history.order[max(back)]
    return f"{len(back)} came back, the last with {last} of {history.times[last][0]}"


def _say_unknown(history: History) -> None:
    """Say what the pieces do not tell."""
    ended: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for row, _, stay, _ in history.stays():
        if stay.until is not None:
            ended[stay.until].append((stay.gone, row))
    for place, rows in sorted(ended.items()):
        line, row = min(rows)
        history.audits["revisions"].report(
            "values_not_stated", severity="note", line=line, field=ROW,
            found=f"{counted(len(rows), 'row')} removed with {history.order[place]}, first {row}",
            expected="the values they held before",
            mend="unknown, but for cells changed before the removal; that they were there is told",
        )
    open_rows = [stays[-1] for stays in history.rows.values() if stays[-1].until is None]
    if history.newest is None:
        history.audits["newest"].report(
            "newest_not_given", severity="note",
            found=f"{sum(not stay.changes for stay in open_rows)} of "
                  f"{counted(len(open_rows), 'row')} without values",
            expected="the newest version of the series",
            mend="give it; of the other rows only changed cells are told",
        )
    rows_of = (history.newest or {}).items()
    if count := sum(history.doubtful(row, name) for row, (_, cells) in rows_of for name in cells):
        history.audits["revisions"].report(
            "history_incomplete", found=counted(count, "cell") + " of the newest file",
            expected="revisions that can all be read",
            mend="what they held is told only from their next stated change on",
        )
