"""Read raw source files through the adapters into the figures of a case.

For each input of ``sources.yaml`` the file is found under the folder handed over, read, merged
with the figures kept before (`merge`) and written whole and sorted, by way of a temporary file, so
that nothing half-written is ever left. A file that cannot be read gives Problems and leaves its
figures as they were; the other inputs are still collected.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from trucewatch.model.agreement import Input
from trucewatch.model.coverage import COVERAGE_NAMES
from trucewatch.model.csv_lines import csv_writer
from trucewatch.model.problem import Problem, counted, in_order, shorten
from trucewatch.sources.coverage import CoverageRow, merge_coverage, read_coverage
from trucewatch.sources.forms import read_all
from trucewatch.sources.interface import (
    NAMES,
    Batch,
    SourceError,
)
from trucewatch.sources.merge import Counts, Merged, Row, distinct, merge, to_rows
from trucewatch.sources.reading import Given, find, is_plain, read_coding, read_raw, refused
from trucewatch.sources.tally import Tally, total
from trucewatch.sources.totals import differences, over_time

OURS = "figures as this program writes them"

Progress = Callable[[str, int, int], None]
"""Called with the input's id, its number from 0, and how many there are."""


@dataclass(frozen=True)
class CollectReport:
    """What was collected, by input, and everything found on the way."""

    counts: dict[str, int] = field(default_factory=dict)
    """Rows each source carries now, by input."""
    problems: list[Problem] = field(default_factory=list)
    changes: dict[str, Counts] = field(default_factory=dict)
    """The same, with what was added, changed and withdrawn."""
    tallies: dict[str, Tally] = field(default_factory=dict)
    """What became of the rows of each source, by input."""
    coverage: dict[str, int] = field(default_factory=dict)
    """Rows of coverage, by input that has any or had some before."""


def collect(
    case_dir: Path, inputs: Iterable[Input], path: Path, tz: str, progress: Progress | None = None,
    given: Given | None = None,
) -> CollectReport:
    """Collect the inputs of a case.

    Parameters
    ----------
    case_dir
        The case folder; ``figures/<id>.csv`` is written there.
    inputs
        As declared in ``sources.yaml``.
    path
        Folder with the raw files, or one raw file.
    tz
        Time zone of the case.
    progress
        Told before each input.
    given
        Mappings, and what reads Parquet; the coding tables are read from the case.
    """
    problems: list[Problem] = []
    changes: dict[str, Counts] = {}
    tallies: dict[str, Tally] = {}
    watched: dict[str, int] = {}
    totals: dict[str, list[dict[str, str]]] = {}
    given = replace(given or Given(), coding=read_coding(case_dir / "coding", problems))
    todo = list(inputs)
    for number, entry in enumerate(todo):
        if progress is not None:
            progress(entry.id, number, len(todo))
        try:
            merged, tallies[entry.id] = _one(
                case_dir, entry, path, tz=tz, given=given, problems=problems, watched=watched
            )
            changes[entry.id] = merged.counts
            totals[entry.id] = over_time(merged.rows)
        except SourceError as error:
            problems.append(error.problem)
    problems.extend(differences(totals))
    counts = {name: change.rows for name, change in changes.items()}
    return CollectReport(counts, in_order(problems), changes, tallies, watched)


