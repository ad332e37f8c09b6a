"""Records made relationally: every time and number hangs on a boundary of the clause.

Independent random times never meet a boundary, and mutants such as ``<=`` to ``<`` survive them.
Here every instant is a boundary (start, end, due, as of, midnight) moved by -1, 0 or +1
microsecond, and every number a quota moved by -1, 0 or +1.
"""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from trucewatch.model.agreement import Coverage
from trucewatch.model.case import Case
from trucewatch.model.clause import Anchor, Clause, InForce
from trucewatch.model.grade import Grade
from trucewatch.model.instant import HOUR, iso, parse_span
from trucewatch.model.standard import Standard

from . import builders as b
from .chance import Draw, between, composed, one_of
from .generate_clauses import KINDS, Frame, Plan, frames, plans

__all__ = ["KINDS", "records"]

SPEAKERS = (
    "agency-a", "agency-b", "observers", "un-office", "un-field", "norland-army",
    "norland-ministry", "southland-army", "southland-ministry",
)
ZONES = ("town", "valley", "valley", "valley", "valley", "valley", "pass", "land", "hills", "")
ORIGINS = ("agency-a;agency-b", "agency-a;observers", "unstated", "agency-b;unstated")
CHAIN = (
    "agency-a;agency-b", "agency-b;observers", "observers;un-office", "un-office;outlet",
    "outlet;southland-army", "southland-army;agency-a",
)
"""Origins of one's own words, each sharing one with the next, and the last with the first."""
COUNTS = between(0, 7)
DELAYS = (1, 5 * HOUR, 14 * HOUR, 30 * HOUR)
"""How much later something may have begun, ended or fallen due than it did at the earliest."""
OWN = (
    Standard(id="shown", asks="the bound has to show it", favours="whoever is owed",
             burden_on_bound=True),
    Standard(id="three", asks="three lineages", favours="whoever is heard", lineages=3),
    Standard(id="heard", asks="two of any kind", favours="whoever denies", lineages=2,
             denial_disputes=True, burden_on_bound=True),
)
GRADED = (
    Standard(id="credible", asks="possibly true or better", favours="whoever grades", max_grade=3),
    Standard(id="two", asks="two of any kind, probably true", favours="whoever grades",
             lineages=2, max_grade=2),
    Standard(id="own", asks="an admission, not doubtful", favours="whoever announces least",
             pool="admission", max_grade=3),
    Standard(id="denied", asks="possibly true, not denied", favours="whoever denies",
             denial_disputes=True, burden_on_bound=True, max_grade=3),
)
"""Standards that leave claims aside for their grade."""


@composed
def spans(draw: Draw, frame: Frame) -> tuple[int, int]:
    """An instant at an edge, a whole day or more, or from one edge to another."""
    nudge = one_of([-1, 0, 0, 0, 1])
    shape = draw(one_of(["instant", "instant", "day", "days", "edges", "half"]))
    if shape == "instant":
        here = draw(one_of(frame.edges)) + draw(nudge)
        return here, here
    if shape == "edges":
        ends = sorted(draw(one_of(frame.edges)) + draw(nudge) for _ in range(2))
        return ends[0], ends[1]
    n = draw(between(0, 3))
    if shape == "half":
        noon = frame.midnights[n] + 12 * HOUR
        halves = [(frame.midnights[n], noon - 1), (noon, frame.midnights[n + 1] - 1)]
        return draw(one_of(halves))
    last = n + 1 if shape == "day" else draw(between(n + 1, 4))
    return frame.midnights[n], frame.midnights[last] - 1 + draw(one_of([0, 0, -1, 1]))


