"""What an adapter is, what it may be given, what it yields and what it may raise.

An adapter has two halves. `fetch` is the only place that may do I/O and hands over bytes as they
are. `parse` is pure: bytes and a `Context` in, batches of figures rows and Problems out, so that
it is tested without disk or network. A bad value is a Problem in a batch, never an exception; the
one exception an adapter may raise is `SourceError`, when a file as a whole cannot be read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from trucewatch.model.claim import FIGURE_COLUMNS
from trucewatch.model.mapping import TableMapping
from trucewatch.model.problem import Problem
from trucewatch.sources.tally import Extent, Tally

MAX_BYTES = 200 * 1024 * 1024
"""Largest file of a source that states no bound of its own; a larger one is refused, unread."""
BATCH_ROWS = 5_000

NAMES = tuple(column.name for column in FIGURE_COLUMNS)
_KNOWN = frozenset(NAMES)

Columns = dict[str, list[str]]
"""`FIGURE_COLUMNS` as lists of equal length."""
Coding = Mapping[str, Sequence[Mapping[str, str]]]
"""Hand-made decisions of the case, by the name of their file in ``coding/``."""
ParquetReader = Callable[[BinaryIO], tuple[list[str], Iterator[Sequence[Sequence[object]]]]]
"""Gives the names of the columns and the rows, as batches of columns; `ValueError` where it
cannot. Handed over by whoever has an engine, since a source knows none."""


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
    mappings: Mapping[str, TableMapping] = field(default_factory=dict)
    """How tables of the case are read, by the name of their file in ``mappings/``."""
    parquet: ParquetReader | None = None
    retrieved: str = ""
    """Date or instant the bytes were retrieved, or else handed over; empty: unknown."""


@dataclass(frozen=True)
class Batch:
    """Rows as columns, and what was found wrong or doubtful on the way."""

    rows: Columns
    problems: list[Problem] = field(default_factory=list)
    extents: list[tuple[Extent, ...]] = field(default_factory=list)
    """Where in the original each row stands; several places for a sum. Empty: not kept."""
    tally: Tally | None = None
    """What became of the rows of the whole file; in its last batch."""

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

    @property
    def max_bytes(self) -> int:
        """Largest file of this source, packed and unpacked."""

    def fetch(self, path: Path, options: Mapping[str, str]) -> Iterator[Fetched]:
        """Yield the bytes under `path`.

        Raises
        ------
        SourceError
            When the file cannot be opened or is larger than `max_bytes`.
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

    max_bytes = MAX_BYTES

    def fetch(self, path: Path, options: Mapping[str, str]) -> Iterator[Fetched]:
        """Open one local file, refusing what is too large."""
        try:
            size = path.stat().st_size
            if size > self.max_bytes:
                raise SourceError(too_large(path.name, f"{size} bytes", self.max_bytes))
            with path.open("rb") as stream:
                yield Fetched(stream, path.name, options.get("address", ""))
        except OSError as error:
            raise SourceError(
                Problem(
                    severity="error", code="unreadable_file", file=path.name,
                    found=error.strerror or type(error).__name__, expected="a file to read",
                )
            ) from error


def too_large(file: str, found: str, limit: int = MAX_BYTES) -> Problem:
    """Problem for a file above the limit."""
    return Problem(
        severity="error", code="file_too_large", file=file, found=found,
        expected=f"at most {limit} bytes", mend="cut the file to the period of the case",
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
        if unknown := self._same.keys() - _KNOWN:
            raise KeyError(", ".join(sorted(unknown)))
        self._start()

    def _start(self) -> None:
        self._rows: list[dict[str, str | int | None]] = []
        self._named: set[str] = set()
        self._extents: list[tuple[Extent, ...]] = []

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, at: Stands | Sequence[Stands] = (), /, **values: str | int | None) -> None:
        """Append one row; a name outside `FIGURE_COLUMNS` is a programming error.

        Parameters
        ----------
        at
            The row of the source it is made of, or the rows.
        values
            Columns by name.
        """
        self.put(at, values)

    def put(self, at: Stands | Sequence[Stands], values: dict[str, str | int | None], /) -> None:
        """Append one row as `add` does, taking the dictionary over: for large files."""
        if not values.keys() <= self._named:
            if unknown := values.keys() - _KNOWN:
                raise KeyError(", ".join(sorted(unknown)))
            self._named |= values.keys()
        self._rows.append(values)
        made_of = at if isinstance(at, list | tuple) else (cast("Stands", at),)
        self._extents.append(tuple([one.extent for one in made_of if one.extent is not None]))

    def _column(self, name: str) -> list[str]:
        # One list per column, not one look-up per cell: this is where large files spend their time.
        default = self._same.get(name, "")
        if name not in self._named:
            return [default] * len(self._rows)
        values = [row.get(name, default) for row in self._rows]
        if set(map(type, values)) == {str}:
            return cast("list[str]", values)
        return ["" if value is None else str(value) for value in values]

    def batch(self, problems: Sequence[Problem] = ()) -> Batch:
        """Hand over what was collected and start anew."""
        columns = {name: self._column(name) for name in NAMES}
        extents = self._extents
        self._start()
        return Batch(columns, list(problems), extents)

    def last(self, audit: Ended) -> Batch:
        """Hand over the last batch of a file, with everything found and what became of its rows."""
        return replace(self.batch(audit.problems()), tally=audit.tally)
