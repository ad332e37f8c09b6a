"""What is held to be one incident, what people decided on top, and what an aggregate contains."""

from __future__ import annotations

from pathlib import Path

import pytest

from .tables import contains, groups, linked, report, said

POST, VOICE, RADIO = "north-post", "voice-of-tamun", "radio-east"
TWO = [report("a1"), report("b1", source=VOICE)]
"""Two sources, one incident."""
FAR = [report("a1"), report("b1", source=VOICE, latitude="14.0")]
"""Two sources, 167 km apart: no candidates."""


def test_two_sources_tell_of_one_incident(tmp_path: Path) -> None:
    rows = [
        *TWO, report("c1", source=RADIO, date="2025-03-05", latitude="12.504", geo_precision="town",
                     actor="", fatalities_max="4"),
        report("c2", source=RADIO, actor="Rahim Brigade", fatalities_min="0", fatalities_max="0"),
        report("c3", source=RADIO, date="2025-03-20"),
    ]
    assert groups(linked(tmp_path, rows)) == ["a1 b1 c1", "c2", "c3"]


def test_one_source_twice_is_two_incidents_unless_it_updates(tmp_path: Path) -> None:
    rows = [report("a1"), report("a2", date="2025-03-05")]
    assert groups(linked(tmp_path, rows)) == ["a1", "a2"]
    assert groups(linked(tmp_path, rows, updates=[POST])) == ["a1 a2"]
    rows[1] = report("a2", actor="Rahim Brigade")
    assert groups(linked(tmp_path, rows, updates=[POST])) == ["a1", "a2"]


def test_another_source_that_fits_both_outweighs_the_penalty_of_one_source(
    tmp_path: Path,
) -> None:
    rows = [report("a1"), report("a2"), report("b1", source=VOICE)]
    assert groups(linked(tmp_path, rows)) == ["a1 a2 b1"]
    assert groups(linked(tmp_path, rows, [("a1", "a2", "different")])) == ["a1 b1", "a2"]


def test_an_aggregate_contains_and_never_merges(tmp_path: Path) -> None:
    rows = [
        *TWO, report("b2", source=VOICE, latitude="12.56", fatalities_min="1", fatalities_max="1",
                     actor="Rahim Brigade"),
        report("d1", source=RADIO, kind="aggregate", n_events="2", fatalities_min="4",
               fatalities_max="4", actor=""),
        report("d2", source=VOICE, n_events="3", place="Lowford"),
    ]
    result = linked(tmp_path, rows)
    assert groups(result) == ["a1 b1", "b2", "d1", "d2"]
    assert contains(result) == ["d1 > a1", "d1 > b1", "d1 > b2"]
    assert result.incidents == 2


def test_an_aggregate_contains_of_a_day_beside_only_what_its_numbers_leave_room_for(
    tmp_path: Path,
) -> None:
    beside = report("b1", source=VOICE, date="2025-03-05")
    total = {"source": RADIO, "kind": "aggregate"}
    rows = [
        report("a1"), beside,
        report("d1", **total, n_events="2", fatalities_max="6"),
        report("d2", **total, n_events="1", fatalities_max="6"),
        report("d3", **total, n_events="2", fatalities_max="5"),
    ]
    rows[1]["actor"] = "Rahim Brigade"
    assert contains(linked(tmp_path, rows)) == ["d1 > a1", "d1 > b1", "d2 > a1", "d3 > a1"]


def test_what_people_decided_is_followed_and_taken_back_without_a_trace(tmp_path: Path) -> None:
    rows = [*TWO, report("c1", source=RADIO, latitude="15.0")]
    before = linked(tmp_path, rows)
    decided = linked(tmp_path, rows, [("a1", "b1", "different"), ("c1", "a1", "same")])
    assert groups(decided) == ["a1 c1", "b1"]
    assert decided.labels == 2
    after = linked(tmp_path, rows, [("a1", "b1", "unsure")])
    assert groups(after) == groups(before) == ["a1 b1", "c1"]
    assert after.linked == before.linked
    assert after.weights == before.weights


def test_a_decision_against_reaches_what_others_joined(tmp_path: Path) -> None:
    rows = [*TWO, report("c1", source=RADIO)]
    result = linked(tmp_path, rows, [("a1", "b1", "same"), ("b1", "c1", "different")])
    assert groups(result) == ["a1 b1", "c1"]


