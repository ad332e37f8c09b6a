"""The invented release with what may stand beside a status: gates, claims, moved ends, triggers."""

from __future__ import annotations

from dataclasses import replace

from trucewatch.assess.kinds.extension import Extension
from trucewatch.assess.kinds.response import Response
from trucewatch.assess.kinds.schedule import Schedule
from trucewatch.model.clause import Act, Anchor, ClaimedBound, Clause, Mirror
from trucewatch.model.finding import Account, Delay, Finding, Status
from trucewatch.model.instant import HOUR, MINUTE
from trucewatch.publish.release import ClauseView, Gates, Release

from .sample import account, clause_fields, findings, ids, release

HALF = 10 * HOUR + 30 * MINUTE
ALL: tuple[Status, Status, Status] = ("breached", "breached", "breached")


def _act(prop: str) -> Act:
    return Act(properties=[prop])


def _made() -> list[Clause]:
    def fields(*args: object) -> dict[str, object]:
        return clause_fields(*args)  # type: ignore[arg-type]

    return [
        Response(kind="response", trigger=_act("monitoring_hindered"), answer=_act("statement"),
                 within="72h", claimed_bounds=[ClaimedBound(
                     bound="southland_people", title={"en": "the elders, as the Lake Post has it"},
                     sources=["S1"])],
                 **fields("NS-11", "Answers within 72 hours",  # type: ignore[arg-type]
                          ["norland"], "Each hindrance of monitors is answered.")),
        Schedule(kind="schedule", act=_act("overflight"), hours_per_day=10, suspended_if="x",
                 **fields("NS-12", "Ten hours without flights",  # type: ignore[arg-type]
                          ["norland"], "No flights for ten hours of each day.")),
        Extension(kind="extension", extends=["NS-12"], manner="earned", adds="24h",
                  original=Anchor(at="2031-03-08"),
                  **fields("NS-13", "A day for each ten",  # type: ignore[arg-type]
                           ["southland"], "Each ten earn a day.")),
    ]


def _hours(clause: Clause) -> list[Finding]:
    one: Account = account("un-mission", "kept", 10 * HOUR, HALF, "2031-03-04", ids("s-06"),
                           owed=(10 * HOUR, 10 * HOUR))
    base = findings(clause, "norland", ("suspended",) * 3, shares={"kept": 1, "undetermined": 1},
                    when="2031-03-04/2031-03-05", reasons=("suspended_by_text",))
    base = [replace(f, beside="undetermined", hinges_on=("un-mission",)) for f in base]
    moved = findings(clause, "norland", ("undetermined",) * 3, when="2031-03-04/2031-03-09",
                     start="extended:NS-13", reasons=("no_report",))
    units = findings(clause, "norland", ("kept",) * 3, (one,), when="2031-03-04",
                     unit="2031-03-04")
    units += findings(clause, "norland", ("undetermined",) * 3, when="2031-03-05",
                      unit="2031-03-05", reasons=("no_report",))
    return base + moved + units


def _answers(clause: Clause) -> list[Finding]:
    late = Delay(low=3 * HOUR, high=5 * HOUR, words="3 to 5 h")
    made = findings(clause, "norland", ("breached",) * 3, shares={"breached": 1, "kept_late": 1})
    made += findings(clause, "southland_people", ALL, reading="bound_southland_people")
    made += findings(clause, "norland", ("kept_late",) * 3, delay=late, unit="north|7",
                     when="2031-03-06T08:00Z/2031-03-09T08:00Z")
    made += findings(clause, "norland", ALL, unit="<b>south",
                     when="2031-03-07T08:00Z/2031-03-10T08:00Z")
    return made


def beside() -> Release:
    """The release of `sample` with three clauses more, a gate, and a claimed suspension."""
    whole = release()
    response, hours, extension = _made()
    said = {"readings": {"base": "as encoded"}, "starts": {}, "base_start": "signature",
            "test": "Invented."}
    views = [
        ClauseView(clause=response, **said | {"readings": {  # type: ignore[arg-type]
            "base": "as encoded",
            "bound_southland_people": "the elders, as the Lake Post has it"}}),
        ClauseView(clause=hours, gates={"base": Gates(suspended_if="NS-01 is breached")},
                   **said | {"starts": {  # type: ignore[arg-type]
                       "signature": "signature at noon",
                       "extended:NS-13": "end moved by NS-13: A day for each ten"}}),
        ClauseView(clause=extension, **said),  # type: ignore[arg-type]
    ]
    made = [*_answers(response), *_hours(hours)]
    made += [replace(f, low=2, high=3) for f in findings(extension, "southland", ("kept",) * 3)]
    clauses = [_gated(v) for v in whole.clauses]
    old = [
        replace(f, status="condition_open", beside=f.status, reasons=("condition_not_met",),
                suspensions=ids("s-02"))
        if f.clause == "NS-09/x:?" else f for f in whole.findings
    ]
    return replace(whole, clauses=clauses + views, findings=old + made)


def _gated(view: ClauseView) -> ClauseView:
    if view.clause.id == "NS-09/x:?":
        return replace(view, gates={"base": Gates(when="NS-02 is kept by Southland")})
    if view.clause.id == "NS-02":
        return replace(view, clause=replace(
            view.clause, parallel_with=["NS-03"],
            mirrors=[Mirror(clause="NS-04", why={"en": "one side holds, the other buries"})]))
    return view
