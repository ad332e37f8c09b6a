"""Records of duties met late: accounts of many claims, short when the duty fell due, enough later.

How late is read at every turn of the accounts, and only there. In records made for every kind few
duties are met late, by accounts of one or two claims; here nearly all are, and claims of an account
overlap, lie on one day, on several, in the list that is left, or after the duty was met.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from trucewatch.model.agreement import Coverage
from trucewatch.model.case import Case
from trucewatch.model.clause import Clause
from trucewatch.model.instant import HOUR, iso

from . import builders as b
from .chance import Draw, between, composed, one_of
from .generate_clauses import Frame, at, frames

TELLERS = (
    "agency-a", "observers", "un-office", "norland-army", "southland-army", "southland-ministry",
)
ORIGINS = ("agency-a;agency-b", "agency-b;observers", "unstated")
ZONES: tuple[list[str], ...] = (["valley"], ["valley"], ["town", "hills"], [])


@dataclass(frozen=True)
class Duty:
    """What is owed, and the instants everything hangs on."""

    frame: Frame
    due: int
    quantity: int
    prop: str

    def spots(self) -> list[int]:
        """The due instant, and hours of the days from it on."""
        days = [m for m in self.frame.midnights if m > self.due]
        later = [day + hours * HOUR for day in days for hours in (0, 9, 10, 15)]
        return [self.due, *(t for t in later if t <= self.frame.as_of), self.frame.as_of]


@composed
def late(draw: Draw) -> tuple[Case, int]:
    """A case of a duty that falls due, and the instant as of which it is assessed."""
    frame = draw(frames())
    days = frame.midnights
    due = draw(one_of([days[1], days[1] + 9 * HOUR, days[2] - 1, days[2]]))
    start = draw(one_of([days[0], days[0] + 10 * HOUR]))
    as_of = draw(one_of([days[4] - 1, days[4], days[3] + 9 * HOUR]))
    frame = Frame(frame.tz, start, None, due, as_of, days)
    prop = draw(one_of(["hostage_released", "hostage_released", "meeting_held"]))
    duty = Duty(frame, due, draw(between(2, 5)), prop)
    rows: list[dict[str, Any]] = []
    for _ in range(draw(between(1, 4))):
        rows += draw(account(duty, len(rows)))
    covered = [draw(watch(duty, n)) for n in range(draw(between(0, 2)))]
    case = b.case([draw(clause(duty))], rows, tz=frame.tz, covered=covered)
    return case, as_of


@composed
def clause(draw: Draw, duty: Duty) -> Clause:
    """A deadline, or a single step."""
    day = iso(duty.due)[:10]
    fields: dict[str, Any] = {
        "act": b.act(properties=[duty.prop], zone=draw(one_of(ZONES))),
        "quantity": duty.quantity, "start": at(duty.frame.start),
        # An instant, or a whole day that it lies in.
        "due": draw(one_of([at(duty.due)] * 4 + [f"at {day}"])),
    }
    if duty.prop == "meeting_held":
        return b.clause("process", **fields)
    more = draw(one_of([None, 0, 1, 2]))
    fields["list_size"] = None if more is None else duty.quantity + more
    fields["quantity_high"] = draw(one_of([None, None, duty.quantity + 1]))
    if draw(between(0, 3)) == 0:
        fields["start_by"] = draw(one_of([at(duty.frame.midnights[1]), at(duty.due)]))
    return b.clause("deadline", **fields)


@composed
def account(draw: Draw, duty: Duty, first: int) -> list[dict[str, Any]]:
    """Claims of one account, or of two of one lineage: counts, and what came in addition."""
    who: dict[str, Any] = {"source": "outlet", "origin": draw(one_of(ORIGINS))}
    if draw(between(0, 4)):
        who = {"source": "outlet", "speaker": draw(one_of(TELLERS))}
    who |= {
        "property": duty.prop, "tz": duty.frame.tz,
        "zone": draw(one_of(["valley", "town", "land"])),
        "subject": draw(one_of(["reports", "reports", "series"])),
    }
    found: list[dict[str, Any]] = []
    if draw(between(0, 2)):
        short = max(0, duty.quantity - draw(one_of([1, 1, 2, 5])))
        found += [draw(count(duty, short, short))]
    found += [draw(increment(duty)) for _ in range(draw(between(1, 5)))]
    if draw(between(0, 1)):
        least = duty.quantity + draw(one_of([0, 0, 1]))
        found += [draw(count(duty, least, draw(one_of([least, None]))))]
    return [b.claim(key=f"c{first + n}", **who, **row) for n, row in enumerate(found)]


@composed
def count(draw: Draw, duty: Duty, low: int, high: int | None) -> dict[str, Any]:
    """So many since the start, by one of the instants that matter."""
    here = draw(one_of(duty.spots())) + draw(one_of([-1, 0, 0, 0, 1]))
    basis = draw(one_of(["total", "total", "stock"]))
    since = here if basis == "stock" else draw(one_of([duty.frame.start, duty.due, here]))
    return {
        "low": low, "high": high, "measure": "cumulative", "basis": basis, "scope": "complete",
        "when": (min(since, here), here),
    }


@composed
def increment(draw: Draw, duty: Duty) -> dict[str, Any]:
    """Some more: at an instant, within hours of one day, or over midnight."""
    before = [duty.frame.start, duty.frame.start + HOUR, duty.due - HOUR]
    here = draw(one_of([*before, *duty.spots(), *duty.spots()])) + draw(one_of([-1, 0, 0, 0, 1]))
    length = draw(one_of([0, 0, 1, HOUR, 6 * HOUR, 20 * HOUR]))
    low = draw(one_of([None, 1, 1, 1, 2, 3]))
    return {
        "low": low, "high": None if low is None else draw(one_of([low, low, low + 1, None])),
        "basis": draw(one_of(["instant", "instant", "total"])), "scope": "complete",
        "when": (here, here + length),
        "actor_certainty": draw(one_of(["stated"] * 7 + ["possible"])),
    }


@composed
def watch(draw: Draw, duty: Duty, n: int) -> Coverage:
    """A body that could see from the start, or a microsecond later, up to one of the instants."""
    until = draw(one_of(duty.spots())) + draw(one_of([-1, 0, 0, 1]))
    since = duty.frame.start + draw(one_of([0, 0, 0, 0, 1, -1]))
    return b.coverage(
        draw(one_of(["observers", "un-field", "southland-army"])), f"{iso(since)}/{iso(until)}",
        id=f"watch-{n}", properties=[duty.prop], zone=draw(one_of(["land", "valley"])),
    )
