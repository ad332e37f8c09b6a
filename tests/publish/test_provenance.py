"""Provenance: every finding leads over an evaluation and claims to a speaker and a file."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from trucewatch.publish.files import whole
from trucewatch.publish.formats.dossier import claims_of
from trucewatch.publish.formats.provenance import CONTEXT, provenance
from trucewatch.publish.release import Release

from .sample import CLAIMS, release

DIGEST = "ab" * 32


def graph(one: Release) -> dict[str, dict[str, Any]]:
    document = json.loads(str(whole(provenance(one))["provenance.jsonld"]))
    assert document["@context"] == CONTEXT
    nodes = {node["id"]: node for node in document["graph"]}
    assert len(nodes) == len(document["graph"])
    return nodes


def test_every_finding_is_walked_back_to_its_claims_and_files() -> None:
    one = replace(release(), manifest={
        "trucewatch": "0", "inputs": {"figures/reports.csv": {"sha256": DIGEST, "size": 1}}})
    nodes = graph(one)
    findings = [n for n in nodes.values() if n["id"].startswith("urn:trucewatch:finding:")]
    assert len(findings) == len(one.findings)
    used: set[str] = set()
    for finding in findings:
        activity = nodes[finding["generated_by"]]
        assert activity["type"] == "prov:Activity"
        assert {"clause", "bound", "reading", "standard", "rule", "as_of"} <= activity.keys()
        if "used" in activity:
            used.update(nodes[activity["used"]]["members"])
    assert used == {f"urn:trucewatch:claim:{c}" for c in claims_of(one.findings)}
    for name in used:
        claim = nodes[name]
        assert nodes[claim["derived_from"]]["sha256"] == DIGEST
        assert "prov:Agent" in nodes[claim["speaker"]]["type"]
        assert nodes[claim["source"]]["speaker"] in nodes


def test_a_claim_stands_behind_its_speaker_and_not_behind_who_passed_it_on() -> None:
    nodes = graph(release())
    (claim,) = (c for c, row in CLAIMS.items() if row["key"] == "s-01")
    node = nodes[f"urn:trucewatch:claim:{claim}"]
    assert node["speaker"] == "urn:trucewatch:body:southland-front"
    assert nodes[node["source"]]["speaker"] == "urn:trucewatch:body:lake-post"
    assert nodes["urn:trucewatch:body:southland-front"] == {
        "id": "urn:trucewatch:body:southland-front", "type": ["prov:Agent", "prov:Organization"],
        "label": "Southland Front", "affiliation": "party"}


def test_nothing_has_to_be_fetched_and_claims_no_finding_uses_are_left_out() -> None:
    base = release()
    row = {**next(iter(base.claims.values())), "claim_id": "spare"}
    one = replace(base, claims={**base.claims, "spare": row})
    nodes = graph(one)
    shown = {n for n in nodes if n.startswith("urn:trucewatch:claim:")}
    assert shown == {f"urn:trucewatch:claim:{c}" for c in base.claims}
    terms = {term for node in nodes.values() for term in node}
    assert terms <= CONTEXT.keys()
