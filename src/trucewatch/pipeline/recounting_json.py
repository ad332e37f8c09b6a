"""A recount as JSON: rules, totals, findings that differ, and on request the trace."""

from __future__ import annotations

import json
from dataclasses import asdict

from trucewatch.case.placing import stated
from trucewatch.model.counting import WHY
from trucewatch.model.finding import Finding
from trucewatch.model.instant import iso
from trucewatch.pipeline.recounting import MovedTotal, Recount, Under
from trucewatch.publish.words import escape_hidden
from trucewatch.recount.totals import Total
from trucewatch.recount.trace import Part, Traced

SCHEMA = "trucewatch/recount@1"


def as_json(made: Recount, *, trace: bool) -> str:
    """Text of a recount; empty where nothing could be counted.

    Parameters
    ----------
    made
        The recount.
    trace
        Whether to say of every count which claims it is made of, and why.
    """
    if made.case is None or made.before is None or made.after is None:
        return ""
    value: dict[str, object] = {
        "schema": SCHEMA,
        "case": made.case.agreement.id,
        "as_of": iso(made.instant),
        "by": made.by,
        "against": asdict(made.before.rule),
        "rule": asdict(made.after.rule),
        "totals": [_moved(moved) for moved in made.moved],
        "findings": [
            {**_names(moved.after), "before": _result(moved.before),
             "after": _result(moved.after), "status_changed": moved.status_changed}
            for moved in made.findings
        ],
        "findings_same": made.same,
        "claims_not_counted": made.after.counted.untouched,
    }
    if trace:
        value["why"] = dict(WHY)
        value["trace"] = {"against": _trace(made.before), "rule": _trace(made.after)}
    return escape_hidden(json.dumps(value, ensure_ascii=False, indent=1)) + "\n"


def _moved(moved: MovedTotal) -> dict[str, object]:
    when, property_id, zone, actor, lineage = moved.of
    return {
        "when": when, "lineage": lineage, "property": property_id,
        "zone": stated(zone), "actor": actor,
        "against": [_total(total) for total in moved.before],
        "rule": [_total(total) for total in moved.after],
    }


def _total(total: Total) -> dict[str, object]:
    return {
        "unit": total.unit, "from": iso(total.from_), "to": iso(total.to), "low": total.low,
        "high": total.high, "claims": list(total.claims),
    }


def _names(finding: Finding) -> dict[str, object]:
    return {
        "clause": finding.clause, "bound": finding.bound, "reading": finding.reading,
        "start": finding.start, "standard": finding.standard, "unit": finding.unit,
    }


def _result(finding: Finding) -> dict[str, object]:
    return {
        "status": finding.status, "low": finding.low, "high": finding.high,
        "shares": dict(sorted(finding.shares.items())), "reasons": list(finding.reasons),
    }


def _trace(under: Under) -> list[dict[str, object]]:
    return [_traced(traced) for traced in under.counted.trace]


def _traced(traced: Traced) -> dict[str, object]:
    return {
        "claim_id": traced.claim_id or None, "unit": traced.unit, "low": traced.low,
        "high": traced.high, "why": traced.why, "claims": [_part(part) for part in traced.parts],
    }


def _part(part: Part) -> dict[str, object]:
    return {"claim_id": part.claim_id, "unit": part.unit, "low": part.low, "high": part.high}
