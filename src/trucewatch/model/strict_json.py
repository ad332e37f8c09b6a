"""JSON read strictly: each name once in an object, and numbers that are numbers (RFC 8259)."""

from __future__ import annotations

import json
from collections.abc import Callable

from trucewatch.model.problem import shorten


def strict_json(numbers: Callable[[str], object] | None = None) -> json.JSONDecoder:
    """Decoder that refuses a field twice in one object, and what is no JSON number.

    Parameters
    ----------
    numbers
        What makes a value of a number's text; ``None``: numbers as usual.
    """
    return json.JSONDecoder(object_pairs_hook=_once, parse_constant=_no_constant,
                            parse_int=numbers, parse_float=numbers)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        for name, _ in pairs:
            if name in seen:
                raise ValueError(f"the field '{shorten(name, 40)}' twice in one object")
            seen.add(name)
    return found


def _no_constant(name: str) -> object:
    raise ValueError(f"{name}, which is no JSON number")
