"""Records made relationally: every time and number hangs on a boundary of the clause.

Independent random times never meet a boundary, and mutants such as ``<=`` to ``<`` survive them.
Here every instant is a boundary (start, end, due, as of, midnight) moved by -1, 0 or +1
microsecond, and every number a quota moved by -1, 0 or +1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from trucewatch.assess.kinds.rate import Part, PartialUnits, Quota
from trucewatch.assess.kinds.ratio import Weight
from trucewatch.model.agreement import Coverage
from trucewatch.model.case import Case
from trucewatch.model.clause import Clause
from trucewatch.model.instant import HOUR, iso, parse_span

from . import builders as b

# Days around the change to summer time (23 hours) and back (25 hours).
BEGINNINGS = (
    ("Europe/Athens", "2025-03-29"), ("Europe/Athens", "2025-10-25"), ("Asia/Gaza", "2025-10-24"),
    ("Asia/Gaza", "2025-04-11"),
)
SPEAKERS = (
    "agency-a", "agency-b", "observers", "un-office", "un-field", "norland-army",
    "norland-ministry", "southland-army", "southland-ministry",
)
ORIGINS = ("agency-a;agency-b", "agency-a;observers", "unstated", "agency-b;unstated")
CUTS = tuple(
    PartialUnits(first=first, last=last)
    for first in ("whole", "prorated", "skip")
    for last in ("whole", "prorated", "skip")
)
KINDS = ("prohibition", "rate", "deadline", "ratio")


@dataclass(frozen=True)
class Frame:
    """Boundaries everything else hangs on."""

    tz: str
    start: int
    end: int | None
    due: int
    as_of: int
    midnights: tuple[int, ...]

    @property
    def edges(self) -> list[int]:
        known = [self.start, self.due, self.as_of, *self.midnights]
        return known if self.end is None else [*known, self.end]


@st.composite
def frames(draw: st.DrawFn) -> Frame:
    tz, first = draw(st.sampled_from(BEGINNINGS))
    day = parse_span(first, tz)
    midnights = [day.lo]
    for _ in range(4):
        next_day = parse_span(iso(midnights[-1] + 30 * HOUR)[:10], tz)
        midnights.append(next_day.lo)
    start = draw(st.sampled_from([day.lo, day.lo + 10 * HOUR, midnights[1] - 1, midnights[1]]))
    late = [midnights[3] - 1, midnights[3], midnights[3] + 9 * HOUR, midnights[4] - 1]
    as_of = draw(st.sampled_from([*late, start, start - 1]))
    end = draw(st.sampled_from([None, None, midnights[2] + 12 * HOUR, midnights[3] - 1, as_of]))
    if end is not None and end < start:
        end = None
    due = draw(st.sampled_from([start + 24 * HOUR, midnights[2], as_of, as_of + 1]))
    return Frame(tz, start, end, due, as_of, tuple(midnights))


def at(instant: int) -> str:
    return f"at {iso(instant)}"


@st.composite
def spans(draw: st.DrawFn, frame: Frame) -> tuple[int, int]:
    """An instant at an edge, a whole day or more, or from one edge to another."""
    nudge = st.sampled_from([-1, 0, 0, 0, 1])
    shape = draw(st.sampled_from(["instant", "instant", "day", "days", "edges", "half"]))
    if shape == "instant":
        here = draw(st.sampled_from(frame.edges)) + draw(nudge)
        return here, here
    if shape == "edges":
        ends = sorted(draw(st.sampled_from(frame.edges)) + draw(nudge) for _ in range(2))
        return ends[0], ends[1]
    n = draw(st.integers(0, 3))
    if shape == "half":
        noon = frame.midnights[n] + 12 * HOUR
        halves = [(frame.midnights[n], noon - 1), (noon, frame.midnights[n + 1] - 1)]
        return draw(st.sampled_from(halves))
    last = n + 1 if shape == "day" else draw(st.integers(n + 1, 4))
    return frame.midnights[n], frame.midnights[last] - 1 + draw(st.sampled_from([0, 0, -1, 1]))


@st.composite
def sayings(draw: st.DrawFn, frame: Frame, key: str, props: list[str], near: list[int],
            bases: list[str]) -> dict[str, Any]:
    """One claim of what the clause is about, or nearly."""
    quota = draw(st.sampled_from(near))
    low = draw(st.sampled_from([None, quota - 1, quota, quota, quota + 1, 0, 1]))
    low = None if low is None else max(low, 0)
    wider = draw(st.sampled_from([0, 0, 1, None]))
    high = None if wider is None or low is None else low + wider
    fields: dict[str, Any] = {
        "key": key, "property": draw(st.sampled_from(props)), "low": low, "high": high,
        "when": draw(spans(frame)), "tz": frame.tz, "basis": draw(st.sampled_from(bases)),
        "scope": draw(st.sampled_from(["complete", "complete", "unstated", "partial"])),
        "measure": draw(st.sampled_from(["newly_occurred"] * 3 + ["cumulative"])),
        "stance": draw(st.sampled_from(["asserts"] * 6 + ["denies", "claims_exception"])),
        "zone": draw(st.sampled_from(["town", "valley", "valley", "pass", "land", "hills", ""])),
        "actor": draw(st.sampled_from(["norland"] * 4 + ["norland-militia", "", "southland"])),
        "actor_certainty": draw(st.sampled_from(["stated"] * 5 + ["possible"])),
        "target": draw(st.sampled_from(["southland-people"] * 4 + ["", "norland-people"])),
        "subject": draw(st.sampled_from(["reports", "reports", "other"])),
    }
    if draw(st.integers(0, 5)):
        speaker = draw(st.sampled_from(SPEAKERS))
        fields |= {"speaker": speaker, "source": "outlet"}
    else:
        fields |= {"source": "outlet", "origin": draw(st.sampled_from(ORIGINS))}
    if fields["stance"] == "denies":
        fields["in_reply_to"] = draw(st.sampled_from(["", "", "c0", "c1"]))
    return b.claim(**fields)


@st.composite
def watches(draw: st.DrawFn, frame: Frame, props: list[str]) -> Coverage:
    """A body that could see, over whole days, or a microsecond less."""
    n = draw(st.integers(0, 3))
    lo, hi = frame.midnights[n], frame.midnights[draw(st.integers(n + 1, 4))] - 1
    lo, hi = min(lo, frame.start), hi + draw(st.sampled_from([0, 0, 0, -1]))
    return b.coverage(
        draw(st.sampled_from(["observers", "un-field", "southland-army", "norland-army"])),
        f"{iso(lo)}/{iso(hi)}", properties=props,
        zone=draw(st.sampled_from(["land", "valley", "town"])),
    )


@st.composite
def clauses(draw: st.DrawFn, kind: str, frame: Frame) -> tuple[Clause, list[str], list[int]]:
    """A clause, the properties it is about, and its quotas."""
    fields: dict[str, Any] = {"start": at(frame.start)}
    if frame.end is not None and kind in {"prohibition", "rate"}:
        fields["end"] = at(frame.end)
    zone = draw(st.sampled_from([["valley"], ["valley"], ["town", "hills"], []]))
    if kind == "prohibition":
        tolerance = draw(st.integers(0, 2))
        act = b.act(implies=["killed"], target=["opposing"], zone=zone)
        effects = draw(st.sampled_from([[], [], ["contests"], ["excludes"]]))
        fields |= {"act": act, "tolerance": tolerance, "exceptions": effects}
        return b.clause(kind, **fields), ["strike", "strike", "killed"], [tolerance, tolerance * 2]
    if kind == "rate":
        low = draw(st.sampled_from([7, 70]))
        quota = Quota(low=low, high=low + draw(st.sampled_from([0, 0, 7])))
        actor = draw(st.sampled_from([["any"], ["bound"]]))
        act = b.act(properties=["trucks_entered"], actor=actor, zone=zone)
        kind_of = draw(st.sampled_from(["at_least", "at_least", "at_most"]))
        fields |= {
            "act": act, kind_of: quota, "per": draw(st.sampled_from(["day", "day", "week"])),
            "partial_units": draw(st.sampled_from(CUTS)),
        }
        props = ["trucks_entered"]
        if draw(st.integers(0, 3)) == 0:
            fuel = b.act(properties=["fuel_trucks_entered"], actor=actor, zone=zone)
            fields["parts"] = [Part(id="fuel", act=fuel, at_least=quota)]
            props.append("fuel_trucks_entered")
        return b.clause(kind, **fields), props, [low, quota.high, low * 2, low // 2]
    if kind == "deadline":
        quantity = draw(st.integers(1, 3))
        act = b.act(properties=["hostage_released"], zone=zone)
        fields |= {
            "act": act, "quantity": quantity,
            "due": draw(st.sampled_from([at(frame.due)] * 4 + [""])),
            "list_size": draw(st.sampled_from([None, quantity, quantity + 1])),
        }
        return b.clause(kind, **fields), ["hostage_released"], [quantity]
    weights = [Weight(owe=2, per=draw(st.sampled_from([1, 2])), rounding=draw(
        st.sampled_from(["down", "up"])))]
    fields |= {
        "given": b.act(properties=["hostage_released"], actor=["any"]),
        "owed": b.act(properties=["prisoners_released"], zone=zone), "weights": weights,
        "cap": draw(st.sampled_from([None, None, 4])),
    }
    return b.clause(kind, **fields), ["hostage_released", "prisoners_released"], [2, 3, 4]


@st.composite
def records(draw: st.DrawFn, kind: str) -> tuple[Case, int]:
    """A case of one clause, and the instant as of which it is assessed."""
    frame = draw(frames())
    clause, props, near = draw(clauses(kind, frame))
    bases = ["instant", "instant", "total", "total", "stock"]
    bases += ["each_day"] if kind in {"rate", "prohibition"} else []
    count = draw(st.integers(0, 6))
    rows = [draw(sayings(frame, f"c{n}", props, near, bases)) for n in range(count)]
    covered = []
    if kind in {"prohibition", "deadline"}:
        covered = [draw(watches(frame, props)) for _ in range(draw(st.integers(0, 2)))]
    return b.case([clause], rows, tz=frame.tz, covered=covered), frame.as_of
