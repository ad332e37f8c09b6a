"""None, or at most a tolerance, of acts by the bound, per civil day and over the window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from trucewatch.model.clause import Act, Clause

VERSION = 1


@dataclass(frozen=True, kw_only=True)
class Prohibition(Clause):
    """Parameters: which acts, and how many of them are tolerated in a unit."""

    kind: Literal["prohibition"]
    act: Act
    tolerance: int = 0


def parts(clause: Prohibition) -> list[tuple[str, Act]]:
    """The act, under the part name ``all``."""
    return [("all", clause.act)]


def parameters(clause: Prohibition) -> dict[str, int]:
    """Row of this kind's own table."""
    return {"tolerance": clause.tolerance}


PLACED = """
CREATE TABLE placed AS
SELECT u.v, u.unit, m.part, m.claim_id, m.lineage, m.subject, m.basis, m.lo, m.own_hi,
  CASE WHEN m.certain = 1 AND m.earliest >= u.c1 AND m.latest <= u.c2 THEN 1 ELSE 0 END AS sure
FROM unit u
JOIN matched m ON m.v = u.v AND m.latest >= u.p1 AND m.earliest <= u.p2
LEFT JOIN (SELECT DISTINCT lineage FROM coverage WHERE alive = 1) c ON c.lineage = m.lineage
WHERE m.basis = 'instant' OR m.day_first = m.day_last OR c.lineage IS NOT NULL
"""

# Coverage counts only if it covers every act of the clause, in the whole of its zones.
COVERED = """
CREATE TABLE covered AS
SELECT DISTINCT u.v, u.unit, c.lineage
FROM unit u
JOIN act a ON a.v = u.v AND a.part = 'all' AND a.any_zone = 0
JOIN coverage c ON c.alive = 1 AND c.t1 <= u.p1 AND c.t2 >= u.p2
JOIN (
  SELECT ap.v, cp.cov, CAST(COUNT(DISTINCT ap.property) AS BIGINT) AS n
  FROM act_property ap JOIN coverage_property cp ON cp.property = ap.property
  WHERE ap.implied = 0 GROUP BY ap.v, cp.cov
) p ON p.v = u.v AND p.cov = c.cov AND p.n = a.n_property
JOIN (
  SELECT az.v, c2.cov, CAST(COUNT(DISTINCT az.zone) AS BIGINT) AS n
  FROM act_zone az
  JOIN zone_member zm ON zm.zone = az.zone AND zm.certain = 1
  JOIN coverage c2 ON c2.zone = zm.contains
  GROUP BY az.v, c2.cov
) z ON z.v = u.v AND z.cov = c.cov AND z.n = a.n_zone
"""

# Several reports of one lineage on one day may tell of one happening until they are linked:
# the greatest single value is certain, their sum is not.
UNITS = """
CREATE TABLE unit_measured AS
SELECT t.v, t.unit AS cell, 'all' AS part, t.lineage, t.subject, t.basis, '' AS sub,
  u.p1, u.p2, t.low, t.high, t.low AS stated_low, CAST(NULL AS BIGINT) AS stated_high,
  CAST(NULL AS BIGINT) AS quota_low, CAST(NULL AS BIGINT) AS quota_high,
  CAST(NULL AS BIGINT) AS days, 1 AS unit_days,
  CASE WHEN t.low > k.tolerance THEN 'breached'
       WHEN t.high <= k.tolerance AND t.low <= t.high THEN 'kept' ELSE 'neither' END AS says
FROM (
  SELECT p.v, p.unit, p.lineage, p.subject, p.basis,
    CAST(MAX(CASE WHEN p.sure = 1 THEN p.lo ELSE 0 END) AS BIGINT) AS low,
    CAST(MAX(CASE WHEN c.lineage IS NULL THEN NULL ELSE 1 END)
         * SUM(COALESCE(p.own_hi, GREATEST(p.lo, 1))) AS BIGINT) AS high
  FROM placed p
  LEFT JOIN covered c ON c.v = p.v AND c.unit = p.unit AND c.lineage = p.lineage
  WHERE p.sure = 1 OR p.basis = 'instant' OR c.lineage IS NOT NULL
  GROUP BY p.v, p.unit, p.lineage, p.subject, p.basis
  UNION ALL
  SELECT c.v, c.unit, c.lineage, 'coverage', 'total', CAST(0 AS BIGINT), CAST(0 AS BIGINT)
  FROM covered c
  LEFT JOIN placed p ON p.v = c.v AND p.unit = c.unit AND p.lineage = c.lineage
  WHERE p.claim_id IS NULL
) t
JOIN unit u ON u.v = t.v AND u.unit = t.unit
JOIN parameter k ON k.v = t.v
"""

