"""How a clause is tested, in plain sentences a reader can confirm."""

from __future__ import annotations

from collections.abc import Iterable

from trucewatch.assess.explain import start_title
from trucewatch.assess.kinds.not_assessable import NotAssessable
from trucewatch.assess.plain.measures import measured
from trucewatch.assess.plain.phrases import ENGLISH, phrases
from trucewatch.assess.plain.words import Plain
from trucewatch.assess.variants import Variant
from trucewatch.model.case import BASE_READING, Case
from trucewatch.model.clause import Clause


def describe(case: Case, clause: Clause) -> str:
    """Say what is measured, against what, from when to when."""
    plain = Plain(case, phrases(ENGLISH))
    said = measured(plain, clause)
    if not isinstance(clause, NotAssessable):
        force = clause.in_force
        start = plain.anchor(force.start)
        said.append(
            plain.say("measure.in_force", start=start) if force.end is None else plain.say(
                "measure.in_force_until", start=start, end=plain.anchor(force.end))
        )
    return " ".join(said)


def starts(case: Case, variants: Iterable[Variant]) -> dict[str, tuple[dict[str, str], str]]:
    """Titles of the starts computed for every clause, the base first, and the base's id."""
    found: dict[str, tuple[dict[str, str], str]] = {}
    for variant in variants:
        if variant.reading != BASE_READING or not variant.start_id:
            continue
        titles, base = found.get(variant.clause.id, ({}, ""))
        titles.setdefault(variant.start_id, start_title(case, variant.start_id))
        found[variant.clause.id] = (titles, variant.start_id if variant.base else base)
    return found
