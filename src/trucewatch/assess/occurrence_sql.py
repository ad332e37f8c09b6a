"""SQL for how often something happened in a unit: at most, or at least, so many times.

Shared by prohibition, presence, schedule (daily hours) and process (every period). Reads
``matched``, ``unit``, ``touched``, ``covered`` and ``parameter`` (v, way, quota, own_high, loose,
by_day); see "Acts in a unit" in how-findings-are-made.
"""

from __future__ import annotations

PLACED = """
CREATE TABLE placed AS
SELECT u.v, u.unit, m.part, m.claim, m.n, m.lineage, m.subject, m.basis, m.lo, m.hi, m.own_hi,
  h.happening,
  CASE WHEN m.certain = 0 THEN 0
       WHEN m.earliest >= u.c1 AND m.latest <= u.c2 THEN 1
       WHEN k.by_day = 1 AND u.civil = 1 AND u.uncut = 1 AND m.basis = 'each_day'
            AND m.earliest <= u.p1 AND m.latest >= u.p2 THEN 1
       ELSE 0 END AS sure,
  CASE WHEN k.own_high = 1 AND m.certain = 1 AND m.hi IS NOT NULL
            AND m.basis IN ('total', 'each_day') AND m.earliest <= u.p1 AND m.latest >= u.p2
       THEN 1 ELSE 0 END AS gives,
  CASE WHEN c.lineage IS NULL THEN 0 ELSE 1 END AS seen
FROM touched t
JOIN unit u ON u.v = t.v AND u.unit = t.unit
JOIN matched m ON m.v = t.v AND m.part = t.part AND m.claim = t.claim
JOIN parameter k ON k.v = t.v
LEFT JOIN covered c ON c.v = t.v AND c.unit = t.unit AND c.part = t.part AND c.lineage = m.lineage
LEFT JOIN apart h ON h.claim = m.claim
"""

# Several reports of one lineage on one day may tell of one happening: the greatest single value is
# certain, their sum is not, but for happenings the account itself, or a person, keeps apart.
UNITS = """
CREATE TABLE unit_measured AS
SELECT t.v, t.unit AS cell, 'all' AS part, t.lineage, t.subject, t.basis, '' AS sub,
  u.p1, u.p2, t.low, t.high, t.low AS stated_low, CAST(NULL AS BIGINT) AS stated_high,
  CAST(NULL AS BIGINT) AS quota_low, CAST(NULL AS BIGINT) AS quota_high,
  CAST(NULL AS BIGINT) AS days, 1 AS unit_days,
  CASE WHEN t.low > t.high THEN 'neither'
       WHEN k.way = 'most' AND t.low > k.quota THEN 'breached'
       WHEN k.way = 'most' AND t.high <= k.quota THEN 'kept'
       WHEN k.way = 'least' AND t.low >= k.quota THEN 'kept'
       WHEN k.way = 'least' AND t.high < k.quota THEN 'breached' ELSE 'neither' END AS says
FROM (
  SELECT q.v, q.unit, q.lineage, q.subject, q.basis,
    CAST(GREATEST(MAX(q.low), COALESCE(
      CAST(SUM(CASE WHEN q.happening IS NOT NULL THEN q.low END) AS BIGINT), 0)) AS BIGINT) AS low,
    CASE WHEN MAX(q.seen) = 1 THEN CAST(SUM(q.most) AS BIGINT)
      ELSE CAST(MIN(q.high) AS BIGINT) END AS high
  FROM (
    SELECT p.v, p.unit, p.lineage, p.subject, p.basis, p.happening, MAX(p.seen) AS seen,
      MAX(CASE WHEN p.sure = 1 THEN p.lo ELSE 0 END) AS low,
      CAST(SUM(p.n * COALESCE(p.own_hi, GREATEST(p.lo, 1))) AS BIGINT) AS most,
      MIN(CASE WHEN p.gives = 1 THEN p.hi END) AS high
    FROM placed p
    WHERE p.sure = 1 OR p.gives = 1 OR p.basis = 'instant' OR p.seen = 1
    GROUP BY p.v, p.unit, p.lineage, p.subject, p.basis, p.happening
  ) q
  GROUP BY q.v, q.unit, q.lineage, q.subject, q.basis
  UNION ALL
  SELECT c.v, c.unit, c.lineage, 'coverage', 'total', CAST(0 AS BIGINT), CAST(0 AS BIGINT)
  FROM covered c
  LEFT JOIN (SELECT DISTINCT v, unit, lineage FROM placed) p
    ON p.v = c.v AND p.unit = c.unit AND p.lineage = c.lineage
  WHERE p.lineage IS NULL
) t
JOIN unit u ON u.v = t.v AND u.unit = t.unit
JOIN parameter k ON k.v = t.v
"""

