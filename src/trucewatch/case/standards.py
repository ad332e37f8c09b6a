"""Standards of proof a case adds of its own: readable, and such that somebody can meet them."""

from __future__ import annotations

from collections.abc import Iterable

from trucewatch.case.document import sound
from trucewatch.case.sections import Item
from trucewatch.model.agreement import Body
from trucewatch.model.problem import Problem
from trucewatch.model.standard import GRADES, SHIPPED_IDS, Standard


def check_standards(
    items: list[Item], bodies: Iterable[Body], parties: Iterable[str], problems: list[Problem]
) -> list[Item]:
    """Leave out standards that cannot be meant or that nobody can meet, each with a Problem."""
    known, sides = list(bodies), list(parties)
    return [item for item in items if _good(item, known, sides, problems)]


def _good(
    item: Item, bodies: list[Body], parties: list[str], problems: list[Problem]
) -> bool:
    standard: Standard = item.value
    before = len(problems)
    if standard.id.casefold() in SHIPPED_IDS:
        problems.append(item.view.problem(
            "duplicate_id", ("id",), found=standard.id,
            expected="an id of its own; every case is shown under the standard of this name",
        ))
    for name in ("asks", "favours"):
        if not getattr(standard, name).strip():
            problems.append(item.view.problem(
                "missing_field", (name,), found="nothing", expected="plain words",
            ))
    if standard.max_grade is not None and standard.max_grade not in GRADES:
        problems.append(item.view.problem(
            "bad_grade", ("max_grade",), found=standard.max_grade,
            expected=f"information credibility from {GRADES[0]} to {GRADES[-1]}",
        ))
    if standard.lineages < 1:
        problems.append(item.view.problem(
            "negative_number", ("lineages",), found=standard.lineages, expected="1 or more",
        ))
    most = most_lineages(standard.pool, bodies, parties)
    if standard.lineages > most:
        problems.append(item.view.problem(
            "never_met", ("lineages",), found=standard.lineages,
            expected=f"at most {most}: so many independent lineages of this case could count "
            f"together for a clause bound to a party, in the pool '{standard.pool}'",
            mend="ask for fewer, or declare the bodies that could count",
        ))
    return sound(problems, before)


def most_lineages(pool: str, bodies: Iterable[Body], parties: Iterable[str]) -> int:
    """Most independent lineages of a case that could ever support one side together.

    For a clause bound to a party: bodies of one side are one witness, and an unstated origin is
    never a second one. Without interest are those not tied to the party the support serves;
    against its own interest only a party's own body speaks, the bound's for a breach and those of
    the others for performance.
    """
    witnesses: dict[str, set[str]] = {}
    own: set[str] = set()
    unstated: set[str] = set()
    for body in bodies:
        name = body.lineage or body.id
        witnesses.setdefault(name, set()).update({body.side} if body.side else ())
        if body.affiliation == "party":
            own.add(body.side)
        if not body.stated:
            unstated.add(name)
    free = {name for name, sides in witnesses.items() if not sides} - unstated
    mixed = {name for name, sides in witnesses.items() if len(sides) > 1} - unstated
    tied = {next(iter(sides)) for sides in witnesses.values() if len(sides) == 1}
    if pool == "admission":
        return max((max(len({party} & own), len(own - {party})) for party in parties), default=0)
    if pool == "disinterested":
        served = [
            len(free) + len(tied - {party})
            + sum(party not in witnesses[name] for name in mixed)
            for party in parties
        ]
        return max(served, default=len(free))
    alone = len(free) + len(mixed) + len(tied)
    return alone or min(len(unstated), 1)
