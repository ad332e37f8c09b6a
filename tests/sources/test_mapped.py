"""Tables through a mapping: what is read, and everything that is refused instead of guessed."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mapped_world import (
    DATED,
    MAPPING,
    NUMBERED,
    TABLE,
    changed,
    one,
    outcome,
    with_dates,
)

from trucewatch.sources import interface
from trucewatch.sources.interface import SourceError
from trucewatch.sources.registry import ADAPTERS
from trucewatch.sources.tables import csv
from trucewatch.sources.tally import Tally


def test_a_row_is_a_claim_and_its_bytes_can_be_found() -> None:
    found = outcome(TABLE)
    assert found.problems == []
    assert found.column("key") == ["a", "b"]
    assert found.column("low") == found.column("high") == ["2", "3"]
    assert found.column("original") == ["dead=2", "dead=3"]
    assert found.column("subject") == ["vale", "vale"]
    assert [TABLE[at.start : at.end] for (at,) in found.extents] == [
        "a,2031-03-04,2\n", "b,2031-03-05,3\n"
    ]
    assert str(found.tally) == "2 rows met: 2 read, 0 refused, 0 left aside"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1256", "cp1252"])
def test_bytes_are_found_in_every_encoding(encoding: str) -> None:
    name = "دار" if encoding == "cp1256" else "Häuser"
    text = f'id,day,dead,village\na,2031-03-04,2,{name}\nb,2031-03-05,3,"two\nlines"\n'
    data = text.encode(encoding)
    declared = "utf-8" if encoding == "utf-8-sig" else encoding
    mapping = changed("form: csv", f"form: csv\nencoding: {declared}")
    mapping = changed(DATED, DATED + "\n  place: {column: village}", mapping)
    found = outcome(data, mapping)
    assert found.problems == []
    assert found.column("place") == [name, "two\nlines"]
    plain = "utf-16-le" if encoding == "utf-16" else declared
    assert [data[at.start : at.end].decode(plain) for (at,) in found.extents] == [
        f"a,2031-03-04,2,{name}\n", 'b,2031-03-05,3,"two\nlines"\n'
    ]


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (TABLE.encode("utf-16"), 1),
        (TABLE.replace("b,", "ب,").encode("cp1256"), 3),
        ("id,day,dead\nhäuser,2031-03-04,2\n".encode("cp1252"), 2),
        ("id,day,dead\nhäuser,2031-03-04,2\n".encode() + "ü,2031-03-04,2\n".encode("cp1252"), 3),
    ],
)
def test_an_encoding_nobody_declared_stops_the_file(data: bytes, line: int) -> None:
    found = outcome(data)
    assert found.refused
    assert found.codes == [("wrong_encoding", line)]
    assert "cp1256" in found.problems[0].mend


@pytest.mark.parametrize("declared", ["cp1256", "cp1252"])
def test_utf_8_inside_a_code_page_stops_the_file(declared: str) -> None:
    data = b"id,day,dead\n" + "دار,2031-03-04,2\n".encode()
    found = outcome(data, changed("form: csv", f"form: csv\nencoding: {declared}"))
    assert (found.refused, found.codes) == (True, [("wrong_encoding", 2)])
    mark = outcome(b"\xef\xbb\xbf" + TABLE.encode(),
                   changed("form: csv", f"form: csv\nencoding: {declared}"))
    assert mark.codes == [("wrong_encoding", 1)]


def test_utf_16_without_its_mark_is_refused() -> None:
    mapping = changed("form: csv", "form: csv\nencoding: utf-16")
    assert outcome(TABLE, mapping).codes == [("wrong_encoding", 1)]
    assert outcome(TABLE.encode("utf-16")[:-1], mapping).codes == [("wrong_encoding", 1)]


def test_zero_bytes_stop_the_file() -> None:
    assert outcome(TABLE + "c,2031-03-06,\0\n").codes == [("not_this_form", 4)]


def test_a_gzipped_table_is_read_and_a_torn_one_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    packed = gzip.compress(TABLE.encode())
    assert outcome(packed).column("key") == ["a", "b"]
    assert outcome(packed[:-9]).refused
    monkeypatch.setattr(csv, "MAX_BYTES", 1000)
    bomb = gzip.compress((TABLE + "c,2031-03-06,1\n" * 1000).encode())
    assert outcome(bomb).codes == [("file_too_large", None)]


def test_ten_gigabytes_are_refused_by_their_size_alone(tmp_path: Path) -> None:
    file = tmp_path / "large.csv"
    with file.open("wb") as stream:
        stream.truncate(10 * 1024**3)
    with pytest.raises(SourceError) as error:
        next(iter(ADAPTERS["mapped"].fetch(file, {})))
    assert error.value.problem.code == "file_too_large"
    assert file.stat().st_size > interface.MAX_BYTES


def test_rows_of_another_length_and_broken_quotes() -> None:
    found = outcome(TABLE + "c,2031-03-06\nd,2031-03-07,4\n\n" + 'e,"2031-03-08,5\n')
    assert found.column("key") == ["a", "b", "d"]
    assert found.codes == [("wrong_number_of_cells", 4), ("broken_csv", 7)]
    assert str(found.tally) == "5 rows met: 3 read, 2 refused, 0 left aside"


@pytest.mark.parametrize(
    ("day", "formats", "earliest", "latest"),
    [
        ("2031-03-04", [], "2031-03-04", "2031-03-04"),
        ("2031-03-04T10:30Z", [], "2031-03-04T10:30Z", "2031-03-04T10:30Z"),
        ("2031-03-04 10:30", [], "2031-03-04T10:30[Asia/Gaza]", "2031-03-04T10:30[Asia/Gaza]"),
        ("2031-03-04T10:30:15+0200", [], "2031-03-04T10:30:15+02:00", "2031-03-04T10:30:15+02:00"),
        ("03/04/2031", ["DD/MM/YYYY"], "2031-04-03", "2031-04-03"),
        ("03/04/2031", ["MM/DD/YYYY"], "2031-03-04", "2031-03-04"),
        ("3.4.2031", ["D.M.YYYY"], "2031-04-03", "2031-04-03"),
        ("4 Mar 2031", ["D MON YYYY"], "2031-03-04", "2031-03-04"),
        ("March 2031", ["MON YYYY"], "2031-03-01", "2031-03-31"),
        ("2031-02", ["YYYY-MM"], "2031-02-01", "2031-02-28"),
        ("2031", ["YYYY"], "2031-01-01", "2031-12-31"),
        ("٠٣/٠٤/٢٠٣١", ["DD/MM/YYYY"], "2031-04-03", "2031-04-03"),
        ("٣ نيسان ٢٠٣١", ['"words:ar"'], "2031-04-03", "2031-04-03"),
        ("12 и 14 апреля 2031 г.", ['"words:ru"', "DD/MM/YYYY"], "2031-04-12", "2031-04-14"),
        ("about 2031-03-04T10:00Z", ["iso"], "about 2031-03-04T10:00Z", "about 2031-03-04T10:00Z"),
    ],
)
def test_dates_in_declared_forms(
    day: str, formats: list[str], earliest: str, latest: str
) -> None:
    found = outcome(one("2", day), with_dates(*formats) if formats else MAPPING)
    assert found.problems == []
    assert (found.column("earliest"), found.column("latest")) == ([earliest], [latest])


@pytest.mark.parametrize(
    ("day", "formats", "code"),
    [
        ("03/04/2025", [], "ambiguous_date"),
        ("13/04/2025", [], "ambiguous_date"),
        ("04-03-25", [], "ambiguous_date"),
        ("03/04/2025", ["DD/MM/YYYY", "MM/DD/YYYY"], "ambiguous_date"),
        ("31/02/2031", ["DD/MM/YYYY"], "wrong_time"),
        ("3 нисана 2031", ['"words:ru"'], "wrong_time"),
        ("2031-03-04", ["DD/MM/YYYY"], "wrong_time"),
        ("2031-13", ["YYYY-MM"], "wrong_time"),
        ("4 Mai 2031", ["D MON YYYY"], "wrong_time"),
        ("2031-03-04T25:00", [], "wrong_time"),
        ("1900-01-01", [], "implausible_date"),
        ("1944-12-31", [], "implausible_date"),
        ("1066-10-14", [], "implausible_date"),
        ("2031-06-02", [], "implausible_date"),
        ("yesterday", [], "wrong_time"),
        ("", [], "missing_value"),
        ("2031-03-\u202e04", [], "hidden_characters"),
    ],
)
def test_dates_that_are_refused(day: str, formats: list[str], code: str) -> None:
    mapping = with_dates(*formats) if formats else MAPPING
    found = outcome(one("2", day), mapping, retrieved="2031-05-31T10:00:00.000000Z")
    assert found.rows == []
    assert found.codes == [(code, 2)]
    assert str(found.tally) == "1 row met: 0 read, 1 refused, 0 left aside"


def test_the_plausible_period_can_be_declared() -> None:
    mapping = MAPPING + "plausible: {first: 1900-01-01, last: 2031-03-04}\n"
    assert outcome(one("2", "1900-01-01"), mapping).codes == []
    assert outcome(one("2", "2031-03-05"), mapping).codes == [("implausible_date", 2)]
    assert outcome(one("2", "2031-06-01"), retrieved="2031-05-31").codes == []
    assert outcome(one("2", "2031-06-01"), retrieved="2031-05-30").codes == [
        ("implausible_date", 2)
    ]


def test_days_of_another_time_zone_are_written_out() -> None:
    found = outcome(TABLE, MAPPING + "tz: Asia/Tokyo\n")
    assert found.column("earliest")[0] == "2031-03-03T15:00Z"
    assert found.column("latest")[0] == "2031-03-04T14:59:59.999999Z"


def test_a_clock_that_was_skipped_is_refused() -> None:
    found = outcome(one("2", "2031-03-30 02:30"), MAPPING + "tz: Europe/Berlin\n")
    assert found.codes == [("wrong_time", 2)]


def test_an_end_before_its_start_is_refused() -> None:
    mapping = changed(DATED, DATED + "\n  latest: {column: until}")
    table = "id,day,until,dead\na,2031-03-04,2031-03-03,1\nb,2031-03-04,2031-03-06,1\n"
    found = outcome(table, mapping)
    assert found.codes == [("end_before_start", 2)]
    assert found.column("latest") == ["2031-03-06"]


@pytest.mark.parametrize(
    ("cell", "numerals", "count"),
    [
        ("12", "", "12"), (" 12 ", "", "12"), ("12.0", "", "12"), ("012", "", "12"),
        ("12,0", "decimal: ','", "12"), ("1.234", "decimal: ',', thousands: '.'", "1234"),
        ("1,234,567", "thousands: ','", "1234567"), ("١٢", "", "12"), ("۱۲", "", "12"),
        ("١٬٢٣٤", "", "1234"), ("١٢٫٠", "", "12"), ("\u200f12", "", "12"),
    ],
)
def test_numbers_as_they_are_declared(cell: str, numerals: str, count: str) -> None:
    found = outcome(one(cell), MAPPING + (f"numerals: {{{numerals}}}\n" if numerals else ""))
    assert found.column("low") == found.column("high") == [count]
    marks = [("direction_marks", 2)] if "\u200f" in cell else []
    assert found.codes == marks


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("1,234", "wrong_value"), ("12,5", "wrong_value"), ("12.5", "not_exact"),
        ("1e3", "wrong_value"), ("-3", "wrong_value"), ("~12", "wrong_value"),
        ("12 dead", "wrong_value"), ("١2", "mixed_digits"), ("1٢", "mixed_digits"),
        ("১২", "mixed_digits"), ("n/a", "wrong_value"), ("9999999999999999", "wrong_value"),
        ("1\u202e2", "hidden_characters"), ("²", "wrong_value"), ("1.234.567", "wrong_value"),
    ],
)
def test_numbers_that_are_refused(cell: str, code: str) -> None:
    found = outcome(one(cell))
    assert (found.rows, found.codes) == ([], [(code, 2)])


def test_missing_is_not_zero() -> None:
    found = outcome("id,day,dead\na,2031-03-04,\nb,2031-03-04,n/a\nc,2031-03-04,0\n",
                    MAPPING + "missing: [n/a]\n")
    assert [(row["key"], row["low"]) for row in found.rows] == [("c", "0")]
    assert [p.found for p in found.problems] == [
        "2 rows: no number in the columns claims are made of"
    ]
    claimed = changed(NUMBERED, NUMBERED + "\n    without_number: claim")
    assert outcome("id,day,dead\na,2031-03-04,\n", claimed).column("low") == [""]


def test_a_wide_table_gives_one_claim_for_each_column_with_a_number() -> None:
    mapping = changed(NUMBERED, NUMBERED + "\n  - property: {value: injured}\n"
                      "    number: {column: hurt}")
    found = outcome("id,day,dead,hurt\na,2031-03-04,1,2\nb,2031-03-04,,3\nc,2031-03-04,x,4\n",
                    mapping)
    assert [(r["key"], r["property"], r["low"]) for r in found.rows] == [
        ("a/killed", "killed", "1"), ("a/injured", "injured", "2"), ("b/injured", "injured", "3"),
        ("c/injured", "injured", "4"),
    ]
    assert found.codes == [("wrong_value", 4)]
    assert str(found.tally) == "3 rows met: 3 read, 0 refused, 0 left aside"


UNITS = changed(NUMBERED, "number: {column: dead, unit_column: unit}").replace(
    "{value: killed}", "{value: fuel_litres_entered}"
) + "units:\n  - {unit: m3, gives: litres, times: 1000}\n" \
    "  - {unit: barrel, gives: litres, times: 158987, divided_by: 1000}\n"


@pytest.mark.parametrize(
    ("number", "unit", "low", "code"),
    [
        ("3", "litres", "3", ""), ("3", "m3", "3000", ""), ("0.25", "m3", "250", ""),
        ("1000", "barrel", "158987", ""), ("1", "barrel", "", "not_exact"),
        ("0.0001", "m3", "", "not_exact"), ("3", "gallons", "", "unknown_unit"),
        ("3", "", "", "unknown_unit"),
    ],
)
def test_units_become_those_of_the_property_exactly(
    number: str, unit: str, low: str, code: str
) -> None:
    found = outcome(f"id,day,dead,unit\na,2031-03-04,{number},{unit}\n", UNITS)
    assert found.column("low") == ([low] if low else [])
    assert found.codes == ([(code, 2)] if code else [])


def test_properties_by_row_take_units_by_row() -> None:
    mapping = UNITS.replace("{value: fuel_litres_entered}",
                            "{column: kind, codes: {fuel: fuel_litres_entered, aid: "
                            "trucks_entered}}")
    found = outcome("id,day,dead,unit,kind\na,2031-03-04,2,m3,fuel\nb,2031-03-04,2,trucks,aid\n"
                    "c,2031-03-04,2,m3,aid\nd,2031-03-04,2,m3,tents\n", mapping)
    assert found.column("low") == ["2000", "2"]
    assert found.codes == [("unknown_unit", 4), ("not_coded", 5)]


POINTED = changed(DATED, DATED + "\n  point: {lat: lat, lon: lon, radius: {value: 500 m}}")
AREA = POINTED.replace("500 m}", "500 m}, area: {south: 31, west: 34, north: 32, east: 35}")


@pytest.mark.parametrize(
    ("lat", "lon", "mapping", "place", "code"),
    [
        ("31.5", "34.45", POINTED, "31.5,34.45 ±500 m", ""),
        ("31.50", "34.45", AREA, "31.50,34.45 ±500 m", ""),
        ("-31.5", "\u221234.45", POINTED, "-31.5,-34.45 ±500 m", ""),
        ("", "", POINTED, "", ""),
        ("31.5", "", POINTED, "", "half_a_point"),
        ("0", "0.0", POINTED, "", "null_coordinates"),
        ("134.45", "31.5", POINTED, "", "swapped_coordinates"),
        ("34.45", "31.5", AREA, "", "swapped_coordinates"),
        ("33.0", "34.45", AREA, "", "outside_the_area"),
        ("91", "200", POINTED, "", "outside_world"),
        ("31°30'", "34.45", POINTED, "", "wrong_value"),
        ("31.1234567890123456789", "34.45", POINTED, "", "wrong_value"),
    ],
)
def test_points(lat: str, lon: str, mapping: str, place: str, code: str) -> None:
    found = outcome(f'id,day,dead,lat,lon\na,2031-03-04,1,"{lat}",{lon}\n', mapping)
    assert found.column("place") == ([] if code else [place])
    assert found.codes == ([(code, 2)] if code else [])


def test_a_radius_by_code_and_the_name_of_a_place_with_a_point() -> None:
    mapping = POINTED.replace("{value: 500 m}", "{column: near, codes: {1: 10 m, 2: 2 km, 9: ''}}")
    mapping = changed(DATED, DATED + "\n  place: {column: village}", mapping)
    found = outcome("id,day,dead,lat,lon,near,village\na,2031-03-04,1,31.5,34.45,2,Alder\n"
                    "b,2031-03-04,1,,,9,Birch\nc,2031-03-04,1,31.5,34.45,9,Cedar\n"
                    "d,2031-03-04,1,31.5,34.45,3,Cedar\n", mapping)
    assert [(r["key"], r["place"], r["note"]) for r in found.rows] == [
        ("a", "31.5,34.45 ±2 km", "place as named: Alder"), ("b", "Birch", ""),
    ]
    assert ("precision_unknown", 4) in found.codes
    assert ("not_coded", 5) in found.codes


def test_a_renamed_column_stops_the_file_and_the_nearest_name_is_told() -> None:
    found = outcome(TABLE.replace("dead", "dead_count").replace("day", "date"))
    assert found.refused
    (problem,) = found.problems
    assert (problem.code, problem.line) == ("missing_column", 1)
    assert problem.expected == "the columns day, dead"
    assert problem.found == "columns no mapping names: date, dead_count"
    assert problem.mend.startswith("'date' may be what 'day' was; 'dead_count' may be what 'dead'")


def test_a_column_that_changed_meaning_is_noticed() -> None:
    mapping = changed(NUMBERED, "number: {column: dead, least: 0, most: 500}")
    found = outcome("id,day,dead\na,2031-03-04,499\nb,2031-03-05,20310305\n", mapping)
    assert found.column("key") == ["a"]
    assert found.codes == [("outside_declared_range", 3)]


def test_a_new_column_is_named_and_one_left_aside_is_not() -> None:
    table = TABLE.replace("dead\n", "dead,remark\n").replace("2\n", "2,x\n").replace("3\n", "3,y\n")
    assert outcome(table).codes == [("not_understood", 1)]
    assert outcome(table, MAPPING + "aside: [remark]\n").codes == []
    assert outcome(TABLE, MAPPING + "aside: [remark]\n").codes == [("gone_column", 1)]


def test_hidden_characters_in_texts_are_made_visible() -> None:
    mapping = changed(DATED, DATED + "\n  place: {column: village}")
    found = outcome('id,day,dead,village\na,2031-03-04,1,Al\u202eder\nb,2031-03-04,1,=1+1\n',
                    mapping)
    assert found.column("place") == ["Al\N{REPLACEMENT CHARACTER}der", "=1+1"]
    assert found.codes == [("hidden_characters", 2), ("formula_like", 3)]


def test_keys_of_several_columns_cannot_become_one() -> None:
    mapping = changed("key: [id]", "key: [id, village]")
    found = outcome("id,day,dead,village\na/b,2031-03-04,1,c\na,2031-03-04,1,b/c\n", mapping)
    assert found.column("key") == ["a%2Fb/c", "a/b%2Fc"]


def test_only_the_period_asked_for_is_read() -> None:
    found = outcome(TABLE, options={"from": "2031-03-05", "to": "2031-03-31"})
    assert found.column("key") == ["b"]
    assert [p.found for p in found.problems] == ["1 row: outside the period asked for"]


def test_hxl_tags_name_columns() -> None:
    table = ("Id,When,Dead\n#event+id,#date +start,#affected+killed+ind\na,2031-03-04,2\n")
    mapping = MAPPING.replace("[id]", "['#event+id']").replace("day", "'#date+start'").replace(
        "dead", "'#affected +ind +killed'")
    found = outcome(table, mapping + "hxl: yes\n")
    assert (found.problems, found.column("low")) == ([], ["2"])
    assert found.column("original") == ["#affected +ind +killed=2"]
    assert outcome(TABLE, MAPPING + "hxl: yes\n").codes == [("not_this_form", 2)]
    aside = outcome("id,day,dead\n#id,#date,#affected\na,2031-03-04,2\n")
    assert [p.found for p in aside.problems] == ["1 row: a row of HXL tags"]


def test_a_table_with_other_separators_says_so() -> None:
    found = outcome(TABLE.replace(",", ";"))
    assert found.codes == [("not_this_form", 1)]
    assert outcome(TABLE.replace(",", "\t"), MAPPING + "separator: tab\n").column("key") == [
        "a", "b"
    ]


def test_unconfirmed_and_unknown_mappings_are_not_read_by() -> None:
    found = outcome(TABLE, MAPPING + "confirm:\n  - guess: dead counts persons\n")
    assert (found.refused, found.codes) == (True, [("unconfirmed_guess", None)])
    assert outcome(TABLE, mapping=MAPPING + "confirm:\n  - {guess: so, confirmed: yes}\n").rows
    missing = outcome(TABLE, name="vael")
    assert missing.problems[0].code == "unknown_mapping"
    assert missing.problems[0].mend == "did you mean 'vale'?"


@settings(max_examples=60, deadline=None)
@given(
    cells=st.lists(
        st.tuples(st.text(max_size=5), st.text(max_size=12), st.text(max_size=8)), max_size=6
    )
)
def test_any_cells_end_in_claims_or_problems(cells: list[tuple[str, str, str]]) -> None:
    quoted = "".join(
        ",".join('"' + cell.replace('"', '""') + '"' for cell in row) + "\n" for row in cells
    )
    try:
        data = ("id,day,dead\n" + quoted).encode()
    except UnicodeEncodeError:
        return
    found = outcome(data)
    if found.tally is not None:
        assert found.tally.met == len(cells)
        assert found.tally.read == len(found.rows)
    for row in found.rows:
        assert int(row["low"]) >= 0
        assert row["key"]


@settings(max_examples=60, deadline=None)
@given(data=st.binary(max_size=400), form=st.sampled_from(["csv", "geojson", "geopackage", "xlsx"]))
def test_any_bytes_are_problems_at_worst(data: bytes, form: str) -> None:
    found = outcome(data, changed("form: csv", f"form: {form}"))
    assert found.rows or found.problems


def test_a_cell_that_chooses_rows_and_hides_something() -> None:
    mapping = MAPPING + "choose:\n  - {column: kind, read: [raid], aside: [visit]}\n"
    table = (
        "id,day,dead,kind\n"
        "a,2031-03-04,2,raid\n"
        "b,2031-03-04,2,ra\x07id\n"
        "c,2031-03-04,2,visit\n"
        "d,2031-03-04,2,other\n"
        "e,2031-03-04,2,\n"
    )
    found = outcome(table, mapping)
    assert len(found.rows) == 1
    assert found.codes == [
        ("hidden_characters", 3), ("not_coded", 5), ("not_coded", 6), ("left_aside", None)
    ]
    assert found.tally == Tally(5, 1, 3, {"kind is visit": 1})
