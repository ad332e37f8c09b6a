"""Workbooks, GeoJSON, GeoPackages and Parquet through a mapping, the hostile ones among them."""

from __future__ import annotations

import gzip
import io
import json
import re
import sqlite3
import struct
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from mapped_world import DATED, MAPPING, changed, outcome

from trucewatch.sources.tables import geojson, geopackage, xlsx
from trucewatch.store.tables import read_parquet

openpyxl = pytest.importorskip("openpyxl")

XLSX = changed("form: csv", "form: xlsx")
POINTED = changed(DATED, DATED + '\n  point: {lat: "(latitude)", lon: "(longitude)", '
                  'radius: {value: 10 m}}')
GEOJSON = changed("form: csv", "form: geojson", POINTED)
GEOPACKAGE = changed("form: csv", "form: geopackage", POINTED)
PARQUET = changed("form: csv", "form: parquet")


def workbook(rows: Sequence[Sequence[Any]], *more: str) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Data"
    for row in rows:
        sheet.append(list(row))
    for title in more:
        book.create_sheet(title)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


HEAD = ["id", "day", "dead"]


def test_cells_of_a_workbook_come_as_what_they_are() -> None:
    data = workbook([HEAD, ["a", date(2031, 3, 4), 2], ["b", "2031-03-05", "3"],
                     [7, datetime(2031, 3, 6, 10, 30), 4.0], [], ["c", date(2031, 3, 7), 1.5]])
    found = outcome(data, XLSX)
    assert [(r["key"], r["earliest"], r["low"]) for r in found.rows] == [
        ("a", "2031-03-04", "2"), ("b", "2031-03-05", "3"),
        ("7", "2031-03-06T10:30:00[Asia/Gaza]", "4"),
    ]
    assert found.codes == [("not_exact", 6)]
    assert [str(at) for (at,) in found.extents] == ["Data!2", "Data!3", "Data!4"]


def test_a_formula_is_refused_or_told() -> None:
    data = workbook([HEAD, ["a", "2031-03-04", "=1+1"], ["b", "2031-03-05", 3]])
    found = outcome(data, XLSX)
    assert found.column("key") == ["b"]
    assert found.codes == [("formula_cell", 2)]
    assert found.problems[0].found == "=1+1"
    told = outcome(data, XLSX + "formulas: last_value\n")
    # No program has computed it: there is no last value, and so no number.
    assert told.column("key") == ["b"]
    assert told.codes == [("formula_cell", 2), ("left_aside", None)]


def test_a_formula_in_a_column_left_aside_is_no_matter() -> None:
    data = workbook([[*HEAD, "sum"], ["a", "2031-03-04", 2, "=C2"]])
    assert outcome(data, XLSX + "aside: [sum]\n").codes == []


def test_the_last_value_of_a_formula_is_read_where_the_mapping_says_so() -> None:
    data = workbook([HEAD, ["a", "2031-03-04", "=1+1"]])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = re.sub(rb"<v ?/>|<v></v>", b"<v>2</v>", parts[sheet])
    found = outcome(packed(parts), XLSX + "formulas: last_value\n")
    assert (found.column("low"), found.codes) == (["2"], [("formula_cell", 2)])


