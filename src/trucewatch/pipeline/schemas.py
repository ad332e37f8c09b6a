"""JSON Schema of the case files, with every clause kind there is."""

from __future__ import annotations

import json

from trucewatch.assess.registry import KINDS
from trucewatch.case.schema import FILES as CASE_FILES
from trucewatch.case.schema import MAPPING, STATEMENTS, schema

FILES = (*CASE_FILES, MAPPING, STATEMENTS)


def text(file: str) -> str:
    """Schema of one of `FILES` as a JSON file, the same bytes every time."""
    return json.dumps(schema(file, KINDS), ensure_ascii=False, indent=1) + "\n"
