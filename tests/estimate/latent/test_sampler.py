"""Draws, and the verdict on them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

pytestmark = pytest.mark.extras

pytest.importorskip("numba")

from trucewatch.estimate.latent import (  # noqa: E402
    Draws,
    diagnose,
    sample,
    simulate,
)
from trucewatch.estimate.latent.monte_carlo import monte_carlo  # noqa: E402

RATES = np.array([[0.5, 0.1], [0.4, 0.2], [0.6, 0.1], [0.3, 0.2]])
PATTERNS, COUNTS = simulate.table(
    np.random.default_rng(3), np.array([300, 200]), RATES
)


def test_the_same_seed_gives_the_same_draws() -> None:
    one, two = (sample(PATTERNS, COUNTS, draws=50, warmup=40, seed=4) for _ in range(2))
    other = sample(PATTERNS, COUNTS, draws=50, warmup=40, seed=5)
    assert one.unseen.tolist() == two.unseen.tolist()
    assert one.logp.tolist() == two.logp.tolist()
    assert one.unseen.tolist() != other.unseen.tolist()
    assert one.unseen.shape == one.classes.shape == one.logp.shape == (4, 50)
    assert len({tuple(chain) for chain in one.unseen.tolist()}) == 4


def test_the_order_of_rows_does_not_matter() -> None:
    one = sample(PATTERNS, COUNTS, draws=50, warmup=40, seed=4)
    other = sample(PATTERNS[::-1], COUNTS[::-1], draws=50, warmup=40, seed=4)
    assert one.unseen.tolist() == other.unseen.tolist()


def test_chains_with_and_without_a_ladder_and_particles_agree() -> None:
    plain = diagnose(sample(PATTERNS, COUNTS, draws=4000, warmup=400, seed=1))
    ladder = diagnose(sample(PATTERNS, COUNTS, draws=2000, warmup=400, rungs=4, seed=1))
    assert (plain.reasons, ladder.reasons) == ((), ())
    assert ladder.median == pytest.approx(plain.median, rel=0.01)
    assert ladder.lower == pytest.approx(plain.lower, rel=0.02)
    assert ladder.upper == pytest.approx(plain.upper, rel=0.05)
    cloud = monte_carlo(PATTERNS, COUNTS, particles=300, seed=2)
    assert np.median(cloud.total) == pytest.approx(plain.median, rel=0.04)
    # Made of 500 individuals.
    assert plain.lower < 500 < plain.upper


def test_progress_ends_where_it_said_it_would() -> None:
    said: list[tuple[int, int]] = []
    sample(PATTERNS, COUNTS, draws=300, warmup=11, chains=2, seed=1,
           progress=lambda done, whole: said.append((done, whole)))
    assert [done for done, _ in said] == sorted(done for done, _ in said)
    assert said[-1] == (622, 622)


@pytest.mark.parametrize("wrong", [{"draws": 1}, {"classes": 1}, {"warmup": 0}, {"chains": 0}])
def test_too_small_numbers_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=f"{next(iter(wrong))} is"):
        sample(PATTERNS, COUNTS, seed=1, **wrong)  # type: ignore[arg-type]


BADLY = ["R-hat", "effective draws (bulk)", "effective draws (tail)"]


def draws_of(unseen: list[list[float]]) -> Draws:
    number = np.array(unseen).round().astype(np.int64)
    return Draws(100, number, np.full(number.shape, 2), np.zeros(number.shape), 10, 1.0, 1.0, 0.0,
                 np.zeros((len(number), 0)))


def noise(chains: int, draws: int, apart: float = 0.0) -> list[list[float]]:
    rng = np.random.default_rng(8)
    return [list(rng.normal(1000 + apart * c, 50, draws)) for c in range(chains)]


@pytest.mark.parametrize(
    ("unseen", "starts"),
    [
        (noise(4, 500), []),
        (noise(3, 500), ["chains: 3"]),
        (noise(4, 500, 40.0), BADLY),
        (noise(4, 50), [*BADLY[1:]]),
        ([[7.0] * 500] * 4, BADLY),
    ],
    ids=["sound", "three chains", "apart", "short", "all the same"],
)
def test_the_verdict_names_every_reason(unseen: list[list[float]], starts: list[str]) -> None:
    found = diagnose(draws_of(unseen))
    assert [next(s for s in [*starts, r] if r.startswith(s)) for r in found.reasons] == starts
    assert found.usable == (not starts)


def test_full_says_how_often_no_class_was_left() -> None:
    draws = draws_of(noise(4, 500))
    classes = draws.classes.copy()
    classes[0] = 10
    assert diagnose(draws).full == 0.0
    assert diagnose(replace(draws, classes=classes)).full == 0.25
