"""Swap the two parties of a real case: the findings swap, and nothing else changes."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest

from trucewatch.api import assess
from trucewatch.model.finding import Finding

from .conftest import Assessed

PAIRS = {
    "gaza-2023-11": ("hamas", "israel"), "gaza-2025-01": ("hamas", "israel"),
    "gaza-2025-10": ("hamas", "israel"), "lebanon-2024-11": ("israel", "lebanon"),
    "minsk-2-2015": ("armed_formations", "ukraine"), "kashmir-loc": ("india", "pakistan"),
    "ukraine-black-sea-or-energy-2025": ("russia", "ukraine"),
    "hudaydah-2018-12": ("government", "houthis"),
    "colombia-cfhbd-2016": ("farc_ep", "government"), "sudan-jeddah-2023-05": ("rsf", "saf"),
}


def swap(value: Any, other: dict[str, str]) -> Any:
    """Exchange the two parties' ids wherever an id stands; other words keep."""
    if isinstance(value, str):
        return other.get(value, value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        # A place may bear the id of a party (the zone `israel`); places are not exchanged.
        fields = {
            f.name: swap(getattr(value, f.name), other)
            for f in dataclasses.fields(value) if f.name != "zone"
        }
        return dataclasses.replace(value, **fields)
    if isinstance(value, dict):
        return {swap(k, other): swap(v, other) for k, v in value.items()}
    if isinstance(value, list):
        return [swap(v, other) for v in value]
    return value


def _plain(finding: Finding) -> dict[str, Any]:
    fields = dataclasses.asdict(finding)
    # Names in the sentence are those of the parties; everything else must be equal.
    fields.pop("words")
    return fields


@pytest.mark.parametrize("name", sorted(PAIRS))
def test_swapping_the_parties_swaps_the_findings(
    assessed: Callable[[str], Assessed], name: str
) -> None:
    found = assessed(name)
    case = found.case
    one, two = PAIRS[name]
    other = {one: two, two: one}
    claims = {**case.claims, "actor": swap(case.claims["actor"], other)}
    swapped = dataclasses.replace(
        case,
        agreement=dataclasses.replace(
            case.agreement, parties=swap(case.agreement.parties, other)
        ),
        clauses=swap(case.clauses, other),
        readings=swap(case.readings, other),
        bodies={
            k: dataclasses.replace(b, side=swap(b.side, other)) for k, b in case.bodies.items()
        },
        claims=claims,
    )
    before = sorted((_plain(f) for f in found.findings), key=_key)
    after = sorted((_back(_plain(f), other) for f in assess(swapped).findings), key=_key)
    assert after == before


def _back(fields: dict[str, Any], other: dict[str, str]) -> dict[str, Any]:
    # A bound somebody claims is a reading with the party's id in its name.
    claimed, found, who = fields["reading"].partition("bound_")
    reading = f"{claimed}{found}{swap(who, other)}"
    accounts = sorted(
        ({**a, "measures": _measures(a["measures"], other)} for a in fields["accounts"]),
        key=lambda a: (a["measures"], a["account"], a["to"], a["from_"]),
    )
    return {
        **fields, "bound": swap(fields["bound"], other), "reading": reading,
        "accounts": tuple(accounts),
    }


def _measures(words: str, other: dict[str, str]) -> str:
    """Consent is told for each body that gives it."""
    head, by, who = words.partition("announced by ")
    return f"{head}{by}{swap(who, other)}" if by else words


def _key(fields: dict[str, Any]) -> tuple[str, ...]:
    return tuple(
        fields[n] for n in ("clause", "bound", "reading", "start", "standard", "unit")
    )
