"""Find a raw file and read it through its adapter, with everything the case gives beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath, PureWindowsPath

from trucewatch.model.agreement import Input
from trucewatch.model.mapping import TableMapping
from trucewatch.model.problem import Problem, shorten
from trucewatch.sources.audit import Audit
from trucewatch.sources.forms import csv_records
from trucewatch.sources.interface import Batch, Coding, Context, ParquetReader, SourceError
from trucewatch.sources.registry import ADAPTERS


@dataclass(frozen=True)
class Given:
    """What a case and its surroundings give to every adapter beside the bytes."""

    coding: Coding = field(default_factory=dict)
    mappings: Mapping[str, TableMapping] = field(default_factory=dict)
    parquet: ParquetReader | None = None
    retrieved: str = ""
    """When files that do not say it themselves were handed over."""


def read_raw(raw: Path, entry: Input, tz: str, given: Given) -> list[Batch]:
    """Read one raw file through the adapter its input names.

    Raises
    ------
    SourceError
        When there is no such adapter, or the file as a whole cannot be read.
    """
    adapter = ADAPTERS.get(entry.adapter)
    if adapter is None:
        known = ", ".join(sorted(ADAPTERS))
        raise refused("sources.yaml", "unknown_adapter", entry.adapter, known)
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
        raise refused(
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
        raise refused("sources.yaml", "unsafe_path", file, "a path that stays inside the folder")
    name = PurePosixPath(file).name
    if path.is_file() and path.name == name:
        return path
    if (path / file).is_file():
        return path / file
    found = sorted(other for other in path.rglob(name) if other.is_file()) if path.is_dir() else []
    if len(found) != 1:
        raise refused(
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


def refused(file: str, code: str, found: str, expected: str, mend: str = "") -> SourceError:
    """Error about a whole file."""
    return SourceError(
        Problem(
            severity="error", code=code, file=file, found=shorten(found), expected=expected,
            mend=mend,
        )
    )


def read_coding(folder: Path, problems: list[Problem]) -> dict[str, list[dict[str, str]]]:
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
            unread = refused(audit.file, "unreadable_file", str(error.strerror), "a file to read")
            problems.append(unread.problem)
        problems.extend(audit.problems())
    return tables
