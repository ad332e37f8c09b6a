"""A claim of a release: its cells in a list, the names of its columns shared by every row.

A dictionary for each of a million claims takes three times the memory. And a row remembers what it
was when something in it is changed, so that nobody needs a copy of all rows to see which were.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

Cells = tuple[object, ...]


@dataclass(frozen=True, eq=False)
class Columns:
    """Names of columns, and where each stands; one for all rows that have them."""

    names: tuple[str, ...]
    at: Mapping[str, int]

    @classmethod
    def of(cls, names: Iterable[str]) -> Columns:
        """The columns of these names; the same object for the same names."""
        return _columns(tuple(names))


@lru_cache(maxsize=64)
def _columns(names: tuple[str, ...]) -> Columns:
    return Columns(names, {name: at for at, name in enumerate(names)})


class Row(MutableMapping[str, object]):
    """One claim; columns are never added or taken away."""

    __slots__ = ("_at", "_cells", "_columns", "_first")

    def __init__(self, columns: Columns, cells: list[object]) -> None:
        self._columns, self._cells = columns, cells
        self._at = columns.at
        self._first: Cells | None = None

    @classmethod
    def of(cls, row: Mapping[str, object]) -> Row:
        """A row of the same cells; a row stays what it is."""
        return row if isinstance(row, Row) else cls(Columns.of(row), list(row.values()))

    def __getitem__(self, name: str) -> object:
        return self._cells[self._at[name]]

    def get(self, name: str, default: Any = None) -> Any:  # noqa: ANN401
        """Cell of a column; `default` where there is no such column."""
        at = self._at.get(name)
        return default if at is None else self._cells[at]

    def __setitem__(self, name: str, value: object) -> None:
        at = self._at[name]
        if self._first is None:
            self._first = tuple(self._cells)
        self._cells[at] = value

    def __delitem__(self, name: str) -> None:
        raise TypeError(f"{name}: the columns of a claim stay")

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns.names)

    def __len__(self) -> int:
        return len(self._cells)

    def __contains__(self, name: object) -> bool:
        return name in self._at

    def __repr__(self) -> str:
        return f"Row({dict(self)!r})"

    def told(self, names: tuple[str, ...], *, before: bool = False) -> Cells:
        """Cells of some columns in order, unknown ones as ``None``.

        Parameters
        ----------
        names
            Columns.
        before
            As they were before anything was changed.
        """
        cells = self._first if before and self._first is not None else self._cells
        if names == self._columns.names:
            return tuple(cells)
        return tuple(None if at is None else cells[at] for at in _places(self._columns, names))

    def which(self, begins: str) -> list[str]:
        """Columns whose text begins so."""
        if begins not in "|".join([v for v in self._cells if isinstance(v, str)]):
            return []
        return [name for name, value in zip(self._columns.names, self._cells, strict=True)
                if isinstance(value, str) and value.startswith(begins)]

    def forget(self) -> None:
        """Take what the row is now for what it was."""
        self._first = None

    @property
    def written(self) -> bool:
        """Whether anything was written into it."""
        return self._first is not None


@lru_cache(maxsize=64)
def _places(columns: Columns, names: tuple[str, ...]) -> tuple[int | None, ...]:
    return tuple(columns.at.get(name) for name in names)