# What is certain in the window though in no single day: spans of days, and running totals.
LOOSE = """
CREATE TABLE loose AS
SELECT x.v, x.claim, x.lineage, x.subject, x.basis, x.lo, x.earliest, x.latest,
  CAST(COUNT(*) AS BIGINT) AS units,
  CASE WHEN x.basis = 'instant'
       THEN 'span:' || CAST(x.earliest AS STRING) || '/' || CAST(x.latest AS STRING)
       ELSE 'running' END AS cell
FROM (
  SELECT m.v, m.claim, m.lineage, m.subject, m.basis, m.lo, m.earliest, m.latest
  FROM matched m
  JOIN variant va ON va.v = m.v
  JOIN parameter k ON k.v = m.v AND k.loose = 1
  LEFT JOIN (SELECT DISTINCT v, claim FROM placed WHERE sure = 1) s
    ON s.v = m.v AND s.claim = m.claim
  WHERE s.claim IS NULL AND m.certain = 1 AND m.earliest >= va.s2 AND m.latest <= va.e1
) x
JOIN unit u ON u.v = x.v AND u.p2 >= x.earliest AND u.p1 <= x.latest
GROUP BY x.v, x.claim, x.lineage, x.subject, x.basis, x.lo, x.earliest, x.latest
"""

MEASURED = """
CREATE TABLE measured AS
SELECT * FROM unit_measured
UNION ALL
SELECT l.v, l.cell, 'all', l.lineage, l.subject, l.basis, '',
  MIN(l.earliest), MAX(l.latest), CAST(MAX(l.lo) AS BIGINT), CAST(NULL AS BIGINT),
  CAST(MAX(l.lo) AS BIGINT), CAST(NULL AS BIGINT), CAST(NULL AS BIGINT), CAST(NULL AS BIGINT),
  CAST(MAX(l.units) AS BIGINT), 1,
  CASE WHEN MAX(CASE WHEN l.lo > k.quota * l.units THEN 1 ELSE 0 END) = 1
       THEN 'breached' ELSE 'neither' END
FROM loose l JOIN parameter k ON k.v = l.v
GROUP BY l.v, l.cell, l.lineage, l.subject, l.basis
"""

CLAIMS = """
CREATE TABLE measured_claim AS
SELECT p.v, p.unit AS cell, 'all' AS part, p.lineage, p.subject, p.basis, '' AS sub, p.claim,
  p.sure AS certain
FROM placed p
JOIN unit_measured m ON m.v = p.v AND m.cell = p.unit AND m.lineage = p.lineage
  AND m.subject = p.subject AND m.basis = p.basis
UNION ALL
SELECT l.v, l.cell, 'all', l.lineage, l.subject, l.basis, '', l.claim, 1 FROM loose l
"""

CELLS = """
CREATE TABLE cell AS
SELECT u.v, u.unit AS cell, u.unit, 1 AS in_shares,
  CASE WHEN k.way = 'least' THEN 1 ELSE 0 END AS perform
FROM unit u JOIN parameter k ON k.v = u.v
UNION ALL
SELECT DISTINCT m.v, m.cell, '' AS unit, 0 AS in_shares, 0 AS perform
FROM measured m JOIN (SELECT DISTINCT v, cell FROM loose) l ON l.v = m.v AND l.cell = m.cell
WHERE m.says <> 'neither'
"""

