"""Outlines are read strictly: each fault at its Feature, nothing half understood."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.case.features import read_features
from trucewatch.model.case import Case
from trucewatch.model.problem import Problem

from .mapped import feature, polygon, square, write_outlines
from .norland import WHOLE, copy_case, edit, have, read

FILE = "zones/lines.geojson"
GOOD = polygon(square(20, 40, 21, 41))


def loaded(root: Path) -> tuple[Case, list[Problem]]:
    result = read(root)
    assert result.case is not None
    assert have(result.case) == WHOLE
    return result.case, result.problems


def test_versions_of_one_zone_are_zones_of_their_own(tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    write_outlines(
        root, feature(GOOD, version="published_map", address="https://example.org/map"),
        feature(polygon(square(20, 40, 20.5, 41)), version="norland", source="norland-army",
                from_="2031-03-05", to="2031-03-09"),
    )
    edit(root, "clauses.yaml", "zone: [valley]", "zone: [valley@norland]")
    case, problems = loaded(root)
    assert problems == []
    assert [(o.id, o.source, o.address) for o in case.outlines] == [
        ("valley@norland", "norland-army", ""),
        ("valley@published_map", "gazette", "https://example.org/map"),
    ]
    days = (1930428000000000, 1930860000000000 - 1)  # 5 March 00:00 to 9 March 24:00 in Athens
    assert (case.outlines[0].first, case.outlines[0].last) == days
    assert {z.id: z.name["en"] for z in case.agreement.zones if "@" in z.id} == {
        "valley@norland": "Valley (Norland)",
        "valley@published_map": "Valley (published map)",
    }
    assert [f.name for f in case.files if f.name.endswith("json")] == [FILE]


BAD = [
    (polygon([[20, 40], [21, 40], [21, 41], [20, 41]]), "open_ring", "geometry, ring 1"),
    (polygon([[20, 40], [21, 40], [20, 40]]), "short_ring", "geometry, ring 1"),
    (polygon([[20, 40], [21, 41], [21, 40], [20, 41], [20, 40]]), "self_crossing", "geometry"),
    (polygon(square(20, 40, 21, 41), square(30, 40, 31, 41)), "bad_rings", "geometry"),
    (polygon(square(170, 40, -170, 41)), "spans_date_line", "geometry, ring 1"),
    (polygon(square(170, 40, 190, 41)), "outside_world", "geometry, ring 1"),
    (polygon(square(40, 120, 41, 121)), "swapped_coordinates", "geometry, ring 1"),
    (polygon([[0, 0], [1, 0], [1, 1], [0, 0]]), "null_coordinates", "geometry, ring 1"),
    (polygon([[20, 40], ["21", 40], [21, 41], [20, 40]]), "no_position", "geometry, ring 1"),
    (polygon([[20, 40], [True, 40], [21, 41], [20, 40]]), "no_position", "geometry, ring 1"),
    (polygon([[20, 40], [20, 40, 1, 2], [21, 41], [20, 40]]), "no_position", "geometry, ring 1"),
    (polygon("here"), "no_ring", "geometry, ring 1"),
    ({"type": "MultiPolygon", "coordinates": [[square(20, 40, 21, 41)], []]}, "no_outline",
     "geometry, part 2"),
    ({"type": "Polygon", "coordinates": []}, "no_outline", "geometry"),
    ({"type": "Point", "coordinates": [20, 40]}, "no_outline", "geometry"),
    (None, "no_outline", "geometry"),
]


@pytest.mark.parametrize(("geometry", "code", "field"), BAD)
def test_a_bad_geometry_is_named_at_its_feature(
    tmp_path: Path, geometry: object, code: str, field: str
) -> None:
    root = copy_case(tmp_path)
    write_outlines(root, feature(GOOD), feature(geometry, version="other"))
    case, problems = loaded(root)
    assert [(p.severity, p.code, p.file, p.line, p.field) for p in problems] == [
        ("error", code, FILE, 3, field)]
    assert problems[0].found and problems[0].expected and "left out" in problems[0].mend
    assert [o.version for o in case.outlines] == ["map"]


def test_the_way_to_split_at_the_date_line_is_said(tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    write_outlines(root, feature(polygon(square(170, 40, -170, 41))))
    [problem] = loaded(root)[1]
    assert "one that ends at 180 and one that begins at -180" in problem.mend


PROPERTIES = [
    ({"zone": "vale"}, "unknown_reference", "properties.zone", "did you mean 'valley'?"),
    ({"source": "gazete"}, "unknown_reference", "properties.source", "did you mean 'gazette'?"),
    ({"source": None}, "missing_field", "properties.source", "this outline was left out"),
    ({"version": ""}, "missing_field", "properties.version", "this outline was left out"),
    ({"version": "a/b"}, "bad_id", "properties.version", "this outline was left out"),
    ({"zone": 7}, "wrong_type", "properties.zone", "this outline was left out"),
    ({"from_": "2031-03"}, "bad_time", "properties.from", "this outline was left out"),
    ({"from_": "2031-03-05", "to": "2031-03-04"}, "end_before_start", "properties.to",
     "this outline was left out"),
]


@pytest.mark.parametrize(("given", "code", "field", "mend"), PROPERTIES)
def test_a_bad_property_is_named_at_its_feature(
    tmp_path: Path, given: dict[str, object], code: str, field: str, mend: str
) -> None:
    root = copy_case(tmp_path)
    write_outlines(root, feature(GOOD, version="first"), feature(GOOD, **given))
    case, problems = loaded(root)
    assert [(p.code, p.line, p.field, p.mend) for p in problems] == [(code, 3, field, mend)]
    assert len(case.outlines) == 1


def test_a_version_is_drawn_once_at_a_time(tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    write_outlines(
        root, feature(GOOD, to="2031-03-04"), feature(GOOD, from_="2031-03-05"),
        feature(GOOD, from_="2031-03-04", to="2031-03-04"), feature(GOOD, version="other"),
    )
    case, problems = loaded(root)
    assert [(p.code, p.line, p.found) for p in problems] == [("version_twice", 4, "valley@map")]
    assert f"{FILE}:2 holds then too" in problems[0].expected
    assert len(case.outlines) == 3


def test_an_outline_apart_from_all_others_is_asked_about(tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    write_outlines(
        root, feature(GOOD), feature(polygon(square(20.2, 40.2, 20.4, 40.4)), zone="village"),
        feature(polygon(square(40.2, 20.2, 40.4, 20.4)), zone="mill"),
    )
    _, problems = loaded(root)
    assert [(p.severity, p.code, p.line) for p in problems] == [
        ("warning", "swapped_coordinates", 4)]


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        (b"", "bad_json", 1),
        (b"{", "bad_json", 1),
        (b"[]", "bad_json", 1),
        (b'{"type": "Feature"}', "no_features", 1),
        (b'{"type": "FeatureCollection"}', "no_features", 1),
        (b'{"type": "FeatureCollection",\n"features": [\n{"type" "Feature"}]}', "bad_json", 3),
        (b'{"type": "FeatureCollection",\n"features": [\n7]}', "no_feature", 3),
        (b'{"type": "FeatureCollection", "features": [],}', "bad_json", 1),
        (b'{"type": "FeatureCollection", "features": []} x', "bad_json", 1),
        (b'{"type": "FeatureCollection", "type": "x", "features": []}', "bad_json", 1),
        (b'{"type": "FeatureCollection",\n"features": [{"a": 1, "a": 2}]}', "bad_json", 2),
        (b'{"type": "FeatureCollection",\n"features": [{"a": NaN}]}', "bad_json", 2),
        (b'{"type": "FeatureCollection",\n"features": [{"a": "\xff"}]}', "wrong_encoding", 2),
        (b'{"type": "FeatureCollection", "features": [' + b"[" * 100_000, "bad_json", 1),
        (b'{"type": "FeatureCollection", "crs": {"name": "EPSG:2039"}, "features": []}',
         "other_coordinates", 1),
    ],
)
def test_a_file_that_is_no_geojson_costs_itself_only(
    tmp_path: Path, content: bytes, code: str, line: int
) -> None:
    root = copy_case(tmp_path)
    write_outlines(root, feature(GOOD), name="zones/good.geojson")
    (root / FILE).write_bytes(content)
    case, problems = loaded(root)
    assert [(p.severity, p.code, p.file, p.line) for p in problems] == [("error", code, FILE, line)]
    assert len(case.outlines) == 1


def test_a_mark_of_byte_order_and_the_usual_coordinates_are_understood(tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    crs = '"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}'
    text = f'{{"type": "FeatureCollection", {crs}, "features": [{feature(GOOD)}]}}'
    write_outlines(root)
    (root / FILE).write_bytes(b"\xef\xbb\xbf" + text.encode())
    case, problems = loaded(root)
    assert (problems, len(case.outlines)) == ([], 1)


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode) | st.recursive(
    st.none() | st.floats() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["type", "features", "a"]), inner, max_size=3),
    max_leaves=10,
).map(lambda value: json.dumps(value).encode()))
def test_no_bytes_break_the_reader(content: bytes) -> None:
    problems: list[Problem] = []
    features = read_features("x.geojson", content, problems)
    assert features or problems or b"features" in content


def test_without_the_library_the_case_loads_and_says_that_outlines_were_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "shapely", None)
    root = copy_case(tmp_path)
    write_outlines(root, feature(GOOD))
    edit(root, "clauses.yaml", "zone: [valley]", "zone: [valley@map]")
    case, problems = loaded(root)
    assert [(p.severity, p.code) for p in problems] == [("warning", "outlines_not_used")]
    assert "trucewatch[geo]" in problems[0].mend
    assert len(case.outlines) == 1


def test_files_of_other_kinds_are_noted(tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    write_outlines(root, feature(GOOD, colour="red"))
    (root / "zones" / "sketch.kml").write_text("x", encoding="utf-8")
    _, problems = loaded(root)
    assert [(p.severity, p.code, p.file, p.found) for p in problems] == [
        ("note", "unknown_field", FILE, "colour"),
        ("note", "unknown_file", "zones/sketch.kml", "a file that is not read"),
    ]


BOUNDARIES = """
boundaries:
  - id: districts
    file: zones/districts.geojson
    key: CODE
    zones: {N1: valley, N2: valley, "7": bridge}
    version: survey
    source: gazette
    first_day: 2031-03-01
