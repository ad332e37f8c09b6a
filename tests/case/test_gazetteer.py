"""Tables of names are read strictly; a name means what somebody wrote down, or nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from trucewatch.model.place import Alias

from .mapped import write_actors, write_gazetteer
from .norland import add_row, copy_case, read

TOWN = {"place": "town", "name": "Old Town", "latitude": "40.5", "longitude": "20.25",
        "radius_m": "300"}


def test_a_place_has_its_spellings_and_the_point_of_its_first_row(tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    write_gazetteer(root, TOWN, {"place": "town", "name": "المدينة", "lang": "ar",
                                 "script": "Arab"}, TOWN | {"zone": "mill", "name": "Oldtown"})
    loaded = read(root)
    assert loaded.problems == []
    assert loaded.case is not None
    [place] = loaded.case.places
    assert (place.id, place.zone, place.names) == ("town", "mill", ("Old Town", "المدينة",
                                                                    "Oldtown"))
    assert place.point is not None
    assert (place.point.latitude, place.point.longitude, place.point.radius_m) == (
        40.5, 20.25, 300)
    assert "gazetteer.csv" in [f.name for f in loaded.case.files]


@pytest.mark.parametrize(
    ("row", "code", "field"),
    [
        ({"place": "a/b"}, "bad_id", "place"),
        ({"name": ""}, "missing_value", "name"),
        ({"name": "\u200f"}, "missing_value", "name"),
        ({"lang": "English!"}, "unknown_language", "lang"),
        ({"script": "latin"}, "bad_script", "script"),
        ({"latitude": "40,5"}, "wrong_number_of_cells", ""),
        ({"latitude": "north"}, "wrong_type", "latitude"),
        ({"longitude": ""}, "wrong_type", "longitude"),
        ({"radius_m": ""}, "precision_unknown", "radius_m"),
        ({"radius_m": "0"}, "bad_radius", "radius_m"),
        ({"latitude": "120.5", "longitude": "40.5"}, "swapped_coordinates", "latitude"),
        ({"latitude": "0", "longitude": "0.0"}, "null_coordinates", "latitude"),
        ({"zone": "mil"}, "unknown_reference", "zone"),
        ({"source": ""}, "missing_value", "source"),
        ({"source": "gazete"}, "unknown_reference", "source"),
        ({"accepted_by": "desk", "date": "2031-04-01"}, "missing_value", "reason"),
        ({"accepted_by": "desk", "date": "April", "reason": "x"}, "bad_time", "date"),
        ({"place": "town", "longitude": "20.26"}, "place_differs", "place"),
    ],
)
def test_a_bad_row_is_left_out_and_named(
    tmp_path: Path, row: dict[str, str], code: str, field: str
) -> None:
    root = copy_case(tmp_path)
    write_gazetteer(root, TOWN, TOWN | {"place": "inn", "name": "Inn"} | row)
    loaded = read(root)
    assert [(p.severity, p.code, p.file, p.line, p.field) for p in loaded.problems] == [
        ("error", code, "gazetteer.csv", 3, field)]
    assert loaded.case is not None
    assert [place.names for place in loaded.case.places] == [("Old Town",)]


def test_a_place_without_a_point_or_a_zone_is_none(tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    write_gazetteer(root, TOWN, {"place": "inn", "name": "Inn"})
    loaded = read(root)
    assert [(p.code, p.found) for p in loaded.problems] == [("no_point", "inn")]


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        (b"", "wrong_header", 1), (b"alias,actor\n", "wrong_header", 1),
        (b"\xff", "wrong_encoding", 1),
        (b'alias,lang,actor,accepted_by,date,reason\n"x,en\n', "bad_quotes", 2),
        (b"alias,lang,actor,accepted_by,date,reason\nA\x00,en,norland,d,2031-04-01,r\n",
         "control_character", 2),
    ],
)
def test_a_file_that_is_no_such_table(
    tmp_path: Path, content: bytes, code: str, line: int
) -> None:
    root = copy_case(tmp_path)
    (root / "actors.csv").write_bytes(content)
    assert [(p.severity, p.code, p.file, p.line) for p in read(root).problems] == [
        ("error", code, "actors.csv", line)]


def test_an_accepted_name_means_its_actor_and_the_claim_keeps_its_identity(
    tmp_path: Path,
) -> None:
    root = copy_case(tmp_path)
    add_row(root, {"key": "c-9", "actor": "Rangers of the South", "target": "AL-NORLANDERS"})
    [problem] = read(root).problems[1:]
    assert (problem.code, problem.field, problem.mend) == (
        "unknown_reference", "target", "")
    write_actors(root, {"alias": "rangers of the  south", "actor": "rangers"},
                 {"alias": "Al Norlanders", "actor": "norlanders"})
    loaded = read(root)
    assert loaded.problems == []
    assert not loaded.unresolved
    case = loaded.case
    assert case is not None
    assert (case.claims["actor"][-1], case.claims["target"][-1]) == ("rangers", "norlanders")
    assert Alias(alias="Al Norlanders", actor="norlanders") in case.aliases
    by_id = copy_case(tmp_path / "by_id")
    add_row(by_id, {"key": "c-9", "actor": "rangers", "target": "norlanders"})
    same = read(by_id).case
    assert same is not None
    # What was said is another text; what it means is the same.
    assert same.claims["claim_id"][-1] != case.claims["claim_id"][-1]


def test_an_actor_nobody_accepted_stays_the_problem_it_is(tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    add_row(root, {"key": "c-9", "actor": "norlandd"})
    loaded = read(root)
    assert [(p.severity, p.code, p.line, p.field, p.found, p.mend) for p in loaded.problems] == [
        ("error", "unknown_reference", 6, "actor", "norlandd", "did you mean 'norland'?")]
    assert loaded.unresolved == {("actor", "norlandd"): 1}


@pytest.mark.parametrize(
    ("row", "code", "field"),
    [
        ({"actor": "ranger"}, "unknown_reference", "actor"),
        ({"alias": ""}, "missing_value", "alias"),
        ({"alias": "norland"}, "alias_is_an_id", "alias"),
        ({"accepted_by": ""}, "missing_value", "accepted_by"),
        ({"reason": ""}, "missing_value", "reason"),
        ({"date": "2031-02-30"}, "bad_time", "date"),
    ],
)
def test_a_bad_alias_is_left_out_and_named(
    tmp_path: Path, row: dict[str, str], code: str, field: str
) -> None:
    root = copy_case(tmp_path)
    good = {"alias": "The Rangers", "actor": "rangers"}
    write_actors(root, good, {"alias": "Guard", "actor": "rangers"} | row)
    loaded = read(root)
    assert {(p.severity, p.code, p.line, p.field) for p in loaded.problems} == {
        ("error", code, 3, field)}
    assert loaded.case is not None
    assert [alias.alias for alias in loaded.case.aliases] == ["The Rangers"]


def test_a_name_given_to_two_actors_means_neither(tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    write_actors(root, {"alias": "The Guard", "actor": "rangers"},
                 {"alias": "the guard", "actor": "norland"},
                 {"alias": "Guards", "actor": "norland"})
    loaded = read(root)
    assert [(p.code, p.line) for p in loaded.problems] == [("alias_twice", 2), ("alias_twice", 3)]
    assert loaded.case is not None
    assert [alias.alias for alias in loaded.case.aliases] == ["Guards"]
