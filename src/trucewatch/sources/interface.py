"""What an adapter is, what it may be given, what it yields and what it may raise.

An adapter has two halves. `fetch` is the only place that may do I/O and hands over bytes as they
are. `parse` is pure: bytes and a `Context` in, batches of figures rows and Problems out, so that
it is tested without disk or network. A bad value is a Problem in a batch, never an exception; the
one exception an adapter may raise is `SourceError`, when a file as a whole cannot be read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO, Protocol

from trucewatch.model.claim import FIGURE_COLUMNS
from trucewatch.model.coverage import COVERAGE_NAMES
from trucewatch.model.problem import Problem
from trucewatch.sources.tally import Extent, Tally

MAX_BYTES = 200 * 1024 * 1024
"""Larger files are refused: no source of this kind is near it, and a bomb is."""
BATCH_ROWS = 5_000

NAMES = tuple(column.name for column in FIGURE_COLUMNS)

Columns = dict[str, list[str]]
"""`FIGURE_COLUMNS` as lists of equal length."""
CoverageColumns = dict[str, list[str]]
"""`COVERAGE_COLUMNS` as lists of equal length."""
Coding = Mapping[str, Sequence[Mapping[str, str]]]
"""Hand-made decisions of the case, by the name of their file in ``coding/``."""


class SourceError(Exception):
    """A whole file that cannot be read; carries the Problem that says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


@dataclass(frozen=True)
class Fetched:
    """Bytes as received."""

    stream: BinaryIO
    name: str
    """File name, for positions in Problems."""
    address: str
    """Where the bytes come from; empty when only the local file is known."""
    retrieved: str | None = None
    """Instant of retrieval; ``None`` for a file somebody handed over."""


@dataclass(frozen=True)
class Context:
    """Everything `parse` may know beside the bytes."""

    tz: str
    """Time zone of the case, for civil days."""
    file: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    coding: Coding = field(default_factory=dict)


def no_coverage() -> CoverageColumns:
    """Coverage without a row."""
    return {name: [] for name in COVERAGE_NAMES}


@dataclass(frozen=True)
class Batch:
    """Rows as columns, and what was found wrong or doubtful on the way."""

    rows: Columns
    problems: list[Problem] = field(default_factory=list)
    extents: list[tuple[Extent, ...]] = field(default_factory=list)
    """Where in the original each row stands; several places for a sum. Empty: not kept."""
    tally: Tally | None = None
    """What became of the rows of the whole file; in its last batch."""
    coverage: CoverageColumns = field(default_factory=no_coverage)
    """`model.coverage.COVERAGE_COLUMNS`: who could see, beside what was said."""

    def __len__(self) -> int:
        return len(self.rows["key"])


class Adapter(Protocol):
    """One source."""

    @property
    def name(self) -> str:
        """Name used in ``sources.yaml``."""

    @property
    def version(self) -> int:
        """Raised whenever the same bytes would give other rows."""

    def fetch(self, path: Path, options: Mapping[str, str]) -> Iterator[Fetched]:
        """Yield the bytes under `path`.

        Raises
        ------
        SourceError
            When the file cannot be opened or is larger than `MAX_BYTES`.
        """

    def parse(self, stream: BinaryIO, context: Context) -> Iterator[Batch]:
        """Turn bytes into figures rows.

        Raises
        ------
        SourceError
            When the bytes are not in the form this adapter reads at all.
        """


class LocalFile:
    """Mix-in: `fetch` for adapters whose source is one file a person handed over."""

    def fetch(self, path: Path, options: Mapping[str, str]) -> Iterator[Fetched]:
        """Open one local file, refusing what is too large."""
        try:
            size = path.stat().st_size
            if size > MAX_BYTES:
                raise SourceError(too_large(path.name, f"{size} bytes"))
            with path.open("rb") as stream:
                yield Fetched(stream, path.name, options.get("address", ""))
        except OSError as error:
            raise SourceError(
                Problem(
                    severity="error", code="unreadable_file", file=path.name,
                    found=error.strerror or type(error).__name__, expected="a file to read",
                )
            ) from error


def too_large(file: str, found: str) -> Problem:
    """Problem for a file above the limit."""
    return Problem(
        severity="error", code="file_too_large", file=file, found=found,
        expected=f"at most {MAX_BYTES} bytes", mend="cut the file to the period of the case",
    )


def not_this_form(file: str, found: str, expected: str, line: int | None = None) -> SourceError:
    """Error for bytes that are not in the form an adapter reads."""
    return SourceError(
        Problem(
            severity="error", code="not_this_form", file=file, line=line, found=found,
            expected=expected, mend="check that the right file was handed over, unaltered",
        )
    )


class Ended(Protocol):
    """What `Rows.last` asks of an audit."""

    @property
    def tally(self) -> Tally:
        """What became of the rows."""

    def problems(self) -> list[Problem]:
        """Everything found."""


class Stands(Protocol):
    """What `Rows.add` asks of a row of the source."""

    @property
    def extent(self) -> Extent | None:
        """Where in the original it stands."""


class Rows:
    """Collects figures rows as columns; columns not named are left empty."""

    def __init__(self, parser: str, **same: str) -> None:
        self._same = {"parser": parser, "stance": "asserts", **same}
        self._columns: Columns = {name: [] for name in NAMES}
        self._extents: list[tuple[Extent, ...]] = []

    def __len__(self) -> int:
        return len(self._columns["key"])

    def add(self, at: Stands | Sequence[Stands] = (), /, **values: str | int | None) -> None:
        """Append one row; a name outside `FIGURE_COLUMNS` is a programming error.

        Parameters
        ----------
        at
            The row of the source it is made of, or the rows.
        values
            Columns by name.
        """
        row = {**self._same, **values}
        if unknown := row.keys() - self._columns.keys():
            raise KeyError(", ".join(sorted(unknown)))
        for name, column in self._columns.items():
            value = row.get(name)
            column.append("" if value is None else str(value))
        made_of = at if isinstance(at, Sequence) else (at,)
        self._extents.append(tuple(one.extent for one in made_of if one.extent is not None))

    def batch(self, problems: Sequence[Problem] = ()) -> Batch:
        """Hand over what was collected and start anew."""
        columns, self._columns = self._columns, {name: [] for name in NAMES}
        extents, self._extents = self._extents, []
        return Batch(columns, list(problems), extents)

    def last(self, audit: Ended) -> Batch:
        """Hand over the last batch of a file, with everything found and what became of its rows."""
        return replace(self.batch(audit.problems()), tally=audit.tally)
