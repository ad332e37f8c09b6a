"""From clauses to the tables the SQL reads: variants and acts are rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from trucewatch.assess.periods import CIVIL, TimeUnit, units
from trucewatch.assess.tables import Tables, table
from trucewatch.assess.variants import Variant
from trucewatch.model.case import Case
from trucewatch.model.clause import Act
from trucewatch.model.instant import Span, civil_date, civil_day
from trucewatch.model.properties import PROPERTIES

_COMPARED = re.compile(r"(>=|<=)\s*(-?[0-9]{1,17})")


@dataclass(frozen=True)
class Chosen:
    """A variant in force as one set of queries reads it."""

    variant: Variant
    parts: list[tuple[str, Act]]
    per: str = ""
    """Kind of unit (`assess.periods`); empty: none."""
    whole_units: bool = False
    """Only units that the window surely contains whole."""
    without: str = ""
    """Lineage that is left out of everything."""
    strict: frozenset[str] = frozenset()
    """Qualifiers of `where` a claim must carry: lacking one is no match."""
    max_grade: int = 0
    """Worst information credibility of its claims; 0: any."""
    copy_of: int = -1
    """Number of the variant whose firmness it decides; -1: its own."""


def in_force(variant: Variant, as_of: int) -> Variant | None:
    """The variant cut at the as-of instant; ``None`` when it is not in force by then."""
    if variant.start is None or variant.start.lo > as_of:
        return None
    end = variant.end or Span(as_of, as_of)
    return replace(
        variant, start=Span(variant.start.lo, min(variant.start.hi, as_of)),
        end=Span(min(end.lo, as_of), min(end.hi, as_of)),
        open_end=variant.open_end or variant.end is None or end.hi > as_of, as_of=as_of,
    )


GRADED = 2_000_000_000
"""Numbers of copies that leave claims aside for their grade start here."""


def with_graded(
    chosen: Sequence[Chosen], tables: Tables, limits: Sequence[int]
) -> list[Chosen]:
    """The variants, and for each limit a copy without the claims graded worse.

    A copy is measured like any variant and says what is firm in the one it is a copy of; its
    parameters are added to the `tables`.
    """
    copies: list[Chosen] = []
    numbers: dict[object, list[int]] = {}
    for limit in limits:
        for one in chosen:
            number = GRADED + len(copies)
            numbers.setdefault(one.variant.number, []).append(number)
            copies.append(replace(
                one, variant=replace(one.variant, number=number), max_grade=limit,
                copy_of=one.variant.number,
            ))
    for made in tables.values():
        made.rows.extend(
            [(number, *row[1:]) for row in made.rows for number in numbers.get(row[0], ())]
        )
    return [*chosen, *copies]


def variant_tables(case: Case, chosen: Sequence[Chosen]) -> Tables:
    """Tables of the variants of one set of queries."""
    found = {
        "variant": table("v# bound s1# s2# e1# e2# day1# day2# per whole_units# one_unit# over# "
                         "without max_grade# base_v#"),
        "other_side": table("v# party"),
        "act": table("v# part any_zone# any_actor# any_target# n_where# n_zone# n_property#"),
        "act_property": table("v# part property implied# event# leads#"),
        "act_zone": table("v# part zone"),
        "act_actor": table("v# part actor"),
        "act_target": table("v# part target"),
        "act_where": table("v# part k val least# most# strict#"),
        "claimed_exception": table("v# effect"),
        "period": table("per unit day_first# day_last# u1# u2# civil#"),
        "period_day": table("per unit day#"),
    }
    for one in chosen:
        _variant_rows(case, found, one)
    _period_rows(case, found, chosen)
    return found


def _variant_rows(case: Case, found: Tables, one: Chosen) -> None:
    variant = one.variant
    start, end = variant.start, variant.end
    if start is None or end is None:
        raise ValueError("a variant in force has a start and an end")
    tz = case.agreement.tz
    found["variant"].rows.append((
        variant.number, variant.bound, start.lo, start.hi, end.lo, end.hi,
        *(civil_day(civil_date(t, tz), tz).lo for t in start), _per(one),
        int(one.whole_units), int(one.per == "whole"), int(not variant.open_end),
        one.without or variant.without, one.max_grade,
        variant.number if one.copy_of < 0 else one.copy_of,
    ))
    sides = opposing(case, variant.bound)
    others = sides | {b for b in variant.clause.beneficiary if b in parties(case)}
    found["other_side"].rows.extend(
        (variant.number, p) for p in sorted(others - {variant.bound})
    )
    # One effect per variant: `excludes` is the stronger.
    effects = {exception.effect for exception in variant.clause.exceptions}
    if effects:
        effect = "excludes" if "excludes" in effects else "contests"
        found["claimed_exception"].rows.append((variant.number, effect))
    for part, act in one.parts:
        _act_rows(case, found, one, part, act)


def _per(one: Chosen) -> str:
    """Key of the variant's units: civil ones are shared, others are its own."""
    shared = not one.per or one.per in CIVIL or one.per.startswith("hours:")
    return one.per if shared else f"{one.per}:{one.variant.number}"


