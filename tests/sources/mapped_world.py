"""A small table and its mapping, for tests of mapped tables; all of it invented."""

from __future__ import annotations

import io
from dataclasses import dataclass, field

from trucewatch.case.mappings import read_mapping
from trucewatch.model.mapping import TableMapping
from trucewatch.model.problem import Problem, in_order
from trucewatch.sources.interface import NAMES, Context, ParquetReader, SourceError
from trucewatch.sources.merge import to_rows
from trucewatch.sources.registry import ADAPTERS
from trucewatch.sources.tally import Extent, Tally

MAPPING = """mapping: 1
form: csv
key: [id]
every:
  source: {value: vale_office}
  earliest: {column: day}
  basis: {value: instant}
claims:
  - property: {value: killed}
    number: {column: dead}
"""
TABLE = "id,day,dead\na,2031-03-04,2\nb,2031-03-05,3\n"


@dataclass
class Outcome:
    """What an adapter gave."""

    rows: list[dict[str, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    extents: list[tuple[Extent, ...]] = field(default_factory=list)
    tally: Tally | None = None
    refused: bool = False
    """Whether the file as a whole was refused."""

    @property
    def codes(self) -> list[tuple[str, int | None]]:
        """Code and line of every problem."""
        return [(problem.code, problem.line) for problem in self.problems]

    def column(self, name: str) -> list[str]:
        """One column of the rows."""
        return [row[name] for row in self.rows]


def mapping_of(text: str) -> TableMapping:
    """A mapping that must be right but for guesses to be confirmed."""
    problems: list[Problem] = []
    mapping = read_mapping("mappings/vale.yaml", text.encode(), problems)
    assert mapping is not None, problems
    return mapping


def outcome(
    data: bytes | str, mapping: str = MAPPING, *, parquet: ParquetReader | None = None,
    retrieved: str = "", tz: str = "Asia/Gaza", name: str = "vale",
    options: dict[str, str] | None = None,
) -> Outcome:
    """Read a table by a mapping."""
    context = Context(
        tz=tz, file="table", options={"mapping": name} | (options or {}), retrieved=retrieved,
        mappings={"vale": mapping_of(mapping)}, parquet=parquet,
    )
    raw = data.encode() if isinstance(data, str) else data
    found, problems = Outcome(), []
    try:
        for batch in ADAPTERS["mapped"].parse(io.BytesIO(raw), context):
            found.rows += [dict(zip(NAMES, row, strict=True)) for row in to_rows([batch])]
            found.extents += batch.extents
            problems += batch.problems
            found.tally = batch.tally or found.tally
    except SourceError as error:
        problems.append(error.problem)
        found.refused = True
    found.problems = in_order(problems)
    if found.tally is not None:
        assert found.tally.missing == 0
    return found


def changed(old: str, new: str, mapping: str = MAPPING) -> str:
    """The mapping with one part replaced."""
    assert old in mapping
    return mapping.replace(old, new)


DATED = "earliest: {column: day}"
NUMBERED = "number: {column: dead}"


def with_dates(*formats: str) -> str:
    """The mapping with declared forms of dates."""
    return changed(DATED, f"earliest: {{column: day, formats: [{', '.join(formats)}]}}")


def one(cell: str, day: str = "2031-03-04") -> str:
    """A table of one row."""
    return f'id,day,dead\na,"{day}","{cell}"\n'
