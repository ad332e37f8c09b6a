"""SQL shared by kinds that are made of units of time, and from measures to support."""

from __future__ import annotations

UNIT = """
CREATE TABLE unit AS
SELECT va.v, p.unit, p.day_first, p.day_last, p.civil,
  GREATEST(p.u1, va.s2) AS c1, LEAST(p.u2, va.e1) AS c2,
  GREATEST(p.u1, va.s1) AS p1, LEAST(p.u2, va.e2) AS p2,
  CASE WHEN p.u1 >= va.s2 AND p.u2 <= va.e1 THEN 1 ELSE 0 END AS uncut
FROM variant va
JOIN period p ON p.per = va.per AND p.u2 >= va.s1 AND p.u1 <= va.e2
WHERE va.whole_units = 0 OR (p.u1 >= va.s2 AND p.u2 <= va.e1)
"""

# A claim touches a unit only on a day of both; one join on days, one for claims of several days.
TOUCHED = """
CREATE TABLE touched AS
SELECT u.v, u.unit, m.part, m.claim
FROM unit u
JOIN variant va ON va.v = u.v
JOIN period_day d ON d.per = va.per AND d.unit = u.unit
JOIN matched m ON m.v = u.v AND m.day_first = d.day AND m.day_last = d.day
  AND m.latest >= u.p1 AND m.earliest <= u.p2
UNION ALL
SELECT u.v, u.unit, m.part, m.claim
FROM unit u
JOIN matched m ON m.v = u.v AND m.day_first < m.day_last
  AND m.latest >= u.p1 AND m.earliest <= u.p2
"""

COVERED = """
CREATE TABLE covered AS
SELECT DISTINCT u.v, u.unit, w.part, w.lineage
FROM unit u
JOIN watched w ON w.v = u.v AND w.t1 <= u.p1 AND w.t2 >= u.p2
"""

# Account: lineage, subject, basis; `sub` splits an account whose claims overlap into single claims.
# Happenings of a series that say when they happened never overlap: each is its own.
OVERLAPPING = """
CREATE TABLE overlapping AS
SELECT v, part, lineage, subject, basis, CAST(MAX(hit) AS BIGINT) AS hit
FROM (
  SELECT m.v, m.part, m.lineage, m.subject, m.basis,
    CASE WHEN m.earliest <= MAX(m.latest) OVER (
      PARTITION BY m.v, m.part, m.lineage, m.subject, m.basis
      ORDER BY m.earliest, m.latest, m.claim
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) THEN 1 ELSE 0 END AS hit
  FROM matched m WHERE m.series = 0 OR m.basis <> 'instant'
  UNION ALL
  SELECT DISTINCT v, part, lineage, subject, basis, 0
  FROM matched WHERE series = 1 AND basis = 'instant'
) t
GROUP BY v, part, lineage, subject, basis
"""

# An account is answered if each of its certain claims is. Where a claim is answered by one lineage
# alone, taking that lineage away leaves it unanswered.
ANSWERED = """
CREATE TABLE answered AS
SELECT mc.v, mc.cell, mc.lineage, mc.subject, mc.basis, mc.sub, mc.claim,
  CAST(COUNT(DISTINCT d.denier) AS BIGINT) AS deniers, MIN(d.denier) AS only_denier
FROM measured_claim mc
LEFT JOIN denied d ON d.v = mc.v AND d.part = mc.part AND d.claim = mc.claim
WHERE mc.certain = 1
GROUP BY mc.v, mc.cell, mc.lineage, mc.subject, mc.basis, mc.sub, mc.claim
"""

DISPUTED = """
CREATE TABLE account_denied AS
SELECT v, cell, lineage, subject, basis, sub,
  CAST(MIN(CASE WHEN deniers > 0 THEN 1 ELSE 0 END) AS BIGINT) AS disputed
FROM answered GROUP BY v, cell, lineage, subject, basis, sub
"""

PIVOT = """
CREATE TABLE pivotal AS
SELECT DISTINCT a.v, a.cell, a.lineage, m.says, a.only_denier AS denier
FROM answered a
JOIN measured m ON m.v = a.v AND m.cell = a.cell AND m.lineage = a.lineage
  AND m.subject = a.subject AND m.basis = a.basis AND m.sub = a.sub AND m.says <> 'neither'
WHERE a.deniers = 1
"""



def support(out: str) -> str:
    """SQL of what each lineage supports in each cell."""
    return f"""
CREATE TABLE {out} AS
SELECT m.v, m.cell, m.lineage, m.says, '' AS given_up,
  CAST(MIN(COALESCE(d.disputed, 0)) AS BIGINT) AS disputed,
  CAST(MAX(CASE WHEN m.subject = 'coverage' THEN 0 ELSE 1 END) AS BIGINT) AS spoken
FROM measured m
LEFT JOIN account_denied d ON d.v = m.v AND d.cell = m.cell AND d.lineage = m.lineage
  AND d.subject = m.subject AND d.basis = m.basis AND d.sub = m.sub
WHERE m.says <> 'neither'
GROUP BY m.v, m.cell, m.lineage, m.says
"""

ANSWERS = (ANSWERED, DISPUTED, PIVOT)
TO_SUPPORT = (*ANSWERS, support("support"))
"""Reads ``measured`` (v, cell, part, account, low, high, says, ...) and ``measured_claim``."""

BY_UNIT = (UNIT, TOUCHED, COVERED)
"""Units of each variant, which claims touch them, and who watched them whole."""
