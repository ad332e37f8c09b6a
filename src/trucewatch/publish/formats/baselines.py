"""JSON of the levels before, during and after: whole numbers and the days they go with."""

from __future__ import annotations

import json
from dataclasses import asdict

from trucewatch.model.baseline import BaselineResult
from trucewatch.model.instant import iso
from trucewatch.publish.release import Release
from trucewatch.publish.words import escape_hidden

SCHEMA = "trucewatch/baselines@1"
WORDS = (
    "A row counts whole for the period in which it begins. A level a day is low or high divided by "
    "days. Levels of unlike periods and sources are not findings and enter none."
)


def text(release: Release) -> str:
    """Text of ``baselines.json``; one level a line."""
    head = {
        "schema": SCHEMA, "case": release.agreement.id, "as_of": iso(release.standing.instant),
        "handling": release.handling, "words": WORDS,
    }
    items = ",\n".join(_baseline(found) for found in release.baselines)
    return f'{_line(head)[:-1]}, "baselines": [\n{items}\n]}}\n'


def _baseline(found: BaselineResult) -> str:
    declared = found.baseline
    head = {
        "id": declared.id, "title": declared.title, "properties": declared.properties,
        "series": declared.series, "series_without_rows": found.missing,
        "said_of": declared.said_of, "where": dict(sorted(declared.where.items())),
        "precise_days": declared.precise_days, "note": declared.note,
        "periods": {period.id: period.title for period in declared.periods},
    }
    levels = ",\n".join(_line(asdict(level)) for level in found.levels)
    return f'{_line(head)[:-1]}, "levels": [\n{levels}\n]}}'


def _line(value: object) -> str:
    return escape_hidden(json.dumps(value, ensure_ascii=False))
