"""Names of places that are alike: by their words, the rarer the more, however vowels are written.

Names come transliterated and with words beside them ("eastern Rafah", "Rafah area"). A word stands
for its consonants where it has three or more, since vowels are what spellings of one name differ
in most. How much a word tells is counted in the table itself; English words that say where near a
place, or what sort of place it is, tell nothing beside others.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations

SAME, SPELT, SHARED = 0, 1, 4
"""Levels: one name; the same words, spelt otherwise; at least half of what one of them tells."""
COMMON = 500
"""A word of more names than these says nothing of any."""
CONSONANTS = 3
BESIDE = frozenset({
    "a", "across", "ad", "al", "an", "and", "ar", "area", "around", "as", "ash", "at", "az",
    "between", "by", "camp", "central", "city", "district", "east", "eastern", "el", "in",
    "inside", "into", "near", "neighborhood", "neighbourhood", "north", "northeast",
    "northeastern", "northern", "northwest", "northwestern", "of", "on", "outside", "outskirts",
    "part", "parts", "province", "refugee", "region", "road", "s", "sector", "side", "south",
    "southeast", "southeastern", "southern", "southwest", "southwestern", "strip", "suburb",
    "the", "to", "toward", "towards", "town", "vicinity", "village", "west", "western", "zone",
})
"""Words of sort and direction."""
_WORD = re.compile(r"\w+")
_VOWELS = re.compile(r"(?<=.)[aeiouyw'`]|(.)(?=\1)")


def words(name: str) -> frozenset[str]:
    """Words of a folded name, each by its consonants where it has enough of them."""
    return frozenset(map(_short, _WORD.findall(name)))


def telling(name: str) -> frozenset[str]:
    """Of these the ones that tell a place; all, where none does."""
    return frozenset(
        _short(word) for word in _WORD.findall(name) if word not in BESIDE) or words(name)


def _short(word: str) -> str:
    short = _VOWELS.sub("", word)
    return short if len(short) >= CONSONANTS else word


def alike(names: Iterable[str]) -> list[tuple[str, str, int]]:
    """Names that are alike and how, both ways round, each with itself as well.

    Parameters
    ----------
    names
        Folded names; the empty one is alike with none.
    """
    told = {name: telling(name) for name in sorted(set(names) - {""})}
    holders: dict[str, list[str]] = defaultdict(list)
    for name, has in told.items():
        for word in has:
            holders[word].append(name)
    # Powers of two of how few names have a word: whole numbers, the same everywhere.
    tells = {word: (len(told) // len(held)).bit_length() for word, held in holders.items()}
    pairs = {
        pair for held in holders.values() if len(held) <= COMMON
        for pair in combinations(held, 2)
    }
    found = [(name, name, SAME) for name in told]
    for one, other in sorted(pairs):
        shared = _sum(tells, told[one] & told[other])
        least = min(_sum(tells, told[one]), _sum(tells, told[other]))
        if 2 * shared >= least:
            level = SPELT if words(one) == words(other) else SHARED
            found += [(one, other, level), (other, one, level)]
    return found


def _sum(tells: dict[str, int], some: frozenset[str]) -> int:
    return sum(tells[word] for word in some)