@pytest.mark.parametrize("turned", [False, True])
def test_contradictory_decisions_are_named_and_all_kept_in_sight(
    turned: bool, tmp_path: Path
) -> None:
    rows = [*TWO, report("c1", source=RADIO)]
    labels = [("a1", "b1", "same"), ("b1", "c1", "same"), ("c1", "a1", "different"),
              ("a1", "b1", "different")]
    result = linked(tmp_path, rows, labels[::-1] if turned else labels)
    assert groups(result) == ["a1 b1 c1"]
    assert said(result) == [
        ("warning", "decisions_contradict", None,
         "a1 and b1: different, yet joined by other labels"),
        ("warning", "decisions_contradict", None,
         "a1 and c1: different, yet joined by other labels"),
    ]
    forwards = linked(tmp_path, rows, labels)
    assert result.weights == forwards.weights


def test_an_aggregate_cannot_be_decided_to_be_an_incident(tmp_path: Path) -> None:
    total = {"kind": "aggregate", "n_events": "2", "fatalities_max": "9"}
    rows = [*TWO, report("d1", source=RADIO, **total), report("d2", source=POST, **total)]
    result = linked(tmp_path, rows, [("d1", "a1", "same"), ("d1", "d2", "same"),
                                     ("d2", "b1", "different")])
    assert groups(result) == ["a1 b1", "d1 d2"]
    assert contains(result) == ["d1 > a1", "d1 > b1", "d2 > a1", "d2 > b1"]
    assert said(result) == [("warning", "not_one_of", 2, "same, of an incident and an aggregate")]
    assert result.labels == 2


def test_kinds_are_compared_on_the_coarser_level_of_a_taxonomy(tmp_path: Path) -> None:
    kinds = [("", "mortar", "mortar", "indirect_fire", "explosive"),
             (VOICE, "Explosions", "explosive", "explosive", "explosive"),
             ("", "arrest", "arrest", "arrest", "liberty")]
    rows = [report("a1", event_type="mortar"), report("b1", source=VOICE, event_type="Explosions"),
            report("c1", source=RADIO, event_type="arrest", fatalities_min="", fatalities_max="",
                   geo_precision="area", date="2025-03-06")]
    assert groups(linked(tmp_path, rows, kinds=kinds)) == ["a1 b1", "c1"]
    pairs = linked(tmp_path, rows, kinds=kinds).linked
    alone = linked(tmp_path, rows).linked
    assert pairs is not None
    assert alone is not None
    assert pairs.pairs[0][:2] == alone.pairs[0][:2] == (0, 1)
    assert pairs.pairs[0][2] > alone.pairs[0][2]


def test_all_at_one_point_are_told_apart_by_what_else_they_say(tmp_path: Path) -> None:
    rows = [report(f"{source[0]}{day:02}", source=source, date=f"2025-03-{day:02}")
            for day in range(1, 30, 7) for source in (POST, VOICE, RADIO)]
    assert groups(linked(tmp_path, rows)) == [f"n{d} r{d} v{d}" for d in (
        "01", "08", "15", "22", "29")]


def test_reports_far_apart_are_joined_by_decision_alone(tmp_path: Path) -> None:
    assert groups(linked(tmp_path, FAR)) == ["a1", "b1"]
    assert groups(linked(tmp_path, FAR, [("a1", "b1", "same")])) == ["a1 b1"]


@pytest.mark.parametrize(("sources", "incidents"), [
    (["north-post"], 1), ([""], 1), ([POST, VOICE, RADIO], 1)])
def test_thousands_of_copies_of_one_report_are_one_report(
    sources: list[str], incidents: int, tmp_path: Path
) -> None:
    words = "A shell hit the market of Tamunabad, three were killed"
    rows = [report(f"r{n:05}", source=sources[n % len(sources)], text=words)
            for n in range(3_000)]
    result = linked(tmp_path, rows)
    assert result.incidents == incidents
    assert [p.found for p in result.problems if p.code == "many_copies"] == [
        f"{3_000 // len(sources):,} reports of {source or 'no source'} that differ in nothing but "
        f"their id, from r{n:05} on" for source, n in sorted(
            (source, n) for n, source in enumerate(sources))]


def test_copies_without_words_are_compared_only_so_far(tmp_path: Path) -> None:
    rows = [report(f"r{n:05}") for n in range(3_000)]
    result = linked(tmp_path, [*rows, report("s1", source=VOICE)])
    assert result.sizes == {1: 2_997, 4: 1}
    assert [p.expected for p in result.problems] == ["words that tell them apart"]


def test_a_decision_about_a_copy_is_followed(tmp_path: Path) -> None:
    rows = [report(f"r{n:02}", text="A shell hit the market") for n in range(30)]
    result = linked(tmp_path, rows, [("r00", "r29", "different")])
    assert groups(result) == ["r00", " ".join(f"r{n:02}" for n in range(1, 29)), "r29"]
