"""Swap the two parties of a real case: the findings swap, and nothing else changes."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from trucewatch.api import assess
from trucewatch.model.finding import Finding

from .conftest import Assessed

PARTIES = {
    "gaza-2023-11": ("israel", "hamas"),
    "gaza-2025-01": ("israel", "hamas"),
    "gaza-2025-10": ("israel", "hamas"),
    "hudaydah-2018-12": ("government", "houthis"),
    "colombia-cfhbd-2016": ("government", "farc_ep"),
    "sudan-jeddah-2023-05": ("saf", "rsf"),
}


def _swap(value: Any, other: dict[str, str]) -> Any:
    """Exchange the two parties' ids wherever an id stands; other words keep."""
    if isinstance(value, str):
        return other.get(value, value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {f.name: _swap(getattr(value, f.name), other) for f in dataclasses.fields(value)}
        return dataclasses.replace(value, **fields)
    if isinstance(value, dict):
        return {_swap(k, other): _swap(v, other) for k, v in value.items()}
    if isinstance(value, list):
        return [_swap(v, other) for v in value]
    return value


def _plain(finding: Finding) -> dict[str, Any]:
    fields = dataclasses.asdict(finding)
    # Names in the sentence are those of the parties; everything else must be equal.
    fields.pop("words")
    return fields


@pytest.mark.parametrize("name", PARTIES)
def test_swapping_the_parties_swaps_the_findings(
    assessed: Callable[[str], Assessed], name: str
) -> None:
    found = assessed(name)
    case = found.case
    one, two = PARTIES[name]
    swap = partial(_swap, other={one: two, two: one})
    claims = {**case.claims, "actor": swap(case.claims["actor"])}
    swapped = dataclasses.replace(
        case,
        agreement=dataclasses.replace(case.agreement, parties=swap(case.agreement.parties)),
        clauses=swap(case.clauses),
        readings=swap(case.readings),
        bodies={k: dataclasses.replace(b, side=swap(b.side)) for k, b in case.bodies.items()},
        claims=claims,
    )
    before = sorted((_plain(f) for f in found.findings), key=_key)
    back = [{**f, "bound": swap(f["bound"])} for f in map(_plain, assess(swapped).findings)]
    assert sorted(back, key=_key) == before


def _key(fields: dict[str, Any]) -> tuple[str, ...]:
    return tuple(
        fields[n] for n in ("clause", "bound", "reading", "start", "standard", "unit")
    )
