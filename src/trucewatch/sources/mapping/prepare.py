"""A file and its mapping brought together: the table opened, its columns found, the rest named."""

from __future__ import annotations

from typing import BinaryIO

from trucewatch.model.mapping import TableMapping, columns_of
from trucewatch.sources.audit import Audit
from trucewatch.sources.interface import Context
from trucewatch.sources.mapping.plan import Compiler, Plan
from trucewatch.sources.tables.names import find, place_of
from trucewatch.sources.tables.opening import open_table
from trucewatch.sources.tables.table import Table


def opened(stream: BinaryIO, audit: Audit, context: Context, mapping: TableMapping) -> Table:
    """Open the table of a file; the same as `open_table`, with what the context hands over."""
    return open_table(stream, audit, mapping, context.parquet)


def compiled(
    table: Table, audit: Audit, context: Context, name: str, mapping: TableMapping
) -> Plan:
    """Find every column the mapping names, and make its readers.

    Parameters
    ----------
    table
        The opened table.
    audit
        Told of each column that is neither taken nor named as left aside.
    context
        Time zone and options.
    name
        Name of the mapping.
    mapping
        The mapping.

    Raises
    ------
    SourceError
        When a column is missing.
    """
    places = find(table, columns_of(mapping), audit, int(mapping.head))
    _left_over(table, set(places.values()), mapping, audit)
    return Compiler(mapping, table, places, context, name).plan()


def _left_over(table: Table, taken: set[int], mapping: TableMapping, audit: Audit) -> None:
    """Report each column that is neither taken nor named as left aside."""
    named = {place_of(table, name) for name in mapping.aside} | taken
    for at, name in enumerate(table.names):
        if at not in named and (name or mapping.form == "csv"):
            audit.report(
                "not_understood", severity="warning", line=int(mapping.head),
                field=name or f"column {at + 1}", found="a column the mapping does not name",
                expected="a column that is taken, or named under 'aside'",
                mend="look at it, then take it or name it under 'aside'",
            )
    for name in mapping.aside:
        if place_of(table, name) is None:
            audit.report("gone_column", severity="note", line=int(mapping.head), field=name,
                         found="nothing", expected="the column named under 'aside'",
                         mend="nothing to mend; the publisher may have renamed it")