"""


def write_districts(root: Path) -> None:
    parts = [
        json.dumps({"type": "Feature", "properties": {"CODE": code, "NAME": "x"},
                    "geometry": polygon(square(20 + n, 40, 21 + n, 41))})
        for n, code in enumerate(["N1", "N2", 7, "S1"])
    ]
    write_outlines(root, *parts, name="zones/districts.geojson")


def test_boundaries_are_read_by_a_property_of_their_publisher(tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    write_districts(root)
    sources = root / "sources.yaml"
    sources.write_text(sources.read_text(encoding="utf-8") + BOUNDARIES, encoding="utf-8")
    case, problems = loaded(root)
    assert problems == []
    assert [(o.id, len(o.polygons), o.source) for o in case.outlines] == [
        ("bridge@survey", 1, "gazette"), ("valley@survey", 2, "gazette")]


@pytest.mark.parametrize(
    ("old", "new", "code", "field"),
    [
        ("    source: gazette\n", "", "missing_field", "boundaries.districts.source"),
        ("source: gazette", "source: nobody", "unknown_reference", "boundaries.districts.source"),
        ("N2: valley", "N2: vale", "unknown_reference", "boundaries.districts.zones.N2"),
        ("N2: valley", "N9: valley", "unknown_feature", "boundaries.districts.zones.N9"),
        ("districts.geojson", "other.geojson", "missing_file", "boundaries.districts.file"),
        ("survey", "sur/vey", "bad_id", "boundaries.districts.version"),
        ("2031-03-01", "March", "bad_time", "boundaries.districts.first_day"),
    ],
)
def test_boundaries_that_cannot_be_used_are_named_where_they_are_declared(
    tmp_path: Path, old: str, new: str, code: str, field: str
) -> None:
    root = copy_case(tmp_path)
    write_districts(root)
    sources = root / "sources.yaml"
    text = sources.read_text(encoding="utf-8") + BOUNDARIES.replace(old, new)
    sources.write_text(text, encoding="utf-8")
    _, problems = loaded(root)
    here = [p for p in problems if p.file == "sources.yaml"]
    assert [(p.code, p.field) for p in here] == [(code, field)]
    assert here[0].line is not None and here[0].line > 8
    if code != "missing_file":  # then the file is one of the case's own, and is told of as such
        assert problems == here


VILLAGE = "an outline of 'village' that is not wholly in that of 'valley' (zones/lines.geojson:2)"


@pytest.mark.parametrize(("features", "found"), [
    # In it, on its border, and a village no outline of the valley is drawn for.
    ([feature(GOOD), feature(polygon(square(20.2, 40.2, 20.4, 40.4)), zone="village")], []),
    ([feature(GOOD), feature(polygon(square(20, 40, 20.4, 40.4)), zone="village")], []),
    ([feature(polygon(square(20, 40, 20.4, 40.4)), zone="village")], []),
    # In part, or not at all, beyond it.
    ([feature(GOOD), feature(polygon(square(20.8, 40.2, 21.4, 40.4)), zone="village")],
     [(3, VILLAGE)]),
    ([feature(GOOD), feature(polygon(square(22, 42, 23, 43)), zone="village")], [(3, VILLAGE)]),
    # One map it lies in is enough; not so when that map holds no more.
    ([feature(GOOD), feature(polygon(square(20, 40, 22, 41)), version="b"),
      feature(polygon(square(20.8, 40.2, 21.4, 40.4)), zone="village")], []),
    ([feature(GOOD), feature(polygon(square(20, 40, 22, 41)), version="b", to="2031-03-05"),
      feature(polygon(square(20.8, 40.2, 21.4, 40.4)), zone="village")], [(4, VILLAGE)]),
    # Never at the same time.
    ([feature(GOOD, to="2031-03-05"), feature(polygon(square(22, 42, 23, 43)), zone="village",
                                              from_="2031-03-06")], []),
    # A zone within a zone within a zone.
    ([feature(GOOD), feature(polygon(square(22, 42, 23, 43)), zone="mill")],
     [(3, VILLAGE.replace("'village'", "'mill'"))]),
    # Said to lie in it by a part only.
    ([feature(GOOD), feature(polygon(square(20.8, 40.2, 21.4, 40.4)), zone="bridge")], []),
])
def test_outlines_against_what_is_declared(
    tmp_path: Path, features: list[str], found: list[tuple[int, str]]
) -> None:
    root = copy_case(tmp_path)
    write_outlines(root, *features)
    _, problems = loaded(root)
    assert [(p.line, p.found) for p in problems] == found
    assert {(p.severity, p.code) for p in problems} <= {("warning", "beyond_its_zone")}


def test_coverage_may_name_a_version_of_an_outline(tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    write_outlines(root, feature(GOOD, version="norland"))
    edit(root, "sources.yaml", "zone: valley", "zone: valley@norland")
    case, problems = loaded(root)
    assert problems == []
    assert "valley@norland" in {row.zone for row in case.coverage}
    edit(root, "sources.yaml", "zone: valley@norland", "zone: valley@norlnd")
    (problem,) = read(root).problems
    assert (problem.code, problem.found, problem.mend) == (
        "unknown_reference", "valley@norlnd", "did you mean 'valley@norland'?")
