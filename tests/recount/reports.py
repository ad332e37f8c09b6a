"""Coded reports as claims, by the adapter, with a coding made of the file's own columns."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

from trucewatch.case.figures import CLAIM_FIELDS
from trucewatch.model.case import Columns
from trucewatch.model.claim import claim_id, report_id
from trucewatch.model.instant import parse_span
from trucewatch.sources.adapters.coded_reports import CodedReports
from trucewatch.sources.interface import Context

PROPERTIES: Mapping[str, tuple[str, str]] = {
    "ceasefire_violations": ("ceasefire_violation", "total"),
    "explosions": ("explosion", "total"),
    "rounds": ("round", "total"),
    "shots": ("shot", "total"),
    "projectiles": ("trajectory", "total"),
    "fired_on": ("shelling", "instant"),
    "shelling_incidents": ("shelling", "total"),
    "mines_laid": ("mine_laid", "instant"),
}
"""What the coder calls it: our property, and how its interval is to be read."""


def claims_of(path: Path, tz: str) -> Columns:
    """Counts of breaches in a file of coded reports, as a table of claims.

    A speaker's lineage is the one the coder gives; that is all the sources say of it.
    """
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    coding = {
        "speakers": _each(
            {(r["speaker"], r["speaker_party"]): r["lineage"] for r in rows},
            ("speaker", "speaker_party"), "body"),
        "sources": _each({(r["source"],): "outlet" for r in rows}, ("publisher",), "body"),
        "origins": _each({(r["lineage"],): r["lineage"] for r in rows}, ("token",), "body"),
        "actors": _each(
            {(r["actor"],): "" if r["actor"] in ("unattributed", "unknown", "") else r["actor"]
             for r in rows}, ("actor",), "id"),
        "targets": [], "scopes": [],
        "units": [
            {"property": name, "unit": unit, "to_property": to, "basis": basis, "qualifiers": "",
             "counts": "yes", "why": ""}
            for name, unit in sorted({(r["property"], r["unit"]) for r in rows})
            for to, basis in [PROPERTIES.get(name, ("statement", ""))]
        ],
    }
    table: Columns = {name: [] for name in CLAIM_FIELDS}
    with path.open("rb") as raw:
        for batch in CodedReports().parse(raw, Context(tz=tz, file=path.name, coding=coding)):
            for values in zip(*batch.rows.values(), strict=True):
                _add(table, dict(zip(batch.rows, values, strict=True)), tz)
    return table


def _each(found: Mapping[tuple[str, ...], str], keys: tuple[str, ...], value: str) -> list[
    dict[str, str]
]:
    return [dict(zip(keys, key, strict=True)) | {value: to} for key, to in sorted(found.items())]


def _add(table: Columns, row: dict[str, str], tz: str) -> None:
    made: dict[str, object] = {name: row.get(name, "") for name in table}
    made |= {
        "claim_id": claim_id(row), "report_id": report_id(row), "dataset": "reports",
        "lineage": row["speaker"], "low": int(row["low"]) if row["low"] else None,
        "high": int(row["high"]) if row["high"] else None,
        "earliest": parse_span(row["earliest"], tz).lo,
        "latest": parse_span(row["latest"], tz).hi, "public_at": None,
    }
    for name, values in table.items():
        values.append(made[name])
