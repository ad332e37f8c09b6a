"""Mappings for people: propose one for a table, or tell in words what one will do with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, TypeVar

from trucewatch.case.mappings import read_file, read_mapping
from trucewatch.model.mapping import TableMapping
from trucewatch.model.problem import Problem, in_order
from trucewatch.sources.adapters.mapped import Mapped
from trucewatch.sources.interface import Context, SourceError
from trucewatch.sources.mapping import explain, propose
from trucewatch.sources.mapping.own import OWN
from trucewatch.sources.mapping.preview import preview, told
from trucewatch.store.tables import read_parquet

CASE_TZ = "UTC"
"""Time zone of a preview where the mapping names none: no case is at hand."""
ROWS_HEAD = "# The first rows as they would be read, in UTC where no tz is given:"


@dataclass(frozen=True)
class Told:
    """What a mapping does with a table."""

    columns: list[tuple[str, str]] = field(default_factory=list)
    """Columns of the table, and what is done with each."""
    general: list[str] = field(default_factory=list)
    """What holds for the whole table and for each claim."""
    rows: list[str] = field(default_factory=list)
    """The first rows as they would be read."""
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class Proposed:
    """A proposal as the text of a YAML file; empty where the table cannot be read."""

    text: str = ""
    problems: list[Problem] = field(default_factory=list)


T = TypeVar("T", Told, Proposed)


def show(file: Path, mapping: str) -> Told:
    """Tell in words what a mapping will do with a table, and read its first rows by it.

    Parameters
    ----------
    file
        The table.
    mapping
        Path of the mapping's YAML file, or the name of a mapping that ships.
    """
    problems: list[Problem] = []
    path = Path(mapping)
    found = OWN.get(mapping) or read_file(path, path.name, problems)
    if found is None:
        return Told(problems=in_order(problems))
    return _opened(file, Told, lambda stream, context: _told(
        stream, context, path.stem, found, problems))


def _told(
    stream: BinaryIO, context: Context, name: str, mapping: TableMapping, problems: list[Problem]
) -> Told:
    seen = preview(stream, context, name, mapping)
    return Told(
        columns=[] if seen.table is None else explain.columns(mapping, seen.table),
        general=[*explain.general(mapping), *explain.claims(mapping)],
        rows=list(map(told, seen.rows)), problems=in_order([*problems, *seen.problems]),
    )


def draft(file: Path, part: str = "") -> Proposed:
    """Propose a mapping for a table, with its first rows read by it as comments.

    Parameters
    ----------
    file
        The table.
    part
        Sheet of a workbook, or table of a GeoPackage, where there are several.
    """
    return _opened(file, Proposed, lambda stream, context: _drafted(stream, context, part))


def _drafted(stream: BinaryIO, context: Context, part: str) -> Proposed:
    text = propose.propose(stream, context, propose.provisional(stream, context.file, part))
    found: list[Problem] = []
    mapping = read_mapping("proposal.yaml", text.encode(), found)
    if mapping is None:
        return Proposed(text, in_order(found))
    stream.seek(0)
    seen = preview(stream, context, "proposal", mapping)
    rows = [f"#   {row}" for row in map(told, seen.rows)]
    return Proposed("\n".join([text.rstrip("\n"), ROWS_HEAD, *(rows or ["#   none"]), ""]),
                    in_order(seen.problems))


def _opened(file: Path, kind: type[T], use: Callable[[BinaryIO, Context], T]) -> T:
    """Open a table as `collect` does, with the same limits."""
    context = Context(tz=CASE_TZ, file=file.name, parquet=read_parquet,
                      retrieved=datetime.now(UTC).date().isoformat())
    try:
        for fetched in Mapped().fetch(file, {}):
            return use(fetched.stream, context)
    except SourceError as error:
        return kind(problems=[error.problem])
    return kind()
