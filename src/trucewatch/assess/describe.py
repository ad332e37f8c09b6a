"""How a clause is tested, in one plain sentence a reader can confirm."""

from __future__ import annotations

from collections.abc import Iterable

from trucewatch.assess.explain import names, start_title
from trucewatch.assess.kinds.deadline import Deadline
from trucewatch.assess.kinds.not_assessable import NotAssessable
from trucewatch.assess.kinds.prohibition import Prohibition
from trucewatch.assess.kinds.rate import Quota, Rate
from trucewatch.assess.kinds.ratio import Ratio
from trucewatch.assess.variants import Variant
from trucewatch.model.case import BASE_READING, Case
from trucewatch.model.clause import Act, Anchor, Clause
from trucewatch.model.properties import PROPERTIES


def describe(case: Case, clause: Clause) -> str:
    """One sentence saying what is measured, against what, from when to when."""
    if isinstance(clause, NotAssessable):
        return f"Not assessable: {clause.why.get('en', '')}"
    if isinstance(clause, Prohibition):
        text = f"Counts {acts(case, clause.act)}, per civil day; more than {clause.tolerance} " \
            "would be a breach."
    elif isinstance(clause, Rate):
        text = _rate(case, clause)
    elif isinstance(clause, Deadline):
        due = f" by {anchor(case, clause.due)}" if clause.due else "; the text gives no date"
        of = f" of a list of {clause.list_size}" if clause.list_size else ""
        text = f"Asks for {clause.quantity}{of}: {acts(case, clause.act)}{due}."
    elif isinstance(clause, Ratio):
        weights = ", ".join(
            f"{w.owe} for each {w.per if w.per > 1 else 'one'}{_where(w.where)}"
            for w in clause.weights
        )
        text = f"Sets {acts(case, clause.owed)} against {acts(case, clause.given)}: {weights}."
    else:
        kind = str(getattr(clause, "kind", "")).replace("_", " ")
        text = f"Encoded as a clause of the kind {kind}, which is not evaluated yet."
    return f"{text} {_force(case, clause)}"


def _rate(case: Case, clause: Rate) -> str:
    if clause.at_most is not None:
        quota = f"at most {_number(clause.at_most)}"
    else:
        quota = f"at least {_number(clause.at_least or Quota(low=0, high=0))}"
    parts = "".join(
        f"; of {acts(case, part.act)}, at least {_number(part.at_least)}" for part in clause.parts
    )
    return f"Asks for {quota} a {clause.per}: {acts(case, clause.act)}{parts}."


def _number(quota: Quota) -> str:
    return str(quota.low) if quota.low == quota.high else f"{quota.low} to {quota.high}"


def _where(where: dict[str, str]) -> str:
    return "".join(f" ({k.replace('_', ' ')}: {v.replace('_', ' ')})" for k, v in where.items())


def acts(case: Case, act: Act) -> str:
    """What counts: properties, who acts, on whom, where."""
    text = ", ".join(PROPERTIES[p].title for p in act.properties)
    if act.implies:
        implied = ", ".join(PROPERTIES[p].title for p in act.implies)
        text += f" (also at least one act where {implied} are attributed by the speaker)"
    if "any" not in act.actor:
        text += " by " + " or ".join(_name(case, a) for a in act.actor)
    if "any" not in act.target:
        text += ", towards " + " or ".join(_name(case, t) for t in act.target)
    if act.zone:
        names = {z.id: z.name.get("en", z.id) for z in case.agreement.zones}
        text += ", in " + " or ".join(names.get(z, z) for z in act.zone)
    return text + _where(act.where)


def _name(case: Case, who: str) -> str:
    special = {"bound": "the bound", "opposing": "people of the other side"}
    if who in special:
        return special[who]
    return names(case).get(who, who)


def anchor(case: Case, point: Anchor) -> str:
    """An anchor in words."""
    if point.at:
        return point.at.replace("T", " ").replace("/", " to ")
    titles = {m.id: m.title.get("en", m.id) for m in case.agreement.milestones}
    name = titles.get(point.after, point.after)
    if point.plus:
        return f"{point.plus} after “{name}”"
    if point.calendar_days is not None:
        return f"{point.calendar_days} days after “{name}”"
    if point.day is not None:
        return f"day {point.day}, the day of “{name}” being day 1"
    return f"“{name}”"


def _force(case: Case, clause: Clause) -> str:
    force = clause.in_force
    end = f" until {anchor(case, force.end)}" if force.end else ", with no end date"
    return f"In force from {anchor(case, force.start)}{end}."


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
