"""Swap the labels of the parties in the input: the release swaps, and nothing else changes."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from trucewatch.model.claim import CLAIM_COLUMNS
from trucewatch.model.publishing import SHIPPED_PROFILES, Publishing
from trucewatch.pipeline.clearing import clear
from trucewatch.publish.release.holding import held_back

from .sample import AS_OF, TZ, release

OTHER = {"norland": "southland", "southland": "norland"}
PLACES = st.sampled_from(["", "Ardal village", "Ardal shelter", "38.12345,21.54321 ±50 m"])
WORDS = st.sampled_from(["one strike", "call +999 70 123 456", "w" * 310, "at 38.12345, 21.54321"])


@st.composite
def rows(draw: st.DrawFn) -> dict[str, object]:
    """A claim with parties in it."""
    made: dict[str, object] = dict.fromkeys((c.name for c in CLAIM_COLUMNS), "")
    at = AS_OF - draw(st.integers(0, 300)) * 3_600_000_000
    return made | {
        "dataset": "d", "source": draw(st.sampled_from(["lake-post", "un-mission"])),
        "property": draw(st.sampled_from(["strike", "position_held", "trucks_arrived", "killed"])),
        "actor": draw(st.sampled_from(["norland", "southland", ""])),
        "target": draw(st.sampled_from(["norland", "southland", ""])),
        "low": draw(st.integers(0, 9)), "high": draw(st.integers(9, 12)), "earliest": at,
        "latest": at, "place": draw(PLACES), "original": draw(WORDS),
        "qualifiers": draw(st.sampled_from(["", "sex_age=girl", "sex_age=man"])),
    }


def swapped(row: dict[str, object]) -> dict[str, object]:
    return row | {name: OTHER.get(str(row[name]), row[name]) for name in ("actor", "target")}


def released(made: list[dict[str, object]], profile: Any) -> tuple[Any, ...]:
    keep, held = held_back(made, Publishing(), profile, AS_OF, TZ)
    claims = {str(r["claim_id"]): deepcopy(r) for r, k in zip(made, keep, strict=True) if k}
    done = clear(replace(release(), claims=claims, findings=[], used=frozenset(),
                         removed=held, withdrawn=[]), profile)
    plain = [{n: v for n, v in r.items() if n != "claim_id"} for r in done.claims.values()]
    return plain, done.removed


@settings(max_examples=60, deadline=None)
@given(st.lists(rows(), max_size=8), st.sampled_from(SHIPPED_PROFILES))
def test_swapping_labels_swaps_the_release(
    made: list[dict[str, object]], profile: Any
) -> None:
    made = [one | {"claim_id": f"c{n}", "key": f"k{n}"} for n, one in enumerate(made)]
    claims, removed = released(made, profile)
    others, taken = released([swapped(one) for one in made], profile)
    assert [swapped(one) for one in others] == claims
    assert taken == removed
