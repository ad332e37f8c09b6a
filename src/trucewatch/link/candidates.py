"""SQL for pairs of reports near enough to tell of one incident, compared field by field.

Reads ``report`` (see `SCHEMA`), makes ``level`` (a, b, and a level of each comparison). Candidates
are found by exploding one side to its neighbour cells and one equi-join; never by an inequality
join. A report without a point is met by those whose place has a name like its own. Integers only,
so that every engine gives the same rows.
"""

from __future__ import annotations

SCHEMA = {
    "id": "BIGINT", "source": "VARCHAR", "d1": "BIGINT", "d2": "BIGINT", "minute": "BIGINT",
    "lat": "BIGINT", "lon": "BIGINT", "shrink": "BIGINT", "prec": "BIGINT", "place": "VARCHAR",
    "fine": "VARCHAR", "middle": "VARCHAR", "coarse": "VARCHAR", "grain": "BIGINT",
    "actor": "VARCHAR", "side": "VARCHAR", "low": "BIGINT", "high": "BIGINT", "y": "BIGINT",
    "x": "BIGINT", "updates": "BIGINT", "named": "BIGINT",
}
"""Columns of ``report``; y and x are its cell of place, named is the number of its name."""
CELLS = {"id": "BIGINT", "y": "BIGINT", "x": "BIGINT", "t": "BIGINT"}
"""Columns of ``cell``: every cell of place and time a report lies in; without a point no y, x."""
ALIKE = {"one": "BIGINT", "other": "BIGINT", "level": "BIGINT"}
"""Columns of ``alike``: names that are alike, and how (see `trucewatch.link.names`)."""

DAYS = 4
"""Days apart at most."""
CELL_METRES, CELL_DAYS = 20_000, 4

# Squared distances are in thousandths of a squared millionth of a degree: 1 km is 8,993 of them.
_KM = 8_993


def millionths(metres: int) -> int:
    """A distance in millionths of a degree of latitude."""
    return metres * _KM // 1000


def squared(metres: int) -> int:
    """Square of a distance in the unit of the SQL."""
    return 1000 * millionths(metres) ** 2


OFFSETS = "(SELECT -1 AS o UNION ALL SELECT 0 UNION ALL SELECT 1)"

NEAR = f"""
CREATE TABLE near AS
SELECT DISTINCT c.id, c.y + i.o AS y, c.x + j.o AS x, c.t + k.o AS t
FROM cell c CROSS JOIN {OFFSETS} i CROSS JOIN {OFFSETS} j CROSS JOIN {OFFSETS} k
"""

AROUND = 360_000_000
"""Millionths of a degree around the earth."""
FAR = 30_000_000
"""No difference counts for more: its square has to be a whole number engines can hold."""
_NORTH = f"LEAST(ABS(a.lat - b.lat), {FAR})"
_EAST = f"LEAST(ABS(a.lon - b.lon), {AROUND} - ABS(a.lon - b.lon), {FAR})"
DISTANCE = f"1000 * {_NORTH} * {_NORTH} + a.shrink * {_EAST} * {_EAST}"
_DAYS = f"a.d1 <= b.d2 + {DAYS} AND b.d1 <= a.d2 + {DAYS}"

CANDIDATE = f"""
CREATE TABLE candidate AS
SELECT DISTINCT a.id AS a, b.id AS b
FROM near n
JOIN cell k ON k.y = n.y AND k.x = n.x AND k.t = n.t
JOIN report a ON a.id = n.id
JOIN report b ON b.id = k.id
WHERE n.id < k.id AND {_DAYS} AND {DISTANCE} <= {squared(CELL_METRES)}
UNION ALL
SELECT DISTINCT a.id AS a, b.id AS b
FROM (
  SELECT LEAST(c.id, k.id) AS a, GREATEST(c.id, k.id) AS b
  FROM (SELECT c.id, r.named, c.t + k.o AS t FROM cell c JOIN report r ON r.id = c.id
        CROSS JOIN {OFFSETS} k WHERE r.lat IS NULL) c
  JOIN alike l ON l.one = c.named
  JOIN (SELECT c.id, r.named, c.t FROM cell c JOIN report r ON r.id = c.id) k
    ON k.named = l.other AND k.t = c.t
  WHERE c.id <> k.id
) p
JOIN report a ON a.id = p.a
JOIN report b ON b.id = p.b
WHERE {_DAYS}
"""

# Without a point, what has the same name stands for what is near.
RATE = f"""
CREATE TABLE rate AS
SELECT r.id, CAST(SUM(q.n) AS BIGINT) AS n
FROM report r
CROSS JOIN {OFFSETS} i CROSS JOIN {OFFSETS} j
JOIN (
  SELECT y, x, coarse, COUNT(*) AS n FROM report WHERE lat IS NOT NULL GROUP BY y, x, coarse
) q ON q.y = r.y + i.o AND q.x = r.x + j.o AND q.coarse = r.coarse
WHERE r.lat IS NOT NULL
GROUP BY r.id
UNION ALL
SELECT r.id, CAST(q.n AS BIGINT) AS n
FROM report r
JOIN (SELECT named, coarse, COUNT(*) AS n FROM report GROUP BY named, coarse) q
  ON q.named = r.named AND q.coarse = r.coarse
WHERE r.lat IS NULL
"""

