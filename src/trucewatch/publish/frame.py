"""A table in memory: plain rows always; Arrow, a DataFrame or a page cell where one is wanted.

pyarrow and pandas are extras. They are imported where they are asked for, never before, and where
they are missing the error says which extra brings them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from html import escape
from importlib import import_module
from typing import TYPE_CHECKING, Any

from trucewatch.model.claim import Column
from trucewatch.model.extras import MissingExtra
from trucewatch.model.instant import iso, moment
from trucewatch.publish.words import clean

if TYPE_CHECKING:
    import pandas
    import pyarrow

SHOWN_ROWS = 20
"""Rows a notebook shows; the rest is counted."""
SHOWN_CHARACTERS = 120
"""Characters of a cell a notebook shows."""
BRIEF = ("clause", "bound", "reading", "start", "standard", "as_of", "unit", "status", "low",
         "high", "delay", "shares", "beside", "hinges_on")
"""Columns of a table of findings a notebook shows: a status with all it stands under."""


class Table:
    """Rows of one contract.

    ``rows()`` gives dictionaries and needs nothing; ``arrow()`` needs the extra ``arrow``,
    ``pandas()`` the extra ``pandas``. Column types do not depend on the values: whole numbers
    stay whole numbers with nulls among them, instants are UTC to the microsecond.
    """

    def __init__(
        self, columns: Sequence[Column], rows: Iterable[Sequence[object]],
        shown: Sequence[str] = (),
    ) -> None:
        self.columns = tuple(columns)
        """The contract: name, form and meaning of every column."""
        self._rows = [tuple(row) for row in rows]
        self._shown = tuple(shown) or tuple(c.name for c in self.columns)

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[dict[str, object]]:
        return iter(self.rows())

    def __repr__(self) -> str:
        names = ", ".join(c.name for c in self.columns)
        return f"<{len(self)} rows: {names}>"

    @cached_property
    def _names(self) -> tuple[str, ...]:
        return tuple(c.name for c in self.columns)

    def rows(self) -> list[dict[str, object]]:
        """Every row as a dictionary: instants as aware datetimes in UTC, unknown as ``None``."""
        turned = [self._python(c) for c in self.columns]
        return [dict(zip(self._names, row, strict=True)) for row in zip(*turned, strict=True)]

    def column(self, name: str) -> list[object]:
        """Values of one column, as in `rows`.

        Raises
        ------
        KeyError
            When there is no such column; the message has those there are.
        """
        for c in self.columns:
            if c.name == name:
                return self._python(c)
        raise KeyError(f"no column {name!r}; columns: {', '.join(self._names)}")

    def arrow(self) -> pyarrow.Table:
        """As an Arrow table.

        Raises
        ------
        MissingExtra
            When pyarrow is not installed.
        """
        pa = _extra("pyarrow", "arrow")
        types = {"int": pa.int64(), "instant": pa.timestamp("us", tz="UTC"), "flag": pa.bool_()}
        schema = pa.schema([
            pa.field(c.name, types.get(c.type, pa.string()), metadata={"meaning": c.meaning})
            for c in self.columns
        ])
        arrays = [
            pa.array(self._values(c), type=field.type)
            for c, field in zip(self.columns, schema, strict=True)
        ]
        made: pyarrow.Table = pa.table(arrays, schema=schema)
        return made

    def pandas(self) -> pandas.DataFrame:
        """As a DataFrame; whole numbers are ``Int64``, never floats.

        Raises
        ------
        MissingExtra
            When pandas is not installed.
        """
        pd = _extra("pandas", "pandas")
        types = {"int": "Int64", "instant": "datetime64[us, UTC]", "flag": "boolean"}
        made: pandas.DataFrame = pd.DataFrame({
            c.name: pd.Series(
                self._python(c), dtype=types.get(c.type, pd.StringDtype("python")))
            for c in self.columns
        })
        return made

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Hand the rows to any library that reads Arrow streams (Polars, DuckDB, pyarrow)."""
        return self.arrow().__arrow_c_stream__(requested_schema)

    def _repr_html_(self) -> str:
        """What a notebook shows: the first rows, short cells, every text escaped."""
        shown = [c for c in self.columns if c.name in self._shown]
        head = "".join(f'<th title="{escape(c.meaning)}">{escape(c.name)}</th>' for c in shown)
        places = [self._names.index(c.name) for c in shown]
        body = "".join(
            "<tr>" + "".join(
                f"<td>{_cell(row[at], c)}</td>" for at, c in zip(places, shown, strict=True)
            ) + "</tr>"
            for row in self._rows[:SHOWN_ROWS]
        )
        more = len(self) - SHOWN_ROWS
        count = f"{len(self):,} rows" + (f", the first {SHOWN_ROWS} shown" if more > 0 else "")
        return (f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
                f"<p>{count}; {len(self.columns)} columns, "
                f"{len(self.columns) - len(shown)} not shown.</p>")

    def _values(self, column: Column) -> list[Any]:
        at = self._names.index(column.name)
        return [row[at] for row in self._rows]

    def _python(self, column: Column) -> list[object]:
        values = self._values(column)
        if column.type != "instant":
            return values
        return [None if value is None else moment(value) for value in values]


def _cell(value: object, column: Column) -> str:
    """Text of a cell on a page: unknown as a word, never as zero."""
    if value is None:
        return '<span title="unknown">-</span>'
    if column.type == "instant" and isinstance(value, int):
        return escape(iso(value))
    if column.type == "flag":
        return "yes" if value else "no"
    text = clean(str(value))
    if len(text) > SHOWN_CHARACTERS:
        text = text[: SHOWN_CHARACTERS - 1] + "…"
    # Isolated, so that a text in one direction cannot turn its neighbours round.
    return f'<span dir="auto">{escape(text)}</span>'


def _extra(module: str, extra: str) -> Any:  # noqa: ANN401 (a module, whatever it holds)
    try:
        return import_module(module)
    except ImportError as missing:
        raise MissingExtra(
            f"{module} is not installed; it comes with the extra {extra!r}: "
            f'pip install "trucewatch[{extra}]". Without it, use .rows()'
        ) from missing
