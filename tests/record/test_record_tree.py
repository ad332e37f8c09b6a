"""The hash tree is that of RFC 6962, and its proofs show what they say and nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.record.tree import (
    EMPTY,
    HASH,
    Frontier,
    consistent,
    included,
    leaf_hash,
    node_hash,
    path_between,
    path_to,
    root_of,
)

# Published with the tests of Certificate Transparency, and used by transparency-dev/merkle.
LEAVES = [bytes.fromhex(text) for text in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
)]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
INCLUSION = {
    (0, 1): [],
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (1, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
CONSISTENCY = {
    (1, 1): [],
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
MOST = 40
ALL = [leaf_hash(b"leaf %d" % number) for number in range(MOST)]
HEADS = [root_of(b"".join(ALL[:size])) for size in range(MOST + 1)]
OTHER = hashlib.sha256(b"other").digest()


def joined(size: int) -> bytes:
    return b"".join(ALL[:size])


def cut(size: int) -> int:
    """Largest power of two below a size, by counting: the RFC's k."""
    power = 1
    while power * 2 < size:
        power *= 2
    return power


def by_definition(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962, section 2.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = cut(len(leaves))
    return node_hash(by_definition(leaves[:k]), by_definition(leaves[k:]))


def way(index: int, size: int) -> str:
    """On which side each neighbour of a leaf stands, lowest first: all an index and size decide."""
    if size == 1:
        return ""
    k = cut(size)
    return way(index, k) + "r" if index < k else way(index - k, size - k) + "l"


def sums(old: int, new: int) -> object:
    """Both heads as sums over the hashes of a consistency proof: all that two sizes decide."""
    number = iter(range(99))

    def sub(m: int, n: int, whole: bool) -> tuple[object, object]:
        if m == n:
            node: object = "old" if whole else next(number)
            return node, node
        k = cut(n)
        if m <= k:
            before, after = sub(m, k, whole)
            return before, (after, next(number))
        before, after = sub(m - k, n - k, False)
        left = next(number)
        return (left, before), (left, after)

    return ("same", "none" if old == new else old) if old in {0, new} else sub(old, new, True)


def damaged(path: list[bytes], where: int, bit: int) -> Iterator[list[bytes]]:
    """Paths with a flipped bit, a node dropped, doubled or added, and in another order."""
    if path:
        at = where % len(path)
        flipped = bytearray(path[at])
        flipped[bit // 8] ^= 1 << bit % 8
        yield [*path[:at], bytes(flipped), *path[at + 1 :]]
        yield [*path[:at], *path[at + 1 :]]
        yield [*path[:at], path[at], *path[at:]]
        if len(path) > 1:
            yield path[::-1]
    yield [*path, OTHER]
    yield [OTHER, *path]


@pytest.mark.parametrize("size", range(9))
def test_heads_are_those_published(size: int) -> None:
    leaves = [leaf_hash(data) for data in LEAVES[:size]]
    tree = Frontier()
    for leaf in leaves:
        tree = tree.with_leaf(leaf)
    assert root_of(b"".join(leaves)).hex() == ROOTS[size]
    assert tree.root().hex() == ROOTS[size]
    assert tree.size == size


@pytest.mark.parametrize(("index", "size"), INCLUSION)
def test_inclusion_proofs_are_those_published(index: int, size: int) -> None:
    leaves = [leaf_hash(data) for data in LEAVES[:size]]
    path = path_to(index, b"".join(leaves))
    assert [node.hex() for node in path] == INCLUSION[index, size]
    assert included(leaves[index], index, size, path, bytes.fromhex(ROOTS[size]))


@pytest.mark.parametrize(("old", "new"), CONSISTENCY)
def test_consistency_proofs_are_those_published(old: int, new: int) -> None:
    path = path_between(old, b"".join(leaf_hash(data) for data in LEAVES[:new]))
    assert [node.hex() for node in path] == CONSISTENCY[old, new]
    roots = bytes.fromhex(ROOTS[old]), bytes.fromhex(ROOTS[new])
    assert consistent(old, roots[0], new, roots[1], path)


def test_the_empty_tree_has_a_head_and_holds_nothing() -> None:
    assert Frontier().root() == root_of(b"") == EMPTY == bytes.fromhex(ROOTS[0])
    assert not included(EMPTY, 0, 0, [], EMPTY)
    assert path_between(0, joined(5)) == []
    assert consistent(0, EMPTY, 5, HEADS[5], [])
    assert consistent(0, EMPTY, 0, EMPTY, [])
    assert not consistent(0, HEADS[1], 5, HEADS[5], [])
    assert not consistent(0, EMPTY, 5, HEADS[5], [OTHER])
    assert not consistent(0, EMPTY, 0, HEADS[1], [])


def test_a_leaf_is_never_a_node() -> None:
    left, right = leaf_hash(b"a"), leaf_hash(b"b")
    assert leaf_hash(left + right) != node_hash(left, right)
    assert node_hash(left, right) != node_hash(right, left)
    assert leaf_hash(b"") != EMPTY


@pytest.mark.parametrize("size", range(MOST + 1))
def test_both_ways_to_a_head_are_the_definition(size: int) -> None:
    tree = Frontier()
    for leaf in ALL[:size]:
        tree = tree.with_leaf(leaf)
    assert HEADS[size] == tree.root() == by_definition(ALL[:size])


def test_a_grown_tree_leaves_the_old_one_as_it_was() -> None:
    old = Frontier().with_leaf(ALL[0])
    grown = old.with_leaf(ALL[1])
    assert (old.size, old.root()) == (1, HEADS[1])
    assert (grown.size, grown.root()) == (2, HEADS[2])


@pytest.mark.parametrize("size", range(1, MOST + 1))
def test_every_leaf_is_shown_to_stand_where_it_stands_and_nowhere_else(size: int) -> None:
    leaves = joined(size)
    for index in range(size):
        path = path_to(index, leaves)
        for at in range(-1, size + 1):
            assert included(ALL[index], at, size, path, HEADS[size]) is (at == index)


@pytest.mark.parametrize("new", range(MOST + 1))
def test_every_beginning_is_shown_to_be_one(new: int) -> None:
    for old in range(new + 1):
        path = path_between(old, joined(new))
        assert consistent(old, HEADS[old], new, HEADS[new], path)


@given(
    size=st.integers(1, MOST), data=st.data(), bit=st.integers(0, 8 * HASH - 1),
    where=st.integers(0, 9),
)
def test_an_altered_inclusion_proof_shows_nothing(
    size: int, data: st.DataObject, bit: int, where: int
) -> None:
    index = data.draw(st.integers(0, size - 1))
    leaf, root, path = ALL[index], HEADS[size], path_to(index, joined(size))
    assert included(leaf, index, size, path, root)
    for wrong in damaged(path, where, bit):
        assert not included(leaf, index, size, wrong, root)
    assert not included(OTHER, index, size, path, root)
    assert not included(leaf, index, size, path, OTHER)
    other = data.draw(st.integers(0, MOST))
    if other != size:
        assert not included(leaf, index, size, path, HEADS[other])
        # What a size decides is the way up. Two sizes with the same way cannot be told apart by
        # the leaf's own path: whoever notes a head down notes its size with it.
        same = index < other and way(index, other) == way(index, size)
        assert included(leaf, index, other, path, root) is same


@given(
    new=st.integers(2, MOST), data=st.data(), bit=st.integers(0, 8 * HASH - 1),
    where=st.integers(0, 9),
)
def test_an_altered_consistency_proof_shows_nothing(
    new: int, data: st.DataObject, bit: int, where: int
) -> None:
    old = data.draw(st.integers(1, new - 1))
    before, after, path = HEADS[old], HEADS[new], path_between(old, joined(new))
    assert consistent(old, before, new, after, path)
    for wrong in damaged(path, where, bit):
        assert not consistent(old, before, new, after, wrong)
    assert not consistent(old, after, new, before, path)
    assert not consistent(new, after, old, before, path)
    assert not consistent(old, OTHER, new, after, path)
    assert not consistent(old, before, new, OTHER, path)
    others = data.draw(st.tuples(st.integers(-1, MOST), st.integers(-1, MOST)))
    if others != (old, new):
        same = 0 < others[0] < others[1] and sums(*others) == sums(old, new)
        assert consistent(others[0], before, others[1], after, path) is same


def test_a_list_that_is_not_a_beginning_has_no_proof() -> None:
    """A changed, swapped or left out leaf: no path of any older or newer tree makes up for it."""
    for new in range(3, 12):
        for wrong in (
            [OTHER, *ALL[1:new]], [ALL[1], ALL[0], *ALL[2:new]], ALL[1 : new + 1],
            [*ALL[: new - 2], OTHER, ALL[new - 1]],
        ):
            leaves = b"".join(wrong)
            for old in range(new - 1, new):
                path = path_between(old, leaves)
                assert not consistent(old, HEADS[old], new, root_of(leaves), path)


def test_the_same_size_needs_the_same_head_and_no_path() -> None:
    assert consistent(3, HEADS[3], 3, HEADS[3], [])
    assert not consistent(3, HEADS[3], 3, HEADS[4], [])
    assert not consistent(3, HEADS[3], 3, HEADS[3], [ALL[0]])
    assert not consistent(4, HEADS[4], 3, HEADS[3], path_between(3, joined(4)))
    assert not consistent(1, HEADS[1], 2, HEADS[2], [])
    assert not consistent(3, HEADS[3], 4, HEADS[4], [])
