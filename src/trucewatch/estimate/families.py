"""Which log-linear models there are: every hierarchical one over a few lists, and their names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import combinations

MOST_LISTS = 5
"""With six lists there are more than seven million hierarchical models."""


def terms_of(groups: Sequence[int], lists: int) -> tuple[int, ...]:
    """Terms of the model whose dependent groups of lists are given, intercept and lists first."""
    made = {0, *(1 << n for n in range(lists))}
    for group in groups:
        part = group
        while part:
            made.add(part)
            part = (part - 1) & group
    return tuple(sorted(made, key=lambda term: (term.bit_count(), term)))


def groups_of(terms: Sequence[int]) -> tuple[int, ...]:
    """Largest groups among the terms: what a model is named by."""
    found = [t for t in terms if t and not any(t != u and t & u == t for u in terms)]
    return tuple(sorted(found, key=_in_words))


def _in_words(group: int) -> tuple[int, ...]:
    return tuple(n for n in range(group.bit_length()) if group >> n & 1)


def name(terms: Sequence[int], lists: Sequence[str]) -> str:
    """Name a model by its groups: ``[A B] [C]``."""
    return " ".join(
        f"[{' '.join(lists[n] for n in _in_words(group))}]" for group in groups_of(terms))


@lru_cache(maxsize=16)
def hierarchical(lists: int, order: int | None = None) -> tuple[tuple[int, ...], ...]:
    """Every hierarchical model with a term for each list, and none for all lists at once.

    Parameters
    ----------
    lists
        How many lists, at most `MOST_LISTS`.
    order
        Largest number of lists in a group; one less than there are if left out.

    Returns
    -------
    tuple
        Terms of each model, the fewest first: 8 models for 3 lists, 113 for 4, 6,893 for 5.
    """
    if lists > MOST_LISTS:
        raise ValueError(f"all models of {lists} lists cannot be listed, only of {MOST_LISTS}")
    highest = min(order or lists - 1, lists - 1)
    models: list[frozenset[int]] = [frozenset(terms_of((), lists))]
    for size in range(2, highest + 1):
        groups = [sum(1 << n for n in chosen) for chosen in combinations(range(lists), size)]
        models += [wider for model in models for wider in _widened(model, groups)]
    made = [tuple(sorted(m, key=lambda t: (t.bit_count(), t))) for m in models]
    return tuple(sorted(made, key=lambda m: (len(m), m)))


def _widened(model: frozenset[int], groups: Sequence[int]) -> Iterator[frozenset[int]]:
    """The model with every choice of groups all of whose parts it has; never with none."""
    able = [g for g in groups if all(g & ~(1 << n) in model for n in _in_words(g))]
    for many in range(1, len(able) + 1):
        for chosen in combinations(able, many):
            yield model | frozenset(chosen)
