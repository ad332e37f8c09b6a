"""Right files with some bytes changed: rows or Problems, never anything else."""

from __future__ import annotations

import io
import sqlite3
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mapped_world import DATED, MAPPING, TABLE, changed, outcome

POINT = changed(DATED, DATED + '\n  point: {lat: "(latitude)", lon: "(longitude)", '
                'radius: {value: 10 m}}')
FEATURES = (
    b'{"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": {"type": '
    b'"Point", "coordinates": [34.5, 31.5]}, "properties": {"id": "a", "day": "2031-03-04", '
    b'"dead": 2}}]}'
)


def geopackage(folder: Path) -> bytes:
    file = folder / "table.gpkg"
    con = sqlite3.connect(file)
    con.executescript("""
        CREATE TABLE gpkg_contents (table_name TEXT, data_type TEXT, srs_id INTEGER);
        CREATE TABLE events (id TEXT, day TEXT, dead INTEGER);
        INSERT INTO gpkg_contents VALUES ('events', 'attributes', 0);
        INSERT INTO events VALUES ('a', '2031-03-04', 2);
    """)
    con.commit()
    con.close()
    return file.read_bytes()


def workbook() -> bytes:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in (["id", "day", "dead"], ["a", "2031-03-04", 2]):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[bytes, str]]:
    folder = tmp_path_factory.mktemp("tables")
    return {
        "csv": (TABLE.encode(), MAPPING),
        "geojson": (FEATURES, changed("form: csv", "form: geojson", POINT)),
        "geopackage": (geopackage(folder), changed("form: csv", "form: geopackage")),
        "xlsx": (workbook(), changed("form: csv", "form: xlsx")),
    }


@pytest.mark.parametrize("form", ["csv", "geojson", "geopackage", "xlsx"])
@settings(max_examples=60, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(changes=st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=4)), max_size=4))
def test_changed_bytes_give_rows_or_problems(
    form: str, changes: list[tuple[float, bytes]], files: dict[str, tuple[bytes, str]]
) -> None:
    data, mapping = files[form]
    for place, put in changes:
        at = int(place * (len(data) - 1))
        data = data[:at] + put + data[at + len(put) :]
    found = outcome(data, mapping)
    assert found.rows or found.problems or found.tally is not None
    if not changes:
        assert found.column("low")[0] == "2"
