"""JSON with a head and lists, one item a line: readable, and good to compare line by line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from trucewatch.model.instant import iso
from trucewatch.publish.release import Release
from trucewatch.publish.words import escape_hidden


def text(
    release: Release, schema: str, words: str, more: Mapping[str, object] | None = None,
    **lists: Iterable[object],
) -> str:
    """Text of a file: schema, case, as-of instant, what it is in words, `more`, then the lists."""
    return "".join(pieces(release, schema, words, more, **lists))


def pieces(
    release: Release, schema: str, words: str, more: Mapping[str, object] | None = None,
    **lists: Iterable[object],
) -> Iterator[str]:
    """The same, piece by piece."""
    head = {"schema": schema, "case": release.agreement.id,
            "as_of": iso(release.standing.instant), "handling": release.handling,
            "words": words, **(more or {})}
    yield line(head)[:-1]
    for name, items in lists.items():
        yield f',\n"{name}": ['
        end = "]"
        for item in items:
            yield ("\n" if end == "]" else ",\n") + line(item)
            end = "\n]"
        yield end
    yield "}\n"


def line(value: object) -> str:
    """One value; characters nobody sees are escaped."""
    return escape_hidden(json.dumps(value, ensure_ascii=False))
