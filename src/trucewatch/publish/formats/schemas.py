"""JSON Schema (2020-12) of the JSON files of an edition, from the contracts of their tables."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from trucewatch.model.claim import Column
from trucewatch.model.finding import STATUSES
from trucewatch.model.tables import (
    ACCOUNT_FIELDS,
    FINDING_FIELDS,
    INCIDENT_JSON,
    PROBLEM_COLUMNS,
    RELEASED_CLAIM_COLUMNS,
    STATEMENT_COLUMNS,
)
from trucewatch.publish.files import Files
from trucewatch.publish.formats import claims, incidents, statements
from trucewatch.publish.formats import json as documents
from trucewatch.publish.release import Release

DIALECT = "https://json-schema.org/draft/2020-12/schema"
Schema = dict[str, object]

_TEXT: Schema = {"type": "string"}
_TEXTS: Schema = {"type": "array", "items": _TEXT}
_COUNTS: Schema = {"type": "object", "additionalProperties": {"type": "integer", "minimum": 0}}
_DIGEST: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_STATED: Schema = {
    "type": "string", "pattern": "^([0-9a-f]{64}|withheld: .+)$",
    "description": "SHA-256, or that it is withheld and why",
}
_INSTANT: Schema = {
    "type": "string", "pattern": r"^-?\d{4,}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?Z$",
}
_JSON_TYPES: Mapping[str, Schema] = {
    "text": _TEXT, "int": {"type": "integer"}, "instant": _INSTANT, "flag": {"type": "boolean"},
    "list": _TEXTS,
}


def every(release: Release) -> Files:
    """``schemas/*.json``: of the files the release gives, and of claims."""
    without = {name for name, there in (("incidents", release.linking.incidents),
                                        ("statements", release.documents)) if not there}
    return {f"schemas/{name}.json": text(name) for name in NAMES if name not in without}


def text(name: str) -> str:
    """Schema of one of `NAMES` as a JSON file, the same bytes every time."""
    return json.dumps(_schemas()[name], ensure_ascii=False, indent=1) + "\n"


def _schemas() -> dict[str, Schema]:
    return {
        "claims": _listing("claims.json", claims.SCHEMA, {
            "claims": _items(RELEASED_CLAIM_COLUMNS)}),
        "findings": _listing("findings.json", documents.FINDINGS_SCHEMA, {
            "findings": {"type": "array", "items": _finding()}}),
        "incidents": _incidents(),
        "manifest": _manifest(),
        "problems": _listing("problems.json", documents.PROBLEMS_SCHEMA, {
            "problems": _items(PROBLEM_COLUMNS)}),
        "statements": _statements(),
    }


def _listing(file: str, mark: str, lists: Mapping[str, Schema], **more: Schema) -> Schema:
    """A file with a head and lists; what later versions add to its head is allowed."""
    return {
        "$schema": DIALECT, "$id": f"urn:trucewatch:schema:{mark}",
        "title": f"{file} of a trucewatch edition", "type": "object",
        "properties": {"schema": {"const": mark}, "case": _TEXT, "as_of": _INSTANT, **more,
                       **lists},
        "required": ["schema", "case", "as_of", *more, *lists],
    }


def _items(columns: Sequence[Column], **others: Schema) -> Schema:
    return {"type": "array", "items": _row(columns, **others)}


def _row(columns: Sequence[Column], **others: Schema) -> Schema:
    """An object with exactly these fields; `others` stand for those a column says too little of."""
    fields = {**{c.name: _value(c) for c in columns}, **others}
    said = {c.name: c.meaning for c in columns}
    return {
        "type": "object",
        "properties": {n: {"description": said[n], **s} if n in said else s
                       for n, s in fields.items()},
        "required": list(fields), "additionalProperties": False,
    }


def _value(column: Column) -> Schema:
    plain = _JSON_TYPES[column.type]
    if column.required or column.type == "list":
        return plain
    return {**plain, "type": [plain["type"], "null"]}


def _finding() -> Schema:
    delay: Schema = {
        "type": ["object", "null"],
        "properties": {"low_s": {"type": "integer"}, "high_s": {"type": "integer"}, "words": _TEXT},
        "required": ["low_s", "high_s", "words"], "additionalProperties": False,
    }
    statuses: Schema = {"enum": list(STATUSES)}
    flat = [c for c in FINDING_FIELDS if not c.name.startswith("delay")]
    return _row(flat, accounts=_items(ACCOUNT_FIELDS), shares=_COUNTS, delay=delay,
                status=statuses, beside={"enum": [*STATUSES, None]})


def _incidents() -> Schema:
    counted = ("reports", "least", "middle", "most")
    of_clause: Schema = {
        "type": "object",
        "properties": {"clause": _TEXT, "bound": _TEXT, "incidents": _TEXTS,
                       **{n: {"type": "integer", "minimum": 0} for n in counted}},
        "required": ["clause", "bound", "incidents", *counted], "additionalProperties": False,
    }
    objects: Schema = {"type": "array", "items": {"type": "object"}}
    return _listing("incidents.json", incidents.SCHEMA, {
        "incidents": _items(INCIDENT_JSON), "clauses": {"type": "array", "items": of_clause},
        "aggregates": objects, "judgements": objects,
    }, words=_TEXT, weights=_TEXT, draws={"type": "integer", "minimum": 0})


def _statements() -> Schema:
    weighed: Schema = {
        "type": "array", "items": {
            "type": "object",
            "properties": {
                **dict.fromkeys(("by", "lineage", "claim", "why"), _TEXT),
                "own": {"type": "boolean"},
                "gives": {"type": "object", "additionalProperties": _TEXT}},
            "required": ["by", "lineage", "claim", "why", "own", "gives"],
            "additionalProperties": False},
    }
    return _listing("statements.json", statements.SCHEMA, {"statements": _items(
        STATEMENT_COLUMNS, agrees=weighed, differs=weighed, neither=weighed,
        states={"type": "array", "items": {"type": "object"}}, words=_TEXT, retracted_by=_TEXTS,
        entered_after_horizon={"type": "boolean"},
    )}, words=_TEXT)


def _manifest() -> Schema:
    removal: Schema = {
        "type": "object",
        "properties": {"rule": _TEXT, "kind": _TEXT, "count": {"type": "integer", "minimum": 0}},
        "required": ["rule", "kind", "count"],
    }
    of_input: Schema = {
        "type": "object",
        "properties": {"sha256": _STATED, "size": {"type": "integer", "minimum": 0}},
        "required": ["sha256", "size"],
    }
    return _listing("manifest.json", documents.MANIFEST_SCHEMA, {
        "removed": {"type": "array", "items": removal},
        "files": {"type": "object", "additionalProperties": _DIGEST},
    }, edition=_TEXT, mode={"enum": ["newest", "as_of", "published_by"]},
        inputs={"type": "object", "additionalProperties": of_input})


NAMES = tuple(_schemas())
"""Files that have a schema, without suffix."""
