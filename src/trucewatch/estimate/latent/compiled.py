"""Functions compiled by numba, kept on disk where the machine lets them be kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

F = TypeVar("F", bound=Callable[..., Any])

# Sums may be reordered, which is what lets them use the vector units; infinities and values that
# are no number keep their meaning, since the samplers refuse by them.
MATHS = {"reassoc", "contract", "arcp", "nsz"}


def compiled(function: F) -> F:
    """Compile a function at its first call and keep the result for the next process.

    Where no folder can be written to (an installed package of another user, without a home), the
    function is compiled in every process again.
    """
    try:
        return cast(F, numba.njit(cache=True, fastmath=MATHS, error_model="numpy")(function))
    except RuntimeError:
        return cast(F, numba.njit(fastmath=MATHS, error_model="numpy")(function))
