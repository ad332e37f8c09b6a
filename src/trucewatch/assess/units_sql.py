"""SQL shared by kinds that are made of civil units, and from measures to support."""

from __future__ import annotations

UNIT = """
CREATE TABLE unit AS
SELECT va.v, p.unit, p.day_first, p.day_last,
  GREATEST(p.u1, va.s2) AS c1, LEAST(p.u2, va.e1) AS c2,
  GREATEST(p.u1, va.s1) AS p1, LEAST(p.u2, va.e2) AS p2
FROM variant va
JOIN period p ON p.per = va.per AND p.u2 >= va.s1 AND p.u1 <= va.e2
"""

# Account: lineage, subject, basis; `sub` splits an account whose claims overlap into single claims.
ACCOUNT = "lineage, subject, basis, sub"

OVERLAPPING = """
CREATE TABLE overlapping AS
SELECT v, part, lineage, subject, basis, CAST(MAX(hit) AS INTEGER) AS hit
FROM (
  SELECT m.v, m.part, m.lineage, m.subject, m.basis,
    CASE WHEN m.earliest <= MAX(m.latest) OVER (
      PARTITION BY m.v, m.part, m.lineage, m.subject, m.basis
      ORDER BY m.earliest, m.latest, m.claim_id
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) THEN 1 ELSE 0 END AS hit
  FROM matched m
) t
GROUP BY v, part, lineage, subject, basis
"""

# An account is answered if each of its certain claims is. Where a claim is answered by one lineage
# alone, taking that lineage away leaves it unanswered.
ANSWERED = """
CREATE TABLE answered AS
SELECT mc.v, mc.cell, mc.lineage, mc.subject, mc.basis, mc.sub, mc.claim_id,
  CAST(COUNT(DISTINCT d.denier) AS BIGINT) AS deniers, MIN(d.denier) AS only_denier
FROM measured_claim mc
LEFT JOIN denied d ON d.v = mc.v AND d.part = mc.part AND d.claim_id = mc.claim_id
WHERE mc.certain = 1
GROUP BY mc.v, mc.cell, mc.lineage, mc.subject, mc.basis, mc.sub, mc.claim_id
"""

DISPUTED = """
CREATE TABLE account_denied AS
SELECT v, cell, lineage, subject, basis, sub,
  CAST(MIN(CASE WHEN deniers > 0 THEN 1 ELSE 0 END) AS INTEGER) AS disputed
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

SUPPORT = """
CREATE TABLE support AS
SELECT m.v, m.cell, m.lineage, m.says, '' AS given_up,
  CAST(MIN(COALESCE(d.disputed, 0)) AS INTEGER) AS disputed,
  CAST(MAX(CASE WHEN m.subject = 'coverage' THEN 0 ELSE 1 END) AS INTEGER) AS spoken
FROM measured m
LEFT JOIN account_denied d ON d.v = m.v AND d.cell = m.cell AND d.lineage = m.lineage
  AND d.subject = m.subject AND d.basis = m.basis AND d.sub = m.sub
WHERE m.says <> 'neither'
GROUP BY m.v, m.cell, m.lineage, m.says
"""

TO_SUPPORT = (ANSWERED, DISPUTED, PIVOT, SUPPORT)
"""Reads ``measured`` (v, cell, part, account, low, high, says, ...) and ``measured_claim``."""