def _one(
    case_dir: Path, entry: Input, path: Path, *, tz: str, given: Given, problems: list[Problem],
    watched: dict[str, int],
) -> tuple[Merged, Tally]:
    """Collect one input; raises `SourceError` with the figures untouched."""
    target = f"figures/{entry.id}.csv"
    if not is_plain(entry.id) or "/" in entry.id:
        raise refused("sources.yaml", "unsafe_name", entry.id, "a plain file name")
    raw = find(path, entry.file)
    batches = read_raw(raw, entry, tz, given)
    tally = total(batch.tally for batch in batches if batch.tally is not None)
    found = [problem for batch in batches for problem in batch.problems]
    found += _unaccounted(raw.name, tally)
    problems.extend(found)
    new, repeated = distinct(to_rows(batches))
    problems.extend(
        Problem(
            severity="warning", code="repeated_key", file=raw.name, field="key", found=shorten(key),
            expected="each key once", mend="both are kept, the later with a number",
        )
        for key in repeated
    )
    whole = not any(problem.severity == "error" for problem in found)
    merged = merge(new, _kept(case_dir / target, target), withdraw=whole)
    if not new and not any(batch.coverage["body"] for batch in batches):
        problems.append(
            Problem(
                severity="warning", code="no_rows", file=raw.name, found="no row at all",
                expected="rows in the period asked for",
                mend="figures kept before stay as they were",
            )
        )
    if not whole:
        problems.append(
            Problem(
                severity="note", code="withdrawals_held", file=target,
                found="a source with errors", expected="a source read whole",
                mend="rows not met this time stay as they were",
            )
        )
    _coverage(case_dir, entry.id, batches, whole=whole, problems=problems, watched=watched)
    _write(case_dir / target, [NAMES, *merged.rows], target)
    return merged, tally


def _unaccounted(file: str, tally: Tally) -> list[Problem]:
    """A difference between the rows met and those that ended in some way."""
    if not tally.missing:
        return []
    return [
        Problem(
            severity="error", code="rows_unaccounted", file=file, found=str(tally),
            expected="every row read, refused or left aside",
            mend="please report it: the adapter has lost rows, or counted some twice",
        )
    ]


def _coverage(
    case_dir: Path, name: str, batches: list[Batch], *, whole: bool, problems: list[Problem],
    watched: dict[str, int],
) -> None:
    """Write ``coverage/<input>.csv`` where the source has such rows, or had some before."""
    target = f"coverage/{name}.csv"
    file = case_dir / target
    old: list[CoverageRow] | None = []
    if file.exists():
        with file.open("rb") as stream:
            old = read_coverage(read_all(stream, target))
    if old is None:
        raise refused(target, "foreign_coverage", "other columns, or rows of another length",
                       "coverage as this program writes it", "move the file away, or mend it")
    kept = merge_coverage(batches, old, whole=whole)
    if kept.gone:
        problems.append(Problem(
            severity="note", code="coverage_gone", file=target, found=counted(kept.gone, "row"),
            expected="rows the source still has", mend="the record keeps the file as it was",
        ))
    if kept.rows or old:
        watched[name] = len(kept.rows)
        _write(file, [COVERAGE_NAMES, *kept.rows], target)


def _kept(file: Path, name: str) -> list[Row]:
    """Rows kept before. A figures file that is not ours is never overwritten."""
    if not file.exists():
        return []
    with file.open("rb") as stream:
        text = read_all(stream, name)
    try:
        rows = [tuple(row) for row in csv.reader(io.StringIO(text, newline=""), strict=True)]
    except csv.Error as error:
        raise refused(name, "broken_csv", str(error), OURS) from error
    if not rows or rows[0] != NAMES or any(len(row) != len(NAMES) for row in rows):
        raise refused(
            name, "foreign_figures", "other columns or rows of another length",
            OURS, "move the file away, or mend it",
        )
    return rows[1:]


def _write(file: Path, rows: list[Row], name: str) -> None:
    """Write a file whole, its header first, or not at all."""
    temporary = ""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", newline="", dir=file.parent, prefix=".new-", delete=False
        ) as stream:
            temporary = stream.name
            writer = csv_writer(stream)
            writer.writerows(rows)
        # Temporary files are private by default; a figures file is as readable as its neighbours.
        Path(temporary).chmod(0o644)
        Path(temporary).replace(file)
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        wanted = "a folder one may write to"
        raise refused(name, "cannot_write", str(error.strerror), wanted) from error
    except UnicodeEncodeError as error:
        # Adapters make such characters visible; what slips through stops its own input alone.
        Path(temporary).unlink(missing_ok=True)
        raise refused(
            name, "half_character", f"U+{ord(error.object[error.start]):04X}",
            "whole characters", "mend it in the file of the source; nothing was written",
        ) from error
