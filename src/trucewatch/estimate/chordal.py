"""Decomposable graphs over lists: all of them, with their cliques and separators."""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations

MOST_LISTS = 6
"""18,154 graphs over 6 lists; over 7 there are 617,675."""

Parts = tuple[tuple[int, ...], tuple[int, ...]]
"""Cliques and separators of a graph, as sets of lists in bits; a separator as often as it cuts."""


@lru_cache(maxsize=8)
def decomposable(lists: int) -> tuple[Parts, ...]:
    """Every decomposable graph over so many lists.

    A graph is decomposable when its points can be taken off one by one, each with neighbours that
    are all joined among themselves. So every graph over `lists` points is one over fewer, with a
    point put on a set of joined points; graphs made in several ways are kept once.

    Parameters
    ----------
    lists
        How many, at most `MOST_LISTS`.

    Returns
    -------
    tuple
        Cliques and separators of each: 8 graphs for 3 lists, 61 for 4, 822 for 5, 18,154 for 6.
    """
    if lists > MOST_LISTS:
        raise ValueError(f"the graphs over {lists} lists cannot be listed, only over {MOST_LISTS}")
    graphs: set[tuple[int, ...]] = {(0,) * lists}
    whole = (1 << lists) - 1
    # By the points that are not alone yet: a graph with a last point that can be taken off.
    todo = list(graphs)
    while todo:
        graph = todo.pop()
        for point in (n for n in range(lists) if not graph[n]):
            for joined in range(1, whole + 1):
                if not joined >> point & 1 and _complete(graph, joined):
                    wider = tuple(
                        joined if n == point else row | (joined >> n & 1) << point
                        for n, row in enumerate(graph))
                    if wider not in graphs:
                        graphs.add(wider)
                        todo.append(wider)
    return tuple(_parts(graph) for graph in sorted(graphs, key=lambda g: (_edges(g), g)))


def _edges(graph: tuple[int, ...]) -> int:
    return sum(row.bit_count() for row in graph)


def _points(group: int) -> list[int]:
    return [n for n in range(group.bit_length()) if group >> n & 1]


def _complete(graph: tuple[int, ...], group: int) -> bool:
    return all(graph[one] >> other & 1 for one, other in combinations(_points(group), 2))


def _parts(graph: tuple[int, ...]) -> Parts:
    """Take points off one by one; what is left of each neighbourhood is a separator."""
    left = (1 << len(graph)) - 1
    cliques: list[int] = []
    separators: list[int] = []
    while left:
        point = next(n for n in _points(left) if _complete(graph, graph[n] & left))
        around = graph[point] & left
        clique = around | 1 << point
        left &= ~(1 << point)
        # Not a largest one: it lies in one that was taken before.
        if not any(clique & c == clique for c in cliques):
            cliques.append(clique)
    separators = _separators(cliques)
    return tuple(sorted(cliques)), tuple(sorted(separators))


def _separators(cliques: list[int]) -> list[int]:
    """Overlaps along a tree of the cliques whose overlaps are greatest."""
    joined, todo, found = cliques[:1], cliques[1:], []
    while todo:
        overlap, clique = max(
            ((max((c & d for d in joined), key=int.bit_count), c) for c in todo),
            key=lambda pair: pair[0].bit_count())
        todo.remove(clique)
        joined.append(clique)
        if overlap:
            found.append(overlap)
    return found
