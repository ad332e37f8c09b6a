"""``lineages.csv``: bodies and rows that a person found to go back to one origin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from trucewatch.case.header import Known
from trucewatch.case.listed import Entry, rows
from trucewatch.case.names import Names
from trucewatch.case.told import SLASH, Told
from trucewatch.model.agreement import Body
from trucewatch.model.case import Columns
from trucewatch.model.grouping import Grouping, of_bodies, of_claims
from trucewatch.model.problem import Problem, counted
from trucewatch.model.tables import LINEAGE_COLUMNS

NAME = "lineages.csv"
COLUMNS = tuple(column.name for column in LINEAGE_COLUMNS)


def entries(data: bytes, known: Known, problems: list[Problem]) -> list[Entry]:
    """Rows that are sound by themselves; which claims they name is told later."""
    names = Names("a lineage, or a body, of sources.yaml")
    return [
        entry for entry in rows(NAME, data, COLUMNS, problems) if _sound(entry, known, names)
    ]


def _sound(entry: Entry, known: Known, names: Names) -> bool:
    entry.needs("date", "office", "reason")
    entry.office("office")
    entry.when("date", known.tz)
    cells = entry.cells
    given = tuple(name for name in ("body", "dataset", "key") if cells[name])
    if given not in {("body",), ("dataset", "key")}:
        entry.say("what_is_grouped", "", ", ".join(given), "either body, or dataset and key")
    entry.known("body", known.bodies)
    return entry.good


def group_bodies(
    found: Sequence[Entry], bodies: Sequence[Body], known: Known
) -> tuple[list[Body], list[Grouping]]:
    """Bodies with the lineage the rows give them.

    A lineage is one that stands in ``sources.yaml``, and whoever has a side keeps it: what a
    party's own body says stays that party's.
    """
    sides = sides_of(bodies)
    kept = [
        grouping for entry in found if entry.cells["body"] and entry.good
        if (grouping := _grouping(entry, known, sides, own_of(bodies, entry.cells["body"])))
    ]
    new = of_bodies(kept)
    return [replace(b, lineage=new.get(b.id, b.lineage)) for b in bodies], kept


def own_of(bodies: Sequence[Body], body: str) -> str:
    """Lineage a body has by ``sources.yaml``."""
    return next((b.lineage or b.id for b in bodies if b.id == body), body)


def sides_of(bodies: Sequence[Body]) -> dict[str, set[str]]:
    """Parties whose side each lineage is on, by lineage and by body."""
    found: dict[str, set[str]] = {}
    for body in bodies:
        for name in {body.lineage or body.id, body.id}:
            found.setdefault(name, set()).update({body.side} if body.side else ())
    return found


def group_claims(
    found: Sequence[Entry], bodies: Sequence[Body], known: Known, told: Told,
    tables: Sequence[Columns],
) -> list[Grouping]:
    """Rows that group claims; the claims of the `tables` get their lineage."""
    sides = sides_of(bodies)
    lineage_of = {
        str(id_): str(lineage) for columns in tables
        for id_, lineage in zip(columns["claim_id"], columns["lineage"], strict=True)
    }
    kept = []
    for entry in found:
        if not entry.cells["key"] or not entry.good:
            continue
        claims = told.claims(entry, "key")
        own = "+".join(sorted({lineage_of[claim] for claim in claims}))
        if entry.good and (grouping := _grouping(entry, known, sides, own)):
            kept.append(replace(grouping, claims=claims))
    new = of_claims(kept)
    for columns in tables:
        columns["lineage"] = [
            new.get(str(id_), lineage)
            for id_, lineage in zip(columns["claim_id"], columns["lineage"], strict=True)
        ]
    return kept


def _grouping(
    entry: Entry, known: Known, sides: Mapping[str, set[str]], own: str
) -> Grouping | None:
    cells = entry.cells
    lineage = cells["lineage"]
    if lineage and lineage not in sides:
        entry.say("unknown_reference", "lineage", lineage, "a lineage, or a body, of sources.yaml",
                  near=sides)
    elif lineage:
        lost = {s for part in own.split("+") for s in sides.get(part, ())} - sides[lineage]
        if lost:
            entry.say("side_lost", "lineage", lineage,
                      f"a lineage on the side of {', '.join(sorted(lost))}",
                      mend="what a party's bodies say stays theirs: group the copy with them")
    span = entry.when("date", known.tz) if entry.good else None
    if span is None:
        return None
    return Grouping(
        name=cells["body"] or SLASH.join((cells["dataset"], cells["key"])),
        body=bool(cells["body"]), lineage=lineage, date=cells["date"], at=span.lo,
        office=cells["office"], reason=cells["reason"], line=entry.line,
    )


def applied(groupings: Sequence[Grouping], claims: int, problems: list[Problem]) -> None:
    """Say that findings rest on these decisions."""
    if not groupings:
        return
    bodies = len(of_bodies(groupings))
    problems.append(Problem(
        severity="note", code="lineages_grouped", file=NAME,
        found=f"{counted(len(groupings), 'decision')}: {counted(bodies, 'body', 'bodies')} and "
              f"{counted(claims, 'claim')} grouped",
        expected="findings that count what goes back to one origin once",
        mend="a later row with no lineage gives a body or a row its own again",
    ))
