"""Claims of an invented conflict as a linker gets them, each a line to write down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from assess import builders as b
from trucewatch.model.agreement import Zone
from trucewatch.model.case import Case
from trucewatch.model.grade import Grade
from trucewatch.model.incident import Linking
from trucewatch.model.instant import parse_span
from trucewatch.model.judgement import Judgement
from trucewatch.pipeline.incidents import linked

NOON = "2025-03-04T10:00Z"
HERE = "12.500,28.300 ±100 m"
Rows = Iterable[Mapping[str, Any]]


def told(key: str, when: str = NOON, **cells: Any) -> dict[str, Any]:
    """A report of one strike in the town, in a publication of its own."""
    return b.claim(**({"key": key, "when": when, "low": 1, "high": 1,
                       "report_id": f"r-{key}"} | cells))


def at(key: str, place: str = HERE, when: str = NOON, **cells: Any) -> dict[str, Any]:
    """The same at a point, in no zone."""
    return told(key, when, **({"place": place, "zone": ""} | cells))


def case(
    rows: Rows, judgements: Sequence[Judgement] = (), zones: Sequence[Zone] = b.ZONES,
    grades: Sequence[Grade] = (),
) -> Case:
    made = b.case([], list(rows), grades=grades)
    return replace(made, judgements=list(judgements), zone_members=b.zone_members(zones),
                   agreement=replace(made.agreement, zones=list(zones)))


def judged(one: str, verdict: str, other: str, line: int = 1, **more: Any) -> Judgement:
    """A judgement of the claims of two keys."""
    first, second = sorted((f"id-{one}", f"id-{other}"))
    day = more.pop("date", "2025-04-01")
    return Judgement(
        one=first, other=second, names=(first, second), verdict=verdict, reason="invented",
        date=day, at=parse_span(day, b.TZ).lo, by="desk", line=line, **more)


def link(rows: Rows, *judgements: Judgement, draws: int = 0, **more: Any) -> Linking:
    """What linking the reports of a case gives."""
    _, found = linked(case(rows, judgements, **more), draws=draws)
    return found


def groups(found: Linking) -> list[str]:
    """Keys of the claims of each incident, joined by blanks."""
    return sorted(" ".join(sorted(c.removeprefix("id-") for c in i.claims))
                  for i in found.incidents)
