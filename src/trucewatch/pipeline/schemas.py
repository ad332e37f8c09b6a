"""JSON Schema of the case files, with every clause kind there is."""

from __future__ import annotations

import json

from trucewatch.assess.registry import KINDS
from trucewatch.case.schema import FILES, schema

__all__ = ["FILES", "text"]


def text(file: str) -> str:
    """Schema of ``case``, ``clauses`` or ``sources`` as a JSON file, the same bytes every time."""
    return json.dumps(schema(file, KINDS), ensure_ascii=False, indent=1) + "\n"
