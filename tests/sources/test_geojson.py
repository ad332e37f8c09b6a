"""The one reader of feature collections, and what each use of it makes of broken ones."""

from __future__ import annotations

import gzip
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.case.features import read_features
from trucewatch.model.geojson import Broken, Collection, other_coordinates
from trucewatch.model.mapping import TableMapping
from trucewatch.model.problem import Problem
from trucewatch.sources.adapters.ushahidi import Ushahidi
from trucewatch.sources.audit import Audit
from trucewatch.sources.geojson import feature_records
from trucewatch.sources.interface import Context, SourceError
from trucewatch.sources.tables import geojson as tables

HEAD = '{"type": "FeatureCollection", '
ONE = '{"type": "Feature", "properties": {"a": "é"}, "geometry": null}'


def records(data: bytes) -> tuple[list[bytes], list[tuple[str, int | None, str]]]:
    """The bytes each row says it stands in, and what was wrong."""
    audit = Audit("f.geojson")
    try:
        found = [record.extent for record in feature_records(io.BytesIO(data), audit)]
    except SourceError as error:
        problem = error.problem
        return [], [(problem.code, problem.line, problem.found)]
    rows = [data[one.start:one.end] for one in found if one is not None]
    return rows, [(p.code, p.line, p.found) for p in audit.problems()]


@pytest.mark.parametrize(("text", "rows", "problems"), [
    (f'{HEAD}"features": [{ONE}]}}', 1, []),
    (f'{HEAD}"features": [{ONE}], "crs": null}}', 1, []),
    (f'{HEAD}"features": [\n{ONE},\n{ONE} 7]}}', 2,
     [("broken_json", 3, "7 where ',' is expected")]),
    (f'{HEAD}"features": [{ONE},]}}', 1, [("broken_json", 1, "a comma too many")]),
    (f'{HEAD}"features": [{ONE}]}}\n{ONE}', 1, [("broken_json", 2, "more after the end")]),
    (f'{HEAD}"features": [{ONE}], "features": [{ONE}]}}', 1,
     [("broken_json", 1, "the member 'features' twice")]),
    (f'{HEAD}"features": [{ONE}', 1, [("broken_json", 1, "the end where ',' is expected")]),
    (f'{HEAD}"features": [{ONE}], "crs": {{"properties": {{"name": "EPSG:2039"}}}}}}', 0,
     [("not_this_form", None, "coordinates in EPSG:2039")]),
    ('{"type": "Feature", "features": []}', 0, [("not_this_form", None, "type Feature")]),
    ('{"features": {}}', 0, [("not_this_form", None, "no features")]),
    ("[]", 0, [("not_this_form", 1, "[ where '{' is expected")]),
])
def test_rows_before_a_break_are_kept_and_the_break_is_told(
    text: str, rows: int, problems: list[tuple[str, int | None, str]]
) -> None:
    assert records(text.encode()) == ([ONE.encode()] * rows, problems)


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_rows_stand_where_they_say(mark: bytes) -> None:
    data = mark + f'{HEAD}\n"name": "ü", "features": [{ONE}, {ONE}]}}'.encode()
    assert records(data)[0] == [ONE.encode()] * 2
    mapping = TableMapping(mapping="1", form="geojson", key=["a"], claims=[])
    for given_ in (data, gzip.compress(data)):
        table = tables.read(io.BytesIO(given_), Audit("f.geojson"), mapping)
        (block,) = table.blocks(())
        assert [data[one.start:one.end] for (one,) in block.extents] == [ONE.encode()] * 2
        assert list(block.lines) == [2, 2]


def test_ids_of_features_are_told() -> None:
    audit = Audit("f.geojson")
    text = f'{HEAD}"features": [{{"id": 7, "properties": {{}}, "geometry": null}}]}}'
    (record,) = feature_records(io.BytesIO(text.encode()), audit)
    record.ignore("(geometry)")
    record.close()
    assert [(p.code, p.field) for p in audit.problems()] == [("not_understood", "(id)")]


def test_a_map_in_geojson_says_where_its_reports_stand() -> None:
    feature = {"type": "Feature", "geometry": {"type": "Point", "coordinates": [1, 2]},
               "properties": {"id": "1", "incident date": "2031-03-01", "category": "Raid"}}
    data = json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()
    context = Context(tz="UTC", file="map.geojson", options={"source": "desk"}, coding={
        "ushahidi_categories": [{"category": "Raid", "property": "attack"}]})
    (batch,) = Ushahidi().parse(io.BytesIO(data), context)
    ((extent,),) = batch.extents
    assert json.loads(data[extent.start:extent.end]) == feature
    assert [p.code for p in batch.problems] == []


def test_a_name_twice_among_very_many_is_found() -> None:
    names = ", ".join(f'"n{number}": 1' for number in range(200_000))
    problems: list[Problem] = []
    content = f'{HEAD}"features": [{{{names}, "n199999": 2}}]}}'.encode()
    assert read_features("zones/a.geojson", content, problems) == []
    assert [(p.code, p.found) for p in problems] == [
        ("bad_json", "the field 'n199999' twice in one object")]


@pytest.mark.parametrize(("crs", "name"), [
    (None, ""), ({"properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}, ""),
    ({"properties": {"name": "EPSG:4326"}}, ""),
    ({"properties": {"name": "EPSG:43261"}}, "EPSG:43261"),
    ({"name": "EPSG:2039"}, "a system of its own"), ("CRS84", "a system of its own"),
])
def test_coordinate_systems(crs: object, name: str) -> None:
    assert other_coordinates(crs) == name


VALUES = st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=5),
                      lambda inner: st.lists(inner, max_size=3)
                      | st.dictionaries(st.text(max_size=3), inner, max_size=3), max_leaves=8)


@given(items=st.lists(VALUES, max_size=5), beside=st.dictionaries(
    st.text(max_size=4).filter(lambda name: name != "features"), VALUES, max_size=3),
    indent=st.sampled_from([None, 1]))
def test_what_was_written_is_read_and_stands_there(
    items: list[object], beside: dict[str, object], indent: int | None
) -> None:
    text = json.dumps({**beside, "features": items}, indent=indent, ensure_ascii=False)
    collection = Collection(text)
    found = list(collection)
    data = text.encode("utf-8", "surrogatepass")
    assert [one.value for one in found] == items
    assert collection.members == beside
    for one in found:
        assert json.loads(data[one.start:one.end].decode("utf-8", "surrogatepass")) == one.value
        assert one.line == data.count(b"\n", 0, one.start) + 1


@given(st.text(alphabet='{}[]:," \n1efatur\\s', max_size=60))
def test_nothing_but_a_break_comes_of_other_text(text: str) -> None:
    try:
        list(Collection(text))
    except Broken as error:
        assert 1 <= error.line <= text.count("\n") + 1
    else:
        json.loads(text)
