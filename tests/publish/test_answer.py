"""The four sentences of the overview, since when a status holds, and the timeline of all duties."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.model.finding import STATUSES, Finding, Status
from trucewatch.model.instant import Span
from trucewatch.publish.release import Release
from trucewatch.publish.site import answer as answers
from trucewatch.publish.site.answer import GROUPS, Duty, answer, by_whom, duty, group
from trucewatch.publish.site.clause_page import anchors, clause_page
from trucewatch.publish.site.context import Context, file_names
from trucewatch.publish.site.lanes import SHAPES, Stretch, axis_of, lane
from trucewatch.publish.site.since import since
from trucewatch.publish.site.timeline import stretches, timeline

from .sample import release


def finding(status: Status, unit: str = "window", lo: int = 0, hi: int = 9, **more: object
            ) -> Finding:
    base = Finding(clause="C", kind="prohibition", bound="p", reading="base", start="s",
                   standard="reported", unit=unit, from_=lo, to=hi, status=status, low=None,
                   high=None)
    return replace(base, **more)  # type: ignore[arg-type]


def context(one: Release) -> Context:
    return Context(one, file_names(v.clause.id for v in one.clauses))


def duties(ctx: Context) -> list[Duty]:
    pages = [clause_page(ctx, v) for v in ctx.release.clauses]
    found = [duty(ctx, p.view.clause.id, p.view.clause.title, p.file, b)
             for p in pages if p.state == "tested" for b in p.bounds]
    return [d for d in found if d is not None]


@pytest.mark.parametrize(("statuses", "expected"), [
    (["kept", "kept", "kept"], "kept"),
    (["kept", "kept_late"], "kept"),
    (["kept_late", "undetermined"], "depends"),
    (["breached", "breached"], "breached"),
    (["breached", "contested"], "depends"),
    (["contested"], "contested"),
    (["undetermined", "undetermined"], "undetermined"),
    (["pending", "condition_open"], "waiting"),
    (["suspended"], "waiting"),
    (["not_in_force", "not_assessable"], "waiting"),
    (["pending", "kept"], "depends"),
])
def test_a_duty_is_told_of_by_what_all_standards_show(
    statuses: list[Status], expected: str
) -> None:
    assert group(finding(s) for s in statuses) == expected


@given(st.lists(st.sampled_from(STATUSES), min_size=1, max_size=5))
def test_every_duty_falls_into_one_group_whatever_the_order_of_standards(
    statuses: list[Status]
) -> None:
    assert group(finding(s) for s in statuses) in GROUPS
    assert group(finding(s) for s in statuses) == group(finding(s) for s in reversed(statuses))


def test_four_sentences_are_made_from_the_findings() -> None:
    ctx = context(release())
    told = answer(ctx, duties(ctx))
    assert [s.text for s in told.sentences] == [
        "Of 12 duties that can be tested, 1 is shown as kept under every standard.",
        "1 is shown as breached under every standard. 1 is shown as contested under every "
        "standard.",
        "For 3 duties the status depends on the standard chosen. 3 cannot be determined under any "
        "standard. 3 are not due, not in force or held by a condition.",
        "Record ends 22 Aug 2031; everything here holds as of 22 Aug 2031, and a report that was "
        "not found is no report of nothing.",
    ]
    assert [[(d.clause, d.bound) for d in s.duties] for s in told.sentences] == [
        [("NS-02", "Southland")], [("NS-01", "Norland"), ("NS-05", "Norland")],
        [("NS-01", "Southland"), ("NS-03", "Southland"), ("NS-09/x:?", "Norland")], [],
    ]
    assert by_whom(told.sentences[1].duties[0]) == (
        "by accounts of Al-Buhayra, Southland Front, United Nations Mission for Lake Ardal and 1 "
        "more")
    assert by_whom(told.sentences[0].duties[0]) == ""


def test_the_sentences_count_each_duty_once() -> None:
    ctx = context(release())
    found = duties(ctx)
    told = answer(ctx, found)
    assert told.total == len(found) == 12
    assert sum(sum(d.group == name for d in found) for name in GROUPS) == 12


def test_exchanging_the_names_of_the_parties_exchanges_them_and_nothing_else() -> None:
    one = release()
    swap = {"Norland": "Southland", "Southland": "Norland"}
    other = replace(one, agreement=replace(one.agreement, parties=[
        replace(p, name={"en": swap[p.name["en"]]}) for p in one.agreement.parties]))

    def told(given: Release) -> list[tuple[str, list[tuple[str, str]]]]:
        ctx = context(given)
        return [(s.text, sorted((d.clause, d.bound) for d in s.duties))
                for s in answer(ctx, duties(ctx)).sentences]

    assert told(other) == [
        (text, sorted((clause, swap[bound]) for clause, bound in named))
        for text, named in told(one)]


def test_without_duties_nothing_is_claimed() -> None:
    ctx = context(release())
    assert [s.text for s in answers.answer(ctx, []).sentences][:3] == [
        "Of 0 duties that can be tested, none is shown as kept under every standard.",
        "None is shown as breached, or as contested, under every standard.",
        "For 0 duties the status depends on the standard chosen. 0 cannot be determined under any "
        "standard. 0 are not due, not in force or held by a condition.",
    ]


@pytest.mark.parametrize(("window", "units", "expected"), [
    (finding("breached"), [finding("undetermined", "d1", 0, 1), finding("breached", "d2", 2, 3),
                           finding("breached", "d3", 4, 5)], Span(2, 3)),
    (finding("kept"), [finding("undetermined", "d1", 0, 1)], None),
    (finding("undetermined"), [finding("undetermined", "d1", 0, 1)], None),
    (finding("breached", kind="deadline"), [], Span(9, 9)),
    (finding("contested", kind="deadline"), [], Span(9, 9)),
    (finding("kept", kind="deadline"), [], None),
    (finding("kept_late", kind="deadline"), [], None),
    (finding("breached", kind="ratio"), [], None),
])
def test_since_when_a_status_holds(
    window: Finding, units: list[Finding], expected: Span | None
) -> None:
    assert since(window, units) == expected


def test_units_in_a_row_with_one_status_make_one_stretch_and_nothing_is_drawn_past_the_record(
) -> None:
    units = [finding("breached", "d1", 0, 9), finding("breached", "d2", 10, 19),
             finding("undetermined", "d3", 20, 29, reasons=("no_report",)),
             finding("undetermined", "d4", 30, 39, reasons=("no_coverage",)),
             finding("undetermined", "d5", 40, 49, reasons=("no_coverage",)),
             finding("kept", "d6", 60, 69), finding("kept", "d7", 90, 99)]
    assert stretches(units, None, 64) == [
        Stretch(lo=0, hi=19, status="breached"), Stretch(lo=20, hi=29, status="undetermined"),
        Stretch(lo=30, hi=49, status="uncovered"), Stretch(lo=60, hi=64, status="kept")]
    assert stretches([], finding("pending", lo=5, hi=200), 64) == [
        Stretch(lo=5, hi=64, status="pending")]
    assert stretches([], replace(finding("pending"), from_=None), 64) == []


def test_statuses_are_told_apart_by_shape_alone() -> None:
    assert {*SHAPES} == {*STATUSES, "uncovered"} - {"not_in_force", "not_assessable"}
    assert len(set(SHAPES.values())) == len(SHAPES)


def test_a_lane_says_in_words_what_it_draws_and_lets_nothing_through() -> None:
    drawn = lane(axis_of(0, 100), [Stretch(lo=0, hi=50, status="breached")],
                 "<b>breached\u202e", "id-1")
    assert "&lt;b&gt;breached\ufffd" in drawn and "<b>" not in drawn
    assert re.findall(r' d="([^"]*)"', drawn) == ["M0 0h1000v12H0z"]


def test_the_timeline_has_a_lane_for_every_standard_of_every_dated_duty() -> None:
    ctx = context(release())
    pages = [clause_page(ctx, v) for v in ctx.release.clauses]
    drawn = timeline(ctx, [(p.view.clause.id, p.view.clause.title, p.file, b)
                           for p in pages if p.state == "tested" for b in p.bounds])
    assert drawn is not None
    assert {len(row.lanes) for row in drawn.rows} == {3}
    first = drawn.rows[0]
    assert (first.clause, first.bound, first.link) == (
        "NS-01", "Norland", "clauses/NS-01.html#b-norland")
    assert [(label, says) for label, _, says in first.lanes][:1] == [
        ("reported", "breached (breached on 2 of 172 days, contested on 1, undetermined on 169)")]
    assert timeline(ctx, []) is None


def test_anchors_are_short_unique_and_safe() -> None:
    found = anchors(["norland", "", "nor land", "nor-land", "x" * 300, "x" * 299, "الشمال"])
    assert found["norland"] == "b-norland" and found[""] == "b-nobody"
    assert len(set(found.values())) == len(found)
    assert all(re.fullmatch(r"b-[a-z0-9-]{1,45}", a) for a in found.values())
