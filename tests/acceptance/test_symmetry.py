"""Swap the two parties of a real case: the findings swap, and nothing else changes."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest

from trucewatch.api import assess
from trucewatch.model.finding import Finding

from .conftest import Assessed

OTHER = {
    "israel": "hamas", "hamas": "israel",
    "ukraine": "armed_formations", "armed_formations": "ukraine",
}


def swap(value: Any) -> Any:
    """Exchange the two parties' ids wherever an id stands; other words keep."""
    if isinstance(value, str):
        return OTHER.get(value, value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {f.name: swap(getattr(value, f.name)) for f in dataclasses.fields(value)}
        return dataclasses.replace(value, **fields)
    if isinstance(value, dict):
        return {swap(k): swap(v) for k, v in value.items()}
    if isinstance(value, list):
        return [swap(v) for v in value]
    return value


def _plain(finding: Finding) -> dict[str, Any]:
    fields = dataclasses.asdict(finding)
    # Names in the sentence are those of the parties; everything else must be equal.
    fields.pop("words")
    return fields


@pytest.mark.parametrize("name", [
    "gaza-2023-11", "gaza-2025-01", "gaza-2025-10", "minsk-2-2015",
])
def test_swapping_the_parties_swaps_the_findings(
    assessed: Callable[[str], Assessed], name: str
) -> None:
    found = assessed(name)
    case = found.case
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
    after = sorted((_back(_plain(f)) for f in assess(swapped).findings), key=_key)
    assert after == before


def _back(fields: dict[str, Any]) -> dict[str, Any]:
    return {**fields, "bound": swap(fields["bound"])}


def _key(fields: dict[str, Any]) -> tuple[str, ...]:
    return tuple(
        fields[n] for n in ("clause", "bound", "reading", "start", "standard", "unit")
    )
