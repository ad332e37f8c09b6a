"""A published series as its publisher put it out, version after version, cell by cell.

The layer below claims: what a table said, verbatim, before anybody says what its fields mean. A
cell row says "from this version on, the cell held this value"; it holds until the next row of the
same cell. What a cell held at an instant is therefore the newest row published by then.
"""

from __future__ import annotations

from trucewatch.model.claim import Column

VERSION_COLUMNS: tuple[Column, ...] = (
    Column("series", "text", "name of the series", required=True),
    Column("version", "text", "the publisher's own id of the version", required=True),
    Column("source", "text", "body that published it", required=True),
    Column("published", "text", "instant of publication, as given", required=True),
    Column("public_at", "instant", "the same in microseconds UTC", required=True),
    Column("rows_added", "int", "rows that appeared, or came back, with this version",
           required=True),
    Column("cells_changed", "int", "cells of rows published before that it changed",
           required=True),
    Column("rows_dropped", "int", "rows published before that it no longer carried",
           required=True),
    Column("notice", "text", "the publisher's words on the change; empty: none was found"),
    Column("address", "text", "where it was read"),
)

CELL_COLUMNS: tuple[Column, ...] = (
    Column("series", "text", "name of the series", required=True),
    Column("row", "text", "the publisher's id of the row", required=True),
    Column("field", "text", "name of the field, dotted where nested", required=True),
    Column("value", "text", "value as published; null: absent from this version on"),
    Column("version", "text", "version from which on it held", required=True),
    Column("public_at", "instant", "when that version was published, microseconds UTC",
           required=True),
    Column("event", "text", "first, changed, dropped (with its row) or returned (with its row)",
           required=True),
    Column("locator", "text", "file and line it was read from", required=True),
    Column("parser", "text", "name@version", required=True),
)
"""`event`: ``first`` when the row appeared, ``changed`` later, ``dropped`` and ``returned`` when
the whole row went and came back."""
