"""The cases that ship, counted by other rules: what the sources' own words allow, and no more."""

from __future__ import annotations

from trucewatch.api import load_case, recount
from trucewatch.pipeline.recounting import Recount


def counted(name: str, rule: str, by: str) -> Recount:
    case, _ = load_case(name)
    assert case is not None
    made = recount(case, rule, by=by)
    assert made.problems == []
    return made


def sides(made: Recount, when: str, prop: str, zone: str) -> dict[str, tuple[object, ...]]:
    """Totals by lineage and actor: before, after."""
    return {
        f"{m.of[4]} of {m.of[3]}": tuple(
            [(t.unit, t.low, t.high) for t in side] for side in (m.before, m.after))
        for m in made.moved if m.of[:3] == (when, prop, zone)
    }


def test_one_day_along_the_contact_line() -> None:
    made = counted("minsk-2-2015", "incident", "day")
    assert sides(made, "2022-02-17", "ceasefire_violation", "donbas") == {
        "osce-smm of ": ([("single_observation", 870, 870)], [("incident", 1, None)]),
        "jfo of armed_formations": ([("firing_case", 60, 60)], [("incident", 60, 60)]),
        "ua-mod of armed_formations": ([("incident", 60, 60)], [("incident", 60, 60)]),
    }
    assert sides(made, "2022-02-17", "round", "donbas") == {
        "dpr-jccc of ukraine": ([("round", 160, 160)], [("incident", 1, None)]),
    }
    assert [m for m in made.findings if m.status_changed] == []


def test_a_year_along_the_line_of_control() -> None:
    made = counted("kashmir-loc", "incident", "year")
    assert sides(made, "2020", "ceasefire_violation", "loc_and_border") == {
        "india-home-ministry of pakistan": ([("incident", 5133, 5133)], [("incident", 5133, 5133)]),
        "indian-army of pakistan": ([("incident", 394, 394)], [("incident", 394, 394)]),
        "oneindia of pakistan": ([("unspecified", 4465, 4465)], [("incident", 1, None)]),
        "pakistan-foreign-office of india": (
            [("unspecified", 2580, 2580)], [("incident", 1, None)]),
    }
    assert sides(made, "2016", "ceasefire_violation", "line_of_control") == {
        "india-home-ministry of pakistan": ([("incident", 228, 228)], [("incident", 228, 228)]),
    }