@composed
def sayings(draw: Draw, plan: Plan, key: str) -> dict[str, Any]:
    """One claim of what the clause is about, or nearly."""
    frame = plan.frame
    quota = draw(one_of(plan.near))
    low = draw(one_of([None, quota - 1, quota, quota, quota + 1, 0, 1]))
    low = None if low is None else max(low, 0)
    wider = draw(one_of([0, 0, 1, None]))
    high = None if wider is None or low is None else low + wider
    fields: dict[str, Any] = {
        "key": key, "property": draw(one_of(plan.props)), "low": low, "high": high,
        "when": draw(spans(frame)), "tz": frame.tz, "basis": draw(one_of(plan.bases)),
        "scope": draw(one_of(["complete", "complete", "unstated", "partial"])),
        "measure": draw(one_of(["newly_occurred"] * 3 + ["cumulative"])),
        "stance": draw(one_of(["asserts"] * 10 + ["denies", "claims_exception"])),
        "zone": draw(one_of(ZONES)),
        "actor": draw(one_of(plan.actors)),
        "actor_certainty": draw(one_of(["stated"] * 8 + ["possible"])),
        "target": draw(one_of(["southland-people"] * 7 + ["", "norland-people"])),
        "subject": draw(one_of(["reports", "reports", "other"])),
        "qualifiers": draw(one_of(plan.qualifiers)),
    }
    if draw(between(0, 5)):
        speaker = draw(one_of(SPEAKERS))
        fields |= {"speaker": speaker, "source": "outlet"}
    else:
        fields |= {"source": "outlet", "origin": draw(one_of(ORIGINS))}
    if fields["stance"] == "denies":
        fields["in_reply_to"] = draw(one_of(["", "", "c0", "c1"]))
    return b.claim(**fields)


@composed
def watches(draw: Draw, plan: Plan) -> Coverage:
    """A body that could see, over whole days, from edge to edge, or a microsecond less."""
    frame = plan.frame
    if draw(between(0, 2)):
        n = draw(between(0, 3))
        lo, hi = frame.midnights[n], frame.midnights[draw(between(n + 1, 4))] - 1
        lo = min(lo, frame.start)
    else:
        lo, hi = sorted(draw(one_of(frame.edges)) for _ in range(2))
    hi = max(lo, hi + draw(one_of([0, 0, 0, -1])))
    return b.coverage(
        draw(one_of(["observers", "un-field", "southland-army", "norland-army"])),
        f"{iso(lo)}/{iso(hi)}", properties=plan.watched,
        zone=draw(one_of(["land", "valley", "town"])),
    )


@composed
def covers(draw: Draw, plan: Plan) -> list[Coverage]:
    """What could be seen, if the kind asks."""
    if not plan.watched:
        return []
    return [draw(watches(plan)) for _ in range(draw(between(0, 2)))]


def records(kind: str) -> st.SearchStrategy[tuple[Case, int]]:
    """Cases of one kind of clause, and the instants as of which they are assessed."""
    return st.integers(0, 2**48).map(lambda seed: made(kind)(random.Random(seed)))


@composed
def made(draw: Draw, kind: str) -> tuple[Case, int]:
    """A case of one kind of clause, and the instant as of which it is assessed."""
    plan = draw(plans(kind, draw(frames())))
    rows = [draw(sayings(plan, f"c{n}")) for n in range(draw(COUNTS))]
    for n, asked in enumerate(plan.asked):
        rows += [draw(sayings(asked, f"t{n}{i}")) for i in range(draw(between(0, 3)))]
    rows += draw(chains(rows))
    rows += draw(echoes(rows))
    if plan.answers:
        rows += draw(replies(plan, rows))
    frame = plan.frame
    if draw(between(0, 9)) == 0:
        rows.append(suspension(frame, draw(one_of(["norland", "southland"]))))
    covered = draw(covers(plan))
    own = draw(one_of([[], [], [], *([s] for s in OWN), [*GRADED[:1]], [*GRADED], [*GRADED]]))
    grades, apart = draw(gradings(rows)), draw(separations(rows))
    clauses = [draw(uncertain(clause)) for clause in plan.clauses]
    case = b.case(
        clauses, rows, tz=frame.tz, covered=covered, milestones=plan.milestones,
        readings=plan.readings, standards=own, grades=grades, apart=apart,
    )
    return case, frame.as_of


