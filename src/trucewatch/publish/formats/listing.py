"""JSON with a head and lists, one item a line: readable, and good to compare line by line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from trucewatch.model.instant import iso
from trucewatch.publish.release import Release
from trucewatch.publish.words import escape_hidden


def text(
    release: Release, schema: str, words: str, more: Mapping[str, object] | None = None,
    **lists: Iterable[object],
) -> str:
    """Text of a file: schema, case, as-of instant, what it is in words, `more`, then the lists."""
    head = {"schema": schema, "case": release.agreement.id,
            "as_of": iso(release.standing.instant), "handling": release.handling,
            "words": words, **(more or {})}
    parts = [line(head)[:-1]]
    for name, items in lists.items():
        listed = ",\n".join(line(item) for item in items)
        parts.append(f'"{name}": [\n{listed}\n]' if listed else f'"{name}": []')
    return ",\n".join(parts) + "}\n"


def line(value: object) -> str:
    """One value; characters nobody sees are escaped."""
    return escape_hidden(json.dumps(value, ensure_ascii=False))
