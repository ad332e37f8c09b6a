"""Drawing at random with equal weights, out of one seed that Hypothesis chooses.

Hypothesis prefers small and repeated examples; here every boundary has to be met as often as any
other. What fails is made small by leaving out what is not needed (`test_oracle`).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

T = TypeVar("T")
P = ParamSpec("P")
Made = Callable[[random.Random], T]
"""Something made out of chance."""


class Draw:
    """Takes one value of what is handed to it."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance

    def __call__(self, made: Made[T]) -> T:
        return made(self._chance)


def one_of(options: Sequence[T]) -> Made[T]:
    return lambda chance: chance.choice(options)


def between(least: int, most: int) -> Made[int]:
    return lambda chance: chance.randint(least, most)


def composed(make: Callable[Concatenate[Draw, P], T]) -> Callable[P, Made[T]]:
    """Let a function that draws be drawn itself."""

    @wraps(make)
    def outer(*args: P.args, **kwargs: P.kwargs) -> Made[T]:
        return lambda chance: make(Draw(chance), *args, **kwargs)

    return outer
