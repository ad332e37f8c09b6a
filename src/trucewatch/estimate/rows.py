"""A result as plain data, with keys that stay."""

from __future__ import annotations

import math
from dataclasses import asdict
from itertools import combinations

from trucewatch.estimate.running import Result
from trucewatch.estimate.saying import sentence, told
from trucewatch.model.estimate import REACH, Chain, Estimate, Figure, NotEstimable, OverlapTable

FORM = "trucewatch/estimate@1"
DIGITS = 2


def as_rows(result: Result) -> dict[str, object]:
    """Everything of a result, ready for JSON; what is unknown or without end is ``None``."""
    return {
        "form": FORM,
        "documented": result.table.documented,
        "low": _number(result.low),
        "high": _number(result.high),
        "at_least": result.at_least,
        "estimable": bool(result.estimates),
        "words": sentence(result),
        "told": told(result),
        "reach": REACH,
        "spread": None if result.spread is None else [_number(x) for x in result.spread],
        "seed": result.seed,
        "table": _table(result.table),
        "methods": [_outcome(one) for one in result.outcomes],
        "sensitivity": [_figure(one) for one in result.sensitivity],
    }


def _number(value: float | None) -> float | None:
    if value is None or not math.isfinite(value):
        return None
    return round(value, DIGITS)


def _share(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else round(value, 6)


def _figure(row: Figure) -> dict[str, object]:
    return {"name": row.name, "total": _number(row.total), "low": _number(row.low),
            "high": _number(row.high), "weight": _share(row.weight), "note": row.note}


def _outcome(one: Estimate | NotEstimable) -> dict[str, object]:
    if isinstance(one, NotEstimable):
        return {"method": one.method, "estimable": False, "code": one.code, "reason": one.reason,
                "models": [_figure(row) for row in one.models],
                "chains": [_chain(row) for row in one.chains]}
    return {
        "method": one.method, "estimable": True, "low": _number(one.low),
        # Said only as "at least": a figure that is in the file is a figure that is quoted.
        "median": None if one.at_least else _number(one.median),
        "high": None if one.at_least else _number(one.high),
        "level": one.level, "at_least": one.at_least, "model": one.model,
        "assumption": one.assumption, "warnings": list(one.warnings),
        "diagnostics": {name: _share(value) for name, value in one.diagnostics},
        "models": [_figure(row) for row in one.models],
        "sensitivity": [_figure(row) for row in one.sensitivity],
        "chains": [_chain(row) for row in one.chains],
    }


def _chain(one: Chain) -> dict[str, object]:
    return {"draws": one.draws, "at": list(one.at), "total": [_number(x) for x in one.total],
            "ranks": list(one.ranks)}


def _table(table: OverlapTable) -> dict[str, object]:
    return {
        "lists": [{"name": name, "incidents": size}
                  for name, size in zip(table.lists, table.sizes, strict=True)],
        "in_more_than_one": table.overlapping,
        "pairs": [
            {"lists": [table.lists[a], table.lists[b]],
             "incidents": table.holding(1 << a | 1 << b)}
            for a, b in combinations(range(len(table.lists)), 2)],
        "patterns": [{"lists": list(table.named(p)), "incidents": c} for p, c in table.cells],
        "scope": asdict(table.scope),
    }
