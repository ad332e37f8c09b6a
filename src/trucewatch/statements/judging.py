"""A statement's result: which of the five words, why, and every account that bears on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from trucewatch.model.case import Case
from trucewatch.model.condition import parse_condition
from trucewatch.model.finding import Finding
from trucewatch.model.instant import parse_span
from trucewatch.model.statement import (
    Document,
    Outcome,
    Result,
    Selection,
    State,
    Statement,
    Test,
    Weighed,
)
from trucewatch.statements import states, weighing
from trucewatch.statements.comparing import compare
from trucewatch.statements.selecting import Claims, Told

FindingsAt = Callable[[int], Sequence[Finding]]
"""Findings as of an instant, microseconds UTC, of the clauses that `asked` names at least."""

_OUTCOMES: dict[str, Outcome] = {
    "agree": "consistent_with", "holds": "consistent_with", "differ": "inconsistent_with",
    "fails": "inconsistent_with", "both": "accounts_differ", "contested": "accounts_differ",
    "depends": "accounts_differ",
}


@dataclass(frozen=True)
class Judge:
    """What statements are set beside."""

    case: Case
    claims: Claims
    findings_at: FindingsAt
    instant: int
    """Where the run stands, microseconds UTC."""


def judge(
    case: Case, instant: int, findings_at: FindingsAt, entered: Mapping[str, int] | None = None,
) -> list[Result]:
    """Set every statement of a case beside the record.

    Parameters
    ----------
    case
        The case; exactly the claims to consider.
    instant
        Where the run stands, microseconds UTC.
    findings_at
        Asked for the findings of clauses that statements name.
    entered
        When the record first held each statement as it stands, by ``document/id``.

    Returns
    -------
    list of Result
        In the order of the documents and of the statements in them.
    """
    here = Judge(case, Claims(case), findings_at, instant)
    return [
        replace(_judged(one, document, here),
                entered=(entered or {}).get(f"{document.id}/{one.id}"))
        for document in case.statements for one in document.statements
    ]


def asked(case: Case, instant: int) -> dict[int, tuple[str, ...]]:
    """Clauses the statements of a case ask about, by instant up to where the run stands."""
    found: dict[int, dict[str, None]] = {}
    tz = case.agreement.tz
    for document in case.statements:
        for one in document.statements:
            if one.test is None or one.test.clauses is None:
                continue
            names = states.named(parse_condition(one.test.clauses.holds))
            for at in _times(one, one.test.clauses.at, tz):
                if at <= instant:
                    found.setdefault(at, {}).update(dict.fromkeys(names))
    return {at: tuple(names) for at, names in sorted(found.items())}


def _times(one: Statement, at: str, tz: str) -> list[int]:
    """Instants at which the clauses of a statement are looked at."""
    texts = [at] if at else []
    if one.forecast is not None:
        texts = [one.forecast.horizon] if one.forecast.horizon else one.forecast.shown_at
    return [parse_span(text, tz).hi for text in texts]


def _judged(one: Statement, document: Document, here: Judge) -> Result:
    if one.test is None:
        return Result(document=document.id, statement=one.id, outcome="not_testable",
                      why=one.untested.why if one.untested else "untested")
    if one.forecast is None:
        return _result(one, document, *_tested(one.test, one, document, here, here.instant))
    if one.forecast.horizon:
        horizon = parse_span(one.forecast.horizon, here.case.agreement.tz).hi
        if horizon > here.instant:
            return _result(one, document, "horizon_ahead", [], [])
        return _result(one, document, *_tested(one.test, one, document, here, horizon))
    _, accounts, _ = (
        _tested(one.test, one, document, here, here.instant)
        if one.test.clauses is None else ("", [], [])
    )
    return _result(one, document, "no_horizon", accounts, _shown(one, here))


def _result(
    one: Statement, document: Document, why: str, accounts: Sequence[Weighed],
    found: Sequence[State],
) -> Result:
    return Result(
        document=document.id, statement=one.id, why=why, accounts=tuple(accounts),
        outcome=_OUTCOMES.get(why, "cannot_be_determined"), states=tuple(found),
    )


def _tested(
    test: Test, one: Statement, document: Document, here: Judge, until: int
) -> tuple[str, list[Weighed], list[State]]:
    """Reason, accounts and states of a test, with nothing that begins after `until`."""
    own = _lineage(one, document, here.case)
    if test.clauses is not None:
        (at,) = _times(one, test.clauses.at, here.case.agreement.tz)
        if at > here.instant:
            return "ahead", [], []
        return _on_clauses(test.clauses.holds, at, here)
    if test.versions is not None:
        accounts = compare(test.versions, own, here.case.bodies)
        return _weighed(accounts, "no_version"), accounts, []
    accounts = _accounts(test, own, here, until, document.said(one))
    return _weighed(accounts, "no_account"), accounts, []


def _accounts(
    test: Test, own: str, here: Judge, until: int, said: str
) -> list[Weighed]:
    tz = here.case.agreement.tz

    def set_beside(
        selection: Selection, decide: Callable[[Told], weighing.Verdict]
    ) -> list[Weighed]:
        return [weighing.weigh(told, own, decide)
                for told in here.claims.concerning(selection, until)]

    if test.quantity is not None:
        time = test.quantity.until or said
        at = parse_span(time, tz) if time else None
        return set_beside(test.quantity, weighing.quantity(test.quantity, at))
    if test.date is not None:
        stated = parse_span(test.date.earliest, tz)
        stated = stated._replace(hi=parse_span(test.date.latest, tz).hi)
        return set_beside(test.date, weighing.date(stated))
    if test.act is None:
        return []
    found = set_beside(test.act, weighing.act(test.act))
    if test.act.happened:
        return found
    return [replace(w, bears=weighing.turned(w.bears)) for w in found]


def _weighed(accounts: Iterable[Weighed], without: str) -> str:
    """Reason by the lineages that decide; nobody bears themself out, anybody may differ."""
    accounts = list(accounts)
    agrees = any(w.bears == "agrees" and not w.own for w in accounts)
    differs = any(w.bears == "differs" for w in accounts)
    if agrees or differs:
        return "both" if agrees and differs else "agree" if agrees else "differ"
    if not accounts:
        return without
    return "only_own" if all(w.own for w in accounts) else "none_decides"


def _on_clauses(text: str, at: int, here: Judge) -> tuple[str, list[Weighed], list[State]]:
    condition = parse_condition(text)
    found = states.states(condition, here.findings_at(at), at)
    came_to = states.values(condition, found)
    if states.CONTESTED in came_to:
        return "contested", [], found
    if {states.HOLDS, states.FAILS} <= came_to:
        return "depends", [], found
    if came_to == {states.HOLDS}:
        return "holds", [], found
    return ("fails" if came_to == {states.FAILS} else "undecided"), [], found


def _shown(one: Statement, here: Judge) -> list[State]:
    """States at the dates chosen for a forecast without a horizon, as far as they have come."""
    if one.forecast is None or one.test is None or one.test.clauses is None:
        return []
    dates = _times(one, "", here.case.agreement.tz)
    return [
        state for at in dates if at <= here.instant
        for state in _on_clauses(one.test.clauses.holds, at, here)[2]
    ]


def _lineage(one: Statement, document: Document, case: Case) -> str:
    body = case.bodies.get(document.speakers[one.speaker].body)
    return (body.lineage or body.id) if body is not None else ""
