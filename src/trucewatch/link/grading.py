"""Grade and attribution of an incident, by the same rules for every party."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from trucewatch.model.incident import Telling
from trucewatch.model.lineages import Lineage, independent

IMPROBABLE = 5
TWO = 2


def witnesses(names: Iterable[str], known: Mapping[str, Lineage]) -> int:
    """Independent accounts among lineages, as standards of proof count them."""
    return independent(known[name] for name in names)


def attribution(
    tellings: Sequence[Telling], known: Mapping[str, Lineage], denials: Mapping[str, str]
) -> str:
    """A key of `model.incident.ATTRIBUTIONS`."""
    # By claim: a report may quote one who names nobody beside another who does.
    by_actor: dict[str, set[str]] = {}
    for telling in tellings:
        for actor, lineage in telling.named:
            by_actor.setdefault(actor, set()).add(lineage)
    if not by_actor:
        return "none"
    if len(by_actor) > 1:
        return "contested"
    [(actor, names)] = by_actor.items()
    if any(known[name].speaks_for == actor for name in names):
        return "admitted"
    if any(known[line].speaks_for == actor for line in _deniers(tellings, denials)):
        return "contested"
    return "two_or_more" if witnesses(names, known) >= TWO else "one"


def grade(
    tellings: Sequence[Telling], attributed: str, known: Mapping[str, Lineage],
    denials: Mapping[str, str], graded: Mapping[str, int],
) -> str:
    """A key of `model.incident.GRADES`."""
    claims = [claim for telling in tellings for claim in telling.claims]
    if all(graded.get(claim) == IMPROBABLE for claim in claims):
        return "discounted"
    if attributed == "admitted":
        return "confirmed"
    if attributed == "contested" or any(_deniers(tellings, denials)):
        return "contested"
    names = {name for telling in tellings for name in telling.lineages}
    return "fair" if witnesses(names, known) >= TWO else "weak"


def _deniers(tellings: Sequence[Telling], denials: Mapping[str, str]) -> list[str]:
    return [denials[claim] for telling in tellings for claim in telling.answers
            if claim in denials]