# What is certain in the window though in no single day: spans of days, and running totals.
LOOSE = """
CREATE TABLE loose AS
SELECT m.v, m.claim_id, m.lineage, m.subject, m.basis, m.lo, m.earliest, m.latest,
  CAST(m.day_last - m.day_first + 1 AS BIGINT) AS days,
  CASE WHEN m.basis = 'instant'
       THEN 'span:' || CAST(m.earliest AS VARCHAR) || '/' || CAST(m.latest AS VARCHAR)
       ELSE 'running' END AS cell
FROM matched m
JOIN variant va ON va.v = m.v
LEFT JOIN (SELECT DISTINCT v, claim_id FROM placed WHERE sure = 1) s
  ON s.v = m.v AND s.claim_id = m.claim_id
WHERE s.claim_id IS NULL AND m.certain = 1 AND m.earliest >= va.s2 AND m.latest <= va.e1
"""

MEASURED = """
CREATE TABLE measured AS
SELECT * FROM unit_measured
UNION ALL
SELECT l.v, l.cell, 'all', l.lineage, l.subject, l.basis, '',
  MIN(l.earliest), MAX(l.latest), CAST(MAX(l.lo) AS BIGINT), CAST(NULL AS BIGINT),
  CAST(MAX(l.lo) AS BIGINT), CAST(NULL AS BIGINT), CAST(NULL AS BIGINT), CAST(NULL AS BIGINT),
  CAST(MAX(l.days) AS BIGINT), 1,
  CASE WHEN MAX(CASE WHEN l.lo > k.tolerance * l.days THEN 1 ELSE 0 END) = 1
       THEN 'breached' ELSE 'neither' END
FROM loose l JOIN parameter k ON k.v = l.v
GROUP BY l.v, l.cell, l.lineage, l.subject, l.basis
"""

CLAIMS = """
CREATE TABLE measured_claim AS
SELECT p.v, p.unit AS cell, 'all' AS part, p.lineage, p.subject, p.basis, '' AS sub, p.claim_id,
  p.sure AS certain
FROM placed p
JOIN unit_measured m ON m.v = p.v AND m.cell = p.unit AND m.lineage = p.lineage
  AND m.subject = p.subject AND m.basis = p.basis
UNION ALL
SELECT l.v, l.cell, 'all', l.lineage, l.subject, l.basis, '', l.claim_id, 1 FROM loose l
"""

CELLS = """
CREATE TABLE cell AS
SELECT v, unit AS cell, unit, 1 AS in_shares FROM unit
UNION ALL
SELECT DISTINCT v, cell, '' AS unit, 0 AS in_shares FROM loose
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
      WHEN m.measure = 'cumulative' THEN NULL
      WHEN m.earliest >= va.s2 AND m.latest <= va.e1 THEN m.stated_low ELSE 0 END) AS BIGINT)
      END AS stated_low,
    CASE WHEN m.subject <> 'reports' AND m.basis = 'total' AND COUNT(*) = COUNT(m.stated_high)
      THEN CAST(SUM(CASE WHEN m.measure = 'cumulative' THEN NULL ELSE m.stated_high END) AS BIGINT)
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
SELECT m.v, 'all' AS part, m.lineage, m.subject, m.basis, '' AS sub, m.claim_id
FROM matched m JOIN variant va ON va.v = m.v AND m.latest >= va.s1 AND m.earliest <= va.e2
"""

MEASURE = (PLACED, COVERED, UNITS, LOOSE, MEASURED, CLAIMS, CELLS, WINDOW, WINDOW_CLAIMS)
"""SQL in order: from ``matched`` and ``unit`` to ``measured``, ``measured_claim``, ``cell``,
``window_measured``, ``window_claim``."""
