"""Clauses of every kind for made records, with the boundaries their claims hang on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from trucewatch.assess.kinds.rate import Part, PartialUnits, Quota
from trucewatch.assess.kinds.ratio import Weight
from trucewatch.model.clause import Clause
from trucewatch.model.instant import HOUR, iso, local, micros, parse_span, zone

from . import builders as b
from .chance import Draw, between, composed, one_of

# Days around the change to summer time (23 hours) and back (25 hours).
BEGINNINGS = (
    ("Europe/Athens", "2025-03-29"), ("Europe/Athens", "2025-10-25"), ("Asia/Gaza", "2025-10-24"),
    ("Asia/Gaza", "2025-04-11"),
)
CUTS = tuple(
    PartialUnits(first=first, last=last)
    for first in ("whole", "prorated", "skip")
    for last in ("whole", "prorated", "skip")
)
DAILY = (["10:00-16:00"], ["22:00-06:00"], ["01:30-02:30"], ["02:00-03:00", "12:00-14:00"])
ZONES: tuple[list[str], ...] = (["valley"], ["valley"], ["town", "hills"], [])
INSTANTS = ("instant", "instant", "total", "total", "stock")
DAYS = (*INSTANTS, "each_day")
ACTORS = (*["norland"] * 9, "norland-militia", "", "southland")


@dataclass(frozen=True)
class Frame:
    """Boundaries everything else hangs on."""

    tz: str
    start: int
    end: int | None
    due: int
    as_of: int
    midnights: tuple[int, ...]
    more: tuple[int, ...] = ()

    @property
    def edges(self) -> list[int]:
        known = [self.start, self.due, self.as_of, *self.midnights, *self.more]
        return known if self.end is None else [*known, self.end]


@dataclass(frozen=True)
class Plan:
    """Clauses, and what may be said that bears on them."""

    frame: Frame
    clauses: list[Clause]
    props: list[str]
    near: list[int]
    """Numbers of the clause."""
    bases: tuple[str, ...] = INSTANTS
    watched: list[str] = field(default_factory=list)
    """Properties somebody may have watched for; empty: nobody."""
    actors: tuple[str, ...] = ACTORS
    qualifiers: tuple[str, ...] = ("",)
    asked: list[Plan] = field(default_factory=list)
    """What else is said, beside the claims of the clause itself."""
    answers: Plan | None = None
    within: int = 0
    milestones: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    readings: Mapping[str, Mapping[str, Clause]] = field(default_factory=dict)


@composed
def frames(draw: Draw) -> Frame:
    tz, first = draw(one_of(BEGINNINGS))
    day = parse_span(first, tz)
    midnights = [day.lo]
    for _ in range(4):
        next_day = parse_span(iso(midnights[-1] + 30 * HOUR)[:10], tz)
        midnights.append(next_day.lo)
    start = draw(one_of([day.lo, day.lo + 10 * HOUR, midnights[1] - 1, midnights[1]]))
    late = [midnights[3] - 1, midnights[3], midnights[3] + 9 * HOUR, midnights[4] - 1]
    as_of = draw(one_of([*late, *late, *late, start, start - 1]))
    end = draw(one_of([None, None, midnights[2] + 12 * HOUR, midnights[3] - 1, as_of]))
    if end is not None and end < start:
        end = None
    due = draw(one_of([start + 24 * HOUR, midnights[2], as_of, as_of + 1]))
    return Frame(tz, start, end, due, as_of, tuple(midnights))


def at(instant: int) -> str:
    return f"at {iso(instant)}"


def common(frame: Frame) -> dict[str, Any]:
    fields: dict[str, Any] = {"start": at(frame.start)}
    if frame.end is not None:
        fields["end"] = at(frame.end)
    return fields


Maker = Callable[[Draw, Frame], Plan]


def prohibition(draw: Draw, frame: Frame) -> Plan:
    tolerance = draw(between(0, 2))
    act = b.act(implies=["killed"], target=["opposing"], zone=draw(one_of(ZONES)))
    effects = draw(one_of([[], [], ["contests"], ["excludes"]]))
    clause = b.clause(
        "prohibition", act=act, tolerance=tolerance, exceptions=effects, **common(frame)
    )
    near = [tolerance, tolerance * 2]
    return Plan(frame, [clause], ["strike", "strike", "killed"], near, DAYS, ["strike", "killed"])


def presence(draw: Draw, frame: Frame) -> Plan:
    n = draw(between(0, 2))
    absent = draw(one_of([False, True]))
    fields: dict[str, Any] = {"tolerance": n} if absent else {"at_least": n + 1}
    clause = b.clause(
        "presence", state=b.act(properties=["weapon_seen"], zone=draw(one_of(ZONES))),
        must_be="absent" if absent else "present",
        per=draw(one_of(["day", "day", "week", "whole"])), **fields, **common(frame),
    )
    near = [n, n + 1, n * 2]
    return Plan(frame, [clause], ["weapon_seen"], near, DAYS, ["weapon_seen"])


def schedule(draw: Draw, frame: Frame) -> Plan:
    act = b.act(zone=draw(one_of(ZONES)))
    if draw(one_of([False, True])):
        asked = draw(one_of([6, 10, 12, 14, 23]))
        clause = b.clause("schedule", act=act, hours_per_day=asked, **common(frame))
        more = [m + asked * HOUR for m in frame.midnights]
    else:
        daily = draw(one_of(DAILY))
        clause = b.clause(
            "schedule", act=act, daily=daily, tolerance=draw(between(0, 1)), **common(frame)
        )
        days = [local(m, frame.tz) for m in frame.midnights]
        texts = [t for pair in daily for t in pair.split("-")]
        more = [
            micros(datetime(d.year, d.month, d.day, int(t[:2]), int(t[3:]), tzinfo=zone(frame.tz)))
            for d in days for t in texts
        ]
    around = replace(frame, more=tuple(more))
    return Plan(around, [clause], ["strike"], [1], DAYS, ["strike"])


def rate(draw: Draw, frame: Frame) -> Plan:
    low = draw(one_of([7, 70]))
    quota = Quota(low=low, high=low + draw(one_of([0, 0, 7])))
    actor = draw(one_of([["any"], ["bound"]]))
    zones = draw(one_of(ZONES))
    act = b.act(properties=["trucks_entered"], actor=actor, zone=zones)
    fields: dict[str, Any] = {
        draw(one_of(["at_least", "at_least", "at_most"])): quota,
        "per": draw(one_of(["day", "day", "week", "whole"])),
        "partial_units": draw(one_of(CUTS)),
    }
    props = ["trucks_entered"]
    if draw(between(0, 3)) == 0 and "at_least" in fields:
        fuel = b.act(properties=["fuel_trucks_entered"], actor=actor, zone=zones)
        fields["parts"] = [Part(id="fuel", act=fuel, at_least=quota)]
        props.append("fuel_trucks_entered")
    clause = b.clause("rate", act=act, **fields, **common(frame))
    near = [low, quota.high, low * 2, low // 2]
    return Plan(frame, [clause], props, near, DAYS, props)


def deadline(draw: Draw, frame: Frame) -> Plan:
    quantity = draw(between(1, 3))
    fields: dict[str, Any] = {
        "act": b.act(properties=["hostage_released"], zone=draw(one_of(ZONES))),
        "quantity": quantity, "due": draw(one_of([at(frame.due)] * 4 + [""])),
        "list_size": draw(one_of([None, quantity, quantity + 1])),
        "quantity_high": draw(one_of([None, None, quantity + 1])),
    }
    props = ["hostage_released"]
    if draw(between(0, 2)) == 0:
        fields["start_by"] = draw(one_of([at(frame.midnights[1]), at(frame.due)]))
        if draw(one_of([False, True])):
            fields["start_act"] = b.act(properties=["talks_started"])
            props.append("talks_started")
    clause = b.clause("deadline", start=at(frame.start), **fields)
    return Plan(frame, [clause], props, [quantity], INSTANTS, props)


def process(draw: Draw, frame: Frame) -> Plan:
    quantity = draw(between(1, 2))
    every = draw(one_of(["day", "day", "week", "24h", "36h", ""]))
    more = [frame.start + n * 12 * HOUR for n in (2, 3, 4, 6)] if every.endswith("h") else []
    fields: dict[str, Any] = common(frame)
    if not every:
        fields["due"] = draw(one_of([at(frame.due)] * 4 + [""]))
    clause = b.clause(
        "process", act=b.act(properties=["meeting_held"], zone=draw(one_of(ZONES))),
        every=every, quantity=quantity, **fields,
    )
    around = replace(frame, more=tuple(more))
    return Plan(around, [clause], ["meeting_held"], [quantity], DAYS, ["meeting_held"])


def response(draw: Draw, frame: Frame) -> Plan:
    correlate = draw(one_of([[], [], ["tranche"], ["tranche", "crossing"]]))
    within = draw(one_of([12, 24]))
    clause = b.clause(
        "response", trigger=b.act(properties=["notification_given"], actor=["any"]),
        answer=b.act(properties=["meeting_held"], zone=draw(one_of(ZONES))),
        within=f"{within}h", correlate=correlate, **common(frame),
    )
    said = ("tranche=one; crossing=north", "crossing=north; tranche=two", "tranche=one", "")
    answers = Plan(
        frame, [], ["meeting_held"], [1], INSTANTS, qualifiers=said if correlate else ("",)
    )
    return Plan(
        frame, [clause], ["notification_given"], [1], INSTANTS, ["meeting_held"],
        qualifiers=answers.qualifiers, answers=answers, within=within * HOUR,
    )


def ratio(draw: Draw, frame: Frame) -> Plan:
    weights = [Weight(owe=2, per=draw(one_of([1, 2])), rounding=draw(
        one_of(["down", "up"])))]
    by = draw(one_of(["cumulative", "tranche"]))
    clause = b.clause(
        "ratio", given=b.act(properties=["hostage_released"], actor=["any"]),
        owed=b.act(properties=["prisoners_released"], zone=draw(one_of(ZONES))),
        weights=weights, cap=draw(one_of([None, None, 4])), by=by, start=at(frame.start),
    )
    said = ("tranche=one", "tranche=one", "tranche=two", "") if by == "tranche" else ("",)
    props = ["hostage_released", "prisoners_released"]
    return Plan(frame, [clause], props, [2, 3, 4], INSTANTS, qualifiers=said)


def extension(draw: Draw, frame: Frame) -> Plan:
    manner = draw(one_of(
        ["earned", "earned", "by_consent", "announced", "waived", "automatic", "conditional"]
    ))
    each = draw(one_of([1, 2]))
    end = frame.midnights[1]
    cap = end + 36 * HOUR
    cut = draw(one_of([{}, {}, {"cap": at(cap)}, {"original": at(end + 1)}]))
    clause = b.clause(
        "extension", start=at(frame.start), extends=["X-02"], manner=manner, each=each,
        adds="" if manner == "conditional" else "24h",
        earned_by=b.act(properties=["hostage_released"], zone=draw(one_of(ZONES))),
        announced_by=b.act(
            properties=["announcement"], actor=draw(one_of([["any"], ["bound"]]))
        ),
        bound=draw(one_of([["norland"], ["norland", "southland"]])),
        by=draw(one_of([[], [], ["southland"], ["norland", "southland"]])),
        notice=draw(one_of(["", "12h"])), **cut,
    )
    moved = b.clause("prohibition", id="X-02", start=at(frame.start), end=at(end), act=b.act())
    more = tuple(end + n * 12 * HOUR for n in (-1, 0, 1, 2, 3, 4, 6))
    around = replace(frame, more=more)
    props = ["hostage_released", "hostage_released"] if manner == "earned" else ["announcement"]
    strikes = Plan(around, [], ["strike"], [1], INSTANTS)
    return Plan(
        around, [clause, moved], props, [each, each * 2], INSTANTS, ["hostage_released"],
        actors=("norland", "norland", "southland", "southland", "norland-militia", ""),
        asked=[strikes],
    )


CONDITIONS = (
    "finding(X-02) in [kept]", "finding(X-02) in [breached, contested, kept_late]",
    "finding(X-02, southland) in [kept, kept_late]", "not finding(X-02) in [kept]",
    "declared(line)", "declared(line) and finding(X-02) in [kept]",
    "not (declared(line) or finding(X-02) in [pending, undetermined])",
)


def gates(draw: Draw, frame: Frame) -> Plan:
    """A prohibition that hangs on a deadline of the other side, and on a milestone."""
    candidates = {"reached": iso(frame.due), "signed": iso(frame.midnights[1])}
    some = draw(one_of([candidates, {"reached": iso(frame.as_of)}, {}]))
    conditions: dict[str, Any] = {}
    for name in ("when", "suspended_if"):
        conditions[name] = draw(one_of(["", *CONDITIONS]))
    start = draw(one_of([at(frame.start), at(frame.start), "X-02.due", "line"]))
    act = b.act(zone=["valley"])
    fields: dict[str, Any] = {"act": act, "start": start, **conditions}
    claimed = draw(one_of([[], [], ["southland"]]))
    clause = b.clause("prohibition", claimed_bounds=claimed, **fields)
    other = b.clause("prohibition", **{**fields, "when": "", "start": at(frame.start)})
    due = draw(one_of(["line", "line +24h", "line day2", at(frame.due), ""]))
    bound = draw(one_of([["southland"], ["southland", "norland"]]))
    released = b.clause(
        "deadline", id="X-02", bound=bound,
        act=b.act(properties=["hostage_released"]), start=at(frame.start), due=due,
        when=draw(one_of(["", "", "declared(line)"])),
    )
    told = Plan(frame, [], ["hostage_released"], [1], INSTANTS, actors=("southland", "norland"))
    readings = draw(one_of([{}, {"X-01": {"bare": other}}]))
    return Plan(
        frame, [clause, released], ["strike"], [1], DAYS, ["strike"], asked=[told],
        milestones={"line": some}, readings=readings,
    )


MAKERS: dict[str, Maker] = {
    "prohibition": prohibition, "presence": presence, "schedule": schedule, "rate": rate,
    "deadline": deadline, "process": process, "response": response, "ratio": ratio,
    "extension": extension, "gates": gates,
}
KINDS = tuple(MAKERS)


@composed
def plans(draw: Draw, kind: str, frame: Frame) -> Plan:
    """A clause of a kind, and what may be said about it."""
    return MAKERS[kind](draw, frame)
