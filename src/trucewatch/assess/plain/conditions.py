"""Conditions between clauses in plain words."""

from __future__ import annotations

from trucewatch.assess.plain.words import Plain
from trucewatch.model.condition import Condition, Either, Every, IsDeclared, IsFinding, Not


def condition(plain: Plain, found: Condition, *, inside: bool = False) -> str:
    """A condition as a clause of a sentence; one inside another in brackets where it must be."""
    say = plain.say
    if isinstance(found, IsDeclared):
        return say("condition.declared", milestone=plain.milestone(found.milestone))
    if isinstance(found, IsFinding):
        statuses = say.all([say.value(status) for status in found.statuses], "or")
        name = plain.clause(found.clause)
        if found.bound:
            return say("condition.finding_of", clause=name, statuses=statuses,
                       bound=plain.actor(found.bound))
        return say("condition.finding", clause=name, statuses=statuses)
    if isinstance(found, Not):
        return say("condition.not", condition=condition(plain, found.of, inside=True))
    joined = "condition.and" if isinstance(found, Every) else "condition.or"
    text = _joined(plain, found, joined)
    return say("condition.group", condition=text) if inside else text


def _joined(plain: Plain, found: Every | Either, joined: str) -> str:
    text, *rest = [condition(plain, part, inside=True) for part in found.of]
    for part in rest:
        text = plain.say(joined, first=text, last=part)
    return text
