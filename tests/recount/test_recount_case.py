"""A whole case by two rules: totals side by side, and the findings that move."""

from __future__ import annotations

import json

from assess.builders import act, case, clause, short
from trucewatch.api import recount
from trucewatch.model.case import Case
from trucewatch.model.problem import Problem
from trucewatch.pipeline.recounting_json import as_json


def norland() -> Case:
    """At most three violations a day; observers count shots, the other army cases of fire."""
    duty = clause(
        "prohibition", act=act(properties=["ceasefire_violation"]), tolerance=3,
        start="at 2025-03-05T00:00[Europe/Athens]",
        end="at 2025-03-05T23:59:59.999999[Europe/Athens]",
    )
    return case([duty], [
        short("k1", "observers ceasefire_violation 40 2025-03-05 total "
                    "qualifiers=counting_unit=shot"),
        short("k2", "southland-army ceasefire_violation 2 2025-03-05 total "
                    "qualifiers=counting_unit=firing_case"),
    ])


def test_totals_stand_side_by_side_and_a_finding_moves() -> None:
    made = recount(norland(), "incident", as_of=2_000_000_000_000_000)
    assert made.problems == []
    assert [
        (moved.of, [(t.unit, t.low, t.high) for t in moved.before],
         [(t.unit, t.low, t.high) for t in moved.after])
        for moved in made.moved
    ] == [
        (("whole period", "ceasefire_violation", "town", "norland", "observers"),
         [("shot", 40, 40)], [("incident", 1, None)]),
        (("whole period", "ceasefire_violation", "town", "norland", "southland-army"),
         [("firing_case", 2, 2)], [("incident", 2, 2)]),
    ]
    assert [
        (m.after.standard, m.after.unit, m.before.status, m.after.status)
        for m in made.findings if m.status_changed
    ] == [
        ("reported", "window", "breached", "undetermined"),
        ("reported", "2025-03-05", "breached", "undetermined"),
    ]


def test_a_rule_against_itself_moves_nothing() -> None:
    made = recount(norland(), "incident", "incident", as_of=2_000_000_000_000_000)
    assert (made.findings, made.same) == ([], 6)


def test_an_unknown_rule_is_a_problem() -> None:
    made = recount(norland(), "incidnet", as_of=2_000_000_000_000_000)
    assert made.after is None
    (found,) = made.problems
    assert (found.severity, found.code, found.found, found.mend) == (
        "error", "unknown_reference", "incidnet", "did you mean 'incident'?")


def test_an_unknown_time_is_a_problem() -> None:
    made = recount(norland(), "incident", by="week", as_of=2_000_000_000_000_000)
    assert made.problems == [Problem(
        severity="error", code="not_one_of", file="", found="week",
        expected="one of day, month, year, period",
    )]


def test_json_holds_totals_findings_and_the_trace() -> None:
    made = recount(norland(), "incident", as_of=2_000_000_000_000_000)
    data = json.loads(as_json(made, trace=True))
    assert (data["schema"], data["case"], data["rule"]["id"], data["against"]["id"]) == (
        "trucewatch/recount@1", "made", "incident", "own_unit")
    assert data["totals"][0] == {
        "when": "whole period", "lineage": "observers", "property": "ceasefire_violation",
        "zone": "town", "actor": "norland",
        "against": [{"unit": "shot", "from": "2025-03-04T22:00Z",
                     "to": "2025-03-05T21:59:59.999999Z", "low": 40, "high": 40,
                     "claims": ["id-k1"]}],
        "rule": [{"unit": "incident", "from": "2025-03-04T22:00Z",
                  "to": "2025-03-05T21:59:59.999999Z", "low": 1, "high": None,
                  "claims": ["id-k1"]}],
    }
    assert data["trace"]["rule"][0] == {
        "claim_id": "id-k1", "unit": "incident", "low": 1, "high": None, "why": "holds_one",
        "claims": [{"claim_id": "id-k1", "unit": "shot", "low": 40, "high": 40}],
    }
    assert set(data["why"]) >= {line["why"] for line in data["trace"]["rule"]}
    assert "trace" not in json.loads(as_json(made, trace=False))
