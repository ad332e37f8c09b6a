"""Whether the test of a statement can be meant as it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from trucewatch.case.closed import check_properties, check_qualifier
from trucewatch.case.document import Steps, View, sound
from trucewatch.case.header import Known
from trucewatch.case.names import Names
from trucewatch.model.claim import MEASURES
from trucewatch.model.condition import (
    ConditionProblem,
    IsDeclared,
    IsFinding,
    atoms,
    parse_condition,
)
from trucewatch.model.instant import Span, TimeProblem, parse_span
from trucewatch.model.problem import Problem
from trucewatch.model.statement import ClausesTest, DateTest, Selection, Statement, Version

Bounds = Mapping[str, Sequence[str]]
"""Who can be bound by each clause of the case."""


def check_test(
    one: Statement, view: View, known: Known, bounds: Bounds, problems: list[Problem]
) -> bool:
    """Tell whether a statement's test can be evaluated; everything wrong is reported."""
    before = len(problems)
    test = one.test
    if test is None:
        return True
    for name in ("quantity", "act", "date"):
        selection = getattr(test, name)
        if selection is not None:
            _check_selection(selection, view, ("test", name), known, problems)
    if test.clauses is not None:
        _check_clauses(test.clauses, one, view, bounds, known, problems)
    if test.versions is not None:
        check_versions(
            test.versions.versions, view, ("test", "versions", "versions"), known, problems)
    return sound(problems, before)


def check_versions(
    versions: Sequence[Version], view: View, loc: Steps, known: Known, problems: list[Problem]
) -> bool:
    """Tell whether what others say names bodies and dates there are."""
    good = True
    for place, version in enumerate(versions):
        here = (*loc, place)
        if version.body:
            good &= known.bodies.check(version.body, view, (*here, "body"), problems)
        if version.published:
            good &= check_time(version.published, view, (*here, "published"), known.tz, problems)
    return good


def check_time(text: str, view: View, loc: Steps, tz: str, problems: list[Problem]) -> bool:
    """Tell whether a time can be read."""
    return _span(text, view, loc, tz, problems) is not None


def _span(text: str, view: View, loc: Steps, tz: str, problems: list[Problem]) -> Span | None:
    try:
        return parse_span(text, tz)
    except TimeProblem as error:
        problems.append(view.problem(
            "bad_time", loc, found=text or "nothing", expected=str(error)))
        return None


def _check_selection(
    selection: Selection, view: View, loc: Steps, known: Known, problems: list[Problem]
) -> None:
    if not selection.properties:
        problems.append(view.problem(
            "missing_field", (*loc, "properties"), found="an empty list",
            expected="at least one property"))
    check_properties(selection.properties, view, (*loc, "properties"), problems)
    for name, names in (("actor", known.actors), ("target", known.actors), ("zone", known.zones)):
        names.known(getattr(selection, name), view, (*loc, name), problems)
    for key in selection.where:
        check_qualifier(key, view, (*loc, "where", key), problems)
    measures = Names("what a number measures", good=set(MEASURES) - {""})
    measures.known(selection.measures, view, (*loc, "measures"), problems)
    _check_order(selection.since, selection.until, "since", view, loc, known.tz, problems)
    if isinstance(selection, DateTest):
        _check_order(
            selection.earliest, selection.latest, "earliest", view, loc, known.tz, problems)


def _check_order(
    first: str, last: str, name: str, view: View, loc: Steps, tz: str, problems: list[Problem]
) -> None:
    last_name = {"since": "until", "earliest": "latest"}[name]
    start = _span(first, view, (*loc, name), tz, problems) if first else None
    end = _span(last, view, (*loc, last_name), tz, problems) if last else None
    if start is not None and end is not None and start.lo > end.hi:
        problems.append(view.problem(
            "ends_before_start", (*loc, last_name), found=last,
            expected=f"a time not before '{first}'"))


def _check_clauses(
    test: ClausesTest, one: Statement, view: View, bounds: Bounds, known: Known,
    problems: list[Problem],
) -> None:
    loc: Steps = ("test", "clauses")
    if test.at:
        check_time(test.at, view, (*loc, "at"), known.tz, problems)
    elif one.forecast is None:
        problems.append(view.problem(
            "missing_field", (*loc, "at"), found="nothing",
            expected="the time at which the clauses are looked at"))
    try:
        condition = parse_condition(test.holds)
    except ConditionProblem as error:
        problems.append(view.problem(
            "bad_condition", (*loc, "holds"), found=error.found or "the end",
            expected=error.expected, inside=error.at))
        return
    clauses = Names("a clause of clauses.yaml", good=set(bounds))
    for atom in atoms(condition):
        if isinstance(atom, IsDeclared):
            problems.append(view.problem(
                "bad_condition", (*loc, "holds"), found="declared(...)",
                expected="'finding(...)' alone", inside=atom.at,
                mend="what was declared is a date: test it with 'date'"))
        elif isinstance(atom, IsFinding) and clauses.check(
                atom.clause, view, (*loc, "holds"), problems,
                inside=test.holds.index(atom.clause, atom.at)):
            who = Names(f"who is bound by '{atom.clause}'", good=set(bounds[atom.clause]))
            if atom.bound:
                at = test.holds.index(atom.bound, test.holds.index(",", atom.at))
                who.check(atom.bound, view, (*loc, "holds"), problems, inside=at)
