"""What each set of queries is asked: its variants with their units, and its own parameters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from trucewatch.assess.facts import CivilDays, civil
from trucewatch.assess.kinds.deadline import Deadline
from trucewatch.assess.kinds.deadline import parts as deadline_parts
from trucewatch.assess.kinds.presence import Presence
from trucewatch.assess.kinds.presence import parts as presence_parts
from trucewatch.assess.kinds.process import Process
from trucewatch.assess.kinds.process import parts as process_parts
from trucewatch.assess.kinds.prohibition import Prohibition
from trucewatch.assess.kinds.prohibition import parts as prohibition_parts
from trucewatch.assess.kinds.rate import UNIT_DAYS, Rate, Share, edges, quotas
from trucewatch.assess.kinds.rate import parts as rate_parts
from trucewatch.assess.kinds.ratio import Ratio, common_multiple
from trucewatch.assess.kinds.response import KEYS, Response
from trucewatch.assess.kinds.response import parts as response_parts
from trucewatch.assess.kinds.schedule import Schedule
from trucewatch.assess.kinds.schedule import parts as schedule_parts
from trucewatch.assess.periods import CIVIL
from trucewatch.assess.plan import Chosen
from trucewatch.assess.tables import Tables, table
from trucewatch.assess.variants import Variant
from trucewatch.model.clause import Act
from trucewatch.model.instant import HOUR, Span, duration, periods

Asked = tuple[list[Chosen], Tables]
"""Variants, and the tables of their parameters."""


def of_acts(variants: Iterable[Variant]) -> Asked:
    """Clauses that ask how often something happened in a unit."""
    found = table("v# way quota# own_high# loose# by_day#")
    chosen: list[Chosen] = []
    for variant in variants:
        clause = variant.clause
        if isinstance(clause, Prohibition):
            row: tuple[object, ...] = ("most", clause.tolerance, 0, 1, 1)
            one = Chosen(variant, prohibition_parts(clause), "day")
        elif isinstance(clause, Presence):
            if clause.must_be == "present" and clause.per == "whole" and variant.open_end:
                continue
            row = ("most", clause.tolerance, 1, 1, 1) if clause.must_be == "absent" else (
                "least", clause.at_least, 1, 0, 1)
            one = Chosen(variant, presence_parts(clause), clause.per,
                         whole_units=row[0] == "least" and clause.per != "whole")
        elif isinstance(clause, Schedule) and clause.daily:
            row = ("most", clause.tolerance, 0, 0, 0)
            one = Chosen(variant, schedule_parts(clause), "hours:" + "+".join(clause.daily))
        elif isinstance(clause, Process) and clause.every:
            row = ("least", clause.quantity, 1, 0, 1)
            per = clause.every if clause.every in CIVIL else f"every:{clause.every}"
            one = Chosen(variant, process_parts(clause), per, whole_units=True)
        else:
            continue
        found.rows.append((variant.number, *row))
        chosen.append(one)
    return chosen, {"parameter": found}


def of_hours(variants: Iterable[Variant]) -> Asked:
    """Schedules that ask for so many hours in a row."""
    found = table("v# quota#")
    chosen = []
    for variant in variants:
        clause = variant.clause
        if isinstance(clause, Schedule) and clause.hours_per_day is not None:
            found.rows.append((variant.number, clause.hours_per_day * HOUR))
            chosen.append(Chosen(variant, schedule_parts(clause), "day", whole_units=True))
    return chosen, {"parameter": found}


def of_rates(variants: Iterable[Variant], tz: str) -> Asked:
    """Quotas, and windows widened or shortened to whole units as the clause says."""
    tables = {
        "parameter": table("v# unit_days# day_first# day_last# as_of#"),
        "quota": table("v# part way low# high#"),
        "quota_of_unit": table("v# part unit low# high#"),
    }
    chosen: list[Chosen] = []
    for variant in variants:
        clause, start, end = variant.clause, variant.start, variant.end
        if not isinstance(clause, Rate) or start is None or end is None:
            continue
        edge = _edges(clause, variant, start, end, tz)
        if edge is None:
            continue
        new_start, new_end, share = edge
        cut = replace(variant, start=new_start, end=new_end)
        chosen.append(Chosen(cut, rate_parts(clause), clause.per))
        days = civil(new_start.hi, new_end.lo, CivilDays([new_start.hi, new_end.lo], tz)) \
            if new_start.hi <= new_end.lo else (0, 0, 1, 0, 0)
        tables["parameter"].rows.append(
            (variant.number, UNIT_DAYS[clause.per], days[2], days[3], variant.as_of)
        )
        for part, way, quota in quotas(clause):
            tables["quota"].rows.append((variant.number, part, way, quota.low, quota.high))
            tables["quota_of_unit"].rows.extend(
                (variant.number, part, unit, quota.low * owed.least // owed.whole,
                 quota.high * owed.most // owed.whole)
                for unit, owed in share.items()
            )
    return chosen, tables


def _edges(
    clause: Rate, variant: Variant, start: Span, end: Span, tz: str
) -> tuple[Span, Span, dict[str, Share]] | None:
    if clause.per == "whole":
        if clause.at_least is not None and variant.open_end:
            return None
        return (start, end, {}) if start.lo <= end.hi else None
    if start.lo > end.hi:
        return None
    # It may begin after it may end: the units of either count where each is cut.
    around = Span(min(start.lo, end.lo), max(start.hi, end.hi))
    touched = periods(clause.per, around, tz)
    return edges(clause, start, end, touched, open_end=variant.open_end)


def of_dues(variants: Iterable[Variant]) -> Asked:
    """Deadlines and single steps: what is asked of which part, by when."""
    tables = {
        "test": table("v# unit part quota_low# quota_high# due1# due2# as_of#"),
        "list_size": table("v# part size#"),
    }
    chosen: list[Chosen] = []
    for variant in variants:
        clause = variant.clause
        if isinstance(clause, Deadline):
            one = Chosen(variant, deadline_parts(clause))
            quota: tuple[int, int] = (clause.quantity, clause.quantity_high or clause.quantity)
            if clause.list_size is not None:
                tables["list_size"].rows.append((variant.number, "all", clause.list_size))
            if clause.start_by is not None:
                tables["test"].rows.append((
                    variant.number, "start", "start", 1, 1, *_ends(variant.start_by),
                    variant.as_of,
                ))
        elif isinstance(clause, Process) and not clause.every:
            one = Chosen(variant, process_parts(clause))
            quota = (clause.quantity, clause.quantity)
        else:
            continue
        chosen.append(one)
        tables["test"].rows.append(
            (variant.number, "window", "all", *quota, *_ends(variant.due), variant.as_of)
        )
    return chosen, tables


def _ends(span: Span | None) -> tuple[int | None, int | None]:
    return (None, None) if span is None else (span.lo, span.hi)


def of_ratios(chosen: Sequence[Chosen]) -> Tables:
    """Weights with their common multiple, and the cap."""
    tables = {
        "parameter": table("v# multiple# cap#"),
        "weight": table("v# part mult# per# up#"),
        "list_size": table("v# part size#"),
    }
    for one in chosen:
        clause, number = one.variant.clause, one.variant.number
        if not isinstance(clause, Ratio):
            continue
        multiple = common_multiple(clause)
        tables["parameter"].rows.append((number, multiple, clause.cap))
        for i, weight in enumerate(clause.weights):
            tables["weight"].rows.append(
                (number, f"given:{i}", weight.owe * (multiple // weight.per),
                 weight.per, int(weight.rounding == "up"))
            )
    return tables


def tranche(act: Act, value: str) -> Act:
    """The act as far as it belongs to one tranche."""
    return replace(act, where={**act.where, "tranche": value})


def of_responses(variants: Iterable[Variant]) -> Asked:
    """Time allowed, and the qualifiers that pair an answer with its trigger."""
    names = [f"k{i}" for i in range(1, KEYS + 1)]
    found = table(f"v# within# as_of# paired# {' '.join(names)}")
    chosen = []
    for variant in variants:
        clause = variant.clause
        if not isinstance(clause, Response):
            continue
        keys = [*clause.correlate, *[""] * KEYS][:KEYS]
        found.rows.append((
            variant.number, duration(clause.within), variant.as_of,
            int(bool(clause.correlate)), *keys,
        ))
        chosen.append(Chosen(variant, response_parts(clause)))
    return chosen, {"parameter": found}
