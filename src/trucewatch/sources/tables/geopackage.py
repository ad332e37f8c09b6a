"""One table of a GeoPackage: an SQLite file, opened in memory, read only and on a short leash.

The file may say anything, so nothing of it is run: only its plain tables are read, no view, no
virtual table, no extension and no function; and not for ever.
"""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Collection, Iterator
from typing import BinaryIO

from trucewatch.model.mapping import LAT, LON, TableMapping
from trucewatch.model.problem import shorten
from trucewatch.sources.audit import Audit
from trucewatch.sources.interface import SourceError, not_this_form, too_large
from trucewatch.sources.tables.names import check_names
from trucewatch.sources.tables.table import BLOCK_ROWS, Block, Filling, Nested, Table
from trucewatch.sources.tally import Extent

MAX_GEOPACKAGE = 150 * 1024 * 1024
MAX_CELL = 1_000_000
STEPS = 100_000
"""Steps of the engine between two looks at how far it got."""
MAX_LOOKS = 20_000
"""Looks after which a query is given up: billions of steps, minutes of work."""
MAGIC = b"SQLite format 3\0"
WGS_84 = 4326
_ALLOWED = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ)
_ENVELOPES = (0, 32, 48, 48, 64)
_POINTS = (1, 1001, 2001, 3001)


def read(stream: BinaryIO, audit: Audit, mapping: TableMapping) -> Table:
    """Open one table.

    Raises
    ------
    SourceError
        When it is no GeoPackage, or has no such table, or its points are not WGS 84.
    """
    data = stream.read(MAX_GEOPACKAGE + 1)
    if len(data) > MAX_GEOPACKAGE:
        raise SourceError(too_large(audit.file, f"more than {MAX_GEOPACKAGE} bytes"))
    if not data.startswith(MAGIC):
        raise not_this_form(audit.file, "other bytes", "a GeoPackage")
    try:
        return _Package(data, audit).table(mapping.layer)
    except (sqlite3.Error, sqlite3.Warning, UnicodeDecodeError, MemoryError) as error:
        raise _broken(audit.file, error) from error


def _broken(file: str, error: BaseException) -> SourceError:
    return not_this_form(file, shorten(error) or type(error).__name__, "a GeoPackage")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


class _Package:
    """The file as a database that can only be read."""

    def __init__(self, data: bytes, audit: Audit) -> None:
        self._audit = audit
        self._looks = 0
        # A file in the mode of write-ahead logging cannot be opened in memory; the mode is two
        # bytes of its head, and all that is in the file was written before.
        if data[18:20] == b"\2\2":
            data = data[:18] + b"\1\1" + data[20:]
        self._con = sqlite3.connect(":memory:", check_same_thread=False)
        self._con.deserialize(data)
        self._con.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_CELL)
        self._con.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        self._con.setlimit(sqlite3.SQLITE_LIMIT_VDBE_OP, 100_000)
        self._con.execute("PRAGMA trusted_schema = OFF")
        self._con.execute("PRAGMA query_only = ON")
        self._con.set_authorizer(self._allow)
        self._con.set_progress_handler(self._look, STEPS)

    @staticmethod
    def _allow(action: int, *_: str | None) -> int:
        return sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY

    def _look(self) -> int:
        self._looks += 1
        return int(self._looks > MAX_LOOKS)

    def table(self, layer: str) -> Table:
        """Find the table and its columns."""
        plain = {str(name) for name, sql in self._con.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'table'")
            if not str(sql).lstrip().upper().startswith("CREATE VIRTUAL")}
        kinds = ("features", "attributes")
        there = [(str(name), srs) for name, kind, srs in self._con.execute(
            "SELECT table_name, data_type, srs_id FROM gpkg_contents")
            if kind in kinds and name in plain]
        named = [one for one in there if not layer or one[0] == layer]
        if len(named) != 1:
            raise not_this_form(
                self._audit.file, "tables " + shorten(", ".join(name for name, _ in there), 100),
                f"a table {layer}" if layer
                else "one table, or its name in the mapping (layer)",
            )
        name, srs = named[0]
        geometry = [str(column) for table, column in self._con.execute(
            "SELECT table_name, column_name FROM gpkg_geometry_columns")
            if table == name] if "gpkg_geometry_columns" in plain else []
        cursor = self._con.execute(f"SELECT * FROM {_quoted(name)}")
        columns = [str(column[0]) for column in cursor.description]
        places = [at for at, column in enumerate(columns) if column in geometry]
        if places and srs != WGS_84:
            raise not_this_form(self._audit.file, f"coordinates of reference system {srs}",
                                f"WGS 84 (EPSG:{WGS_84})")
        names = [column for column in columns if column not in geometry]
        if places:
            names += [LAT, LON]
        check_names(names, self._audit, 1)
        at = places[0] if places else None
        return Table(names, lambda taken: self._blocks(cursor, at, name, taken, names),
                     points=at is not None)

    def _blocks(
        self, cursor: sqlite3.Cursor, geometry: int | None, table: str, taken: Collection[int],
        names: list[str],
    ) -> Iterator[Block]:
        filling, number = Filling(), 0
        wanted = any(names[at] in (LAT, LON) for at in taken)
        while rows := self._some(cursor):
            for row in rows:
                number += 1
                cells = [_plain(value) for at, value in enumerate(row) if at != geometry]
                if geometry is not None:
                    point = point_of(row[geometry])
                    if point is None and wanted and row[geometry] is not None:
                        self._no_point(number)
                        continue
                    cells += point or (None, None)
                filling.add(cells, number, Extent(None, None, f"{table}, row {number}"))
            if filling.rows:
                yield filling.block()

    def _no_point(self, number: int) -> None:
        self._audit.lose()
        self._audit.report("no_point", line=number, found="another geometry", expected="a point",
                           mend="the row is left out")

    def _some(self, cursor: sqlite3.Cursor) -> list[tuple[object, ...]]:
        try:
            return cursor.fetchmany(BLOCK_ROWS)
        except (sqlite3.Error, UnicodeDecodeError, MemoryError) as error:
            raise _broken(self._audit.file, error) from error


def _plain(value: object) -> object:
    return Nested(f"{len(value)} bytes") if isinstance(value, bytes) else value


def point_of(data: object) -> tuple[object, object] | None:
    """Latitude and longitude of a point as a GeoPackage stores it; ``None`` for anything else."""
    if not isinstance(data, bytes) or data[:2] != b"GP" or len(data) < 8:  # noqa: PLR2004
        return None
    envelope = data[3] >> 1 & 7
    if envelope >= len(_ENVELOPES) or data[3] & 0b110000:  # empty, or of an extended kind
        return None
    body = data[8 + _ENVELOPES[envelope] :]
    if len(body) < 21 or body[0] not in (0, 1):  # noqa: PLR2004 - head and two numbers
        return None
    order = "<" if body[0] else ">"
    kind, lon, lat = struct.unpack(f"{order}Idd", body[1:21])
    return (lat, lon) if kind in _POINTS else None
