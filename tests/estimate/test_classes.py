"""Latent classes: draws are looked at before anything is said. The sampler here is made up."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import pytest

from trucewatch.estimate import Estimate, NotEstimable, table_of

pytestmark = pytest.mark.extras
pytest.importorskip("scipy")

import numpy as np  # noqa: E402

from trucewatch.estimate import classes  # noqa: E402

TABLE = table_of(("a", "b", "c"), {1: 40, 2: 30, 4: 20, 3: 15, 6: 9, 5: 8, 7: 4})
TOTALS = np.arange(150, 250)


class Sampler:
    """Stands in for the sampler: keeps what it was asked, answers what the test sets."""

    def __init__(self, **diagnosis: float) -> None:
        self.asked: dict[str, object] = {}
        self.found = SimpleNamespace(
            **({"rhat": 1.0, "bulk": 2000.0, "tail": 1500.0, "mcse_median": 1.0, "full": 0.0}
               | diagnosis))

    def sample(self, patterns: object, counts: object, **settings: object) -> SimpleNamespace:
        self.asked = {"patterns": patterns, "counts": counts} | settings
        return SimpleNamespace(total=np.stack([TOTALS] * 4))

    def diagnose(self, draws: object) -> SimpleNamespace:
        return self.found


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(classes, "find_spec", lambda name: object())


def said(monkeypatch: pytest.MonkeyPatch, sampler: Sampler) -> Estimate | NotEstimable:
    monkeypatch.setitem(sys.modules, classes.SAMPLER, sampler)
    return classes.estimate(TABLE, seed=5)


@pytest.mark.usefixtures("installed")
def test_draws_that_have_mixed_make_a_range(monkeypatch: pytest.MonkeyPatch) -> None:
    sampler = Sampler()
    found = said(monkeypatch, sampler)
    assert isinstance(found, Estimate)
    assert (found.documented, found.low, found.median, found.high) == pytest.approx(
        (126, 152, 199.5, 247), abs=1)
    assert [row.name for row in found.models] == ["chain 1", "chain 2", "chain 3", "chain 4"]
    assert found.model == "at most 10 latent classes, 400 draws of 4 chains, seed 5"
    assert (sampler.asked["seed"], sampler.asked["chains"]) == (5, 4)
    assert np.array_equal(np.asarray(sampler.asked["patterns"])[0], [1, 0, 0])
    assert np.asarray(sampler.asked["counts"]).sum() == 126
    assert found.warnings == ()
    assert [one.draws for one in found.chains] == [100] * 4
    assert found.chains[0].total == tuple(TOTALS)
    assert [one.ranks for one in found.chains] == [(5,) * 20] * 4


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize(("diagnosis", "code"), [
    ({"rhat": 1.2}, "chains_disagree"), ({"rhat": float("nan")}, "chains_disagree"),
    ({"bulk": 100.0}, "too_few_draws"), ({"tail": 100.0}, "too_few_draws")])
def test_draws_that_have_not_are_refused(
    monkeypatch: pytest.MonkeyPatch, diagnosis: dict[str, float], code: str
) -> None:
    found = said(monkeypatch, Sampler(**diagnosis))
    assert isinstance(found, NotEstimable)
    assert (found.code, found.method) == (code, "latent")
    assert [(one.at[0], one.at[-1], len(one.ranks)) for one in found.chains] == [(1, 100, 20)] * 4


@pytest.mark.usefixtures("installed")
def test_classes_that_are_all_taken_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    found = said(monkeypatch, Sampler(full=0.9))
    assert isinstance(found, Estimate)
    assert found.warnings == (
        "every class is taken in most draws; more classes may be needed",)


def test_without_its_libraries_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(classes, "find_spec", lambda name: None if name == "numba" else object())
    found = classes.estimate(TABLE)
    assert isinstance(found, NotEstimable)
    assert (found.code, found.reason) == (
        "method_not_built",
        "latent classes need numba (extra 'estimate'), which is not installed")
    assert found.chains == ()
