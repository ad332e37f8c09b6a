"""Tables of one kind's own parameters, and the window edges of rates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from trucewatch.assess.kinds.deadline import Deadline
from trucewatch.assess.kinds.prohibition import Prohibition
from trucewatch.assess.kinds.rate import UNIT_DAYS, Rate, edges, quotas
from trucewatch.assess.kinds.ratio import Ratio, common_multiple
from trucewatch.assess.plan import Tables, civil, table, units
from trucewatch.assess.variants import Variant
from trucewatch.model.case import Case
from trucewatch.model.instant import Span


def of_prohibitions(
    case: Case, variants: Sequence[Variant], as_of: int
) -> tuple[list[Variant], Tables]:
    """Tolerance per variant; prohibitions keep the edges of their window."""
    found = table("v# tolerance#")
    for variant in variants:
        if isinstance(variant.clause, Prohibition):
            found.rows.append((variant.number, variant.clause.tolerance))
    return list(variants), {"parameter": found}


def of_rates(case: Case, variants: Sequence[Variant], as_of: int) -> tuple[list[Variant], Tables]:
    """Quotas, and windows widened or shortened to whole units as the clause says."""
    tables = {
        "parameter": table("v# unit_days# day_first# day_last#"),
        "quota": table("v# part way low# high#"),
        "quota_of_unit": table("v# part unit low# high#"),
    }
    tz = case.agreement.tz
    kept: list[Variant] = []
    for variant in variants:
        clause, start, end = variant.clause, variant.start, variant.end
        if not isinstance(clause, Rate) or start is None or end is None:
            continue
        touched = units(clause.per, Span(start.lo, end.hi), tz)
        edge = (
            edges(clause, start, end, touched, open_end=variant.open_end) if touched else None
        )
        if edge is None:
            continue
        new_start, new_end, share = edge
        kept.append(replace(variant, start=new_start, end=new_end))
        days = civil(new_start.hi, new_end.lo, tz)
        tables["parameter"].rows.append(
            (variant.number, UNIT_DAYS[clause.per], days[2], days[3])
        )
        for part, way, quota in quotas(clause):
            tables["quota"].rows.append((variant.number, part, way, quota.low, quota.high))
            tables["quota_of_unit"].rows.extend(
                (variant.number, part, unit, quota.low * elapsed // whole,
                 quota.high * elapsed // whole)
                for unit, (elapsed, whole) in share.items()
            )
    return kept, tables


def of_deadlines(variants: Sequence[Variant], as_of: int) -> Tables:
    """Quantity, due interval and closed list per variant."""
    tables = {
        "parameter": table("v# quantity# due1# due2# as_of#"),
        "list_size": table("v# part size#"),
    }
    for variant in variants:
        clause, due = variant.clause, variant.due
        if not isinstance(clause, Deadline):
            continue
        tables["parameter"].rows.append(
            (variant.number, clause.quantity, due.lo if due else None, due.hi if due else None,
             as_of)
        )
        if clause.list_size is not None:
            tables["list_size"].rows.append((variant.number, "all", clause.list_size))
    return tables


def of_ratios(variants: Sequence[Variant], as_of: int) -> Tables:
    """Weights with their common multiple, and the cap."""
    tables = {
        "parameter": table("v# multiple# cap#"),
        "weight": table("v# part mult# per# up#"),
        "list_size": table("v# part size#"),
    }
    for variant in variants:
        clause = variant.clause
        if not isinstance(clause, Ratio):
            continue
        multiple = common_multiple(clause)
        tables["parameter"].rows.append((variant.number, multiple, clause.cap))
        for i, weight in enumerate(clause.weights):
            tables["weight"].rows.append(
                (variant.number, f"given:{i}", weight.owe * (multiple // weight.per),
                 weight.per, int(weight.rounding == "up"))
            )
    return tables