KILOMETRES = (10, 300, 700, 1200, 2000, 3000, 5000, 8000, 12000, 16000)
"""Bounds, in metres, of the levels of distance."""

UNPLACED = 999
"""Level of distance where one of the two has no point."""
_PLACE = "CASE " + " ".join(
    f"WHEN d2 < {squared(bound)} THEN {level}" for level, bound in enumerate(KILOMETRES)
) + f" ELSE {len(KILOMETRES)} END"
_RATE = "CASE " + " ".join(
    f"WHEN n < {2 ** (level + 1) - 1} THEN {level}" for level in range(1, 14)
) + " ELSE 14 END"

# Of toll: 0 not told; 1 both none; 1x none and some; 2x the same number of up to six; 3x ranges
# that overlap, 32 if one is open at an end, 33 if that one does not fit; 4x apart by one to four or
# more.
_TOLL = """CASE
  WHEN (la IS NULL AND ha IS NULL) OR (lb IS NULL AND hb IS NULL) THEN 0
  WHEN la IS NULL OR lb IS NULL OR ha IS NULL OR hb IS NULL THEN
    CASE WHEN la > hb OR lb > ha THEN 33 ELSE 32 END
  WHEN ha = 0 AND hb = 0 THEN 1
  WHEN ha = 0 OR hb = 0 THEN 10 + LEAST(3, GREATEST(ha, hb))
  WHEN la = lb AND ha = hb AND la = ha THEN 20 + LEAST(6, la)
  WHEN la = lb AND ha = hb THEN 30
  WHEN la <= hb AND lb <= ha THEN 31
  ELSE 40 + LEAST(4, GREATEST(la - hb, lb - ha)) END"""

LEVEL = f"""
CREATE TABLE level AS
SELECT a, b, same_source, dd AS day,
  CASE WHEN d2 IS NULL THEN {UNPLACED} ELSE {_PLACE} + 100 * precision_pair END AS place,
  name, kind, actor, {_TOLL} AS toll, minute, {_RATE} AS rate
FROM (
  SELECT c.a, c.b, CASE WHEN a.source <> b.source OR a.source = '' THEN 0
      WHEN a.updates = 1 THEN 2 ELSE 1 END AS same_source,
    CASE WHEN a.d1 <= b.d2 AND b.d1 <= a.d2 THEN 0
         ELSE LEAST(4, GREATEST(a.d1 - b.d2, b.d1 - a.d2)) END AS dd,
    -- The least of nothing and a number is that number.
    CASE WHEN a.lat IS NULL OR b.lat IS NULL THEN NULL ELSE {DISTANCE} END AS d2,
    LEAST(a.prec, b.prec) * 3 + GREATEST(a.prec, b.prec) AS precision_pair,
    CASE WHEN a.place = '' OR b.place = '' THEN 3 WHEN a.place = b.place THEN 0
         WHEN levenshtein(a.place, b.place) <= 2 THEN 1
         ELSE COALESCE(n.level, 2) END AS name,
    GREATEST(a.grain, b.grain) * 10 + CASE
      WHEN a.coarse = '' OR b.coarse = '' THEN 9
      WHEN CASE GREATEST(a.grain, b.grain) WHEN 1 THEN a.fine = b.fine
             WHEN 2 THEN a.middle = b.middle ELSE a.coarse = b.coarse END THEN 0
      WHEN a.middle = b.middle THEN 1 WHEN a.coarse = b.coarse THEN 2 ELSE 3 END AS kind,
    CASE WHEN a.actor = '' AND b.actor = '' THEN 0 WHEN a.actor = '' OR b.actor = '' THEN 1
         WHEN a.actor = b.actor THEN 2 WHEN a.side = b.side AND a.side <> '' THEN 3
         ELSE 4 END AS actor,
    a.low AS la, a.high AS ha, b.low AS lb, b.high AS hb,
    CASE WHEN a.minute IS NULL OR b.minute IS NULL THEN 0
         WHEN LEAST(ABS(a.minute - b.minute), 1440 - ABS(a.minute - b.minute)) < 45 THEN 1
         WHEN LEAST(ABS(a.minute - b.minute), 1440 - ABS(a.minute - b.minute)) < 90 THEN 2
         WHEN LEAST(ABS(a.minute - b.minute), 1440 - ABS(a.minute - b.minute)) < 180 THEN 3
         ELSE 4 END AS minute,
    CAST(GREATEST(ra.n, rb.n) AS BIGINT) AS n
  FROM candidate c
  JOIN report a ON a.id = c.a JOIN report b ON b.id = c.b
  JOIN rate ra ON ra.id = c.a JOIN rate rb ON rb.id = c.b
  LEFT JOIN alike n ON n.one = a.named AND n.other = b.named
) t
"""

STATEMENTS = (NEAR, CANDIDATE, RATE, LEVEL)
FIELDS = ("same_source", "day", "place", "name", "kind", "actor", "toll", "minute", "rate")
"""Comparisons of ``level``, in the order a waterfall shows them."""
