"""SQL for the longest stretch of a civil day without an act, in microseconds.

Reads ``matched``, ``unit``, ``touched``, ``covered`` and ``parameter`` (v, quota); see "Hours in a
row" in how-findings-are-made. Every claim's own times matter, so the log is never folded for it.
"""

from __future__ import annotations

PLACED = """
CREATE TABLE placed AS
SELECT u.v, u.unit, u.p1, u.p2, m.claim, m.lineage, m.subject, m.basis,
  CASE WHEN m.certain = 1 AND m.lo >= 1 AND m.earliest >= u.c1 AND m.latest <= u.c2 THEN 1 ELSE 0
    END AS sure,
  CASE WHEN m.own_hi = 0 THEN 0 ELSE 1 END AS may,
  GREATEST(m.earliest, u.p1) AS earliest, LEAST(m.latest, u.p2) AS latest
FROM touched t
JOIN unit u ON u.v = t.v AND u.unit = t.unit
JOIN matched m ON m.v = t.v AND m.part = t.part AND m.claim = t.claim
"""

# A stretch that begins after an act ends at the latest before the next act that surely lies in it.
MOST = """
CREATE TABLE most_free AS
SELECT v, unit, lineage, subject, basis,
  CAST(MAX(COALESCE(next_latest, p2 + 1) - begins) AS BIGINT) AS high
FROM (
  SELECT v, unit, lineage, subject, basis, p2, earliest + 1 AS begins,
    MIN(latest) OVER (PARTITION BY v, unit, lineage, subject, basis ORDER BY earliest DESC
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS next_latest
  FROM (
    SELECT v, unit, lineage, subject, basis, p2, earliest, MIN(latest) AS latest
    FROM placed WHERE sure = 1 GROUP BY v, unit, lineage, subject, basis, p2, earliest
  ) e
  UNION ALL
  SELECT v, unit, lineage, subject, basis, MAX(p2), MAX(p1), MIN(latest)
  FROM placed WHERE sure = 1 GROUP BY v, unit, lineage, subject, basis
) s
GROUP BY v, unit, lineage, subject, basis
"""

LEAST_FREE = """
CREATE TABLE least_free AS
SELECT v, unit, lineage, subject, basis,
  CAST(GREATEST(MAX(gap), MAX(p2) - MAX(COALESCE(latest, p1 - 1))) AS BIGINT) AS low
FROM (
  SELECT v, unit, lineage, subject, basis, p1, p2, latest,
    earliest - COALESCE(1 + MAX(latest) OVER (PARTITION BY v, unit, lineage, subject, basis
      ORDER BY earliest, latest, claim ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), p1) AS gap
  FROM placed WHERE may = 1
  UNION ALL
  SELECT v, unit, lineage, subject, basis, p1, p2, CAST(NULL AS BIGINT), CAST(NULL AS BIGINT)
  FROM placed WHERE may = 0
) g
GROUP BY v, unit, lineage, subject, basis
"""

UNITS = """
CREATE TABLE measured AS
SELECT t.v, t.unit AS cell, 'all' AS part, t.lineage, t.subject, t.basis, '' AS sub,
  u.p1, u.p2, t.low, t.high, t.low AS stated_low, t.high AS stated_high,
  k.quota AS quota_low, k.quota AS quota_high,
  CAST(NULL AS BIGINT) AS days, 0 AS unit_days,
  CASE WHEN t.low > t.high THEN 'neither' WHEN t.low >= k.quota THEN 'kept'
       WHEN t.high < k.quota THEN 'breached' ELSE 'neither' END AS says
FROM (
  SELECT f.v, f.unit, f.lineage, f.subject, f.basis,
    CASE WHEN c.lineage IS NULL THEN 0 ELSE GREATEST(f.low, 0) END AS low,
    COALESCE(m.high, u.p2 - u.p1 + 1) AS high
  FROM least_free f
  JOIN unit u ON u.v = f.v AND u.unit = f.unit
  LEFT JOIN covered c ON c.v = f.v AND c.unit = f.unit AND c.lineage = f.lineage
  LEFT JOIN most_free m ON m.v = f.v AND m.unit = f.unit AND m.lineage = f.lineage
    AND m.subject = f.subject AND m.basis = f.basis
  UNION ALL
  SELECT c.v, c.unit, c.lineage, 'coverage', 'total', u.p2 - u.p1 + 1, u.p2 - u.p1 + 1
  FROM covered c
  JOIN unit u ON u.v = c.v AND u.unit = c.unit
  LEFT JOIN (SELECT DISTINCT v, unit, lineage FROM placed) p
    ON p.v = c.v AND p.unit = c.unit AND p.lineage = c.lineage
  WHERE p.lineage IS NULL
) t
JOIN unit u ON u.v = t.v AND u.unit = t.unit
JOIN parameter k ON k.v = t.v
"""

CLAIMS = """
CREATE TABLE measured_claim AS
SELECT v, unit AS cell, 'all' AS part, lineage, subject, basis, '' AS sub, claim, sure AS certain
FROM placed
"""

CELLS = """
CREATE TABLE cell AS
SELECT v, unit AS cell, unit, 1 AS in_shares, 0 AS perform FROM unit
"""

# The window's own line per account: the day with the least free time.
WINDOW = """
CREATE TABLE window_measured AS
SELECT m.v, 'all' AS part, m.lineage, m.subject, m.basis, '' AS sub, MIN(m.p1) AS p1,
  MAX(m.p2) AS p2, MIN(m.low) AS low, MIN(m.high) AS high, MIN(m.stated_low) AS stated_low,
  MIN(m.stated_high) AS stated_high, MIN(m.quota_low) AS quota_low,
  MIN(m.quota_high) AS quota_high, CAST(NULL AS BIGINT) AS days, 0 AS unit_days,
  CASE WHEN SUM(CASE WHEN m.says = 'breached' THEN 1 ELSE 0 END) > 0 THEN 'breached'
       WHEN SUM(CASE WHEN m.says = 'kept' THEN 1 ELSE 0 END) = MAX(n.n) THEN 'kept'
       ELSE 'neither' END AS says
FROM measured m
JOIN (SELECT v, CAST(COUNT(*) AS BIGINT) AS n FROM unit GROUP BY v) n ON n.v = m.v
GROUP BY m.v, m.lineage, m.subject, m.basis
"""

WINDOW_CLAIMS = """
CREATE TABLE window_claim AS
SELECT DISTINCT v, part, lineage, subject, basis, sub, claim FROM measured_claim
"""

MEASURE = (PLACED, MOST, LEAST_FREE, UNITS, CLAIMS, CELLS, WINDOW, WINDOW_CLAIMS)
"""In order; they make ``measured``, ``measured_claim``, ``cell``, ``window_measured`` and
``window_claim``."""
