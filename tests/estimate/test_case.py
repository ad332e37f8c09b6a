"""Estimates from the incidents of cases: refused, with every reason, wherever the rules say so."""

from __future__ import annotations

from pathlib import Path

import pytest

from trucewatch.model.estimate import NotEstimable
from trucewatch.model.incident import Telling
from trucewatch.pipeline.estimating_case import Asked, estimate, lists_of

CASES = Path(__file__).parents[2] / "cases"

pytestmark = pytest.mark.extras


FURTHER = {
    "minsk-2-2015": "below 10 any total is mostly chance",
    "kashmir-loc": "at least 3 independent lists",
    "ukraine-black-sea-or-energy-2025": "no list recorded any incident",
}
"""What the counts themselves say against a total, beside that linking was not measured."""


@pytest.mark.parametrize("case", sorted(p.name for p in CASES.iterdir() if p.is_dir()))
def test_cases_that_ship_are_refused(case: str) -> None:
    found = estimate(Asked(case=CASES / case))
    assert found.result is not None
    (outcome,) = found.result.outcomes
    assert isinstance(outcome, NotEstimable)
    assert "it was not measured how well reports" in outcome.reason
    assert FURTHER.get(case, "") in outcome.reason
    assert "no total can be given" in found.sentence
    assert found.rows["table"]


def test_lists_nobody_has() -> None:
    found = estimate(Asked(case=CASES / "minsk-2-2015", lists=("nobody", "osce-smm")))
    assert found.result is None
    (problem,) = [p for p in found.problems if p.code == "unknown_list"]
    assert problem.found == "nobody"
    assert "osce-smm" in problem.expected


def test_an_event_that_is_told_of_nowhere() -> None:
    found = estimate(Asked(case=CASES / "kashmir-loc", event="vessel_attacked"))
    assert found.result is not None
    (outcome,) = found.result.outcomes
    assert isinstance(outcome, NotEstimable)
    assert "period" in outcome.reason
    assert "no list recorded any incident" in outcome.reason


def test_lists_are_origins() -> None:
    def telling(*lineages: str) -> Telling:
        return Telling(
            id="c", claims=("c",), report="r", source="outlet", lineages=lineages, published=None,
            earliest=0, latest=0, place="", zone="", properties=("strike",), actors=(),
            killed=(None, None), aggregate=False)

    assert lists_of([telling("agency-a+agency-b", "unstated"), telling("agency-a")]) == {
        "agency-a", "agency-b"}
    assert lists_of([telling("unstated")]) == set()