@composed
def uncertain(draw: Draw, clause: Clause) -> Clause:
    """The same clause, of which it is not known exactly when it begins, ends or falls due."""
    if draw(between(0, 3)):
        return clause
    began, ended = clause.in_force.start, clause.in_force.end
    end = draw(later(ended)) if ended else None
    found = replace(clause, in_force=InForce(start=draw(later(began)), end=end))
    due = getattr(clause, "due", None)
    return replace(found, due=draw(later(due))) if due else found  # type: ignore[call-arg]


@composed
def later(draw: Draw, anchor: Anchor) -> Anchor:
    """A fixed instant, or from it until some time later."""
    if not anchor.at or draw(between(0, 1)):
        return anchor
    span = parse_span(anchor.at, b.TZ)
    return replace(anchor, at=f"{iso(span.lo)}/{iso(span.hi + draw(one_of(DELAYS)))}")


@composed
def separations(draw: Draw, rows: list[dict[str, Any]]) -> dict[str, int]:
    """Numbers of happenings that some claims tell of, and that are kept apart."""
    if draw(between(0, 2)) == 0:
        return {}
    return {str(row["claim_id"]): draw(between(1, 3)) for row in rows if draw(between(0, 2))}


@composed
def gradings(draw: Draw, rows: list[dict[str, Any]]) -> list[Grade]:
    """Grades of some claims and subjects, some of them given anew."""
    found = []
    for line in range(1, draw(one_of([0, 2, 4, 8])) + 1) if rows else ():
        row = draw(one_of(rows))
        about = draw(one_of(["claim", "claim", "subject", "speaker"]))
        claims = [
            r["claim_id"] for r in rows
            if r is row or (about != "claim" and r[about] == row[about])
        ]
        number, day = draw(one_of([1, 2, 3, 4, 4, 5, 6])), draw(one_of([1, 1, 2]))
        kind = "subject" if about == "subject" else "claim"
        found.append(b.graded(line, kind, number, claims, day))
    return found


@composed
def chains(draw: Draw, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same told by outlets of which each shares an origin with the next, now and then."""
    if not rows or draw(between(0, 4)):
        return []
    row, first = draw(one_of(rows)), draw(between(0, len(CHAIN) - 1))
    found = []
    for n in range(draw(between(3, 5))):
        origins = CHAIN[(first + n) % len(CHAIN)]
        told = {"key": f"k{n}", "claim_id": f"id-k{n}", "source": "outlet", "speaker": ""}
        found.append(row | told | {"lineage": b.lineage_of("", origins, "outlet")})
    return found


@composed
def echoes(draw: Draw, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same told by others, or denied, with numbers next to it."""
    found = []
    for n in range(draw(between(0, 3)) if rows else 0):
        row = dict(draw(one_of(rows)))
        row |= {"key": f"e{n}", "claim_id": f"id-e{n}", "source": "outlet"}
        row["speaker"] = draw(one_of(SPEAKERS))
        row["lineage"] = b.lineage_of(row["speaker"], "", "")
        row["stance"] = draw(one_of(["asserts"] * 4 + ["denies", "claims_exception"]))
        if row["low"] is not None and draw(between(0, 2)) == 0:
            row["low"] = max(0, row["low"] + draw(one_of([-1, 1])))
            row["high"] = None if row["high"] is None else max(row["high"], row["low"])
        found.append(row)
    return found


@composed
def replies(draw: Draw, plan: Plan, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Answers to what was told, at its edges and when they are due."""
    assert plan.answers
    within = plan.within
    edges = {e + d for r in rows for e in (r["earliest"], r["latest"]) for d in (0, within)}
    if not edges:
        return []
    about = replace(plan.answers, frame=replace(plan.frame, more=tuple(sorted(edges))))
    return [draw(sayings(about, f"a{n}")) for n in range(draw(between(0, 3)))]


def suspension(frame: Frame, actor: str) -> dict[str, Any]:
    return b.claim(
        key="suspends", speaker=f"{actor}-army", source="outlet", property="suspension_claimed",
        when=(frame.start, frame.start), qualifiers="clause=X-01", actor=actor,
    )
