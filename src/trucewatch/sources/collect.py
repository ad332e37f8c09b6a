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
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath, PureWindowsPath

from trucewatch.model.agreement import Input
from trucewatch.model.mapping import TableMapping
from trucewatch.model.problem import Problem, in_order, shorten
from trucewatch.sources.audit import Audit
from trucewatch.sources.forms import csv_records, read_all
from trucewatch.sources.interface import (
    NAMES,
    Adapter,
    Batch,
    Coding,
    Context,
    ParquetReader,
    SourceError,
)
from trucewatch.sources.merge import Counts, Merged, Row, distinct, merge, to_rows
from trucewatch.sources.registry import ADAPTERS
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


@dataclass(frozen=True)
class Given:
    """What a case and its surroundings give to every adapter beside the bytes."""

    coding: Coding = field(default_factory=dict)
    mappings: Mapping[str, TableMapping] = field(default_factory=dict)
    parquet: ParquetReader | None = None
    retrieved: str = ""
    """When files that do not say it themselves were handed over."""


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
    totals: dict[str, list[dict[str, str]]] = {}
    given = replace(given or Given(), coding=_coding(case_dir / "coding", problems))
    todo = list(inputs)
    for number, entry in enumerate(todo):
        if progress is not None:
            progress(entry.id, number, len(todo))
        try:
            merged, tallies[entry.id] = _one(
                case_dir, entry, path, tz=tz, given=given, problems=problems
            )
            changes[entry.id] = merged.counts
            totals[entry.id] = over_time(merged.rows)
        except SourceError as error:
            problems.append(error.problem)
    problems.extend(differences(totals))
    counts = {name: change.rows for name, change in changes.items()}
    return CollectReport(counts, in_order(problems), changes, tallies)


def _one(
    case_dir: Path, entry: Input, path: Path, *, tz: str, given: Given, problems: list[Problem]
) -> tuple[Merged, Tally]:
    """Collect one input; raises `SourceError` with the figures untouched."""
    target = f"figures/{entry.id}.csv"
    adapter = ADAPTERS.get(entry.adapter)
    if adapter is None:
        known = ", ".join(sorted(ADAPTERS))
        raise _refused("sources.yaml", "unknown_adapter", entry.adapter, known)
    if not is_plain(entry.id) or "/" in entry.id:
        raise _refused("sources.yaml", "unsafe_name", entry.id, "a plain file name")
    raw = find(path, entry.file)
    batches = _read(adapter, raw, entry, tz, given)
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
    if not new:
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
    _write(case_dir / target, merged.rows, target)
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


def _read(adapter: Adapter, raw: Path, entry: Input, tz: str, given: Given) -> list[Batch]:
    batches: list[Batch] = []
    try:
        for fetched in adapter.fetch(raw, entry.options):
            context = Context(
                tz=tz, file=fetched.name, options=entry.options, coding=given.coding,
                mappings=given.mappings, parquet=given.parquet,
                retrieved=fetched.retrieved or given.retrieved,
            )
            batches.extend(adapter.parse(fetched.stream, context))
    except SourceError:
        raise
    except Exception as error:  # the last resort: bad input must not end the other inputs
        raise _refused(
            raw.name, "adapter_failed", f"{type(error).__name__}: {shorten(error)}",
            "a file this adapter can read", "please report it, with the first lines of the file",
        ) from error
    return batches


def find(path: Path, file: str) -> Path:
    """Find a raw file under the folder handed over, by relative path or else by name.

    Raises
    ------
    SourceError
        When the name climbs out of the folder, or nothing or more than one file has it.
    """
    if not is_plain(file):
        raise _refused("sources.yaml", "unsafe_path", file, "a path that stays inside the folder")
    name = PurePosixPath(file).name
    if path.is_file() and path.name == name:
        return path
    if (path / file).is_file():
        return path / file
    found = sorted(other for other in path.rglob(name) if other.is_file()) if path.is_dir() else []
    if len(found) != 1:
        raise _refused(
            "sources.yaml", "file_not_found" if not found else "file_not_unique", file,
            f"one such file under the folder handed over, not {len(found)}",
            "hand over the folder that holds it",
        )
    return found[0]


def is_plain(text: str) -> bool:
    """Whether a path stays inside its folder, on every system."""
    windows = PureWindowsPath(text)
    return bool(
        text.strip() and not windows.drive and not windows.root and ":" not in text
        and "\\" not in text and ".." not in windows.parts
        and not any(ch in "*?[]\0" for ch in text)
    )


def _refused(file: str, code: str, found: str, expected: str, mend: str = "") -> SourceError:
    return SourceError(
        Problem(
            severity="error", code=code, file=file, found=shorten(found), expected=expected,
            mend=mend,
        )
    )


def _coding(folder: Path, problems: list[Problem]) -> dict[str, list[dict[str, str]]]:
    """Read the coding tables; one that cannot be read is a Problem, the others stay."""
    tables: dict[str, list[dict[str, str]]] = {}
    for file in sorted(folder.glob("*.csv")) if folder.is_dir() else []:
        audit = Audit(f"coding/{file.name}")
        try:
            with file.open("rb") as stream:
                tables[file.stem] = [record.texts() for record in csv_records(stream, audit, ())]
        except SourceError as error:
            problems.append(error.problem)
        except OSError as error:
            refused = _refused(audit.file, "unreadable_file", str(error.strerror), "a file to read")
            problems.append(refused.problem)
        problems.extend(audit.problems())
    return tables


def _kept(file: Path, name: str) -> list[Row]:
    """Rows kept before. A figures file that is not ours is never overwritten."""
    if not file.exists():
        return []
    with file.open("rb") as stream:
        text = read_all(stream, name)
    try:
        rows = [tuple(row) for row in csv.reader(io.StringIO(text, newline=""), strict=True)]
    except csv.Error as error:
        raise _refused(name, "broken_csv", str(error), OURS) from error
    if not rows or rows[0] != NAMES or any(len(row) != len(NAMES) for row in rows):
        raise _refused(
            name, "foreign_figures", "other columns or rows of another length",
            OURS, "move the file away, or mend it",
        )
    return rows[1:]


def _write(file: Path, rows: list[Row], name: str) -> None:
    """Write a figures file whole, or not at all."""
    temporary = ""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", newline="", dir=file.parent, prefix=".new-", delete=False
        ) as stream:
            temporary = stream.name
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(NAMES)
            writer.writerows(rows)
        # Temporary files are private by default; a figures file is as readable as its neighbours.
        Path(temporary).chmod(0o644)
        Path(temporary).replace(file)
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        wanted = "a folder one may write to"
        raise _refused(name, "cannot_write", str(error.strerror), wanted) from error
