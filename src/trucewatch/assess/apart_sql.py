"""SQL for the most witnesses that share no origin, where overlaps make a chain.

Reads ``witness`` and ``chained`` (witness, place: witnesses among whom passing over the later of
two that overlap may leave too few; see `lineages.chained`). Makes ``apart`` (v, cell, removed,
says, pool, n): how many of them can be named of which no two share an origin, counted up to what
the standards ask for. Sets of one are made first, then each is made larger by a later witness.
"""

from __future__ import annotations

_GROUP = ("v", "cell", "removed", "says", "pool")

NOTHING_APART = """
CREATE TABLE apart AS
SELECT v, cell, removed, says, pool, stated AS n FROM witness WHERE 1 = 0
"""
"""For cases without chains: most of them."""

SINGLE = """
CREATE TABLE apart_1 AS
SELECT w.v, w.cell, w.removed, w.says, w.pool, c.place, w.witness AS w1
FROM witness w JOIN chained c ON c.witness = w.witness
WHERE w.stated = 1
"""


def _larger(size: int) -> str:
    """Sets of so many: those of one less, with a later witness that shares nothing with them."""
    before = range(1, size)
    same = " AND ".join(f"b.{name} = a.{name}" for name in _GROUP)
    shares = "\n".join(
        f"LEFT JOIN shares_origin s{i} ON s{i}.earlier = a.w{i} AND s{i}.later = b.w1"
        for i in before
    )
    return f"""
CREATE TABLE apart_{size} AS
SELECT {", ".join(f"a.{name}" for name in _GROUP)}, b.place,
  {", ".join(f"a.w{i}" for i in before)}, b.w1 AS w{size}
FROM apart_{size - 1} a
JOIN apart_1 b ON {same} AND b.place > a.place
{shares}
WHERE {" AND ".join(f"s{i}.later IS NULL" for i in before)}
"""


def statements(most: int) -> tuple[str, ...]:
    """SQL that makes ``apart``.

    Parameters
    ----------
    most
        Lineages a standard asks for at most; 0: there are no chains.
    """
    if most == 0:
        return (NOTHING_APART,)
    group = ", ".join(_GROUP)
    sizes = range(1, most + 1)
    every = " UNION ALL ".join(f"SELECT {group}, {size} AS n FROM apart_{size}" for size in sizes)
    return (
        SINGLE, *(_larger(size) for size in sizes[1:]),
        f"""
CREATE TABLE apart AS
SELECT {group}, CAST(MAX(n) AS BIGINT) AS n FROM ({every}) t GROUP BY {group}
""",
    )