def packed(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return file.getvalue()


def test_macros_are_named_and_nothing_of_them_is_run() -> None:
    data = workbook([HEAD, ["a", "2031-03-04", 2]])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    found = outcome(packed({**parts, "xl/vbaProject.bin": b"junk"}), XLSX)
    assert (found.column("low"), found.codes) == (["2"], [("macros", None)])


def test_bombs_are_refused_before_they_are_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = packed({"xl/workbook.xml": b" " * 50_000_000})
    assert len(bomb) < 100_000
    monkeypatch.setattr(xlsx, "MAX_UNPACKED", 1_000_000)
    assert outcome(bomb, XLSX).codes == [("file_too_large", None)]
    monkeypatch.undo()
    monkeypatch.setattr(xlsx, "MAX_PART_RATIO", 100)
    assert outcome(bomb, XLSX).codes == [("file_too_large", None)]


def test_an_archive_that_lies_of_its_sizes_is_refused() -> None:
    data = bytearray(packed({"xl/workbook.xml": b" " * 5_000_000}))
    for size in range(len(data) - 4):
        if data[size : size + 4] == struct.pack("<I", 5_000_000):
            data[size : size + 4] = struct.pack("<I", 10)
    assert outcome(bytes(data), XLSX).codes == [("not_this_form", None)]


def test_sheets_must_be_named_where_there_are_several() -> None:
    data = workbook([HEAD, ["a", "2031-03-04", 2]], "Notes")
    (problem,) = outcome(data, XLSX).problems
    assert problem.found == "sheets Data, Notes"
    assert outcome(data, XLSX + "sheet: Data\n").column("low") == ["2"]
    assert outcome(data, XLSX + "sheet: Dta\n").refused


def test_names_further_down_tags_and_cells_without_a_name() -> None:
    data = workbook([["A title"], HEAD, ["#event+id", "#date", "#affected"],
                     ["a", "2031-03-04", 2], ["b", "2031-03-04", 3, "stray"]])
    found = outcome(data, XLSX + "head: 2\nhxl: yes\n")
    assert found.column("key") == ["a"]
    assert found.codes == [("cell_without_name", 5)]


def feature(number: int, dead: object, geometry: object) -> dict[str, object]:
    return {"type": "Feature", "geometry": geometry,
            "properties": {"id": f"f{number}", "day": "2031-03-04", "dead": dead}}


def point(lon: float, lat: float) -> dict[str, object]:
    return {"type": "Point", "coordinates": [lon, lat]}


def collection(*features: object, **more: object) -> str:
    return json.dumps({"type": "FeatureCollection", **more, "features": features}, indent=1)


def test_features_and_their_points() -> None:
    text = collection(feature(1, 2, point(34.45, 31.5)), feature(2, "3", None),
                      feature(3, 1, {"type": "LineString", "coordinates": [[1, 2], [3, 4]]}),
                      feature(4, [1], point(34.45, 31.5)))
    found = outcome(text, GEOJSON)
    assert [(r["key"], r["place"], r["low"]) for r in found.rows] == [
        ("f1", "31.5,34.45 ±10 m", "2"), ("f2", "", "3")
    ]
    assert [(p.code, p.found) for p in found.problems] == [
        ("no_point", "LineString"), ("wrong_value", "[1.0]")
    ]
    assert str(found.tally) == "4 rows met: 2 read, 2 refused, 0 left aside"
    (first,) = found.extents[0]
    assert json.loads(text.encode()[first.start : first.end]) == feature(1, 2, point(34.45, 31.5))


def test_numbers_of_features_are_exact() -> None:
    text = collection(feature(1, 2, point(0, 0))).replace("0,\n", "34.450000000000001,\n")
    assert "0,34.450000000000001 ±10 m" in outcome(text, GEOJSON).column("place")


@pytest.mark.parametrize(
    "text",
    ["[]", "{}", '{"type": "Topology", "features": []}', '{"features": 3}', "nothing",
     '{"type": "FeatureCollection", "features": [{"a": 1, "a": 2}]}',
     '{"type": "FeatureCollection", "features": [NaN]}', "[" * 100_000,
     collection(feature(1, 2, None), crs={"properties": {"name": "EPSG:3857"}})],
)
def test_other_json_is_refused(text: str) -> None:
    found = outcome(text, GEOJSON)
    assert found.rows == []
    assert found.problems


def test_what_stands_before_a_break_is_kept() -> None:
    text = collection(feature(1, 2, point(34.45, 31.5)), feature(2, 3, point(34.45, 31.5)))
    found = outcome(text[: text.rindex('"dead"')], GEOJSON)
    assert found.column("key") == ["f1"]
    assert [code for code, _ in found.codes] == ["broken_json"]


def test_gzipped_features_and_endless_exponents() -> None:
    text = collection(feature(1, 2, point(34.45, 31.5)), id=1)
    assert outcome(gzip.compress(text.encode()), GEOJSON).column("key") == ["f1"]
    assert outcome(gzip.compress(text.encode())[:-9], GEOJSON).refused
    endless = text.replace('"f1"', "1e999999999")
    assert outcome(endless, GEOJSON).column("key") == ["1E+999999999"]
    assert outcome(text.replace("2\n", "2e999999999\n"), GEOJSON).codes == [("wrong_value", 5)]


def test_large_features_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(geojson, "MAX_GEOJSON", 100)
    assert outcome(collection(feature(1, 2, None)), GEOJSON).codes == [("file_too_large", None)]


def gp(lon: float, lat: float, kind: int = 1) -> bytes:
    return b"GP\0\1" + struct.pack("<i", 4326) + struct.pack("<BIdd", 1, kind, lon, lat)


def geopack(
    tmp_path: Path, *, srs: int = 4326, more: Callable[[sqlite3.Connection], object] | None = None
) -> bytes:
    file = tmp_path / "table.gpkg"
    con = sqlite3.connect(file)
    con.executescript(f"""
        CREATE TABLE gpkg_contents (table_name TEXT, data_type TEXT, srs_id INTEGER);
        CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT);
        CREATE TABLE events (id TEXT, day TEXT, dead INTEGER, geom BLOB);
        INSERT INTO gpkg_contents VALUES ('events', 'features', {srs});
        INSERT INTO gpkg_geometry_columns VALUES ('events', 'geom');
    """)
    con.executemany("INSERT INTO events VALUES (?, '2031-03-04', ?, ?)", [
        ("a", 2, gp(34.45, 31.5)), ("b", 3, None), ("c", 1, gp(1, 2, kind=2)),
        ("d", b"\1\2", gp(34.45, 31.5)),
    ])
    if more is not None:
        more(con)
    con.commit()
    con.close()
    return file.read_bytes()


def test_a_geopackage_is_read(tmp_path: Path) -> None:
    found = outcome(geopack(tmp_path), GEOPACKAGE)
    assert [(r["key"], r["place"], r["low"]) for r in found.rows] == [
        ("a", "31.5,34.45 ±10 m", "2"), ("b", "", "3")
    ]
    assert found.codes == [("no_point", 3), ("wrong_value", 4)]
    assert [str(at) for (at,) in found.extents] == ["events, row 1", "events, row 2"]


def test_other_layers_systems_and_views_are_refused(tmp_path: Path) -> None:
    assert outcome(geopack(tmp_path, srs=3857), GEOPACKAGE).codes == [("not_this_form", None)]
    (tmp_path / "table.gpkg").unlink()

    def view(con: sqlite3.Connection) -> None:
        con.execute("DELETE FROM gpkg_contents")
        con.execute("CREATE VIEW trap AS SELECT * FROM events")
        con.execute("INSERT INTO gpkg_contents VALUES ('trap', 'features', 4326)")

    assert outcome(geopack(tmp_path, more=view), GEOPACKAGE).codes == [("not_this_form", None)]


def test_an_endless_query_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = geopack(tmp_path, more=lambda con: con.executemany(
        "INSERT INTO events VALUES (?, '2031-03-04', 1, NULL)", [(str(n),) for n in range(20000)]))
    monkeypatch.setattr(geopackage, "STEPS", 10)
    monkeypatch.setattr(geopackage, "MAX_LOOKS", 3)
    found = outcome(data, GEOPACKAGE)
    assert (found.refused, found.problems[-1].found) == (True, "interrupted")


def test_a_geopackage_left_in_the_mode_of_a_journal_is_read(tmp_path: Path) -> None:
    data = geopack(tmp_path)
    assert outcome(data[:18] + b"\2\2" + data[20:], GEOPACKAGE).column("key") == ["a", "b"]
    assert outcome(data[:3000], GEOPACKAGE).refused


def parquet(tmp_path: Path, query: str) -> bytes:
    file = tmp_path / "table.parquet"
    duckdb.sql(f"COPY ({query}) TO '{file}' (FORMAT parquet)")
    return file.read_bytes()


def test_parquet_is_read_by_what_the_store_hands_over(tmp_path: Path) -> None:
    data = parquet(tmp_path, """
        SELECT 'a' AS id, DATE '2031-03-04' AS day, 2 AS dead UNION ALL
        SELECT 'b', DATE '2031-03-05', 3 UNION ALL SELECT 'c', NULL, 4 ORDER BY id""")
    found = outcome(data, PARQUET, parquet=read_parquet)
    assert found.column("earliest") == ["2031-03-04", "2031-03-05"]
    assert found.column("low") == ["2", "3"]
    assert found.codes == [("missing_value", 3)]
    assert [str(at) for (at,) in found.extents] == ["row 1", "row 2"]


@pytest.mark.parametrize(
    ("value", "low", "code"),
    [
        ("2.0::DOUBLE", "2", ""), ("1.5::DOUBLE", "", "not_exact"),
        ("'nan'::DOUBLE", "", "wrong_value"), ("12.00::DECIMAL(9, 2)", "12", ""),
        ("[1, 2]", "", "wrong_value"), ("true", "", "wrong_value"), ("'7'", "7", ""),
        ("TIMESTAMP '2031-01-01'", "", "wrong_value"),
    ],
)
def test_numbers_of_parquet(tmp_path: Path, value: str, low: str, code: str) -> None:
    data = parquet(tmp_path, f"SELECT 'a' AS id, '2031-03-04' AS day, {value} AS dead")
    found = outcome(data, PARQUET, parquet=read_parquet)
    assert found.column("low") == ([low] if low else [])
    assert found.codes == ([(code, 1)] if code else [])


def test_parquet_that_is_none_is_refused(tmp_path: Path) -> None:
    data = parquet(tmp_path, "SELECT 'a' AS id, '2031-03-04' AS day, 1 AS dead")
    for bad in (b"", b"PAR1", data[:-20], b"PAR1" + b"\0" * 100 + b"PAR1"):
        assert outcome(bad, PARQUET, parquet=read_parquet).codes == [("not_this_form", None)]
    assert outcome(data, PARQUET).codes == [("not_this_form", None)]


def test_decimals_beside_text_keep_their_own_sign() -> None:
    # A typed number needs no declaration; a text is read as declared.
    data = workbook([HEAD, ["a", "2031-03-04", Decimal("2.0")], ["b", "2031-03-04", "1.234"]])
    found = outcome(data, XLSX + "numerals: {decimal: ',', thousands: '.'}\n")
    assert found.column("low") == ["2", "1234"]


def test_the_mapping_of_these_tests_is_the_one_of_csv() -> None:
    assert MAPPING.count("form: csv") == 1


def test_a_day_stored_as_its_midnight_is_a_day_where_days_are_declared() -> None:
    clock = datetime(2031, 3, 5, 10, 30)
    data = workbook([HEAD, ["a", datetime(2031, 3, 4), 1], ["b", clock, 1]])
    found = outcome(data, XLSX)
    assert found.column("earliest") == [
        "2031-03-04T00:00:00[Asia/Gaza]", "2031-03-05T10:30:00[Asia/Gaza]"
    ]
    days = outcome(data, changed("{column: day}", "{column: day, formats: [YYYY-MM-DD]}", XLSX))
    assert days.column("latest") == ["2031-03-04"]
    assert days.codes == [("wrong_time", 3)]
