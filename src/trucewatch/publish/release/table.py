"""Claims of a release, held by column: what a million of them takes is one list a column.

A rule looks at a column at a time, at each text of it once, and touches the few rows it concerns.
A row is a view of its place in the table, made when it is asked for. The table remembers what a row
was when something in it is changed, so that nobody needs a copy of all rows to see which were.
"""

from __future__ import annotations

from collections.abc import (
    Callable,
    Collection,
    Iterable,
    Iterator,
    Mapping,
    MutableMapping,
    Sequence,
)
from functools import cached_property
from itertools import compress
from operator import itemgetter
from typing import Any

Cells = tuple[object, ...]
TOGETHER = 64
"""Texts that are looked at together."""
_BETWEEN = "|"
"""Stands between texts that are looked at together."""


class Table:
    """Rows of the same columns; a cell may change, columns and rows stay.

    Parameters
    ----------
    columns
        Lists of the same length by name, which the table takes over.
    """

    def __init__(self, columns: Mapping[str, list[object]]) -> None:
        self.names = tuple(columns)
        self.cells = list(columns.values())
        self.at = {name: n for n, name in enumerate(self.names)}
        self._first: dict[int, dict[int, object]] = {}
        """What changed cells were: by column, then by row."""
        self._texts: dict[str, list[str]] = {}
        """Texts of columns that were asked for and have not changed since."""

    @classmethod
    def of(cls, rows: Iterable[Mapping[str, object]]) -> Table:
        """A table of rows; a column some row has not is unknown (``None``) in that one."""
        listed = list(rows)
        names = dict.fromkeys(name for row in listed for name in row)
        return cls({name: [row.get(name) for row in listed] for name in names})

    @classmethod
    def copied(cls, columns: Mapping[str, Sequence[object]]) -> Table:
        """A table of a copy of columns, so that these stay as they are."""
        return cls({name: list(column) for name, column in columns.items()})

    def __len__(self) -> int:
        return len(self.cells[0]) if self.cells else 0

    def row(self, place: int) -> Row:
        """The row at a place."""
        return Row(self, place)

    def rows(self, places: Iterable[int] | None = None) -> Iterator[Row]:
        """Rows at some places; all, if left out."""
        return (Row(self, place) for place in (range(len(self)) if places is None else places))

    def column(self, name: str) -> Sequence[object]:
        """Cells of a column, in the order of the rows; of one there is not, all unknown."""
        at = self.at.get(name)
        return [None] * len(self) if at is None else self.cells[at]

    def texts(self, name: str) -> list[str]:
        """Every text of a column that is not empty, once, in no order."""
        if name not in self._texts:
            self._texts[name] = [v for v in {*self.column(name)} if isinstance(v, str) and v]
        return self._texts[name]

    def where(self, name: str, wanted: Collection[object]) -> list[int]:
        """Places of the rows whose cell of a column is one of some."""
        if not wanted:
            return []
        return [n for n, value in enumerate(self.column(name)) if value in wanted]

    def suspected(self, name: str, silent: Callable[[str], bool]) -> set[str]:
        """Texts of a column that a quick look does not clear.

        Parameters
        ----------
        name
            Column.
        silent
            Tells of a text that nothing stands in it; several texts with a bar between them are
            silent only where each is.
        """
        texts, found = self.texts(name), set[str]()
        for start in range(0, len(texts), TOGETHER):
            some = texts[start:start + TOGETHER]
            if not silent(_BETWEEN.join(some)):
                found.update(text for text in some if not silent(text))
        return found

    def put(self, place: int, name: str, value: object) -> None:
        """Change a cell.

        Raises
        ------
        KeyError
            Where there is no such column.
        """
        at = self.at[name]
        column = self.cells[at]
        self._first.setdefault(at, {}).setdefault(place, column[place])
        column[place] = value
        self._texts.pop(name, None)

    def fill(self, name: str, places: Iterable[int], value: object) -> None:
        """Change a cell of several rows."""
        for place in places:
            self.put(place, name, value)

    def told(self, place: int, names: tuple[str, ...], *, before: bool = False) -> Cells:
        """Cells of some columns of a row in order, unknown ones as ``None``."""
        ats = [self.at.get(name) for name in names]
        now = [None if at is None else self.cells[at][place] for at in ats]
        if before:
            for n, at in enumerate(ats):
                if at in self._first:
                    now[n] = self._first[at].get(place, now[n])
        return tuple(now)

    def changes(self, names: Collection[str]) -> Iterator[tuple[object, object]]:
        """What changed cells of some columns were, and what they are."""
        return ((old, self.cells[at][place]) for at, was in self._first.items()
                if self.names[at] in names for place, old in was.items()
                if self.cells[at][place] != old)

    def changed(self, names: Collection[str]) -> list[int]:
        """Places of the rows of which some cell is another than it was, in order."""
        return sorted({place for at, was in self._first.items() if self.names[at] in names
                       for place, old in was.items() if self.cells[at][place] != old})

    def forget(self) -> None:
        """Take what all rows are now for what they were."""
        self._first.clear()

    def picked(self, keep: Sequence[bool]) -> Table:
        """The rows for which it is said so, as they are."""
        return Table({name: list(compress(column, keep))
                      for name, column in zip(self.names, self.cells, strict=True)})

    def batches(
        self, names: Sequence[str], order: Sequence[int], size: int
    ) -> Iterator[list[Sequence[object]]]:
        """Columns of some rows after another, each time those of so many rows."""
        columns = [self.column(name) for name in names]
        for start in range(0, len(order), size):
            some = order[start:start + size]
            if len(some) == 1:  # Of one place `itemgetter` gives no tuple.
                yield [(column[some[0]],) for column in columns]
            else:
                yield [*map(itemgetter(*some), columns)]


