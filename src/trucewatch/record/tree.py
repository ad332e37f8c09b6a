"""The hash tree of RFC 6962: heads over an append-only list, and proofs that need no list.

A leaf is SHA-256(0x00 + data), a node SHA-256(0x01 + left + right); the two never coincide. One
head (the root) stands for every leaf below it, in order. An inclusion proof shows that a leaf
stands below a head; a consistency proof that one head's list is the beginning of another's. Both
are as long as the logarithm of the list. Standard library only: part of the stand-alone verifier.

Source: RFC 6962, section 2.1; the ways to check are those of RFC 9162, sections 2.1.3.2 and
2.1.4.2.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

HASH = 32
"""Bytes of a hash."""


def leaf_hash(data: bytes) -> bytes:
    """Hash of a leaf."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of an inner node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


EMPTY = hashlib.sha256(b"").digest()


def root_of(leaves: bytes) -> bytes:
    """Root over leaf hashes that stand one after another, 32 bytes each."""
    if not leaves:
        return EMPTY
    level = leaves
    while len(level) > HASH:
        level = _above(level)
    return level


def _above(level: bytes) -> bytes:
    """Nodes over a level; one without a neighbour moves up unchanged, as in the RFC's tree."""
    sha, whole = hashlib.sha256, len(level) & ~(2 * HASH - 1)
    pairs = [sha(b"\x01" + level[at : at + 64]).digest() for at in range(0, whole, 64)]
    return b"".join(pairs) + level[whole:]


class Frontier:
    """The right edge of a growing tree: enough to compute its head, and to go on. Immutable."""

    __slots__ = ("_peaks", "size")

    def __init__(self, size: int = 0, peaks: tuple[bytes, ...] = ()) -> None:
        self.size = size
        self._peaks = peaks

    @property
    def peaks(self) -> tuple[bytes, ...]:
        """Roots of the whole subtrees, the largest first: all that is needed to go on."""
        return self._peaks

    def with_leaf(self, leaf: bytes) -> Frontier:
        """Tree with one leaf more, given by its hash."""
        peaks, size = list(self._peaks), self.size
        while size & 1:
            leaf = node_hash(peaks.pop(), leaf)
            size >>= 1
        return Frontier(self.size + 1, (*peaks, leaf))

    def root(self) -> bytes:
        """Head of the tree so far."""
        if not self._peaks:
            return EMPTY
        *left, node = self._peaks
        for peak in reversed(left):
            node = node_hash(peak, node)
        return node


def included(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Tell whether a leaf stands at an index below a root (RFC 9162, section 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    at, last, node = index, size - 1, leaf
    for other in path:
        if last == 0:
            return False
        if at & 1 or at == last:
            node = node_hash(other, node)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            node = node_hash(node, other)
        at, last = at >> 1, last >> 1
    return last == 0 and node == root


def consistent(old: int, old_root: bytes, new: int, new_root: bytes, path: Sequence[bytes]) -> bool:
    """Tell whether a tree is the beginning of another (RFC 9162, section 2.1.4.2)."""
    if old == new:
        return old_root == new_root and not path
    if old == 0:
        return old_root == EMPTY and not path
    if not 0 < old < new:
        return False
    nodes = list(path)
    if old & (old - 1) == 0:
        nodes.insert(0, old_root)
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    if not nodes:
        return False
    before = after = nodes[0]
    for other in nodes[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            before, after = node_hash(other, before), node_hash(other, after)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            after = node_hash(after, other)
        at, last = at >> 1, last >> 1
    return last == 0 and before == old_root and after == new_root


def path_to(index: int, leaves: bytes) -> list[bytes]:
    """Inclusion proof of the leaf at an index, from all leaf hashes, lowest neighbour first."""
    return paths_to([index], leaves)[index]


def paths_to(indices: Sequence[int], leaves: bytes) -> dict[int, list[bytes]]:
    """Inclusion proofs of several leaves, hashing the tree once; by index."""
    paths: dict[int, list[bytes]] = {index: [] for index in indices}
    level, height = leaves, 0
    while len(level) > HASH:
        for index, path in paths.items():
            other = (index >> height ^ 1) * HASH
            if other < len(level):
                path.append(level[other : other + HASH])
        level, height = _above(level), height + 1
    return paths


def path_between(old: int, leaves: bytes) -> list[bytes]:
    """Consistency proof from the first `old` leaves to all of them (RFC 6962, section 2.1.2)."""
    size = len(leaves) // HASH
    return _subproof(old, leaves, True) if 0 < old < size else []


def _subproof(old: int, leaves: bytes, whole: bool) -> list[bytes]:
    size = len(leaves) // HASH
    if old == size:
        return [] if whole else [root_of(leaves)]
    cut = 1 << (size - 1).bit_length() - 1
    left, right = leaves[: cut * HASH], leaves[cut * HASH :]
    if old <= cut:
        return [*_subproof(old, left, whole), root_of(right)]
    return [*_subproof(old - cut, right, False), root_of(left)]