# The window's own line per account: days with an act for certain, or the most any wider claim says.
WINDOW = """
CREATE TABLE window_measured AS
SELECT a.v, 'all' AS part, a.lineage, a.subject, a.basis, '' AS sub,
  GREATEST(a.t1, va.s1) AS p1, LEAST(a.t2, va.e2) AS p2,
  CAST(GREATEST(COALESCE(d.low, 0), COALESCE(w.low, 0)) AS BIGINT) AS low,
  CASE WHEN d.n_high = n.n THEN d.high END AS high,
  a.stated_low, a.stated_high,
  CAST(NULL AS BIGINT) AS quota_low, CAST(NULL AS BIGINT) AS quota_high,
  CAST(NULL AS BIGINT) AS days, 1 AS unit_days,
  CASE WHEN COALESCE(d.breached, 0) + COALESCE(w.breached, 0) > 0 THEN 'breached'
       WHEN d.kept = n.n THEN 'kept' ELSE 'neither' END AS says
FROM (
  SELECT m.v, m.lineage, m.subject, m.basis, MIN(m.earliest) AS t1, MAX(m.latest) AS t2,
    CASE WHEN m.subject <> 'reports' AND m.basis = 'total' THEN CAST(SUM(CASE
      WHEN m.measure = 'cumulative' THEN CAST(NULL AS BIGINT)
      WHEN m.earliest >= va.s2 AND m.latest <= va.e1 THEN m.stated_low ELSE 0 END) AS BIGINT)
      END AS stated_low,
    CASE WHEN m.subject <> 'reports' AND m.basis = 'total' AND COUNT(*) = COUNT(m.stated_high)
      THEN CAST(SUM(CASE WHEN m.measure = 'cumulative' THEN CAST(NULL AS BIGINT)
        ELSE m.stated_high END) AS BIGINT)
      END AS stated_high
  FROM matched m JOIN variant va ON va.v = m.v AND m.latest >= va.s1 AND m.earliest <= va.e2
  GROUP BY m.v, m.lineage, m.subject, m.basis
  UNION ALL
  SELECT v, lineage, subject, basis, MIN(p1), MAX(p2), CAST(NULL AS BIGINT), CAST(NULL AS BIGINT)
  FROM unit_measured WHERE subject = 'coverage' GROUP BY v, lineage, subject, basis
) a
JOIN variant va ON va.v = a.v
JOIN (SELECT v, CAST(COUNT(*) AS BIGINT) AS n FROM unit GROUP BY v) n ON n.v = a.v
LEFT JOIN (
  SELECT v, lineage, subject, basis, CAST(SUM(low) AS BIGINT) AS low,
    CAST(SUM(high) AS BIGINT) AS high, CAST(COUNT(high) AS BIGINT) AS n_high,
    CAST(SUM(CASE WHEN says = 'breached' THEN 1 ELSE 0 END) AS BIGINT) AS breached,
    CAST(SUM(CASE WHEN says = 'kept' THEN 1 ELSE 0 END) AS BIGINT) AS kept
  FROM unit_measured GROUP BY v, lineage, subject, basis
) d ON d.v = a.v AND d.lineage = a.lineage AND d.subject = a.subject AND d.basis = a.basis
LEFT JOIN (
  SELECT v, lineage, subject, basis, CAST(MAX(low) AS BIGINT) AS low,
    CAST(SUM(CASE WHEN says = 'breached' THEN 1 ELSE 0 END) AS BIGINT) AS breached
  FROM measured WHERE cell = 'running' OR cell LIKE 'span:%'
  GROUP BY v, lineage, subject, basis
) w ON w.v = a.v AND w.lineage = a.lineage AND w.subject = a.subject AND w.basis = a.basis
"""

WINDOW_CLAIMS = """
CREATE TABLE window_claim AS
SELECT m.v, 'all' AS part, m.lineage, m.subject, m.basis, '' AS sub, m.claim
FROM matched m JOIN variant va ON va.v = m.v AND m.latest >= va.s1 AND m.earliest <= va.e2
"""

MEASURE = (PLACED, UNITS, LOOSE, MEASURED, CLAIMS, CELLS, WINDOW, WINDOW_CLAIMS)
"""In order; they make ``measured``, ``measured_claim``, ``cell``, ``window_measured`` and
``window_claim``."""