def parties(case: Case) -> set[str]:
    """Ids of the parties of a case."""
    return {party.id for party in case.agreement.parties}


def opposing(case: Case, bound: str) -> set[str]:
    """Parties the bound opposes, by declaration."""
    return {o for p in case.agreement.parties if p.id == bound for o in p.opposes}


def _people(case: Case, of: Iterable[str]) -> set[str]:
    chosen = set(of)
    return {group for p in case.agreement.parties if p.id in chosen for group in (p.id, *p.people)}


def _actors(case: Case, act: Act, bound: str) -> set[str]:
    answers = {p.id: p.answers_for for p in case.agreement.parties}
    named = {bound if actor == "bound" else actor for actor in act.actor}
    return named | {group for actor in named for group in answers.get(actor, ())}


def _act_rows(case: Case, found: Tables, one: Chosen, part: str, act: Act) -> None:
    variant = one.variant
    v = variant.number
    any_actor, any_target = "any" in act.actor, "any" in act.target
    found["act"].rows.append(
        (v, part, int(not act.zone), int(any_actor), int(any_target), len(act.where),
         len(set(act.zone)), len(set(act.properties)))
    )
    for names, implied in ((act.properties, 0), (act.implies, 1)):
        found["act_property"].rows.extend(
            (v, part, p, implied, int(PROPERTIES[p].event), int(p == names[0]))
            for p in sorted(set(names))
        )
    found["act_zone"].rows.extend((v, part, zone) for zone in sorted(set(act.zone)))
    if not any_actor:
        actors = _actors(case, act, variant.bound)
        found["act_actor"].rows.extend((v, part, a) for a in sorted(actors))
    if not any_target:
        groups = {t for t in act.target if t != "opposing"}
        if "opposing" in act.target:
            groups |= _people(case, opposing(case, variant.bound))
        found["act_target"].rows.extend((v, part, g) for g in sorted(groups))
    found["act_where"].rows.extend(
        (v, part, k, val, *_limits(val), int(k in one.strict))
        for k, val in sorted(act.where.items())
    )


def _limits(value: str) -> tuple[int | None, int | None]:
    """Least and most of a compared number; neither for a plain value."""
    match = _COMPARED.fullmatch(value.strip())
    if match is None:
        return (None, None)
    number = int(match[2])
    return (number, None) if match[1] == ">=" else (None, number)


def _period_rows(case: Case, found: Tables, chosen: Sequence[Chosen]) -> None:
    spans: dict[str, tuple[str, Span]] = {}
    for one in chosen:
        start, end = one.variant.start, one.variant.end
        if not one.per or start is None or end is None:
            continue
        known = spans.get(_per(one), (one.per, Span(start.lo, end.hi)))[1]
        spans[_per(one)] = (
            one.per, Span(min(known.lo, start.lo), max(known.hi, end.hi))
        )
    for key, (per, span) in sorted(spans.items()):
        for unit in units(per, span, case.agreement.tz):
            found["period"].rows.append((
                key, unit.unit, unit.first_day, unit.last_day, unit.start, unit.end,
                int(_whole_days(unit, case.agreement.tz)),
            ))
            found["period_day"].rows.extend(
                (key, unit.unit, day) for day in range(unit.first_day, unit.last_day + 1)
            )


def _whole_days(unit: TimeUnit, tz: str) -> bool:
    first, last = (date.fromordinal(n) for n in (unit.first_day, unit.last_day))
    return unit.start == civil_day(first, tz).lo and unit.end == civil_day(last, tz).hi
