"""Names of places that are alike, and reports that meet by them."""

from __future__ import annotations

from pathlib import Path

from trucewatch.link.candidates import UNPLACED
from trucewatch.link.names import SAME, SHARED, SPELT, alike
from trucewatch.pipeline.linking import levels_of

from .tables import groups, linked, report, said

VOICE, RADIO = "voice-of-tamun", "radio-east"
NOWHERE = {"latitude": "", "longitude": "", "geo_precision": ""}


def near(*names: str) -> set[tuple[str, str, int]]:
    return {(a, b, level) for a, b, level in alike(names) if a < b}


def test_a_name_is_alike_with_itself_and_the_empty_one_with_none() -> None:
    assert alike(["tamunabad", "", "tamunabad"]) == [("tamunabad", "tamunabad", SAME)]


def test_vowels_and_doubled_letters_do_not_keep_names_apart() -> None:
    assert near("zeitoun", "zaytun", "zeittoun", "rafah") == {
        ("zaytun", "zeitoun", SPELT), ("zaytun", "zeittoun", SPELT),
        ("zeitoun", "zeittoun", SPELT)}


def test_names_share_words_that_tell_and_not_those_of_sort_and_direction() -> None:
    assert near("eastern tamunabad", "tamunabad", "eastern lowford") == {
        ("eastern tamunabad", "tamunabad", SHARED)}
    assert near("camp east", "camp west") == set()


def test_alike_is_told_both_ways_round() -> None:
    made = set(alike(["lowford", "lowford camp"]))
    assert made == {(b, a, level) for a, b, level in made}


def test_reports_without_a_point_meet_by_the_name_of_the_place(tmp_path: Path) -> None:
    rows = [report("a1"), report("b1", source=VOICE, **NOWHERE),
            report("c1", source=RADIO, place="eastern Tamunabad", **NOWHERE),
            report("d1", source=RADIO, place="Lowford", **NOWHERE)]
    made = linked(tmp_path, rows)
    assert groups(made) == ["a1 b1 c1", "d1"]
    levels = levels_of(made.reports, [(0, 1), (1, 2)], (), None)
    assert {pair: (of["place"], of["name"]) for pair, of in levels.items()} == {
        (0, 1): (UNPLACED, SAME), (1, 2): (UNPLACED, SHARED)}


def test_days_hold_for_them_as_for_all_others(tmp_path: Path) -> None:
    rows = [report("a1", **NOWHERE), report("b1", source=VOICE, date="2025-03-09", **NOWHERE)]
    result = linked(tmp_path, rows)
    assert result.linked is not None
    assert result.linked.pairs == []


def test_the_180th_meridian_is_no_border(tmp_path: Path) -> None:
    rows = [report("a1", longitude="179.995"), report("b1", source=VOICE, longitude="-179.995"),
            report("c1", source=RADIO, longitude="180"),
            report("d1", source=RADIO, longitude="0")]
    assert groups(linked(tmp_path, rows)) == ["a1 b1 c1", "d1"]


def test_one_bound_of_a_toll_is_compared_with_a_number(tmp_path: Path) -> None:
    five = report("a1", fatalities_min="5", fatalities_max="")
    odds = {}
    for low, high in (("7", "7"), ("3", "3"), ("", "")):
        rows = [five, report("b1", source=VOICE, fatalities_min=low, fatalities_max=high)]
        made = linked(tmp_path, rows).linked
        assert made is not None
        odds[low] = made.pairs[0][2]
    assert odds["3"] < odds["7"] == odds[""]


def test_a_crowd_at_one_point_and_day_is_named_and_compared_with_nothing(tmp_path: Path) -> None:
    rows = [report(f"r{n:03}", fatalities_max=str(n + 3), actor="") for n in range(501)]
    result = linked(tmp_path, [*rows, report("s1", source=VOICE)])
    assert result.sizes == {1: 502}
    assert [p for p in said(result) if p[1] == "crowd"] == [
        ("warning", "crowd", None, "502 reports of one kind, place and day, from r000 on")]
    decided = linked(tmp_path, rows, [("r000", "r001", "same")])
    assert decided.sizes == {1: 499, 2: 1}
