"""A case that changes again and again, and the record that was kept of it; all invented."""

from __future__ import annotations

import csv
import random
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from trucewatch.pipeline import Keeping
from trucewatch.record import Record
from trucewatch.record.line import LOG
from trucewatch.record.walk import FORMAT_FILE, named

from .lean import run

FIXTURE = Path(__file__).resolve().parents[1] / "case" / "fixture"
BEGUN = datetime(2031, 3, 4, 8, 30, tzinfo=UTC)
FIGURES = "figures/counts.csv"

Row = dict[str, str]
Change = Callable[[list[Row]], None]


def new_case(folder: Path) -> Path:
    """Copy the invented case."""
    case = folder / "norland"
    shutil.copytree(FIXTURE, case)
    return case


def change_figures(case: Path, change: Change) -> None:
    """Rewrite the figures of a case."""
    path = case / FIGURES
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        names, rows = list(reader.fieldnames or []), list(reader)
    change(rows)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def added(key: str, **cells: str) -> Change:
    """A change that adds a row like the first, with other cells."""
    def change(rows: list[Row]) -> None:
        rows.append({**rows[0], "withdrawn": "", "key": key, **cells})

    return change


def altered(key: str, **cells: str) -> Change:
    """A change of some cells of a row."""
    def change(rows: list[Row]) -> None:
        for row in rows:
            if row["key"] == key and not row["withdrawn"]:
                row.update(cells)

    return change


def removed(key: str) -> Change:
    """A change that takes a row out of the case, without a word of its source."""
    def change(rows: list[Row]) -> None:
        rows[:] = [row for row in rows if row["key"] != key]

    return change


CHANGES: tuple[Change, ...] = (
    added("c-5", earliest="2031-03-03", latest="2031-03-03", original="a second strike",
          published="2031-03-04"),
    altered("c-5", note="seen from the mill"),
    altered("c-1", withdrawn="2031-03-06"),
    added("c-6", actor="rangers", target="norlanders", original="a strike on the other side",
          published="2031-03-05", earliest="2031-03-04", latest="2031-03-04"),
    removed("c-2"),
    added("c-2", stance="denies", low="", high="", speaker="norland-army",
          original="we struck nothing"),
    altered("c-3", low="41", high="44", original="some 42"),
)


def kept(case: Path, record: Path, at: datetime) -> None:
    """Run the case once, by a clock of the test's own."""
    result = run(case, case.parent / "out", keeping=Keeping(record=record, clock=lambda: at))
    assert result.release is not None, result.problems


def grown(folder: Path) -> tuple[Path, Path, list[datetime]]:
    """A case, its record after every change, and when each was recorded."""
    case, record = new_case(folder), folder / "record"
    times = [BEGUN]
    kept(case, record, BEGUN)
    for number, change in enumerate(CHANGES, 1):
        change_figures(case, change)
        if number == 3:
            clauses = case / "clauses.yaml"
            text = clauses.read_text(encoding="utf-8")
            clauses.write_text(text.replace("No strikes in the valley", "No strike in the valley"),
                               encoding="utf-8", newline="\n")
        times.append(BEGUN + timedelta(days=number, microseconds=number))
        kept(case, record, times[-1])
    return case, record, times


def stopped(record: Path, at: datetime, copy: Path) -> Path:
    """The record as it was on the disk when it had recorded nothing after an instant."""
    batches = [b for b in Record.open(record).batches if b.moment <= at]
    for name in (FORMAT_FILE, *named(batches)):
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(record / name, copy / name)
    (copy / LOG).write_bytes(b"".join(b.line() + b"\n" for b in batches))
    return copy


def some_instants(times: list[datetime], count: int) -> list[datetime]:
    """Instants around and between those of the record: on the microsecond, before and after it."""
    chosen = random.Random(20311)
    edges = [t + timedelta(microseconds=d) for t in times for d in (-1, 0, 1)]
    span = int((times[-1] - times[0]).total_seconds() * 1e6)
    while len(edges) < count:
        edges.append(times[0] + timedelta(microseconds=chosen.randrange(-10**10, span + 10**10)))
    chosen.shuffle(edges)
    return edges[:count]
