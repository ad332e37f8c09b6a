"""The reports of a case into incidents: laws that hold for every case, and bad input."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trucewatch.model.incident import Linking, incident_id, redirects
from trucewatch.model.judgement import Judgement
from trucewatch.pipeline.incidents import concerns

from .made import HERE, NOON, at, groups, judged, link, told

CELLS: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries({
    "when": st.sampled_from([NOON, "2025-03-04", "2025-03-05", "2025-03-04/2025-03-06"]),
    "place": st.sampled_from([HERE, "12.520,28.300 ±2 km", "12.900,28.300 ±100 m", "The Mill"]),
    "property": st.sampled_from(["strike", "shelling", "killed"]),
    "actor": st.sampled_from(["norland", "southland", ""]),
    "speaker": st.sampled_from(["agency-a", "agency-b", "norland-army"]),
    "basis": st.sampled_from(["instant"] * 4 + ["total"]),
    "public_at": st.sampled_from([1, 2, 3, None]),
})
CASES = st.lists(CELLS, min_size=2, max_size=7).map(
    lambda rows: [at(f"k{n}", **cells) for n, cells in enumerate(rows)])
FEW = settings(max_examples=20)
VERDICTS = st.sampled_from(["same", "different", "unsure", "withdrawn"])


def told_by(found: Linking) -> dict[str, str]:
    return found.of_claim


@FEW
@given(CASES, st.randoms(use_true_random=False))
def test_the_order_of_claims_changes_nothing(rows: list[dict[str, Any]], by: object) -> None:
    turned = list(rows)
    by.shuffle(turned)  # type: ignore[attr-defined]
    assert link(turned, draws=10) == link(rows, draws=10)


@FEW
@given(CASES, st.data())
def test_judgements_are_followed_or_named_and_leave_no_trace(
    rows: list[dict[str, Any]], data: st.DataObject
) -> None:
    keys = [row["key"] for row in rows]
    pairs = data.draw(st.lists(st.sampled_from(list(combinations(keys, 2))), min_size=1,
                               max_size=6))
    said = [judged(a, data.draw(VERDICTS), b, n) for n, (a, b) in enumerate(pairs, 1)]
    found = link(rows, *said)
    now = told_by(found)
    newest = {(j.one, j.other): j for j in said}
    held = [j for j in newest.values() if j.verdict != "withdrawn"]
    several = {row["claim_id"] for row in rows if row["basis"] == "total"}
    for j in held:
        kinds = {j.one in several, j.other in several}
        listed = [name for name in ("followed", "against", "open", "unused")
                  if j in getattr(found, name)]
        if kinds == {True, False}:
            assert listed == ["unused"]
        elif j.verdict == "unsure":
            assert listed == ["open"]
        elif listed == ["against"]:
            assert j.verdict == "different"
            assert kinds == {True} or now[j.one] == now[j.other]
            assert chained(j, held)
        else:
            assert listed == ["followed"]
            assert kinds == {True} or (now[j.one] == now[j.other]) == (j.verdict == "same")
    back = [*said, *(judged(j.one[3:], "withdrawn", j.other[3:], 100 + n)
                     for n, j in enumerate(held))]
    assert link(rows, *back, draws=5) == link(rows, draws=5)


def chained(one: Judgement, held: list[Judgement]) -> bool:
    """Whether judgements that two are the same lead from one end of it to the other."""
    reached = {one.one}
    for _ in held:
        reached |= {n for j in held if j.verdict == "same" and {j.one, j.other} & reached
                    for n in (j.one, j.other)}
    return one.other in reached


@FEW
@given(CASES, st.data())
def test_withdrawing_restores_the_state_before(
    rows: list[dict[str, Any]], data: st.DataObject
) -> None:
    keys = [row["key"] for row in rows]
    a, b = data.draw(st.sampled_from(list(combinations(keys, 2))))
    c, d = data.draw(st.sampled_from(list(combinations(keys, 2))))
    before = [] if {a, b} == {c, d} else [judged(c, "different", d, 1)]
    again = [*before, judged(a, "same", b, 2), judged(a, "withdrawn", b, 3)]
    assert link(rows, *again, draws=5) == link(rows, *before, draws=5)


def test_whoever_withdraws_may_name_another_claim_of_the_same_report() -> None:
    rows = [at("a", report_id="r"), at("a2", report_id="r", property="killed"),
            at("b", "12.900,28.300 ±100 m", "2025-03-05")]
    same = judged("a", "same", "b", 1)
    assert groups(link(rows, same)) == ["a a2 b"]
    assert groups(link(rows, same, judged("a2", "withdrawn", "b", 2))) == ["a a2", "b"]
    assert groups(link(rows, same, judged("a2", "different", "b", 2))) == ["a a2", "b"]
    # The later by date holds, wherever it stands in the file.
    assert groups(link(rows, judged("a2", "different", "b", 2, date="2025-03-30"), same)) == [
        "a a2 b"]


def test_one_report_more_in_a_hundred_changes_one_id_at_most() -> None:
    rows = [at(f"k{n:03}{s}", f"{10 + n / 10:.1f},28.300 ±100 m", speaker=s, public_at=5)
            for n in range(100) for s in ("agency-a", "agency-b")]
    more = [at("a0", "10.0,28.300 ±100 m", speaker="observers", public_at=9),
            at("a1", "11.0,28.300 ±100 m", speaker="observers", public_at=1)]
    before, after = link(rows), link([*rows, *more])
    assert len(before.incidents) == len(after.incidents) == 100
    changed = {c for c, i in told_by(before).items() if told_by(after)[c] != i}
    # What comes in later, and was published later, changes none.
    assert changed == {"id-k010agency-a", "id-k010agency-b"}
    former = redirects(after.incidents)
    assert former[told_by(before)["id-k010agency-a"]] == told_by(after)["id-a1"]


def test_an_incident_has_the_id_of_the_report_first_published() -> None:
    found = link([at("a", public_at=None), at("b", public_at=2), at("c", public_at=1)],
                 judged("a", "same", "b", 1), judged("b", "same", "c", 2))
    [incident] = found.incidents
    assert incident.id == incident_id("id-c") and incident.claims == ("id-c", "id-b", "id-a")


def test_the_weakest_link_is_the_one_that_splits_first() -> None:
    far = at("c", "12.900,28.300 ±100 m", "2025-03-05")
    found = link([at("a"), at("b"), far], judged("a", "same", "b", 1), judged("b", "same", "c", 2))
    [incident] = found.incidents
    assert incident.weakest is not None and incident.weakest[2] is None
    assert "id-c" in incident.weakest[:2]


def test_judgements_of_what_scores_otherwise_by_now_are_worth_a_second_look() -> None:
    rows = [at("a"), at("b"), at("c", when="2025-03-24")]
    score = link(rows).pairs["id-a", "id-b"]
    assert link(rows, judged("a", "same", "b", score=score)).stale == []
    assert len(link(rows, judged("a", "same", "b", score=score + 2_000)).stale) == 1
    # No candidates any more: they score less than any that is kept.
    assert len(link(rows, judged("a", "same", "c", score=3_000)).stale) == 1
    assert link(rows, judged("a", "same", "c", score=-9_000)).stale == []


def test_totals_contain_incidents_and_are_none() -> None:
    rows = [told("a", zone="town"), told("b", zone="hills", when="2025-03-09"),
            told("t", basis="total", zone="valley", when="2025-03-04", property="killed", low=1,
                 high=2),
            told("a2", zone="town", property="killed", low=3, high=3)]
    found = link(rows, judged("a", "same", "a2"))
    assert groups(found) == ["a a2", "b"]
    [total] = found.aggregates
    assert total.incidents == (told_by(found)["id-a"],)
    assert (total.least_killed, total.exceeded) == (3, True)


@pytest.mark.parametrize("cells", [
    {"place": "", "zone": ""}, {"source": "", "speaker": "agency-a"}, {"actor": ""},
    {"low": None, "high": None}, {"public_at": None}, {"when": "2025-03-01/2025-04-29"},
    {"original": ""}, {"place": "95.0,200.0 ±1 m"},
])
def test_reports_that_say_little_stay_incidents_of_their_own(cells: dict[str, Any]) -> None:
    vague = [told(f"v{n}", **({"place": "", "zone": "", "when": "2025-03-04"} | cells))
             for n in range(3)]
    found = link([*vague, told("x", "2025-07-01")], draws=5)
    assert sorted(c for i in found.incidents for c in i.claims) == [
        "id-v0", "id-v1", "id-v2", "id-x"]
    assert all(i.together <= 1 for i in found.incidents)


def test_what_contradicts_is_named_and_everything_else_followed() -> None:
    rows = [told(key, zone=zone, report_id=f"r{key}") for key, zone in zip(
        "abcd", ("town", "hills", "sea", "pass"), strict=True)]
    said = [judged("a", "same", "b", 1), judged("b", "same", "c", 2),
            judged("a", "different", "c", 3), judged("c", "different", "d", 4),
            judged("a", "different", "b", 5, date="2025-03-01"), judged("a", "unsure", "d", 6),
            judged("a", "same", "nobody", 7)]
    found = link(rows, *said)
    assert groups(found) == ["a b c", "d"]
    assert [(p.code, p.line, p.severity) for p in concerns(found)] == [
        ("decisions_contradict", 3, "warning"), ("judgement_unused", 7, "warning")]
    assert sorted(j.line for j in found.followed) == [1, 2, 4]
    assert [j.line for j in found.open] == [6]


def test_a_judgement_of_what_tells_of_no_incident_is_named_once() -> None:
    rows = [at("a"), at("t", basis="stock"), at("s", basis="total")]
    found = link(rows, judged("a", "same", "t", 1), judged("a", "different", "t", 2),
                 judged("a", "same", "s", 3))
    assert sorted(j.line for j in found.unused) == [2, 3] and groups(found) == ["a"]
    withdrawn = link(rows, judged("a", "same", "t", 1), judged("a", "withdrawn", "t", 2))
    assert withdrawn.unused == []


@pytest.mark.parametrize("own", [False, True])
def test_ten_thousand_copies_of_one_text_cost_little(own: bool) -> None:
    count = 10_000
    cells: dict[str, Any] = {"original": "One strike on the mill"}
    if own:
        cells |= {"report_id": "r", "subject": "e", "place": "The Mill", "zone": ""}
        rows = [told(f"k{n:05}", **(cells | {"subject": f"e{n}"})) for n in range(count)]
    else:
        rows = [at(f"k{n:05}", **cells) for n in range(count)]
    rows += [at("late", when="2025-03-04T12:00Z", original="A strike hit the mill")]
    found = link(rows, draws=20)
    # Pairs of all of them would be fifty million.
    assert len(found.pairs) <= 1
    largest = max(found.incidents, key=lambda i: len(i.tellings))
    assert len(largest.tellings) >= count
    assert len([c for c in found.apart if c != "id-late"]) == 1
    if len(largest.tellings) == count:
        assert largest.together == 1 and largest.weakest is None


def test_rows_of_one_release_are_told_apart_however_alike_they_are() -> None:
    ged = {"parser": "ucdp_ged@2", "dataset": "ged", "published": "2025-06-01",
           "report_id": "r", "original": "One strike on the mill"}
    found = link([at(f"{n}/x", **ged) for n in range(60)], draws=5)
    assert len(found.incidents) == len(found.apart) == 60
