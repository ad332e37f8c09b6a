"""RTAMT, which shares nothing with this project, decides deadlines and quotas alike."""

from __future__ import annotations

import os
import random
from typing import Any, NamedTuple

import pytest

from trucewatch.assess.engine import assess
from trucewatch.assess.kinds.rate import PartialUnits, Quota
from trucewatch.model.finding import Finding
from trucewatch.model.instant import DAY, HOUR, iso, parse_span

from . import builders as b
from . import stl

pytest.importorskip("antlr4", reason="RTAMT is not installed (Python 3.12 or older has it)")

LOGS = int(os.environ.get("TRUCEWATCH_EXAMPLES", "60"))
WATCHER = "observers"
PLACES = (
    ("Europe/Athens", "2025-03-29"), ("Europe/Athens", "2025-10-25"), ("Asia/Gaza", "2025-10-24"),
)
"""Time zones, each with a day before the clocks change."""


def said(number: int, instant: int, prop: str) -> dict[str, Any]:
    """One exact claim of the one account."""
    return b.claim(
        key=f"c{instant}", source=WATCHER, speaker=WATCHER, property=prop, low=number, high=number,
        when=(instant, instant), scope="complete",
    )


def log(chance: random.Random, edges: list[int], near: int) -> list[tuple[int, int]]:
    """Instants at edges moved by -1, 0 or +1 microsecond, numbers about what is asked."""
    count = chance.randint(0, 4)
    found = {chance.choice(edges) + chance.choice([-1, 0, 1]) for _ in range(count)}
    return [(i, chance.choice([1, near, near - 1 or 1, near // 2 or 1])) for i in sorted(found)]


def status(found: list[Finding], unit: str) -> str:
    return next(f.status for f in found if f.unit == unit and f.standard == "reported")


class Duty(NamedTuple):
    """A deadline and what was done."""

    start: int
    due: int
    as_of: int
    quantity: int
    done: list[tuple[int, int]]


def duty(seed: int) -> Duty:
    chance = random.Random(seed)
    start = parse_span("2025-03-03T10:00Z", b.TZ).lo
    due = start + chance.choice([24, 72]) * HOUR
    as_of = due + chance.choice([-1, 0, 1, HOUR, 3 * DAY])
    quantity = chance.randint(1, 4)
    done = log(chance, [start, due, due, as_of, start + HOUR], quantity)
    return Duty(start, due, as_of, quantity, done)


def test_the_logs_of_deadlines_meet_every_verdict() -> None:
    met = {stl.deadline(*duty(seed)) for seed in range(60)}
    assert met == {"kept", "kept_late", "breached", "pending"}


@pytest.mark.parametrize("seed", range(LOGS))
def test_a_deadline(seed: int) -> None:
    start, due, as_of, quantity, done = duty(seed)
    clause = b.clause(
        "deadline", start=f"at {iso(start)}", due=f"at {iso(due)}", quantity=quantity,
        act=b.act(properties=["hostage_released"], zone=["valley"]),
    )
    cover = b.coverage(
        WATCHER, f"{iso(start - DAY)}/{iso(as_of + DAY)}", properties=["hostage_released"]
    )
    rows = [said(n, i, "hostage_released") for i, n in done]
    found = assess(b.case([clause], rows, covered=[cover]), as_of)
    assert status(found, "window") == stl.deadline(start, due, as_of, quantity, done)


@pytest.mark.parametrize("way", ["at_least", "at_most"])
@pytest.mark.parametrize("seed", range(LOGS))
def test_a_quota_by_the_day(seed: int, way: str) -> None:
    chance = random.Random(seed)
    tz, first = chance.choice(PLACES)
    days = [parse_span(first, tz)]
    for _ in range(2):
        days.append(parse_span(iso(days[-1].hi + 1 + 12 * HOUR)[:10], tz))
    quota = chance.randint(1, 4)
    done = log(chance, [edge for day in days for edge in day] + [days[1].lo + HOUR], quota)
    clause = b.clause(
        "rate", start=f"at {iso(days[0].lo)}", end=f"at {iso(days[-1].hi)}", per="day",
        act=b.act(properties=["trucks_entered"], zone=["valley"]),
        partial_units=PartialUnits(first="whole", last="whole"),
        **{way: Quota(low=quota, high=quota)},
    )
    rows = [said(n, i, "trucks_entered") for i, n in done]
    found = assess(b.case([clause], rows, tz=tz), days[-1].hi + 1)
    assert [d.hi - d.lo + 1 for d in days].count(24 * HOUR) == len(days) - 1
    for day in days:
        unit = status(found, iso(day.lo + 12 * HOUR)[:10])
        # Claims of instants never say that they are all there were.
        if way == "at_least":
            assert (unit == "kept") == stl.at_least(*day, quota, done)
        else:
            assert (unit == "breached") != stl.at_most(*day, quota, done)