class Row(MutableMapping[str, object]):
    """One claim, as it stands in its table; columns are never added or taken away."""

    __slots__ = ("_at", "_place", "_table")

    def __init__(self, table: Table, place: int) -> None:
        self._table, self._place = table, place
        self._at = table.at

    def __getitem__(self, name: str) -> object:
        return self._table.cells[self._at[name]][self._place]

    def get(self, name: str, default: Any = None) -> Any:  # noqa: ANN401
        """Cell of a column; `default` where there is no such column."""
        at = self._at.get(name)
        return default if at is None else self._table.cells[at][self._place]

    def __setitem__(self, name: str, value: object) -> None:
        self._table.put(self._place, name, value)

    def __delitem__(self, name: str) -> None:
        raise TypeError(f"{name}: the columns of a claim stay")

    def __iter__(self) -> Iterator[str]:
        return iter(self._table.names)

    def __len__(self) -> int:
        return len(self._table.names)

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
        return self._table.told(self._place, names, before=before)


class Claims(Mapping[str, Row]):
    """The first rows of a table by their claim ids; each id once.

    Parameters
    ----------
    table
        What they stand in.
    count
        How many of its rows are claims of the release; all, if left out.
    """

    def __init__(self, table: Table, count: int | None = None) -> None:
        self.table = table
        self._count = len(table) if count is None else count

    @cached_property
    def _places(self) -> dict[str, int]:
        ids = self.table.column("claim_id")
        return {str(ids[place]): place for place in range(self._count)}

    def __getitem__(self, claim: str) -> Row:
        return self.table.row(self._places[claim])

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def __contains__(self, claim: object) -> bool:
        return claim in self._places

    def column(self, name: str) -> Sequence[object]:
        """Cells of a column, in the order of the claims."""
        column = self.table.column(name)
        if self._count == len(column) == len(self._places):
            return column
        return [column[place] for place in self._places.values()]

    @cached_property
    def order(self) -> list[int]:
        """Places by dataset, key and id: the order of every table of claims."""
        places = list(self._places.values())
        for name in ("claim_id", "key", "dataset"):
            column = [str(value) for value in self.table.column(name)]
            places.sort(key=column.__getitem__)
        return places


def claims_of(rows: Mapping[str, Mapping[str, object]]) -> Claims:
    """Claims by column, whatever they were held in; the same where they are by column already."""
    return rows if isinstance(rows, Claims) else Claims(Table.of(rows.values()))
