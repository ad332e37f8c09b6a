"""JSON and CSV: field names, order, bytes, formulas."""

from __future__ import annotations

import csv as stdlib_csv
import io
import json as stdlib_json
from dataclasses import replace

import pytest

from trucewatch.model.claim import CLAIM_COLUMNS
from trucewatch.publish.formats import csv, json

from .sample import HOSTILE, release

FIELDS = [
    "clause", "kind", "bound", "reading", "start", "standard", "unit", "from", "to", "status",
    "low", "high", "accounts", "shares", "delay", "hinges_on", "reasons", "rule", "words",
    "denials", "exceptions", "beside", "suspensions",
]
ACCOUNT_FIELDS = {
    "account", "lineage", "scope", "basis", "measures", "from", "to", "low", "high",
    "stated_low", "stated_high", "owed_low", "owed_high", "supports", "interested", "admission",
    "disputed", "claims",
}


def test_findings_json_has_the_fields_of_the_contract() -> None:
    document = stdlib_json.loads(json.findings(release()))
    assert document["schema"] == "trucewatch/findings@1"
    assert document["case"] == "lake-2031"
    assert document["as_of"] == "2031-08-22T23:59:59.999999Z"
    assert all(list(f) == FIELDS for f in document["findings"])
    accounts = [a for f in document["findings"] for a in f["accounts"]]
    assert accounts and all(set(a) == ACCOUNT_FIELDS for a in accounts)
    late = next(f for f in document["findings"] if f["status"] == "kept_late")
    assert late["delay"] == {"low_s": 10_800, "high_s": 18_000, "words": "3 to 5 h"}
    unknown = next(a for a in accounts if a["lineage"] == "al-buhayra")
    assert unknown["high"] is None and unknown["low"] == 3


def test_order_of_findings_does_not_depend_on_order_of_input() -> None:
    one = release()
    assert json.findings(one) == json.findings(replace(one, findings=one.findings[::-1]))
    assert csv.findings(one) == csv.findings(replace(one, findings=one.findings[::-1]))


def test_problems_come_worst_first() -> None:
    document = stdlib_json.loads(json.problems(release()))
    severities = [p["severity"] for p in document["problems"]]
    assert severities == ["error", "warning"] + ["note"] * 10


def test_hidden_characters_are_escaped_in_json_and_not_lost() -> None:
    text = json.problems(release())
    assert "\u202e" not in text and "\\u202e" in text
    assert "\u202e" in stdlib_json.loads(text)["problems"][0]["found"]


def test_one_csv_row_per_finding_and_per_claim() -> None:
    one = release()
    findings = list(stdlib_csv.DictReader(io.StringIO(csv.findings(one))))
    claims = list(stdlib_csv.DictReader(io.StringIO(csv.claims(one))))
    assert len(findings) == len(one.findings)
    assert all(row["standard"] and row["reading"] and row["as_of"] for row in findings)
    assert len(claims) == len(one.claims)
    assert list(claims[0]) == [*(c.name for c in CLAIM_COLUMNS), "used", "handling"]
    assert {row["used"] for row in claims} == {"yes", "no"}


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", " =1", "\uff1d1"])
def test_formulas_are_neutralised(text: str) -> None:
    assert csv.cell(text).startswith("'")


def test_integers_and_unknowns_stay_what_they_are() -> None:
    assert csv.cell(-3) == "-3"
    assert csv.cell(None) == ""
    assert csv.cell(0) == "0"
    assert csv.cell("plain") == "plain"


def test_formula_in_a_claim_does_not_reach_the_table() -> None:
    rows = list(stdlib_csv.reader(io.StringIO(csv.claims(release()))))
    cells = [cell for row in rows for cell in row]
    assert "'=1+1" in cells
    assert not any(c.startswith(("=", "+", "@", "\t")) for c in cells)
    assert not any("\u202e" in c for c in cells)
    assert HOSTILE not in cells
